"""What all public pages share: style, script, headers, and words without a database."""

import base64
import functools
import hashlib
import re

from markupsafe import Markup

from odoo.http import Response
from odoo.tools.misc import file_open
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
# Asked about first: the page is for people in Vietnam.
FIRST_LANG = "vi_VN"
ASSETS = "friendly_gov_survey/static/src/page/page."
INDENT = re.compile(r"\n\s+")
UNKNOWN = (
    _lt("This link is not valid."),
    _lt("Please scan the code on the poster again, or ask the staff at the counter."),
)
TOO_LONG = (
    _lt("What was sent is too long."),
    _lt("Please go back, shorten your text and send it again."),
)
FAILED = (
    _lt("Not sent: the server is busy."),
    _lt("Please go back and press Send again: nothing is counted twice."),
)
ERROR = Markup(
    '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>%(title)s</title><style>%(css)s</style></head>"
    '<body><main><div class="message">%(texts)s</div></main></body></html>'
)


@functools.cache
def get_asset(kind):
    """Style (``css``) or script (``js``) of the page, Markup."""
    with file_open(ASSETS + kind) as source:
        return Markup(squeeze(source.read()))


def squeeze(text):
    """``text`` without indentation: a third of a page."""
    return INDENT.sub("\n", text)


@functools.cache
def get_policy():
    """The Content-Security-Policy: our style and script, told by their digests.

    A digest is stricter than a nonce, which whoever slips a tag in could copy, and
    lets the page be cached.
    """

    def source(kind):
        found = hashlib.sha256(get_asset(kind).encode()).digest()
        return f"'sha256-{base64.b64encode(found).decode()}'"

    return (
        f"default-src 'none'; style-src {source('css')}; script-src {source('js')}; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def get_headers(lang):
    """Headers of every page: nothing is kept, told on, framed or found."""
    return [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Language", lang.replace("_", "-")),
        ("Content-Security-Policy", get_policy()),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Robots-Tag", "noindex, nofollow"),
    ]


def make_error(code):
    """Response to a request that failed: needs neither database nor template.

    :param int code: of HTTP
    """
    if code in (404, 405):
        texts = UNKNOWN
    elif code == 413:
        texts = TOO_LONG
    else:
        texts = FAILED
    paragraphs = Markup().join(
        Markup('<div lang="%s"><h1>%s</h1><p>%s</p></div>')
        % (lang[:2], *(text._translate(lang) for text in texts))
        for lang in (FIRST_LANG, "en_US")
    )
    html = ERROR % {
        "css": get_asset("css"),
        "title": texts[0]._translate(FIRST_LANG),
        "texts": paragraphs,
    }
    return Response(html, status=code, headers=get_headers(FIRST_LANG))

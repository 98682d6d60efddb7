"""Head and foot of an official document, as Decree 30/2020 lays them out.

Sizes and styles follow Annex I of the decree: agency names 12-13 in capitals, the
state's name 12-13 bold capitals, its motto 13-14 bold and underlined, place and
date in italics, title 14 bold capitals, recipients 12 bold italic over 11.
"""

from dataclasses import dataclass
from itertools import accumulate, zip_longest

from .text import text_width
from .writer import Block

_CENTER = {"align": "center"}
_CAPS = {**_CENTER, "font_size": 13, "valign": "top"}
_BOLD_CAPS = {**_CAPS, "bold": True}
_MOTTO = {**_CENTER, "font_size": 14, "bold": True, "underline": 1, "valign": "top"}
_PLACE = {**_CENTER, "font_size": 13, "italic": True, "valign": "top"}
_RULE = {**_CENTER, "font_size": 6, "valign": "top"}
_SIGN = {**_CENTER, "font_size": 13, "bold": True}
_LISTED = {"font_size": 11, "align": "left"}
_LISTED_TITLE = {"font_size": 12, "bold": True, "italic": True, "align": "left"}
# The line under the issuing agency: a third to a half of the length of its name.
_RULE_SHARE = 0.4
# Share of the width left of the border between the two blocks of the head.
_LEFT_SHARE = 0.43
# Lines left free for the signature and the seal.
_SIGNATURE_LINES = 4


@dataclass(frozen=True)
class OfficialHead:
    """Texts of the head; empty ones are left out.

    :param str superior: superior agency
    :param str issuer: issuing agency
    :param str number: number and symbol, with its word
    :param str state: the state's name
    :param str motto: its motto
    :param str place_date: place and date
    :param str title: title of the document
    :param tuple subtitle: lines under it, such as period and as-of date
    :param str banner: warning in red, such as that the data are illustrations
    """

    superior: str = ""
    issuer: str = ""
    number: str = ""
    state: str = ""
    motto: str = ""
    place_date: str = ""
    title: str = ""
    subtitle: tuple = ()
    banner: str = ""


@dataclass(frozen=True)
class SignatureBlock:
    """Texts of the foot.

    :param str authority: such as on behalf of the head; empty for the head's own
    :param str position: position of the signer
    :param str name: name of the signer, may stay empty
    :param str recipients_title: heading of the list of recipients
    :param tuple recipients: its lines
    """

    authority: str = ""
    position: str = ""
    name: str = ""
    recipients_title: str = ""
    recipients: tuple = ()


def split_columns(widths):
    """First column of the right-hand block, at about 43 % of the total width."""
    goal = sum(widths) * _LEFT_SHARE
    edges = list(accumulate(widths))[:-1] or [0]
    return min(range(len(edges)), key=lambda col: abs(edges[col] - goal)) + 1


def write_head(sheet, head, *, full=True, title=None, span=None):
    """Write the head over the columns of ``sheet``.

    :param bool full: False leaves out the two blocks above the title
    :param str title: in place of ``head.title``
    :param int span: number of columns under the title; default all
    """
    if full:
        _write_agencies(sheet, head)
    lines = [((title or head.title).upper(), {"font_size": 14, "bold": True})]
    lines += [(line, {"font_size": 13, "italic": True}) for line in head.subtitle]
    red = {"font_size": 13, "bold": True, "font_color": "#FF0000"}
    lines.append((head.banner, red))
    last = (span or len(sheet.widths)) - 1
    for text, style in lines:
        if text:
            sheet.write_blocks([Block(0, last, text, {**_CENTER, **style})])
    sheet.skip(8)


def _write_agencies(sheet, head):
    issuer = head.issuer.upper()
    line = min(
        text_width(issuer, _BOLD_CAPS["font_size"], bold=True),
        sum(sheet.widths[: split_columns(sheet.widths)]),
    )
    dashes = round(line * _RULE_SHARE / text_width("_", _RULE["font_size"]))
    names = [(issuer, _BOLD_CAPS), ("_" * dashes, _RULE)]
    if head.superior:
        names.insert(0, (head.superior.upper(), _CAPS))
    else:
        names.append(("", _CAPS))
    state = [(head.state.upper(), _BOLD_CAPS), (head.motto, _MOTTO), ("", _RULE)]
    for left, right in zip(names, state, strict=True):
        _write_pair(sheet, left, right)
    _write_pair(sheet, (head.number, _CAPS), (head.place_date, _PLACE))
    sheet.skip(6)


def write_signature(sheet, block):
    """Write recipients on the left, the signer on the right."""
    sheet.skip()
    left = [(block.recipients_title, _LISTED_TITLE)] if block.recipients_title else []
    left += [(line, _LISTED) for line in block.recipients]
    right = [(block.authority.upper(), _SIGN)] if block.authority else []
    right.append((block.position.upper(), _SIGN))
    right += [("", _SIGN)] * _SIGNATURE_LINES
    right.append((block.name, _SIGN))
    for pair in zip_longest(left, right, fillvalue=("", _LISTED)):
        _write_pair(sheet, *pair)


def _write_pair(sheet, left, right):
    """One row of the two blocks, each a pair of text and style."""
    last = len(sheet.widths) - 1
    border = split_columns(sheet.widths)
    blocks = [Block(0, border - 1, *left)]
    if border <= last:
        blocks.append(Block(border, last, *right))
    sheet.write_blocks(blocks)

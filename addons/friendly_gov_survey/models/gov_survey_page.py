import re
import time
from typing import NamedTuple
from urllib.parse import urlencode

from markupsafe import Markup, escape

from odoo import api, models, tools

from ..tools import nonce
from .gov_survey_page_frame import FIRST_LANG, get_asset, squeeze

# Read with the point in one statement.
POINT_FIELDS = [
    "name",
    "unit_id",
    "company_id",
    "channel",
    "audience",
    "campaign_id",
    "field_id",
    "token",
    "kiosk_seconds",
    "kiosk_text_size",
]
TOKEN = re.compile(r"[\w-]{1,64}", re.ASCII)
# Where a cached page is filled in: characters that no text has.
SLOT = re.compile("\ue000(\\w+)\ue001")


class Place(NamedTuple):
    """Where a page was opened.

    ``trial`` and ``invitation`` are the tokens that the address holds. ``reason`` is
    the code of the page that tells why no answer is taken, empty if one is.
    """

    path: str
    line: models.Model
    point: models.Model
    channel: str
    trial: str = ""
    invitation: str = ""
    field_id: int = 0
    reason: str = ""

    @property
    def url(self):
        """Address of the page, as forms and links of it name it."""
        return (
            f"{self.path}?{urlencode({'t': self.trial})}" if self.trial else self.path
        )


class GovSurveyPage(models.AbstractModel):
    """The page on which a citizen answers: which place, and what it shows.

    Everything here runs for the public user, who may read nothing; what a token of a
    point or an invitation leads to is read as superuser.
    """

    _name = "gov.survey.page"
    _description = "Public page of a survey"

    @api.model
    def _find_point(self, token, test=""):
        """:class:`Place` of the point with ``token``, or None."""
        if not TOKEN.fullmatch(token):
            return None
        # sudo: only what the unguessable token leads to.
        points = self.env["gov.survey.point"].sudo()
        point = points.search_fetch(
            [("token", "=", token)], POINT_FIELDS, order="id", limit=1
        )
        if not point or (test and not point._check_test_token(test)):
            return None
        line = point._get_line(point.company_id._gov_today())
        reason = "" if line else "closed"
        return Place(f"/gs/{token}", line, point, point.channel, test, reason=reason)

    @api.model
    def _find_invitation(self, token):
        """:class:`Place` of the invitation with ``token``, or None; uses nothing."""
        if not TOKEN.fullmatch(token):
            return None
        # sudo: only what the unguessable token leads to.
        invitation = self.env["gov.survey.invitation"].sudo()._find(token)
        if not invitation:
            return None
        line = invitation._get_line(invitation.company_id._gov_today())
        reason = "used" if invitation.is_used else "" if line else "closed"
        return Place(
            f"/gs/i/{token}",
            line or invitation.line_id,
            invitation.env["gov.survey.point"],
            "invitation",
            invitation=token,
            field_id=invitation.field_id.id,
            reason=reason,
        )

    @api.model
    def _make_nonce(self, place):
        return nonce.make(self._get_signer(place), time.time())

    @api.model
    def _read_age(self, place, text):
        """Seconds since the page was opened here; None: not here, or too long ago."""
        return nonce.read_age(self._get_signer(place), text, time.time())

    def _get_signer(self, place):
        # sudo: the secret of the database, to sign with.
        env = self.sudo().env
        return lambda text: tools.hmac(env, "gov_survey_page", (place.url, text))

    @api.model
    def _get_lang(self, survey, wanted):
        """Code of the language of the page: the one wanted if the survey has it."""
        codes = self._get_langs(survey.id)
        return wanted if wanted in codes else codes[0]

    @api.model
    def _get_any_lang(self, wanted):
        """Code of the language of pages that belong to no questionnaire."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        found = [code for code in (wanted, FIRST_LANG) if code in codes]
        return (found or codes)[0]

    @api.model
    def _get_thanks(self, place, lang):
        """Words of thanks of the questionnaire, Markup; empty for the usual ones."""
        if not place.line:
            # Sent again after the end: which questionnaire it was isn't looked up.
            return ""
        thanks = self._get_spec(place.line.campaign_id.survey_id.id, lang)["thanks"]
        return "" if tools.is_html_empty(thanks) else Markup(thanks)

    @api.model
    @tools.ormcache("survey_id", cache="templates")
    def _get_langs(self, survey_id):
        return self._read_langs(survey_id)

    def _read_langs(self, survey_id):
        # sudo: languages of a questionnaire that an open campaign asks.
        survey = self.env["survey.survey"].sudo().browse(survey_id)
        codes = survey._get_supported_lang_codes()
        return tuple(sorted(codes, key=lambda code: (code != FIRST_LANG, code)))

    @api.model
    def _render_form(self, place, lang, values=None, errors=None, notice=""):
        """HTML of the form, bytes.

        :param dict values: what was sent, lists of texts by name
        :param dict errors: words by question id
        :param str notice: code of a notice above the form
        """
        line = place.line
        survey, kiosk = line.campaign_id.survey_id, place.channel == "kiosk"
        if values or errors or notice:
            parts = self._render_parts(
                survey.id, lang, kiosk, bool(place.trial), values, errors, notice
            )
        else:
            parts = self._get_parts(survey.id, lang, kiosk, bool(place.trial))
        slots = {
            "unit": line.unit_id.name,
            "point": place.point.name or "",
            "lead": line.lead_unit_id.name,
            "months": str(line.campaign_id.retention_months),
            "url": place.url,
            "path": place.path,
            "idle": str(place.point.kiosk_seconds),
            "size": place.point.kiosk_text_size or "",
            "query": f"&{urlencode({'t': place.trial})}" if place.trial else "",
            "nonce": self._make_nonce(place),
        }
        return b"".join(
            part if isinstance(part, bytes) else str(escape(slots[part])).encode()
            for part in parts
        )

    @api.model
    @tools.ormcache("survey_id", "lang", cache="templates")
    def _get_spec(self, survey_id, lang):
        # Text and choices of an open campaign can't change.
        return self._read_spec(survey_id, lang)

    def _read_spec(self, survey_id, lang):
        # sudo: the questionnaire that an open campaign asks, or that the caller reads.
        survey = self.env["survey.survey"].sudo().browse(survey_id)
        return survey.with_context(lang=lang)._gov_get_spec()

    @api.model
    @tools.ormcache("survey_id", "lang", "kiosk", "test", cache="templates")
    def _get_parts(self, survey_id, lang, kiosk, test):
        # Names of units, which may change, and whatever differs from page to page
        # are slots.
        parts = self._render_parts(survey_id, lang, kiosk, test)
        return [
            squeeze(part.decode()).encode() if isinstance(part, bytes) else part
            for part in parts
        ]

    def _render_parts(
        self, survey_id, lang, kiosk, test, values=None, errors=None, notice=""
    ):
        # sudo: the template.
        page = self.sudo().with_context(lang=lang)
        # Read anew: a preview shows what is still being written.
        spec = self._read_spec(survey_id, lang)
        questions = [q for part in spec["pages"] for q in part["questions"]]
        labels = {o["id"]: o["label"] for q in questions for o in q["options"]}
        html = page._render(
            "gov_survey_page_form",
            lang,
            spec=spec,
            intro=Markup(spec["description"]),
            numbers={q["id"]: n for n, q in enumerate(questions, 1)},
            conditions={
                q["id"]: ", ".join(labels.get(choice, "") for choice in q["when"])
                for q in questions
            },
            kiosk=kiosk,
            test=test,
            values=values or {},
            errors=errors or {},
            notice=notice,
            langs=[
                (code, page.env["res.lang"]._get_data(code=code).name.split(" / ")[-1])
                for code in self._read_langs(survey_id)
            ],
            slot=lambda name: f"\ue000{name}\ue001",
            body="kiosk size\ue000size\ue001" if kiosk else None,
        )
        parts = SLOT.split(html)
        # Texts and names of slots take turns.
        return [part if n % 2 else part.encode() for n, part in enumerate(parts)]

    @api.model
    def _render_message(self, lang, code, **values):
        """HTML of a page without a form, bytes: thanks, or why there is none."""
        # sudo: the template.
        page = self.sudo().with_context(lang=lang)
        return page._render(
            "gov_survey_page_message", lang, code=code, **values
        ).encode()

    def _render(self, template, lang, **values):
        values |= {
            "css": get_asset("css"),
            "js": get_asset("js"),
            "html_lang": lang.replace("_", "-"),
        }
        html = self.env["ir.qweb"]._render(f"friendly_gov_survey.{template}", values)
        return f"<!DOCTYPE html>\n{html}"

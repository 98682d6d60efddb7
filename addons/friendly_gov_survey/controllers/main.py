"""The page behind a QR code, at a kiosk, behind an invitation.

No cookie and no session: whoever answers is the public user, even on the computer of
an official who is logged in. Reading a page writes nothing.
"""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request
from odoo.tools.misc import format_date

from ..models.gov_survey_page_frame import get_headers
from ..models.gov_survey_page_submit import Sender

# Bytes: the longest form of ours is far below.
LONGEST_FORM = 256 * 1024
# Seconds for which a kiosk shows its thanks.
KIOSK_THANKS = 5
STATUS = {"thanks": 200, "again": 422, "closed": 410, "used": 410, "limit": 429}

POINT, INVITATION = "/gs/<string:token>", "/gs/i/<string:token>"
ROUTE = {
    "type": "http",
    # Not "public": that would be the official who is logged in on this computer.
    "auth": "none",
    "csrf": False,
    "save_session": False,
    "max_content_length": LONGEST_FORM,
}


class SurveyPageController(http.Controller):
    @http.route(POINT, methods=["GET"], readonly=True, **ROUTE)
    def point(self, token, t="", lang="", **_params):
        """The form of a survey point; ``t`` makes it a trial."""
        return self._show(self._get_pages()._find_point(token, t), lang)

    @http.route(INVITATION, methods=["GET"], readonly=True, **ROUTE)
    def invitation(self, token, lang="", **_params):
        """The form behind an invitation, which this does not use up."""
        return self._show(self._get_pages()._find_invitation(token), lang)

    @http.route(POINT, methods=["POST"], readonly=False, **ROUTE)
    def submit_point(self, token, **_params):
        """Take an answer, once."""
        test = request.httprequest.args.get("t", "")
        return self._take(self._get_pages()._find_point(token, test))

    @http.route(INVITATION, methods=["POST"], readonly=False, **ROUTE)
    def submit_invitation(self, token, **_params):
        """Take the one answer of an invitation."""
        return self._take(self._get_pages()._find_invitation(token))

    @http.route(f"{POINT}/seen", methods=["POST"], readonly=False, **ROUTE)
    def seen(self, token, nonce="", **_params):
        """Count a page that was opened: sent by its script, hence never by a GET."""
        pages = self._get_pages()
        place = pages._find_point(token)
        if place:
            pages._count_opened(place, nonce, self._get_sender())
        return request.make_response("", status=204)

    def _get_pages(self):
        public = request.env["ir.model.data"]._xmlid_to_res_id("base.public_user")
        request.update_env(user=public)
        return request.env["gov.survey.page"]

    def _get_sender(self):
        http_request = request.httprequest
        return Sender(http_request.remote_addr or "", http_request.user_agent.string)

    def _show(self, place, wanted):
        if not place:
            raise NotFound()
        pages = request.env["gov.survey.page"]
        if place.reason:
            return self._tell(place, place.reason, self._get_lang(place, wanted))
        lang = pages._get_lang(place.line.campaign_id.survey_id, wanted)
        return self._answer(pages._render_form(place, lang), lang)

    def _take(self, place):
        if not place:
            raise NotFound()
        raw = dict(request.httprequest.form.lists())
        lang = self._get_lang(place, "".join(raw.get("lang", ())[:1]))
        pages = request.env["gov.survey.page"]
        outcome = pages._submit(place, raw, lang, self._get_sender())
        if outcome.code == "again":
            html = pages._render_form(
                place, lang, raw, outcome.errors, outcome.notice or "errors"
            )
            return self._answer(html, lang, STATUS["again"])
        return self._tell(place, outcome.code, lang)

    def _get_lang(self, place, wanted):
        pages = request.env["gov.survey.page"]
        if place.line:
            return pages._get_lang(place.line.campaign_id.survey_id, wanted)
        return pages._get_any_lang(wanted)

    def _tell(self, place, code, lang):
        kiosk = place.channel == "kiosk"
        pages, values = request.env["gov.survey.page"], {}
        if code == "thanks":
            values["thanks"] = pages._get_thanks(place, lang)
            values["again"] = KIOSK_THANKS if kiosk else None
        elif code == "closed":
            days = pages._get_closed(place)
            values = {
                name: format_date(request.env, day, lang_code=lang)
                for name, day in days.items()
            }
            unit = place.point.unit_id or place.line.unit_id
            values["unit"] = unit.name
        html = pages._render_message(
            lang,
            code,
            kiosk=kiosk,
            body=f"kiosk size{place.point.kiosk_text_size}" if kiosk else None,
            test=bool(place.trial),
            url=place.url if kiosk else None,
            **values,
        )
        return self._answer(html, lang, STATUS[code])

    def _answer(self, html, lang, status=200):
        return request.make_response(
            html,
            headers=get_headers(lang),
            status=status,
        )

"""The public page of a result that was approved."""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..models.gov_survey_page_frame import get_headers


class SurveyResultController(http.Controller):
    @http.route(
        "/gs/r/<string:token>",
        type="http",
        auth="none",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def result(self, token, **_params):
        """Figures as they were approved; reading writes nothing."""
        public = request.env["ir.model.data"]._xmlid_to_res_id("base.public_user")
        request.update_env(user=public)
        publication = request.env["gov.survey.publication"]._find(token)
        if not publication:
            raise NotFound()
        lang = publication._get_lang()
        html = request.env["gov.survey.page"]._render_result(publication.content, lang)
        return request.make_response(html, headers=get_headers(lang))

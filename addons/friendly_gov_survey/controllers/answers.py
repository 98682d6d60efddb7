"""Download of all answers of a campaign."""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.friendly_gov.controllers.download import send_file

from ..report.survey_answers import write_answers

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SurveyAnswersController(http.Controller):
    @http.route(
        "/friendly_gov_survey/answers/<int:campaign_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def answers(self, campaign_id):
        """One row an answer; for who may read single answers of the campaign."""
        campaigns = request.env["gov.survey.campaign"]
        campaign = campaigns.has_access("read") and campaigns.search(
            [("id", "=", campaign_id)]
        )
        if not campaign or not campaign._may_read_answers():
            raise NotFound()
        return send_file(
            lambda handle: write_answers(handle, campaign),
            f"{campaign.name}.xlsx",
            MIMETYPE,
        )

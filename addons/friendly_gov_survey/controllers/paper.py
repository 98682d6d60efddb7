"""The form on paper, to be printed by the browser."""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from ..tools import paper


class SurveyPaperController(http.Controller):
    @http.route(
        "/friendly_gov_survey/form/<int:line_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def form(self, line_id):
        """The questionnaire of a unit in a campaign with a box before each choice."""
        lines = request.env["gov.survey.unit"]
        line = lines.has_access("read") and lines.search([("id", "=", line_id)])
        if not line:
            raise NotFound()
        spec = request.env["gov.survey.batch"]._get_spec(line)
        labels = {
            option["id"]: option["label"]
            for _name, question, _row in paper.columns(spec)
            for option in question["options"]
        }
        return request.render(
            "friendly_gov_survey.gov_survey_paper_form",
            {"line": line, "spec": spec, "keys": paper.keys, "labels": labels},
        )

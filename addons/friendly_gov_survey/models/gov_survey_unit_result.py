from odoo import fields, models

from ..report import survey_sheet
from ..report.queries import survey_results


class GovSurveyUnit(models.Model):
    """What came out for one unit."""

    _inherit = "gov.survey.unit"

    satisfaction = fields.Float(
        string="Satisfied (%)", digits=(5, 1), compute="_compute_satisfaction"
    )
    margin = fields.Float(
        string="± (95 %)", digits=(5, 1), compute="_compute_satisfaction"
    )
    has_index = fields.Boolean(compute="_compute_satisfaction")
    result_html = fields.Html(
        string="Result", compute="_compute_result_html", sanitize=False
    )

    def _compute_satisfaction(self):
        ids = self._origin.ids
        rows = ids and survey_results.result_rows(self.env, [("id", "in", ids)])
        found = {row["line_id"]: row for row in rows or ()}
        for line in self:
            row = found.get(line._origin.id, {})
            line.has_index = row.get("index") is not None
            line.satisfaction = 100 * (row.get("index") or 0)
            line.margin = 100 * (row.get("margin") or 0)

    def _compute_result_html(self):
        for line in self:
            line.result_html = survey_sheet.render(
                self.env, [("id", "=", line._origin.id)], "line"
            )

    def action_open_result(self):
        """The sheet of this unit."""
        self.ensure_one()
        view = self.env.ref("friendly_gov_survey.gov_survey_unit_view_result")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result of the survey"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(view.id, "form")],
        }

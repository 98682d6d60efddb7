from odoo import api, fields, models


class GovSurveyUnit(models.Model):
    """Ways from a unit to its forms on paper."""

    _inherit = "gov.survey.unit"

    uses_paper = fields.Boolean(compute="_compute_uses_paper")

    @api.depends("campaign_id.use_paper")
    def _compute_uses_paper(self):
        for line in self:
            line.uses_paper = line.campaign_id.use_paper

    def action_print_form(self):
        """The questionnaire of this unit, to be printed by the browser."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/friendly_gov_survey/form/{self.id}",
            "target": "new",
        }

    def action_enter_paper(self):
        """The entry screen with this unit chosen."""
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "friendly_gov_survey.gov_survey_paper_entry_action"
        )
        return action | {"context": {"gov_line_id": self.id}}

from odoo import api, fields, models
from odoo.exceptions import AccessError


class GovSurveyCampaign(models.Model):
    """Answers on paper, and all answers as a file."""

    _inherit = "gov.survey.campaign"

    can_export = fields.Boolean(compute="_compute_can_export")

    @api.depends_context("uid")
    @api.depends("unit_id")
    def _compute_can_export(self):
        for campaign in self:
            campaign.can_export = campaign._may_read_answers()

    def _may_read_answers(self):
        """May the user read the single answers of this campaign?"""
        self.ensure_one()
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return True
        return (
            user.has_group("friendly_gov.group_coordinator")
            and self.unit_id in user._gov_scope_units()
        )

    def action_export_answers(self):
        """Download one row an answer."""
        self.ensure_one()
        if not self._may_read_answers():
            raise AccessError(
                self.env._(
                    "Single answers are read by coordinators of %(unit)s only.",
                    unit=self.unit_id.name,
                )
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/friendly_gov_survey/answers/{self.id}",
            "target": "self",
        }

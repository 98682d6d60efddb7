from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GovPledgeCampaign(models.Model):
    """Roll-outs of the model take their numbers of pledges from its campaign."""

    _inherit = "gov.pledge.campaign"

    rollout_count = fields.Integer(
        string="Roll-outs", compute="_compute_rollout_count", compute_sudo=False
    )

    @api.depends("reform_model_id")
    @api.depends_context("uid")
    def _compute_rollout_count(self):
        groups = self.env["gov.rollout"]._read_group(
            Domain("reform_model_id", "in", self.reform_model_id.ids),
            ["reform_model_id"],
            ["__count"],
        )
        counts = {model.id: count for model, count in groups}
        for campaign in self:
            campaign.rollout_count = counts.get(campaign.reform_model_id.id, 0)

    def write(self, vals):
        if "reform_model_id" in vals:
            self._check_model_stays(vals["reform_model_id"])
        return super().write(vals)

    def _check_model_stays(self, model_id):
        # Reports on earlier days count by it.
        for campaign in self:
            if campaign.state != "draft" and campaign.reform_model_id.id != model_id:
                raise UserError(
                    self.env._(
                        "%(campaign)s is open or closed: its reform model stays, since "
                        "reports on roll-outs count by it.",
                        campaign=campaign.display_name,
                    )
                )

    def action_open_rollouts(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("Roll-outs"),
            "type": "ir.actions.act_window",
            "res_model": "gov.rollout",
            "view_mode": "list,kanban,form",
            "domain": [("reform_model_id", "=", self.reform_model_id.id)],
        }

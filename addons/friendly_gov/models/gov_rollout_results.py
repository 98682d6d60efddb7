from odoo import fields, models


class GovRollout(models.Model):
    """What the unit measured since the model runs."""

    _inherit = "gov.rollout"

    result_ids = fields.One2many("gov.rollout.result", "rollout_id", string="Results")

    def action_enter_results(self):
        """Table of all indicators for one period."""
        self.ensure_one()
        self.check_access("read")
        return {
            "name": self.env._("Enter results"),
            "type": "ir.actions.act_window",
            "res_model": "gov.result.entry",
            "view_mode": "form",
            "target": "new",
            "context": {"default_rollout_id": self.id, "dialog_size": "extra-large"},
        }

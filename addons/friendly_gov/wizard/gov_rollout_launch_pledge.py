from odoo import api, fields, models


class GovRolloutLaunch(models.TransientModel):
    """The launch takes the numbers of pledges from the campaign of the model."""

    _inherit = "gov.rollout.launch"

    pledge_text = fields.Char(related="rollout_id.pledge_text")

    @api.model
    def _get_recorded(self, rollout_id, event):
        known = super()._get_recorded(rollout_id, event)
        rollout = self.env["gov.rollout"].browse(rollout_id or ())
        if known and event in (None, "launch"):
            for level in ("unit", "person"):
                if rollout[f"pledge_{level}_covered"]:
                    known[f"pledge_{level}_count"] = rollout[f"pledge_{level}_signed"]
        return known

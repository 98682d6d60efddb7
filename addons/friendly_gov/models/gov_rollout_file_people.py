from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovRolloutFile(models.Model):
    """Minutes and photos of a briefing."""

    _inherit = "gov.rollout.file"

    briefing_id = fields.Many2one(
        comodel_name="gov.rollout.briefing",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        # A file is entered on the form of the briefing, which knows the roll-out.
        for vals in vals_list:
            if vals.get("briefing_id") and not vals.get("rollout_id"):
                briefing = self.env["gov.rollout.briefing"].browse(vals["briefing_id"])
                vals["rollout_id"] = briefing.rollout_id.id
        return super().create(vals_list)

    @api.constrains("briefing_id", "rollout_id")
    def _check_briefing(self):
        for file in self:
            if file.briefing_id and file.briefing_id.rollout_id != file.rollout_id:
                raise ValidationError(
                    self.env._("The file belongs to a briefing of another roll-out.")
                )

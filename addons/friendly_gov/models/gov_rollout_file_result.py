from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovRolloutFile(models.Model):
    _inherit = "gov.rollout.file"

    result_id = fields.Many2one(
        comodel_name="gov.rollout.result",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )

    @api.constrains("result_id", "rollout_id")
    def _check_result(self):
        for file in self:
            if file.result_id and file.result_id.rollout_id != file.rollout_id:
                raise ValidationError(
                    self.env._("The file belongs to a result of another roll-out.")
                )

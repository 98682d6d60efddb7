from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class GovRolloutFile(models.Model):
    """Photos of a condition, before and after.

    The photos before are what the body asked looks at: they stay as they are from the
    proposal on. Once a decided proposal is dealt with, all photos stay.
    """

    _inherit = "gov.rollout.file"

    condition_id = fields.Many2one(
        comodel_name="gov.rollout.condition",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        # A photo is entered on the form of the condition, which knows the roll-out.
        conditions = self.env["gov.rollout.condition"]
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if vals.get("condition_id") and not vals.get("rollout_id"):
                condition = conditions.browse(vals["condition_id"])
                vals["rollout_id"] = condition.rollout_id.id
        return super().create(vals_list)

    @api.constrains("condition_id", "rollout_id")
    def _check_condition(self):
        for file in self:
            if file.condition_id and file.condition_id.rollout_id != file.rollout_id:
                raise ValidationError(
                    self.env._("The photo belongs to a condition of another roll-out.")
                )

    def _is_frozen(self):
        return super()._is_frozen() or any(file._is_photo_frozen() for file in self)

    def _is_photo_frozen(self):
        condition = self.condition_id
        if condition.handled:
            return True
        return condition.raise_state in ("raised", "decided") and self.kind != "after"

    def _check_not_frozen(self):
        # sudo: what was decided on is kept, whoever asks.
        frozen = self.sudo().filtered(lambda file: file._is_photo_frozen())
        if frozen and not self._is_unlocked():
            raise UserError(
                self.env._(
                    "%(name)s belongs to what was raised to the level above: it stays "
                    "as it was sent.",
                    name=frozen[0].name,
                )
            )
        return super()._check_not_frozen()

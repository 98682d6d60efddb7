from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class GovRolloutFile(models.Model):
    """A photo or document of a roll-out, of one of its steps or of its conditions."""

    _name = "gov.rollout.file"
    _description = "File of a roll-out"
    _inherit = ["gov.rollout.child.mixin", "gov.file.mixin", "gov.search.mixin"]
    _order = "rollout_id, kind, id"

    _search_key_fields = ("name",)

    name = fields.Char(string="File name", required=True)
    kind = fields.Selection(
        selection=[
            ("evidence", "Evidence"),
            ("before", "Photo before"),
            ("after", "Photo after"),
            ("launch", "Photo of the launch"),
            ("document", "Document"),
        ],
        required=True,
        default="evidence",
    )
    step_id = fields.Many2one(
        comodel_name="gov.rollout.step",
        ondelete="restrict",
        index="btree_not_null",
        copy=False,
    )
    _history_fields = ("kind", "step_id", "sha256")

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._check_not_frozen()
        return files

    def write(self, vals):
        self._check_not_frozen()
        res = super().write(vals)
        # Nor slipped under what is proved already.
        self._check_not_frozen()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_not_frozen()

    @api.constrains("step_id", "rollout_id")
    def _check_step(self):
        for file in self:
            if file.step_id and file.step_id.rollout_id != file.rollout_id:
                raise ValidationError(
                    self.env._("The file and the step belong to different roll-outs.")
                )

    def _check_not_frozen(self):
        # sudo: what was proved is kept, whoever asks.
        if not self._is_unlocked() and self.sudo()._is_frozen():
            raise UserError(
                self.env._(
                    "%(name)s proves a step that is done: take the step up again to "
                    "change its files.",
                    name=self[:1].name,
                )
            )

    def _is_frozen(self):
        """True if a file of ``self`` can no longer be changed."""
        return any(
            file.step_id.state == "done" or not file.rollout_id.is_open for file in self
        )

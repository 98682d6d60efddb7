from odoo import fields, models


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

    def _is_frozen(self):
        """True if a file of ``self`` can no longer be changed."""
        return any(
            file.step_id.state == "done" or not file.rollout_id.is_open for file in self
        )

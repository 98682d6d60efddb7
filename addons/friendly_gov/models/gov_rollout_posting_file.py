from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class GovRolloutPostingFile(models.Model):
    """Plan, content or photo of a posted item.

    Not ``gov.rollout.file``: a posting need not belong to a roll-out.
    """

    _name = "gov.rollout.posting.file"
    _description = "File of a posted item"
    _inherit = ["gov.history.mixin", "gov.file.mixin", "gov.search.mixin"]
    _order = "posting_id, kind, id"

    _guarded_parent = "posting_id"
    _history_fields = ("kind", "sha256")
    _search_key_fields = ("name",)

    name = fields.Char(string="File name", required=True)
    posting_id = fields.Many2one(
        comodel_name="gov.rollout.posting",
        string="Posted item",
        required=True,
        ondelete="cascade",
        index=True,
    )
    # Set once the posting is linked, too: rights look at it.
    rollout_id = fields.Many2one(
        related="posting_id.rollout_id", store=True, index="btree_not_null"
    )
    company_id = fields.Many2one(
        related="posting_id.company_id", store=True, precompute=True, index=True
    )
    is_demo = fields.Boolean(related="posting_id.is_demo")
    kind = fields.Selection(
        selection=[
            ("plan", "Publication plan"),
            ("content", "What is published"),
            ("photo", "Photo of the posting"),
        ],
        required=True,
        default="content",
    )

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._check_open()
        return files

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_open()

    def _is_frozen(self):
        """True if a file of ``self`` can no longer be changed."""
        return any(file.posting_id.date_removed for file in self)

    def _check_open(self):
        # sudo: a version that was replaced refuses, whoever asks.
        if self.sudo()._is_frozen() and not self._is_unlocked():
            raise UserError(
                self.env._("The files of a version that was replaced stay as they are.")
            )

    def _get_history_rollout(self):
        return SQL.identifier("r", "rollout_id")

from odoo import api, fields, models
from odoo.exceptions import UserError


class GovPledgeCaseFile(models.Model):
    """A paper or picture about a case, frozen once the case is concluded.

    A model of its own: other files of pledges are read by everybody of the office.
    """

    _name = "gov.pledge.case.file"
    _description = "File of a case about a pledge"
    _inherit = ["gov.file.mixin", "gov.search.mixin"]
    _order = "id"

    _guarded_parent = "case_id"
    _search_key_fields = ("name",)

    name = fields.Char(string="File name", required=True)
    case_id = fields.Many2one(
        comodel_name="gov.pledge.case", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="case_id.company_id", store=True, precompute=True, index=True
    )

    # Record rules don't cascade: files are kept by who may enter the case.

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files._check_open()
        return files

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_concluded(self):
        self._check_open()

    def _check_open(self):
        if self._is_unlocked():
            return
        # sudo: what was concluded refuses, whoever asks.
        if self.sudo()._is_frozen():
            raise UserError(
                self.env._("%(name)s: this case was concluded.", name=self[:1].name)
            )
        cases = self.case_id
        if cases - cases._filtered_entered() - cases._filtered_concluded():
            raise UserError(
                self.env._("Files are added by those who enter or conclude the case.")
            )

    def _is_frozen(self):
        return any(file.case_id.state not in ("open", "noted") for file in self)

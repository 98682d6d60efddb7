from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovReformBasis(models.Model):
    """A document that a reform model stands on and that is not in the system."""

    _name = "gov.reform.basis"
    _description = "Basis of a reform model"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "reform_model_id, date_issued, id"
    _rec_name = "symbol"

    _guarded_parent = "reform_model_id"
    _search_key_fields = ("symbol", "issuer", "subject")

    reform_model_id = fields.Many2one(
        comodel_name="gov.reform.model", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="reform_model_id.company_id", store=True, precompute=True, index=True
    )
    symbol = fields.Char(string="Number and symbol", required=True)
    date_issued = fields.Date(string="Dated")
    issuer = fields.Char(string="Issued by")
    subject = fields.Text()

    @api.constrains("date_issued")
    def _check_date(self):
        today = self.env.company._gov_today()
        if any(basis.date_issued and basis.date_issued > today for basis in self):
            raise ValidationError(self.env._("No document is dated in the future."))

from odoo import fields, models


class GovBudgetSource(models.Model):
    _name = "gov.budget.source"
    _description = "Source of funds"
    _inherit = ["gov.search.mixin", "gov.shared.list.mixin"]
    _order = "sequence, id"

    _search_key_fields = ("name",)

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    needs_confirmation = fields.Boolean(
        help="No official document gives this source: compare before use."
    )
    active = fields.Boolean(default=True)

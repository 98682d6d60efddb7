from odoo import fields, models


class GovDocumentType(models.Model):
    _name = "gov.document.type"
    _description = "Document type"
    _inherit = ["gov.shared.list.mixin", "gov.search.mixin"]
    _order = "sequence, name"

    _search_key_fields = ("name", "code")

    name = fields.Char(required=True)
    code = fields.Char(
        string="Abbreviation",
        help="Empty for official letters, which carry none.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    legal_basis = fields.Char()
    note = fields.Text()

    _code_uniq = models.UniqueIndex(
        "(code, company_id) WHERE code IS NOT NULL",
        "This abbreviation is already used.",
    )

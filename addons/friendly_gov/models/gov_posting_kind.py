from odoo import fields, models


class GovPostingKind(models.Model):
    """What is posted: rules, forms, procedures, contents that law has published."""

    _name = "gov.posting.kind"
    _description = "Kind of posted item"
    _inherit = ["gov.shared.list.mixin", "gov.search.mixin"]
    _order = "sequence, id"

    _search_key_fields = ("name", "group_name")

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    group_name = fields.Char(
        string="Group", help="Group of contents that the publication plan names."
    )
    source = fields.Char(help="Document that asks for it, with its article.")
    needs_confirmation = fields.Boolean(
        help="Not checked against a paper of your office: compare before relying on it."
    )

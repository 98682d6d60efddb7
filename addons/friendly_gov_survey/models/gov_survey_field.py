from odoo import fields, models


class GovSurveyField(models.Model):
    """A field of work that a citizen came for: land, civil status, certification ..."""

    _name = "gov.survey.field"
    _description = "Field of work"
    _inherit = ["gov.shared.list.mixin", "gov.search.mixin"]
    _order = "sequence, id"

    _search_key_fields = ("name",)

    name = fields.Char(required=True)
    code = fields.Char()
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.UniqueIndex(
        "(company_id, code) WHERE code IS NOT NULL",
        "Another field of work has this code.",
    )

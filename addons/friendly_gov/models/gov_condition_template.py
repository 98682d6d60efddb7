from odoo import fields, models

# What a unit looks at before it launches a model; the five areas are those of the
# report on Chiềng Sinh of 17/6/2024.
AREAS = [
    ("facilities", "Facilities"),
    ("equipment", "Equipment"),
    ("finance", "Finance"),
    ("people", "Human resources"),
    ("documents", "Documents"),
]


class GovConditionTemplate(models.Model):
    """Standard items of a condition review. They are copied into roll-outs, so that a
    change here never touches a review that is under way."""

    _name = "gov.condition.template"
    _description = "Standard item of a condition review"
    _inherit = ["gov.search.mixin", "gov.shared.list.mixin"]
    _order = "sequence, id"

    _search_key_fields = ("name",)

    sequence = fields.Integer(default=10)
    area = fields.Selection(selection=AREAS, required=True, default="facilities")
    name = fields.Char(string="What is reviewed", required=True)
    source = fields.Char(help="Document or report the item is taken from.")
    needs_confirmation = fields.Boolean(
        help="No official document gives this item: compare before use."
    )
    active = fields.Boolean(default=True)

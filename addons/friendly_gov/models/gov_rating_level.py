from odoo import fields, models


class GovRatingLevel(models.Model):
    """A level of effectiveness. The scale is the product's own: no official document
    gives one, so offices change it."""

    _name = "gov.rating.level"
    _description = "Level of effectiveness"
    _inherit = ["gov.shared.list.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    is_effective = fields.Boolean(
        string="Worth replicating",
        help="Models rated so are listed as ready to be replicated.",
    )
    needs_confirmation = fields.Boolean(
        help="No official document gives this level: compare before use."
    )
    active = fields.Boolean(default=True)

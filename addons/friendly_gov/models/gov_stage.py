from odoo import fields, models


class GovStage(models.Model):
    """A phase of the roll-out of a reform model; groups the steps of a template."""

    _name = "gov.stage"
    _description = "Stage of a roll-out"
    _inherit = ["gov.shared.list.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    needs_confirmation = fields.Boolean(
        help="No official document divides a roll-out so: compare before use."
    )
    active = fields.Boolean(default=True)

from odoo import api, fields, models

# Columns of the product and its quality that the log keeps with each event.
PRODUCT_FIELDS = (
    "grade",
    "quantity_assigned",
    "quantity_done",
    "coefficient",
    "fault_count",
    "fault_excluded",
    "fault_note",
)


class GovProductMixin(models.AbstractModel):
    """How much was asked for and delivered, and how good it was found.

    The same columns on the line and on each row of its log, so that an export as of
    a past day is repeated exactly.
    """

    _name = "gov.product.mixin"
    _description = "Product and quality of an assignment"

    grade = fields.Selection(
        selection="_selection_grade",
        string="Quality",
        readonly=True,
        copy=False,
        help="The office's own scale, given by whoever accepts the result; empty on "
        "lines that were closed without a grade.",
    )
    quantity_assigned = fields.Float(
        digits=(16, 2),
        default=1,
        readonly=True,
        copy=False,
        help="Taken from the task; one where the task states none or 100 %.",
    )
    quantity_done = fields.Float(
        digits=(16, 2),
        readonly=True,
        copy=False,
        help="Of the accepted result; the quantity assigned where it states none.",
    )
    coefficient = fields.Float(
        string="Conversion coefficient",
        digits=(8, 2),
        default=1,
        readonly=True,
        copy=False,
        help="Set by the assigning side before the line is closed. Quantity × "
        "coefficient is the converted quantity.",
    )
    fault_count = fields.Integer(
        string="Quality faults",
        readonly=True,
        copy=False,
        help="Faults found at acceptance or by a logged correction.",
    )
    fault_excluded = fields.Integer(
        string="Faults for objective reasons",
        readonly=True,
        copy=False,
        help="Faults that are not counted; the words say why.",
    )
    fault_note = fields.Text(string="About the faults", readonly=True, copy=False)

    @api.model
    def _selection_grade(self):
        return [
            ("failed", self.env._("Not met")),
            ("met", self.env._("Met")),
            ("good", self.env._("Good")),
            ("excellent", self.env._("Excellent")),
        ]

from odoo import api, fields, models


class GovAssignmentActionQuality(models.TransientModel):
    """The dialog asks for the quality at acceptance, and for coefficients."""

    _inherit = "gov.assignment.action"

    grade = fields.Selection(
        selection=lambda self: self.env["gov.product.mixin"]._selection_grade(),
        string="Quality",
        default="met",
        help="The office's own scale.",
    )
    fault_count = fields.Integer(string="Quality faults")
    fault_excluded = fields.Integer(string="Faults for objective reasons")
    fault_note = fields.Text(string="About the faults")
    coefficient = fields.Float(
        string="Conversion coefficient", digits=(8, 2), default=1
    )

    @api.model
    def _selection_event(self):
        return super()._selection_event() + [
            ("accept", self.env._("Accept the result")),
            ("set_coefficient", self.env._("Set the conversion coefficient")),
        ]

    def action_confirm(self):
        self.ensure_one()
        if self.event != "accept" or not self.assignment_ids:
            return super().action_confirm()
        # Read as the user: a line outside the scope is refused, not skipped.
        lines = self.env["gov.assignment"].browse(self.assignment_ids.ids)
        # Faults belong to one product: several lines are accepted without any.
        single = len(lines) == 1
        lines.action_accept(
            grade=self.grade,
            fault_count=self.fault_count if single else 0,
            fault_excluded=self.fault_excluded if single else 0,
            fault_note=self.fault_note if single else None,
            reason=self.reason,
        )
        return {"type": "ir.actions.act_window_close"}

    def _get_event_values(self):
        if self.event == "set_coefficient":
            return {"coefficient": self.coefficient}
        return super()._get_event_values()

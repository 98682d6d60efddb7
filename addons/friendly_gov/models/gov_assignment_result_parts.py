from odoo import api, fields, models
from odoo.exceptions import UserError


class GovAssignmentResult(models.Model):
    """What the unit should know before it submits: who of its own still works on it,
    and who was asked and has not answered."""

    _inherit = "gov.assignment.result"

    open_parts = fields.Text(
        string="Still open in the unit", compute="_compute_open_parts"
    )
    confirm_open_parts = fields.Boolean(
        string="Submit although these are open",
        copy=False,
        help="The parts that are still open end when the result is accepted.",
    )
    coordination_missing = fields.Text(related="assignment_id.coordination_missing")

    @api.depends("assignment_id.part_ids.state")
    def _compute_open_parts(self):
        for result in self:
            result.open_parts = "\n".join(result._get_open_parts()._describe())

    def _get_open_parts(self):
        # sudo: whoever reports for the line answers for all of its parts.
        return self.sudo().assignment_id.part_ids.filtered("is_open")

    def action_submit(self):
        for result in self:
            parts = result._get_open_parts()
            if parts and not result.confirm_open_parts:
                raise UserError(
                    self.env._(
                        "Still open in the unit: %(list)s. Tick “Submit although these "
                        "are open”, or wait for them.",
                        list="; ".join(parts._describe()),
                    )
                )
        return super().action_submit()

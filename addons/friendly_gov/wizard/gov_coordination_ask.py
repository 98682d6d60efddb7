from odoo import api, fields, models
from odoo.fields import Command


class GovCoordinationAsk(models.TransientModel):
    """A lead unit asks coordinating units of its task, in its own words."""

    _name = "gov.coordination.ask"
    _description = "Ask for coordination"

    assignment_id = fields.Many2one(
        comodel_name="gov.assignment", required=True, readonly=True
    )
    allowed_unit_ids = fields.Many2many(
        comodel_name="hr.department", compute="_compute_limits"
    )
    limit_date = fields.Date(string="At the latest", compute="_compute_limits")
    unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_coordination_ask_unit_rel",
        string="Coordinating units",
        required=True,
    )
    request = fields.Text(string="What is asked", required=True)
    date_due = fields.Date(string="Deadline")

    @api.depends("assignment_id")
    def _compute_limits(self):
        for dialog in self:
            line = dialog.assignment_id
            # The units are read as superuser: a made-up line would tell them.
            line.check_access("read")
            dialog.allowed_unit_ids = line.coordinating_unit_ids
            dialog.limit_date = line.date_due

    @api.model
    def _open(self, assignment):
        units = assignment.coordinating_unit_ids
        return {
            "name": self.env._("Ask for coordination"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_assignment_id": assignment.id,
                "default_unit_ids": [Command.set(units.ids if len(units) == 1 else [])],
            },
        }

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a line outside the scope is refused.
        line = self.env["gov.assignment"].browse(self.assignment_id.id)
        line._ask_units(self.unit_ids, self.request, self.date_due)
        return {"type": "ir.actions.act_window_close"}

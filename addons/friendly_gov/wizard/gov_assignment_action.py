from odoo import api, fields, models
from odoo.exceptions import UserError

# Events that go through this dialog; the others are plain buttons.
EVENTS = (
    "assign_owner",
    "follow",
    "return",
    "extend",
    "hold",
    "resume",
    "request_adjustment",
    "refuse_adjustment",
    "accept_adjustment",
    "withdraw",
)


class GovAssignmentAction(models.TransientModel):
    """Dialog for decisions that need a reason, a document or a date."""

    _name = "gov.assignment.action"
    _description = "Decision on assignments"

    event = fields.Selection(selection="_selection_event", required=True, readonly=True)
    assignment_ids = fields.Many2many(
        comodel_name="gov.assignment", string="Assignments", required=True
    )
    assignment_count = fields.Integer(compute="_compute_assignment_count")
    reason = fields.Text()
    document_symbol = fields.Char(string="Number and symbol")
    document_date = fields.Date()
    date_due = fields.Date(string="New deadline")
    owner_id = fields.Many2one(comodel_name="res.users", string="Person in charge")
    follower_id = fields.Many2one(
        comodel_name="res.users", string="Follower who chases"
    )
    unit_ids = fields.Many2many(
        comodel_name="hr.department", compute="_compute_assignment_count"
    )

    @api.model
    def _selection_event(self):
        labels = {
            "assign_owner": self.env._("Name the person in charge"),
            "follow": self.env._("Name the follower who chases"),
            "return": self.env._("Return with a reason"),
            "extend": self.env._("Extend the deadline"),
            "hold": self.env._("Put on hold"),
            "resume": self.env._("Resume"),
            "request_adjustment": self.env._("Request an adjustment"),
            "refuse_adjustment": self.env._("Refuse the adjustment"),
            "accept_adjustment": self.env._("Agree to the adjustment"),
            "withdraw": self.env._("Withdraw"),
        }
        return [(event, labels[event]) for event in EVENTS]

    @api.depends("assignment_ids")
    def _compute_assignment_count(self):
        for dialog in self:
            dialog.assignment_count = len(dialog.assignment_ids)
            dialog.unit_ids = dialog.assignment_ids.unit_id

    def action_confirm(self):
        self.ensure_one()
        if not self.assignment_ids:
            raise UserError(self.env._("Choose at least one task."))
        document = None
        if self.document_symbol or self.document_date:
            document = (self.document_symbol, self.document_date)
        # Read as the user: a line outside the scope is refused, not skipped.
        lines = self.env["gov.assignment"].browse(self.assignment_ids.ids)
        if self.event == "follow":
            lines.action_follow(self.follower_id.id, self.reason)
            return {"type": "ir.actions.act_window_close"}
        lines._decide(
            self.event,
            reason=self.reason,
            document=document,
            vals=self._get_event_values(),
        )
        return {"type": "ir.actions.act_window_close"}

    def _get_event_values(self):
        if self.event == "extend":
            return {"date_due": self.date_due}
        if self.event == "assign_owner":
            if not self.owner_id:
                raise UserError(self.env._("Choose the person in charge."))
            return {"owner_id": self.owner_id.id}
        return {}

from odoo import api, fields, models
from odoo.exceptions import UserError


class GovSubassignmentGive(models.TransientModel):
    """One part for each unit and each person chosen."""

    _name = "gov.subassignment.give"
    _description = "Give a part inside the unit"

    # One of both: of a part that is divided further the line may not be shown.
    assignment_id = fields.Many2one(comodel_name="gov.assignment", readonly=True)
    parent_id = fields.Many2one(comodel_name="gov.subassignment", readonly=True)
    giver_unit_id = fields.Many2one(
        comodel_name="hr.department", compute="_compute_limits"
    )
    limit_date = fields.Date(string="At the latest", compute="_compute_limits")
    text = fields.Text(string="Contents", required=True)
    date_due = fields.Date(string="Deadline")
    unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_subassignment_give_unit_rel",
        string="Units below",
    )
    owner_ids = fields.Many2many(
        comodel_name="res.users",
        relation="gov_subassignment_give_user_rel",
        string="People",
    )

    @api.depends("assignment_id", "parent_id")
    def _compute_limits(self):
        for dialog in self:
            above = dialog.parent_id or dialog.assignment_id
            above.check_access("read")
            dialog.giver_unit_id = above.unit_id
            # sudo: only the deadline; whoever divides a part may not see the line.
            dialog.limit_date = above.sudo().date_due

    @api.model
    def _open(self, assignment, parent=None):
        return {
            "name": self.env._("Give work inside the unit"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_assignment_id": False if parent else assignment.id,
                "default_parent_id": parent.id if parent else False,
            },
        }

    def action_confirm(self):
        self.ensure_one()
        if not self.unit_ids and not self.owner_ids:
            raise UserError(self.env._("Choose at least one unit or person."))
        # Read as the user: a part outside the scope is refused.
        parent = self.env["gov.subassignment"].browse(self.parent_id.id or ())
        if parent:
            parent.check_access("read")
            # sudo: only the id of the line, to which the part belongs.
            line = parent.sudo().assignment_id.with_env(self.env)
        else:
            line = self.env["gov.assignment"].browse(self.assignment_id.id)
        self.env["gov.subassignment"]._give(
            line,
            {"text": self.text, "date_due": self.date_due},
            self.unit_ids,
            self.owner_ids,
            parent,
        )
        return {"type": "ir.actions.act_window_close"}

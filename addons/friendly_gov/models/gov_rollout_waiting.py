from odoo import api, fields, models


class GovRollout(models.Model):
    """What comes next, and who is waited for."""

    _inherit = "gov.rollout"

    next_step_user_id = fields.Many2one(
        related="next_step_id.responsible_id", string="Person in charge of the step"
    )
    waiting_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Waiting for",
        compute="_compute_waiting",
        compute_sudo=True,
    )
    waiting_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Person waited for",
        compute="_compute_waiting",
        compute_sudo=True,
    )
    waiting_for = fields.Char(
        string="Waiting for whom", compute="_compute_waiting", compute_sudo=True
    )
    next_text = fields.Char(string="What comes next", compute="_compute_next_text")

    @api.depends(
        "state",
        "unit_id",
        "steering_unit_id",
        "responsible_id",
        "next_step_id.responsible_id",
    )
    def _compute_waiting(self):
        # sudo: the names of body and person on a roll-out that the user sees.
        for rollout in self:
            unit, user = rollout._get_waiting()
            rollout.waiting_unit_id = unit
            rollout.waiting_user_id = user
            names = (unit.name, user.name)
            rollout.waiting_for = " – ".join(name for name in names if name)

    def _get_waiting(self):
        """(unit, person) that has to act now; parts that raise something extend it."""
        self.ensure_one()
        units, users = self.env["hr.department"], self.env["res.users"]
        if not self.is_open:
            return units, users
        if self.state == "launched" and not self.next_step_id:
            # Everything is done: the steering body concludes.
            return self.steering_unit_id, users
        return self.unit_id, self.next_step_id.responsible_id or self.responsible_id

    @api.depends("state", "next_step_id.name", "next_step_id.date_planned")
    def _compute_next_text(self):
        for rollout in self:
            rollout.next_text = rollout._get_next_text()

    def _get_next_text(self):
        self.ensure_one()
        if self.state == "draft":
            return self.env._("Begin the preparation")
        if not self.is_open:
            return False
        if self.next_step_id:
            return self.next_step_id.display_name
        if self.state == "launched":
            return self.env._("Conclude the roll-out")
        return self.env._("Launch")

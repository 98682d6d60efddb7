from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..models.transitions import TRANSITIONS


class GovHandover(models.TransientModel):
    """Somebody changes post: open work goes to a successor, closed work stays."""

    _name = "gov.handover"
    _description = "Hand-over between persons"

    role = fields.Selection(
        selection=[
            ("owner", "Person in charge"),
            ("follower", "Follower who chases"),
        ],
        string="Hands over as",
        required=True,
        default=lambda self: self._default_role(),
    )
    from_user_id = fields.Many2one(
        comodel_name="res.users", string="Person who hands over", required=True
    )
    to_user_id = fields.Many2one(
        comodel_name="res.users", string="Person who takes over", required=True
    )
    reason = fields.Text(required=True)
    assignment_ids = fields.Many2many(
        comodel_name="gov.assignment",
        string="Assignments",
        compute="_compute_assignment_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="All open ones that you may hand over; take out what stays.",
    )
    assignment_count = fields.Integer(compute="_compute_assignment_count")

    @api.model
    def _default_role(self):
        # The monitoring side hands over its followers, units their people.
        user = self.env.user
        coordinates = user.has_group("friendly_gov.group_coordinator")
        return "follower" if coordinates else "owner"

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        active = self.env.context.get("active_model") == "gov.assignment"
        lines = self.env["gov.assignment"].browse(
            self.env.context.get("active_ids") if active else ()
        )
        if lines:
            name = f"{values.get('role', 'owner')}_id"
            values["from_user_id"] = lines[name][:1].id
        return values

    @api.depends("from_user_id", "role")
    def _compute_assignment_ids(self):
        chosen = ()
        if self.env.context.get("active_model") == "gov.assignment":
            chosen = self.env.context.get("active_ids") or ()
        for dialog in self:
            lines = dialog._find_lines()
            if chosen:
                lines = lines.filtered(lambda line: line.id in chosen)
            dialog.assignment_ids = lines

    @api.depends("assignment_ids")
    def _compute_assignment_count(self):
        for dialog in self:
            dialog.assignment_count = len(dialog.assignment_ids)

    def _find_lines(self):
        """Open lines of the person that the user may hand over."""
        self.ensure_one()
        lines = self.env["gov.assignment"]
        if not self.from_user_id or not self.role:
            return lines
        person = Domain(f"{self.role}_id", "=", self.from_user_id.id)
        found = lines.search(Domain("is_open", "=", True) & person)
        return found.filtered(self._may_hand_over)

    def _may_hand_over(self, line):
        name = "assign_owner" if self.role == "owner" else "withdraw"
        event = "assign_owner" if self.role == "owner" else "follow"
        try:
            line._check_actor(TRANSITIONS[name], event)
        except AccessError:
            return False
        return True

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a line outside the scope is refused, not skipped.
        lines = self.env["gov.assignment"].browse(self.assignment_ids.ids)
        self._check_lines(lines)
        reason = self.env._(
            "Hand-over from %(name)s: %(reason)s",
            name=self.from_user_id.name,
            reason=self.reason,
        )
        if self.role == "owner" and lines:
            owner = {"owner_id": self.to_user_id.id}
            lines._decide("assign_owner", reason=reason, vals=owner)
        elif lines:
            lines.action_follow(self.to_user_id.id, reason)
        self._notify(len(lines) + self._hand_over_others(reason))
        return {"type": "ir.actions.act_window_close"}

    def _has_other_work(self):
        """Is there anything beside tasks? Parts that add some extend it."""
        return False

    def _hand_over_others(self, reason):
        """Hand over what is no task; returns how many records."""
        return 0

    def _check_lines(self, lines):
        lines.check_access("read")
        if not lines and not self._has_other_work():
            raise UserError(self.env._("Choose at least one task."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give the reason."))
        if self.to_user_id == self.from_user_id:
            raise UserError(self.env._("Choose somebody else to take over."))
        stale = lines.filtered(
            lambda li: not li.is_open or li[f"{self.role}_id"] != self.from_user_id
        )
        if stale:
            raise UserError(
                self.env._(
                    "%(task)s is closed, or no longer with %(name)s: open this page "
                    "again.",
                    task=stale[0].display_name,
                    name=self.from_user_id.name,
                )
            )

    def _notify(self, count):
        """One notice, however many tasks were handed over."""
        roles = dict(self._fields["role"]._description_selection(self.env))
        # sudo: the addressee is the person who was just named.
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=self.to_user_id.sudo().partner_id.ids,
            subject=self.env._("Tasks handed over to you"),
            body=self.env._(
                "%(count)s tasks of %(name)s are yours now (%(role)s): %(reason)s",
                count=count,
                name=self.from_user_id.name,
                role=roles[self.role],
                reason=self.reason,
            ),
        )

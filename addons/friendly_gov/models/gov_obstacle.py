from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Domain

from ..report.queries import status

MAX_TEXT = 500
MAX_DECISION = 2000
# Which body of the directive must decide.
DECIDERS = {
    "assigning": "assigning_unit_id",
    "monitoring": "monitoring_unit_id",
    "extending": "extending_unit_id",
}


class GovObstacle(models.Model):
    """What keeps a unit from going on, until the body asked decides.

    One open obstacle a line: whoever has more to say withdraws it and writes a new
    one. Nothing is changed afterwards, so that what stood open on a past day can be
    told from ``raised_at`` and ``closed_at``.
    """

    _name = "gov.obstacle"
    _description = "Obstacle"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "date_due, id"
    _rec_name = "text"

    _guarded_unlink = True
    _guarded_fields = frozenset(
        {
            "state",
            "raised_at",
            "raised_by_id",
            "decision",
            "closed_at",
            "closed_by_id",
        }
    )
    _search_key_fields = ("text", "proposal")

    assignment_id = fields.Many2one(
        comodel_name="gov.assignment",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="assignment_id.company_id", store=True, precompute=True, index=True
    )
    unit_id = fields.Many2one(
        related="assignment_id.unit_id", store=True, string="Lead unit", index=True
    )
    date_due = fields.Date(
        related="assignment_id.date_due", store=True, string="Deadline"
    )
    days_late = fields.Integer(related="assignment_id.days_late")
    directive_symbol = fields.Char(
        related="assignment_id.directive_symbol", string="Document"
    )
    text = fields.Text(string="Obstacle", required=True, help="At most 500 characters.")
    proposal = fields.Text(help="What the unit asks for, at most 500 characters.")
    decider = fields.Selection(
        selection=[
            ("assigning", "Assigning body"),
            ("monitoring", "Monitoring body"),
            ("extending", "Body that decides extensions"),
        ],
        string="Who must decide",
        required=True,
        default="assigning",
    )
    deciding_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Decides",
        compute="_compute_deciding_unit_id",
        store=True,
        index=True,
    )
    state = fields.Selection(
        selection=[
            ("open", "Waits for a decision"),
            ("solved", "Solved"),
            ("withdrawn", "Withdrawn"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    raised_at = fields.Datetime(
        default=fields.Datetime.now, required=True, readonly=True, copy=False
    )
    raised_by_id = fields.Many2one(
        comodel_name="res.users",
        default=lambda self: self.env.uid,
        required=True,
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    decision = fields.Text(readonly=True, copy=False)
    closed_at = fields.Datetime(string="Decided at", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    days_open = fields.Integer(compute="_compute_days_open")
    can_decide = fields.Boolean(
        compute="_compute_can_decide", search="_search_can_decide"
    )
    can_withdraw = fields.Boolean(compute="_compute_can_decide")

    _one_open_uniq = models.UniqueIndex(
        "(assignment_id) WHERE state = 'open'",
        "An obstacle of this task waits for a decision already.",
    )
    _text_check = models.Constraint(
        "CHECK (char_length(text) <= 500 AND char_length(proposal) <= 500)",
        "At most 500 characters.",
    )
    _as_of_idx = models.Index("(assignment_id, id DESC, raised_at)")

    @api.depends(
        "decider", *(f"assignment_id.directive_id.{name}" for name in DECIDERS.values())
    )
    def _compute_deciding_unit_id(self):
        for obstacle in self:
            if obstacle.state != "open" and obstacle.deciding_unit_id:
                # Decided by whom it was asked of then: kept.
                obstacle.deciding_unit_id = obstacle.deciding_unit_id
                continue
            # sudo: which body it is stands on the line for whoever sees it.
            directive = obstacle.assignment_id.sudo().directive_id
            obstacle.deciding_unit_id = directive[DECIDERS[obstacle.decider]]

    @api.depends("raised_at", "closed_at")
    def _compute_days_open(self):
        company = self.env.company
        zoned = self.with_context(tz=company.gov_tz)
        for obstacle in self:
            first, last = (
                fields.Datetime.context_timestamp(zoned, moment).date()
                if moment
                else company._gov_today()
                for moment in (obstacle.raised_at, obstacle.closed_at)
            )
            obstacle.days_open = (last - first).days

    @api.depends_context("uid")
    @api.depends("state", "raised_by_id", "deciding_unit_id", "unit_id")
    def _compute_can_decide(self):
        domain = [("id", "in", self._origin.ids), ("can_decide", "=", True)]
        mine = self.search(domain)
        for obstacle in self:
            obstacle.can_decide = obstacle._origin in mine
            obstacle.can_withdraw = (
                obstacle.state == "open" and obstacle.raised_by_id == self.env.user
            )

    @api.model
    def _search_can_decide(self, operator, value):
        """Open obstacles of other units on open lines, asked of one's own bodies."""
        if operator != "in" or True not in value:
            return NotImplemented
        user = self.env.user
        people = user._gov_acting_people()
        domain = (
            Domain("state", "=", "open")
            & Domain("assignment_id.state", "not in", status.CLOSED_STATES)
            & Domain("unit_id", "not in", user._gov_own_units().ids)
            & Domain("assignment_id.owner_id", "not in", people.ids)
            & Domain("raised_by_id", "not in", people.ids)
        )
        if user.has_group("friendly_gov.group_manager"):
            return domain
        if not user.has_groups(
            "friendly_gov.group_coordinator,friendly_gov.group_leader"
        ):
            return Domain.FALSE
        # sudo: the user's own scope.
        units = user.sudo().gov_scope_unit_ids.ids
        return domain & (
            Domain("deciding_unit_id", "child_of", units)
            | Domain("decider", "=", "assigning")
            & Domain("deciding_unit_id.gov_delegate_ids", "child_of", units)
        )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self._is_unlocked():
                self._refuse_guarded(vals)
            self._check_length(vals)
        obstacles = super().create(vals_list)
        for obstacle in obstacles:
            obstacle._check_can_raise()
            # What goes on with a successor is known to whoever has to decide.
            if not self._is_unlocked():
                obstacle._notify_raised()
        return obstacles

    def write(self, vals):
        if not self._is_unlocked():
            raise AccessError(
                self.env._("An obstacle stays as it was written: withdraw it instead.")
            )
        return super().write(vals)

    # Actions

    def action_decide(self):
        return {
            "name": self.env._("Decide on the obstacle"),
            "type": "ir.actions.act_window",
            "res_model": "gov.obstacle.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_obstacle_ids": self.ids},
        }

    def action_withdraw(self):
        """Take back what oneself has raised."""
        self.check_access("read")
        for obstacle in self:
            if obstacle.raised_by_id != self.env.user and not self.env.su:
                raise AccessError(
                    self.env._(
                        "Only %(name)s may take this obstacle back.",
                        name=obstacle.raised_by_id.name,
                    )
                )
        self._close("withdrawn")
        return True

    def _solve(self, decision):
        """Write the decision down, freeze the obstacles and tell their units.

        :raises AccessError: the user does not decide for the body asked
        """
        self.check_access("read")
        decision = (decision or "").strip()
        if not decision or len(decision) > MAX_DECISION:
            raise UserError(
                self.env._("Write the decision, in at most 2,000 characters.")
            )
        for obstacle in self:
            obstacle._check_decider()
        self._close("solved", decision)
        for obstacle in self:
            obstacle.assignment_id._notify_unit(
                self.env._("Decision on the obstacle: %(text)s", text=decision),
                obstacle.raised_by_id,
            )
        return True

    def _close(self, state, decision=False):
        # sudo: nobody has write access; raiser or decider was checked before.
        obstacles = self.sudo()
        try:
            obstacles.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Someone else is deciding on this obstacle right now.")
            ) from error
        obstacles.invalidate_recordset()
        if any(obstacle.state != "open" for obstacle in obstacles):
            raise UserError(self.env._("This obstacle is closed already."))
        obstacles._guarded_write(
            {
                "state": state,
                "decision": decision,
                "closed_at": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
            }
        )
        # The next one is inserted at once: the index must know this one ended.
        self.flush_recordset(["state"])

    # Checks

    @api.model
    def _check_length(self, vals):
        for name in ("text", "proposal"):
            if len(vals.get(name) or "") > MAX_TEXT:
                raise UserError(self.env._("At most 500 characters."))
        if not (vals.get("text") or "").strip():
            raise UserError(self.env._("Say what the obstacle is."))

    def _check_can_raise(self):
        """People of the unit that does the work, while it is to be done."""
        self.ensure_one()
        line = self.assignment_id
        if not self.env.su:
            line._check_unit_side(self.env.user)
        # sudo: the rule of the line was checked above; state and name are told.
        if line.sudo().state in status.CLOSED_STATES:
            raise UserError(
                self.env._("%(task)s is closed.", task=line.sudo().display_name)
            )

    def _check_decider(self):
        self.ensure_one()
        user, line = self.env.user, self.assignment_id
        if self.env.su:
            return
        raised = self.raised_by_id in user._gov_acting_people()
        if line._is_own_work(user) or raised:
            raise AccessError(
                self.env._("Nobody decides on an obstacle of the own unit.")
            )
        line._check_body_side(user, (DECIDERS[self.decider],))

    def _notify_raised(self):
        """Tell the coordinators and leaders of the body that must decide."""
        self.ensure_one()
        # sudo: addressees only.
        line = self.sudo().assignment_id
        if line.is_demo:
            return
        units = line.directive_id._get_acting_units((DECIDERS[self.decider],))
        users = units._gov_deciders() - self.env.user
        if users:
            line.message_notify(
                partner_ids=users.partner_id.ids,
                subject=line.directive_symbol,
                body=self.env._(
                    "%(unit)s meets an obstacle and asks for a decision: %(text)s",
                    unit=line.unit_id.name,
                    text=self.text,
                ),
            )

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

MAX_TEXT = 2000
# A proposal is made and decided while the roll-out goes on.
RUNNING = ("preparing", "launched")
RAISED = (
    "raise_state",
    "raised_unit_id",
    "raised_at",
    "raised_by_id",
    "proposal",
    "raise_symbol",
    "raise_date",
)
DECIDED = (
    "outcome",
    "decision",
    "decision_due",
    "decision_symbol",
    "decision_date",
    "decided_at",
    "decided_by_id",
    "handled",
)


class GovRolloutCondition(models.Model):
    """What the unit can't solve: raised to the level above, decided there.

    The row holds the last proposal; earlier ones, and each body that passed one on,
    stand in the history with their words and papers.
    """

    _inherit = "gov.rollout.condition"

    raise_state = fields.Selection(
        selection=[
            ("none", "Not raised"),
            ("raised", "Waits for a decision"),
            ("decided", "Decided"),
        ],
        string="Proposal to the level above",
        default="none",
        required=True,
        readonly=True,
        copy=False,
    )
    raised_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Body asked",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    # All that were ever asked: they go on seeing the roll-out.
    asked_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_rollout_condition_asked_rel",
        string="Bodies asked",
        readonly=True,
        copy=False,
    )
    raised_at = fields.Datetime(readonly=True, copy=False)
    raised_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    proposal = fields.Text(readonly=True, copy=False)
    raise_symbol = fields.Char(string="Proposal, No.", readonly=True, copy=False)
    raise_date = fields.Date(string="Date of the proposal", readonly=True, copy=False)
    outcome = fields.Selection(
        selection=[("agreed", "Agreed"), ("refused", "Not agreed")],
        string="Reply of the level above",
        readonly=True,
        copy=False,
    )
    decision = fields.Text(readonly=True, copy=False)
    decision_due = fields.Date(string="To be provided by", readonly=True, copy=False)
    decision_symbol = fields.Char(string="Decision, No.", readonly=True, copy=False)
    decision_date = fields.Date(
        string="Date of the decision", readonly=True, copy=False
    )
    decided_at = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    handled = fields.Boolean(
        string="Dealt with",
        readonly=True,
        copy=False,
        help="The item is met since the decision, or the unit says that nothing more "
        "is to be done about the proposal.",
    )
    days_waiting = fields.Integer(
        string="Days waiting",
        compute="_compute_days_waiting",
        help="From the proposal to the decision, or to today.",
    )
    can_raise = fields.Boolean(compute="_compute_can_raise")
    can_decide = fields.Boolean(
        compute="_compute_can_decide", search="_search_can_decide"
    )

    @api.model
    def _get_guarded(self, names):
        own = {*RAISED, *DECIDED, "asked_unit_ids"}.intersection(names)
        return sorted(own.union(super()._get_guarded(names)))

    @api.depends("raise_state", "raised_at", "decided_at")
    def _compute_days_waiting(self):
        for condition in self:
            company = condition.company_id or self.env.company
            first, last = condition.raised_at, condition.decided_at
            end = company._gov_day_of(last) if last else company._gov_today()
            days = (end - company._gov_day_of(first)).days if first else 0
            condition.days_waiting = max(days, 0)

    @api.depends_context("uid")
    @api.depends("unit_id", "state", "raise_state", "is_open")
    def _compute_can_raise(self):
        """May the user raise, take back or deal with proposals of this unit?"""
        user = self.env.user
        units = user._gov_scope_units()
        manages = user.has_group("friendly_gov.group_manager")
        works = user.has_group("friendly_gov.group_officer")
        for condition in self:
            mine = manages or works and condition.unit_id in units
            condition.can_raise = bool(mine and condition.is_open)

    @api.depends_context("uid")
    @api.depends("raise_state", "raised_unit_id", "raised_by_id", "unit_id")
    def _compute_can_decide(self):
        mine = self.search([("id", "in", self._origin.ids), ("can_decide", "=", True)])
        for condition in self:
            condition.can_decide = condition._origin in mine

    @api.model
    def _search_can_decide(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        waits = Domain("raise_state", "=", "raised")
        waits &= Domain("rollout_id.state", "in", RUNNING)
        return waits & self._get_decider_domain()

    @api.model
    def _get_decider_domain(self):
        """Conditions of others, asked of one's own bodies: who decides on what."""
        user = self.env.user
        people = user._gov_acting_people()
        foreign = (
            Domain("unit_id", "not in", user._gov_own_agencies().ids)
            & Domain("raised_by_id", "not in", people.ids)
            & Domain("responsible_id", "not in", people.ids)
        )
        if user.has_group("friendly_gov.group_manager"):
            return foreign
        if not user.has_groups(
            "friendly_gov.group_coordinator,friendly_gov.group_leader"
        ):
            return Domain.FALSE
        # sudo: the user's own scope.
        units = user.sudo().gov_scope_unit_ids.ids
        return foreign & Domain("raised_unit_id", "child_of", units)

    # Actions

    def action_raise(self):
        """Open the dialog in which the unit asks the level above."""
        self.check_access("read")
        self._check_can_raise()
        return self._open_dialog(
            "gov.condition.raise", self.env._("Ask the level above")
        )

    def action_decide(self):
        """Open the dialog in which the body asked decides."""
        self.check_access("read")
        self._check_decider()
        return self._open_dialog(
            "gov.condition.decision", self.env._("Decide on the proposal")
        )

    def _open_dialog(self, model, title):
        return {
            "name": title,
            "type": "ir.actions.act_window",
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_condition_ids": [Command.set(self.ids)]},
        }

    def action_withdraw(self):
        """Take proposals back that nobody has decided on."""
        self.check_access("read")
        self._check_unit_side()
        self._check_rollout_open()
        self._lock()
        self._check_raise_state("raised")
        # sudo: officer of the unit, checked above.
        self.sudo()._history_write({"raise_state": "none"}, "withdraw")
        return True

    def action_handle(self):
        """Say that nothing more is to be done about a decided proposal."""
        self.check_access("read")
        self._check_unit_side()
        self._check_rollout_open()
        self._lock()
        self._check_raise_state("decided")
        # sudo: officer of the unit, checked above.
        self.sudo()._history_write({"handled": True}, "handle")
        return True

    def _raise_up(self, unit, proposal, document=(None, None), recorded_at=None):
        """Ask ``unit`` for what the own unit can't solve.

        :param tuple document: number and date of the unit's paper, if there is one
        :raises AccessError: the user is no officer of the unit
        """
        self.check_access("read")
        self._check_can_raise()
        self._check_body(unit)
        proposal = self._check_words(proposal)
        self._check_document(document)
        self._lock()
        self._check_can_raise()
        vals = dict.fromkeys(DECIDED, False) | {
            "raise_state": "raised",
            "raised_unit_id": unit.id,
            "asked_unit_ids": [Command.link(unit.id)],
            "raised_at": recorded_at or fields.Datetime.now(),
            "raised_by_id": self.env.uid,
            "proposal": proposal,
            "raise_symbol": document[0] or False,
            "raise_date": document[1] or False,
        }
        # sudo: officer of the unit, checked above.
        self.sudo()._history_write(
            vals, "raise", reason=proposal, document=document, recorded_at=recorded_at
        )
        self._notify_raised()
        return True

    def _decide(
        self, outcome, text, *, due=None, document=(None, None), recorded_at=None
    ):
        """Agree to the proposals, or refuse them; their unit is told.

        :param str outcome: agreed or refused
        :param date due: until when what was agreed is provided
        :raises AccessError: the user does not decide for the body asked
        """
        text = self._begin_decision(text, document)
        vals = {
            "raise_state": "decided",
            "outcome": outcome,
            "decision": text,
            "decision_due": (outcome == "agreed" and due) or False,
            "decision_symbol": document[0] or False,
            "decision_date": document[1] or False,
            "decided_at": recorded_at or fields.Datetime.now(),
            "decided_by_id": self.env.uid,
        }
        event = {"agreed": "agree", "refused": "refuse"}[outcome]
        # sudo: decides for the body asked, checked above.
        self.sudo()._history_write(
            vals, event, reason=text, document=document, recorded_at=recorded_at
        )
        self._notify_decided()
        return True

    def _pass_on(self, unit, text, document=(None, None), recorded_at=None):
        """Hand the proposals to a higher body, which decides in place of the asked."""
        text = self._begin_decision(text, document)
        self._check_body(unit)
        # sudo: paths of units only.
        path = unit.sudo().parent_path.split("/")
        if any(str(condition.sudo().raised_unit_id.id) in path for condition in self):
            raise UserError(
                self.env._(
                    "%(body)s is the body asked or one below it: choose a higher one.",
                    body=unit.name,
                )
            )
        vals = {"raised_unit_id": unit.id, "asked_unit_ids": [Command.link(unit.id)]}
        # sudo: decides for the body asked, checked above.
        self.sudo()._history_write(
            vals, "pass_on", reason=text, document=document, recorded_at=recorded_at
        )
        self._notify_raised()
        return True

    def _begin_decision(self, text, document):
        self.check_access("read")
        self._check_decider()
        text = self._check_words(text)
        self._check_document(document)
        self._check_running()
        self._lock()
        self._check_raise_state("raised")
        # The body may have changed before the lock.
        self._check_decider()
        return text

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..report.queries import status

# Counted columns: the assignment's row is a copy of the last row of its log.
SNAPSHOT_FIELDS = (
    "state",
    "unit_id",
    "owner_id",
    "date_due",
    "date_started",
    "date_submitted",
    "date_done",
    "held_days",
)


class Transition(NamedTuple):
    """From which states an event leads to which state, and who may cause it.

    ``side``: "unit" = people of the unit that does the work; otherwise the names
    of the directive's bodies whose coordinators or leaders decide.
    """

    states: frozenset
    target: str | None
    side: str | tuple
    needs: frozenset = frozenset()


_OPEN = frozenset({"received", "doing", "submitted", "held", "adjusting"})
_RUNNING = frozenset(status.RUNNING_STATES)
_ASSIGNING = ("assigning_unit_id", "monitoring_unit_id")
_REASON = frozenset({"reason"})
_DOCUMENT = frozenset({"reason", "document"})

TRANSITIONS = {
    # the unit that does the work
    "start": Transition(frozenset({"received"}), "doing", "unit"),
    "assign_owner": Transition(_OPEN, None, "unit"),
    "submit": Transition(_RUNNING, "submitted", "unit"),
    "request_adjustment": Transition(_RUNNING, "adjusting", "unit", _DOCUMENT),
    # the body that confirms completion
    "accept": Transition(frozenset({"submitted"}), "done", ("confirming_unit_id",)),
    "return": Transition(
        frozenset({"submitted"}), "doing", ("confirming_unit_id",), _REASON
    ),
    # the body that decides extensions
    "extend": Transition(
        _RUNNING, None, ("extending_unit_id",), frozenset({"reason", "date_due"})
    ),
    # the bodies that assign and monitor
    "hold": Transition(_RUNNING, "held", _ASSIGNING, _DOCUMENT),
    "resume": Transition(frozenset({"held"}), "doing", _ASSIGNING, _REASON),
    "refuse_adjustment": Transition(
        frozenset({"adjusting"}), "doing", _ASSIGNING, _REASON
    ),
    "withdraw": Transition(_OPEN, "withdrawn", _ASSIGNING, _REASON),
    "unstated": Transition(_OPEN, "unstated", _ASSIGNING, _REASON),
}
# Decisions on work, never on one's own unit's: not even hold or withdraw, which
# would take a late line out of the count.
JUDGING = frozenset(e for e, t in TRANSITIONS.items() if t.side != "unit")


class GovAssignment(models.Model):
    """One task as one lead unit has to do it: the line that counts."""

    _name = "gov.assignment"
    _description = "Assignment of a task"
    _inherit = ["gov.guarded.mixin", "mail.thread"]
    _order = "date_due, id"
    _rec_name = "name"
    _check_company_auto = True
    _mail_post_access = "read"

    _guarded_create_only = True
    _guarded_unlink = True
    _guarded_fields = frozenset(
        {
            *SNAPSHOT_FIELDS,
            "task_id",
            "date_assigned",
            "date_received",
            "extension_count",
            "return_reason",
            "held_since",
            "is_demo",
            "visible_unit_ids",
        }
    )

    name = fields.Text(related="task_id.text", string="Task contents")
    task_id = fields.Many2one(
        comodel_name="gov.task",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
        copy=False,
    )
    # Not precomputed: the draft record used for that would stay in the cache of
    # the directive's assignment_ids.
    directive_id = fields.Many2one(
        related="task_id.directive_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="directive_id.company_id", store=True, index=True
    )
    is_demo = fields.Boolean(related="directive_id.is_demo", store=True, copy=False)
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Lead unit",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        readonly=True,
        copy=False,
    )
    owner_id = fields.Many2one(
        comodel_name="res.users",
        string="Person in charge",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    follower_id = fields.Many2one(
        comodel_name="res.users",
        string="Follower who chases",
        index="btree_not_null",
        copy=False,
        help="Person of the monitoring unit; figures never count on this person.",
    )
    state = fields.Selection(
        selection=[
            ("received", "Not started"),
            ("doing", "In progress"),
            ("submitted", "Waiting for acceptance"),
            ("done", "Done"),
            ("held", "On hold"),
            ("adjusting", "Adjustment requested"),
            ("withdrawn", "Withdrawn"),
            ("transferred", "Transferred"),
            ("unstated", "Outcome not stated by the source"),
        ],
        default="received",
        required=True,
        readonly=True,
        copy=False,
    )
    # facts of the task, shown beside the line
    directive_symbol = fields.Char(related="directive_id.symbol", string="Document")
    deadline_text = fields.Char(related="task_id.deadline_text")
    product = fields.Char(related="task_id.product")
    coordinating_unit_ids = fields.Many2many(
        related="task_id.coordinating_unit_ids", string="Coordinating units"
    )
    assigning_unit_id = fields.Many2one(
        related="directive_id.assigning_unit_id", store=True
    )
    monitoring_unit_id = fields.Many2one(
        related="directive_id.monitoring_unit_id", store=True
    )
    confirming_unit_id = fields.Many2one(
        related="directive_id.confirming_unit_id", store=True
    )
    # dates
    date_assigned = fields.Date(readonly=True, copy=False)
    date_received = fields.Date(readonly=True, copy=False)
    date_due = fields.Date(string="Deadline", readonly=True, copy=False)
    date_started = fields.Date(readonly=True, copy=False)
    date_submitted = fields.Date(readonly=True, copy=False)
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    held_since = fields.Date(readonly=True, copy=False)
    # Shown, never subtracted: only an extension moves a deadline.
    held_days = fields.Integer(string="Days on hold", readonly=True, copy=False)
    extension_count = fields.Integer(string="Extensions", readonly=True, copy=False)
    return_reason = fields.Text(readonly=True, copy=False)
    # status of today
    status = fields.Selection(
        selection="_selection_status",
        compute="_compute_status",
        search="_search_status",
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_status", search="_search_is_overdue"
    )
    is_due_soon = fields.Boolean(
        string="Due soon", compute="_compute_status", search="_search_is_due_soon"
    )
    days_late = fields.Integer(compute="_compute_status")
    waiting_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Waiting for",
        compute="_compute_waiting_unit_id",
        store=True,
        index="btree_not_null",
    )
    waiting_for = fields.Char(compute="_compute_waiting_for")
    is_mine = fields.Boolean(compute="_compute_can_act", search="_search_is_mine")
    can_work = fields.Boolean(compute="_compute_can_act")
    can_confirm = fields.Boolean(
        compute="_compute_can_act", search="_search_can_confirm"
    )
    can_extend = fields.Boolean(compute="_compute_can_act")
    can_assign = fields.Boolean(compute="_compute_can_act")
    search_text = fields.Char(
        string="Search",
        compute="_compute_search_text",
        search="_search_search_text",
        export_string_translation=False,
    )
    # children
    log_ids = fields.One2many("gov.assignment.log", "assignment_id", readonly=True)
    result_ids = fields.One2many(
        "gov.assignment.result", "assignment_id", string="Results", readonly=True
    )
    visible_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_assignment_visible_unit_rel",
        string="Units that see it",
        readonly=True,
        copy=False,
    )

    _unit_uniq = models.UniqueIndex(
        "(task_id, unit_id) WHERE state NOT IN ('withdrawn', 'transferred')",
        "This unit already has this task.",
    )
    _due_idx = models.Index("(state, date_due)")
    _unit_due_idx = models.Index("(unit_id, state, date_due)")

    # ------------------------------------------------------------------
    # Status of today
    # ------------------------------------------------------------------

    @api.model
    def _selection_status(self):
        return [
            ("todo_late", self.env._("Not started, overdue")),
            ("doing_late", self.env._("In progress, overdue")),
            ("todo_on_time", self.env._("Not started, in time")),
            ("doing_on_time", self.env._("In progress, in time")),
            ("todo_no_due", self.env._("Not started, no deadline")),
            ("doing_no_due", self.env._("In progress, no deadline")),
            ("waiting_on_time", self.env._("Waiting for acceptance, in time")),
            ("waiting_late", self.env._("Waiting for acceptance, reported late")),
            ("held", self.env._("On hold")),
            ("adjusting", self.env._("Adjustment requested")),
            ("done_on_time", self.env._("Done on time")),
            ("done_late", self.env._("Done late")),
            ("done_no_due", self.env._("Done, no deadline")),
            ("withdrawn", self.env._("Withdrawn")),
            ("transferred", self.env._("Transferred")),
            ("unstated", self.env._("Outcome not stated by the source")),
        ]

    @api.depends("state", "date_due", "date_submitted", "date_done")
    def _compute_status(self):
        """Ask the one SQL definition: no second version of it in Python."""
        today = self.env.company._gov_today()
        self.flush_recordset(["state", "date_due", "date_submitted", "date_done"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s, %s FROM gov_assignment a WHERE id IN %s",
                status.status_sql("a", today),
                status.due_soon_sql("a", today, self._get_warning_days()),
                tuple(self._origin.ids) or (0,),
            )
        )
        found = {row[0]: row[1:] for row in rows}
        for line in self:
            code, soon = found.get(line._origin.id, (False, False))
            late = code in status.OVERDUE
            line.status = code
            line.is_overdue = late
            line.is_due_soon = soon
            line.days_late = (today - line.date_due).days if late else 0

    @api.model
    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        return status.status_domain(set(value), self.env.company._gov_today())

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return status.status_domain(status.OVERDUE, self.env.company._gov_today())

    @api.model
    def _search_is_due_soon(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = self.env.company._gov_today()
        last = fields.Date.add(today, days=self._get_warning_days())
        running = Domain("state", "in", status.RUNNING_STATES)
        return (
            running & Domain("date_due", ">=", today) & Domain("date_due", "<=", last)
        )

    @api.depends("state")
    def _compute_is_open(self):
        for line in self:
            line.is_open = line.state not in status.CLOSED_STATES

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("state", "not in", status.CLOSED_STATES)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "status":
            # Lets lists, pivots and kanbans group by the status of today.
            return status.status_sql(alias, self.env.company._gov_today())
        return super()._field_to_sql(alias, field_expr, query)

    @api.model
    def _get_warning_days(self):
        return self.env["gov.directive"]._default_profile_id().warning_days

    # ------------------------------------------------------------------
    # Who must act, who may act
    # ------------------------------------------------------------------

    @api.depends("state", "unit_id", "confirming_unit_id", "assigning_unit_id")
    def _compute_waiting_unit_id(self):
        for line in self:
            line.waiting_unit_id = {
                "received": line.unit_id,
                "doing": line.unit_id,
                "submitted": line.confirming_unit_id,
                "held": line.assigning_unit_id,
                "adjusting": line.assigning_unit_id,
            }.get(line.state)

    @api.depends("waiting_unit_id", "owner_id")
    def _compute_waiting_for(self):
        for line in self:
            names = [line.waiting_unit_id.name]
            if line.waiting_unit_id == line.unit_id:
                names.append(line.owner_id.name)
            line.waiting_for = ", ".join(name for name in names if name)

    @api.depends_context("uid")
    @api.depends("state", "unit_id", "owner_id")
    def _compute_can_act(self):
        """What the buttons show. The transition methods check again."""
        user = self.env.user
        scope, own = user._gov_scope_units(), user._gov_own_units()
        works = user.has_group("friendly_gov.group_user")
        officer = user.has_group("friendly_gov.group_officer")
        manager = user.has_group("friendly_gov.group_manager")
        decides = manager or user.has_group("friendly_gov.group_coordinator")
        decides = decides or user.has_group("friendly_gov.group_leader")
        for line in self:
            directive = line.sudo().directive_id
            mine = line.unit_id in scope
            foreign = line.unit_id not in own
            own_charge = not line.owner_id or line.owner_id == user
            line.is_mine = mine
            line.can_work = mine and works and (officer or own_charge)
            line.can_confirm = (
                foreign
                and decides
                and (manager or directive.confirming_unit_id in scope)
            )
            line.can_extend = (
                foreign
                and decides
                and (manager or directive.extending_unit_id in scope)
            )
            line.can_assign = (
                foreign
                and decides
                and (
                    manager
                    or directive.assigning_unit_id in scope
                    or directive.monitoring_unit_id in scope
                )
            )

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("unit_id", "child_of", self.env.user.sudo().gov_unit_ids.ids)

    @api.model
    def _search_can_confirm(self, operator, value):
        """Lines that units other than one's own submit to one's own bodies."""
        if operator != "in" or True not in value:
            return NotImplemented
        user = self.env.user
        foreign = Domain("unit_id", "not in", user._gov_own_units().ids)
        if user.has_group("friendly_gov.group_manager"):
            return foreign
        if not user.has_groups(
            "friendly_gov.group_coordinator,friendly_gov.group_leader"
        ):
            return Domain.FALSE
        units = user.sudo().gov_unit_ids
        return foreign & Domain("confirming_unit_id", "child_of", units.ids)

    def _compute_search_text(self):
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        if operator not in ("ilike", "like", "=") or not isinstance(value, str):
            return NotImplemented
        return (
            Domain("task_id.search_text", "ilike", value)
            | Domain("directive_id.search_text", "ilike", value)
            | Domain("unit_id", "ilike", value)
        )

    # ------------------------------------------------------------------
    # Actions of the buttons
    # ------------------------------------------------------------------

    def action_start(self):
        return self._transition("start")

    def action_accept(self):
        """Accept the submitted result and close the line, in one transaction."""
        for line in self:
            result = line.sudo().result_ids.filtered(lambda r: r.state == "submitted")
            if not result:
                raise UserError(
                    self.env._(
                        "%(task)s: there is no submitted result to accept.",
                        task=line.display_name,
                    )
                )
            line._transition("accept", vals={"date_done": line._get_done_date()})
            # sudo: the transition checked who accepts; results are locked to all.
            result._decide("accepted")
        return True

    def action_report(self):
        """Open the result that is being written, or a new one."""
        self.ensure_one()
        draft = self.result_ids.filtered(lambda result: result.state == "draft")[:1]
        return {
            "name": self.env._("Report the result"),
            "type": "ir.actions.act_window",
            "res_model": "gov.assignment.result",
            "res_id": draft.id,
            "view_mode": "form",
            "target": "new",
            "context": {"default_assignment_id": self.id},
        }

    def action_open_wizard(self):
        """Open the dialog of the event named in the context by the button."""
        event = self.env.context.get("gov_event")
        if event not in TRANSITIONS:
            raise UserError(self.env._("Unknown action."))
        labels = dict(self.env["gov.assignment.action"]._selection_event())
        return {
            "name": labels[event],
            "type": "ir.actions.act_window",
            "res_model": "gov.assignment.action",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_event": event,
                "default_assignment_ids": [Command.set(self.ids)],
            },
        }

    def _decide(self, event, *, reason=None, document=None, vals=None):
        """A decision of the dialog: the transition, and the result it touches."""
        self._transition(event, reason=reason, document=document, vals=vals)
        if event == "return":
            # sudo: the transition checked who returns; results are locked to all.
            results = self.sudo().result_ids
            results = results.filtered(lambda result: result.state == "submitted")
            results._decide("returned", reason)
        return True

    def action_follow(self, user_id):
        """Name the person of the monitoring unit who chases these lines."""
        self.check_access("read")
        # sudo: only the scope of the person named is looked at.
        follower = self.env["res.users"].sudo().browse(user_id or ())
        for line in self:
            line._check_actor(TRANSITIONS["withdraw"], "follow")
            directive = line.sudo().directive_id
            bodies = directive.assigning_unit_id | directive.monitoring_unit_id
            if follower and not bodies & follower._gov_scope_units():
                raise UserError(
                    self.env._(
                        "%(name)s works for none of %(units)s.",
                        name=follower.name,
                        units=", ".join(bodies.mapped("name")),
                    )
                )
        # sudo: the bodies checked above have no write access to assignments.
        self.sudo().write({"follower_id": follower.id})
        return True

    # ------------------------------------------------------------------
    # Transitions
    # ------------------------------------------------------------------

    @api.model
    def _issue(self, vals_list, recorded_at=None):
        """Create assignments with their first log rows and their visibility.

        :param vals_list: dicts with task_id, unit_id, date_assigned, date_due and
            visible_unit_ids; what they rest on is frozen once the task is issued
        """
        # The tracking, logging and auto-subscription of mail.thread cost ten
        # times the insert itself; one notice per person follows from the caller.
        quiet = self.with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_auto_subscribe_no_notify=True,
        )
        lines = quiet._guarded_create(vals_list).with_env(self.env)
        lines._append_log("issue", recorded_at=recorded_at)
        return lines

    def _transition(
        self, event, *, reason=None, document=None, vals=None, recorded_at=None
    ):
        """Move the lines of ``self`` along ``event`` and log it.

        :param str event: key of ``TRANSITIONS``
        :param str reason: why, kept in the log
        :param tuple document: (symbol, date) of the paper that orders it
        :param dict vals: counted columns that the event sets besides the state
        :param recorded_at: only for illustrations, see ``_append_log``
        :raises AccessError: the user is not on the side that may do this
        :raises UserError: wrong state, something missing, or someone else is
            changing the same line right now
        """
        transition = TRANSITIONS[event]
        vals = dict(vals or {})
        self.check_access("read")
        self._check_needs(event, reason, document, vals)
        for line in self:
            line._check_actor(transition, event)
        self._lock()
        for line in self:
            line._check_state(transition)
            line._check_author(event)
            line._check_still_in_time(event, recorded_at)
        vals |= self._get_event_values(event, transition, reason, vals)
        # sudo: nobody may write assignments; the side was checked line by line.
        lines = self.sudo()
        if event == "resume":
            lines._add_held_days(vals.pop("date_resumed"))
        if event == "extend":
            for line in lines:
                line._guarded_write({"extension_count": line.extension_count + 1})
        lines._guarded_write(vals)
        lines._append_log(
            event, reason=reason, document=document, recorded_at=recorded_at
        )
        return True

    def _get_event_values(self, event, transition, reason, vals):
        """Columns that ``event`` sets by itself."""
        today = self.env.company._gov_today()
        values = {"state": transition.target} if transition.target else {}
        if event == "start":
            values["date_started"] = vals.get("date_started") or today
        elif event == "submit":
            values["date_submitted"] = vals.get("date_submitted") or today
            values["return_reason"] = False
        elif event == "return":
            values |= {"date_submitted": False, "return_reason": reason}
        elif event == "hold":
            values["held_since"] = vals.get("held_since") or today
        elif event == "resume":
            values["date_resumed"] = vals.get("date_resumed") or today
        return values

    def _add_held_days(self, resumed):
        for line in self:
            days = (resumed - line.held_since).days if line.held_since else 0
            held = line.held_days + max(days, 0)
            line._guarded_write({"held_days": held, "held_since": False})

    def _get_done_date(self):
        """Day that counts: of the accepted report, or of the acceptance."""
        self.ensure_one()
        if self.directive_id.profile_id.done_date_rule == "submission":
            return self.date_submitted
        return self.env.company._gov_today()

    def _lock(self):
        """Lock the rows first: two people on one line must not both win."""
        try:
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Someone else is changing this task right now. Open it again and "
                    "look at its state before you continue."
                )
            ) from error
        self.invalidate_recordset()

    def _check_state(self, transition):
        if self.state not in transition.states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(task)s is now “%(state)s”: this is no longer possible.",
                    task=self.display_name,
                    state=labels[self.state],
                )
            )

    def _check_needs(self, event, reason, document, vals):
        transition = TRANSITIONS[event]
        if event == "assign_owner":
            # sudo: only groups and scope of the person named are looked at.
            owner = self.env["res.users"].sudo().browse(vals["owner_id"])
            for line in self:
                line._check_owner(owner)
        hand_over = event == "assign_owner" and self.owner_id
        needs_reason = hand_over or "reason" in transition.needs
        if needs_reason and not (reason or "").strip():
            raise UserError(self.env._("Give the reason."))
        if "document" in transition.needs and not (document and document[0]):
            raise UserError(
                self.env._("Give the number and symbol of the document that says so.")
            )
        if "date_due" in transition.needs:
            new = vals.get("date_due")
            for line in self:
                if not new or (line.date_due and new <= line.date_due):
                    raise UserError(
                        self.env._(
                            "%(task)s: the new deadline must come after %(due)s.",
                            task=line.display_name,
                            due=line.date_due.strftime("%d/%m/%Y")
                            if line.date_due
                            else "-",
                        )
                    )

    def _check_actor(self, transition, event):
        self.ensure_one()
        user = self.env.user
        if self.env.su:
            return
        if event in JUDGING and self._is_own_work(user):
            raise AccessError(
                self.env._("Nobody accepts, grades or extends the own unit's work.")
            )
        if transition.side == "unit":
            self._check_unit_side(user)
        else:
            self._check_body_side(user, transition.side)

    def _is_own_work(self, user):
        return self.unit_id in user._gov_own_units() or self.owner_id == user

    def _check_author(self, event):
        """Who wrote a report for a unit below doesn't decide on it either."""
        if event not in ("accept", "return") or self.env.su:
            return
        # sudo: only the name of the author is compared.
        results = self.sudo().result_ids.filtered(lambda r: r.state == "submitted")
        if self.env.user in results.submitted_by_id:
            raise AccessError(
                self.env._("You submitted this result: somebody else decides on it.")
            )

    def _check_still_in_time(self, event, recorded_at):
        """Too late for sending a task back: that would take it out of the count."""
        if event != "request_adjustment" or not self.date_due:
            return
        today = self.env.company._gov_today()
        day = recorded_at.date() if recorded_at else today
        if day > self.date_due:
            raise UserError(
                self.env._(
                    "%(task)s is overdue since %(due)s: report the result or ask for "
                    "an extension.",
                    task=self.display_name,
                    due=self.date_due.strftime("%d/%m/%Y"),
                )
            )

    def _check_owner(self, owner):
        """A stranger in charge could neither see the line nor judge it any more."""
        works = owner.has_group("friendly_gov.group_user")
        if not works or self.unit_id not in owner._gov_scope_units():
            raise UserError(
                self.env._(
                    "%(name)s does not work for %(unit)s.",
                    name=owner.name,
                    unit=self.unit_id.name,
                )
            )

    def _check_unit_side(self, user):
        if not user.has_group("friendly_gov.group_user"):
            raise AccessError(self.env._("You have no role in task follow-up."))
        if self.unit_id not in user._gov_scope_units():
            raise AccessError(
                self.env._(
                    "This is a task of %(unit)s: only its people may do this.",
                    unit=self.unit_id.name,
                )
            )
        officer = user.has_group("friendly_gov.group_officer")
        if not officer and self.owner_id and self.owner_id != user:
            raise AccessError(
                self.env._(
                    "%(name)s is in charge of this task.", name=self.owner_id.name
                )
            )

    def _check_body_side(self, user, names):
        if user.has_group("friendly_gov.group_manager"):
            return
        decides = user.has_group("friendly_gov.group_coordinator")
        if not decides and not user.has_group("friendly_gov.group_leader"):
            raise AccessError(
                self.env._("Only coordinators and leaders may decide this.")
            )
        directive = self.sudo().directive_id
        bodies = self.env["hr.department"].union(*(directive[name] for name in names))
        if not bodies & user._gov_scope_units():
            raise AccessError(
                self.env._(
                    "Only %(units)s may decide this.",
                    units=", ".join(bodies.sudo().mapped("name")),
                )
            )

    def _append_log(self, event, *, reason=None, document=None, recorded_at=None):
        """One row per line, with the whole counted snapshot.

        ``recorded_at`` is the clock; only an illustration may set it, since a row
        put into the past changes what a report of that day shows.
        """
        if recorded_at and not all(self.mapped("is_demo")):
            raise AccessError(self.env._("Only illustrations carry a given time."))
        symbol, date = document or (False, False)
        rows = [
            line._get_snapshot()
            | {
                "assignment_id": line.id,
                "event": event,
                "reason": reason,
                "document_symbol": symbol,
                "document_date": date,
                "user_id": self.env.uid,
                "recorded_at": recorded_at or fields.Datetime.now(),
            }
            for line in self
        ]
        # sudo: the log is written by transitions only and by nobody's own rights.
        self.env["gov.assignment.log"].sudo()._guarded_create(rows)

    def _get_snapshot(self):
        self.ensure_one()
        values = {}
        for name in SNAPSHOT_FIELDS:
            value = self[name]
            values[name] = value.id if isinstance(value, models.Model) else value
        return values

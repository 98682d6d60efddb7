from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command

from .transitions import BODIES_OF, REOPENED, SNAPSHOT_FIELDS, SYSTEM, TRANSITIONS


class GovAssignmentTransition(models.AbstractModel):
    """How an assignment moves: the only code that changes its counted columns."""

    _name = "gov.assignment.transition"
    _description = "Transitions of an assignment"
    _inherit = ["gov.assignment.check"]

    # Actions of the buttons

    def action_start(self):
        return self._transition("start")

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
        labels = dict(self.env["gov.assignment.action"]._selection_event())
        if event not in labels:
            raise UserError(self.env._("Unknown action."))
        if event in TRANSITIONS and len(self) > 1:
            # Told before a reason is typed; the transition checks again.
            self.check_access("read")
            self._check_state(TRANSITIONS[event])
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

    def action_follow(self, user_id, reason=None):
        """Name the person of the monitoring unit who chases these lines."""
        self.check_access("read")
        # sudo: only the scope of the person named is looked at.
        follower = self.env["res.users"].sudo().browse(user_id or ())
        for line in self:
            line._check_actor(TRANSITIONS["withdraw"], "follow")
            directive = line.sudo().directive_id
            bodies = directive.assigning_unit_id | directive.monitoring_unit_id
            if follower and not follower._gov_works_for(bodies):
                raise UserError(
                    self.env._(
                        "%(name)s works for none of %(units)s.",
                        name=follower.name,
                        units=", ".join(bodies.mapped("name")),
                    )
                )
        self._lock()
        # sudo: the bodies checked above have no write access to assignments.
        lines = self.sudo().filtered(lambda line: line.follower_id != follower)
        lines._guarded_write({"follower_id": follower.id})
        lines._append_log("follow", reason=reason, vals={"follower_id": follower.id})
        return True

    # Transitions

    @api.model
    def _issue(self, vals_list, recorded_at=None, *, event="issue", **log):
        """Create assignments with their first log rows and their visibility.

        :param vals_list: dicts with task_id, unit_id, date_assigned, date_due and
            visible_unit_ids; what they rest on is frozen once the task is issued
        :param str event: "transfer_in" where a line goes on with another's work
        :param log: reason and document of the event
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
        lines._append_log(event, recorded_at=recorded_at, **log)
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
        self._check_state(transition)
        for line in self:
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
        if transition.target == REOPENED:
            for line in lines:
                state = "doing" if line.date_started else "received"
                line._guarded_write({"state": state})
        if event == "submit":
            # Whoever reports without having pressed Start began at the latest now.
            fresh = lines.filtered(lambda line: not line.date_started)
            fresh._guarded_write({"date_started": vals["date_submitted"]})
        lines._guarded_write(vals)
        lines._after_event(event, recorded_at)
        lines._append_log(
            event, reason=reason, document=document, recorded_at=recorded_at
        )
        return True

    def _after_event(self, event, recorded_at=None):
        """What follows from ``event``, before its row of the log is written."""

    def _get_event_values(self, event, transition, reason, vals):
        """Columns that ``event`` sets by itself."""
        today = self.env.company._gov_today()
        values = {}
        if transition.target and transition.target != REOPENED:
            values["state"] = transition.target
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
            # sudo: a lock needs write access; the side was checked before.
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Someone else is changing this task right now. Open it again and "
                    "look at its state before you continue."
                )
            ) from error
        self.invalidate_recordset()

    def _append_log(
        self, event, *, reason=None, document=None, recorded_at=None, vals=None
    ):
        """One row per line, with the whole counted snapshot.

        ``vals``: further columns of the log that are no part of the snapshot.

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
                "on_behalf_of_id": line._get_on_behalf_of(event).id,
                **(vals or {}),
            }
            for line in self
        ]
        # sudo: the log is written by transitions only and by nobody's own rights.
        self.env["gov.assignment.log"].sudo()._guarded_create(rows)

    def _get_on_behalf_of(self, event):
        """The absent person in whose name the user caused ``event``, if any."""
        user = self.env.user
        if not user._gov_delegations():
            return user.browse()
        side = TRANSITIONS[event].side if event in TRANSITIONS else BODIES_OF.get(event)
        if side == "unit":
            return user._gov_on_behalf_of(self.unit_id, self.owner_id)
        if not side or side == SYSTEM or user.has_group("friendly_gov.group_manager"):
            return user.browse()
        return user._gov_on_behalf_of(self.directive_id._get_acting_units(side))

    def _get_snapshot(self):
        self.ensure_one()
        values = {}
        for name in SNAPSHOT_FIELDS:
            value = self[name]
            values[name] = value.id if isinstance(value, models.Model) else value
        return values

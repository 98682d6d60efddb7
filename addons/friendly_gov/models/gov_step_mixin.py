from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError


class Step(NamedTuple):
    """From which states an event leads to which state, and who may cause it.

    ``side``: the model's method ``_check_side_<side>``; ``needs``: names of the
    arguments of ``_step`` that must not be empty.
    """

    states: frozenset
    target: str | None
    side: str
    needs: frozenset = frozenset()


class GovStepMixin(models.AbstractModel):
    """Lines beside the assignment that move by steps and keep their history.

    They are made by the system, changed by steps only and never deleted. A line
    does not inherit ``mail.thread``: its history is a model of its own, append-only,
    from which reports as of a past day are read.
    """

    _name = "gov.step.mixin"
    _description = "Line that moves by steps"
    _inherit = ["gov.guarded.mixin"]

    _guarded_create_only = True
    _guarded_unlink = True
    # Event → Step; model of the history; its link back; columns that it repeats.
    _steps = {}
    _step_log = None
    _step_link = None
    _step_snapshot = ("state", "date_due")

    def _step(
        self, event, *, reason=None, text=None, document=None, files=(), vals=None
    ):
        """Move the lines of ``self`` along ``event`` and log it.

        :param str event: key of ``_steps``
        :param str reason: why, kept in the history
        :param str text: words of an answer or a report
        :param tuple document: (symbol, date)
        :param list files: dicts with ``name`` and ``file`` (base64), for one line only
        :param dict vals: columns that the event sets besides the state
        :raises AccessError: the user is not on the side that may do this
        :raises UserError: wrong state, something missing, or someone else is
            changing the same line right now
        """
        step, vals = self._steps[event], dict(vals or {})
        self.check_access("read")
        self._check_step_needs(step, reason, text, document, vals)
        for line in self:
            line._check_step_side(event, step)
        self._lock_lines()
        for line in self:
            line._check_step_state(step)
            line._check_step_values(event, vals)
        vals |= self._get_step_values(event, reason, text, document)
        if step.target:
            vals["state"] = step.target
        # sudo: nobody may write lines; the side was checked line by line.
        lines = self.sudo()
        lines._guarded_write(vals)
        lines._append_files(files)
        lines._append_step_log(event, reason=reason, text=text, document=document)
        lines._after_step(event, reason)
        self._notify_step(event)
        return True

    # What the models fill in

    def _get_step_values(self, event, reason, text, document):
        """Columns that ``event`` sets by itself."""
        return {}

    def _check_step_values(self, event, vals):
        """Raise UserError when a value of ``vals`` does not fit this line."""

    def _after_step(self, event, reason):
        """What follows from ``event`` for other lines; runs as superuser."""

    def _notify_step(self, event):
        """Tell whoever has to act now: one notice a person, whatever the count."""

    # Checks

    def _check_step_needs(self, step, reason, text, document, vals):
        if "reason" in step.needs and not (reason or "").strip():
            raise UserError(self.env._("Give the reason."))
        if "text" in step.needs and not (text or "").strip():
            raise UserError(self.env._("Still missing: the contents in words."))
        if document and document[0] and not document[1]:
            raise UserError(self.env._("Still missing: the date of the document."))
        if "date_due" in step.needs and not vals.get("date_due"):
            raise UserError(self.env._("Still missing: the new deadline."))
        if "owner_id" in step.needs and not vals.get("owner_id"):
            raise UserError(self.env._("Choose the person in charge."))

    def _check_step_side(self, event, step):
        self.ensure_one()
        if not self.env.su:
            getattr(self, f"_check_side_{step.side}")(event)

    def _can_step(self, event):
        """What the buttons show: state and side both fit. Steps check again."""
        self.ensure_one()
        step = self._steps[event]
        if self.state not in step.states:
            return False
        try:
            self._check_step_side(event, step)
        except AccessError:
            return False
        return True

    def _check_step_state(self, step):
        if self.state not in step.states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(task)s is now “%(state)s”: this is no longer possible.",
                    task=self.display_name,
                    state=labels[self.state],
                )
            )

    @api.model
    def _check_new_due(self, due, limit):
        """A deadline of one's own lies ahead, and not after that of the task."""
        if not due:
            return
        if due < self.env.company._gov_today():
            raise UserError(
                self.env._(
                    "The deadline %(due)s is already past.",
                    due=due.strftime("%d/%m/%Y"),
                )
            )
        if limit and due > limit:
            raise UserError(
                self.env._(
                    "The deadline %(due)s comes after %(limit)s, the deadline of what "
                    "it is part of.",
                    due=due.strftime("%d/%m/%Y"),
                    limit=limit.strftime("%d/%m/%Y"),
                )
            )

    def _check_works_for(self, unit, roles, units=None):
        """Raise unless the user holds one of ``roles`` with ``unit`` in scope."""
        user = self.env.user
        names = ",".join(f"friendly_gov.group_{role}" for role in roles)
        if not user.has_groups(names):
            raise AccessError(self.env._("Your role does not include this."))
        if not (units or unit) & user._gov_scope_units():
            raise AccessError(
                self.env._(
                    "Only the people of %(unit)s may do this.",
                    # sudo: names of units.
                    unit=", ".join((units or unit).sudo().mapped("name")),
                )
            )

    # Rows

    def _lock_lines(self):
        """Lock the rows first: two people on one line must not both win."""
        try:
            # sudo: a lock needs write access; the side was checked before.
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Someone else is changing this right now. Open it again and look "
                    "at its state before you continue."
                )
            ) from error
        self.invalidate_recordset()

    def _append_files(self, files):
        if files:
            self.ensure_one()
            self.env["gov.evidence"]._guarded_create(
                [
                    {"name": f["name"], "file": f["file"], self._step_link: self.id}
                    for f in files
                ]
            )

    def _append_step_log(
        self, event, *, reason=None, text=None, document=None, recorded_at=None
    ):
        """One row a line, with its counted columns.

        ``recorded_at`` is the clock; only illustrations and what was issued before
        this history existed carry a given time.
        """
        symbol, day = document or (False, False)
        rows = [
            line._get_step_snapshot()
            | {
                self._step_link: line.id,
                "event": event,
                "reason": reason,
                "text": text,
                "document_symbol": symbol,
                "document_date": day,
                "user_id": self.env.uid,
                "recorded_at": recorded_at or fields.Datetime.now(),
            }
            for line in self
        ]
        # sudo: the history is written by steps only and by nobody's own rights.
        self.env[self._step_log].sudo()._guarded_create(rows)

    def _get_step_snapshot(self):
        self.ensure_one()
        values = {}
        for name in self._step_snapshot:
            value = self[name]
            values[name] = value.id if isinstance(value, models.Model) else value
        return values

    @api.model
    def _notify_users(self, users, subject, body, record=None):
        """One message for all: a person named twice still gets one notice."""
        users = users - self.env.user
        if not users:
            return
        target = {"model": record._name, "res_id": record.id} if record else {}
        self.env["mail.thread"].message_notify(
            partner_ids=users.partner_id.ids, subject=subject, body=body, **target
        )

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ..report.queries import status

# Longer than this is a document of its own, and has a number.
MAX_REASON = 500
# A report that was sent may come back: its request waits with it.
MAY_WAIT = (*status.RUNNING_STATES, "submitted")


class GovExtensionStep(models.AbstractModel):
    """How an extension request moves: who may, then locks, then writes.

    The line is locked first by every step, and by every transition of the line, so
    that of two people who decide at once one is told so.
    """

    _name = "gov.extension.step"
    _description = "Steps of an extension request"

    @api.model
    def _ask(self, lines, date_due, reason, document=None):
        """Ask for ``date_due`` on every line of ``lines``, all or none.

        :param str reason: at most 500 characters
        :param tuple document: (symbol, date) of the paper that asks, if any
        :return: the new requests
        :raises AccessError: the user does not do the work of the unit
        :raises UserError: not open, no deadline, not later, or asked already
        """
        lines.check_access("read")
        self._check_words(reason)
        lines._check_document(document)
        for line in lines:
            if not self.env.su:
                line._check_unit_side(self.env.user)
        lines._lock()
        for line in lines:
            self._check_can_ask(line, date_due)
        # sudo: requests are made by this method only; the unit's side was checked.
        requests = self.sudo()._guarded_create(
            [
                self._prepare_request(line, date_due, reason, document)
                for line in lines.sudo()
            ]
        )
        # sudo: nobody writes the log; who asks was checked above.
        lines.sudo()._append_log("ask_extension", reason=reason, document=document)
        requests._notify_waiting()
        return requests.sudo(False)

    @api.model
    def _prepare_request(self, line, date_due, reason, document):
        directive = line.directive_id
        same = directive.monitoring_unit_id == directive.extending_unit_id
        symbol, date = document or (False, False)
        return {
            "assignment_id": line.id,
            "unit_id": line.unit_id.id,
            # Who decides and who monitors are one: the decision is the opinion.
            "state": "decision" if same else "opinion",
            "date_due_old": line.date_due,
            "date_asked": date_due,
            "reason": reason.strip(),
            "document_symbol": symbol,
            "document_date": date,
            "asked_by_id": self.env.uid,
            "asked_at": fields.Datetime.now(),
        }

    def _give_opinion(self, opinion, reason):
        """The monitoring body agrees or not, in words; the decision follows."""
        self.check_access("read")
        self._check_words(reason)
        if opinion not in ("agree", "disagree"):
            raise UserError(self.env._("Say whether your body agrees."))
        self._check_judge("monitoring_unit_id")
        self._lock_pending(("opinion",))
        # sudo: nobody may write requests; the monitoring body was checked.
        requests = self.sudo()
        requests._guarded_write(
            {
                "state": "decision",
                "opinion": opinion,
                "opinion_reason": reason.strip(),
                "opinion_by_id": self.env.uid,
                "opinion_at": fields.Datetime.now(),
            }
        )
        requests.assignment_id._append_log("extension_opinion", reason=reason)
        requests._notify_waiting()

    def _grant(self, date_due, reason):
        """The deciding body extends, each by the date asked if none is given.

        The transition ``extend`` moves the deadline, and ends the request.
        """
        self.check_access("read")
        self._check_words(reason)
        self._check_judge("extending_unit_id")
        self._lock_pending(("decision",))
        for request in self:
            vals = {"date_due": date_due or request.date_asked}
            request.assignment_id._decide("extend", reason=reason, vals=vals)

    def _refuse(self, reason):
        """The deciding body leaves the deadline as it is, and says why."""
        self.check_access("read")
        self._check_words(reason)
        self._check_judge("extending_unit_id")
        self._lock_pending(("decision",))
        # sudo: nobody may write requests; the deciding body was checked.
        requests = self.sudo()
        requests._guarded_write(self._prepare_decision("refused", reason))
        requests.assignment_id._append_log("refuse_extension", reason=reason)
        requests._notify_decided()

    def _withdraw(self):
        """The unit takes back what it asked for."""
        self.check_access("read")
        for request in self:
            if not self.env.su:
                request.assignment_id._check_unit_side(self.env.user)
        self._lock_pending(("opinion", "decision"))
        # sudo: nobody may write requests; the unit's side was checked.
        requests = self.sudo()
        requests._guarded_write({"state": "withdrawn"})
        requests.assignment_id._append_log("withdraw_extension")
        return True

    def _follow_lines(self, event, reason, date_due):
        """Called by the transitions of the lines, which checked who decides."""
        if event == "extend":
            values = self._prepare_decision("granted", reason)
            self._guarded_write(values | {"date_granted": date_due})
            self._notify_decided()
            return
        ended = self.filtered(lambda r: r.assignment_id.state not in MAY_WAIT)
        ended._guarded_write({"state": "lapsed", "decided_at": fields.Datetime.now()})

    def _prepare_decision(self, state, reason):
        return {
            "state": state,
            "decision_reason": (reason or "").strip(),
            "decided_by_id": self.env.uid,
            "decided_at": fields.Datetime.now(),
        }

    # Checks

    @api.model
    def _check_words(self, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give the reason."))
        if len(reason) > MAX_REASON:
            raise UserError(
                self.env._(
                    "The reason has %(count)s characters: 500 at most. Put the rest "
                    "into a document.",
                    count=len(reason),
                )
            )

    @api.model
    def _check_can_ask(self, line, date_due):
        if line.state not in status.RUNNING_STATES:
            labels = dict(line._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(task)s is now “%(state)s”: this is no longer possible.",
                    task=line.display_name,
                    state=labels[line.state],
                )
            )
        if not line.date_due:
            raise UserError(
                self.env._(
                    "%(task)s has no deadline: there is nothing to extend.",
                    task=line.display_name,
                )
            )
        today = self.env.company._gov_today()
        last = max(line.date_due, today)
        if not date_due or date_due <= line.date_due or date_due < today:
            raise UserError(
                self.env._(
                    "%(task)s: the new deadline must come after %(due)s.",
                    task=line.display_name,
                    due=last.strftime("%d/%m/%Y"),
                )
            )
        domain = [
            ("assignment_id", "=", line.id),
            ("state", "in", ("opinion", "decision")),
        ]
        # sudo: whether a request waits decides, whoever may read it.
        if self.env["gov.extension.request"].sudo().search_count(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(task)s: an extension has been asked for already and is not yet "
                    "decided.",
                    task=line.display_name,
                )
            )

    def _check_judge(self, body):
        """The body named in the document, and nobody on the own unit's request."""
        user = self.env.user
        if self.env.su:
            return
        for request in self:
            line = request.assignment_id
            asked = request.asked_by_id in user._gov_acting_people()
            if line._is_own_work(user) or asked:
                raise AccessError(
                    self.env._(
                        "Nobody decides on an extension that the own unit asked for."
                    )
                )
            line._check_body_side(user, (body,))

    def _lock_pending(self, states):
        """Lock, then look: whoever comes second is told who was first."""
        self.assignment_id._lock()
        try:
            # sudo: a lock needs write access; the side was checked before.
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Someone else is deciding on this request right now.")
            ) from error
        self.invalidate_recordset()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for request in self:
            if request.state not in states:
                raise UserError(
                    self.env._(
                        "The request on %(task)s is now “%(state)s”: this is no longer "
                        "possible.",
                        task=request.assignment_id.display_name,
                        state=labels[request.state],
                    )
                )

    # Notices: one a body and step, however many requests

    def _notify_waiting(self):
        """Tell the people of the bodies that have to act now."""
        real = self.filtered(lambda r: not r.assignment_id.is_demo)
        for unit, requests in real.grouped("waiting_unit_id").items():
            # Party, Front and councils are never alerted.
            if not unit.gov_is_exempt:
                requests._notify_users(
                    unit._gov_deciders(),
                    self.env._(
                        "%(units)s: extension asked for %(count)s tasks. Your body has "
                        "to act.",
                        units=", ".join(requests.unit_id.mapped("name")),
                        count=len(requests),
                    ),
                )

    def _notify_decided(self):
        """Tell whoever asked, and whoever is in charge of the task."""
        real = self.filtered(lambda r: not r.assignment_id.is_demo)
        for key, requests in real.grouped(
            lambda r: r.asked_by_id | r.assignment_id.owner_id
        ).items():
            requests._notify_users(
                key,
                self.env._(
                    "The extension asked for %(count)s tasks has been decided.",
                    count=len(requests),
                ),
            )

    def _notify_users(self, users, body):
        users -= self.env.user
        if not users:
            return
        self.assignment_id[:1].message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.env._("Extension of deadlines"),
            body=body,
        )

from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Domain

MAX_REASON = 2000
DECIDERS = "friendly_gov.group_coordinator,friendly_gov.group_leader"


class Decision(NamedTuple):
    """What the deciding body may do: from which states, to which, with what."""

    sources: tuple
    target: str
    reason: bool = False
    document: bool = False


class GovDecidedMixin(models.AbstractModel):
    """Put forward by one unit, decided by the body above it, never by the unit.

    Subclasses name the unit whose work it is (``_decided_unit``) and list what can be
    decided (``_decisions``). Coordinators and leaders of the deciding body and of its
    delegates decide, and managers, who are logged by name. Where nobody stands above
    the unit, only managers enter the decision.
    """

    _name = "gov.decided.mixin"
    _description = "Decided by the body above"
    _inherit = ["gov.history.mixin", "gov.history.text.mixin"]

    _decided_unit = "unit_id"
    # Further units whose people don't decide either.
    _partial_units = ()
    _decisions = {}
    # States in which whoever may write changes it; afterwards nothing is changed.
    _entry_states = ()
    # States that the deciding body doesn't see yet.
    _hidden_states = ()
    # States in which everybody of the office reads it.
    _public_states = ()
    # States that wait for the deciding body.
    _waiting_states = ()
    _frozen_once_sent = True

    deciding_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Body that decides",
        compute="_compute_deciding_unit_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        check_company=True,
        help="The body above the unit; a manager may enter another one.",
    )
    can_decide = fields.Boolean(
        compute="_compute_can_decide", search="_search_can_decide"
    )

    @api.depends(lambda self: [self._decided_unit] if self._decided_unit else [])
    def _compute_deciding_unit_id(self):
        for record in self:
            record.deciding_unit_id = self._get_superior(record[self._decided_unit])

    @api.model
    def _get_superior(self, unit):
        """The body above ``unit``.

        Where a node without a kind stands for the territory, it is the committee
        beside the unit (see :meth:`hr.department._gov_get_root`).
        """
        # sudo: which body stands above a unit is no secret.
        unit = unit.sudo()
        parent = unit.parent_id
        if not parent or parent.gov_kind:
            return parent
        committees = parent.child_ids.filtered(
            lambda other: other.gov_kind == "people_committee"
        )
        return (committees if unit not in committees else committees.browse())[:1]

    @api.depends_context("uid")
    @api.depends("deciding_unit_id", "state")
    def _compute_can_decide(self):
        for record in self:
            waits = not self._waiting_states or record.state in self._waiting_states
            record.can_decide = waits and record._may_decide()

    @api.model
    def _search_can_decide(self, operator, value):
        """What waits for the bodies that the user decides for."""
        if operator != "in" or True not in value:
            return NotImplemented
        user = self.env.user
        own = user._gov_own_agencies().ids
        domain = Domain("state", "in", self._waiting_states)
        for name in (self._decided_unit, *self._partial_units):
            domain &= Domain(name, "not in", own)
        if user.has_group("friendly_gov.group_manager"):
            return domain
        if not user.has_groups(DECIDERS):
            return Domain.FALSE
        # sudo: the user's own scope.
        units = user.sudo().gov_scope_unit_ids.ids
        return domain & (
            Domain("deciding_unit_id", "child_of", units)
            | Domain("deciding_unit_id.gov_delegate_ids", "child_of", units)
        )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_deciding_unit()
        return records

    def write(self, vals):
        self._check_not_sent()
        res = super().write(vals)
        if not {"deciding_unit_id", self._decided_unit}.isdisjoint(vals):
            self._check_deciding_unit()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_not_sent()
        if "file_ids" in self._fields:
            self.file_ids.unlink()

    def _check_not_sent(self):
        if self._is_unlocked() or not self._frozen_once_sent:
            return
        # sudo: what was sent refuses, whoever asks.
        sent = self.sudo().filtered(lambda r: r.state not in self._entry_states)
        if sent:
            raise UserError(
                self.env._(
                    "%(name)s was sent or decided: it stays as it is.",
                    name=sent[0].display_name,
                )
            )

    def _check_deciding_unit(self):
        """Naming a friendly body would be deciding oneself."""
        if self.env.su or self.env.user.has_group("friendly_gov.group_manager"):
            return
        for record in self:
            # sudo: places of units in the tree.
            body = record.sudo().deciding_unit_id
            unit = record.sudo()[self._decided_unit]
            above = body.parent_path and unit.parent_path.startswith(body.parent_path)
            if body == self._get_superior(unit) or (above and body != unit):
                continue
            raise AccessError(
                self.env._(
                    "The body that decides stands above %(unit)s. Ask a manager to "
                    "enter another one.",
                    unit=unit.name,
                )
            )

    # Deciding

    def _may_decide(self):
        """Does the user decide on this record for the body that was asked?"""
        self.ensure_one()
        user = self.env.user
        # sudo: the bodies stand on the record for whoever reads it.
        record = self.sudo()
        body, units = record.deciding_unit_id, record[self._decided_unit]
        units = units.union(*(record[name] for name in self._partial_units))
        if body and units & user._gov_own_agencies():
            return False
        if user.has_group("friendly_gov.group_manager"):
            return True
        bodies = body | body.gov_delegate_ids
        return user.has_groups(DECIDERS) and bool(bodies & user._gov_scope_units())

    def _check_may_decide(self):
        if self.env.su:
            return
        for record in self:
            if record._may_decide():
                continue
            # sudo: names of bodies, for the message.
            names = record.sudo()
            raise AccessError(
                self.env._(
                    "%(name)s is decided by the coordinators and leaders of "
                    "%(body)s, never by %(unit)s itself.",
                    name=names.display_name,
                    body=names.deciding_unit_id.name or self.env._("the manager"),
                    unit=names[self._decided_unit].name,
                )
            )

    def _decide(self, event, reason=None, document=None, vals=None):
        """Decide on all records of ``self``, or on none.

        :param str event: one of ``_decisions``
        :param tuple document: (symbol, date) of the paper that says so
        :param dict vals: further columns that the decision sets
        :raises AccessError: the user does not decide for the body that was asked
        :raises UserError: words, paper or state don't fit
        """
        self.check_access("read")
        decision = self._decisions.get(event)
        if not decision:
            raise UserError(self.env._("There is no such decision."))
        self._check_may_decide()
        self._check_paper(document, decision.document)
        self._check_reason(reason, decision.reason)
        self._lock_states(decision.sources)
        reason = (reason or "").strip()
        # sudo: state and decision are guarded; who decides was checked above.
        records = self.sudo()
        values = records._prepare_decision(event, reason, document)
        records._history_write(
            {"state": decision.target} | values | (vals or {}),
            event,
            reason=reason,
            document=document or (None, None),
        )
        for record in records:
            record._notify_decided(event, reason)
        return True

    def _prepare_decision(self, event, reason, document):
        """Columns that tell of a decision."""
        return {}

    def _lock_states(self, states):
        try:
            # sudo: the lock is no change of the record.
            self.sudo().lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Someone else is working on this record right now.")
            ) from error
        self.invalidate_recordset()
        for record in self:
            if record.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”: that is not possible from there.",
                        name=record.display_name,
                        state=labels[record.state],
                    )
                )

    def _check_paper(self, document, required=False):
        """A paper has a number and a date, not one to come."""
        symbol, date = document or (False, False)
        if required and not (symbol or "").strip():
            raise UserError(self.env._("Give the number and symbol of the decision."))
        if required and not date:
            raise UserError(self.env._("Give the date of the decision."))
        if date and date > self.env.company._gov_today():
            raise UserError(self.env._("No document is dated in the future."))

    def _check_reason(self, reason, required=False):
        if required and not (reason or "").strip():
            raise UserError(self.env._("Give the reason."))
        if len(reason or "") > MAX_REASON:
            raise UserError(self.env._("At most 2,000 characters."))

    def _notify_decided(self, event, reason):
        """Tell the unit."""
        self.ensure_one()
        words = self._get_event_words().get(event, event)
        users = self[self._decided_unit]._gov_officers() - self.env.user
        self._notify_people(users, ". ".join(filter(None, (words, reason))))

    def _notify_people(self, users, body):
        self.ensure_one()
        if users and not self.is_demo:
            self.env["mail.thread"].message_notify(
                partner_ids=users.partner_id.ids,
                subject=self.display_name,
                body=body,
                model=self._name,
                res_id=self.id,
            )

    def action_decide(self):
        """Open the dialog of a decision; the button names it in its context."""
        event = self.env.context.get("gov_event")
        if event not in self._decisions:
            raise UserError(self.env._("There is no such decision."))
        return {
            "name": self._get_event_words().get(event, event),
            "type": "ir.actions.act_window",
            "res_model": "gov.reform.decision",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_ids": ",".join(map(str, self.ids)),
                "default_event": event,
            },
        }

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What the gate of the launch looks at: the steering body's, once the work has begun
# or where the template asks for it.
STEERED = frozenset({"is_mandatory", "needs_evidence", "code"})
# What staff enter for a step in their own charge.
STAFF_FIELDS = frozenset({"document_symbol", "document_date", "note"})
COPIED_FROM = frozenset({"state", "date_planned", "sequence"})
EVENTS = {"done": "done", "skip": "skipped", "undo": "todo"}


class GovRolloutStep(models.Model):
    """How a step is done, set aside or taken up again."""

    _inherit = "gov.rollout.step"

    @api.model_create_multi
    def create(self, vals_list):
        steps = super().create(vals_list)
        # sudo: counts of the roll-out follow its steps, whoever may enter these.
        steps.sudo().rollout_id._update_step_copies()
        return steps

    def write(self, vals):
        if not self._is_unlocked():
            self._check_change(vals)
        res = super().write(vals)
        if not COPIED_FROM.isdisjoint(vals):
            # sudo: as above.
            self.sudo().rollout_id._update_step_copies()
        return res

    def unlink(self):
        rollouts = self.rollout_id
        res = super().unlink()
        # sudo: as above.
        rollouts.sudo().exists()._update_step_copies()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        """The unit takes back what it added itself, nothing else."""
        if any(step.state != "todo" for step in self):
            raise UserError(self.env._("A step that was done or set aside is kept."))
        self.filtered(lambda step: step._is_given()).rollout_id._check_decider()

    def _check_change(self, vals):
        names = {name for name in vals if name in self._fields}
        if any(step.state != "todo" for step in self) and names - {"sequence", "note"}:
            raise UserError(
                self.env._("This step was done or set aside: take it up again first.")
            )
        user = self.env.user
        if not self.env.su and not user.has_group("friendly_gov.group_officer"):
            others = self.filtered(lambda step: not step._is_in_charge(user))
            if others or names - STAFF_FIELDS:
                raise AccessError(
                    self.env._(
                        "Staff enter documents and notes of the steps in their own "
                        "charge; the officer of the unit does the rest."
                    )
                )
        changed = {
            name
            for name in names & STEERED
            if any((step[name] or False) != (vals[name] or False) for step in self)
        }
        if changed:
            steered = self.filtered(
                lambda step: step._is_given() or step.rollout_id.state != "draft"
            )
            steered.rollout_id._check_decider()

    def _is_given(self):
        """Did the step come with the roll-out, from the template or from the unit that
        is copied? Who made the roll-out made these; what the unit adds is its own.
        """
        rollout = self.rollout_id
        copied = rollout.origin_id and self.create_uid == rollout.create_uid
        return bool(self.template_step_id or copied)

    def _is_in_charge(self, user):
        return self.responsible_id in user._gov_acting_people()

    def action_open_mark(self):
        """Open the dialog for the event that the button names in the context."""
        event = self.env.context.get("gov_event")
        labels = dict(self.env["gov.rollout.mark"]._selection_event())
        if event not in labels:
            raise UserError(self.env._("Unknown action."))
        self.check_access("read")
        self._check_can_mark(event)
        return {
            "name": labels[event],
            "type": "ir.actions.act_window",
            "res_model": "gov.rollout.mark",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_event": event,
                "default_step_ids": [fields.Command.set(self.ids)],
            },
        }

    def _mark(self, event, *, day=None, reason=None, document=(None, None)):
        """Mark steps as done, set them aside, or take them up again.

        :param str event: one of :data:`EVENTS`
        :param date day: day on which it was done
        :param tuple document: number and date of the paper behind it
        :raises UserError: something is missing; the message lists what
        """
        self.check_access("read")
        self._check_can_mark(event)
        reason = (reason or "").strip()
        if event != "done" and not reason:
            raise UserError(self.env._("Give the reason."))
        self.rollout_id._lock()
        self.invalidate_recordset()
        self._check_can_mark(event)
        vals = {"state": EVENTS[event], "date_done": False, "reason": reason or False}
        if event == "done":
            vals |= self._prepare_done(day, document)
        # sudo: who may do this was checked above, state by state; staff write little.
        self.sudo()._history_write(vals, event, reason=reason, document=document)
        return True

    def _prepare_done(self, day, document):
        today = self.env.company._gov_today()
        day = day or today
        if day > today:
            raise UserError(self.env._("A step is not done in the future."))
        symbol, date = document
        if date and date > today:
            raise UserError(self.env._("A document is not dated in the future."))
        self._check_evidence(symbol)
        vals = {"date_done": day}
        if symbol:
            vals |= {"document_symbol": symbol, "document_date": date}
        return vals

    def _check_evidence(self, symbol):
        """What must be proved has a file, or a document with its number."""
        bare = self.filtered(
            lambda step: step.needs_evidence and not (symbol or step.document_symbol)
        )
        if bare:
            # sudo: only whether there is a file.
            files = self.env["gov.rollout.file"].sudo()
            bare -= files.search([("step_id", "in", bare.ids)]).step_id
        if bare:
            raise UserError(
                self.env._(
                    "Still missing is a file, or the number of a document, for:\n"
                    "%(steps)s",
                    steps="\n".join(step.display_name for step in bare),
                )
            )

    def _check_can_mark(self, event):
        """Right to do so, and a state that allows it."""
        before = ("done", "skipped") if event == "undo" else ("todo",)
        labels = dict(self._fields["state"]._description_selection(self.env))
        for step in self:
            if step.state not in before:
                raise UserError(
                    self.env._(
                        "%(step)s: it is “%(state)s” already.",
                        step=step.display_name,
                        state=labels[step.state],
                    )
                )
        self.rollout_id._check_state("preparing", "launched")
        self._check_marker(event)

    def _check_marker(self, event):
        user = self.env.user
        steered = self.filtered(
            lambda step: (
                (event == "skip" and step.is_mandatory)
                or (event == "undo" and step.rollout_id.state == "launched")
            )
        )
        steered.rollout_id._check_decider()
        own = (self - steered).filtered(
            lambda step: event == "done" and step._is_in_charge(user)
        )
        own.rollout_id._check_worker(staff=True)
        (self - steered - own).rollout_id._check_worker()

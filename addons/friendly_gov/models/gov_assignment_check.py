from textwrap import shorten

from odoo import models
from odoo.exceptions import AccessError, UserError

from .transitions import JUDGING, SYSTEM, TRANSITIONS

# Lines named in one message; the rest would not fit the screen.
MAX_NAMED = 10


class GovAssignmentCheck(models.AbstractModel):
    """What an event of an assignment needs, and who may cause it."""

    _name = "gov.assignment.check"
    _description = "Checks of an assignment"

    def _check_state(self, transition):
        """All lines must be in a state of ``transition``; name those that aren't."""
        wrong = self.filtered(lambda line: line.state not in transition.states)
        if not wrong:
            return
        labels = dict(self._fields["state"]._description_selection(self.env))
        if len(self) == 1:
            raise UserError(
                self.env._(
                    "%(task)s is now “%(state)s”: this is no longer possible.",
                    task=self.display_name,
                    state=labels[self.state],
                )
            )
        named = [
            f"- {line.unit_id.name}, {line._get_short_name()}: {labels[line.state]}"
            for line in wrong[:MAX_NAMED]
        ]
        if len(wrong) > MAX_NAMED:
            named.append("…")
        raise UserError(
            self.env._(
                "Nothing was done: this is not possible for %(count)s of the %(total)s "
                "chosen tasks. Take them out of the choice.\n%(tasks)s",
                count=len(wrong),
                total=len(self),
                tasks="\n".join(named),
            )
        )

    def _get_short_name(self):
        """Number of the document and beginning of the task, for messages."""
        text = shorten(self.name or "", 80, placeholder="…")
        return f"{self.directive_symbol}: {text}"

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
        self._check_document(document, required="document" in transition.needs)
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

    def _check_document(self, document, required=False):
        """A paper that orders or asks has a number and a date, not one to come.

        :param tuple document: (symbol, date) or None
        """
        symbol, date = document or (False, False)
        if required and not symbol:
            raise UserError(
                self.env._("Give the number and symbol of the document that says so.")
            )
        if required and not date:
            raise UserError(self.env._("Give the date of the document that says so."))
        if date and date > self.env.company._gov_today():
            raise UserError(
                self.env._(
                    "The document is dated %(date)s, which lies in the future.",
                    date=date.strftime("%d/%m/%Y"),
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
        if transition.side == SYSTEM:
            raise AccessError(self.env._("This is no decision on a single task."))
        if transition.side == "unit":
            self._check_unit_side(user)
        else:
            self._check_body_side(user, transition.side)

    def _is_own_work(self, user):
        own = self.unit_id in user._gov_own_units()
        return own or self.owner_id in user._gov_acting_people()

    def _check_author(self, event):
        """Who wrote a report for a unit below doesn't decide on it either."""
        if event not in ("accept", "return") or self.env.su:
            return
        # sudo: only the name of the author is compared.
        results = self.sudo().result_ids.filtered(lambda r: r.state == "submitted")
        user = self.env.user
        if user._gov_acting_people() & results.submitted_by_id:
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
        if not works or not owner._gov_works_for(self.unit_id):
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
        free = officer or not self.owner_id or self.owner_id == user
        if not free and not user._gov_stands_in_for(self.owner_id, self.unit_id):
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
        # sudo: only the bodies of the document are looked at.
        directive = self.sudo().directive_id
        bodies = directive._get_acting_units(names)
        if not bodies & user._gov_scope_units():
            raise AccessError(
                self.env._(
                    "Only %(units)s may decide this.",
                    # sudo: names of units.
                    units=", ".join(bodies.sudo().mapped("name")),
                )
            )

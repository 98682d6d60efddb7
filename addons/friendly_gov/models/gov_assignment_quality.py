from odoo import models
from odoo.exceptions import AccessError, UserError

from .transitions import TRANSITIONS

# What a logged correction may change on a closed line.
CORRECTABLE = frozenset(
    {
        "date_submitted",
        "date_done",
        "grade",
        "quantity_assigned",
        "quantity_done",
        "fault_count",
        "fault_excluded",
        "fault_note",
    }
)


class GovAssignmentQuality(models.AbstractModel):
    """Grade at closing, coefficient before it, and corrections after it."""

    _name = "gov.assignment.quality"
    _description = "Quality of an assignment"

    def action_accept(
        self, grade="met", fault_count=0, fault_excluded=0, fault_note=None, reason=None
    ):
        """Accept the submitted results and close the lines, in one transaction.

        :param str grade: ``failed``, ``met``, ``good`` or ``excellent``; the screens
            ask for it, a script that names none accepts as ``met``
        :param int fault_count: faults that count
        :param int fault_excluded: faults for objective reasons, told in ``fault_note``
        :param str reason: remark kept in the history
        :raises UserError: nothing to accept, or a grade that does not exist
        :raises AccessError: the user does not decide on these lines
        """
        given = {
            "grade": grade,
            "fault_count": fault_count,
            "fault_excluded": fault_excluded,
            "fault_note": fault_note,
        }
        self._check_quality(given)
        self.check_access("read")
        if len(self) > 1:
            # One answer with every line that stands in the way, before the first.
            self._check_state(TRANSITIONS["accept"])
        for line in self:
            # sudo: which result waits; the transition checks who accepts it.
            result = line.sudo().result_ids.filtered(lambda r: r.state == "submitted")
            if not result:
                raise UserError(
                    self.env._(
                        "%(task)s: there is no submitted result to accept.",
                        task=line.display_name,
                    )
                )
            quantity = line.task_id._get_quantity(result.product_quantity)
            vals = {
                "date_done": line._get_done_date(),
                "quantity_done": quantity or line.quantity_assigned,
            }
            line._transition("accept", reason=reason, vals=given | vals)
            # sudo: the transition checked who accepts; results are locked to all.
            result._decide("accepted")
        return True

    def action_correct(self):
        """Open the dialog of a correction, with what now stands on the line."""
        self.ensure_one()
        return {
            "name": self.env._("Correct a closed task"),
            "type": "ir.actions.act_window",
            "res_model": "gov.assignment.correction",
            "view_mode": "form",
            "target": "new",
            "context": {"default_assignment_id": self.id},
        }

    def _correct(self, vals, reason, document):
        """Change figures of a closed line by a paper; the accepted result stays.

        :param dict vals: some of ``CORRECTABLE``
        :param tuple document: (symbol, date) of the paper that orders it
        """
        self.ensure_one()
        self._transition("correct", reason=reason, document=document, vals=vals)
        self._notify_unit(
            self.env._("The closed task was corrected: %(reason)s", reason=reason)
        )
        return True

    def _notify_unit(self, body, *more):
        """Tell the person in charge, or the unit's officers, and ``more`` users."""
        self.ensure_one()
        # sudo: addressees only.
        line = self.sudo()
        users = (line.owner_id or line.unit_id._gov_officers()).union(*more)
        users -= self.env.user
        if users and not line.is_demo:
            self.message_notify(
                partner_ids=users.partner_id.ids,
                subject=line.directive_symbol or line.display_name,
                body=body,
            )

    # Checks

    def _check_needs(self, event, reason, document, vals):
        res = super()._check_needs(event, reason, document, vals)
        if event == "set_coefficient" and (vals.get("coefficient") or 0) <= 0:
            raise UserError(self.env._("The coefficient is a number above zero."))
        if event == "correct":
            for line in self:
                line._check_correction(vals, document)
        return res

    def _check_actor(self, transition, event):
        res = super()._check_actor(transition, event)
        coordinates = self.env.user.has_group("friendly_gov.group_coordinator")
        if event == "correct" and not self.env.su and not coordinates:
            raise AccessError(self.env._("Only coordinators correct closed tasks."))
        return res

    def _check_author(self, event):
        super()._check_author(event)
        if event != "correct" or self.env.su:
            return
        # sudo: only the name of the author is compared.
        results = self.sudo().result_ids.filtered(lambda r: r.state == "accepted")
        if self.env.user._gov_acting_people() & results.submitted_by_id:
            raise AccessError(
                self.env._("You submitted this result: somebody else corrects it.")
            )

    def _check_quality(self, vals):
        """Raise unless grade and faults of ``vals`` can stand on a line."""
        grades = dict(self.env["gov.product.mixin"]._selection_grade())
        if "grade" in vals and vals["grade"] not in grades:
            raise UserError(
                self.env._(
                    "Choose the quality: %(grades)s.", grades=", ".join(grades.values())
                )
            )
        counts = [vals.get("fault_count") or 0, vals.get("fault_excluded") or 0]
        if min(counts) < 0:
            raise UserError(self.env._("The number of faults is not negative."))
        if counts[1] and not (vals.get("fault_note") or "").strip():
            raise UserError(
                self.env._("Say which objective reasons take faults out of the count.")
            )

    def _check_correction(self, vals, document):
        self.ensure_one()
        if not vals or not vals.keys() <= CORRECTABLE:
            raise UserError(self.env._("There is nothing to correct."))
        today = self.env.company._gov_today()
        if not document[1] or document[1] > today:
            raise UserError(
                self.env._("Give the date of the document, not one in the future.")
            )
        whole = {name: vals.get(name, self[name]) for name in CORRECTABLE}
        self._check_quality(whole if whole["grade"] else {**whole, "grade": "met"})
        if whole["quantity_assigned"] <= 0 or whole["quantity_done"] < 0:
            raise UserError(self.env._("The quantity is not negative."))
        done, submitted = whole["date_done"], whole["date_submitted"]
        if not done or done > today or (submitted and submitted > done):
            raise UserError(
                self.env._(
                    "The day of completion is not empty, not before the day of the "
                    "report and not in the future."
                )
            )
        first = submitted or done
        if self.date_assigned and first < self.date_assigned:
            raise UserError(
                self.env._(
                    "The task was assigned on %(day)s: nothing was reported before.",
                    day=self.date_assigned.strftime("%d/%m/%Y"),
                )
            )

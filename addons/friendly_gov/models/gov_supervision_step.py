from odoo import models
from odoo.exceptions import AccessError, UserError

from ..report.queries.supervision import WAITING_STATES
from .gov_step_mixin import Step

_WAITING = frozenset(WAITING_STATES)
_REASON = frozenset({"reason"})


class GovSupervisionStep(models.AbstractModel):
    """How a recommendation is answered, and who judges the answer."""

    _name = "gov.supervision.step"
    _description = "Steps of a recommendation"
    _inherit = ["gov.step.mixin"]

    _guarded_create_only = False
    _steps = {
        "answer": Step(_WAITING, "answered", "unit", frozenset({"text"})),
        "close": Step(frozenset({"answered"}), "closed", "body"),
        "ask_again": Step(
            frozenset({"answered"}), "asked_again", "body", _REASON | {"date_due"}
        ),
        "reschedule": Step(_WAITING, None, "body", _REASON | {"date_due"}),
        "withdraw": Step(_WAITING | {"answered"}, "withdrawn", "body", _REASON),
    }
    _step_log = "gov.supervision.recommendation.log"
    _step_link = "recommendation_id"
    _step_snapshot = ("state", "unit_id", "date_due", "date_answered", "is_exempt")

    def _check_side_unit(self, event):
        self._check_works_for(self.unit_id, ("officer",))

    def _check_side_body(self, event):
        """The supervising body; whoever entered it for one that has no users here.

        Never the supervised unit, nor who wrote its answer.
        """
        user = self.env.user
        answered = self.answered_by_id in user._gov_acting_people()
        if self.unit_id in user._gov_own_units() or answered:
            raise AccessError(
                self.env._("Nobody decides on the answer of the own unit.")
            )
        if user.has_group("friendly_gov.group_manager"):
            return
        # sudo: which body it is decides, also where it is not shown.
        supervision = self.sudo().supervision_id
        if supervision._has_own_users():
            if not supervision._is_of_body(user):
                raise AccessError(
                    self.env._(
                        "Only the people of %(unit)s may do this.",
                        unit=supervision.body_name,
                    )
                )
            self._check_works_for(supervision.body_unit_id, ("officer", "leader"))
        else:
            self._check_works_for(supervision.registering_unit_id, ("coordinator",))

    def _check_step_values(self, event, vals):
        if "date_due" in vals:
            self._check_new_due(vals["date_due"], None)

    def _check_step_needs(self, step, reason, text, document, vals):
        res = super()._check_step_needs(step, reason, text, document, vals)
        day = document and document[1]
        if day and day > self.env.company._gov_today():
            raise UserError(self.env._("The document is dated in the future."))
        return res

    def _get_step_values(self, event, reason, text, document):
        if event == "answer":
            symbol, day = document or (False, False)
            return {
                "answer": text,
                "document_symbol": symbol,
                "document_date": day,
                "date_answered": self.env.company._gov_today(),
                "answered_by_id": self.env.uid,
                "return_reason": False,
            }
        if event == "ask_again":
            return {"date_answered": False, "return_reason": reason}
        return {}

    def _notify_step(self, event):
        """The unit hears what is asked of it, the other side that it answered."""
        # sudo: addressees and names only, of lines whose step was checked.
        lines = self.sudo().filtered(lambda line: not line.is_demo)
        subject = self.env._("Recommendation of a supervising body")
        labels = dict(self.env[self._step_log]._selection_event())
        for line in lines:
            supervision = line.supervision_id
            if event == "answer":
                users = supervision.create_uid
            elif line.unit_id.gov_is_exempt:
                # A state agency alerts no Party body, Front, council or committee.
                continue
            else:
                users = line.unit_id._gov_officers()
            body = self.env._(
                "%(body)s: %(event)s.",
                body=supervision.body_name,
                event=labels[event],
            )
            self._notify_users(users, subject, body, line)

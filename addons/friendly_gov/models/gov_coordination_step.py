from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command

from ..report.queries.coordination import WAITING_STATES
from .gov_step_mixin import Step

_WAITING = frozenset(WAITING_STATES)
_LIVE = _WAITING | {"answered"}
_REASON = frozenset({"reason"})
_BODIES = ("assigning_unit_id", "monitoring_unit_id")


class GovCoordinationStep(models.AbstractModel):
    """How requests for coordination are made and move, and who may cause it."""

    _name = "gov.coordination.step"
    _description = "Steps of a request for coordination"
    _inherit = ["gov.step.mixin"]

    _steps = {
        "answer": Step(_WAITING, "answered", "unit", frozenset({"text"})),
        "return": Step(frozenset({"answered"}), "returned", "asker", _REASON),
        "reschedule": Step(_WAITING, None, "asker", _REASON | {"date_due"}),
        "withdraw": Step(_LIVE, "withdrawn", "asker", _REASON),
        # the system, when the task it belongs to ends without counting
        "end": Step(_WAITING, "withdrawn", "nobody"),
    }
    _step_log = "gov.coordination.log"
    _step_link = "coordination_id"
    _step_snapshot = ("state", "unit_id", "date_due", "date_answered", "is_exempt")

    def _check_side_unit(self, event):
        self._check_works_for(self.unit_id, ("user",))

    def _check_side_asker(self, event):
        """Who asked; never the asked unit itself, nor who wrote the answer."""
        user = self.env.user
        answered = self.answered_by_id in user._gov_acting_people()
        if self.unit_id in user._gov_own_units() or answered:
            raise AccessError(
                self.env._("Nobody decides on the answer of the own unit.")
            )
        # sudo: the bodies and the lead line decide, also where they are not shown.
        line = self.sudo()
        if line.assignment_id:
            self._check_works_for(line.assignment_id.unit_id, ("officer", "leader"))
            return
        if user.has_group("friendly_gov.group_manager"):
            return
        lead = line.task_id.assignment_ids.filtered("is_open").unit_id
        if event == "return" and len(lead) == 1 and lead in user._gov_scope_units():
            # With one lead unit it is that one that works with the answer.
            self._check_works_for(lead, ("officer", "leader"))
            return
        units = line.directive_id._get_acting_units(_BODIES)
        self._check_works_for(units, ("coordinator", "leader"))

    def _check_side_nobody(self, event):
        raise AccessError(self.env._("Only the system does this."))

    def _check_step_values(self, event, vals):
        if event == "reschedule":
            # sudo: only deadlines are compared.
            # sudo: addressees only.
            lines = self.sudo().assignment_id or self.sudo().task_id.assignment_ids
            dates = [due for due in lines.mapped("date_due") if due]
            self._check_new_due(vals["date_due"], max(dates, default=None))

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
        if event == "return":
            return {"date_answered": False, "return_reason": reason}
        return {}

    # Asking

    @api.model
    def _ask(self, vals_list, recorded_at=None):
        """Create requests with the first row of their history.

        :param vals_list: dicts with task_id, unit_id, asker_unit_id, date_asked,
            date_due, is_exempt, visible_unit_ids, and assignment_id and request of
            what a lead unit asks. Whoever calls has checked who asks.
        """
        lines = self._guarded_create(vals_list)
        lines._append_step_log("ask", recorded_at=recorded_at)
        return lines

    @api.model
    def _ask_for_lines(self, assignments, recorded_at=None, due_from=None):
        """Requests of the tasks of ``assignments``, which were just issued.

        Units asked before only become visible to the new lead units: a task that
        moved to another unit keeps its answers.

        :param due_from: deadlines before this day are left out, for tasks issued
            when nobody could answer yet
        """
        tasks = assignments.task_id.filtered("coordinating_unit_ids")
        if not tasks:
            return self.browse()
        known = self.search([("task_id", "in", tasks.ids)])
        known._update_visible_units()
        pairs = {(line.task_id, line.unit_id) for line in known - known._get_tied()}
        by_task = assignments.grouped("task_id")
        vals_list = []
        for task in tasks:
            units = task.coordinating_unit_ids.filtered(
                lambda unit, task=task: (task, unit) not in pairs
            )
            vals_list += self._prepare_for_task(task, units, by_task[task])
        for vals in vals_list:
            if due_from and vals["date_due"] and vals["date_due"] < due_from:
                vals["date_due"] = False
        return self._ask(vals_list, recorded_at)

    @api.model
    def _prepare_for_task(self, task, units, lines):
        """Values of the requests of one task, whose new lines are ``lines``."""
        directive = task.directive_id
        common = {
            "task_id": task.id,
            "asker_unit_id": directive.assigning_unit_id.id,
            "date_asked": lines[:1].date_assigned,
            "date_due": task.date_due,
            "visible_unit_ids": [
                Command.set((directive._get_body_units() | lines.unit_id).ids)
            ],
        }
        # A source does not tell who answered: an illustration shows nobody late.
        return [
            {
                **common,
                "unit_id": unit.id,
                "is_exempt": unit.gov_is_exempt or directive.is_demo,
            }
            for unit in units
        ]

    def _get_tied(self):
        return self.filtered("assignment_id")

    def _update_visible_units(self):
        """Who sees a request beside the asked unit: the bodies and the lead units.

        Coordinating units don't read each other's answers.
        """
        # sudo: visibility is derived data, kept right whoever makes the change.
        for line in self.sudo():
            lead = line.assignment_id or line.task_id.assignment_ids
            units = line.directive_id._get_body_units() | lead.unit_id
            if line.assignment_id:
                units |= lead._gov_heir_units()
            if units != line.visible_unit_ids:
                line._guarded_write({"visible_unit_ids": [Command.set(units.ids)]})

    def _notify_step(self, event):
        """The asked unit hears of a return or a new day, the asker of an answer."""
        # sudo: only whom to tell; the words name nothing that is not theirs.
        lines = self.sudo()
        if event == "answer":
            users = lines._get_tied().assignment_id.unit_id._gov_officers()
            body = self.env._("A coordinating unit answered.")
        elif event in ("ask", "return", "reschedule", "withdraw"):
            users = lines._get_told_units()._gov_officers()
            labels = dict(self.env["gov.coordination.log"]._selection_event())
            body = self.env._("Coordination: %(event)s.", event=labels[event])
        else:
            return
        record = self if len(self) == 1 else None
        subject = ", ".join(set(lines.mapped("directive_id.symbol")))
        self._notify_users(users, subject, body, record)

    def _get_told_units(self):
        """A state agency alerts no Party body, Front, council or committee."""
        lines = self.filtered(lambda line: not line.is_exempt and not line.is_demo)
        return lines.unit_id.filtered(lambda unit: not unit.gov_is_exempt)

from odoo import models
from odoo.fields import Domain

from ..report.queries import status
from .gov_extension_request import PENDING
from .gov_extension_step import MAY_WAIT

# What the successor asks anew in the words of the unit that ended.
_EXTENSION = (
    "state",
    "date_asked",
    "reason",
    "document_symbol",
    "document_date",
    "asked_by_id",
    "asked_at",
    "opinion",
    "opinion_reason",
    "opinion_by_id",
    "opinion_at",
)
_OBSTACLE = ("text", "proposal", "decider", "raised_at", "raised_by_id")


class GovAssignment(models.Model):
    """What waits for a decision when a line ends: nothing of it stays open on it."""

    _inherit = "gov.assignment"

    def _append_log(self, event, **kwargs):
        res = super()._append_log(event, **kwargs)
        closed = self.filtered(lambda line: line.state in status.CLOSED_STATES)
        if closed:
            closed._end_obstacles(event)
        return res

    def _end_obstacles(self, event):
        """Nobody has to decide on what kept a unit from a task that has ended."""
        # sudo: the system ends what follows from a transition that was checked.
        obstacles = self.env["gov.obstacle"].sudo()
        obstacles = obstacles.search(
            [("assignment_id", "in", self.ids), ("state", "=", "open")]
        )
        if obstacles:
            labels = dict(self.env["gov.assignment.log"]._selection_event())
            words = self.env._(
                "The task ended: %(event)s.", event=labels.get(event, "")
            )
            obstacles._close("withdrawn", words)

    def _gov_transfer_end(self, heirs, successor):
        """Runs under sudo in a transfer, before the lines of ``self`` end."""
        res = super()._gov_transfer_end(heirs, successor)
        self._gov_pass_on_extensions(heirs, successor)
        self._gov_pass_on_obstacles(heirs)
        return res

    def _gov_pass_on_extensions(self, heirs, successor):
        """Requests not yet decided wait on for the successor's line."""
        requests = self.env["gov.extension.request"]
        asked = self._gov_find_waiting(requests._name, PENDING, heirs)
        vals_list = []
        for request, heir in asked:
            later = heir.date_due and request.date_asked > heir.date_due
            if later and heir.state in MAY_WAIT:
                vals = request._get_values_of(_EXTENSION)
                vals |= {"assignment_id": heir.id, "unit_id": successor.id}
                vals_list.append(vals | {"date_due_old": heir.date_due})
        passed = requests._guarded_create(vals_list)
        if passed:
            passed.assignment_id._append_log("ask_extension")

    def _gov_pass_on_obstacles(self, heirs):
        """Open since the day when they were raised, asked of the same body."""
        obstacles = self.env["gov.obstacle"]
        raised = self._gov_find_waiting(obstacles._name, ("open",), heirs)
        obstacles._guarded_create(
            [
                obstacle._get_values_of(_OBSTACLE) | {"assignment_id": heir.id}
                for obstacle, heir in raised
                if heir.state not in status.CLOSED_STATES
            ]
        )

    def _gov_find_waiting(self, model, states, heirs):
        """Pairs (record, heir) of what waits on ``self`` and not on the heir."""
        by_line = {line: heirs[line._gov_line_key()] for line in self}
        lines = self.browse().concat(*by_line, *by_line.values())
        found = self.env[model].search(
            Domain("assignment_id", "in", lines.ids) & Domain("state", "in", states)
        )
        waiting = found.grouped("assignment_id")
        return [
            (waiting[line], heir)
            for line, heir in by_line.items()
            if line in waiting and heir not in waiting
        ]

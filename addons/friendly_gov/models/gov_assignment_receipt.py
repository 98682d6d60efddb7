from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.duration import parse_duration
from .transitions import TRANSITIONS

# Acts of the unit by which it shows that it has the task.
_SHOWS_RECEIPT = frozenset({"receive", "start", "submit"})


class GovAssignment(models.Model):
    """Receipt of a task, from which some deadlines run."""

    _inherit = "gov.assignment"

    date_receipt_limit = fields.Date(
        string="Counts as received on",
        readonly=True,
        copy=False,
        help="At the latest, whether the unit confirmed it or not; empty where the "
        "deadline does not run from the receipt.",
    )
    can_receive = fields.Boolean(compute="_compute_can_receive")

    @api.depends_context("uid")
    @api.depends("state", "date_received", "date_receipt_limit")
    def _compute_can_receive(self):
        states = TRANSITIONS["receive"].states
        for line in self:
            waits = line.state in states and not line.date_received
            line.can_receive = waits and line.date_receipt_limit and line.can_work

    def action_receive(self):
        """The unit confirms that it has the task: lengths of time run from today."""
        return self._transition("receive")

    def _after_event(self, event, recorded_at=None):
        res = super()._after_event(event, recorded_at)
        for line in self if event == "receive" else ():
            if line.date_received:
                raise UserError(
                    self.env._(
                        "%(task)s: the receipt was confirmed on %(date)s already.",
                        task=line.display_name,
                        date=line.date_received.strftime("%d/%m/%Y"),
                    )
                )
        if event in _SHOWS_RECEIPT:
            self.filtered(lambda line: not line.date_received)._set_received(
                recorded_at
            )
        return res

    def _set_received(self, recorded_at):
        for line in self:
            company = line.company_id
            day = company._gov_day_of(recorded_at or fields.Datetime.now())
            limit = line.date_receipt_limit
            received = min(day, limit) if limit else day
            vals = {"date_received": received}
            # The limit says that the deadline runs from the receipt.
            duration = limit and parse_duration(line.task_id.deadline_text)
            # What the deciding body granted is not taken back by a receipt.
            if duration and not line.extension_count:
                vals["date_due"] = line.task_id._get_duration_end(duration, received)
            line._guarded_write(vals)

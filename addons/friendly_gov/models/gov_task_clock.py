from odoo import api, fields, models

from ..tools.duration import ISSUED, RECEIVED, end_of, parse_duration


class GovTask(models.Model):
    """Deadlines that are a length of time, and the clock that they run by."""

    _inherit = "gov.task"

    @api.depends("deadline_text", "directive_id.date_issued")
    def _compute_deadline(self):
        res = super()._compute_deadline()
        for task in self:
            duration = parse_duration(task.deadline_text)
            if duration and not task.date_due:
                task.date_due = task._get_duration_end(duration)
                task.deadline_precision = "day"
        return res

    def _get_duration_end(self, duration, start=False):
        """Last day of ``duration``, from the date of the document if not given."""
        self.ensure_one()
        company = self.directive_id.company_id or self.env.company
        start = start or self.directive_id.date_issued or company._gov_today()
        return end_of(duration, start, company._gov_add_working_days)

    def _get_receipt_duration(self):
        """The length that runs from the receipt, if words and rules say so.

        A date that was entered in place of the computed one stands.
        """
        self.ensure_one()
        duration = parse_duration(self.deadline_text)
        by_receipt = self.directive_id.profile_id.clock_start == RECEIVED
        if not duration or not by_receipt or duration.anchor == ISSUED:
            return None
        if self.date_due != self._get_duration_end(duration):
            return None
        return duration

    def _get_issue_values(self, recorded_at=None):
        values = super()._get_issue_values(recorded_at)
        duration = self._get_receipt_duration()
        if duration:
            # The latest day on which it counts as received gives the latest
            # deadline; a receipt can only bring it forward, never put it off.
            company = self.directive_id.company_id
            day = company._gov_day_of(recorded_at or fields.Datetime.now())
            days = self.directive_id.profile_id.receipt_days
            limit = company._gov_add_working_days(day, days)
            values |= {
                "date_receipt_limit": limit,
                "date_due": self._get_duration_end(duration, limit),
            }
        return values

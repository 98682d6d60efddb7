from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.recurrence import cycle_of, parse_key

# A unit whose newest line ended so gets no next one.
_ENDS_SERIES = ("withdrawn", "transferred", "unstated")


class GovTask(models.Model):
    """Tasks that come again: each period gets a line with a deadline of its own."""

    _inherit = "gov.task"

    recurrence = fields.Selection(
        selection=[
            ("month", "Every month"),
            ("quarter", "Every quarter"),
            ("half", "Every half-year"),
            ("year", "Every year"),
        ],
        string="Comes again",
        help="Each unit gets the line of the next period when that period begins.",
    )
    recurrence_day = fields.Integer(
        string="Due on day", help="Of the last month of the period, or the month after."
    )
    recurrence_next_month = fields.Boolean(
        string="In the month after the period",
        help="For reports that are due once the period is over.",
    )
    recurrence_until = fields.Date(
        string="Until", help="No period that begins later is made."
    )

    _recurrence_check = models.Constraint(
        "CHECK (recurrence IS NULL OR recurrence_day BETWEEN 1 AND 31)",
        "A periodic task is due on a day from 1 to 31 of the month.",
    )

    @api.depends("recurrence")
    def _compute_deadline(self):
        res = super()._compute_deadline()
        for task in self:
            if task.recurrence:
                # The words are those of the series; each line has its own date.
                task.date_due = False
        return res

    @api.constrains("recurrence", "date_due")
    def _check_one_deadline(self):
        for task in self:
            if task.recurrence and task.date_due:
                raise ValidationError(
                    self.env._(
                        "Task %(code)s: a periodic task has a deadline in each period, "
                        "not one date. Empty the deadline.",
                        code=task.code,
                    )
                )

    def _get_issue_values(self, recorded_at=None):
        values = super()._get_issue_values(recorded_at)
        if self.recurrence:
            company = self.directive_id.company_id
            day = company._gov_day_of(recorded_at or fields.Datetime.now())
            cycle = self._get_first_cycle(day)
            values |= self._prepare_cycle(cycle)
        return values

    def _get_first_cycle(self, day):
        """The first period that can still be done in time on ``day``."""
        self.ensure_one()
        cycle = cycle_of(self.recurrence, day)
        while self._get_cycle_due(cycle) < day:
            cycle = cycle.following()
        until = self._get_last_day()
        if until and cycle.first > until:
            raise UserError(
                self.env._(
                    "Task %(code)s: no period is left before %(until)s.",
                    code=self.code,
                    until=until.strftime("%d/%m/%Y"),
                )
            )
        return cycle

    def _get_cycle_due(self, cycle):
        return cycle.due(self.recurrence_day, self.recurrence_next_month)

    def _prepare_cycle(self, cycle):
        return {"period_key": cycle.key, "date_due": self._get_cycle_due(cycle)}

    def _get_last_day(self):
        """Day after which no period begins, if any."""
        days = [self.recurrence_until, self.directive_id.date_to]
        return min((day for day in days if day), default=None)

    @api.model
    def _cron_make_periods(self):
        """Lines of the periods that have begun; missed days are made up for."""
        domain = [
            ("recurrence", "!=", False),
            ("state", "=", "issued"),
            ("directive_id.state", "=", "issued"),
            # Illustrations stay as their source left them.
            ("directive_id.is_demo", "=", False),
        ]
        directives = self.search(domain).grouped("directive_id")
        left = len(directives)
        for tasks in directives.values():
            # Skipped if somebody has them: the next run finds the same work.
            tasks.try_lock_for_update(allow_referencing=True)._make_due_periods()
            left -= 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    def _make_due_periods(self):
        """Make what is missing for the tasks of one directive, and say it once.

        :return: the new ``gov.assignment`` records
        """
        vals_list = []
        for task in self:
            vals_list += task._prepare_due_periods()
        lines = self.env["gov.assignment"]
        if vals_list:
            # sudo: lines follow from the issued document; the cron acts for it.
            lines = lines.sudo()._issue(vals_list)
            self.directive_id._notify_issued(lines)
        return lines

    def _prepare_due_periods(self):
        """Values of the lines due by today, after the newest one of each unit."""
        self.ensure_one()
        today = self.directive_id.company_id._gov_today()
        last = min(today, self._get_last_day() or today)
        vals_list = []
        # sudo: which units have the task decides, whoever may read them.
        lines = self.sudo().assignment_ids
        for unit, found in lines.grouped("unit_id").items():
            newest = found.sorted(lambda line: (line.period_key or "", line.id))[-1]
            cycle = parse_key(newest.period_key)
            goes_on = newest.state not in _ENDS_SERIES and not unit.gov_is_exempt
            if not (cycle and goes_on and unit._gov_is_valid_on(today)):
                continue
            cycle = cycle.following()
            while cycle.first <= last:
                values = self._prepare_assignment(unit) | self._prepare_cycle(cycle)
                values["date_assigned"] = cycle.first
                vals_list.append(values)
                cycle = cycle.following()
        return vals_list

import random
from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..report.queries import detail, period_report, task_report
from .report_common import ReportCase

FIRST, LAST = date(2023, 3, 20), date(2023, 8, 20)
DAYS = [date(2023, 4, 30), date(2023, 6, 14), date(2023, 7, 2), date(2023, 8, 20)]


@tagged("post_install", "-at_install")
class TestReportProperty(ReportCase):
    """Whatever happens later, a report on a past day gives the same rows.

    Histories are random with a fixed seed: lines are issued, do, report, are returned,
    extended, put on hold, closed and corrected, and units move in the tree. All days
    that are over are asked again on the way and at the end.
    """

    def test_histories(self):
        # Time goes on, but the two thousand freezes inside this one cost nothing.
        with freeze_time(tick=True):
            for seed in (1945, 1954):
                with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                    self.check_history(random.Random(seed))
                    savepoint.rollback()
                    self.env.invalidate_all()

    def check_history(self, rng):
        known, lines = {}, self.env["gov.assignment"]
        logs = self.env["gov.assignment.log"]
        before, day = logs.search_count([]), FIRST
        while day <= LAST + timedelta(days=40):
            if day <= LAST and day.day % 2:
                lines |= self.new_lines(rng, day)
            for line in rng.sample(list(lines), min(5, len(lines))):
                self.random_event(rng, line, day)
            if rng.random() < 0.15:
                self.random_move(rng, day)
            day += timedelta(days=1)
            if day - timedelta(days=1) in DAYS:
                known[day - timedelta(days=1)] = self.report_of(day - timedelta(days=1))
            if day == date(2023, 7, 20):
                self.check_known(known)
        self.check_known(known)
        self.assertGreater(logs.search_count([]) - before, 300)
        # the days differ from one another, so the comparison has something to find
        shown = [str(rows) for rows in known.values()]
        self.assertEqual(len(set(shown)), len(DAYS))

    def check_known(self, known):
        for day, rows in known.items():
            for part, again in self.report_of(day).items():
                self.assertEqual(again, rows[part], (day, part))

    def report_of(self, day):
        """Every sheet of the reports of two units, as made by a manager."""
        found = {}
        for unit in (self.province, self.home):
            values = {"user": "manager", "unit": unit, "day": day}
            report = self.make_report(**values)
            scope, env = report._get_scope(), report.env
            found |= {
                (unit, "unit"): task_report.unit_rows(env, scope),
                (unit, "directive"): task_report.directive_rows(env, scope),
                (unit, "overdue"): list(detail.overdue_rows(env, scope)),
                (unit, "detail"): list(detail.detail_rows(env, scope)),
                (unit, "period"): period_report.period_rows(env, scope),
            }
        return found

    def new_lines(self, rng, day):
        units = self.commune | self.other | self.finance | self.division | self.home
        picked = self.env["hr.department"].union(*rng.sample(list(units), 2))
        due = day + timedelta(days=rng.randint(5, 60))
        deadline = rng.choice(["", due.strftime("%d/%m/%Y")])
        directive = self._directive(symbol=f"{day:%d%m}/UBND", date_issued=FIRST)
        return self.issue(day, picked, directive=directive, deadline_text=deadline)

    def random_event(self, rng, line, day):
        events = ["start", "submit", "accept", "return", "assign_owner", "extend"] * 3
        events += ["hold", "resume", "withdraw", "unstated", "chase", "correct"]
        with freeze_time(datetime.combine(day, datetime.min.time())):
            event = rng.choice(events)
            if event == "correct":
                self.correct(line.sudo(), day)
            else:
                self.step(line.sudo(), event, day)

    def correct(self, line, day):
        values = {"reason": "x", "document": ("1/UBND", day)}
        values["vals"] = {"date_done": day - timedelta(days=1)}
        try:
            line._transition("correct", **values)
        except UserError:
            return

    def random_move(self, rng, day):
        unit = rng.choice(self.finance | self.division | self.other)
        parents = self.province | self.home | self.commune
        with freeze_time(datetime.combine(day, datetime.min.time())):
            unit.parent_id = rng.choice(parents)

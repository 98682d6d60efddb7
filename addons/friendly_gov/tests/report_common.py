import base64
import io
import random
from datetime import date, datetime, timedelta

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from ..report.queries import detail, lines, status, task_report
from .common import GovCase


class ReportCase(GovCase):
    """Histories, made through the transitions on frozen days, and what is read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period = cls.env["gov.period"].create(
            {"kind": "quarter", "year": 2023, "index": 2, "profile_id": cls.profile.id}
        )

    def scope(self, as_of, **kwargs):
        domain = [("unit_id", "child_of", self.province.ids)]
        return lines.Scope(domain, self.period.date_from, as_of)

    def issue(self, day, units, **vals):
        with freeze_time(f"{day} 02:00:00"):
            return self._issued(units, **vals)

    def row(self, as_of, unit):
        rows = task_report.unit_rows(self.env, self.scope(as_of))
        return next((row for row in rows if row["unit_id"] == unit.id), None)

    def submit(self, line, day, user="officer_a"):
        with freeze_time(f"{day} 02:00:00"):
            self._result(line, user).action_submit()

    def accept(self, line, day):
        with freeze_time(f"{day} 02:00:00"):
            line.with_user(self.users["coordinator"]).action_accept()

    def everything(self, day):
        scope = self.scope(day)
        return (
            task_report.unit_rows(self.env, scope),
            task_report.directive_rows(self.env, scope),
            list(detail.overdue_rows(self.env, scope)),
            list(detail.detail_rows(self.env, scope)),
        )

    def detail(self, day):
        """Rows of the detail sheet by line."""
        rows = detail.detail_rows(self.env, self.scope(day))
        return {row["line_id"]: row for row in rows}

    def overdue(self, day):
        return list(detail.overdue_rows(self.env, self.scope(day)))

    def random_history(self, seed, count, until):
        rng = random.Random(seed)
        lines = self.env["gov.assignment"]
        units = self.commune | self.other | self.finance
        start = date(2023, 3, 20)
        for number in range(count):
            day = start + timedelta(days=number)
            unit = rng.choice(list(units))
            deadline = rng.choice(["", "30/6/2023", "quý II", "15/7/2023"])
            directive = self._directive(symbol=f"{number + 1}/UBND", date_issued=start)
            lines |= self.issue(day, unit, directive=directive, deadline_text=deadline)
        self.random_steps(lines, rng, start + timedelta(days=count), until)
        return lines

    def random_steps(self, lines, rng, first, last):
        """Transitions that the state allows, a few a day, in the order of the days."""
        # What ends a line, or puts its deadline off, comes seldom: some are to be late.
        events = ("start", "submit", "return", "assign_owner", "resume") * 3
        events += ("hold", "accept") * 2
        events += ("extend", "withdraw", "unstated")
        day = first
        while day <= last:
            for line in rng.sample(list(lines), 4):
                with freeze_time(datetime.combine(day, datetime.min.time())):
                    self.step(line.sudo(), rng.choice(events), day)
            day += timedelta(days=3)

    def step(self, line, event, day):
        values = {"document": ("1/UBND", day), "reason": "x"}
        if event == "extend":
            later = max(line.date_due or day, day) + timedelta(days=10)
            values["vals"] = {"date_due": later}
        if event == "assign_owner":
            names = (
                ("staff_a", "officer_a")
                if line.unit_id == self.commune
                else ("officer_b",)
            )
            owner = self.users[names[day.day % len(names)]]
            values["vals"] = {"owner_id": owner.id}
        try:
            if event == "submit":
                self.submit_by_system(line, day)
            elif event == "accept":
                line.action_accept()
            elif event == "return":
                line._decide("return", reason=f"bổ sung, {day}")
            else:
                line._transition(event, **values)
        except UserError:
            return

    def submit_by_system(self, line, day):
        if line.state in status.RUNNING_STATES:
            values = {"assignment_id": line.id, "summary": f"kết quả đến {day}"}
            values |= {"document_symbol": f"{day.day}/BC", "document_date": day}
            self.env["gov.assignment.result"].create([values]).action_submit()

    def make_report(self, user="coordinator", unit=None, day=date(2023, 7, 10), **vals):
        values = {
            "period_id": self.period.id,
            "unit_id": (unit or self.home).id,
            "date_as_of": day,
            "coverage": "below",
        }
        report = self.env["gov.report"].with_user(self.users[user])
        return report.create(values | vals)

    def open(self, report, **kwargs):
        content = base64.b64decode(report.file)
        return openpyxl.load_workbook(io.BytesIO(content), **kwargs)

    def at(self, day, line, event, **vals):
        """An event by the system on ``day``."""
        with freeze_time(f"{day} 02:00:00"):
            values = {"document": ("1/UBND", date.fromisoformat(day)), "reason": "x"}
            line.sudo()._transition(event, **values, vals=vals)

    def rows_of(self, report):
        """Detail rows of a report, with the rights of its user."""
        return list(detail.detail_rows(report.env, report._get_scope()))

from datetime import date

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..report.queries import lines, task_report
from .common import GovCase


@tagged("post_install", "-at_install")
class TestYearEnd(GovCase):
    """Year 2026 is 15/12/2025–14/12/2026 (NĐ 09/2019), 2027 follows without a gap."""

    def row(self, kind, year, as_of, index=1):
        period = self.env["gov.period"].search(
            [("kind", "=", kind), ("year", "=", year), ("index", "=", index)]
        )
        period = period or self.env["gov.period"].create(
            {"kind": kind, "year": year, "index": index, "profile_id": self.profile.id}
        )
        scope = lines.Scope(
            [("unit_id", "=", self.commune.id)], period.date_from, as_of
        )
        [row] = task_report.unit_rows(self.env, scope) or [{}]
        names = ("carried_in", "arisen", "total", "done_on_time", "carried_over")
        return tuple(row.get(name) for name in names)

    def issue(self, day, symbol, **vals):
        with freeze_time(f"{day} 03:00:00"):
            directive = self._directive(symbol=symbol, date_issued=day)
            return self._issued(directive=directive, **vals)

    def done(self, line, day):
        with freeze_time(f"{day} 03:00:00"):
            self._result(line).action_submit()
            line.with_user(self.users["coordinator"]).action_accept()

    def test_carried_in_arisen_carried_over(self):
        year = "trong năm 2027"
        self.issue("2026-03-02", "1/X", deadline_text=year)
        before = self.issue("2026-12-14", "2/X", deadline_text=year)
        self.issue("2026-12-15", "3/X", deadline_text=year)
        done = self.issue("2026-05-04", "4/X", deadline_text="trong năm 2026")
        self.done(done, "2026-12-14")
        # 2026: three lines arise, one is done, two go over
        self.assertEqual(self.row("year", 2026, date(2026, 12, 14)), (0, 3, 3, 1, 2))
        # 2027: these two come in, the one of 15/12 arises
        self.assertEqual(self.row("year", 2027, date(2026, 12, 15)), (2, 1, 3, 0, 3))
        self.done(before, "2027-01-10")
        self.assertEqual(self.row("year", 2027, date(2027, 1, 10)), (2, 1, 3, 1, 2))
        # January closes on the 14th: what was carried in is the open line and the done
        self.assertEqual(self.row("month", 2027, date(2027, 1, 14)), (2, 1, 3, 1, 2))
        # what 2026 carried over does not change afterwards
        self.assertEqual(self.row("year", 2026, date(2026, 12, 14)), (0, 3, 3, 1, 2))
        with freeze_time("2027-02-01 03:00:00"):
            self.assertEqual(self.row("month", 2027, date(2027, 2, 1), 2)[0], 2)

    def copy_form(self, directive, login="coordinator"):
        action = directive.with_user(self.users[login]).action_copy()
        model = self.env[action["res_model"]].with_user(self.users[login])
        return Form(model.with_context(**action["context"]))

    def test_a_plan_of_next_year_from_this_year_s(self):
        with freeze_time("2023-04-14 03:00:00"):
            directive = self._directive(expected_task_count=2)
            self._task(
                directive,
                self.commune | self.other,
                product="Kế hoạch",
                coordinating_unit_ids=[Command.set(self.finance.ids)],
            )
            self._task(
                directive,
                self.home,
                deadline_text="hằng tháng",
                recurrence="month",
                recurrence_day=20,
                recurrence_until=date(2023, 12, 31),
            )
            directive.action_issue()
        with freeze_time("2024-01-05 03:00:00"):
            form = self.copy_form(directive)
            self.assertFalse(form.symbol)
            self.assertFalse(form.date_issued)
            form.symbol = "9/UBND-NVK"
            form.date_issued = date(2024, 1, 5)
            self.assertEqual(form.deadline_review, "1")
            new = form.save()
        self.assertEqual(new.state, "draft")
        self.assertFalse(new.is_demo or new.assignment_ids)
        for name in ("subject", "assigning_unit_id", "monitoring_unit_id"):
            self.assertEqual(new[name], directive[name], name)
        first, second = new.task_ids
        self.assertEqual(first.lead_unit_ids, self.commune | self.other)
        self.assertEqual(first.coordinating_unit_ids, self.finance)
        self.assertEqual((first.product, first.state), ("Kế hoạch", "draft"))
        # the words are kept, the date is not guessed
        self.assertEqual(first.deadline_text, "quý II năm 2023")
        self.assertFalse(first.date_due)
        self.assertIn("30/06/2023", first.deadline_warning)
        self.assertEqual((second.recurrence, second.recurrence_day), ("month", 20))
        self.assertFalse(second.recurrence_until)
        first.deadline_text = "quý II năm 2024"
        self.assertEqual(first.date_due, date(2024, 6, 30))
        self.assertFalse(first.deadline_warning)

    def test_no_document_from_the_future(self):
        # 17:30 UTC of 31/12 is the 1st of January in the office
        with freeze_time("2026-12-31 17:30:00"):
            self._directive(symbol="1/X", date_issued=date(2027, 1, 1))
            with self.assertRaisesRegex(ValidationError, "in the future"):
                self._directive(symbol="2/X", date_issued=date(2027, 1, 2))
            directive = self._directive(symbol="3/X", date_issued=date(2026, 12, 31))
            with self.assertRaises(ValidationError):
                directive.date_issued = date(2027, 1, 2)

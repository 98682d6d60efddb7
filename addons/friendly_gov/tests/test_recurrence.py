from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import GovCase


@tagged("post_install", "-at_install")
class TestRecurrence(GovCase):
    """A report of each month, due on the 20th; ordered on 14/4/2023."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2023-04-14 03:00:00"))

    def issue(self, units=None, directive=None, **vals):
        values = {
            "recurrence": "month",
            "recurrence_day": 20,
            "deadline_text": "trước ngày 20 hằng tháng",
        }
        return self._issued(units, directive=directive, **(values | vals)).task_id

    def run_cron(self, day):
        cron = self.env["ir.cron"]
        with freeze_time(f"{day} 20:00:00"):
            with patch.object(type(cron), "_commit_progress", return_value=60):
                self.env["gov.task"]._cron_make_periods()
        self.env.flush_all()

    def periods(self, task, unit=None):
        lines = task.assignment_ids.filtered(lambda a: a.unit_id == unit or not unit)
        return [
            (line.period_key, str(line.date_due)) for line in lines.sorted("period_key")
        ]

    def test_first_period_when_issued(self):
        task = self.issue()
        self.assertEqual(self.periods(task), [("2023-04", "2023-04-20")])
        line = task.assignment_ids
        self.assertEqual(line.period_name, "Month 4/2023")
        self.assertEqual(line.name, f"{task.text} (Month 4/2023)")
        found = line.search([("name", "ilike", task.text), ("id", "=", line.id)])
        self.assertEqual(found, line)
        self.assertFalse(task.date_due)

    def test_a_period_that_cannot_be_met_is_left_out(self):
        with freeze_time("2023-04-21 03:00:00"):
            task = self.issue()
        self.assertEqual(self.periods(task), [("2023-05", "2023-05-20")])

    def test_due_after_the_period(self):
        task = self.issue(recurrence_day=5, recurrence_next_month=True)
        self.assertEqual(self.periods(task), [("2023-04", "2023-05-05")])

    def test_each_month_once(self):
        task = self.issue(self.commune | self.other)
        self.run_cron("2023-04-29")
        self.assertEqual(len(task.assignment_ids), 2)
        # 20:00 UTC of the 30th is the 1st of May in the office
        for _n in range(2):
            self.run_cron("2023-04-30")
        self.assertEqual(
            self.periods(task, self.commune),
            [("2023-04", "2023-04-20"), ("2023-05", "2023-05-20")],
        )
        self.assertEqual(len(task.assignment_ids), 4)
        new = task.assignment_ids.filtered(lambda a: a.period_key == "2023-05")
        self.assertEqual(set(new.mapped("date_assigned")), {date(2023, 5, 1)})
        self.assertEqual(new.log_ids.mapped("event"), ["issue", "issue"])
        self.assertEqual(set(new.mapped("state")), {"received"})
        # seen and worked on as the first ones
        self.assertIn(self.home, new[0].visible_unit_ids)
        mine = new.filtered(lambda a: a.unit_id == self.commune)
        mine.with_user(self.users["officer_a"]).action_start()

    def test_missed_months_are_made_up_for(self):
        task = self.issue()
        self.run_cron("2023-07-15")
        self.assertEqual(
            [key for key, _due in self.periods(task)],
            ["2023-04", "2023-05", "2023-06", "2023-07"],
        )

    def test_over_the_end_of_the_year(self):
        with freeze_time("2026-12-02 03:00:00"):
            task = self.issue(recurrence="quarter", recurrence_day=15)
        self.run_cron("2027-04-02")
        self.assertEqual(
            self.periods(task),
            [
                ("2026-Q4", "2026-12-15"),
                ("2027-Q1", "2027-03-15"),
                ("2027-Q2", "2027-06-15"),
            ],
        )
        names = task.assignment_ids.sorted("period_key").mapped("period_name")
        self.assertEqual(
            names, ["Quarter IV/2026", "Quarter I/2027", "Quarter II/2027"]
        )

    def test_stops_at_its_last_day(self):
        task = self.issue(recurrence_until=date(2023, 6, 1))
        limited = self.issue(
            directive=self._directive(symbol="2/X", date_to=date(2023, 5, 31))
        )
        self.run_cron("2023-09-15")
        self.assertEqual(
            [key for key, _due in self.periods(task)], ["2023-04", "2023-05", "2023-06"]
        )
        self.assertEqual(
            [key for key, _due in self.periods(limited)], ["2023-04", "2023-05"]
        )

    def test_stops_with_the_document_and_with_the_unit(self):
        task = self.issue(self.commune | self.other)
        line = task.assignment_ids.filtered(lambda a: a.unit_id == self.other)
        line.with_user(self.users["coordinator"])._decide("withdraw", reason="x")
        gone = self.issue(directive=self._directive(symbol="2/X"))
        gone.directive_id.with_user(self.users["coordinator"]).action_withdraw()
        self.run_cron("2023-05-15")
        self.assertEqual(
            self.periods(task),
            [
                ("2023-04", "2023-04-20"),
                ("2023-04", "2023-04-20"),
                ("2023-05", "2023-05-20"),
            ],
        )
        self.assertEqual(self.periods(gone), [("2023-04", "2023-04-20")])

    def test_a_unit_that_ended_gets_no_more(self):
        task = self.issue()
        self.commune.gov_date_to = date(2023, 4, 30)
        self.run_cron("2023-05-15")
        self.assertEqual(len(task.assignment_ids), 1)

    def test_one_notice_for_all_tasks_of_a_document(self):
        task = self.issue()
        self.issue(directive=task.directive_id)
        model = self.env.registry["gov.directive"]
        with patch.object(model, "message_notify") as notify:
            self.run_cron("2023-05-15")
        notify.assert_called_once()

    def test_the_index_keeps_one_line_a_period(self):
        task = self.issue()
        vals = task._prepare_assignment(self.commune) | {"period_key": "2023-04"}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.env["gov.assignment"].sudo()._issue([vals])

    def test_what_is_entered_makes_sense(self):
        directive = self._directive(symbol="2/X")
        for vals in ({"recurrence_day": 0}, {"recurrence_day": 32}):
            with self.subTest(vals), self.assertRaises(IntegrityError):
                with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                    self.issue(directive=directive, **vals)
        with self.assertRaises(ValidationError):
            self.issue(directive=directive, date_due=date(2023, 6, 30))
        with self.assertRaisesRegex(UserError, "no period is left"):
            self.issue(directive=directive, recurrence_until=date(2023, 3, 31))

    def test_an_issued_series_is_not_changed(self):
        task = self.issue()
        for vals in (
            {"recurrence": "quarter"},
            {"recurrence_day": 1},
            {"recurrence_until": date(2023, 5, 1)},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                task.with_user(self.users["coordinator"]).write(vals)

    def test_nobody_runs_it_by_hand(self):
        task = self.issue()
        coordinator = task.with_user(self.users["coordinator"])
        with self.assertRaises(AccessError):
            self.env["gov.assignment"].with_user(self.users["manager"]).create(
                {
                    "task_id": task.id,
                    "unit_id": self.commune.id,
                    "period_key": "2023-05",
                }
            )
        self.assertFalse([n for n in dir(coordinator) if n.startswith("cron")])

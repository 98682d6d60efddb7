import random
from collections import Counter
from datetime import date

from odoo.tests import freeze_time, tagged

from ..report.queries import detail, status, task_report
from .report_common import ReportCase
from .test_status import expected_status


@tagged("post_install", "-at_install")
class TestTaskReport(ReportCase):
    """The sums as of a day, and what never changes them."""

    def test_period_of_the_decree(self):
        # NĐ 09/2019: quarter II takes 15/3 to 14/6
        self.assertEqual(self.period.date_from, date(2023, 3, 15))
        self.assertEqual(self.period.date_to, date(2023, 6, 14))

    def test_one_line_through_the_periods(self):
        line = self.issue("2023-04-14", self.commune)
        self.assertIsNone(self.row(date(2023, 4, 13), self.commune))
        row = self.row(date(2023, 4, 14), self.commune)
        self.assertEqual((row["arisen"], row["carried_in"]), (1, 0))
        self.assertEqual((row["todo_on_time"], row["carried_over"]), (1, 1))
        self.submit(line, "2023-07-03")
        self.assertEqual(self.row(date(2023, 7, 1), self.commune)["todo_late"], 1)
        row = self.row(date(2023, 7, 3), self.commune)
        self.assertEqual((row["waiting"], row["todo_late"]), (1, 0))
        self.accept(line, "2023-07-05")
        row = self.row(date(2023, 7, 5), self.commune)
        self.assertEqual((row["done_late"], row["carried_over"]), (1, 0))
        self.assertEqual(row["done_share"], 1)
        # the day before is as it was
        self.assertEqual(self.row(date(2023, 7, 1), self.commune)["todo_late"], 1)

    def test_carried_in_and_done_before_the_period(self):
        old = self.issue("2023-02-01", self.commune, deadline_text="", text="cũ")
        done = self.issue("2023-02-01", self.commune, directive=old.directive_id)
        self.submit(done, "2023-03-01")
        self.accept(done, "2023-03-02")
        row = self.row(date(2023, 6, 14), self.commune)
        self.assertEqual((row["carried_in"], row["arisen"], row["total"]), (1, 0, 1))
        self.assertEqual(row["no_due"], 1)

    def test_not_counted_stand_outside_the_total(self):
        line = self.issue("2023-04-14", self.commune)
        with freeze_time("2023-05-01 02:00:00"):
            line.with_user(self.users["coordinator"])._decide("withdraw", reason="x")
        row = self.row(date(2023, 6, 14), self.commune)
        self.assertEqual((row["total"], row["not_counted"]), (0, 1))
        self.assertEqual(row["done_share"], 0)

    def test_extension_counts_from_its_own_day(self):
        line = self.issue("2023-04-14", self.commune)
        with freeze_time("2023-07-05 02:00:00"):
            line.with_user(self.users["leader"])._decide(
                "extend", reason="x", vals={"date_due": date(2023, 7, 31)}
            )
        self.assertEqual(self.row(date(2023, 7, 4), self.commune)["todo_late"], 1)
        self.assertEqual(self.row(date(2023, 7, 5), self.commune)["todo_on_time"], 1)

    def test_end_of_day_is_the_office_midnight(self):
        # 16:59 UTC is still 23:59 of the same day in Viet Nam; 17:00 is the next day
        with freeze_time("2023-06-14 16:59:59"):
            self._issued(self.commune)
        with freeze_time("2023-06-14 17:00:00"):
            self._issued(self.other, directive=self._directive(symbol="2/UBND"))
        rows = task_report.unit_rows(self.env, self.scope(date(2023, 6, 14)))
        self.assertEqual([row["unit_id"] for row in rows], [self.commune.id])

    def test_columns_add_up_and_agree_with_the_screen(self):
        lines = self.random_history(seed=515, count=40, until=date(2023, 8, 1))
        as_of = date(2023, 8, 1)
        with freeze_time(f"{as_of} 10:00:00"):
            lines.invalidate_recordset()
            screen = Counter()
            for unit, code, count in lines._read_group(
                [("id", "in", lines.ids)], ["unit_id", "status"], ["__count"]
            ):
                screen[unit.id, code] += count
            period = self.scope(as_of)._replace(date_from=date(2023, 1, 1))
            for row in task_report.unit_rows(self.env, period):
                parts = sum(row[name] for name in task_report.STATUS_COLUMNS)
                self.assertEqual(row["total"], parts)
                self.assertEqual(row["total"], row["carried_in"] + row["arisen"])
                for name, codes in task_report.STATUS_COLUMNS.items():
                    wanted = sum(screen[row["unit_id"], code] for code in codes)
                    self.assertEqual(row[name], wanted, name)
                outside = sum(screen[row["unit_id"], c] for c in status.NOT_COUNTED)
                self.assertEqual(row["not_counted"], outside)

    def test_same_day_gives_the_same_rows_after_later_changes(self):
        days = [date(2023, 5, 1), date(2023, 6, 14), date(2023, 7, 2), date(2023, 8, 1)]
        lines = self.random_history(seed=6174, count=40, until=date(2023, 8, 1))
        # One more line, which says how far it is and what is in its way.
        directive = self._directive(symbol="900/UBND")
        line = self.issue("2023-04-20", self.commune, directive=directive)
        line = line.with_user(self.users["officer_a"])
        with freeze_time("2023-08-01 02:00:00"):
            line.action_record_progress(40, "Đã họp thôn")
            obstacle = line.env["gov.obstacle"].create(
                {"assignment_id": line.id, "text": "Thiếu vốn", "proposal": "Cấp vốn"}
            )
        before = [self.everything(day) for day in days]
        with freeze_time("2023-08-02 01:00:00"):
            line.action_record_progress(60, "Đã mua máy")
            obstacle.with_user(self.users["leader"])._solve("Cấp bổ sung")
        # First what the columns read besides the last row, then anything.
        with freeze_time("2023-08-02 02:00:00"):
            for event in ("assign_owner", "extend", "submit", "return", "submit"):
                for line in lines.sudo():
                    self.step(line, event, date(2023, 8, 2))
        self.random_steps(lines, random.Random(1), date(2023, 8, 3), date(2023, 9, 1))
        self.assertEqual([self.everything(day) for day in days], before)
        self.assertNotEqual(self.everything(date(2023, 9, 1)), before[-1])
        # not by being empty: each column has a value somewhere on these days
        for number, name in ((2, "overdue"), (3, "detail")):
            filled = {
                key
                for sheets in before
                for row in sheets[number]
                for key, value in row.items()
                if value is not None
            }
            empty = set(before[-1][number][0]) - filled
            # nobody coordinates in this history, names a product or meets an obstacle
            unused = {"coordinating_names", "product", "obstacle", "proposal"}
            unused |= {"progress_percent", "progress_text"}
            self.assertLessEqual(empty, unused, name)

    def test_expected_status_of_a_random_history(self):
        lines = self.random_history(seed=2120, count=20, until=date(2023, 6, 30))
        rows = detail.detail_rows(self.env, self.scope(date(2023, 6, 30)))
        found = Counter(row["status"] for row in rows)
        wanted = Counter(
            expected_status(
                a.state,
                a.date_due or None,
                a.date_submitted or None,
                a.date_done or None,
            )
            for a in lines
        )
        self.assertEqual(found, wanted)

    def test_queries_do_not_grow_with_the_lines(self):
        self.issue("2023-04-14", self.commune)
        scope = self.scope(date(2023, 6, 14))
        self.env.flush_all()
        task_report.unit_rows(self.env, scope)
        with self.assertQueryCount(1):
            task_report.unit_rows(self.env, scope)
        self.random_history(seed=4, count=10, until=date(2023, 5, 30))
        self.env.flush_all()
        with self.assertQueryCount(1):
            task_report.unit_rows(self.env, scope)

import base64
import io
import random
from collections import Counter
from datetime import date, datetime, timedelta

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..report import task_workbook
from ..report.queries import status, task_report
from .common import GovCase
from .test_status import expected_status


@tagged("post_install", "-at_install")
class TestTaskReport(GovCase):
    """The figures as of a day, on screen and in the workbook."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period = cls.env["gov.period"].create(
            {"kind": "quarter", "year": 2023, "index": 2, "profile_id": cls.profile.id}
        )

    def scope(self, as_of, **kwargs):
        domain = [("unit_id", "child_of", self.province.ids)]
        warning_days = self.profile.warning_days
        return task_report.Scope(domain, self.period.date_from, as_of, warning_days)

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
        before = [self.everything(day) for day in days]
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
            # nobody coordinates in this history, and it names no product
            self.assertLessEqual(empty, {"coordinating_names", "product"}, name)

    def everything(self, day):
        scope = self.scope(day)
        return (
            task_report.unit_rows(self.env, scope),
            task_report.directive_rows(self.env, scope),
            list(task_report.overdue_rows(self.env, scope)),
            list(task_report.detail_rows(self.env, scope)),
        )

    def detail(self, day):
        """Rows of the detail sheet by line."""
        rows = task_report.detail_rows(self.env, self.scope(day))
        return {row["line_id"]: row for row in rows}

    def overdue(self, day):
        return list(task_report.overdue_rows(self.env, self.scope(day)))

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

    def test_new_columns_agree_with_the_records(self):
        lines = self.random_history(seed=1143, count=40, until=date(2023, 8, 20))
        found = self.detail(date(2023, 8, 20))
        self.assertEqual(set(found), set(lines.ids))
        names = ("summary", "extension_count", "old_deadlines", "accepted_by")
        names += ("date_updated", "assigning_name", "deadline_kind")
        wanted = {line.id: self.expected_columns(line) for line in lines}
        for line in lines:
            got = {name: found[line.id][name] for name in names}
            self.assertEqual(got, wanted[line.id])
        # the history has what is compared here
        for name in names:
            self.assertTrue(any(row[name] for row in wanted.values()), name)

    def expected_columns(self, line):
        """Read from the records one by one, apart from the query."""
        results = line.result_ids.filtered("submitted_at").sorted("id")
        log = line.log_ids.sorted("id")
        old = [
            before.date_due.strftime("%d/%m/%Y") if before.date_due else "–"
            for before, row in zip(log, log[1:], strict=False)
            if row.event == "extend"
        ]
        accepted = results.filtered(lambda result: result.state == "accepted")
        return {
            "summary": results[-1:].summary or None,
            "extension_count": line.extension_count or None,
            "old_deadlines": "; ".join(old) or None,
            "accepted_by": accepted.decided_by_id.name or None,
            # the history is made at midnight UTC, seven in the morning there
            "date_updated": log[-1].recorded_at.date(),
            "assigning_name": self.province.name,
            "deadline_kind": "dated" if line.date_due else "none",
        }

    def test_columns_of_one_line_day_by_day(self):
        line = self.issue("2023-04-14", self.commune, product="Kế hoạch")
        self.submit(line, "2023-06-28")
        with freeze_time("2023-06-29 02:00:00"):
            line.with_user(self.users["coordinator"])._decide("return", reason="thiếu")
        with freeze_time("2023-07-05 18:00:00"):
            # one in the morning of the 6th in Viet Nam
            line.with_user(self.users["leader"])._decide(
                "extend", reason="x", vals={"date_due": date(2023, 7, 31)}
            )
        self.submit(line, "2023-07-20")
        self.accept(line, "2023-07-21")
        keys = ("progress", "summary", "old_deadlines", "accepted_by", "date_updated")
        text, who = "Đã ra mắt mô hình tại Bộ phận Một cửa", self.users["coordinator"]
        wanted = {
            (6, 26): ("on_track", None, None, None, date(2023, 4, 14)),
            (6, 27): ("due_soon", None, None, None, date(2023, 4, 14)),
            (6, 28): ("on_track", text, None, None, date(2023, 6, 28)),
            (6, 30): ("due_soon", text, None, None, date(2023, 6, 29)),
            (7, 5): ("late", text, None, None, date(2023, 6, 29)),
            (7, 6): ("on_track", text, "30/06/2023", None, date(2023, 7, 6)),
            (7, 21): ("on_track", text, "30/06/2023", who.name, date(2023, 7, 21)),
        }
        for day, values in wanted.items():
            row = self.detail(date(2023, *day))[line.id]
            self.assertEqual(tuple(row[key] for key in keys), values, day)

    def test_kind_of_deadline(self):
        directive = self._directive()
        texts = {"30/6/2023": "dated", "": "none", "theo quy định": "regulation"}
        texts["sau khi có hướng dẫn của Sở Nội vụ"] = "event"
        lines = self.env["gov.assignment"]
        for text in texts:
            values = {"directive": directive, "deadline_text": text}
            lines |= self.issue("2023-04-14", self.commune, **values)
        rows = self.detail(date(2023, 4, 14))
        found = {line.deadline_text or "": rows[line.id] for line in lines}
        kinds = {text: row["deadline_kind"] for text, row in found.items()}
        self.assertEqual(kinds, texts)

    def test_overdue_is_what_the_other_sheets_call_overdue(self):
        self.random_history(seed=23, count=40, until=date(2023, 8, 1))
        for day in (date(2023, 6, 30), date(2023, 7, 3), date(2023, 8, 1)):
            rows = self.overdue(day)
            late = {
                key: row
                for key, row in self.detail(day).items()
                if row["status"] in status.OVERDUE
            }
            self.assertEqual({row["line_id"] for row in rows}, set(late))
            self.assertEqual(len(rows), len(late))
            units = task_report.unit_rows(self.env, self.scope(day))
            figure = sum(row["doing_late"] + row["todo_late"] for row in units)
            self.assertEqual(len(rows), figure)
            days = [row["days_late"] for row in rows]
            self.assertEqual(days, sorted(days, reverse=True))
            for row in rows:
                for key in ("days_late", "date_due", "owner_name", "extension_count"):
                    self.assertEqual(row[key], late[row["line_id"]][key], key)
                self.assertEqual(row["days_late"], (day - row["date_due"]).days)
        self.assertTrue(rows)

    def test_overdue_tells_what_is_missing_and_who_must_decide(self):
        line = self.issue("2023-04-14", self.commune, product="Kế hoạch")
        other = self.issue("2023-04-14", self.other, directive=line.directive_id)
        self.submit(line, "2023-07-03")
        with freeze_time("2023-07-05 02:00:00"):
            line.with_user(self.users["coordinator"])._decide("return", reason="thiếu")
        self.assertEqual(self.overdue(date(2023, 6, 30)), [])
        keys = ("line_id", "product", "returned_on", "return_reason", "deciding_name")
        silent = (line.id, "Kế hoạch", None, None, self.province.name)
        beside = (other.id, None, None, None, self.province.name)
        back = (line.id, "Kế hoạch", date(2023, 7, 5), "thiếu", self.home.name)
        wanted = {2: {silent, beside}, 3: {beside}, 4: {beside}, 5: {back, beside}}
        for day, rows in wanted.items():
            found = self.overdue(date(2023, 7, day))
            self.assertEqual({tuple(row[k] for k in keys) for row in found}, rows, day)
        columns = task_workbook._get_overdue_columns(self.env)
        rows = task_workbook._label_overdue(self.env, self.overdue(date(2023, 7, 5)))
        rows = {row["line_id"]: row for row in rows}
        self.assertIn("05/07/2023: thiếu", rows[line.id]["missing"])
        self.assertIn(self.home.name, rows[line.id]["decides"])
        self.assertIn(self.province.name, rows[other.id]["decides"])
        self.assertLessEqual({c.key for c in columns}, rows[line.id].keys())

    def test_expected_status_of_a_random_history(self):
        lines = self.random_history(seed=2120, count=20, until=date(2023, 6, 30))
        detail = task_report.detail_rows(self.env, self.scope(date(2023, 6, 30)))
        found = Counter(row["status"] for row in detail)
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

    def test_workbook_shows_the_figures_of_the_queries(self):
        self.random_history(seed=33, count=25, until=date(2023, 7, 10))
        report = self.make_report(user="leader", unit=self.province)
        report.action_generate()
        book = self.open(report, data_only=True)
        scope = report.sudo()._get_scope()
        rows = task_report.unit_rows(self.env, scope)
        sheet = book.worksheets[1]
        names = {row["name"] for row in rows}
        written = {
            cells[0]: cells[1:]
            for cells in sheet.iter_rows(values_only=True)
            if cells[0] in names
        }
        for row in rows:
            wanted = [row[key] for key in task_report.SUMMARY_KEYS]
            self.assertEqual(len(written[row["name"]]), len(wanted))
            for got, value in zip(written[row["name"]], wanted, strict=True):
                self.assertAlmostEqual(got, value)
        total = next(
            cells[1:]
            for cells in sheet.iter_rows(values_only=True)
            if cells[0] in ("Total", "Tổng số", "Tổng cộng", "Cộng")
        )
        for index, key in enumerate(task_report.SUMMARY_KEYS):
            if key != "done_share":
                self.assertEqual(total[index], sum(row[key] for row in rows), key)
        self.assertEqual(report.unit_count, len(rows))
        detail = list(task_report.detail_rows(self.env, scope))
        self.assertEqual(report.line_count, len(detail))

    def test_lists_in_the_workbook_are_those_of_the_queries(self):
        self.random_history(seed=36, count=40, until=date(2023, 7, 10))
        report = self.make_report(user="leader", unit=self.province)
        report.action_generate()
        book = self.open(report, data_only=True)
        env, scope = report.sudo().env, report.sudo()._get_scope()
        sheets = (
            (
                task_workbook._get_overdue_columns(env),
                task_workbook._label_overdue(env, task_report.overdue_rows(env, scope)),
            ),
            (
                task_workbook._get_detail_columns(env),
                task_workbook._label_rows(env, task_report.detail_rows(env, scope)),
            ),
        )
        for sheet, (columns, rows) in zip(book.worksheets[3:5], sheets, strict=True):
            wanted = [
                tuple(self.expected_cell(c, row) for c in columns) for row in rows
            ]
            self.assertTrue(wanted)
            self.assertEqual(self.read_table(sheet, columns), wanted)
        late = len(self.read_table(book.worksheets[3], sheets[0][0]))
        last = list(book.worksheets[3].iter_rows(values_only=True))[-1]
        self.assertEqual(last[2], late)
        formulas = self.open(report).worksheets[3]
        self.assertTrue(formulas.cell(formulas.max_row, 3).value.startswith("=COUNTA("))

    def expected_cell(self, column, row):
        value = row[column.key]
        if value in (None, ""):
            return None
        return str(value) if column.kind == "text" else value

    def read_table(self, sheet, columns):
        """Rows between the header and the total row, dates without their time."""
        rows = list(sheet.iter_rows(values_only=True))
        titles = tuple(column.title for column in columns)
        body = rows[rows.index(titles) + 1 :]
        return [
            tuple(v.date() if isinstance(v, datetime) else v for v in row)
            for row in body
            if isinstance(row[0], int)
        ]

    def test_text_of_users_is_never_a_formula(self):
        evil = '=HYPERLINK("http://evil","x")'
        self.issue("2023-04-14", self.commune, text=evil)
        report = self.make_report(user="leader", unit=self.province)
        report.action_generate()
        book = self.open(report)
        # the line is overdue on that day, so that it stands on both sheets
        for sheet in book.worksheets[3:5]:
            found = [c for row in sheet.iter_rows() for c in row if c.value == evil]
            self.assertEqual(len(found), 1)
            self.assertEqual(found[0].data_type, "s")

    def test_a_report_is_frozen_once_made(self):
        report = self.make_report()
        report.action_generate()
        for vals in ({"date_as_of": date(2023, 6, 14)}, {"unit_id": self.commune.id}):
            with self.assertRaises(UserError):
                report.write(vals)
        for user in (self.users["coordinator"], self.env.user):
            with self.assertRaises(AccessError):
                report.with_user(user).sudo().write({"file": b"eA=="})
        with self.assertRaises(UserError):
            report.unlink()
        with self.assertRaises(UserError):
            report.action_generate()

    def test_officer_reports_on_the_own_subtree_only(self):
        self.issue("2023-04-14", self.commune | self.other)
        report = self.make_report(user="officer_a", unit=self.commune)
        report.action_generate()
        self.assertEqual(report.line_count, 1)
        with self.assertRaises(AccessError):
            self.make_report(user="officer_a", unit=self.other)

    def test_a_monitoring_unit_reports_on_what_it_monitors(self):
        self.issue("2023-04-14", self.commune | self.other)
        report = self.make_report(unit=self.home, coverage="monitored")
        report.action_generate()
        self.assertEqual(report.line_count, 2)
        below = self.make_report(unit=self.home)
        below.action_generate()
        self.assertEqual(below.line_count, 0)

    def test_a_leader_reports_on_followed_units(self):
        far = self._unit("Y", "UBND tỉnh Y", "people_committee")
        far.parent_id = False
        report = self.make_report(user="leader", unit=self.home)
        with self.assertRaises(AccessError):
            self.make_report(user="leader", unit=far).action_generate()
        self.users["leader"].gov_follow_unit_ids = far
        report = self.make_report(user="leader", unit=far)
        report.action_generate()
        self.assertEqual(report.state, "done")

    def test_future_and_early_cut_off_dates_are_refused(self):
        with freeze_time("2023-07-01 02:00:00"):
            with self.assertRaises(UserError):
                self.make_report(day=date(2023, 7, 2)).action_generate()
        with self.assertRaises(UserError):
            self.make_report(day=date(2023, 3, 14)).action_generate()

    def test_illustrations_are_never_mixed_with_own_data(self):
        self.issue("2023-04-14", self.commune)
        values = self._directive(symbol="99/MH-UBND").copy_data()[0]
        values |= {"symbol": "100/MH-UBND", "is_demo": True}
        directive = self.env["gov.directive"]._guarded_create([values])
        self.issue("2023-04-14", self.other, directive=directive)
        real = self.make_report(user="leader", unit=self.province)
        real.action_generate()
        demo = self.make_report(user="leader", unit=self.province, is_demo=True)
        demo.action_generate()
        self.assertEqual((real.line_count, demo.line_count), (1, 1))

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

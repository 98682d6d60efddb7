from datetime import date

from odoo.tests import freeze_time, tagged

from ..report import task_lists
from ..report.queries import status, task_report
from .report_common import ReportCase


@tagged("post_install", "-at_install")
class TestReportLists(ReportCase):
    """The lists of the workbook: every line, and the overdue ones."""

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

    def test_progress_and_obstacles_day_by_day(self):
        line = self.issue("2023-04-14", self.commune)
        officer = self.users["officer_a"]
        with freeze_time("2023-05-08 02:00:00"):
            self.env["gov.progress"].with_user(officer)._record(
                [(line.with_user(officer), 40, "Đã có kế hoạch")]
            )
            obstacle = (
                self.env["gov.obstacle"]
                .with_user(officer)
                .create(
                    {
                        "assignment_id": line.id,
                        "text": "Chưa có kinh phí",
                        "proposal": "Cấp 20 triệu đồng",
                    }
                )
            )
        with freeze_time("2023-05-22 02:00:00"):
            self.env["gov.progress"].with_user(officer)._record(
                [(line.with_user(officer), 70, "Đã ra mắt")]
            )
            obstacle.with_user(self.users["leader"])._solve("Cấp bổ sung")
        names = ("progress_percent", "progress_text", "obstacle", "proposal")
        begun = (40, "Đã có kế hoạch", "Chưa có kinh phí", "Cấp 20 triệu đồng")
        for day, wanted in (
            (date(2023, 5, 7), (None, None, None, None)),
            (date(2023, 5, 8), begun),
            (date(2023, 5, 21), begun),
            (date(2023, 5, 22), (70, "Đã ra mắt", None, None)),
        ):
            row = self.detail(day)[line.id]
            self.assertEqual(tuple(row[name] for name in names), wanted, day)

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
        with freeze_time("2023-07-04 02:00:00"):
            line.with_user(self.users["coordinator"])._decide("return", reason="thiếu")
        self.assertEqual(self.overdue(date(2023, 6, 30)), [])
        keys = ("line_id", "product", "returned_on", "decides", "deciding_name")
        province, home = self.province.name, self.home.name
        returned = date(2023, 7, 4)
        # due on 30/6: five days late on 5/7, which these rules call long overdue
        wanted = {
            2: {
                (line.id, "Kế hoạch", None, "extend", province),
                (other.id, None, None, "extend", province),
            },
            3: {(other.id, None, None, "extend", province)},
            4: {
                (line.id, "Kế hoạch", returned, "confirm", home),
                (other.id, None, None, "extend", province),
            },
            5: {
                (line.id, "Kế hoạch", returned, "assign", province),
                (other.id, None, None, "assign", province),
            },
        }
        for day, rows in wanted.items():
            found = self.overdue(date(2023, 7, day))
            self.assertEqual({tuple(row[k] for k in keys) for row in found}, rows, day)
            self.assertEqual({row["is_long"] for row in found}, {day == 5})

    def test_words_of_the_overdue_sheet(self):
        line = self.issue("2023-04-14", self.commune, product="Kế hoạch")
        other = self.issue("2023-04-14", self.other, directive=line.directive_id)
        self.submit(line, "2023-07-03")
        with freeze_time("2023-07-04 02:00:00"):
            line.with_user(self.users["coordinator"])._decide("return", reason="thiếu")
        columns = task_lists.get_overdue_columns(self.env)
        found = task_lists.label_overdue(self.env, self.overdue(date(2023, 7, 4)))
        rows = {row["line_id"]: row for row in found}
        self.assertIn("04/07/2023: thiếu", rows[line.id]["missing"])
        self.assertIn(self.home.name, rows[line.id]["decides"])
        self.assertIn(self.province.name, rows[other.id]["decides"])
        self.assertLessEqual({c.key for c in columns}, rows[line.id].keys())
        found = task_lists.label_overdue(self.env, self.overdue(date(2023, 7, 5)))
        self.assertNotEqual({row["level"] for row in found}, {rows[line.id]["level"]})

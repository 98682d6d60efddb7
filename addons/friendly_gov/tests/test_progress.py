from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL

from ..report.queries import work
from .common import GovCase


@tagged("post_install", "-at_install")
class TestProgress(GovCase):
    """What the unit says on its way: never a status, never changed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        directive = cls._directive()
        for number in range(6):
            cls._task(directive, cls.commune | cls.other, code=f"t{number}")
        directive.action_issue()
        lines = directive.assignment_ids
        cls.lines = lines.filtered(lambda a: a.unit_id == cls.commune)
        cls.foreign = lines - cls.lines

    def model(self, name, login="officer_a"):
        return self.env[name].with_user(self.users[login])

    def record(self, lines, percent=40, text="Đã họp thôn", login="officer_a"):
        lines.with_user(self.users[login]).action_record_progress(percent, text)

    def test_the_first_entry_starts_the_line_and_no_entry_ends_it(self):
        line = self.lines[0]
        self.record(line, 100, "Xong phần việc của xã")
        self.assertEqual((line.state, line.progress_percent), ("doing", 100))
        self.record(line, 20, "Làm lại")
        self.assertEqual((line.state, line.progress_percent), ("doing", 20))
        self.assertEqual(line.progress_text, "Làm lại")
        self.assertEqual(line.log_ids.sorted("id").mapped("event"), ["issue", "start"])
        self.assertEqual(len(line.progress_ids), 2)
        self.assertEqual(line.log_ids[0].user_id, self.users["officer_a"])

    def test_a_receipt_is_no_progress(self):
        line = self.lines[0]
        line.directive_id.with_user(self.users["officer_a"]).action_mark_seen()
        self.assertTrue(line.directive_id.recipient_ids.filtered("seen_at"))
        line.with_user(self.users["officer_a"]).action_start()
        self.assertFalse(line.progress_ids)
        self.assertEqual(line.progress_percent, 0)

    def test_what_cannot_be_recorded(self):
        line = self.lines[0]
        for percent, text in (
            (-1, "x"),
            (101, "x"),
            ("50", "x"),
            (1.5, "x"),
            (50, ""),
            (50, " \n"),
            (50, None),
            (50, "x" * 2001),
        ):
            with self.subTest((percent, text and len(text))):
                with self.assertRaises(UserError):
                    self.record(line, percent, text)
        self.assertEqual(line.state, "received")
        line.with_user(self.users["coordinator"])._decide("withdraw", reason="x")
        with self.assertRaises(UserError):
            self.record(line)
        self.record(self.lines[1], 100, "x" * 2000)

    def test_only_people_of_the_unit_record(self):
        for login in ("officer_b", "coordinator", "leader", "clerk", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.record(self.lines[0], login=login)
        self.lines[0].with_user(self.users["officer_a"])._decide(
            "assign_owner", vals={"owner_id": self.users["officer_a"].id}
        )
        with self.assertRaises(AccessError):
            self.record(self.lines[:2], login="staff_a")
        self.assertFalse(self.lines.progress_ids)

    def test_entries_are_kept(self):
        self.record(self.lines[0])
        entry = self.lines[0].progress_ids
        for login in ("officer_a", "manager"):
            record = entry.with_user(self.users[login])
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    record.write({"percent": 100})
                with self.assertRaises(AccessError):
                    record.unlink()
        values = {"assignment_id": self.lines[0].id, "percent": 1, "text": "x"}
        with self.assertRaises(AccessError):
            self.env["gov.progress"].sudo().create(values)
        with self.assertRaises(AccessError):
            entry.sudo().write({"text": "x"})
        with self.assertRaises(AccessError):
            entry.sudo().unlink()
        with self.assertRaises(AccessError):
            self.lines[0].sudo().write({"progress_ids": [Command.create(values)]})

    def test_the_table_is_saved_whole_or_not_at_all(self):
        self.record(self.lines[0], 30, "Đã họp thôn")
        entry = Form(self.model("gov.progress.entry")).save()
        self.assertEqual(entry.line_ids.assignment_id, self.lines)
        first = entry.line_ids.filtered(lambda r: r.assignment_id == self.lines[0])
        self.assertEqual((first.percent, first.last_text), (30, "Đã họp thôn"))
        with self.assertRaises(UserError):
            entry.action_save()
        second = entry.line_ids - first
        second[0].write({"percent": 50, "text": "Đã có kế hoạch"})
        second[1].write({"percent": 150, "text": "x"})
        second[2].write({"percent": 10})
        with self.assertRaises(UserError) as caught:
            entry.action_save()
        self.assertIn("0 and 100", str(caught.exception))
        self.assertIn("in words", str(caught.exception), "each row is told")
        self.assertEqual(len(self.lines.progress_ids), 1)
        second[1].percent = 15
        second[2].text = "Đang soạn"
        entry.action_save()
        self.assertEqual(
            sorted(self.lines.mapped("progress_percent")), [0, 0, 10, 15, 30, 50]
        )
        self.assertEqual(len(self.lines.progress_ids), 4, "untouched rows say nothing")

    def test_last_words_are_copied_into_empty_rows(self):
        self.record(self.lines[:2], 30, "Đã họp thôn")
        entry = Form(self.model("gov.progress.entry")).save()
        rows = {row.assignment_id: row for row in entry.line_ids}
        rows[self.lines[1]].text = "Có biên bản"
        entry.action_copy_last()
        self.assertEqual(rows[self.lines[0]].text, "Đã họp thôn")
        self.assertEqual(rows[self.lines[1]].text, "Có biên bản")
        self.assertFalse(rows[self.lines[2]].text)

    def test_the_table_holds_chosen_lines_of_the_own_work(self):
        action = self.lines[:2].with_user(self.users["officer_a"])
        context = action.action_enter_progress()["context"]
        entry = self.model("gov.progress.entry").with_context(**context)
        self.assertEqual(Form(entry).save().line_ids.assignment_id, self.lines[:2])
        forged = entry.with_context(gov_line_ids=self.foreign.ids)
        self.assertFalse(Form(forged).save().line_ids)
        self.lines[0].with_user(self.users["officer_a"])._decide(
            "assign_owner", vals={"owner_id": self.users["officer_a"].id}
        )
        staff = Form(self.model("gov.progress.entry", "staff_a")).save()
        self.assertEqual(staff.line_ids.assignment_id, self.lines[1:])

    def test_a_made_up_row_tells_and_writes_nothing(self):
        self.record(self.foreign[0], 90, "bí mật", login="officer_b")
        with self.assertRaises(AccessError):
            entry = self.model("gov.progress.entry").create(
                {
                    "line_ids": [
                        Command.create(
                            {
                                "assignment_id": self.foreign[0].id,
                                "percent": 1,
                                "text": "x",
                            }
                        )
                    ]
                }
            )
            entry.action_save()
        spec = {"last_text": {}, "last_percent": {}}
        with self.assertRaises(AccessError):
            self.model("gov.progress.entry.line").onchange(
                {"assignment_id": self.foreign[0].id}, ["assignment_id"], spec
            )
        self.assertEqual(self.foreign[0].progress_percent, 90)

    def test_statements_do_not_grow_with_the_rows(self):
        counts = []
        for lines in (self.lines[0], self.lines[1], self.lines[2:]):
            action = lines.with_user(self.users["officer_a"]).action_enter_progress()
            entry = self.model("gov.progress.entry").with_context(**action["context"])
            entry = Form(entry).save()
            entry.line_ids.write({"percent": 40, "text": "Đã họp thôn"})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            entry.action_save()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        # the first one also filled the caches of groups and rules
        self.assertEqual(counts[2], counts[1])
        self.assertEqual(set(self.lines.mapped("state")), {"doing"})

    def test_the_state_of_a_past_day(self):
        line = self.lines[0]
        with freeze_time("2023-05-10 02:00:00"):
            self.record(line, 30, "Đã họp thôn")
        with freeze_time("2023-05-20 02:00:00"):
            self.record(line, 60, "Đã có kế hoạch")
        self.env.flush_all()

        def known(day):
            end = self.env.company._gov_end_of_day(day)
            query = work.progress_sql(SQL("SELECT %s", line.id), end)
            rows = self.env.execute_query_dict(query)
            return [(row["date"], row["percent"]) for row in rows]

        self.assertEqual(known(date(2023, 5, 9)), [])
        self.assertEqual(known(date(2023, 5, 10)), [(date(2023, 5, 10), 30)])
        self.assertEqual(known(date(2023, 5, 19)), [(date(2023, 5, 10), 30)])
        self.assertEqual(known(date(2023, 5, 20)), [(date(2023, 5, 20), 60)])

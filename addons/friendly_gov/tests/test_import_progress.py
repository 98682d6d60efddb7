"""The sheet that a unit fills in offline, and its way back."""

import base64
import io
from datetime import date, datetime

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GovCase

MODELS = ("gov.assignment.log", "gov.assignment.result", "gov.progress", "mail.message")


class SheetCase(GovCase):
    def dialog(self, user="officer_a", **vals):
        return self.env["gov.assignment.sheet"].with_user(self.users[user]).create(vals)

    def download(self, user="officer_a", **vals):
        """The workbook, its sheet, ``{column key: column}``, ``{line id: row}``."""
        dialog = self.dialog(user, **vals)
        dialog.action_download()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(dialog.sheet_file)))
        sheet = book.worksheets[0]
        labels = dialog._get_labels()
        column = {cell.value: cell.column for cell in sheet[3]}
        columns = {key: column[label] for key, label in labels.items()}
        rows = {
            sheet.cell(row, columns["line"]).value: row
            for row in range(4, sheet.max_row + 1)
        }
        return book, sheet, columns, rows

    def fill(self, download, task, **values):
        _book, sheet, columns, rows = download
        for key, value in values.items():
            sheet.cell(rows[task.id], columns[key]).value = value

    def upload(self, book, user="officer_a", name="bao_cao.xlsx"):
        if not isinstance(book, bytes):
            target = io.BytesIO()
            book.save(target)
            book = target.getvalue()
        dialog = self.dialog(user, file=base64.b64encode(book), file_name=name)
        dialog.action_import()
        return dialog

    def counts(self):
        self.env.flush_all()
        return [self.env[model].sudo().search_count([]) for model in MODELS]

    def refuse(self, book, *parts, user="officer_a", name="bao_cao.xlsx"):
        before = self.counts()
        with self.assertRaises(UserError) as caught:
            self.upload(book, user, name)
        for part in parts:
            self.assertIn(part, str(caught.exception))
        self.env.invalidate_all()
        self.assertEqual(self.counts(), before)
        return str(caught.exception)


@tagged("post_install", "-at_install")
class TestSheet(SheetCase):
    def setUp(self):
        super().setUp()
        directive = self._directive()
        self.first = self._task(directive, self.commune | self.other)
        self.second = self._task(directive, self.commune, text="=2+3 Tổng kết")
        directive.action_issue()
        self.line = self.first.assignment_ids.filtered(
            lambda line: line.unit_id == self.commune
        )
        self.line_b = self.first.assignment_ids - self.line
        self.line_2 = self.second.assignment_ids

    def test_download_holds_the_own_open_lines(self):
        _book, sheet, columns, rows = self.download()
        self.assertEqual(set(rows), {self.line.id, self.line_2.id})
        row = rows[self.line.id]
        got = {key: sheet.cell(row, column).value for key, column in columns.items()}
        self.assertEqual(got["directive"], "515/UBND-NVK")
        self.assertEqual(got["task_code"], "1")
        self.assertEqual(got["unit"], "Xã A")
        self.assertEqual(got["deadline_text"], "quý II năm 2023")
        self.assertEqual(got["date_due"], datetime(2023, 6, 30))
        self.assertEqual(got["status"], "Not started, overdue")
        self.assertIsNone(got["summary"])
        text = sheet.cell(rows[self.line_2.id], columns["text"])
        self.assertEqual((text.value, text.data_type), ("=2+3 Tổng kết", "s"))
        self.assertTrue(sheet.protection.sheet)
        self.assertFalse(sheet.cell(row, columns["summary"]).protection.locked)
        self.assertTrue(sheet.cell(row, columns["version"]).protection.locked)

    def test_submitted_and_foreign_lines_are_left_out(self):
        self._result(self.line).with_user(self.users["officer_a"]).action_submit()
        _book, _sheet, _columns, rows = self.download()
        self.assertEqual(set(rows), {self.line_2.id})
        ids = (self.line | self.line_2).ids
        _book, _sheet, _columns, rows = self.download(assignment_ids=ids)
        self.assertEqual(set(rows), {self.line_2.id})
        with self.assertRaises(AccessError):
            self.download(assignment_ids=self.line_b.ids)
        with self.assertRaisesRegex(UserError, "No task waits"):
            self.dialog("coordinator").action_download()

    def test_fill_in_and_import(self):
        file = self.download()
        self.fill(
            file,
            self.line,
            date_started=datetime(2023, 4, 20),
            summary="Đã ban hành kế hoạch",
            document_symbol="12/BC-UBND",
            document_date=datetime(2023, 6, 28),
            product_quantity=2.5,
            submit="yes",
        )
        self.fill(file, self.line_2, date_started="21/04/2023", summary="Đang làm")
        dialog = self.upload(file[0])
        self.assertEqual(dialog.summary, "2 tasks reported.")
        self.assertEqual(self.line.state, "submitted")
        self.assertEqual(self.line.date_started, date(2023, 4, 20))
        result = self.line.result_ids
        self.assertEqual(result.state, "submitted")
        self.assertEqual(result.submitted_by_id, self.users["officer_a"])
        self.assertEqual(result.summary, "Đã ban hành kế hoạch")
        self.assertEqual(result.document_date, date(2023, 6, 28))
        self.assertEqual(result.product_quantity, 2.5)
        self.assertEqual(
            self.line.log_ids.sorted("id").mapped("event"),
            ["issue", "start", "submit"],
        )
        self.assertEqual(self.line.log_ids[0].user_id, self.users["officer_a"])
        self.assertEqual(self.line_2.state, "doing")
        self.assertEqual(self.line_2.result_ids.state, "draft")
        # the same file again: refused, nothing doubled
        message = self.refuse(file[0], "row 4", "row 5", "changed after the file")
        self.assertIn("515/UBND-NVK, 1", message)

    def test_progress_is_recorded(self):
        file = self.download()
        self.fill(file, self.line, percent=40, progress_text="Đã lập dự thảo")
        self.fill(file, self.line_2, percent=10)
        self.refuse(file[0], "row 5", "say in words")
        self.fill(file, self.line_2, percent=101, progress_text="x")
        self.refuse(file[0], "row 5", "between 0 and 100")
        self.fill(file, self.line_2, percent=None, progress_text=None)
        self.upload(file[0])
        [entry] = self.line.progress_ids
        self.assertEqual((entry.percent, entry.text), (40, "Đã lập dự thảo"))
        self.assertEqual(entry.user_id, self.users["officer_a"])
        self.assertEqual(self.line.state, "doing")
        self.refuse(file[0], "row 4", "changed after the file")
        file = self.download()
        _book, sheet, columns, rows = file
        cell = sheet.cell(rows[self.line.id], columns["last_progress"])
        self.assertEqual(cell.value, "40%: Đã lập dự thảo")
        self.fill(file, self.line, progress_text="Đang xin ý kiến")
        self.upload(file[0])
        self.assertEqual(self.line.progress_ids[0].percent, 40)

    def test_progress_of_somebody_else_makes_the_row_old(self):
        line = self.line.with_user(self.users["officer_a"])
        line.action_start()
        file = self.download()
        self.fill(file, self.line, summary="a")
        line.action_record_progress(20, "Khác")
        self.refuse(file[0], "row 4", "changed after the file")

    def test_a_row_changed_meanwhile_is_refused_with_the_whole_file(self):
        file = self.download()
        self.fill(file, self.line, summary="a")
        self.fill(file, self.line_2, summary="b")
        self.line_2.with_user(self.users["officer_a"]).action_start()
        self.refuse(file[0], "row 5", "515/UBND-NVK, 2")
        self.assertFalse(self.line.result_ids)

    def test_a_draft_changed_meanwhile_is_not_overwritten(self):
        result = self._result(self.line, summary="một")
        file = self.download()
        self.fill(file, self.line, summary="hai")
        result.summary = "ba"
        self.refuse(file[0], "row 4", "changed after the file")
        self.assertEqual(result.summary, "ba")

    def test_a_draft_is_shown_changed_and_submitted(self):
        result = self._result(self.line, summary="một", product_quantity=3)
        file = self.download()
        _book, sheet, columns, rows = file
        self.assertEqual(
            sheet.cell(rows[self.line.id], columns["summary"]).value, "một"
        )
        self.fill(file, self.line, summary="hai", product_quantity=None)
        self.upload(file[0])
        self.assertEqual(self.line.result_ids, result)
        self.assertEqual((result.summary, result.product_quantity), ("hai", 0))
        self.assertEqual(result.document_symbol, "12/BC-UBND")
        file = self.download()
        self.fill(file, self.line, submit="x")
        self.upload(file[0])
        self.assertEqual(result.state, "submitted")

    def test_rows_left_alone_are_skipped_even_if_changed_meanwhile(self):
        self._result(self.line_2)
        file = self.download()
        self.fill(file, self.line, summary="a")
        self.line_2.with_user(self.users["officer_a"]).action_start()
        self.assertEqual(self.upload(file[0]).summary, "1 tasks reported.")
        with self.assertRaisesRegex(UserError, "Nothing was filled in"):
            self.upload(self.download()[0])

    def test_submission_needs_what_the_button_needs(self):
        file = self.download()
        self.fill(file, self.line, summary="Đã làm", submit="yes")
        self.refuse(file[0], "row 4", "Still missing: a document")
        self.fill(file, self.line, summary=None)
        self.refuse(file[0], "row 4, column O", "the result is empty")
        self.fill(file, self.line, submit=None, document_symbol="12/BC")
        self.refuse(file[0], "row 4", "the result is empty")
        self.assertEqual(self.line.state, "received")

    def test_values_that_cannot_be(self):
        for values, part in (
            ({"date_started": "31/02/2023"}, "31/02/2023"),
            ({"date_started": datetime(2023, 4, 13)}, "14/04/2023"),
            ({"date_started": datetime(2199, 1, 1)}, "future"),
            ({"product_quantity": "nhiều"}, "nhiều"),
            (
                {"product_quantity": -1, "summary": "a"},
                "row 4, column R: -1.0 is negative",
            ),
            ({"submit": "có lẽ"}, "có lẽ"),
            ({"summary": "=1+1"}, "formula"),
            ({"summary": "a", "version": "v1-1-0"}, "changed after"),
            ({"summary": "a", "line": 2**40}, "too large"),
            ({"summary": "a", "line": -1}, "-1 is negative"),
            ({"summary": "a", "line": "x"}, "whole number"),
        ):
            file = self.download()
            self.fill(file, self.line, **values)
            with self.subTest(part):
                self.refuse(file[0], "row 4", part)

    def test_one_task_in_two_rows(self):
        file = self.download()
        self.fill(file, self.line, summary="a")
        self.fill(file, self.line_2, summary="b", line=self.line.id)
        self.refuse(file[0], "row 5", "already in row 4")

    def test_rows_of_other_units_are_refused(self):
        file = self.download("officer_b")
        self.fill(file, self.line_b, summary="a")
        self.refuse(file[0], "row 4", "no task of your units")
        message = self.refuse(file[0], "Xã B", user="coordinator")
        self.assertIn("only its people", message)
        for login in ("plain", "portal"):
            with self.assertRaises(AccessError):
                self.upload(file[0], login)

    def test_a_dialog_is_its_makers_alone(self):
        dialog = self.dialog()
        dialog.action_download()
        for login in ("officer_b", "coordinator", "manager"):
            with self.subTest(login), self.assertRaises(AccessError):
                dialog.with_user(self.users[login]).read(["sheet_file"])

    def test_staff_report_what_nobody_else_has_in_charge(self):
        file = self.download("staff_a")
        self.fill(file, self.line, summary="a")
        self.fill(file, self.line_2, summary="b")
        line = self.line.with_user(self.users["officer_a"])
        line._transition("assign_owner", vals={"owner_id": self.users["officer_a"].id})
        self.refuse(file[0], "row 4", "is in charge", user="staff_a")
        self.assertEqual(set(self.download("staff_a")[3]), {self.line_2.id})

    def test_a_day_in_the_1904_system(self):
        file = self.download()
        file[0].epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        self.fill(file, self.line, date_started=datetime(2023, 4, 20))
        self.upload(file[0])
        self.assertEqual(self.line.date_started, date(2023, 4, 20))

    def test_statements_do_not_grow_before_a_row_is_applied(self):
        lines = self._issued(
            self.commune,
            directive=self._directive(symbol="2/UBND"),
        )
        for number in range(3, 9):
            self._task(lines.directive_id, self.commune, text=f"Việc {number}")
        lines.directive_id.action_issue()
        importer = self.env["gov.importer.progress"].with_user(self.users["officer_a"])

        def cost(found):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            importer._get_versions(importer._get_reportable(found.ids))
            return self.env.cr.sql_log_count - start

        cost(self.line)
        few = cost(self.line | self.line_2)
        self.assertEqual(cost(lines.directive_id.assignment_ids), few)

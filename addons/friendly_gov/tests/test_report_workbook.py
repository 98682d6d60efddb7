from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..report import task_lists
from ..report.queries import detail, task_report
from .report_common import ReportCase


@tagged("post_install", "-at_install")
class TestReportWorkbook(ReportCase):
    """The file: figures of the queries, rights of whoever makes it, frozen then."""

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
        written = list(detail.detail_rows(self.env, scope))
        self.assertEqual(report.line_count, len(written))

    def test_lists_in_the_workbook_are_those_of_the_queries(self):
        self.random_history(seed=36, count=40, until=date(2023, 7, 10))
        report = self.make_report(user="leader", unit=self.province)
        report.action_generate()
        book = self.open(report, data_only=True)
        scope = report.sudo()._get_scope()
        env = self.in_file_language(report.sudo()).env
        sheets = (
            (
                task_lists.get_overdue_columns(env),
                task_lists.label_overdue(env, detail.overdue_rows(env, scope)),
            ),
            (
                task_lists.get_detail_columns(env),
                task_lists.label_rows(env, detail.detail_rows(env, scope)),
            ),
        )
        lists = (book.worksheets[3], book.worksheets[-1])
        for sheet, (columns, rows) in zip(lists, sheets, strict=True):
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
        for sheet in (book.worksheets[3], book.worksheets[-1]):
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

from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from ..report import pledge_review_tables
from .pledge_review_common import PledgeReviewCase
from .test_report_pledge import PledgeSheetCase


@tagged("post_install", "-at_install")
class TestReportPledgeReview(PledgeSheetCase, PledgeReviewCase):
    """Reviews and cases of 2022 in the workbook of the year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.period = cls.year
        cls.tomorrow = cls.today + timedelta(days=1)

    def parts(self, report):
        env = self.in_file_language(report.sudo()).env
        scope, last = report._get_pledge_scope(), report.period_id.date_to
        return {
            "review": pledge_review_tables.get_review_table(env, scope, last),
            "case": pledge_review_tables.get_case_table(env, scope),
        }

    def part(self, report):
        return self.parts(report)[self.shown]

    def reviews(self, report):
        self.shown = "review"
        return self.table(report)

    def cases(self, report):
        self.shown = "case"
        return self.table(report)

    def test_sheets_only_when_there_is_something_to_tell(self):
        report = self.make()
        names = [part.sheet for part in self.parts(report).values()]
        sheets = self.book(report).sheetnames
        self.assertFalse(set(names) & set(sheets))
        self._sent(self.users["staff_a"])
        report = self.make()
        sheets = self.book(report).sheetnames
        self.assertEqual([name in sheets for name in names], [True, False])
        self._case(self.officer_2)
        report = self.make()
        sheets = self.book(report).sheetnames
        self.assertEqual([name in sheets for name in names], [True, True])
        # Details stay the last ones.
        self.assertEqual(sheets[-3:-1], names)

    def test_reviews_by_statement(self):
        own = self._review(self.users["staff_a"])
        own.line_ids[1].assessment = "partly"
        own.action_send()
        self._sent(self.head_a, kind="supervisor", level="well")
        rows, total = self.reviews(self.make())
        # Person in A and B, unit A: three groups of four statements.
        self.assertEqual(len(rows), 12)
        people = [
            row
            for row in rows
            if row["unit_name"] == "Xã A" and row["pledge_count"] == 2
        ]
        keys = ("statement", "self_kept", "self_partly", "supervisor_well")
        found = [tuple(row[key] for key in keys) for row in people]
        self.assertEqual(
            found,
            [
                ("xin chào", 1, 0, 1),
                ("xin lỗi", 0, 1, 1),
                ("xin cảm ơn", 1, 0, 1),
                ("xin phép", 1, 0, 1),
            ],
        )
        self.assertEqual({row["not_reviewed_count"] for row in people}, {1})
        self.assertEqual((total["self_count"], total["supervisor_count"]), (4, 4))
        self.assertEqual(total["self_partly"], 1)

    def test_periods_that_end_within_that_of_the_report(self):
        self._sent(self.users["staff_a"], period=self.year)
        self._sent(self.users["staff_a"], period=self.half)
        names = {row["period_name"] for row in self.reviews(self.make())[0]}
        self.assertEqual(names, {self.half.name, self.year.name})
        report = self.make(period_id=self.half.id)
        names = {row["period_name"] for row in self.reviews(report)[0]}
        self.assertEqual(names, {self.half.name})

    def test_a_past_day_does_not_move(self):
        review = self._sent(self.users["staff_a"])
        case = self._case(self.officer_2)
        report = self.make()
        before = self.reviews(report), self.cases(report)
        with freeze_time(f"{self.tomorrow} 02:00:00"):
            review.with_user(self.head_a)._return("Chưa rõ")
            self._sent(self.users["officer_a"], self.officer_pledge)
            paper = ("45/KL-UBND", date(2022, 4, 20))
            case.with_user(self.head_a)._conclude("breach", None, paper)
            report = self.make()
            self.assertEqual((self.reviews(report), self.cases(report)), before)
            report = self.make(date_as_of=self.tomorrow)
            rows, total = self.cases(report)
        self.assertEqual((total["open_count"], total["breach_count"]), (0, 1))
        self.assertEqual(before[1][1]["open_count"], 1)
        self.assertEqual(before[0][1]["self_count"], 4)

    def test_cases_of_the_period(self):
        self._case(self.officer_2, kind="praise")
        self._case(self.officer_2, date=date(2021, 11, 20))
        rows, total = self.cases(self.make())
        self.assertEqual(len(rows), 1)
        self.assertEqual((total["praise_count"], total["open_count"]), (1, 0))

    def test_scope_and_rights(self):
        self._sent(self.users["staff_a"])
        self._sent(self.users["officer_b"], self.far_pledge)
        rows, _total = self.reviews(self.make(unit=self.commune))
        self.assertEqual({row["unit_name"] for row in rows}, {"Xã A"})
        report = self.make(unit=self.finance, coverage="monitored")
        self.assertFalse(self.parts(report)["review"].rows)
        rows, _total = self.reviews(self.make(unit=self.home, coverage="monitored"))
        self.assertEqual({row["unit_name"] for row in rows}, {"Xã A", "Xã B"})
        # Own reviews are read, those of colleagues are not.
        self._sent(self.users["officer_a"], self.officer_pledge)
        report = self.make(user="officer_a", unit=self.commune)
        env = report.env
        scope, last = report._get_pledge_scope(), report.period_id.date_to
        part = pledge_review_tables.get_review_table(env, scope, last)
        people = [row for row in part.rows if row["level"] == "person"]
        self.assertEqual({row["pledge_count"] for row in people}, {1})
        self.assertEqual({row["self_count"] for row in people}, {1})

    def test_text_stays_text(self):
        self.campaign.name = "=1+1"
        self._sent(self.users["staff_a"])
        report = self.make()
        sheet = self.book(report)[self.parts(report)["review"].sheet]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        kinds = {cell.data_type for cell in cells if cell.value == "=1+1"}
        self.assertEqual(kinds, {"s"})
        formulas = [cell for cell in cells if cell.data_type == "f"]
        self.assertTrue(formulas)

    def test_number_of_statements(self):
        self._sent(self.users["staff_a"])
        report = self.make()
        env = self.env(user=self.users["manager"])
        scope, last = report._get_pledge_scope(), report.period_id.date_to

        def read():
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            parts = pledge_review_tables.get_tables(env, scope, last)
            return len(parts[0].rows), self.env.cr.sql_log_count - before

        read()
        few = read()
        self._sent(self.users["officer_b"], self.far_pledge)
        self._sent(self.users["officer_a"], self.unit_pledge, period=self.year)
        read()
        many = read()
        self.assertGreater(many[0], few[0])
        self.assertEqual(few[1], many[1])

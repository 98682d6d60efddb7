from datetime import date

from odoo.tests import tagged

from ..report import task_tables
from ..report.queries import lines, period_report, task_report
from .report_common import ReportCase

KEYS = [key for key in task_report.SUMMARY_KEYS if key != "done_share"]


@tagged("post_install", "-at_install")
class TestReportPeriods(ReportCase):
    """Weeks, months, quarters and years: the figures of the other sheets."""

    def rows(self, as_of, units=None):
        scope = lines.Scope([], date(2023, 1, 1), as_of, units)
        return period_report.period_rows(self.env, scope)

    def test_periods_begun_by_the_cut_off_date(self):
        self.issue("2022-11-07", self.commune)
        rows = self.rows(date(2023, 5, 10))
        # 10/5/2023 is the Wednesday of ISO week 19
        names = [(row["year"], row["index"]) for row in rows["week"]]
        self.assertEqual(names, [(2023, number) for number in range(1, 20)])
        first, last = rows["week"][0], rows["week"][-1]
        self.assertEqual(
            (first["date_from"], first["date_to"]), (date(2023, 1, 2), date(2023, 1, 8))
        )
        self.assertEqual(last["date_to"], date(2023, 5, 14))
        self.assertEqual([row["index"] for row in rows["month"]], [1, 2, 3, 4, 5])
        self.assertEqual(rows["month"][1]["date_to"], date(2023, 2, 28))
        self.assertEqual([row["index"] for row in rows["quarter"]], [1, 2])
        self.assertEqual([row["year"] for row in rows["year"]], [2022, 2023])

    def test_week_of_the_turn_of_the_year_belongs_to_its_iso_year(self):
        self.issue("2022-12-30", self.commune)
        rows = self.rows(date(2023, 1, 1))["week"]
        # 1/1/2023 is a Sunday: the last day of week 52 of 2022
        self.assertEqual((rows[-1]["year"], rows[-1]["index"]), (2022, 52))
        self.assertEqual((rows[-1]["arisen"], rows[-1]["carried_over"]), (1, 1))

    def test_one_line_week_by_week(self):
        # assigned on Friday of week 15, due on 30/6 (Friday of week 26), reported on
        # Monday and accepted on Wednesday of week 27
        line = self.issue("2023-04-14", self.commune)
        self.submit(line, "2023-07-03")
        self.accept(line, "2023-07-05")
        weeks = {row["index"]: row for row in self.rows(date(2023, 7, 14))["week"]}
        keys = ("carried_in", "arisen", "came_due", "todo_on_time", "done_late")
        keys += ("carried_over",)
        found = {index: tuple(row[key] for key in keys) for index, row in weeks.items()}
        self.assertEqual(found[14], (0, 0, 0, 0, 0, 0))
        self.assertEqual(found[15], (0, 1, 0, 1, 0, 1))
        self.assertEqual(found[16], (1, 0, 0, 1, 0, 1))
        # the week ends on Sunday 2/7, two days after the deadline
        self.assertEqual(found[26], (1, 0, 1, 0, 0, 1))
        self.assertEqual(weeks[26]["todo_late"], 1)
        self.assertEqual(found[27], (1, 0, 0, 0, 1, 0))
        self.assertEqual(found[28], (0, 0, 0, 0, 0, 0))
        # what is not yet known on the cut-off date is not there
        early = self.rows(date(2023, 6, 30))["week"][-1]
        self.assertEqual((early["todo_on_time"], early["todo_late"]), (1, 0))

    def test_withdrawn_in_its_own_week_arose_for_longer_periods_neither(self):
        line = self.issue("2023-04-14", self.commune)
        self.at("2023-04-20", line, "withdraw")
        rows = self.rows(date(2023, 7, 1))
        weeks = {row["index"]: row for row in rows["week"]}
        self.assertEqual((weeks[15]["arisen"], weeks[15]["not_counted"]), (1, 0))
        self.assertEqual((weeks[16]["carried_in"], weeks[16]["not_counted"]), (0, 1))
        april = rows["month"][3]
        self.assertEqual((april["arisen"], april["not_counted"]), (0, 1))

    def test_each_row_is_the_unit_sheet_of_that_period(self):
        self.random_history(seed=911, count=40, until=date(2023, 9, 20))
        # what the chances of that history leave out
        for deadline in ("30/6/2023", ""):
            directive = self._directive(symbol=f"{deadline}x/UBND")
            values = {"directive": directive, "deadline_text": deadline}
            line = self.issue("2023-04-14", self.commune, **values)
            self.submit(line, "2023-07-03")
            self.accept(line, "2023-07-05")
        units = (self.commune | self.finance).ids
        for as_of in (date(2023, 6, 14), date(2023, 7, 2), date(2023, 9, 20)):
            filled = set()
            for grain, rows in self.rows(as_of, tuple(units)).items():
                for row in rows:
                    until = min(row["date_to"], as_of)
                    scope = lines.Scope([], row["date_from"], until, tuple(units))
                    found = task_report.unit_rows(self.env, scope)
                    wanted = {key: sum(unit[key] for unit in found) for key in KEYS}
                    got = {key: row[key] for key in KEYS}
                    self.assertEqual(got, wanted, f"{grain} {row['date_from']}")
                    filled |= {key for key in KEYS if got[key]}
        # on the last day something stands in each column
        self.assertEqual(set(KEYS) - filled, set())

    def test_deadlines_that_came_due(self):
        dated = self.issue("2023-04-14", self.commune, deadline_text="30/6/2023")
        early = self.issue(
            "2023-04-14",
            self.other,
            directive=dated.directive_id,
            deadline_text="30/6/2023",
        )
        moved = self.issue(
            "2023-04-14",
            self.finance,
            directive=dated.directive_id,
            deadline_text="30/6/2023",
        )
        self.submit(early, "2023-05-02", user="officer_b")
        self.accept(early, "2023-05-03")
        self.at("2023-06-20", moved, "extend", date_due=date(2023, 7, 31))
        rows = self.rows(date(2023, 8, 1))
        due = {row["index"]: row["came_due"] for row in rows["month"]}
        # done before it was due all the same; extended before it: not in June
        self.assertEqual({6: due[6], 7: due[7], 8: due[8]}, {6: 2, 7: 1, 8: 0})
        self.assertEqual(rows["quarter"][1]["came_due"], 2)
        self.assertEqual(sum(row["came_due"] for row in rows["week"]), 3)
        self.assertEqual(self.rows(date(2023, 6, 29))["month"][5]["came_due"], 0)

    def test_period_sheets_show_these_rows(self):
        self.random_history(seed=12, count=25, until=date(2023, 7, 10))
        report = self.make_report(user="leader", unit=self.province)
        report.action_generate()
        book = self.open(report, data_only=True)
        scope = report.sudo()._get_scope()
        found = period_report.period_rows(self.env, scope)
        env = self.in_file_language(report.sudo()).env
        tables = task_tables.get_tables(env, scope)
        for part in tables:
            if part.key not in found:
                continue
            titles = tuple(column.title for column in part.columns)
            written = list(book[part.sheet].iter_rows(values_only=True))
            start = written.index(titles) + 1
            for row, wanted in zip(written[start:], found[part.key], strict=True):
                self.assertEqual(row[1].date(), wanted["date_from"])
                self.assertEqual(row[3], wanted["came_due"])
                for value, key in zip(row[4:], task_report.SUMMARY_KEYS, strict=True):
                    self.assertAlmostEqual(value, wanted[key], msg=key)

    def test_one_statement(self):
        self.random_history(seed=4, count=10, until=date(2023, 5, 30))
        self.env.flush_all()
        self.rows(date(2023, 6, 14))
        with self.assertQueryCount(1):
            self.rows(date(2023, 6, 14))

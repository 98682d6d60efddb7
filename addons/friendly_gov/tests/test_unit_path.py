from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .report_common import ReportCase


@tagged("post_install", "-at_install")
class TestUnitPath(ReportCase):
    """A unit that moves changes no report on a day before."""

    def move(self, day, unit, parent):
        with freeze_time(f"{day} 02:00:00"):
            unit.parent_id = parent

    def below(self, unit, *day):
        return unit.browse(unit._gov_below_on(date(*day)))

    def test_tree_of_a_past_day(self):
        self.move("2023-06-10", self.finance, self.home)
        self.move("2023-06-20", self.finance, self.office)
        for day, parent in ((9, self.province), (10, self.home), (20, self.office)):
            for unit in (self.home, self.office):
                found = self.below(unit, 2023, 6, day)
                self.assertEqual(self.finance in found, unit == parent, (day, unit))
            self.assertIn(self.finance, self.below(self.province, 2023, 6, day))
        # what hangs below a unit moves along, without being touched itself
        self.move("2023-07-01", self.home, self.commune)
        self.assertNotIn(self.division, self.below(self.commune, 2023, 6, 30))
        self.assertIn(self.division, self.below(self.commune, 2023, 7, 1))

    def test_only_what_moved_is_noted(self):
        paths = self.env["gov.unit.path"]
        before = paths.search_count([])
        self.finance.parent_id = self.province
        self.finance.name = "Sở Tài chính"
        self.assertEqual(paths.search_count([]), before)
        self.home.parent_id = self.office
        # the department and its division
        self.assertEqual(paths.search_count([]), before + 2)
        new = self._unit("T-C", "Xã C", "people_committee", "commune")
        self.assertEqual(paths.search([("unit_id", "=", new.id)]).path, new.parent_path)

    def test_number_in_a_path_is_a_whole_one(self):
        path = self.env["gov.unit.path"].search([("unit_id", "=", self.commune.id)])
        self.assertIn(str(self.province.id), path.path.split("/"))
        near = self.province.browse(int(f"{self.province.id}0"))
        self.assertFalse(near._gov_below_on(date(2023, 6, 1)))

    def test_units_of_before_are_where_they_were_first_seen(self):
        paths = self.env["gov.unit.path"]
        self.env.cr.execute(SQL("DELETE FROM gov_unit_path"))
        paths.init()
        rows = paths.search([("unit_id", "=", self.division.id)])
        self.assertEqual(rows.path, self.division.parent_path)
        self.assertIn(self.division, self.below(self.home, 2020, 1, 1))
        paths.init()
        self.assertEqual(paths.search([("unit_id", "=", self.division.id)]), rows)

    def test_a_report_of_a_past_day_keeps_its_units(self):
        line = self.issue("2023-04-14", self.finance)
        own = self.issue("2023-04-14", self.home, directive=line.directive_id)
        wanted = {
            (self.home, "2023-07-09"): own,
            (self.home, "2023-07-10"): own | line,
            (self.province, "2023-07-09"): own | line,
        }
        before = self.report_lines(self.home, "2023-07-09")
        self.move("2023-07-10", self.finance, self.home)
        self.assertEqual(before, own)
        for (unit, day), found in wanted.items():
            self.assertEqual(self.report_lines(unit, day), found, (unit.name, day))
        self.move("2023-07-12", self.finance, self.province)
        self.assertEqual(self.report_lines(self.home, "2023-07-11"), own | line)
        self.assertEqual(self.report_lines(self.home, "2023-07-12"), own)

    def test_monitored_by_a_unit_that_was_below_on_that_day(self):
        directive = self._directive(
            issuer_id=self.finance.id,
            assigning_unit_id=self.finance.id,
            monitoring_unit_id=self.finance.id,
            confirming_unit_id=self.finance.id,
        )
        self._task(directive, self.commune)
        with freeze_time("2023-04-14 02:00:00"):
            directive.sudo().action_issue()
        line = directive.task_ids.assignment_ids
        self.move("2023-07-10", self.finance, self.home)
        found = self.report_lines(self.home, "2023-07-09", coverage="monitored")
        self.assertFalse(found)
        found = self.report_lines(self.home, "2023-07-10", coverage="monitored")
        self.assertEqual(found, line)

    def report_lines(self, unit, day, **vals):
        report = self.make_report(
            user="manager", unit=unit, day=date.fromisoformat(day), **vals
        )
        rows = self.rows_of(report)
        return self.env["gov.assignment"].browse(row["line_id"] for row in rows)

    def test_hidden_lines_are_counted_on_the_cover(self):
        # bodies above, so that only the own tree shows these lines
        bodies = ("monitoring_unit_id", "confirming_unit_id", "extending_unit_id")
        directive = self._directive(**dict.fromkeys(bodies, self.province.id))
        self.province.gov_delegate_ids = False
        self.issue("2023-04-14", self.division | self.home, directive=directive)
        self.users["officer_a"].gov_unit_ids = self.home
        self.move("2023-07-10", self.division, self.finance)
        report = self.make_report(
            user="officer_a", unit=self.home, day=date(2023, 7, 9)
        )
        report.action_generate()
        self.assertEqual(report.line_count, 1)
        cover = self.open(report).worksheets[0].iter_rows(values_only=True)
        values = {row[0]: row[1] for row in cover}
        titles = ("Lines left out: the maker may not see them",)
        titles += ("Số dòng không đưa vào do người lập không được xem",)
        self.assertEqual([values[t] for t in titles if t in values], [1])

    def test_nobody_writes_it(self):
        path = self.env["gov.unit.path"].search([], limit=1)
        for user in (self.users["manager"], self.env.user):
            paths = path.with_user(user).sudo()
            for call in (
                lambda p: p.write({"path": "1/"}),
                lambda p: p.unlink(),
                lambda p: p.create({"unit_id": self.home.id, "path": "1/"}),
                lambda p: p.create(
                    {"unit_id": self.home.id, "path": "1/", "recorded_at": "2020-01-01"}
                ),
            ):
                with self.assertRaises(AccessError):
                    call(paths)

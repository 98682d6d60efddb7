import base64
import io
from collections import Counter
from datetime import timedelta

import openpyxl

from odoo.tests import freeze_time, tagged

from ..report import pledge_review_tables, pledge_tables
from ..report.queries import pledge_report, pledge_status
from ..report.xlsx.workbook import PAGE_WIDTH
from .pledge_common import PledgeCase
from .test_transfer import TransferCase


class PledgeSheetCase(PledgeCase):
    """A report, and what stands on its sheets."""

    def make(self, user="manager", unit=None, **vals):
        values = {
            "period_id": self.period.id,
            "unit_id": (unit or self.province).id,
            "date_as_of": self.today,
            "coverage": "below",
        }
        report = self.env["gov.report"].with_user(self.users[user])
        report = report.create(values | vals)
        report.action_generate()
        return report

    def book(self, report, **kwargs):
        content = base64.b64decode(report.file)
        return openpyxl.load_workbook(io.BytesIO(content), **kwargs)

    def part(self, report):
        """The part as it is written, in the language of the file."""
        env = self.in_file_language(report.sudo()).env
        return pledge_tables.get_pledge_table(env, report._get_pledge_scope())

    def table(self, report):
        """Rows of the sheet as dicts of the keys of its columns; the total row."""
        part = self.part(report)
        rows = self.book(report, data_only=True)[part.sheet].iter_rows(values_only=True)
        rows = list(rows)
        first = 1 + next(i for i, row in enumerate(rows) if row[0] == "(1)")
        keys = [column.key for column in part.columns]
        found = [dict(zip(keys, row, strict=False)) for row in rows[first:]]
        count = next(i for i, row in enumerate(found) if row["campaign_name"] is None)
        return found[:count], found[count]


class PledgeReportCase(PledgeSheetCase):
    """Two communes with their pledges and four people, due yesterday; a report."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yesterday = cls.today - timedelta(days=1)
        cls.tomorrow = cls.today + timedelta(days=1)
        cls.period = cls.env["gov.period"].create(
            {"kind": "year", "year": cls.today.year, "profile_id": cls.profile.id}
        )
        cls.campaign = cls._campaign(date_due=cls.yesterday)
        cls.unit_a = cls._pledge(cls.campaign, unit=cls.commune)
        cls.unit_b = cls._pledge(cls.campaign, unit=cls.other)
        cls.of = {name: cls._pledge(cls.campaign, e) for name, e in cls.people.items()}

    def event(self, pledge, event, day=None, **vals):
        with freeze_time(f"{day or self.today} 02:00:00"):
            pledge._history_write(vals, event)

    def sign(self, pledge, day=None, signed_on=None):
        day = day or self.today
        vals = {"state": "signed", "method": "paper"}
        self.event(pledge, "sign", day, date_signed=signed_on or day, **vals)


@tagged("post_install", "-at_install")
class TestReportPledge(PledgeReportCase):
    def test_no_sheet_without_pledges(self):
        before = self.book(self.make()).sheetnames
        demo = self.make(is_demo=True)
        self.assertNotIn(self.part(demo).sheet, self.book(demo).sheetnames)
        self.assertIn(self.part(demo).sheet, before)
        # The sheet of details stays the last one.
        self.assertEqual(before[-1], self.book(demo).sheetnames[-1])

    def test_illustrations_stand_apart(self):
        demo = self._campaign(name="Minh họa")
        demo._guarded_write({"is_demo": True})
        self._pledge(demo, unit=self.finance)
        rows, _total = self.table(self.make(is_demo=True))
        self.assertEqual([row["unit_name"] for row in rows], ["Sở Tài chính tỉnh X"])
        names = {row["unit_name"] for row in self.table(self.make())[0]}
        self.assertEqual(names, {"Xã A", "Xã B"})

    def test_progress_table_list_and_sheet_are_equal(self):
        self.sign(self.unit_a, signed_on=self.yesterday)
        self.sign(self.of["staff_a"])
        self.event(
            self.of["officer_a"], "excuse", state="excused", excuse_reason="study"
        )
        self.event(self.of["nobody"], "retire", state="retired", retire_reason="left")
        report = self.make()
        rows, total = self.table(report)
        found = {(row["unit_name"], row["level_name"]): row for row in rows}
        people = found["Xã A", self.part(report).rows[1]["level_name"]]
        self.assertEqual(
            {key: people[key] for key in ("total", "signed", "signed_late", "excused")},
            {"total": 2, "signed": 1, "signed_late": 1, "excused": 1},
        )
        self.assertEqual(people["excused_study"], 1)
        self.assertEqual(people["signed_share"], 0.5)
        # Worked out by hand: 6 pledges, of which one left the service.
        expected = {
            "total": 5,
            "signed": 2,
            "signed_late": 1,
            "excused_maternity": 0,
            "excused_study": 1,
            "excused": 1,
            "unsigned": 0,
            "unsigned_late": 2,
            "signed_share": 0.4,
            "retired": 1,
        }
        self.assertEqual({key: total[key] for key in expected}, expected)
        self.check_screen(total)

    def check_screen(self, total):
        domain = [("campaign_id", "=", self.campaign.id)]
        env = self.env(user=self.users["manager"])
        groups = Counter(
            dict(env["gov.pledge"]._read_group(domain, ["status"], ["__count"]))
        )
        progress = Counter()
        for row in pledge_report.progress_rows(env, None, domain):
            progress.update({key: row[key] for key in pledge_report.FIGURES})
        for code in pledge_status.CODES:
            self.assertEqual(progress[code], groups[code], code)
        for key in ("total", "signed", "signed_late", "unsigned_late", "retired"):
            self.assertEqual(progress[key], total[key], key)
        signed = sum(groups[code] for code in pledge_status.SIGNED)
        self.assertEqual(total["signed"], signed)

    def test_a_past_day_does_not_move(self):
        self.sign(self.of["staff_a"])
        before = self.table(self.make())
        self.sign(self.unit_b, self.tomorrow, signed_on=self.yesterday)
        gone = {"state": "retired", "retire_reason": "moved", "unit_id": self.home.id}
        self.event(
            self.of["staff_a"],
            "retire",
            self.tomorrow,
            date_retired=self.yesterday,
            **gone,
        )
        self.campaign._guarded_write({"state": "closed", "date_closed": self.tomorrow})
        with freeze_time(f"{self.tomorrow} 02:00:00"):
            self.assertEqual(self.table(self.make()), before)
            later = self.table(self.make(date_as_of=self.tomorrow))
        self.assertEqual(before[1]["signed"], 1)
        self.assertEqual(before[1]["retired"], 0)
        self.assertEqual((later[1]["signed"], later[1]["retired"]), (1, 1))
        self.assertEqual(later[1]["signed_late"], 0)

    def test_totals_are_formulas_and_names_stay_text(self):
        evil = "=1+1"
        self.campaign.name = evil
        report = self.make()
        part = self.part(report)
        sheet = self.book(report)[part.sheet]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        found = [cell for cell in cells if cell.value == evil]
        self.assertEqual(len(found), 4)
        self.assertEqual({cell.data_type for cell in found}, {"s"})
        formulas = [cell for cell in cells if cell.data_type == "f"]
        # Counts have a sum each, the percentage a ratio of sums.
        counted = [column for column in part.columns if column.total]
        self.assertEqual(len(formulas), len(counted))
        self.assertEqual(sum("IF(" in cell.value for cell in formulas), 1)

    def test_bodies_never_counted_late(self):
        self._pledge(self.campaign, unit=self.party)
        rows, _total = self.table(self.make())
        [row] = [row for row in rows if row["unit_name"] == self.party.name]
        self.assertEqual((row["unsigned"], row["unsigned_late"]), (1, 0))

    def test_coverage(self):
        other = self._campaign(
            name="Đợt của Sở Tài chính", organizer_unit_id=self.finance.id
        )
        self._pledge(other, unit=self.office)
        for coverage, unit, count in (
            ("below", self.province, 7),
            ("below", self.commune, 3),
            ("monitored", self.home, 6),
            ("monitored", self.finance, 1),
        ):
            with self.subTest(f"{coverage} {unit.name}"):
                _rows, total = self.table(self.make(unit=unit, coverage=coverage))
                self.assertEqual(total["total"], count)

    def test_rights_of_the_maker(self):
        rows, total = self.table(self.make(user="officer_a", unit=self.commune))
        self.assertEqual({row["unit_name"] for row in rows}, {"Xã A"})
        self.assertEqual(total["total"], 3)

    def test_what_the_maker_may_not_see_is_said(self):
        # Moved since to a unit that the maker has nothing to do with.
        moved = {"unit_id": self.finance.id}
        self.event(self.of["staff_a"], "transfer", self.tomorrow, **moved)
        report = self.make(user="officer_a", unit=self.commune)
        self.assertEqual(self.table(report)[1]["total"], 2)
        cover = self.book(report).worksheets[0]
        texts = {row[0]: row[1] for row in cover.iter_rows(values_only=True)}
        env = self.in_file_language(report).env
        self.assertEqual(texts[env._("Pledges")], 2)
        hidden = env._("Pledges left out: the maker may not see them")
        self.assertEqual(texts[hidden], 1)

    def test_last_seal_of_the_day_is_on_the_cover(self):
        def cover(report):
            rows = self.book(report).worksheets[0].iter_rows(values_only=True)
            env = self.in_file_language(report).env
            label = env._("Last seal on the cut-off date")
            return next(row[1] for row in rows if row[0] == label)

        seals = self.env["gov.pledge.seal"]
        number, head = seals._get_head(self.env.company.id)
        self.of["staff_a"]._sign("paper", self.today)
        self.of["nobody"]._sign("paper", self.today)
        seals._seal_batch(self.env.company.id)
        _number, first = seals._get_head(self.env.company.id)
        self.assertNotEqual(first, head)
        report = self.make()
        self.assertIn(first, cover(report))
        self.assertIn(str(number + 2), cover(report))
        with freeze_time(f"{self.tomorrow} 02:00:00"):
            self.of["officer_a"]._sign("paper", self.today)
            seals._seal_batch(self.env.company.id)
            _number, second = seals._get_head(self.env.company.id)
            self.assertIn(first, cover(self.make()))
            self.assertIn(second, cover(self.make(date_as_of=self.tomorrow)))
        self.assertNotEqual(first, second)

    def test_number_of_statements(self):
        env = self.env(user=self.users["manager"])
        scope = self.make()._get_pledge_scope()
        pledge_tables.get_tables(env, scope)
        self.env.flush_all()
        with self.assertQueryCount(1):
            [part] = pledge_tables.get_tables(env, scope)
        self.assertEqual(len(part.rows), 4)


@tagged("post_install", "-at_install")
class TestReportPledgeTransfer(TransferCase, PledgeReportCase):
    def test_a_reorganisation_leaves_past_days_alone(self):
        """Commune A organises for its village, and ends a day later."""
        village = self._unit("A-1", "Bản 1", "people_committee", parent=self.commune)
        own = self._campaign(name="Đợt của xã A", organizer_unit_id=self.commune.id)
        self._pledge(own, unit=village)
        scopes = ("below", "monitored")
        before = {
            coverage: self.table(self.make(unit=self.commune, coverage=coverage))
            for coverage in scopes
        }
        self.assertEqual(before["below"][1]["total"], 4)
        self.assertEqual(before["monitored"][1]["total"], 1)
        with freeze_time(f"{self.tomorrow} 02:00:00"):
            self.transfer().action_execute()
            self.assertEqual(own.organizer_unit_id, self.new)
            for coverage in scopes:
                report = self.make(unit=self.commune, coverage=coverage)
                self.assertEqual(self.table(report), before[coverage], coverage)
            report = self.make(
                unit=self.new, coverage="monitored", date_as_of=self.tomorrow
            )
            self.assertEqual(self.table(report)[1]["total"], 1)

    def test_sheets_are_one_page_wide(self):
        report = self.make()
        env, scope = report.env, report._get_pledge_scope()
        last = report.period_id.date_to
        for part in (
            pledge_tables.get_pledge_table(env, scope),
            pledge_review_tables.get_review_table(env, scope, last),
            pledge_review_tables.get_case_table(env, scope),
        ):
            width = sum(column.width for column in part.columns)
            self.assertLess(width, PAGE_WIDTH, part.key)

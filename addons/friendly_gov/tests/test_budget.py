"""Budget of roll-outs: amounts in dong, sums by unit, model, year and source."""

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..report.queries import rollout_budget
from .common import GovCase
from .test_condition import REFUSED

BILLION = 1_250_000_000


@tagged("post_install", "-at_install")
class TestBudget(GovCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rollout = cls._rollout()
        cls.province_funds = cls.env.ref("friendly_gov.budget_source_province")
        cls.commune_funds = cls.env.ref("friendly_gov.budget_source_commune")

    def by(self, record, login="officer_a"):
        return record.with_user(self.users[login])

    def line(self, login="officer_a", rollout=None, **vals):
        names = ("estimated", "allotted", "spent", "settled")
        amounts = {f"amount_{name}": vals.pop(name) for name in names if name in vals}
        values = {
            "rollout_id": (rollout or self.rollout).id,
            "year": 2023,
            "source_id": self.commune_funds.id,
            "name": "Chỉnh trang Bộ phận Một cửa",
        }
        lines = self.by(self.env["gov.rollout.budget.line"], login)
        return lines.create(values | amounts | vals)

    def sums(self, end=None, login=None):
        self.env.flush_all()
        env = self.env(user=self.users[login]) if login else self.env
        rows = rollout_budget.get_sums(env, end)
        names = ("estimated", "allotted", "spent", "settled")
        return {
            (row["unit_id"], row["year"], row["source_id"]): tuple(
                row[name] for name in names
            )
            for row in rows
            if row["reform_model_id"] == self.rollout.reform_model_id.id
        }

    def test_sums_by_unit_year_and_source(self):
        self.line(estimated=BILLION, allotted=1_000_000_000, spent=400_000_001)
        self.line(estimated=1, allotted=2, spent=2, settled=1)
        self.line(year=2024, estimated=5)
        self.line(source_id=self.province_funds.id, allotted=7)
        other = self._rollout(self.other)
        self.line("officer_b", rollout=other, estimated=9)
        xa, xb = self.commune.id, self.other.id
        funds, above = self.commune_funds.id, self.province_funds.id
        expected = {
            (xa, 2023, funds): (1_250_000_001, 1_000_000_002, 400_000_003, 1),
            (xa, 2024, funds): (5, 0, 0, 0),
            (xa, 2023, above): (0, 7, 0, 0),
            (xb, 2023, funds): (9, 0, 0, 0),
        }
        self.assertEqual(self.sums(), expected)
        today = self.env.company._gov_end_of_day(self.env.company._gov_today())
        self.assertEqual(self.sums(today), expected)
        self.assertEqual(list(self.sums(login="officer_b")), [(xb, 2023, funds)])
        self.assertEqual(self.sums(login="leader"), expected)
        self.rollout.invalidate_recordset()
        self.assertEqual(self.rollout.budget_estimated, 1_250_000_006)
        self.assertEqual(self.rollout.budget_allotted, 1_000_000_009)
        self.assertEqual(self.rollout.budget_spent, 400_000_003)
        self.assertEqual(self.rollout.budget_settled, 1)

    def test_sums_as_of_a_past_day(self):
        with freeze_time("2100-06-01 02:00:00"):
            line = self.line(estimated=100)
            gone = self.line(estimated=10)
        with freeze_time("2100-06-10 02:00:00"):
            line.write({"amount_allotted": 80, "year": 2024})
            line.note = "Không đổi số liệu"
        with freeze_time("2100-06-20 02:00:00"):
            gone.unlink()
        xa, funds = self.commune.id, self.commune_funds.id

        def known(day):
            return self.sums(self.env.company._gov_end_of_day(date(2100, 6, day)))

        self.assertEqual(known(1), {(xa, 2023, funds): (110, 0, 0, 0)})
        self.assertEqual(
            known(10),
            {(xa, 2023, funds): (10, 0, 0, 0), (xa, 2024, funds): (100, 80, 0, 0)},
        )
        self.assertEqual(known(20), {(xa, 2024, funds): (100, 80, 0, 0)})
        history = self.env["gov.history"].search(
            [("res_model", "=", line._name), ("res_id", "=", line.id)]
        )
        self.assertEqual(len(history), 2, "a note is no figure")

    @mute_logger("odoo.sql_db")
    def test_amounts_that_are_refused(self):
        for amount, error in REFUSED.items():
            for name in ("estimated", "allotted", "spent", "settled"):
                with self.subTest(f"{name} {amount}"):
                    with self.assertRaises(error), self.env.cr.savepoint():
                        self.line(**{name: amount})
                        self.env.flush_all()
        for year in (0, 23, 1999, 2101):
            with self.subTest(year):
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    self.line(year=year)
        self.assertFalse(self.rollout.budget_line_ids)

    def test_the_largest_amounts_are_exact(self):
        most = 9_999_999_999_999
        for _number in range(3):
            self.line(estimated=most, spent=1)
        self.env.flush_all()
        self.env.invalidate_all()
        sums = self.sums()[self.commune.id, 2023, self.commune_funds.id]
        self.assertEqual(sums[0], 29_999_999_999_997)
        self.line(estimated=1.4)
        self.env.flush_all()
        self.env.invalidate_all()
        last = self.rollout.budget_line_ids.sorted("id")[-1]
        self.assertEqual(last.amount_estimated, 1, "no fractions of a dong")

    def test_warnings_are_shown_and_block_nothing(self):
        line = self.line(allotted=100, spent=100, settled=100)
        self.assertFalse(line.warning)
        line.amount_spent = 101
        self.assertTrue(line.is_overspent)
        self.assertEqual(line.warning, "spent more than allotted")
        line.amount_settled = 102
        self.assertEqual(
            line.warning, "spent more than allotted; settled more than spent"
        )
        found = line.search([("is_oversettled", "=", True)])
        self.assertEqual(found, line)
        self.rollout.invalidate_recordset()
        self.assertEqual(self.rollout.budget_warning_count, 1)

    def test_text_is_text(self):
        line = self.line(name="=1+1|cmd", note="@SUM(A1)")
        self.assertEqual(line.name, "=1+1|cmd")
        with self.assertRaises(ValueError):
            line.amount_spent = "=1+1"

    def test_papers(self):
        tomorrow = self.env.company._gov_today() + timedelta(days=1)
        with self.assertRaises(ValidationError):
            self.line(document_symbol="1/QĐ", document_date=tomorrow)
        with mute_logger("odoo.sql_db"):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self.line(document_date=date(2023, 5, 1))
        self.line(document_symbol="120/QĐ-UBND", document_date=date(2023, 5, 1))

    def test_a_source_of_another_office(self):
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        source = self.env["gov.budget.source"].create(
            {"name": "Ngân sách tỉnh khác", "company_id": company.id}
        )
        with self.assertRaises(ValidationError):
            self.line("manager", source_id=source.id)

    def test_who_enters(self):
        for login in ("officer_b", "clerk", "leader", "no_scope", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.line(login)
        for login in ("staff_a", "officer_a", "coordinator", "manager"):
            with self.subTest(login):
                self.line(login)

    def test_crafted_calls(self):
        line = self.line(allotted=1)
        other = self._rollout(self.other)
        for login in ("officer_a", "coordinator", "manager"):
            for vals in (
                {"is_overspent": True},
                {"rollout_id": other.id},
                {"unit_id": self.other.id},
                {"reform_model_id": 1},
                {"company_id": 1},
            ):
                with self.subTest(f"{login} {vals}"), self.assertRaises(AccessError):
                    self.by(line, login).write(vals)

    def test_an_ended_roll_out_keeps_its_money(self):
        line = self.line(spent=5)
        self.rollout._guarded_write({"state": "closed"})
        for act in (
            lambda: self.by(line).write({"amount_spent": 1}),
            self.by(line).unlink,
            self.line,
        ):
            with self.assertRaises(UserError):
                act()

    def test_a_source_in_use_is_kept(self):
        self.line()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.commune_funds.sudo().unlink()

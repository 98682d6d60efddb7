from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import GROUPS
from .pledge_common import PledgeCase


@tagged("post_install", "-at_install")
class TestPledgeTarget(PledgeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.measured = cls._pledge_code(active=False, name="Cam kết phục vụ")
        cls.measured.group_ids.write(
            {
                "expected_count": 5,
                "statement_ids": [Command.create({"name": "Đúng hạn", "uom": "%"})],
            }
        )
        cls.env.invalidate_all()
        cls.statement = cls.measured.statement_ids.filtered("uom")
        cls.measured._guarded_write({"state": "active"})
        cls.periods = cls.env["gov.period"].create(
            [
                {"kind": "half", "year": 2026, "profile_id": cls.profile.id},
                {"kind": "year", "year": 2026, "profile_id": cls.profile.id},
            ]
        )

    def target(self, login="coordinator", **vals):
        values = {
            "statement_id": self.statement.id,
            "period_id": self.periods[0].id,
            "target": 95,
        }
        targets = self.env["gov.pledge.target"].with_user(self.users[login])
        return targets.create(values | vals)

    def test_targets_are_added_while_the_words_stay(self):
        self.assertTrue(self.measured.is_measured)
        self.assertFalse(self.code.is_measured)
        for index, state in enumerate(("active", "superseded")):
            self.measured._guarded_write({"state": state})
            target = self.target(period_id=self.periods[index].id)
            self.assertEqual(target.code_id, self.measured)
            self.assertEqual((target.uom, target.direction), ("%", "up"))
            target.target = 97.5
        self.assertEqual(self.measured.target_count, 2)
        history = self.env["gov.history"].search(
            [("res_model", "=", target._name), ("res_id", "=", target.id)]
        )
        self.assertEqual(
            history.sorted("id").mapped(lambda row: row.snapshot["target"]), [95, 97.5]
        )

    def test_one_target_a_statement_and_period(self):
        self.target()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.target(target=90)

    def test_a_target_is_a_figure_of_what_is_measured(self):
        with self.assertRaises(ValidationError):
            self.target(statement_id=self.measured.statement_ids[0].id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.target(target=-1)

    def test_what_a_review_was_compared_with_stays(self):
        other = self.target(period_id=self.periods[1].id)
        used = "odoo.addons.friendly_gov.models.gov_pledge_target.GovPledgeTarget"
        half = self.periods[0]
        with patch(f"{used}._is_used", lambda self: self.period_id == half):
            # neither added afterwards nor moved there
            with self.assertRaises(UserError):
                self.target()
            with self.assertRaises(UserError):
                other.period_id = half
        target = self.target()
        with patch(f"{used}._is_used", lambda self: self.period_id == half):
            for vals in ({"target": 1}, {"period_id": self.periods[1].id}):
                with self.assertRaises(UserError):
                    target.write(vals)
            with self.assertRaises(UserError):
                target.unlink()
        self.assertEqual(target.target, 95)
        target.write({"target": 96})
        target.unlink()

    def test_what_is_measured_stays_while_targets_stand(self):
        target = self.target()
        self.measured.action_reopen()
        for vals in ({"uom": "hồ sơ"}, {"direction": "down"}, {"uom": False}):
            with self.assertRaisesRegex(UserError, "has targets"):
                self.statement.write(vals)
        for delete in (self.statement.unlink, self.measured.group_ids.unlink):
            with self.assertRaisesRegex(UserError, "has targets"):
                delete()
        with self.assertRaisesRegex(UserError, "has targets"):
            self.measured.unlink()
        self.statement.name = "Giải quyết đúng hạn"
        target.unlink()
        self.statement.write({"uom": "hồ sơ", "direction": "down"})

    def test_a_target_stays_with_its_statement(self):
        target = self.target()
        twin = self.measured.statement_ids[0]
        with self.assertRaises(UserError):
            target.statement_id = twin

    def test_each_company_sets_its_own(self):
        shared = self.env.ref("friendly_gov.pledge_code_5_khong").copy(
            {"company_id": False}
        )
        statement = shared.group_ids.statement_ids[0]
        statement.uom = "%"
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        self.users["elsewhere"] = new_test_user(
            self.env,
            "gov_elsewhere",
            groups=f"base.group_user,{GROUPS['coordinator']}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        mine = self.target(statement_id=statement.id)
        self.assertEqual(mine.company_id, self.env.company)
        with self.assertRaises(UserError):
            self.target("elsewhere", statement_id=statement.id)  # a period of mine
        period = self.periods[0].copy({"company_id": company.id})
        theirs = self.target(
            "elsewhere", statement_id=statement.id, period_id=period.id
        )
        self.assertEqual(theirs.company_id, company)
        domain = [("id", "in", (mine | theirs).ids)]
        for login, seen in (("coordinator", mine), ("elsewhere", theirs)):
            found = mine.with_user(self.users[login]).search(domain)
            self.assertEqual(found.sudo(), seen)

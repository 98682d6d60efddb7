from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import SurveyCase

# r read, w write, c create, d delete; a a point of commune A, b of commune B
POINTS = {
    "staff_a": "ra",
    "officer_a": "ra wa ca",
    "officer_b": "rb wb cb",
    "clerk": "",
    "leader": "ra rb",
    "leader_b": "rb",
    "manager": "ra wa ca da rb wb cb db",
    "no_scope": "",
    "survey_user": "",
    "survey_manager": "",
    "plain": "",
    "portal": "",
    "public": "",
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestPointAccess(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["leader_b"] = cls._user("leader_b", ["leader"], None)
        cls.users["leader_b"].gov_follow_unit_ids = [Command.set(cls.other.ids)]
        points = cls.env["gov.survey.point"]
        cls.points = {
            "a": points.create({"name": "Quầy số 1", "unit_id": cls.commune.id}),
            "b": points.create({"name": "Quầy số 1", "unit_id": cls.other.id}),
        }

    def _as(self, login, letter="a"):
        return self.points[letter].with_user(self.users[login])

    def test_who_may_do_what(self):
        for login, expected in POINTS.items():
            found = " ".join(
                operation + letter
                for letter in self.points
                for operation, name in OPERATIONS.items()
                if self._as(login, letter).has_access(name)
            )
            with self.subTest(login=login):
                self.assertEqual(found, expected)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_operations_do_what_the_matrix_says(self):
        values = {"name": "Quầy số 2", "unit_id": self.commune.id}
        officer = self._as("officer_a")
        officer.name = "Quầy 1"
        point = officer.create(values)
        with self.assertRaises(AccessError):
            officer.create(values | {"unit_id": self.other.id})
        with self.assertRaises(AccessError):
            point.unit_id = self.other
        with self.assertRaises(AccessError):
            self._as("officer_a", "b").name = "Quầy khác"
        for login in ("officer_a", "staff_a", "leader"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login).unlink()

    def test_nobody_writes_the_code(self):
        for login in ("officer_a", "manager"):
            point = self._as(login)
            values = {"name": "Quầy số 2", "unit_id": self.commune.id}
            with self.subTest(login=login):
                with self.assertRaises(AccessError):
                    point.token = "aaaaaaaaaaaaaaaa"
                with self.assertRaises(AccessError):
                    point.create(values | {"token": "aaaaaaaaaaaaaaaa"})
                made = point.with_context(default_token="aaaaaaaaaaaaaaaa").create(
                    values
                )
                self.assertNotEqual(made.token, "aaaaaaaaaaaaaaaa")
                loaded = point.load(
                    ["name", "unit_id/.id", "token"],
                    [["Quầy số 2", str(self.commune.id), "aaaaaaaaaaaaaaaa"]],
                )
                self.assertFalse(loaded["ids"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_buttons_check_who_presses_them(self):
        before = self.points["a"].token
        for login in ("staff_a", "leader", "officer_b", "plain", "portal"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login).action_renew()
        for login in ("officer_b", "plain", "portal", "survey_manager"):
            with self.subTest(login=login), self.assertRaises(AccessError):
                self._as(login).action_test()
        self.assertEqual(self.points["a"].token, before)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_a_campaign_out_of_reach_is_not_named(self):
        campaign = self._campaign(
            unit_id=self.finance.id, unit_ids=[Command.set(self.other.ids)]
        )
        with self.assertRaises(AccessError):
            self._as("officer_a").campaign_id = campaign
        with self.assertRaises(AccessError):
            self._as("officer_a").create(
                {
                    "name": "Quầy số 2",
                    "unit_id": self.commune.id,
                    "campaign_id": campaign.id,
                }
            )

    def test_companies_are_apart(self):
        company = self.env["res.company"].create({"name": "Tỉnh Y"})
        manager = self.users["manager"]
        manager.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        point = self._as("manager").with_context(allowed_company_ids=company.ids)
        self.assertFalse(point.has_access("read"))

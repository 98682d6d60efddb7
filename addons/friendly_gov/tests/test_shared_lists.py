from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GovCase

VALUES = {
    "gov.document.type": {"name": "Giấy ủy nhiệm", "code": "GUN"},
    "gov.unit.group": {"name": "Các xã biên giới", "code": "bien_gioi"},
    "gov.period.profile": {
        "name": "Quy định của tỉnh",
        "code": "tinh",
        "date_from": date(2026, 1, 1),
    },
    "gov.working.day": {"name": "Nghỉ bù", "date_from": date(2026, 1, 2)},
    "gov.posting.kind": {"name": "Lịch tiếp công dân"},
    "gov.condition.template": {"name": "Máy quét", "area": "equipment"},
    "gov.budget.source": {"name": "Ngân sách phường"},
}


@tagged("post_install", "-at_install")
class TestSharedLists(GovCase):
    """One province's manager does not change what other provinces use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = {
            name: cls.env[name].create(values | {"company_id": False})
            for name, values in VALUES.items()
        }
        cls.manager = cls.users["manager"]

    def second_company(self):
        return self.env["res.company"].create({"name": "Tỉnh Y"})

    def test_a_single_company_keeps_the_lists_that_came_along(self):
        companies = type(self.env["res.company"])
        for name, record in self.shared.items():
            with (
                self.subTest(name),
                patch.object(companies, "search_count", return_value=1),
            ):
                record.with_user(self.manager).name = "Tên khác"
                self.assertEqual(record.name, "Tên khác")

    def test_several_companies(self):
        self.second_company()
        for name, record in self.shared.items():
            with self.subTest(name):
                self.check_refused(record.with_user(self.manager), VALUES[name])
                self.assertFalse(record.company_id)
                self.assertTrue(record.active)

    def check_refused(self, shared, values):
        codes = [{"code": code} if "code" in values else {} for code in "XY"]
        own = shared.create(values | codes[0])
        self.assertEqual(own.company_id, self.env.company)
        own.name = "Tên khác"
        for attack in (
            lambda: shared.write({"name": "x"}),
            lambda: shared.write({"active": False}),
            lambda: shared.write({"company_id": self.env.company.id}),
            lambda: own.write({"company_id": False}),
            lambda: shared.create(values | codes[1] | {"company_id": False}),
            lambda: shared.unlink(),
        ):
            with self.assertRaises(AccessError):
                attack()

    def test_the_administrator_of_the_system_may(self):
        self.second_company()
        admin = self._user("admin_2", ["manager"], self.province)
        admin.group_ids |= self.env.ref("base.group_system")
        for name, record in self.shared.items():
            with self.subTest(name):
                record.with_user(admin).name = "Tên khác"
                self.assertEqual(record.name, "Tên khác")

    def test_the_next_version_of_shared_rules_is_ones_own(self):
        self.second_company()
        profile = self.shared["gov.period.profile"].with_user(self.manager)
        action = profile.action_new_version()
        new = profile.browse(action["res_id"])
        self.assertEqual((new.version, new.company_id), (2, self.env.company))
        self.assertFalse(profile.company_id)

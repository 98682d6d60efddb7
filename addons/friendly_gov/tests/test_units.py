from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import GovCase


@tagged("post_install", "-at_install")
class TestUnits(GovCase):
    def test_names_are_found_by_level_of_the_tree(self):
        units = self.env["hr.department"]
        other = self._unit("Z", "UBND tỉnh Z", "people_committee")
        other.parent_id = False
        twin = self._unit("Z-A", "Xã A", "people_committee", "commune", parent=other)
        found = units.search([("complete_name", "ilike", "tỉnh Z / xã A")])
        self.assertEqual(found, twin)
        exact = units.search([("complete_name", "=", "UBND tỉnh Z / Xã A")])
        self.assertEqual(exact, twin)
        names = dict(units.name_search("xa a"))
        self.assertIn(twin.id, names)
        self.assertNotIn(
            twin, units.search([("complete_name", "not ilike", "tỉnh Z / xã A")])
        )

    def test_search_by_code(self):
        for code in ("T-SNV", "t-snv"):
            found = self.env["hr.department"].name_search(code)
            self.assertIn(self.home.id, dict(found))

    def test_name_search_does_not_load_every_unit(self):
        units = self.env["hr.department"]
        units.create([{"name": f"Đơn vị {n}"} for n in range(200)])
        self.env.flush_all()
        self.env.invalidate_all()
        units.search([("complete_name", "ilike", "xã a")])
        loaded = self.env.cache.get_records(units, units._fields["name"])
        self.assertLess(len(loaded), 20)

    def test_party_and_front_are_exempt(self):
        self.assertTrue(self.party.gov_is_exempt)
        self.assertFalse(self.commune.gov_is_exempt)

    def test_codes_with_separators_are_refused(self):
        with self.assertRaises(ValidationError):
            self.commune.gov_code = "A;B"

    def test_administrative_codes_keep_their_zeros(self):
        self.commune.gov_admin_code = "03283"
        self.assertEqual(self.commune.gov_admin_code, "03283")

    def test_periods_of_the_decree(self):
        periods = self.env["gov.period"]._generate(self.profile, 2026)
        self.assertEqual(len(periods), 19)
        self.assertFalse(self.env["gov.period"]._generate(self.profile, 2026))
        for kind, index, first, last in (
            ("month", 11, date(2026, 10, 15), date(2026, 11, 14)),
            ("quarter", 4, date(2026, 9, 15), date(2026, 12, 14)),
            ("year", 1, date(2025, 12, 15), date(2026, 12, 14)),
        ):
            period = periods.filtered_domain(
                [("kind", "=", kind), ("index", "=", index)]
            )
            self.assertEqual((period.date_from, period.date_to), (first, last))
        half = self.env["gov.period"]._generate(self.profile, 2027)
        half = half.filtered(lambda p: p.kind == "half")
        self.assertEqual(half.date_from, date(2026, 12, 15))
        self.assertEqual(half.date_to, date(2027, 6, 14))

    def test_a_profile_in_use_gets_a_new_version(self):
        self.env["gov.period"]._generate(self.profile, 2026)
        with self.assertRaises(UserError):
            self.profile.cutoff_day = 20
        action = self.profile.action_new_version()
        new = self.profile.browse(action["res_id"])
        self.assertEqual(new.version, self.profile.version + 1)
        new.cutoff_day = 20
        period = self.env["gov.period"]._generate(new, 2026)[0]
        self.assertEqual(period.date_to, date(2026, 1, 20))

    def test_employee_gives_and_moves_the_unit_of_its_user(self):
        user = self.users["no_scope"]
        employee = self.env["hr.employee"].create(
            {"name": "B", "user_id": user.id, "department_id": self.finance.id}
        )
        self.assertEqual(user.gov_unit_ids, self.finance)
        user.gov_unit_ids |= self.office
        employee.department_id = self.commune
        # what was added by hand stays
        self.assertEqual(user.gov_unit_ids, self.office | self.commune)
        employee.user_id = False
        self.assertEqual(user.gov_unit_ids, self.office)

    def test_database_notice_is_told(self):
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.gov_database_notice)

    def test_root_of_the_units_that_a_body_directs(self):
        self.assertEqual(self.province._gov_get_root(), self.province)
        self.assertEqual(self.commune._gov_get_root(), self.commune)
        territory = self.env["hr.department"].create({"name": "Tỉnh Z"})
        body = self._unit("Z", "UBND", "people_committee", parent=territory)
        self._unit("Z-1", "Sở", "department", parent=territory)
        self.assertEqual(body._gov_get_root(), territory)
        alone = self.env["hr.department"].create({"name": "Đơn vị không có cây"})
        self.assertFalse(alone._gov_get_root())

    def test_rules_of_next_year_wait_for_their_day(self):
        action = self.profile.action_new_version()
        self.profile.browse(action["res_id"]).date_from = date(2030, 1, 1)
        directives = self.env["gov.directive"]
        self.assertEqual(directives._default_profile_id(), self.profile)
        with freeze_time("2030-01-02 03:00:00"):
            self.assertEqual(directives._default_profile_id().id, action["res_id"])

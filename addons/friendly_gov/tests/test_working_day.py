from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GovCase


@tagged("post_install", "-at_install")
class TestWorkingDay(GovCase):
    def day(self, first, kind="off", **vals):
        values = {"name": "x", "kind": kind, "date_from": first}
        return self.env["gov.working.day"].create(values | vals)

    def test_fixed_days_are_offered_and_flagged(self):
        company = self.env.company
        for day in ((1, 1), (4, 30), (5, 1), (9, 2)):
            with self.subTest(day):
                self.assertFalse(company._gov_is_working_day(date(2026, *day)))
        rows = self.env["gov.working.day"].search([("is_yearly", "=", True)])
        self.assertEqual(len(rows), 4)
        self.assertEqual(rows.mapped("needs_confirmation"), [True] * 4)

    def test_the_last_day_follows_the_first(self):
        days = self.day("2026-02-16")
        self.assertEqual(days.date_to, date(2026, 2, 16))
        days.date_to = "2026-02-20"
        self.assertFalse(self.env.company._gov_is_working_day(date(2026, 2, 20)))
        self.assertTrue(self.env.company._gov_is_working_day(date(2026, 2, 23)))

    def test_adding_days(self):
        # Thursday 30/4 and Friday 1/5 of 2026 are off
        added = self.env.company._gov_add_working_days(date(2026, 4, 29), 1)
        self.assertEqual(added, date(2026, 5, 4))

    def test_a_day_of_another_office_does_not_count(self):
        other = self.env["res.company"].create({"name": "Tỉnh khác"})
        self.day("2026-06-15", company_id=other.id)
        self.assertTrue(self.env.company._gov_is_working_day(date(2026, 6, 15)))
        self.assertFalse(other._gov_is_working_day(date(2026, 6, 15)))

    def test_an_archived_day_does_not_count(self):
        self.day("2026-06-15").active = False
        self.assertTrue(self.env.company._gov_is_working_day(date(2026, 6, 15)))

    def test_whoever_has_no_role_still_has_the_calendar(self):
        company = self.env.company.with_user(self.users["plain"])
        self.assertFalse(company._gov_is_working_day(date(2026, 9, 2)))
        with self.assertRaises(AccessError):
            self.env["gov.working.day"].with_user(self.users["plain"]).search([])

    def test_wrong_entries_are_refused(self):
        with self.assertRaises(ValidationError):
            self.day("2026-06-13", kind="working", is_yearly=True)
        for last in ("2026-06-01", "2026-09-30"):
            with (
                self.subTest(last),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                days = self.day("2026-06-13")
                days.date_to = last
                self.env.flush_all()

    def test_a_calendar_without_working_days_says_so(self):
        first = date(2026, 1, 5)
        for month in range(16):
            day = date(2026 + month // 12, month % 12 + 1, 1)
            self.day(day, date_to=date(day.year, day.month, 28))
            self.day(
                day.replace(day=28),
                date_to=date(day.year + day.month // 12, day.month % 12 + 1, 1),
            )
        with self.assertRaises(UserError):
            self.env.company._gov_add_working_days(first, 1)

from contextlib import contextmanager
from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from .common import GovCase


class DelegationCase(GovCase):
    """An officer of commune A and of the finance department goes on leave.

    The colleague works in commune A only.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.absent = cls.users["officer_a"]
        cls.absent.gov_unit_ids = cls.commune | cls.finance
        cls.colleague = cls._user("colleague", ["officer"], cls.commune)
        cls.users["colleague"] = cls.colleague
        cls.line = cls._issued(
            cls.finance, deadline_text=False, date_due=date(2030, 1, 1)
        )

    def setUp(self):
        super().setUp()
        self.at("2026-03-02 02:00:00")

    def at(self, moment):
        """The next request, at ``moment`` UTC: nothing is kept from the last one."""
        frozen = freeze_time(moment)
        frozen.start()
        self.addCleanup(frozen.stop)
        self.env.invalidate_all()

    def delegate(self, login="officer_a", **vals):
        values = {
            "delegate_id": self.colleague.id,
            "date_from": date(2026, 3, 2),
            "date_to": date(2026, 3, 4),
            "reason": "Nghỉ phép",
        }
        model = self.env["gov.delegation"].with_user(self.users[login])
        return model.create(values | vals)

    @contextmanager
    def refused(self, message):
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            yield

    def sees(self, line=None, user=None):
        line = (line or self.line).with_user(user or self.colleague)
        found = line.search([("id", "=", line.id)])
        self.assertEqual(bool(found), line.has_access("read"))
        return bool(found)


@tagged("post_install", "-at_install")
class TestDelegation(DelegationCase):
    def test_in_force_between_the_two_days_of_the_office(self):
        self.delegate()
        # Viet Nam is seven hours ahead: the 2nd begins at 17:00 UTC of the 1st.
        for moment, wanted in (
            ("2026-03-01 16:59:59", False),
            ("2026-03-01 17:00:00", True),
            ("2026-03-04 16:59:59", True),
            ("2026-03-04 17:00:00", False),
        ):
            self.at(moment)
            with self.subTest(moment):
                self.assertEqual(self.sees(), wanted)
                units = self.colleague._gov_scope_units()
                self.assertEqual(self.finance in units, wanted)

    def test_rules_are_not_kept_over_midnight(self):
        """The very same rule, read just before and just after."""
        self.delegate()
        self.at("2026-03-04 16:59:59")
        self.assertTrue(self.sees())
        self.at("2026-03-04 17:00:01")
        self.assertFalse(self.sees())
        with self.assertRaises(AccessError):
            self.line.with_user(self.colleague).action_start()

    def test_the_zone_of_the_office_counts(self):
        self.delegate()
        self.at("2026-03-01 17:00:01")
        self.assertTrue(self.sees())
        self.env.company.gov_tz = "UTC"
        self.assertFalse(self.sees())

    def test_acts_are_noted_as_done_for_the_absent_person(self):
        self.delegate()
        self.line.with_user(self.colleague).action_start()
        row = self.line.log_ids[0]
        self.assertEqual((row.event, row.user_id), ("start", self.colleague))
        self.assertEqual(row.on_behalf_of_id, self.absent)
        # what the colleague may do anyway is the colleague's own act
        own = self._issued(self.commune, directive=self._directive(symbol="2/UBND"))
        own.with_user(self.colleague).action_start()
        self.assertFalse(own.log_ids[0].on_behalf_of_id)

    def test_tasks_in_the_charge_of_the_absent_person(self):
        staff = self._user("staff_2", ["staff"], self.commune)
        absent = self.users["staff_a"]
        line = self._issued(self.commune, directive=self._directive(symbol="2/UBND"))
        line._decide("assign_owner", vals={"owner_id": absent.id})
        with self.assertRaises(AccessError):
            line.with_user(staff).action_start()
        self.assertFalse(line.with_user(staff).can_work)
        self.delegate("staff_a", delegate_id=staff.id)
        self.env.invalidate_all()
        self.assertTrue(line.with_user(staff).can_work)
        line.with_user(staff).action_start()
        self.assertEqual(line.log_ids[0].on_behalf_of_id, absent)

    def test_own_roles_are_the_limit(self):
        """A leader's units without a leader's role give no leader's power."""
        line = self._issued(self.commune, directive=self._directive(symbol="2/UBND"))
        boss = self._user("boss", ["leader"], self.home)
        boss.gov_follow_unit_ids = self.other
        second = self._user("second", ["leader"], self.home)
        followed = self._issued(
            self.other,
            directive=self._directive(
                symbol="3/UBND",
                issuer_id=self.finance.id,
                assigning_unit_id=self.finance.id,
                monitoring_unit_id=self.finance.id,
                extending_unit_id=self.finance.id,
                confirming_unit_id=self.finance.id,
            ),
        )
        self.assertFalse(self.sees(followed, second))
        self.users["boss"] = boss
        self.delegate("boss", delegate_id=second.id)
        self.env.invalidate_all()
        self.assertTrue(self.sees(followed, second))
        with self.assertRaises(AccessError):
            followed.with_user(second)._decide("withdraw", reason="x")
        self.delegate()
        with self.assertRaises(AccessError):
            line.with_user(self.colleague)._decide("withdraw", reason="x")

    def test_a_subset_of_the_units(self):
        third = self.other
        self.absent.gov_unit_ids |= third
        line = self._issued(third, directive=self._directive(symbol="2/UBND"))
        self.delegate(unit_ids=[Command.set(self.finance.ids)])
        self.assertTrue(self.sees())
        self.assertFalse(self.sees(line))
        self.assertNotIn(third, self.colleague._gov_scope_units())

    def test_nobody_judges_the_work_of_either(self):
        judge = self._user("judge", ["coordinator"], self.home)
        absent = self._user("absent", ["coordinator"], self.home | self.commune)
        self.users["absent"] = absent
        line = self._issued(self.commune, directive=self._directive(symbol="2/UBND"))
        line.with_user(judge).check_access("read")
        self.assertTrue(line.with_user(judge).can_assign)
        delegation = self.delegate("absent", delegate_id=judge.id)
        self.env.invalidate_all()
        self.assertFalse(line.with_user(judge).can_assign)
        for event in ("withdraw", "hold", "extend"):
            with self.subTest(event), self.assertRaises(AccessError):
                line.with_user(judge)._decide(
                    event,
                    reason="x",
                    document=("1/UBND", date(2026, 3, 1)),
                    vals={"date_due": date(2031, 1, 1)} if event == "extend" else None,
                )
        delegation.with_user(judge).action_revoke()
        line.with_user(judge)._decide("withdraw", reason="x")

    def test_who_wrote_the_report_does_not_accept_it_through_another(self):
        directive = self._directive(
            symbol="2/UBND", confirming_unit_id=self.province.id
        )
        line = self._issued(self.commune, directive=directive)
        boss = self._user("boss", ["coordinator"], self.province)
        second = self._user("second", ["coordinator"], self.province)
        self.users |= {"boss": boss}
        self._result(line, user="boss").action_submit()
        self.delegate("boss", delegate_id=second.id)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            line.with_user(second).action_accept()
        self.assertEqual(line.state, "submitted")

    def test_what_was_delegated_is_not_passed_on(self):
        self.delegate()
        third = self._user("third", ["officer"], self.commune)
        self.users["colleague"] = self.colleague
        with self.refused("one's own"):
            self.delegate(
                "colleague",
                delegate_id=third.id,
                unit_ids=[Command.set(self.finance.ids)],
            )
        self.delegate("colleague", delegate_id=third.id)
        self.env.invalidate_all()
        self.assertTrue(self.sees())
        self.assertFalse(self.sees(user=third))

    def test_revoked_at_once_by_either_or_a_manager(self):
        for login in ("officer_a", "colleague", "manager"):
            delegation = self.delegate()
            self.assertTrue(self.sees())
            delegation.with_user(self.users[login]).action_revoke()
            with self.subTest(login):
                self.assertFalse(self.sees())
                self.assertEqual(delegation.phase, "revoked")
                self.assertEqual(delegation.revoked_by_id, self.users[login])
                with self.assertRaises(UserError):
                    delegation.action_revoke()
        delegation = self.delegate()
        for login in ("officer_b", "coordinator", "leader", "staff_a"):
            with self.subTest(login), self.assertRaises(AccessError):
                delegation.with_user(self.users[login]).action_revoke()

    def test_archived_and_transferred_people(self):
        self.delegate()
        self.assertTrue(self.sees())
        self.absent.gov_unit_ids = self.commune
        self.assertFalse(self.sees())
        self.absent.gov_unit_ids = self.commune | self.finance
        self.assertTrue(self.sees())
        self.absent.active = False
        self.assertFalse(self.sees())

    def test_who_may_stand_in(self):
        portal = self.users["portal"]
        away = new_test_user(
            self.env, "gov_away", groups="base.group_user,friendly_gov.group_officer"
        )
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        foreign = self._user("foreign", ["officer"], self.commune)
        foreign.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        archived = self._user("archived", ["officer"], self.commune)
        archived.active = False
        for user in (
            portal,
            self.users["public"],
            self.users["plain"],
            away,  # the role, and no unit
            foreign,
            archived,
            self.users["officer_b"],  # another commune
            self.users["staff_a"],  # the unit, and not the role
        ):
            with self.subTest(user.login), self.assertRaises(UserError):
                self.delegate(delegate_id=user.id)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.delegate(delegate_id=self.absent.id)
        # above the unit is as good as in it
        above = self._user("above", ["officer"], self.province)
        self.delegate(delegate_id=above.id)

    def test_who_may_grant(self):
        for login in ("colleague", "officer_b", "coordinator", "leader"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.delegate(login, user_id=self.absent.id)
        for login in ("plain", "portal", "public"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.delegate(login)
        granted = self.delegate("manager", user_id=self.absent.id)
        self.assertEqual(granted.user_id, self.absent)
        self.assertEqual(granted.create_uid, self.users["manager"])

    def test_days_that_make_no_sense(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.delegate(date_to=date(2026, 3, 1))
        with self.refused("over"):
            self.delegate(date_from=date(2026, 2, 1), date_to=date(2026, 3, 1))

    def test_overlaps(self):
        third = self._user("third", ["officer"], self.commune)
        self.delegate(unit_ids=[Command.set(self.finance.ids)])
        with self.refused("already"):
            self.delegate(delegate_id=third.id, date_from=date(2026, 3, 4))
        with self.refused("already"):
            self.delegate(
                delegate_id=third.id,
                unit_ids=[Command.set(self.finance.ids)],
            )
        # another unit, or other days
        self.delegate(delegate_id=third.id, unit_ids=[Command.set(self.commune.ids)])
        self.delegate(
            delegate_id=third.id,
            date_from=date(2026, 3, 5),
            date_to=date(2026, 3, 6),
        )
        # the colleague is away too
        with self.refused("absent in these days"):
            self.delegate("colleague", delegate_id=self.absent.id)

    def test_it_is_not_changed_behind_the_people(self):
        delegation = self.delegate()
        for login in ("officer_a", "colleague", "manager"):
            record = delegation.with_user(self.users[login])
            for vals in (
                {"date_to": date(2030, 1, 1)},
                {"delegate_id": self.users["officer_b"].id},
                {"unit_ids": [Command.clear()]},
                {"state": "granted"},
            ):
                with self.subTest(f"{login} {vals}"):
                    with self.assertRaises(UserError):
                        record.write(vals)
                    with self.assertRaises(UserError):
                        record.sudo().write(vals)
            with self.assertRaises(AccessError):
                record.unlink()
        with self.assertRaises(AccessError):
            delegation.sudo().unlink()
        with self.assertRaises(AccessError):
            self.delegate(state="revoked")

    def test_scope_fields_are_not_typed(self):
        for name in ("gov_scope_unit_ids", "gov_work_unit_ids", "gov_own_unit_ids"):
            for login in ("officer_a", "manager"):
                user = self.users[login]
                with self.subTest(f"{login} {name}"), self.assertRaises(AccessError):
                    user.with_user(user).write({name: [Command.link(self.province.id)]})
        self.assertNotIn(self.province, self.absent._gov_scope_units())

    def test_no_unit_denies(self):
        self.delegate()
        self.absent.gov_unit_ids = False
        self.colleague.gov_unit_ids = False
        self.assertFalse(self.colleague._gov_scope_units())
        self.assertFalse(self.line.with_user(self.colleague).search([]))

    def test_notices_reach_whoever_stands_in(self):
        self.assertNotIn(self.colleague, self.finance._gov_officers())
        self.delegate()
        self.assertEqual(
            self.finance._gov_officers() & (self.absent | self.colleague),
            self.absent | self.colleague,
        )
        self.at("2026-03-05 02:00:00")
        self.assertNotIn(self.colleague, self.finance._gov_officers())

    def test_both_people_are_told(self):
        partner = self.colleague.partner_id
        domain = [("partner_ids", "in", partner.ids)]
        before = self.env["mail.message"].search_count(domain)
        self.delegate().action_revoke()
        self.assertEqual(self.env["mail.message"].search_count(domain), before + 2)

    def test_rules_read_the_units_of_today(self):
        """A rule on gov_unit_ids would not know of anybody standing in."""
        rules = self.env["ir.rule"].search([("model_id.model", "like", "gov.")])
        for rule in rules:
            text = rule.domain_force or ""
            with self.subTest(rule.name):
                self.assertNotIn("user.gov_unit_ids", text)
                self.assertNotIn("user.gov_follow_unit_ids", text)

    def test_people_without_a_delegation_cost_nothing(self):
        self.users["officer_b"]._gov_delegations()
        with self.assertQueryCount(0):
            for _number in range(3):
                self.assertFalse(self.users["officer_b"]._gov_delegations())

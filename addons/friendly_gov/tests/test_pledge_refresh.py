"""Newcomers, leavers and movers of a campaign that is open."""

from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .pledge_common import PledgeCase


@tagged("post_install", "-at_install")
class TestPledgeRefresh(PledgeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign(state="draft")
        cls.campaign.action_open()

    def pledge_of(self, name, state="to_sign"):
        return self.campaign.pledge_ids.filtered(
            lambda p: p.employee_id == self.people[name] and p.state == state
        )

    def refresh(self):
        self.campaign.with_user(self.users["coordinator"]).action_refresh()
        self.campaign.invalidate_recordset()

    def run_cron(self):
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=60):
            self.env["gov.pledge.campaign"]._cron_refresh()

    def test_nothing_changes_when_nothing_changed(self):
        before = self.campaign.pledge_ids
        self.refresh()
        self.refresh()
        self.assertEqual(self.campaign.pledge_ids, before)
        self.assertEqual(set(before.mapped("state")), {"to_sign"})

    def test_a_newcomer_gets_some_days(self):
        self.campaign._guarded_write({"date_opened": self.today - timedelta(days=1)})
        person = self.env["hr.employee"].create(
            {"name": "Người mới", "department_id": self.commune.id}
        )
        self.refresh()
        pledge = self.campaign.pledge_ids.filtered(lambda p: p.employee_id == person)
        self.assertEqual(pledge.date_due, self.today + timedelta(days=10))
        event = self.env["gov.history"].search(
            [("res_model", "=", "gov.pledge"), ("res_id", "=", pledge.id)]
        )
        self.assertEqual(event.event, "join")

    def test_who_left_is_taken_out(self):
        self.people["nobody"].active = False
        self.refresh()
        pledge = self.pledge_of("nobody", "retired")
        self.assertEqual(pledge.retire_reason, "left")
        self.assertEqual(pledge.date_retired, self.today)

    def test_who_moved_within_the_scope_goes_on_in_the_new_unit(self):
        self.people["staff_a"].department_id = self.other
        self.refresh()
        old = self.pledge_of("staff_a", "retired")
        new = self.pledge_of("staff_a")
        self.assertEqual((old.retire_reason, old.unit_id), ("moved", self.commune))
        self.assertEqual(new.unit_id, self.other)
        self.assertEqual(old.replaced_by_id, new)

    def test_who_moved_out_keeps_what_was_signed(self):
        pledge = self.pledge_of("staff_a")
        pledge.sudo()._sign("paper", self.today)
        content = pledge.signed_content
        self.people["staff_a"].department_id = self.finance
        self.refresh()
        self.assertEqual(
            (pledge.state, pledge.retire_reason), ("retired", "out_of_scope")
        )
        self.assertEqual(pledge.signed_content, content)
        self.assertEqual(pledge.date_signed, self.today)

    def test_units_come_and_go(self):
        new = self._unit("T-C", "Xã C", "people_committee", "commune")
        self.campaign.scope_unit_ids = [Command.link(new.id)]
        self.other.gov_date_to = self.today - timedelta(days=1)
        self.refresh()
        units = self.campaign.pledge_ids.filtered(lambda p: p.level == "unit")
        states = {p.unit_id: (p.state, p.retire_reason) for p in units}
        self.assertEqual(
            states,
            {
                self.commune: ("to_sign", False),
                self.other: ("retired", "reorganised"),
                new: ("to_sign", False),
            },
        )

    def test_a_new_account_is_taken_over_until_it_is_signed(self):
        user = self._user("late", ["staff"], self.other)
        self.people["nobody"].user_id = user
        self.refresh()
        pledge = self.pledge_of("nobody")
        self.assertEqual(pledge.user_id, user)
        pledge.sudo()._sign("paper", self.today)
        self.people["nobody"].user_id = False
        self.refresh()
        self.assertEqual(pledge.user_id, user)

    def test_who_was_taken_out_by_hand_stays_out(self):
        officer = self.users["coordinator"]
        self.pledge_of("nobody").with_user(officer)._retire("mistake")
        units = self.campaign.pledge_ids.filtered(lambda p: p.level == "unit")
        unit = units.filtered(lambda p: p.unit_id == self.other)
        unit.with_user(officer)._retire("mistake")
        count = len(self.campaign.pledge_ids)
        self.refresh()
        self.assertEqual(len(self.campaign.pledge_ids), count)
        # In another unit the same person signs.
        self.people["nobody"].department_id = self.commune
        self.refresh()
        self.assertEqual(self.pledge_of("nobody").unit_id, self.commune)

    def test_a_head_named_later_signs_where_nobody_was_known(self):
        unit = self.campaign.pledge_ids.filtered(
            lambda p: p.level == "unit" and p.unit_id == self.commune
        )
        self.assertFalse(unit.user_id)
        self.commune.manager_id = self._employee(self.head_a, self.commune)
        self.refresh()
        self.assertEqual(unit.user_id, self.head_a)
        self.commune.manager_id = self.people["officer_a"]
        self.refresh()
        # Who was named is changed by name only.
        self.assertEqual(unit.user_id, self.head_a)

    def test_only_the_organiser(self):
        with self.assertRaises(AccessError):
            self.campaign.with_user(self.users["officer_a"]).action_refresh()

    def test_the_cron_leaves_illustrations_alone(self):
        self.people["nobody"].active = False
        self.campaign._guarded_write({"is_demo": True})
        self.run_cron()
        self.assertEqual(self.pledge_of("nobody").state, "to_sign")
        self.campaign._guarded_write({"is_demo": False})
        self.run_cron()
        self.assertFalse(self.pledge_of("nobody"))

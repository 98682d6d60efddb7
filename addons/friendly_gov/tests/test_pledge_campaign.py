"""Opening a campaign: for whom pledges are made, by whom, and what refuses."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .pledge_common import PledgeCase


@tagged("post_install", "-at_install")
class TestPledgeCampaign(PledgeCase):
    def draft(self, **vals):
        return self._campaign(state="draft", **vals)

    def by(self, record, login):
        return record.with_user(self.users[login])

    def test_opening_makes_one_pledge_for_each_unit_and_person(self):
        room = self._unit("T-A-P", "Phòng", "division", "commune", parent=self.commune)
        clerk = self.env["hr.employee"].create(
            {"name": "Công chức của phòng", "department_id": room.id}
        )
        campaign = self.draft()
        self.by(campaign, "coordinator").action_open()
        self.assertEqual(campaign.state, "open")
        pledges = campaign.pledge_ids
        units = pledges.filtered(lambda pledge: pledge.level == "unit")
        self.assertEqual(units.unit_id, self.commune | self.other)
        people = pledges - units
        expected = clerk.union(*self.people.values())
        self.assertEqual(people.employee_id, expected)
        own = people.filtered(lambda p: p.employee_id == self.people["staff_a"])
        self.assertEqual(own.user_id, self.users["staff_a"])
        self.assertEqual(own.signer_position, "Công chức")
        self.assertEqual(set(pledges.mapped("state")), {"to_sign"})
        history = self.env["gov.history"].search(
            [("res_model", "=", "gov.pledge"), ("res_id", "in", pledges.ids)]
        )
        self.assertEqual(history.mapped("event"), ["open"] * len(pledges))

    def test_exceptions_and_units_that_ended_do_not_sign(self):
        self.other.gov_date_to = self.today - timedelta(days=1)
        campaign = self.draft(
            scope_unit_ids=[Command.set(self.province.ids)],
            excluded_unit_ids=[Command.set(self.home.ids)],
            signs_people=False,
        )
        campaign.with_user(self.users["manager"]).action_open()
        self.assertEqual(
            campaign.pledge_ids.unit_id,
            self.province | self.office | self.finance | self.party | self.commune,
        )

    def test_the_head_signs_for_the_unit(self):
        self.commune.manager_id = self._employee(self.head_a, self.commune)
        campaign = self.draft()
        self.by(campaign, "coordinator").action_open()
        units = campaign.pledge_ids.filtered(lambda p: p.level == "unit")
        signers = {pledge.unit_id: pledge.user_id for pledge in units}
        self.assertEqual(signers[self.commune], self.head_a)
        self.assertFalse(signers[self.other])

    def test_only_the_organiser_opens_and_only_below_itself(self):
        campaign = self.draft()
        for login in ("officer_a", "staff_a", "leader", "clerk"):
            with self.assertRaises(AccessError):
                self.by(campaign, login).action_open()
        beside = self.draft(
            organizer_unit_id=self.commune.id,
            scope_unit_ids=[Command.set(self.other.ids)],
        )
        with self.assertRaises(AccessError):
            self.by(beside, "officer_a").action_open()
        own = self.draft(
            organizer_unit_id=self.commune.id,
            scope_unit_ids=[Command.set(self.commune.ids)],
        )
        self.by(own, "officer_a").action_open()
        self.assertEqual(own.state, "open")

    def test_units_that_join_later_stand_below_the_organiser(self):
        own = self.draft(
            organizer_unit_id=self.commune.id,
            scope_unit_ids=[Command.set(self.commune.ids)],
        )
        officer = self.by(own, "officer_a")
        officer.action_open()
        for units in (self.other, self.province):
            with self.assertRaises(AccessError), self.cr.savepoint():
                officer.scope_unit_ids = [Command.link(units.id)]
        # Without units the next night would take everybody out.
        with self.assertRaises(UserError), self.cr.savepoint():
            officer.scope_unit_ids = [Command.clear()]
        own.invalidate_recordset()
        self.assertEqual(own.scope_unit_ids, self.commune)
        self.by(own, "manager").scope_unit_ids = [Command.link(self.other.id)]
        officer.action_refresh()
        units = own.pledge_ids.filtered(lambda pledge: pledge.level == "unit")
        self.assertEqual(units.unit_id, self.commune | self.other)
        # What a manager let in does not keep the officer from taking it out.
        officer.scope_unit_ids = [Command.unlink(self.other.id)]

    def test_no_statement_for_each_person(self):
        def cost():
            campaign = self.draft()
            self.env.flush_all()
            self.env.invalidate_all()
            officer = self.by(campaign, "coordinator")
            officer.check_access("write")
            before = self.cr.sql_log_count
            officer.action_open()
            self.env.flush_all()
            return self.cr.sql_log_count - before, len(campaign.pledge_ids)

        cost()
        few, small = cost()
        self.env["hr.employee"].create(
            [
                {"name": f"Người {number}", "department_id": self.commune.id}
                for number in range(54)
            ]
        )
        many, large = cost()
        self.assertEqual((small, large), (6, 60))
        # A record read for another reason may be one more; none is read per person.
        self.assertLessEqual(many, few + 1)

    def test_what_is_missing_is_listed(self):
        code = self._pledge_code(active=False, name="Khung", level="person")
        campaign = self.draft(
            code_id=code.id,
            scope_unit_ids=[Command.clear()],
            date_due=self.today - timedelta(days=1),
        )
        with self.assertRaises(UserError) as caught:
            campaign.action_open()
        self.assertEqual(str(caught.exception).count("\n- "), 4)
        self.assertEqual(campaign.state, "draft")

    def test_a_campaign_opens_once(self):
        campaign = self.draft()
        campaign.action_open()
        count = len(campaign.pledge_ids)
        with self.assertRaises(UserError):
            campaign.action_open()
        self.assertEqual(len(campaign.pledge_ids), count)

    def test_nothing_moves_once_it_is_closed(self):
        campaign = self.draft()
        campaign.action_open()
        self.by(campaign, "coordinator").action_close()
        pledge = campaign.pledge_ids[0]
        with self.assertRaises(UserError):
            pledge._excuse("study")

    def test_excuses(self):
        campaign = self.draft()
        campaign.action_open()
        pledges = campaign.pledge_ids
        mine = pledges.filtered(lambda p: p.user_id == self.users["officer_a"])
        staff = pledges.filtered(lambda p: p.user_id == self.users["staff_a"])
        with self.assertRaises(AccessError):
            self.by(mine, "officer_a")._excuse("study")
        with self.assertRaises(AccessError):
            self.by(staff, "staff_a")._excuse("study")
        with self.assertRaises(UserError):
            self.by(staff, "officer_a")._excuse("other")
        self.by(staff, "officer_a")._excuse("maternity")
        self.assertEqual((staff.state, staff.status), ("excused", "excused"))
        self.by(staff, "officer_a")._unexcuse()
        self.assertEqual(staff.state, "to_sign")
        self.assertFalse(staff.excuse_reason)
        self.by(mine, "coordinator")._retire("mistake")
        self.assertEqual((mine.status, mine.date_retired), ("retired", self.today))

    def test_reasons_are_entered_by_keepers_only(self):
        """Neither by colleagues nor by officers of other units."""
        campaign = self.draft()
        campaign.action_open()
        pledge = campaign.pledge_ids.filtered(
            lambda p: p.user_id == self.users["officer_a"]
        )
        for login in ("staff_a", "leader", "clerk", "officer_b"):
            keeper = self.by(pledge, login)
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    keeper._excuse("study")
                with self.assertRaises(AccessError):
                    keeper._unexcuse()
        self.assertEqual(pledge.state, "to_sign")

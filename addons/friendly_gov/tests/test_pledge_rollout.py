from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..report.queries.rollout_report import RolloutScope, rollout_rows
from .pledge_common import PledgeCase


@tagged("post_install", "-at_install")
class TestPledgeRollout(PledgeCase):
    """Roll-outs take their numbers of pledges from the campaign of their model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rollout = cls._rollout()
        cls.reform = cls.rollout.reform_model_id
        # the unit, one of its people, and one of the division below it
        cls.part = cls._unit("T-A-P", "Phòng A", "division", "commune", cls.commune)
        cls.clinic = cls._unit(
            "T-A-T", "Trạm Y tế", "public_service", parent=cls.commune
        )

    def _link(self, **vals):
        campaign = self._campaign(reform_model_id=self.reform.id, **vals)
        clerk = self._employee(self._user("part", ["staff"], self.part), self.part)
        doctor = self._employee(
            self._user("doctor", ["staff"], self.clinic), self.clinic
        )
        return campaign, [
            self._pledge(campaign, unit=self.commune, user_id=self.head_a.id),
            self._pledge(campaign, self.people["staff_a"]),
            self._pledge(campaign, clerk),
            # an agency of its own, and another commune
            self._pledge(campaign, doctor),
            self._pledge(campaign, self.people["officer_b"]),
        ]

    def _sign(self, *pledges, day=None):
        for pledge in pledges:
            vals = {"state": "signed", "date_signed": day or self.today}
            pledge._history_write(vals, "sign")

    def _dialog(self, **vals):
        dialogs = self.env["gov.rollout.launch"].with_user(self.users["officer_a"])
        return dialogs.create({"rollout_id": self.rollout.id, **vals})

    def _row(self, day):
        scope = RolloutScope([("id", "=", self.rollout.id)], day, day)
        row = next(iter(rollout_rows(self.env, scope)))
        return row["pledge_unit_count"], row["pledge_person_count"]

    def test_declared_where_no_campaign_covers_the_unit(self):
        self.rollout.write({"pledge_unit_count": 5, "pledge_person_count": 21})
        self.assertFalse(self.rollout.pledge_text)
        self.assertEqual(self._row(self.today), (5, 21))
        dialog = self._dialog()
        self.assertEqual(
            (dialog.pledge_unit_count, dialog.pledge_person_count), (5, 21)
        )

    def test_signed_counts_of_the_unit_and_its_parts(self):
        campaign, pledges = self._link()
        unit, person, part, doctor, other = pledges
        self._sign(unit, part, doctor, other)
        self.rollout.invalidate_recordset()
        self.assertEqual(self.rollout.pledge_campaign_id, campaign)
        self.assertEqual(
            self.rollout.pledge_text,
            "units: 1 of 1 signed; persons: 1 of 2 signed",
        )
        self.assertEqual(self.rollout.pledge_signed_count, 2)
        self.assertEqual(self._row(self.today), (1, 1))
        self._sign(person)
        self.assertEqual(self._row(self.today), (1, 2))

    def test_excused_and_retired(self):
        _campaign, (unit, person, part, *_others) = self._link()
        self._sign(unit)
        person._history_write({"state": "excused"}, "excuse")
        part._history_write({"state": "retired"}, "retire")
        self.rollout.invalidate_recordset()
        self.assertEqual(
            self.rollout.pledge_text, "units: 1 of 1 signed; persons: 0 of 0 signed"
        )
        self.assertEqual(self.rollout.pledge_person_open, 0)

    def test_the_newest_campaign_counts_each_level_on_its_own(self):
        _campaign, pledges = self._link()
        self._sign(*pledges)
        newer = self._campaign(reform_model_id=self.reform.id)
        self._pledge(newer, self.people["staff_a"])
        self.rollout.invalidate_recordset()
        self.assertEqual(
            self.rollout.pledge_text, "units: 1 of 1 signed; persons: 0 of 1 signed"
        )

    def test_drafts_and_illustrations_do_not_count(self):
        self._campaign(state="draft", reform_model_id=self.reform.id)
        campaign, _pledges = self._link()
        campaign._guarded_write({"is_demo": True})
        self.rollout.invalidate_recordset()
        self.assertFalse(self.rollout.pledge_campaign_id)
        campaign._guarded_write({"is_demo": False})
        self.rollout.invalidate_recordset()
        self.assertEqual(self.rollout.pledge_campaign_id, campaign)

    def test_reports_on_earlier_days_stay(self):
        before = self.today - timedelta(days=2)
        with freeze_time(f"{before} 02:00:00"):
            self.rollout.write({"pledge_unit_count": 5, "pledge_person_count": 21})
        with freeze_time(f"{self.today - timedelta(days=1)} 02:00:00"):
            _campaign, pledges = self._link()
            self._sign(pledges[1])
        self._sign(pledges[0], pledges[2])
        self.assertEqual(self._row(before), (5, 21))
        # opened: one person signed, not yet the unit
        self.assertEqual(self._row(self.today - timedelta(days=1)), (None, 1))
        self.assertEqual(self._row(self.today), (1, 2))

    def test_the_model_of_an_open_campaign_stays(self):
        campaign, _pledges = self._link()
        campaign.write({"reform_model_id": self.reform.id})
        with self.assertRaisesRegex(UserError, "its reform model stays"):
            campaign.write({"reform_model_id": False})

    def test_the_launch_is_filled_in_and_waits_only_if_the_office_wants(self):
        _campaign, pledges = self._link()
        self._sign(pledges[0])
        self.rollout.invalidate_recordset()
        dialog = self._dialog()
        self.assertEqual((dialog.pledge_unit_count, dialog.pledge_person_count), (1, 0))
        keys = [item.key for item in self.rollout._get_launch_gaps()]
        self.assertNotIn("pledges", keys)
        self.env.company.gov_launch_needs_pledges = True
        item = self.rollout._get_launch_gaps()[-1]
        self.assertEqual(item.key, "pledges")
        self.assertEqual(item.detail, "units: 1 of 1 signed; persons: 0 of 2 signed")
        self._sign(pledges[1])
        pledges[2]._history_write({"state": "excused"}, "excuse")
        self.rollout.invalidate_recordset()
        keys = [item.key for item in self.rollout._get_launch_gaps()]
        self.assertNotIn("pledges", keys)

    def test_without_a_campaign_nothing_is_waited_for(self):
        self.env.company.gov_launch_needs_pledges = True
        keys = [item.key for item in self.rollout._get_launch_gaps()]
        self.assertNotIn("pledges", keys)

    def test_a_page_of_rollouts_costs_one_query(self):
        self._link()
        rollouts = self.rollout | self._rollout(self.other)
        rollouts.mapped("launch_missing")
        self.env.flush_all()
        names = [n for n in rollouts._fields if n.startswith("pledge_")]
        rollouts.invalidate_recordset([n for n in names if "_count" not in n])
        with self.assertQueryCount(1):
            rollouts.mapped("pledge_text")

    def test_buttons_between_both(self):
        campaign, pledges = self._link()
        rollout = self.rollout.with_user(self.users["officer_a"])
        domain = rollout.action_open_pledges()["domain"]
        found = self.env["gov.pledge"].with_user(rollout.env.user).search(domain)
        self.assertEqual(found.ids and set(found.ids), {p.id for p in pledges[:4]})
        campaign = campaign.with_user(self.users["coordinator"])
        self.assertEqual(campaign.rollout_count, 1)
        domain = campaign.action_open_rollouts()["domain"]
        self.assertEqual(self.env["gov.rollout"].search(domain), self.rollout)


@tagged("post_install", "-at_install")
class TestPledgeHandover(PledgeCase):
    """Pledges of a unit go over; the own one never does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign()
        cls.unit = cls._pledge(
            cls.campaign, unit=cls.commune, user_id=cls.users["staff_a"].id
        )
        cls.own = cls._pledge(cls.campaign, cls.people["staff_a"])
        cls.far = cls._pledge(
            cls.campaign, unit=cls.other, user_id=cls.users["staff_a"].id
        )

    def _dialog(self, login="officer_a", **vals):
        dialogs = self.env["gov.handover"].with_user(self.users[login])
        values = {
            "role": "owner",
            "from_user_id": self.users["staff_a"].id,
            "to_user_id": self.head_a.id,
            "reason": "Chuyển công tác",
            "pledge_authority": "kt",
        }
        return dialogs.create(values | vals)

    def test_the_successor_signs_for_the_unit(self):
        dialog = self._dialog()
        self.assertEqual(dialog.pledge_ids, self.unit)
        dialog.action_confirm()
        self.assertEqual(self.unit.user_id, self.head_a)
        self.assertEqual(self.unit.authority, "kt")
        self.assertEqual(self.own.user_id, self.users["staff_a"])

    def test_pledges_of_others_are_refused(self):
        for pledge in (self.far, self.own):
            with self.assertRaises(UserError):
                self._dialog(pledge_ids=pledge.ids).action_confirm()

    def test_the_account_of_a_person_is_followed(self):
        account = self._user("staff_new", ["staff"], self.commune)
        self.people["staff_a"].user_id = account
        self.assertEqual(self.own.user_id, account)
        # who signs for the unit is named, not found out
        self.assertEqual(self.unit.user_id, self.users["staff_a"])

    def test_what_is_signed_keeps_the_account(self):
        self.own._history_write({"state": "signed"}, "sign")
        self.people["staff_a"].user_id = self._user("s2", ["staff"], self.commune)
        self.assertEqual(self.own.user_id, self.users["staff_a"])

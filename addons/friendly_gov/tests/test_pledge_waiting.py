from odoo.fields import Command
from odoo.tests import tagged

from .pledge_common import PledgeCase


@tagged("post_install", "-at_install")
class TestPledgeWaiting(PledgeCase):
    """For whom a pledge waits: a signature, a name, or a pen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign()
        cls.mine = cls._pledge(cls.campaign, cls.people["staff_a"])
        cls.paper = cls._pledge(cls.campaign, cls.people["nobody"])
        cls.unit = cls._pledge(
            cls.campaign, unit=cls.commune, user_id=cls.users["officer_a"].id
        )
        cls.nameless = cls._pledge(cls.campaign, unit=cls.other)
        cls.all = cls.mine | cls.paper | cls.unit | cls.nameless

    def _waiting(self, pledges=None):
        pledges = self.all if pledges is None else pledges
        pledges.invalidate_recordset()
        return pledges.mapped("waiting")

    def test_each_kind(self):
        self.assertEqual(self._waiting(), ["sign", "paper", "sign", "name_signer"])
        self.assertEqual(
            self.all.mapped("waiting_for"),
            [
                self.people["staff_a"].name,
                "Người chưa có tài khoản (on paper)",
                self.users["officer_a"].name,
                "Name who signs",
            ],
        )

    def test_nothing_is_waited_for_when_signed_excused_or_closed(self):
        self.mine._history_write({"state": "signed"}, "sign")
        self.paper._history_write({"state": "excused"}, "excuse")
        self.assertEqual(self._waiting(), [False, False, "sign", "name_signer"])
        self.campaign._guarded_write({"state": "closed"})
        self.assertEqual(self._waiting(), [False] * 4)
        self.assertEqual(set(self.all.mapped("waiting_for")), {False})

    def test_a_signer_who_left_is_named_anew(self):
        self.users["officer_a"].gov_unit_ids = [Command.set(self.other.ids)]
        self.assertEqual(self._waiting(self.unit), ["name_signer"])
        self.users["officer_a"].gov_unit_ids = [Command.set(self.province.ids)]
        self.assertEqual(self._waiting(self.unit), ["sign"])
        self.users["officer_a"].active = False
        self.assertEqual(self._waiting(self.unit), ["name_signer"])

    def test_the_head_of_the_unit_signs_from_anywhere(self):
        head = self._employee(self.users["coordinator"], self.home)
        self.unit._history_write({"user_id": self.users["coordinator"].id}, "write")
        self.assertEqual(self._waiting(self.unit), ["name_signer"])
        self.commune.manager_id = head
        self.assertEqual(self._waiting(self.unit), ["sign"])

    def test_no_role_means_paper(self):
        user = self.users["staff_a"]
        self.assertTrue(self.mine.has_account)
        user.group_ids = [Command.unlink(self.env.ref("friendly_gov.group_user").id)]
        self.assertEqual(self._waiting(self.mine), ["paper"])
        self.assertFalse(self.mine.has_account)
        user.group_ids = [Command.link(self.env.ref("friendly_gov.group_leader").id)]
        self.assertEqual(self._waiting(self.mine), ["sign"])

    def test_search_and_groups_tell_the_same(self):
        pledges = self.env["gov.pledge"]
        here = [("campaign_id", "=", self.campaign.id)]
        for kind in ("sign", "name_signer", "paper"):
            found = pledges.search([*here, ("waiting", "=", kind)])
            self.assertEqual(
                found, found & self.all.filtered(lambda p, k=kind: p.waiting == k)
            )
            self.assertTrue(found)
        self.assertEqual(
            pledges.search([*here, ("has_account", "=", False)]),
            self.all.filtered(lambda pledge: not pledge.has_account),
        )
        self.assertEqual(
            pledges.search([*here, ("has_account", "=", True)]), self.mine | self.unit
        )
        groups = pledges._read_group(here, ["waiting"], ["__count"])
        self.assertEqual(dict(groups), {"sign": 2, "paper": 1, "name_signer": 1})

    def test_one_query_a_page(self):
        self.env.flush_all()
        # What is kept by the framework is read once for all.
        self.all.mapped("waiting_for"), self.all.mapped("has_account")
        self.all.invalidate_recordset(["waiting", "waiting_for", "has_account"])
        with self.assertQueryCount(1):
            self.all.mapped("waiting_for")
        with self.assertQueryCount(1):
            self.all.mapped("has_account")

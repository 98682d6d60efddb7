from datetime import timedelta

from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .pledge_common import PledgeCase


@tagged("post_install", "-at_install")
class TestPledgeLeader(PledgeCase):
    """Who has not signed, for leaders of own and followed units."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.due = cls.today - timedelta(days=12)
        cls.campaign = cls._campaign(date_due=cls.due)
        cls.unit_a = cls._pledge(cls.campaign, unit=cls.commune)
        cls.unit_b = cls._pledge(cls.campaign, unit=cls.other)
        cls.exempt = cls._pledge(cls.campaign, unit=cls.party)
        cls.of = {name: cls._pledge(cls.campaign, e) for name, e in cls.people.items()}
        cls.action = cls.env.ref("friendly_gov.gov_pledge_action_unsigned")

    def listed(self, user):
        """Pledges that the page shows to ``user`` once its filter is taken off."""
        domain = safe_eval(self.action.domain)
        domain.append(("campaign_id", "=", self.campaign.id))
        return self.env["gov.pledge"].with_user(user).search(domain).sudo()

    def test_days_late(self):
        self.assertEqual(self.unit_a.days_late, 12)
        self.assertEqual(self.exempt.days_late, 0)
        vals = {"state": "signed", "method": "paper", "date_signed": self.today}
        self.unit_a._history_write(vals, "sign")
        self.assertEqual(self.unit_a.days_late, 0)
        with freeze_time(f"{self.due} 02:00:00"):
            self.env.invalidate_all()
            self.assertEqual(self.unit_b.days_late, 0)

    def test_own_and_followed_units(self):
        own = self.unit_a | self.of["staff_a"] | self.of["officer_a"]
        self.assertEqual(self.listed(self.head_a), own)
        self.head_a.gov_follow_unit_ids = [Command.set(self.other.ids)]
        theirs = self.unit_b | self.of["officer_b"] | self.of["nobody"]
        self.assertEqual(self.listed(self.head_a), own | theirs)
        signed = {"state": "signed", "method": "paper", "date_signed": self.today}
        self.of["staff_a"]._history_write(signed, "sign")
        excused = {"state": "excused", "excuse_reason": "study"}
        self.of["officer_a"]._history_write(excused, "excuse")
        self.assertEqual(self.listed(self.head_a), self.unit_a | theirs)

    def test_counts_of_units(self):
        """The panel beside the list counts what the list shows, unit by unit."""
        user = self.users["leader"]
        pledges = self.env["gov.pledge"].with_user(user)
        pledges = pledges.with_context(hierarchical_naming=False)
        found = pledges.search_panel_select_range(
            "unit_id",
            enable_counters=True,
            hierarchize=False,
            search_domain=[("campaign_id", "=", self.campaign.id)],
            category_domain=[],
            filter_domain=[],
            comodel_domain=[],
            expand=False,
            limit=None,
        )
        counts = {row["display_name"]: row["__count"] for row in found["values"]}
        wanted = {"Xã A": 3, "Xã B": 3, "Ban Dân vận Tỉnh ủy X": 1}
        self.assertEqual(counts, wanted)

    def test_views_and_menus(self):
        for name in ("unsigned", "progress"):
            action = self.env.ref(f"friendly_gov.gov_pledge_action_{name}")
            menu = self.env.ref(f"friendly_gov.gov_pledge_menu_{name}")
            self.assertEqual(menu.action, action)
            for login, shown in (("leader", True), ("officer_a", True)):
                menus = self.env["ir.ui.menu"].with_user(self.users[login])
                self.assertEqual(menu.id in menus._visible_menu_ids(), shown)
            staff = self.env["ir.ui.menu"].with_user(self.users["staff_a"])
            self.assertNotIn(menu.id, staff._visible_menu_ids())
            pledges = self.env["gov.pledge"].with_user(self.users["leader"])
            for view, kind in action.views:
                arch = pledges.get_view(view, kind)["arch"]
                self.assertIn(f"<{kind}", arch)
            self.assertIn(
                "searchpanel",
                pledges.get_view(action.search_view_id.id, "search")["arch"],
            )
        favourite = self.env.ref("friendly_gov.filter_pledge_unsigned_by_unit")
        domain = safe_eval(favourite.domain)
        self.assertIn(self.unit_a, self.env["gov.pledge"].search(domain))
        self.assertEqual(safe_eval(favourite.context), {"group_by": ["unit_id"]})

    def test_statuses_of_the_pivot(self):
        domain = [("campaign_id", "=", self.campaign.id)]
        pledges = self.env["gov.pledge"].with_user(self.users["leader"])
        for name in ("status", "unit_id"):
            self.assertTrue(pledges.fields_get([name])[name]["groupable"])
        rows = pledges._read_group(domain, ["unit_id", "status"], ["__count"])
        found = {(unit.name, status): count for unit, status, count in rows}
        wanted = {
            ("Xã A", "unsigned_late"): 3,
            ("Xã B", "unsigned_late"): 3,
            ("Ban Dân vận Tỉnh ủy X", "unsigned"): 1,
        }
        self.assertEqual(found, wanted)

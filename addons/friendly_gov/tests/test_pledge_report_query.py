from collections import Counter
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..report.queries import pledge_report, pledge_status
from .pledge_common import PledgeCase

REASONS = pledge_report.REASON_KEYS


@tagged("post_install", "-at_install")
class TestPledgeReportQuery(PledgeCase):
    """Commune A: its own pledge and two people; commune B: its own and two people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yesterday = cls.today - timedelta(days=1)
        cls.tomorrow = cls.today + timedelta(days=1)
        cls.campaign = cls._campaign(date_due=cls.yesterday)
        cls.unit_a = cls._pledge(cls.campaign, unit=cls.commune)
        cls.unit_b = cls._pledge(cls.campaign, unit=cls.other)
        cls.people_pledges = {
            name: cls._pledge(cls.campaign, employee)
            for name, employee in cls.people.items()
        }

    def rows(self, as_of=None, user="manager", **kwargs):
        env = self.env(user=self.users[user])
        domain = [("campaign_id", "=", self.campaign.id)]
        rows = pledge_report.progress_rows(env, as_of, domain, **kwargs)
        return {(row["unit_id"], row["level"]): row for row in rows}

    def event(self, pledge, event, day=None, **vals):
        with freeze_time(f"{day or self.today} 02:00:00"):
            pledge._history_write(vals, event)

    def sign(self, pledge, day=None, signed_on=None):
        day = day or self.today
        vals = {"state": "signed", "method": "paper"}
        self.event(pledge, "sign", day, date_signed=signed_on or day, **vals)

    def figures(self, row):
        keys = ("total", *pledge_report.COUNTED, "retired")
        return {key: row[key] for key in keys if row[key]}

    def test_every_code_is_counted_once(self):
        self.assertEqual(
            set(pledge_report.COUNTED) | {"retired"}, set(pledge_status.CODES)
        )
        reasons = dict(self.env["gov.pledge"]._fields["excuse_reason"].selection)
        self.assertEqual(set(pledge_report.REASONS), set(reasons))

    def test_figures(self):
        staff, officer = (self.people_pledges[n] for n in ("staff_a", "officer_a"))
        self.sign(self.unit_a, signed_on=self.yesterday)
        self.sign(staff, signed_on=self.today)
        self.event(officer, "excuse", state="excused", excuse_reason="maternity")
        self.event(
            self.people_pledges["nobody"],
            "retire",
            state="retired",
            retire_reason="left",
        )
        rows = self.rows()
        found = {key: self.figures(row) for key, row in rows.items()}
        self.assertEqual(
            found,
            {
                (self.commune.id, "unit"): {"total": 1, "signed_on_time": 1},
                (self.commune.id, "person"): {
                    "total": 2,
                    "signed_late": 1,
                    "excused": 1,
                },
                (self.other.id, "unit"): {"total": 1, "unsigned_late": 1},
                (self.other.id, "person"): {
                    "total": 1,
                    "unsigned_late": 1,
                    "retired": 1,
                },
            },
        )
        people = rows[self.commune.id, "person"]
        self.assertEqual([people[key] for key in REASONS], [1, 0, 0, 0, 0])
        self.assertEqual((people["signed"], people["signed_share"]), (1, 0.5))
        self.assertEqual(rows[self.other.id, "unit"]["signed_share"], 0)

    def test_nothing_counted_has_no_share(self):
        self.event(self.unit_b, "retire", state="retired")
        row = self.rows()[self.other.id, "unit"]
        self.assertEqual((row["total"], row["signed_share"]), (0, None))
        self.assertEqual(row["retired"], 1)

    def test_bodies_never_counted_late(self):
        front = self._unit("T-MT", "Ủy ban MTTQ tỉnh X", "party")
        self._pledge(self.campaign, unit=self.party)
        signed = self._pledge(self.campaign, unit=front)
        self.sign(signed)
        for as_of in (None, self.today):
            rows = self.rows(as_of)
            self.assertEqual(
                self.figures(rows[self.party.id, "unit"]), {"total": 1, "unsigned": 1}
            )
            self.assertEqual(
                self.figures(rows[front.id, "unit"]),
                {"total": 1, "signed_on_time": 1},
            )

    def test_reasons_are_for_officers_and_leaders(self):
        staff = self.people_pledges["staff_a"]
        self.event(staff, "excuse", state="excused", excuse_reason="study")
        # head_a leads commune A.
        self.users["head_a"] = self.head_a
        cases = {"manager": 1, "officer_a": 1, "head_a": 1, "staff_a": None}
        for user, wanted in cases.items():
            for as_of in (None, self.today):
                with self.subTest(f"{user} {as_of}"):
                    row = self.rows(as_of, user)[self.commune.id, "person"]
                    self.assertEqual(row["excused"], 1)
                    self.assertEqual(row["excused_study"], wanted)

    def test_rights(self):
        everything = set(self.rows())
        self.assertEqual(len(everything), 4)
        mine = {key for key in everything if key[0] == self.commune.id}
        for user in ("officer_a", "staff_a"):
            self.assertEqual(set(self.rows(user=user)), mine)
            self.assertEqual(set(self.rows(self.today, user)), mine)
        self.assertEqual(self.rows(user="no_scope"), {})

    def test_only_these_units(self):
        for as_of in (None, self.today):
            found = self.rows(as_of, unit_ids=self.other.ids)
            self.assertEqual({unit for unit, _level in found}, {self.other.id})
            self.assertEqual(self.rows(as_of, unit_ids=()), {})

    def test_a_past_day_does_not_move(self):
        staff, officer = (self.people_pledges[n] for n in ("staff_a", "officer_a"))
        self.sign(staff)
        before = self.rows(self.today)
        self.assertEqual(self.rows(), before)
        self.sign(officer, self.tomorrow)
        self.sign(self.unit_b, self.tomorrow, signed_on=self.yesterday)
        gone = {"state": "retired", "retire_reason": "moved", "unit_id": self.home.id}
        self.event(staff, "retire", self.tomorrow, date_retired=self.yesterday, **gone)
        self.campaign._guarded_write({"state": "closed", "date_closed": self.tomorrow})
        self.assertEqual(self.rows(self.today), before)
        with freeze_time(f"{self.tomorrow} 02:00:00"):
            after = self.rows()
            self.assertEqual(self.rows(self.tomorrow), after)
        self.assertEqual(after[self.other.id, "unit"]["signed_on_time"], 1)
        self.assertEqual(after[self.home.id, "person"]["retired"], 1)
        self.assertEqual(self.rows(self.yesterday), {})

    def test_subtree(self):
        village = self._unit("A-1", "Bản 1", "people_committee", parent=self.commune)
        self.sign(self._pledge(self.campaign, unit=village))
        units = self.province | self.commune | self.finance
        for as_of in (None, self.today):
            env = self.env(user=self.users["manager"])
            domain = [("campaign_id", "=", self.campaign.id)]
            found = pledge_report.subtree_rows(env, units.ids, as_of, domain)
            self.assertEqual(set(found), {self.province.id, self.commune.id})
            self.assertEqual(found[self.commune.id]["total"], 4)
            self.assertEqual(found[self.province.id]["total"], 7)
            self.assertEqual(found[self.commune.id]["signed_late"], 1)
            self.assertEqual(found[self.commune.id]["signed_share"], 0.25)

    def test_equals_the_list(self):
        """What the screen groups by status is what the query counts."""
        self.sign(self.unit_a, signed_on=self.yesterday)
        self.sign(self.people_pledges["staff_a"])
        excused = self.people_pledges["officer_a"]
        self.event(excused, "excuse", state="excused", excuse_reason="other")
        self.event(self.unit_b, "retire", state="retired")
        for user in ("manager", "officer_a", "officer_b"):
            pledges = self.env["gov.pledge"].with_user(self.users[user])
            domain = [("campaign_id", "=", self.campaign.id)]
            groups = dict(pledges._read_group(domain, ["status"], ["__count"]))
            counted = Counter()
            for row in self.rows(user=user).values():
                counted.update({code: row[code] for code in pledge_status.CODES})
            self.assertEqual(+counted, Counter(groups), user)
            self.assertTrue(groups)

    def test_order_and_names_of_the_sheet(self):
        village = self._unit("A-1", "Bản 1", "people_committee", parent=self.commune)
        self._pledge(self.campaign, unit=village)
        later = self._campaign(name="Đợt 2", date_due=self.tomorrow)
        self._pledge(later, unit=self.other)
        scope = pledge_report.PledgeScope(
            [("campaign_id", "in", (self.campaign | later).ids)], self.today
        )
        rows = pledge_report.unit_rows(self.env, scope)
        found = [(r["campaign_name"], r["unit_name"], r["level"]) for r in rows]
        first = self.campaign.name
        self.assertEqual(
            found,
            [
                ("Đợt 2", "Xã B", "unit"),
                (first, "Xã A", "unit"),
                (first, "Xã A", "person"),
                (first, "Bản 1", "unit"),
                (first, "Xã B", "unit"),
                (first, "Xã B", "person"),
            ],
        )
        self.assertEqual(pledge_report.count_pledges(self.env, scope), 8)
        # What was closed before the period began is told no more.
        self.campaign._guarded_write({"state": "closed", "date_closed": self.yesterday})
        for first_day, count in ((self.yesterday, 8), (self.today, 1)):
            told = scope._replace(date_from=first_day)
            self.assertEqual(pledge_report.count_pledges(self.env, told), count)

    def test_number_of_statements(self):
        env = self.env(user=self.users["manager"])
        domain = [("campaign_id", "=", self.campaign.id)]
        for as_of in (None, self.today):
            # Rules and access lines are read once a user.
            pledge_report.progress_rows(env, as_of, domain)
            self.env.flush_all()
            with self.assertQueryCount(1):
                pledge_report.progress_rows(env, as_of, domain)
            with self.assertQueryCount(1):
                pledge_report.subtree_rows(env, self.commune.ids, as_of, domain)

from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..report.queries import pledge_reviews
from .pledge_review_common import PledgeReviewCase

BEFORE, BETWEEN, AFTER = date(2022, 7, 1), date(2022, 7, 10), date(2022, 7, 20)


@tagged("post_install", "-at_install")
class TestPledgeReviewsQuery(PledgeReviewCase):
    """Sums by unit and statement, today and as of a day; targets of the period."""

    def rows(self, user=None, **kwargs):
        env = self.env if user is None else self.env(user=user)
        kwargs.setdefault("domain", [("campaign_id", "=", self.campaign.id)])
        rows = pledge_reviews.statement_rows(env, **kwargs)
        return {
            (row["unit_id"], row["level"], row["period_id"], row["statement"]): row
            for row in rows
        }

    def person_row(self, rows, statement="xin chào", period=None):
        period = period or self.half
        return rows[self.commune.id, "person", period.id, statement]

    def levels(self, row, kind="self"):
        return [row[f"{kind}_{level}"] for level in pledge_reviews.LEVELS]

    def test_sums(self):
        """Commune A: two people and the unit; one self-review, one from above."""
        own = self._review(self.users["staff_a"])
        own.line_ids[1].assessment = "partly"
        own.action_send()
        self._sent(self.head_a, kind="supervisor", level="well")
        self._review(self.users["officer_a"], self.officer_pledge)
        rows = self.rows()
        row = self.person_row(rows)
        self.assertEqual(
            [row[name] for name in ("pledge_count", "self_count", "supervisor_count")],
            [2, 1, 1],
        )
        # The draft of the officer counts nowhere.
        self.assertEqual(row["not_reviewed_count"], 1)
        self.assertEqual(self.levels(row), [0, 1, 0, 0])
        self.assertEqual(row["supervisor_well"], 1)
        row = self.person_row(rows, "xin lỗi")
        self.assertEqual(self.levels(row), [0, 0, 1, 0])
        # Who has no review at all stands there too: 3 groups × 4 statements.
        self.assertEqual(len(rows), 12)
        unit = rows[self.commune.id, "unit", self.half.id, "xin phép"]
        self.assertEqual((unit["pledge_count"], unit["not_reviewed_count"]), (1, 1))

    def test_returned_and_replaced_count_no_more(self):
        first = self._sent(self.users["staff_a"])
        other = self._sent(self.users["officer_a"], self.officer_pledge)
        first.with_user(self.head_a)._return("Chưa rõ")
        action = other.action_correct()
        new = other.browse(action["res_id"])
        new.line_ids.assessment = "not"
        new.action_send()
        row = self.person_row(self.rows())
        self.assertEqual((row["self_count"], row["not_reviewed_count"]), (1, 1))
        self.assertEqual((row["self_kept"], row["self_not"]), (0, 1))

    def test_periods_asked_for(self):
        self.assertFalse(self.rows())
        rows = self.rows(period_ids=self.nine.ids)
        row = self.person_row(rows, period=self.nine)
        self.assertEqual((row["pledge_count"], row["self_count"]), (2, 0))
        # One in which the pledge did not hold has no rows.
        late = self._period("half", 2023)
        self.assertFalse(self.rows(period_ids=late.ids))
        rows = self.rows(period_ids=self.nine.ids, unit_ids=self.other.ids)
        self.assertEqual({key[0] for key in rows}, {self.other.id})

    def _target(self, statement, period, target):
        vals = {"statement_id": statement.id, "period_id": period.id}
        return self.env["gov.pledge.target"].create(vals | {"target": target})

    def test_only_the_target_of_the_same_period(self):
        """90 in the half-year is no failure of the 98 of the year."""
        code = self._measured_code()
        statement = code.group_ids.statement_ids[1]
        self._target(statement, self.year, 98)
        self._target(statement, self.nine, 95)
        campaign = self._campaign(code_id=code.id, date_from=date(2021, 11, 1))
        pledge = self._signed(unit=self.commune, campaign=campaign)
        lines = self.env["gov.pledge.review.line"]
        for period, value in ((self.half, 90), (self.nine, 95), (self.year, 97)):
            review = self._review(self.users["officer_a"], pledge, period=period)
            review.line_ids[1].value_text = str(value)
            review.action_send()
            lines |= review.line_ids[1]
        self.assertEqual(lines.mapped("outcome"), ["no_target", "met", "not_met"])
        self.assertEqual(lines.mapped("has_target"), [False, True, True])
        rows = self.rows(domain=[("campaign_id", "=", campaign.id)])
        found = [
            [row[name] for name in ("value_count", "milestone_count", "compared_count")]
            + [row["met_count"]]
            for row in (
                rows[self.commune.id, "unit", period.id, statement.name]
                for period in (self.half, self.nine, self.year)
            )
        ]
        self.assertEqual(found, [[1, 1, 0, 0], [1, 0, 1, 1], [1, 0, 1, 0]])
        # What was compared stays.
        with self.assertRaises(UserError):
            self.env["gov.pledge.target"].search(
                [("period_id", "=", self.nine.id)]
            ).target = 99

    def test_lower_is_better_running_and_exempt(self):
        code = self._measured_code()
        statement = code.group_ids.statement_ids[1]
        statement._guarded_write({"direction": "down"})
        today = self.env.company._gov_today()
        running = self._period("year", today.year)
        self._target(statement, self.year, 5)
        self._target(statement, running, 5)
        campaign = self._campaign(
            code_id=code.id, scope_unit_ids=[Command.set(self.province.ids)]
        )
        pledge = self._signed(unit=self.commune, campaign=campaign)
        party = self._signed(unit=self.party, campaign=campaign)
        party_officer = self._user("party", ["officer"], self.party)
        found = []
        for user, one, period, value in (
            (self.users["officer_a"], pledge, self.year, "5"),
            (self.users["officer_a"], pledge, running, "9"),
            (party_officer, party, self.year, "9"),
        ):
            review = self._review(user, one, period=period)
            review.line_ids[1].value_text = value
            found.append(review.line_ids[1].outcome)
        self.assertEqual(found, ["met", "running", "no_target"])

    def test_readers(self):
        self._sent(self.users["staff_a"])
        rows = self.rows(self.users["staff_a"])
        self.assertEqual({key[1] for key in rows}, {"person"})
        self.assertEqual(self.person_row(rows)["pledge_count"], 1)
        # A colleague counts the own pledge and that of the unit, in no period yet.
        self.assertFalse(self.rows(self.users["officer_a"]))
        rows = self.rows(self.users["officer_a"], period_ids=self.half.ids)
        self.assertEqual(self.person_row(rows)["pledge_count"], 1)
        self.assertEqual(self.person_row(rows)["self_count"], 0)

    def test_screen_and_query_agree(self):
        self._sent(self.users["staff_a"], level="well")
        self._sent(self.users["officer_a"], self.unit_pledge)
        self._sent(self.head_a, kind="supervisor")
        for user in (self.users["leader"], self.head_a, self.users["staff_a"]):
            lines = self.env["gov.pledge.review.line"].with_user(user)
            for kind in pledge_reviews.KINDS:
                groups = lines._read_group(
                    [("state", "=", "sent"), ("kind", "=", kind)],
                    ["unit_id", "level", "name", "assessment"],
                    ["__count"],
                )
                screen = {
                    (unit.id, level, name, assessment): count
                    for unit, level, name, assessment, count in groups
                }
                query = {
                    (unit, level, name, assessment): row[f"{kind}_{assessment}"]
                    for (unit, level, _p, name), row in self.rows(user).items()
                    for assessment in pledge_reviews.LEVELS
                    if row[f"{kind}_{assessment}"]
                }
                with self.subTest(f"{user.login} {kind}"):
                    self.assertEqual(query, screen)

    def test_as_of_a_past_day(self):
        """Sent on 5/7, sent back on 15/7/2022."""
        self.campaign._guarded_write({"is_demo": True})
        self._record_pledges("2021-11-11 03:00:00")
        review = self._review(self.users["staff_a"])
        self._at(review, "2022-06-30 03:00:00")
        review.sudo()._send(recorded_at="2022-07-05 03:00:00")
        review.sudo()._guarded_write({"state": "returned"})
        self._at(review, "2022-07-15 03:00:00")
        counts = []
        for day in (BEFORE, BETWEEN, AFTER):
            rows = self.rows(as_of=day, period_ids=self.half.ids)
            row = self.person_row(rows)
            counts.append((row["self_count"], row["self_kept"]))
        self.assertEqual(counts, [(0, 0), (1, 1), (0, 0)])
        row = self.person_row(self.rows(period_ids=self.half.ids))
        self.assertEqual(row["self_count"], 0)

    def _record_pledges(self, moment):
        pledges = self.pledge | self.officer_pledge
        for pledge in pledges:
            self._at(pledge, moment)

    def _at(self, record, moment):
        """The rows of the history written just now, as if written then."""
        record.flush_recordset()
        self.env.cr.execute(
            """UPDATE gov_history SET recorded_at = %s
                WHERE res_model = %s AND res_id = %s
                  AND recorded_at > (now() AT TIME ZONE 'UTC') - interval '1 hour'""",
            [moment, record._name, record.id],
        )

    def test_cases(self):
        praise = self._case(self.officer_2, kind="praise")
        self._case(self.officer_2)
        taken = self._case(self.officer_2, kind="praise")
        taken._conclude("withdrawn", "Nhập nhầm")
        breach = self._case(self.officer_2, self.officer_pledge)
        breach.with_user(self.head_a)._conclude(
            "breach", None, ("45/KL-UBND", date(2022, 4, 20))
        )
        row = pledge_reviews.case_rows(self.env)
        self.assertEqual(len(row), 1)
        names = ("praise_count", "open_count", "breach_count", "cleared_count")
        self.assertEqual([row[0][name] for name in names], [1, 1, 1, 0])
        self.assertEqual(
            row, pledge_reviews.case_rows(self.env, as_of=self.env.company._gov_today())
        )
        self.assertFalse(
            pledge_reviews.case_rows(self.env(user=self.users["officer_b"]))
        )
        self.assertTrue(praise.exists())

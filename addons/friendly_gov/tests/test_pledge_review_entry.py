from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .pledge_review_common import PledgeReviewCase


@tagged("post_install", "-at_install")
class TestPledgeReviewEntry(PledgeReviewCase):
    """The table of a superior, and who has not reviewed yet."""

    def entry(self, user, period=None):
        return (
            self.env["gov.pledge.review.entry"]
            .with_user(user)
            .create(
                {
                    "campaign_id": self.campaign.id,
                    "period_id": (period or self.half).id,
                }
            )
        )

    def test_rows_are_those_whose_superior_one_is(self):
        entry = self.entry(self.head_a)
        self.assertEqual(entry.line_ids.pledge_id, self.pledge | self.officer_pledge)
        entry = self.entry(self.users["leader"])
        self.assertEqual(len(entry.line_ids), 4)
        entry = self.entry(self.users["coordinator"])
        self.assertEqual(entry.line_ids.pledge_id, self.unit_pledge)
        self.assertFalse(self.entry(self.users["staff_a"]).line_ids)

    def test_saved_at_once(self):
        self._sent(self.users["staff_a"])
        entry = self.entry(self.head_a)
        first, second = entry.line_ids.sorted(lambda row: row.pledge_id != self.pledge)
        self.assertIn("4", first.self_text)
        self.assertEqual(second.self_text, "Not yet")
        self.assertEqual(entry.missing_count, 2)
        with self.assertRaises(UserError):
            entry.action_save()
        first.assessment = "well"
        first.note = "Tận tình"
        entry.action_save()
        review = self.pledge.review_ids.filtered(lambda r: r.kind == "supervisor")
        self.assertEqual(review.state, "sent")
        self.assertEqual(review.author_id, self.head_a)
        self.assertEqual(review.line_ids.mapped("assessment"), ["well"] * 4)
        self.assertEqual(review.note, "Tận tình")
        self.assertFalse(self.officer_pledge.review_ids)
        again = self.entry(self.head_a)
        self.assertEqual(again.line_ids.pledge_id, self.officer_pledge)

    def test_many_cost_no_statement_each(self):
        """Twelve people cost as many statements as three, but for a few batches."""
        counts = []
        for number in (3, 12):
            campaign = self._campaign(
                date_from=date(2021, 11, 1), date_to=date(2022, 10, 31)
            )
            for index in range(number):
                employee = self.env["hr.employee"].create(
                    {"name": f"x{number}-{index}", "department_id": self.commune.id}
                )
                self._signed(employee, campaign=campaign)
            entry = self.env["gov.pledge.review.entry"].with_user(self.head_a)
            entry = entry.create(
                {"campaign_id": campaign.id, "period_id": self.half.id}
            )
            entry.line_ids.assessment = "kept"
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            entry.action_save()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 9)

    def test_a_made_up_row_is_refused(self):
        entry = self.entry(self.head_a)
        with self.assertRaises(AccessError):
            entry.write(
                {
                    "line_ids": [
                        Command.create(
                            {"pledge_id": self.far_pledge.id, "assessment": "not"}
                        )
                    ]
                }
            )
            entry.action_save()
        self.assertFalse(self.far_pledge.review_ids)

    def test_who_has_not_reviewed_yet(self):
        self._sent(self.users["staff_a"])
        action = self.entry(self.users["leader"]).action_open_unreviewed()
        pledges = self.env["gov.pledge"].with_user(self.users["leader"])
        found = pledges.search(action["domain"])
        wanted = self.officer_pledge | self.far_pledge | self.unit_pledge
        self.assertEqual(found, wanted)
        # A period in which the pledge did not hold asks nothing of anybody.
        late = self._period("half", 2023)
        self.assertFalse(pledges.search([("unreviewed_period_id", "=", late.id)]))

    def test_a_dialog_of_another_user(self):
        entry = self.entry(self.head_a)
        entry.line_ids.assessment = "not"
        with self.assertRaises(AccessError):
            entry.with_user(self.users["officer_b"]).action_save()

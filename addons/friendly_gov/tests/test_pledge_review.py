from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .pledge_common import FOUR_ASKS
from .pledge_review_common import PledgeReviewCase


@tagged("post_install", "-at_install")
class TestPledgeReview(PledgeReviewCase):
    """Life of a review: what is made, what is missing, what stays."""

    def test_lines_are_what_was_signed(self):
        review = self._review(self.users["staff_a"], level=None)
        self.assertEqual(tuple(review.line_ids.mapped("name")), FOUR_ASKS)
        self.assertEqual(review.line_ids.mapped("sequence"), [1, 2, 3, 4])
        self.assertEqual(set(review.line_ids.mapped("group_name")), {"4 xin"})
        self.assertEqual(
            review.line_ids.statement_id, self.code.group_ids.statement_ids
        )

    def test_sent_once_every_statement_has_a_level(self):
        review = self._review(self.users["staff_a"], level=None)
        review.line_ids[:3].assessment = "kept"
        with self.assertRaisesRegex(UserError, "statement 4"):
            review.action_send()
        self.assertEqual(review.state, "draft")
        review.line_ids[3].assessment = "partly"
        self.assertFalse(review.waiting_text)
        review.action_send()
        self.assertEqual(review.state, "sent")
        self.assertEqual(review.date_sent, self.env.company._gov_today())

    def test_levels_by_the_buttons_of_a_phone(self):
        line = self._review(self.users["staff_a"], level=None).line_ids[0]
        line.with_context(gov_assessment="well").action_assess()
        self.assertEqual(line.assessment, "well")
        line.with_context(gov_assessment="well").action_assess()
        self.assertFalse(line.assessment)
        with self.assertRaises(UserError):
            line.with_context(gov_assessment="excellent").action_assess()

    def test_only_signed_pledges(self):
        other = self._pledge(self.campaign, unit=self.other)
        officer = self.users["officer_b"]
        with self.assertRaisesRegex(ValidationError, "not signed"):
            self._review(officer, other)

    def test_period_in_which_the_pledge_held(self):
        user = self.users["staff_a"]
        for kind, year in (("half", 2023), ("half", 2021)):
            with self.subTest(year), self.assertRaises(ValidationError):
                self._review(user, period=self._period(kind, year))
        # 2021 as a whole ends after 11/11/2021, when it was signed.
        self._review(user, period=self._period("year", 2021))

    def test_no_period_to_come(self):
        today = self.env.company._gov_today()
        campaign = self._campaign()
        pledge = self._signed(self.people["staff_a"], campaign=campaign)
        with self.assertRaises(ValidationError):
            self._review(
                self.users["staff_a"],
                pledge,
                period=self._period("year", today.year + 1),
            )

    def test_the_latest_period_that_is_over_is_proposed(self):
        self.assertEqual(self.pledge._get_review_period(), self.year)
        self.year.unlink()
        self.assertEqual(self.pledge._get_review_period(), self.nine)
        (self.nine | self.half).unlink()
        with self.assertRaises(UserError):
            self.pledge._get_review_period()

    def test_one_button_begins_and_finds_it_again(self):
        pledge = self.pledge.with_user(self.users["staff_a"])
        first = pledge.action_self_review()
        self.assertEqual(first["res_id"], pledge.action_self_review()["res_id"])
        review = pledge.env["gov.pledge.review"].browse(first["res_id"])
        self.assertEqual((review.kind, review.period_id), ("self", self.year))

    def test_new_by_the_form(self):
        reviews = self.env["gov.pledge.review"].with_user(self.users["staff_a"])
        with Form(reviews) as form:
            form.pledge_id = self.pledge
            form.period_id = self.half
        self.assertEqual(len(form.record.line_ids), 4)

    def test_what_was_sent_stays(self):
        review = self._sent(self.users["staff_a"])
        line = review.line_ids[0]
        for record, vals in (
            (review, {"note": "x"}),
            (review, {"period_id": self.year.id}),
            (line, {"assessment": "well"}),
            (line, {"note": "x"}),
        ):
            for env_user in (self.users["staff_a"], self.users["manager"]):
                with (
                    self.subTest(f"{record} {vals}"),
                    self.assertRaises(UserError),
                ):
                    record.with_user(env_user).write(vals)
            # Under sudo as well: the model refuses, not only the rule.
            with self.assertRaises(UserError):
                record.sudo().write(vals)
        with self.assertRaises(UserError):
            review.unlink()
        with self.assertRaises(UserError):
            review.sudo().unlink()

    def test_a_draft_can_be_thrown_away(self):
        review = self._review(self.users["staff_a"])
        lines = review.line_ids
        review.unlink()
        self.assertFalse(lines.exists())

    def test_sent_back_and_written_anew(self):
        review = self._sent(self.users["staff_a"])
        seen = review.with_user(self.head_a)
        with self.assertRaises(UserError):
            seen._return(" ")
        dialog = (
            self.env["gov.pledge.review.return"]
            .with_user(self.head_a)
            .create({"review_ids": [Command.set(review.ids)], "reason": "Chưa rõ"})
        )
        dialog.action_confirm()
        self.assertEqual((review.state, review.return_reason), ("returned", "Chưa rõ"))
        action = review.action_correct()
        new = review.browse(action["res_id"])
        self.assertEqual(new.previous_id, review)
        self.assertEqual(new.line_ids.mapped("assessment"), ["kept"] * 4)
        new.line_ids[0].assessment = "partly"
        new.action_send()
        self.assertEqual((review.state, new.state), ("returned", "sent"))
        self.assertEqual(review.line_ids.mapped("assessment"), ["kept"] * 4)

    def test_a_second_one_is_refused_and_a_correction_replaces(self):
        user = self.users["staff_a"]
        first = self._sent(user)
        second = self._review(user)
        with self.assertRaisesRegex(UserError, "sent already"):
            second.action_send()
        # "Correct" on the one that stands takes up the draft that is there.
        self.assertEqual(first.action_correct()["res_id"], second.id)
        second.action_send()
        self.assertEqual((first.state, second.state), ("replaced", "sent"))
        rows = self.env["gov.history"].search(
            [("res_model", "=", "gov.pledge.review"), ("res_id", "=", first.id)]
        )
        self.assertEqual(
            rows.sorted("id").mapped("event"),
            ["create", "review_send", "review_replace"],
        )

    def test_two_drafts_of_one_author(self):
        self._review(self.users["staff_a"])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._review(self.users["staff_a"])

    def test_figures(self):
        self.code = self._measured_code()
        campaign = self._campaign(code_id=self.code.id)
        pledge = self._signed(unit=self.commune, campaign=campaign)
        review = self._review(self.users["officer_a"], pledge)
        plain, measured = review.line_ids
        with self.assertRaisesRegex(UserError, "no figure yet: statement 2"):
            review.action_send()
        for wrong in ("nhiều", "-1", "1e99"):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                measured.value_text = wrong
        with self.assertRaises(ValidationError):
            plain.value_text = "5"
        # Zero is a figure; a field left empty is none.
        measured.value_text = "0"
        self.assertEqual((measured.value, measured.has_value), (0.0, True))
        measured.value_text = "97,5"
        self.assertEqual(measured.value, 97.5)
        review.action_send()

    def test_the_other_side_stands_beside(self):
        own = self._sent(self.users["staff_a"])
        above = self._review(self.head_a, kind="supervisor", level="partly")
        self.assertEqual(above.line_ids[0].other_assessment, "kept")
        # A draft of the superior is not shown.
        self.assertFalse(own.line_ids[0].other_assessment)
        above.action_send()
        own.line_ids.invalidate_recordset()
        self.assertEqual(own.line_ids[0].other_assessment, "partly")


@tagged("post_install", "-at_install")
class TestPledgeReviewIllustration(PledgeReviewCase):
    def test_only_illustrations_are_sent_in_the_past(self):
        review = self._review(self.users["staff_a"])
        with self.assertRaises(AccessError):
            review.sudo()._send(recorded_at="2022-07-05 03:00:00")
        self.campaign._guarded_write({"is_demo": True})
        review.sudo()._send(recorded_at="2022-07-05 03:00:00")
        self.assertEqual(review.date_sent, date(2022, 7, 5))

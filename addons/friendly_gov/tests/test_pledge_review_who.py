from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .pledge_review_common import PledgeReviewCase


@tagged("post_install", "-at_install")
class TestPledgeReviewWho(PledgeReviewCase):
    """Who reviews whom, and crafted calls."""

    def refused(self, user, pledge, kind):
        with (
            self.subTest(f"{user.login} {pledge.name} {kind}"),
            self.assertRaises(AccessError),
        ):
            self._review(user, pledge, kind=kind)

    def test_a_person_reviews_the_own_pledge_alone(self):
        for login in ("officer_a", "officer_b", "coordinator", "leader", "manager"):
            self.refused(self.users[login], self.pledge, "self")
        self.refused(self.head_a, self.pledge, "self")
        for login in ("plain", "portal", "public", "no_scope"):
            self.refused(self.users[login], self.pledge, "self")
        self.assertTrue(self._review(self.users["staff_a"], self.pledge))

    def test_nobody_reviews_the_own_pledge_for_somebody_absent(self):
        today = self.env.company._gov_today()
        self.env["gov.delegation"].with_user(self.users["officer_a"]).create(
            {
                "delegate_id": self.officer_2.id,
                "date_from": today,
                "date_to": today,
                "reason": "Nghỉ phép",
            }
        )
        self.refused(self.officer_2, self.officer_pledge, "self")

    def test_a_unit_is_reviewed_by_its_officers_and_leaders(self):
        for login in ("staff_a", "officer_b", "coordinator", "leader", "manager"):
            self.refused(self.users[login], self.unit_pledge, "self")
        self._review(self.users["officer_a"], self.unit_pledge)
        self._review(self.head_a, self.unit_pledge)

    def test_superiors_of_a_person(self):
        for login in ("staff_a", "officer_a", "officer_b", "coordinator", "manager"):
            self.refused(self.users[login], self.pledge, "supervisor")
        self._review(self.head_a, self.pledge, kind="supervisor")
        self._review(self.users["leader"], self.pledge, kind="supervisor")

    def test_the_head_of_the_unit_needs_no_role_of_a_leader(self):
        staff = self._user("head_staff", ["staff"], self.commune)
        self.refused(staff, self.pledge, "supervisor")
        self.commune.manager_id = self._employee(staff, self.commune)
        review = self._review(staff, self.pledge, kind="supervisor")
        review.action_send()
        own = self._sent(self.users["staff_a"])
        self.assertTrue(own.with_user(staff).has_access("read"))

    def test_leaders_of_the_unit_do_not_review_its_head(self):
        head = self._user("real_head", ["leader"], self.commune)
        employee = self._employee(head, self.commune)
        self.commune.manager_id = employee
        pledge = self._signed(employee)
        self.refused(self.head_a, pledge, "supervisor")
        self.refused(head, pledge, "supervisor")
        self._review(self.users["leader"], pledge, kind="supervisor")

    def test_nobody_is_the_own_superior(self):
        employee = self._employee(self.head_a, self.commune)
        pledge = self._signed(employee)
        self.refused(self.head_a, pledge, "supervisor")
        # Nor reviews the person stood in for.
        today = self.env.company._gov_today()
        deputy = self._user("deputy", ["leader"], self.commune)
        self._review(deputy, pledge, kind="supervisor").unlink()
        self.env["gov.delegation"].with_user(self.users["manager"]).create(
            {
                "user_id": self.head_a.id,
                "delegate_id": deputy.id,
                "date_from": today,
                "date_to": today,
                "reason": "Nghỉ phép",
            }
        )
        self.refused(deputy, pledge, "supervisor")

    def test_superiors_of_a_unit(self):
        for login in ("staff_a", "officer_a", "officer_b", "no_scope"):
            self.refused(self.users[login], self.unit_pledge, "supervisor")
        self.refused(self.head_a, self.unit_pledge, "supervisor")
        self._review(self.users["coordinator"], self.unit_pledge, kind="supervisor")
        self._review(self.users["leader"], self.unit_pledge, kind="supervisor")
        self._review(self.users["manager"], self.unit_pledge, kind="supervisor")

    def test_the_organiser_does_not_review_itself(self):
        pledge = self._signed(unit=self.home)
        self.refused(self.users["coordinator"], pledge, "supervisor")
        division = self._user("division", ["coordinator"], self.division)
        self.refused(division, pledge, "supervisor")
        self._review(self.users["leader"], pledge, kind="supervisor")

    def test_a_user_who_moved_does_not_send_the_draft(self):
        review = self._review(self.head_a, kind="supervisor")
        self.head_a.gov_unit_ids = self.other
        with self.assertRaises(AccessError):
            review.action_send()
        self.assertEqual(review.sudo().state, "draft")

    def test_sending_for_somebody_else(self):
        review = self._review(self.users["staff_a"])
        for user in (self.users["officer_a"], self.head_a, self.users["manager"]):
            with self.subTest(user.login), self.assertRaises(AccessError):
                review.with_user(user).action_send()

    def test_sending_back_the_own_one(self):
        own = self._sent(self.users["officer_a"], self.unit_pledge)
        for user in (self.users["officer_a"], self.head_a, self.users["staff_a"]):
            with self.subTest(user.login), self.assertRaises(AccessError):
                own.with_user(user)._return("x")
        own.with_user(self.users["coordinator"])._return("Chưa rõ")

    def test_a_superiors_review_is_not_sent_back(self):
        review = self._sent(self.head_a, kind="supervisor")
        for user in (self.users["leader"], self.head_a, self.users["staff_a"]):
            with self.subTest(user.login), self.assertRaises(AccessError):
                review.with_user(user)._return("x")

    def test_crafted_values(self):
        reviews = self.env["gov.pledge.review"].with_user(self.users["staff_a"])
        values = {"pledge_id": self.pledge.id, "period_id": self.half.id}
        for crafted in (
            {"state": "sent"},
            {"author_id": self.users["officer_b"].id},
            {"previous_id": 1},
            {"unit_id": self.other.id},
            {"line_ids": [Command.create({"name": "x", "assessment": "well"})]},
        ):
            with self.subTest(crafted), self.assertRaises(AccessError):
                reviews.create(values | crafted)
        review = self._review(self.users["staff_a"])
        for crafted in (
            {"pledge_id": self.officer_pledge.id},
            {"kind": "supervisor"},
            {"state": "sent"},
            {"user_id": self.users["officer_b"].id},
            {"line_ids": [Command.delete(review.line_ids[0].id)]},
        ):
            with self.subTest(crafted), self.assertRaises(UserError):
                review.write(crafted)

    def test_strangers_reach_no_button(self):
        review = self._sent(self.users["staff_a"])
        draft = self._review(self.users["staff_a"], period=self.nine)
        case = self._case(self.officer_2)
        entry = {"campaign_id": self.campaign.id, "period_id": self.half.id}
        for login in ("plain", "portal", "public", "no_scope", "officer_b"):
            user = self.users[login]
            dialogs = self.env(user=user)
            calls = {
                "self": self.pledge.with_user(user).action_self_review,
                "above": self.pledge.with_user(user).action_supervisor_review,
                "send": draft.with_user(user).action_send,
                "correct": review.with_user(user).action_correct,
                "return": review.with_user(user).action_return,
                "assess": draft.line_ids.with_user(user)
                .with_context(gov_assessment="not")
                .action_assess,
                "conclude": case.with_user(user).action_conclude,
                "return dialog": lambda dialogs=dialogs: (
                    dialogs["gov.pledge.review.return"]
                    .create({"review_ids": review.ids, "reason": "x"})
                    .action_confirm()
                ),
                "conclude dialog": lambda dialogs=dialogs: (
                    dialogs["gov.pledge.case.conclude"]
                    .create({"case_id": case.id, "reason": "x"})
                    .action_confirm()
                ),
                "table": lambda dialogs=dialogs: (
                    dialogs["gov.pledge.review.entry"].create(entry).action_save()
                ),
            }
            for name, call in calls.items():
                # An empty table is told, and tells nothing.
                error = UserError if name == "table" else AccessError
                with self.subTest(f"{login} {name}"), self.assertRaises(error):
                    call()
        self.assertEqual((review.state, draft.state), ("sent", "draft"))
        self.assertEqual(case.state, "open")

    def test_lines_stay_in_their_review(self):
        review = self._review(self.users["staff_a"])
        other = self._review(self.users["staff_a"], period=self.nine)
        line = review.line_ids[0]
        for crafted in (
            {"review_id": other.id},
            {"name": "xin tiền"},
            {"sequence": 9},
            {"statement_id": False},
            {"value": 5.0},
            {"state": "sent"},
        ):
            with self.subTest(crafted), self.assertRaises(AccessError):
                line.write(crafted)
        with self.assertRaises(AccessError):
            line.unlink()
        with self.assertRaises(AccessError):
            line.sudo().unlink()
        stranger = self._review(self.users["officer_b"], self.far_pledge)
        with self.assertRaises(UserError):
            review.write({"line_ids": [Command.link(stranger.line_ids[0].id)]})

    def test_defaults_do_not_slip_past(self):
        reviews = self.env["gov.pledge.review"].with_user(self.users["staff_a"])
        review = reviews.with_context(
            default_state="sent", default_author_id=self.users["manager"].id
        ).create({"pledge_id": self.pledge.id, "period_id": self.half.id})
        self.assertEqual(review.state, "draft")
        self.assertEqual(review.author_id, self.users["staff_a"])

from odoo.tests import tagged

from .pledge_review_common import PledgeReviewCase


@tagged("post_install", "-at_install")
class TestPledgeReviewReaders(PledgeReviewCase):
    """Colleagues see that somebody signed, not the review."""

    def readers(self, record):
        users = dict(self.users) | {
            "head_a": self.head_a,
            "officer_2": self.officer_2,
            "home_officer": self.home_officer,
        }
        return {login for login, user in users.items() if self.reads(record, user)}

    def reads(self, record, user):
        return record.with_user(user).has_access("read")

    def test_a_draft_is_its_authors(self):
        review = self._review(self.users["staff_a"])
        for record in (review, review.line_ids[0]):
            self.assertEqual(self.readers(record), {"staff_a"})
        above = self._review(self.head_a, kind="supervisor")
        self.assertEqual(self.readers(above), {"head_a"})
        unit = self._review(self.users["officer_a"], self.unit_pledge)
        self.assertEqual(self.readers(unit), {"officer_a", "officer_2", "head_a"})

    def test_of_a_person(self):
        review = self._sent(self.users["staff_a"])
        wanted = {"staff_a", "head_a", "coordinator", "leader", "manager"}
        for record in (review, review.line_ids[0]):
            self.assertEqual(self.readers(record), wanted)
        above = self._sent(self.head_a, kind="supervisor")
        self.assertEqual(self.readers(above), wanted)

    def test_of_a_unit(self):
        review = self._sent(self.users["officer_a"], self.unit_pledge)
        wanted = {"officer_a", "officer_2", "head_a", "home_officer"}
        wanted |= {"coordinator", "leader", "manager"}
        for record in (review, review.line_ids[0]):
            self.assertEqual(self.readers(record), wanted)

    def test_colleagues_see_the_pledge_and_no_more(self):
        """Every way round: relation, group, path, count, export, history, name."""
        review = self._sent(self.users["staff_a"])
        colleague = self.users["officer_a"]
        pledge = self.pledge.with_user(colleague)
        self.assertEqual(pledge.state, "signed")
        self.assertFalse(pledge.can_read_reviews)
        self.assertFalse(pledge.review_ids)
        self.assertFalse(pledge.read(["review_ids"])[0]["review_ids"])
        pledges = pledge.browse()
        own = [("review_ids.line_ids.assessment", "=", "kept")]
        self.assertNotIn(pledge, pledges.search(own))
        lines = self.env["gov.pledge.review.line"].with_user(colleague)
        mine = [("review_id", "=", review.id)]
        self.assertFalse(lines.search_count(mine))
        self.assertFalse(lines._read_group(mine, ["assessment"], ["__count"]))
        self.assertFalse(lines.name_search("xin", domain=mine))
        colleague.group_ids += self.env.ref("base.group_allow_export")
        exported = pledge.export_data(["review_ids/line_ids/assessment"])
        self.assertFalse(any(map(any, exported["datas"])))
        history = self.env["gov.history"].with_user(colleague)
        rows = [("res_model", "in", ("gov.pledge.review", "gov.pledge.case"))]
        self.assertFalse(history.search(rows))
        for login in ("staff_a", "leader", "coordinator"):
            self.assertFalse(history.with_user(self.users[login]).search(rows))
        # Who is missing is asked under the same rules.
        unreviewed = [("unreviewed_period_id", "in", self.half.ids)]
        found = pledges.search(unreviewed)
        self.assertEqual(found, (self.officer_pledge | self.unit_pledge))

    def test_figures_and_records_have_the_same_readers(self):
        """The domain that counts who is missing says what the rules say."""
        reviews = [
            self._sent(self.users["staff_a"]),
            self._sent(self.users["officer_b"], self.far_pledge),
            self._sent(self.users["officer_a"], self.officer_pledge),
            self._sent(self.users["officer_a"], self.unit_pledge),
        ]
        self.commune.manager_id = self.people["officer_a"]
        users = [self.head_a, self.officer_2, self.home_officer]
        users += [
            user
            for login, user in self.users.items()
            if login not in ("plain", "portal", "public")
        ]
        follower = self._user("follower", ["leader"], self.finance)
        follower.gov_follow_unit_ids = self.other
        for user in [*users, follower]:
            with self.subTest(user.login):
                pledges = self.env["gov.pledge"].with_user(user)
                found = pledges.search(pledges._get_review_readers())
                readable = {
                    review.pledge_id.id
                    for review in reviews
                    if self.reads(review, user)
                }
                self.assertEqual(set(found.ids), readable)

    def test_notice_goes_to_the_person_alone(self):
        review = self._sent(self.users["staff_a"])
        review.with_user(self.head_a)._return("Chưa rõ")
        message = self.env["mail.message"].search(
            [("model", "=", "gov.pledge.review"), ("res_id", "=", review.id)]
        )
        self.assertEqual(message.partner_ids, self.users["staff_a"].partner_id)
        colleague = message.with_user(self.users["officer_a"])
        self.assertFalse(colleague.has_access("read"))

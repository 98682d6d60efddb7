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


@tagged("post_install", "-at_install")
class TestPledgeReviewIllustration(PledgeReviewCase):
    def test_only_illustrations_are_sent_in_the_past(self):
        review = self._review(self.users["staff_a"])
        with self.assertRaises(AccessError):
            review.sudo()._send(recorded_at="2022-07-05 03:00:00")
        self.campaign._guarded_write({"is_demo": True})
        review.sudo()._send(recorded_at="2022-07-05 03:00:00")
        self.assertEqual(review.date_sent, date(2022, 7, 5))

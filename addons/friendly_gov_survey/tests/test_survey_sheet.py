import base64
import io
from datetime import date

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..report import survey_sheet, survey_tables
from .common_tally import TallyCase


class SheetCase(TallyCase):
    """Commune A: ten forms, eight satisfied with a1, all with a2; commune B: two."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._open(ranks=True)
        cls.line_a = cls._line(cls.campaign, cls.commune)
        cls.line_b = cls._line(cls.campaign, cls.other)
        good, bad = {"a1": 5, "a2": 4}, {"a1": 1, "a2": 4}
        cls._answer(cls.line_a, *[good] * 8, *[bad] * 2)
        # 2 of 6 with each statement.
        worse = [{"a1": 4, "a2": 5}] * 2 + [{"a1": 2, "a2": 3}] * 4
        cls._answer(cls.line_b, *worse)

    def as_(self, login, record):
        return record.with_user(self.users[login])


@tagged("post_install", "-at_install")
@freeze_time("2023-05-10 03:00:00")
class TestSurveySheet(SheetCase):
    def test_the_sheet_tells_what_was_answered(self):
        """By hand: a1 8/10, a2 10/10; mean of both 90 %."""
        sheet = survey_sheet.get_sheet(self.env, [("id", "=", self.line_a.id)], "line")
        self.assertEqual(sheet["total"]["share"], 90.0)
        self.assertEqual(sheet["total"]["forms"], 10)
        shares = {item["label"]: item["share"] for item in sheet["items"]}
        self.assertEqual(shares["a1. a1"], 80.0)
        self.assertEqual(shares["a2. a2"], 100.0)
        levels = {item["label"]: item["levels"] for item in sheet["items"]}
        self.assertEqual(levels["a1. a1"], [(5, 8, 80.0), (1, 2, 20.0)])
        self.assertEqual(sheet["returns"]["valid"], 10)

    def test_screens_sheet_and_workbook_agree(self):
        rows = self.env["gov.survey.result"].search(
            [("campaign_id", "=", self.campaign.id)]
        )
        by_unit = {row.unit_id: row for row in rows}
        self.assertEqual(by_unit[self.commune].satisfaction, 90.0)
        self.assertEqual(by_unit[self.other].satisfaction, 33.3)
        self.assertTrue(by_unit[self.other].is_low)
        self.assertEqual(self.line_a.satisfaction, 90.0)
        self.assertIn("90", self.line_a.result_html)
        part = survey_tables.get_table(
            self.env, [("campaign_id", "=", self.campaign.id)], date(2023, 5, 10)
        )
        found = {row["unit_name"]: row for row in part.rows}
        for unit, row in by_unit.items():
            with self.subTest(unit.name):
                share = found[unit.name]["index"]
                self.assertEqual(row.forms, found[unit.name]["valid"])
                if row.forms:
                    self.assertAlmostEqual(row.satisfaction / 100, share, 3)
                else:
                    self.assertIsNone(share)
        statements = self.env["gov.survey.statement"].search(
            [("unit_id", "=", self.commune.id), ("question_id.gov_code", "=", "a1")]
        )
        self.assertEqual((statements.satisfaction, statements.n), (80.0, 10))
        self.assertEqual(statements.browse(statements.id).level_5, 8)

    def test_the_workbook_has_the_sheet(self):
        report = self.env["gov.report"].create(
            {
                "period_id": self.period.id,
                "unit_id": self.home.id,
                "date_as_of": date(2023, 5, 10),
                "coverage": "monitored",
            }
        )
        report.action_generate()
        book = load_workbook(io.BytesIO(base64.b64decode(report.file)))
        # The workbook is in Vietnamese where that is installed.
        lang = "vi_VN" if self.env["res.lang"]._lang_get("vi_VN") else "en_US"
        wanted = report.with_context(lang=lang)._get_more_tables()[0]
        cells = [[c.value for c in row] for row in book[wanted.sheet].iter_rows()]
        commune = next(row for row in cells if self.commune.name in row)
        self.assertIn(0.9, commune)
        self.assertIn(10, commune)

    def test_a_past_day_stays(self):
        before = survey_tables.get_table(
            self.env, [("campaign_id", "=", self.campaign.id)], date(2023, 5, 10)
        ).rows
        with freeze_time("2023-05-12 03:00:00"):
            self._answer(self.line_a, *[{"a1": 1, "a2": 1}] * 5)
            after = survey_tables.get_table(
                self.env, [("campaign_id", "=", self.campaign.id)], date(2023, 5, 10)
            ).rows
            now = survey_tables.get_table(
                self.env, [("campaign_id", "=", self.campaign.id)], date(2023, 5, 12)
            ).rows
        self.assertEqual(after, before)
        self.assertNotEqual(now, before)

    def test_places_are_told_to_the_lead_unit_only(self):
        group = self.env["gov.unit.group"].create(
            {"name": "Xã", "code": "xh_x", "purpose": "ranking"}
        )
        (self.commune | self.other).gov_ranking_group_id = group
        results = self.env["gov.survey.result"]
        domain = [("campaign_id", "=", self.campaign.id), ("rank", "!=", False)]
        found = self.as_("coordinator", results).search(domain)
        ranks = {row.unit_id: row.rank for row in found}
        self.assertEqual(ranks, {self.commune: 1, self.other: 2})
        self.assertFalse(self.as_("officer_a", results).search(domain))
        self.campaign.ranks = False
        self.assertFalse(self.as_("coordinator", results).search(domain))

    def test_units_see_their_own_result_only(self):
        results = self.as_("officer_a", self.env["gov.survey.result"])
        found = results.search([("campaign_id", "=", self.campaign.id)])
        self.assertEqual(found.unit_id, self.commune)
        theirs = results.browse(self.line_b.id)
        self.assertFalse(theirs.read(["satisfaction"]))
        for login in ("plain", "portal", "public"):
            for model in ("gov.survey.result", "gov.survey.statement"):
                access = self.env[model].with_user(self.users[login])
                self.assertFalse(access.has_access("read"), f"{login} {model}")

    def test_exempt_bodies_have_no_place(self):
        group = self.env["gov.unit.group"].create(
            {"name": "Nhóm", "code": "xh_y", "purpose": "ranking"}
        )
        (self.commune | self.other).gov_ranking_group_id = group
        self.commune.gov_kind = "front"
        self.env.flush_all()
        found = self.env["gov.survey.result"].search(
            [("campaign_id", "=", self.campaign.id), ("rank", "!=", False)]
        )
        self.assertEqual({r.unit_id: r.rank for r in found}, {self.other: 1})

    def test_what_is_sensitive_is_in_no_index(self):
        with self.assertRaises(ValidationError):
            self._questionnaire().question_ids[0].gov_is_sensitive = True

    def test_a_campaign_that_ends_by_itself_proposes_too(self):
        with freeze_time("2023-07-05 03:00:00"):
            self.env["gov.survey.campaign"]._cron_close()
        self.assertEqual(self.campaign.state, "closed")
        proposals = self.env["gov.assignment.proposal"].search(
            [("survey_line_id.campaign_id", "=", self.campaign.id)]
        )
        self.assertEqual(proposals.unit_id, self.other)

    def test_a_low_index_opens_one_proposal(self):
        self.as_("coordinator", self.campaign).action_close()
        proposals = self.env["gov.assignment.proposal"].search(
            [("survey_line_id.campaign_id", "=", self.campaign.id)]
        )
        self.assertEqual(proposals.unit_id, self.other)
        self.assertEqual(proposals.source, "survey_line_id")
        self.assertIn(proposals.competent_unit_id, self.other._gov_competent_bodies())
        self.campaign._propose_low()
        self.assertEqual(len(proposals.search([("id", ">=", proposals.id)])), 1)


@tagged("post_install", "-at_install")
@freeze_time("2023-05-10 03:00:00")
class TestComments(SheetCase):
    def setUp(self):
        super().setUp()
        self._answer(self.line_a, {"a1": 5}, words="Cán bộ tận tình")
        self.comment = self.env["gov.survey.comment"].search(
            [("line_id", "=", self.line_a.id)]
        )

    def test_units_read_what_was_let_through(self):
        seen = self.as_("officer_a", self.comment)
        self.assertFalse(seen.has_access("read"))
        self.as_("coordinator", self.comment).action_show()
        self.assertTrue(seen.has_access("read"))
        self.assertEqual(self.comment.moderated_by_id, self.users["coordinator"])
        self.assertFalse(self.as_("officer_b", self.comment).has_access("read"))
        self.as_("coordinator", self.comment).action_hide()
        self.assertFalse(seen.has_access("read"))

    def test_nobody_moderates_what_is_said_about_the_own_unit(self):
        insider = self._user("inside", ["coordinator"], self.commune)
        self.campaign._guarded_write({"unit_id": self.commune.id})
        self.env.flush_all()
        with self.assertRaises(AccessError):
            self.comment.with_user(insider).action_show()
        for login in ("officer_a", "staff_a", "leader"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, self.comment).action_show()

    def test_words_of_an_excluded_answer_stay_hidden(self):
        answer = self.comment.user_input_id
        answer._gov_judge("excluded", "Thử máy")
        self.assertEqual(self.comment.state, "hidden")
        with self.assertRaises(UserError):
            self.as_("coordinator", self.comment).action_show()

    def test_state_and_text_are_not_written(self):
        for vals in ({"state": "shown"}, {"text": "x"}, {"moderated_by_id": 1}):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.as_("manager", self.comment).write(vals)
            with self.subTest(vals), self.assertRaises(AccessError):
                self.comment.sudo().write(vals)


@tagged("post_install", "-at_install")
@freeze_time("2023-05-10 03:00:00")
class TestPublication(SheetCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.as_("coordinator", self.campaign).action_close()
        self.publication = self.as_(
            "officer_a", self.env["gov.survey.publication"]
        ).create({"line_id": self.line_a.id})

    def test_life(self):
        record = self.publication
        record.action_ask()
        self.assertTrue(record.waiting_for)
        with self.assertRaises(AccessError):
            record.action_approve()
        self.as_("coordinator", record).action_approve()
        self.assertEqual(record.state, "approved")
        self.assertEqual(record.content["total"]["share"], 90.0)
        self.assertIn("/gs/r/", record.url)
        record._decide("withdraw", "Số liệu sai")
        self.assertEqual(record.state, "withdrawn")
        self.assertFalse(record.url)

    def test_nobody_approves_for_the_own_unit(self):
        """Not even who works for the body above as well; nor a manager of the unit."""
        self.publication.action_ask()
        both = self._user("both", ["coordinator"], self.commune)
        both.gov_unit_ids = [Command.set((self.commune | self.home).ids)]
        insider = self._user("insider", ["manager"], self.commune)
        for user in (both, insider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.publication.with_user(user).action_approve()
        self.assertEqual(self.publication.state, "asked")

    def test_what_was_approved_stays(self):
        self.publication.action_ask()
        self.as_("coordinator", self.publication).action_approve()
        before = self.publication.content
        answer = self.env["survey.user_input"].search(
            [("gov_line_id", "=", self.line_a.id)], limit=1
        )
        answer._gov_judge("excluded", "Thử máy")
        self.env.invalidate_all()
        self.assertEqual(self.publication.content, before)

    def test_an_earlier_result_is_not_told_by_the_way(self):
        """The sheet compares with an earlier campaign; the public page only if that
        one was published too."""
        with freeze_time("2023-07-05 03:00:00"):
            later = self._open(
                units=self.commune,
                name="Đợt quý III năm 2023",
                date_open=date(2023, 7, 1),
                date_close=date(2023, 7, 31),
            )
            line = self._line(later, self.commune)
            self._answer(line, *[{"a1": 5, "a2": 5}] * 10)
            later.action_close()
            sheet = survey_sheet.get_sheet(self.env, [("id", "=", line.id)], "line")
            self.assertEqual(len(sheet["trend"]), 2)
            second = self.env["gov.survey.publication"].create({"line_id": line.id})
            self.assertFalse(second._get_content()["trend"])
            self.publication.action_ask()
            self.as_("coordinator", self.publication).action_approve()
            self.assertEqual(len(second._get_content()["trend"]), 2)

    def test_public_page(self):
        page = self.publication.token
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/gs/r/{page}").status_code, 404)
        self.publication.action_ask()
        self.as_("coordinator", self.publication).action_approve()
        self.env.flush_all()
        response = self.url_open(f"/gs/r/{page}")
        self.assertEqual(response.status_code, 200)
        self.assertIn(self.commune.name, response.text)
        self.assertIn("90", response.text)
        self.assertNotIn("style=", response.text)
        self.assertLess(len(response.content), 50_000)
        self.assertFalse(response.cookies)
        self.publication._decide("withdraw", "Số liệu sai")
        self.env.flush_all()
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/gs/r/{page}").status_code, 404)

    def test_only_closed_campaigns(self):
        other = self._campaign(
            survey_id=self.rated.id, unit_ids=[Command.set(self.commune.ids)]
        )
        other.action_open()
        with self.assertRaises(UserError):
            self.env["gov.survey.publication"].create(
                {"line_id": self._line(other, self.commune).id}
            )

    def test_wrong_turns_are_refused(self):
        record = self.publication
        with self.assertRaises(UserError):
            self.as_("coordinator", record).action_approve()
        record.action_ask()
        with self.assertRaises(UserError):
            self.as_("coordinator", record)._decide("refuse", " ")
        with self.assertRaises(AccessError):
            record._decide("refuse", "x")
        for login in ("officer_b", "plain", "portal", "public"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_(login, record)._decide("withdraw", "x")
        for vals in ({"state": "approved"}, {"content": {}}, {"token": "x"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                record.write(vals)
        with self.assertRaises(AccessError):
            record.write({"line_id": self.line_b.id})
        with self.assertRaises(AccessError):
            record.unlink()

    def test_officers_ask_for_their_own_unit(self):
        model = self.env["gov.survey.publication"]
        with self.assertRaises(AccessError):
            self.as_("officer_a", model).create({"line_id": self.line_b.id})
        self.assertTrue(
            self.as_("officer_b", model).create({"line_id": self.line_b.id})
        )

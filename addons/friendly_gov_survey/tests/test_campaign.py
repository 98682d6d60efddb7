from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import SurveyCase


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestCampaign(SurveyCase):
    def test_life(self):
        campaign = self._campaign().with_user(self.users["coordinator"])
        self.assertEqual((campaign.state, campaign.missing), ("draft", ""))
        campaign.action_open()
        self.assertEqual(campaign.state, "open")
        with self.assertRaises(UserError):
            campaign.action_open()
        campaign.action_close()
        self.assertEqual(campaign.state, "closed")
        for action in (campaign.action_close, campaign.action_open):
            with self.assertRaises(UserError):
                action()
        self.assertEqual(campaign.state, "closed")

    def test_a_draft_is_not_closed(self):
        campaign = self._campaign().with_user(self.users["coordinator"])
        with self.assertRaises(UserError):
            campaign.action_close()

    def test_opening_says_all_that_is_missing(self):
        bare = self._campaign(
            unit_ids=False,
            period_id=False,
            survey_id=False,
            date_open=False,
            date_close=False,
        )
        self.assertEqual(
            bare.missing,
            "the period is missing; no unit to ask about is named; the questionnaire "
            "is missing; the first day is missing; the last day is missing",
        )
        with self.assertRaisesRegex(UserError, "no unit to ask about is named"):
            bare.with_user(self.users["coordinator"]).action_open()
        self.assertEqual(bare.state, "draft")

    def test_opening_wants_a_question(self):
        empty = self._questionnaire(question_and_page_ids=False)
        campaign = self._campaign(survey_id=empty.id)
        self.assertEqual(campaign.missing, "the questionnaire has no question")
        with self.assertRaises(UserError):
            campaign.action_open()

    def test_the_last_day_ends_in_the_time_zone_of_the_office(self):
        campaign = self._campaign()
        # 16:59 UTC is 23:59 of the same day in Hanoi
        with freeze_time("2023-06-30 16:59:00"):
            self.assertFalse(campaign.missing)
        campaign.invalidate_recordset(["missing"])
        with freeze_time("2023-06-30 17:01:00"):
            self.assertEqual(campaign.missing, "the last day has passed")
            with self.assertRaises(UserError):
                campaign.action_open()

    def test_a_unit_stands_for_all_below_it(self):
        campaign = self._campaign(unit_ids=[Command.set(self.home.ids)])
        self.assertEqual(campaign._get_units(), self.home | self.division)
        # named twice counts once
        campaign.unit_ids |= self.division
        self.assertEqual(campaign.unit_count, 2)
        self.division.gov_date_to = date(2023, 3, 31)
        campaign.invalidate_recordset(["unit_count"])
        self.assertEqual(campaign.unit_count, 1)
        campaign.unit_ids = self.division
        self.assertEqual(campaign.missing, "none of the units exists on the first day")

    def test_what_was_announced_stays(self):
        campaign = self._campaign()
        campaign.action_open()
        changes = {
            "name": "Đợt khác",
            "unit_id": self.finance.id,
            "unit_ids": [Command.link(self.other.id)],
            "period_id": False,
            "survey_id": self._questionnaire().id,
            "date_open": date(2023, 4, 2),
        }
        for name, value in changes.items():
            with self.subTest(field=name), self.assertRaises(UserError):
                campaign.sudo().write({name: value})
        campaign.date_close = date(2023, 7, 15)
        campaign.action_close()
        with self.assertRaises(UserError):
            campaign.date_close = date(2023, 8, 15)
        campaign.note = "Kéo dài do mưa lũ"

    def test_opened_campaigns_are_not_deleted(self):
        draft, opened = self._campaign(), self._campaign()
        opened.action_open()
        draft.unlink()
        for _state in ("open", "closed"):
            with self.assertRaises(UserError):
                opened.unlink()
            if opened.state == "open":
                opened.action_close()

    def test_state_changes_by_the_buttons_only(self):
        campaign = self._campaign()
        with self.assertRaises(AccessError):
            campaign.write({"state": "open"})
        with self.assertRaises(AccessError):
            self._campaign(state="open")
        forged = campaign.with_context(gov_unlock=True, default_state="open")
        with self.assertRaises(AccessError):
            forged.write({"state": "open"})
        self.assertEqual(forged.default_get(["state"]), {"state": "draft"})
        campaign.action_open()
        copied = campaign.copy()
        self.assertEqual((copied.state, copied.date_open), ("draft", False))

    @mute_logger("odoo.sql_db")
    def test_days_in_order(self):
        with self.assertRaises(IntegrityError):
            self._campaign(date_close=date(2023, 3, 31))

    def test_only_questionnaires_of_our_type(self):
        stock = self.env["survey.survey"].create({"title": "Trò chơi"})
        with self.assertRaises(ValidationError):
            self._campaign(survey_id=stock.id)

    def test_one_company(self):
        company = self.env["res.company"].create({"name": "Tỉnh Y"})
        stranger = self.env["hr.department"].create(
            {"name": "UBND tỉnh Y", "company_id": company.id}
        )
        for vals in (
            {"unit_id": stranger.id},
            {"unit_ids": [Command.link(stranger.id)]},
        ):
            with self.assertRaises(UserError):
                self._campaign(**vals)

    def test_found_without_accents(self):
        campaign = self._campaign(name="Đợt khảo sát xã Hoà Bình")
        found = campaign.search([("search_text", "ilike", "dot hòa binh")])
        self.assertEqual(found, campaign)

    def test_state_is_told_in_the_chatter(self):
        campaign = self._campaign()
        self.flush_tracking()
        campaign.with_user(self.users["coordinator"]).action_open()
        self.flush_tracking()
        values = campaign.message_ids.sudo().tracking_value_ids
        states = values.filtered(lambda value: value.field_id.name == "state")
        self.assertEqual(states.mapped("new_value_char"), ["Open"])

    @users("gov_coordinator")
    def test_form(self):
        form = Form(self.env["gov.survey.campaign"])
        self.assertEqual(form.unit_id, self.home)
        form.name = "Đợt tháng 6"
        form.period_id = self.period
        form.unit_ids = self.province
        form.survey_id = self.questionnaire.with_user(self.env.user)
        self.assertIn("first day", form.missing)
        form.date_open = "2023-06-01"
        form.date_close = "2023-06-30"
        self.assertFalse(form.missing)
        campaign = form.save()
        campaign.action_open()
        self.assertEqual(campaign.unit_count, 8)

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

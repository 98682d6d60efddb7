from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import SurveyCase


@tagged("post_install", "-at_install")
class TestStockRoutes(SurveyCase, HttpCase):
    """The Survey app's own pages are closed for questionnaires of campaigns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in ("survey_manager", "coordinator"):
            cls.users[login].password = login
        cls.answer = cls.env["survey.user_input"].create(
            {"survey_id": cls.questionnaire.id, "test_entry": True}
        )
        cls.other = cls.env["survey.survey"].create(
            {
                "title": "Khảo sát nội bộ",
                "access_mode": "public",
                "question_and_page_ids": [Command.create({"title": "Tên?"})],
            }
        )

    def pages(self, survey, answer):
        token, key = survey.access_token, answer.access_token
        yield f"/survey/start/{token}"
        yield f"/survey/start/{token}?answer_token={key}"
        yield f"/survey/{token}/{key}"
        yield f"/survey/retry/{token}/{key}"
        yield f"/survey/print/{token}?answer_token={key}"
        yield f"/survey/test/{token}"
        yield f"/survey/results/{survey.id}"
        yield f"/survey/session/manage/{token}"
        yield f"/survey/{survey.id}/get_certification_preview"
        yield f"/survey/{survey.id}/certification_preview"

    @mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http")
    def test_pages(self):
        count = self.env["survey.user_input"].search_count([])
        for login in (None, "coordinator", "survey_manager"):
            self.authenticate(login and self.users[login].login, login)
            for url in self.pages(self.questionnaire, self.answer):
                with self.subTest(f"{login} {url}"):
                    response = self.url_open(url)
                    if login or "/web/login" not in response.url:
                        self.assertEqual(response.status_code, 404)
                    self.assertNotIn("Nơi ngồi chờ", response.text)
        self.assertEqual(self.env["survey.user_input"].search_count([]), count)

    @mute_logger("odoo.http")
    def test_calls(self):
        token, key = self.questionnaire.access_token, self.answer.access_token
        for route in ("begin", "submit", "next_question"):
            url = f"/survey/{route}/{token}/{key}"
            with self.subTest(url):
                answer = self.url_open(url, json={"params": {}}).json()
                self.assertIn("error", answer)
        self.assertEqual(self.answer.state, "new")

    def test_other_surveys_are_left_alone(self):
        response = self.url_open(f"/survey/start/{self.other.access_token}")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(self.other.action_send_survey())
        self.assertTrue(self.other.action_result_survey())

    def test_methods(self):
        survey = self.questionnaire
        for name in (
            "action_send_survey",
            "action_start_survey",
            "action_print_survey",
            "action_result_survey",
            "action_start_session",
            "action_open_session_manager",
            "action_end_session",
            "action_survey_preview_certification_template",
        ):
            with self.subTest(name), self.assertRaises(UserError):
                getattr(survey, name)()
        with self.assertRaises(UserError):
            survey._create_answer(test_entry=True)
        invites = self.env["survey.invite"]
        with self.assertRaises(UserError):
            invites.create({"survey_id": survey.id, "emails": "a@example.com"})
        invite = invites.create({"survey_id": self.other.id})
        with self.assertRaises(UserError):
            invite.survey_id = survey
        with self.assertRaises(UserError):
            self.answer.action_resend()

    def test_preview(self):
        """Staff look at a questionnaire before there is a campaign; nothing is kept."""
        url = self.questionnaire.action_test_survey()["url"]
        self.authenticate(self.users["coordinator"].login, "coordinator")
        count = self.env["survey.user_input"].search_count([])
        page = self.url_open(url)
        self.assertIn("Nơi ngồi chờ", page.text)
        question = self.questionnaire.question_ids[0]
        sent = {f"q{question.id}": str(question.suggested_answer_ids[0].id)}
        self.assertEqual(self.url_open(url, data=sent).status_code, 200)
        again = self.url_open(url, data={f"q{question.id}": "0"})
        self.assertIn(f'href="#q{question.id}"', again.text)
        self.assertEqual(self.env["survey.user_input"].search_count([]), count)

    @mute_logger("odoo.http")
    def test_preview_is_for_who_reads_questionnaires(self):
        url = self.questionnaire.action_test_survey()["url"]
        self.users["plain"].password = "plain"
        self.authenticate(self.users["plain"].login, "plain")
        self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate(self.users["coordinator"].login, "coordinator")
        stock = self.url_open(f"/gs/preview/{self.other.id}")
        self.assertEqual(stock.status_code, 404)

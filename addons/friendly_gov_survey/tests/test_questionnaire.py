from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users

from .common import SurveyCase

VIEW = "friendly_gov_survey.survey_survey_view_form"


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestQuestionnaire(SurveyCase):
    def test_editable_until_a_campaign_opens(self):
        campaign = self._campaign()
        self.questionnaire.title = "Phiếu khảo sát"
        self.questionnaire.question_ids[0].title = "Thái độ phục vụ?"
        self.assertFalse(self.questionnaire.gov_is_frozen)
        campaign.action_open()
        self.questionnaire.invalidate_recordset(["gov_is_frozen"])
        self.assertTrue(self.questionnaire.gov_is_frozen)

    def test_frozen_while_open_and_after(self):
        campaign = self._campaign()
        campaign.action_open()
        self._assert_frozen()
        campaign.action_close()
        self._assert_frozen()

    def _assert_frozen(self):
        # under sudo, which the test runs in; and by way of every part
        survey = self.questionnaire
        choice, matrix = survey.question_ids
        labels = choice.suggested_answer_ids[0] | matrix.matrix_row_ids
        other = self._questionnaire()
        self.env["res.lang"]._activate_lang("vi_VN")
        attempts = {
            "survey": lambda: survey.write({"title": "Khác"}),
            "survey, one2many": lambda: survey.write(
                {"question_and_page_ids": [Command.delete(choice.id)]}
            ),
            "survey, archive": lambda: survey.write({"active": False}),
            "survey, delete": survey.unlink,
            "survey, translation": lambda: survey.update_field_translations(
                "title", {"vi_VN": "Khác"}
            ),
            "question": lambda: choice.write({"title": "Khác"}),
            "question, delete": choice.unlink,
            "question, translation": lambda: choice.update_field_translations(
                "title", {"vi_VN": "Khác"}
            ),
            "question, new": lambda: choice.create(
                {"survey_id": survey.id, "title": "Thêm"}
            ),
            "question, moved in": lambda: other.question_ids[0].write(
                {"survey_id": survey.id}
            ),
            "choice": lambda: labels[0].write({"value": "Khác"}),
            "row": lambda: labels[1].write({"value": "Khác"}),
            "choice, delete": labels[0].unlink,
            "row, delete": labels[1].unlink,
            "choice, new": lambda: labels.create(
                {"question_id": choice.id, "value": "Thêm"}
            ),
            "row, new": lambda: labels.create(
                {"matrix_question_id": matrix.id, "value": "Thêm"}
            ),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(UserError) as refused:
                attempt()
            self.assertIn("Duplicate it", str(refused.exception), name)
        survey.user_id = self.users["survey_user"]
        other.question_ids[0].title = "Phiếu khác sửa được"

    def test_a_copy_can_be_edited(self):
        self._campaign().action_open()
        copied = self.questionnaire.copy()
        copied.title = "Phiếu năm 2024"
        copied.question_ids[1].matrix_row_ids.value = "Nơi để xe"
        rows = self.questionnaire.question_ids[1].matrix_row_ids
        self.assertEqual(rows.value, "Nơi ngồi chờ")

    def test_stock_surveys_are_left_alone(self):
        self._campaign().action_open()
        stock = self.env["survey.survey"].create({"title": "Trò chơi"})
        stock.question_and_page_ids = [Command.create({"title": "Một"})]
        self.assertTrue(stock._create_answer(email="a@example.com"))
        stock.write({"access_mode": "token", "survey_type": "survey"})
        stock.question_ids.title = "Hai"
        stock.unlink()

    def test_answers_name_nobody(self):
        self.assertEqual(self.questionnaire.access_mode, "token")
        for vals in ({"access_mode": "public"}, {"users_login_required": True}):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.questionnaire.write(vals)
        stock = self.env["survey.survey"].create({"title": "Trò chơi"})
        self.assertEqual(stock.access_mode, "public")
        stock.survey_type = "friendly_gov"
        self.assertEqual(stock.access_mode, "token")

    def test_stock_pages_take_no_answers(self):
        answers = self.env["survey.user_input"]
        with self.assertRaises(UserError):
            self.questionnaire._create_answer(email="a@example.com")
        self.assertFalse(answers.search([("survey_id", "=", self.questionnaire.id)]))

    def test_type_stays_once_used(self):
        # not by turning it into a survey whose answers everybody reads
        self.env["survey.user_input"].create({"survey_id": self.questionnaire.id})
        with self.assertRaises(UserError):
            self.questionnaire.survey_type = "survey"
        planned = self._questionnaire()
        self._campaign(survey_id=planned.id)
        with self.assertRaises(UserError):
            planned.survey_type = "custom"
        # nor by making the answers of another survey vanish
        stock = self.env["survey.survey"].create({"title": "Trò chơi"})
        self.env["survey.user_input"].create({"survey_id": stock.id})
        with self.assertRaises(UserError):
            stock.survey_type = "friendly_gov"
        unused = self._questionnaire()
        unused.survey_type = "survey"
        self.assertEqual(unused.survey_type, "survey")

    def test_coordinators_make_no_stock_surveys(self):
        coordinator = self.users["coordinator"]
        own = self._questionnaire(user=coordinator)
        with self.assertRaises(AccessError):
            own.survey_type = "custom"
        with self.assertRaises(AccessError):
            self._questionnaire(user=coordinator, survey_type="custom")
        both = self.users["survey_user"]
        self._questionnaire(user=both).survey_type = "custom"

    def test_types_offered(self):
        for login, offered in (
            ("coordinator", ["friendly_gov"]),
            ("staff_a", False),
            ("plain", False),
        ):
            survey = self.env["survey.survey"].with_user(self.users[login])
            self.assertEqual(survey.new({}).allowed_survey_types, offered, login)
        survey = self.env["survey.survey"].with_user(self.users["survey_user"])
        types = survey.new({}).allowed_survey_types
        self.assertEqual(types[-1], "friendly_gov")
        self.assertIn("custom", types)

    @users("gov_coordinator")
    def test_form_of_a_coordinator(self):
        surveys = self.env["survey.survey"]
        context = {"default_survey_type": "friendly_gov"}
        form = Form(surveys.with_context(**context), view=VIEW)
        form.title = "Phiếu ba khuôn mặt"
        survey = form.save()
        self.assertEqual(survey.access_mode, "token")
        self.assertEqual(survey.scoring_type, "no_scoring")
        questions = self.env["survey.question"]
        form = Form(questions.with_context(default_survey_id=survey.id))
        form.title = "Ông/bà có hài lòng không?"
        form.save()
        self.assertEqual(survey.question_count, 1)
        self.assertEqual(survey.get_formview_id(), self.env.ref(VIEW).id)
        action = self.env.ref("friendly_gov_survey.survey_survey_action")
        for view, _view_id in [("list", 0), ("kanban", 0), ("form", 0)]:
            found = action.sudo().view_ids.filtered(lambda v, t=view: v.view_mode == t)
            self.assertEqual(found.view_id.type, view)

    @users("gov_staff_a")
    def test_staff_open_a_questionnaire(self):
        survey = self.questionnaire.with_user(self.env.user)
        form = Form(
            survey, view=self.env["ir.ui.view"].browse(survey.get_formview_id())
        )
        self.assertEqual(form.title, "Khảo sát đánh giá công chức một cửa")

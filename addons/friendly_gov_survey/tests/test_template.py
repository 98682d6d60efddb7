from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import SurveyCase


@tagged("post_install", "-at_install")
class TestTemplate(SurveyCase):
    def template(self, name, login="coordinator"):
        record = self.env.ref(f"friendly_gov_survey.survey_template_{name}")
        return record.with_user(self.users[login])

    def use(self, name, **context):
        action = self.template(name).with_context(**context).action_gov_use_template()
        return self.env["survey.survey"].browse(action["res_id"])

    def items(self, survey):
        """Statements that count, by page."""
        return [
            [q["code"] for q in page["questions"] if q["role"] == "rating"]
            for page in survey._gov_get_spec()["pages"]
        ]

    def test_five_factors_and_22_statements(self):
        template = self.template("22")
        counts = [len(codes) for codes in self.items(template)]
        self.assertEqual(counts, [4, 5, 6, 3, 4, 0])
        sourced = template.question_ids.filtered(
            lambda q: q.gov_role == "rating" and "QĐ 1001" not in q.gov_source
        )
        self.assertEqual(sourced.mapped("gov_code"), ["1.1", "1.2"])
        self.assertTrue(template.needs_confirmation)
        self.assertNotIn("SIPAS", template.title)

    def test_each_statement_has_the_five_levels_and_no_opinion(self):
        for page in self.template("22")._gov_get_spec()["pages"]:
            for question in page["questions"]:
                levels = [option["level"] for option in question["options"]]
                wanted = [5, 4, 3, 2, 1, 0] if question["role"] == "rating" else []
                self.assertEqual(levels, wanted, question["code"])

    def test_a_copy_is_ones_own_and_leaves_the_sensitive_questions_behind(self):
        copy = self.use("one_stop")
        mine = copy.with_user(self.users["coordinator"])
        mine.title = "Phiếu của Sở"
        codes = copy.question_ids.mapped("gov_code")
        self.assertNotIn("8", codes)
        self.assertNotIn("8.1", codes)
        self.assertFalse(copy.gov_is_template)
        late = copy.question_ids.filtered(lambda q: q.gov_code == "7.1")
        self.assertEqual(late.triggering_answer_ids.question_id.survey_id, copy)
        self.assertEqual(late.triggering_answer_ids.value, "Trễ hẹn")

    def test_sensitive_questions_are_asked_for(self):
        copy = self.use("one_stop", gov_with_sensitive=True)
        codes = copy.question_ids.filtered("gov_is_sensitive").mapped("gov_code")
        self.assertEqual(codes, ["8", "8.1"])

    def test_what_came_along_is_not_changed_by_coordinators(self):
        with self.assertRaises(AccessError):
            self.template("22").title = "x"
        with self.assertRaises(AccessError):
            self.template("22", "officer_a").action_gov_use_template()

    def test_ethnic_origin_is_asked_nowhere(self):
        surveys = self.env["survey.survey"].search([("gov_is_template", "=", True)])
        self.assertEqual(len(surveys), 4)
        words = " ".join(surveys.question_ids.mapped("title")).lower()
        self.assertNotIn("dân tộc", words)

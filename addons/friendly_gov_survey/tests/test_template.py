from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import form
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
        with self.assertRaises(UserError):
            self.template("22").title = "x"
        with self.assertRaises(AccessError):
            self.template("22", "officer_a").action_gov_use_template()

    def test_nobody_changes_what_came_along(self):
        """Not by way of a part, not as manager, not under ``sudo()``."""
        template = self.template("one_stop", "manager")
        question = template.question_ids[0]
        own = self._questionnaire()
        attempts = {
            "title": lambda: template.write({"title": "x"}),
            "flag": lambda: template.write({"gov_is_template": False}),
            "question": lambda: question.write({"title": "x"}),
            "choice": lambda: question.suggested_answer_ids[0].write({"value": "x"}),
            "moved in": lambda: own.question_ids[0].write({"survey_id": template.id}),
            "deleted": template.sudo().unlink,
            "question deleted": question.sudo().unlink,
            "sudo": lambda: template.sudo().write({"title": "x"}),
            "another one": lambda: own.write({"gov_is_template": True}),
            "a new one": lambda: self._questionnaire(gov_is_template=True),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(UserError) as refused:
                attempt()
            self.assertIn("came along", str(refused.exception))
        template.action_archive()
        template.action_unarchive()

    def test_duplicating_leaves_the_sensitive_questions_behind(self):
        copy = self.template("one_stop").copy()
        self.assertFalse(copy.gov_has_sensitive)
        again = self.use("one_stop", gov_with_sensitive=True).copy()
        self.assertTrue(again.gov_has_sensitive)

    def test_copies_can_be_asked_templates_not(self):
        surveys = self.env["survey.survey"].search([("gov_is_template", "=", True)])
        for template in surveys:
            with self.subTest(template.title):
                missing = template._gov_get_missing()
                self.assertEqual(len(missing), 1)
                self.assertIn("use the template", missing[0])
                self.assertFalse(template.copy()._gov_get_missing())

    def test_questions_that_depend_on_others(self):
        """As on the form: reasons of a long wait only for whom it was long."""
        spec = self.use("one_stop", gov_with_sensitive=True)._gov_get_spec()
        asked = [q for page in spec["pages"] for q in page["questions"]]
        by_code = {q["code"]: q for q in asked}
        labels = {o["id"]: o["label"] for q in asked for o in q["options"]}
        depends = {
            q["code"]: [labels[option] for option in q["when"]]
            for q in asked
            if q["when"]
        }
        self.assertEqual(list(depends), ["3.1", "7.1", "8.1"])
        self.assertEqual(depends["3.1"], ["Chờ đợi rất lâu"])
        self.assertEqual(depends["7.1"], ["Trễ hẹn"])
        # nobody who names a reason without having waited is refused, or counted
        wait = by_code["3"]["options"][0]["id"]
        reason = by_code["3.1"]["options"][0]["id"]
        raw = {
            f"q{by_code['3']['id']}": [str(wait)],
            f"q{by_code['3.1']['id']}": [str(reason)],
        }
        read = form.read(spec, raw)
        self.assertFalse(read.errors)
        self.assertEqual(read.chosen, [(0, wait)])

    def test_languages(self):
        """What came along is in one language, whatever the office has installed."""
        self.assertFalse(self.template("kiosk").lang_ids)
        self.env["res.lang"]._activate_lang("vi_VN")
        self.assertEqual(self.use("kiosk").lang_ids.mapped("code"), ["vi_VN"])

    def test_three_faces(self):
        [page] = self.template("kiosk")._gov_get_spec()["pages"]
        [question] = page["questions"]
        self.assertEqual([o["level"] for o in question["options"]], [5, 4, 2])

    def test_ethnic_origin_is_asked_nowhere(self):
        surveys = self.env["survey.survey"].search([("gov_is_template", "=", True)])
        self.assertEqual(len(surveys), 4)
        words = " ".join(surveys.question_ids.mapped("title")).lower()
        self.assertNotIn("dân tộc", words)

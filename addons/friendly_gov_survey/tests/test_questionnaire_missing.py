from odoo.fields import Command
from odoo.tests import tagged

from .common import SurveyCase


@tagged("post_install", "-at_install")
class TestQuestionnaireMissing(SurveyCase):
    """What is told before a campaign opens, and what is kept of a questionnaire."""

    def assertTold(self, words, survey=None):
        missing = (survey or self.questionnaire)._gov_get_missing()
        self.assertEqual(len(missing), 1, missing)
        self.assertIn(words, missing[0])

    def test_complete(self):
        self.assertEqual(self.questionnaire._gov_get_missing(), [])

    def test_no_question(self):
        self.questionnaire.question_and_page_ids.unlink()
        self.assertTold("has no question")

    def test_nothing_counts(self):
        self.questionnaire.question_ids[0].gov_role = "other"
        self.assertTold("counts in the index")

    def test_levels(self):
        choices = self.questionnaire.question_ids[0].suggested_answer_ids
        choices[0].gov_level = False
        self.assertTold("not all of its choices have a level")
        choices.gov_level = "0"
        self.assertTold("has no level")

    def test_choices(self):
        matrix = self.questionnaire.question_ids[1]
        matrix.matrix_row_ids.unlink()
        self.assertTold("has no rows")
        matrix.question_type = "simple_choice"
        matrix.suggested_answer_ids.unlink()
        self.assertTold("has no choices")

    def test_statements_of_a_matrix(self):
        matrix = self.questionnaire.question_ids[1]
        matrix.gov_role = "rating"
        self.assertTold("Ông/bà hài lòng đến mức nào?")
        matrix.suggested_answer_ids.gov_level = "4"
        self.assertEqual(self.questionnaire._gov_get_missing(), [])

    def test_field_of_work(self):
        self.questionnaire.question_ids[1].write(
            {"question_type": "simple_choice", "gov_role": "field"}
        )
        self.assertTold("field of work")

    def test_names(self):
        self.questionnaire.question_ids[1].write(
            {"question_type": "char_box", "validation_email": True}
        )
        self.assertTold("answers name nobody")

    def test_conditions_on_later_questions(self):
        first, second = self.questionnaire.question_ids
        second.triggering_answer_ids = first.suggested_answer_ids[0]
        self.assertEqual(self.questionnaire._gov_get_missing(), [])
        first.sequence, second.sequence = 20, 10
        self.questionnaire.invalidate_recordset()
        self.assertTold("asked later")

    def test_random_questions(self):
        self.questionnaire.questions_selection = "random"
        self.assertTold("at random")

    def test_campaigns_do_not_open_without(self):
        campaign = self._campaign()
        self.questionnaire.question_ids[0].suggested_answer_ids[0].gov_level = False
        self.assertIn("not all of its choices have a level", campaign.missing)


@tagged("post_install", "-at_install")
class TestSpec(SurveyCase):
    def test_kept_until_something_changes(self):
        survey = self.questionnaire
        first, matrix = survey.question_ids
        choice = first.suggested_answer_ids[0]
        changes = (
            lambda: survey.write({"title": "Một"}),
            lambda: first.write({"title": "Hai"}),
            lambda: choice.write({"value": "Ba"}),
            lambda: choice.write({"gov_level": "5"}),
            lambda: matrix.matrix_row_ids.write({"value": "Bốn"}),
            lambda: first.write(
                {"suggested_answer_ids": [Command.create({"value": "5"})]}
            ),
            lambda: matrix.write({"triggering_answer_ids": [Command.set(choice.ids)]}),
            matrix.unlink,
        )
        for number, change in enumerate(changes):
            before = survey._gov_get_spec()
            self.assertIs(survey._gov_get_spec(), before)
            change()
            self.env.flush_all()
            with self.subTest(number):
                self.assertNotEqual(survey._gov_get_spec(), before)

    def test_read_without_a_query(self):
        self.questionnaire._gov_get_spec()
        self.env.invalidate_all()
        with self.assertQueryCount(0):
            self.questionnaire._gov_get_spec()

    def test_other_workers_are_told(self):
        """A change is signalled, and forgotten once more when it can be seen."""
        registry = self.env.registry
        self.questionnaire.title = "Một"
        self.assertIn("templates", registry.cache_invalidated)
        registry.cache_invalidated.clear()
        self.questionnaire._gov_get_spec()
        self.env.cr.postcommit.run()
        self.assertIn("templates", registry.cache_invalidated)

    def test_languages(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        question = self.questionnaire.question_ids[0]
        question.with_context(lang="fr_FR").title = "Accueil ?"
        told = [
            self.questionnaire.with_context(lang=lang)._gov_get_spec()["pages"][0][
                "questions"
            ][0]["title"]
            for lang in ("en_US", "fr_FR")
        ]
        self.assertEqual(told, ["Thái độ của công chức?", "Accueil ?"])

    def test_limits_and_kinds(self):
        survey = self.env["survey.survey"].create(
            {
                "title": "Các loại câu hỏi",
                "survey_type": "friendly_gov",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": kind,
                            "question_type": kind,
                            "validation_required": True,
                            **values,
                        }
                    )
                    for kind, values in (
                        (
                            "numerical_box",
                            {
                                "validation_min_float_value": 1,
                                "validation_max_float_value": 9,
                            },
                        ),
                        ("date", {"validation_min_date": "2026-01-01"}),
                        ("scale", {"scale_min": 0, "scale_max": 10}),
                    )
                ],
            }
        )
        number, day, scale = survey._gov_get_spec()["pages"][0]["questions"]
        self.assertEqual((number["least"], number["most"]), (1, 9))
        self.assertEqual((day["least"], day["most"]), ("2026-01-01", None))
        self.assertEqual([o["id"] for o in scale["options"]], list(range(11)))

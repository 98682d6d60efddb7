from odoo import api, fields, models

from ..tools.form import MAX_VALUES

CHOICES = ("simple_choice", "multiple_choice", "matrix")


class SurveySurvey(models.Model):
    """What is missing before a questionnaire can be asked."""

    _inherit = "survey.survey"

    gov_missing = fields.Char(string="What is missing", compute="_compute_gov_missing")

    @api.depends(
        "question_and_page_ids.question_type",
        "question_and_page_ids.gov_role",
        "question_and_page_ids.suggested_answer_ids.gov_level",
        "question_and_page_ids.matrix_row_ids",
        "question_and_page_ids.triggering_answer_ids",
    )
    def _compute_gov_missing(self):
        for survey in self:
            survey.gov_missing = "; ".join(survey._gov_get_missing())

    def _gov_get_missing(self):
        """What keeps the questionnaire from being asked, in words; a list."""
        self.ensure_one()
        if not self.question_ids:
            return [self.env._("the questionnaire has no question")]
        ratings = self.question_ids.filtered(lambda q: q.gov_role == "rating")
        size = sum(len(q.matrix_row_ids) or 1 for q in self.question_ids)
        checks = (
            (
                self.gov_is_template,
                self.env._(
                    "the questionnaire came along as a template: use the template and "
                    "choose the copy"
                ),
            ),
            (
                self.access_mode != "token" or self.users_login_required,
                self.env._("the questionnaire is open to the pages of the Survey app"),
            ),
            (
                self.questions_selection == "random",
                self.env._("questions chosen at random cannot be added up"),
            ),
            (
                not ratings,
                self.env._("no question of the questionnaire counts in the index"),
            ),
            (
                size > MAX_VALUES,
                self.env._("more than %(count)s questions", count=MAX_VALUES),
            ),
        )
        found = [text for wrong, text in checks if wrong]
        seen = self.env["survey.question"]
        for question in self.question_ids:
            found += question._gov_get_missing(seen)
            seen |= question
        return found


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    def _gov_get_missing(self, before):
        """What keeps the question from being asked.

        :param before: the questions asked before it
        """
        choices, levels = self.suggested_answer_ids, []
        if self.gov_role == "rating":
            levels = choices.mapped("gov_level")
        asks_choice = self.question_type in CHOICES
        told = {"question": self.title}
        checks = (
            (
                asks_choice and not choices,
                self.env._("“%(question)s” has no choices", **told),
            ),
            (
                self.question_type == "matrix" and not self.matrix_row_ids,
                self.env._("“%(question)s” has no rows", **told),
            ),
            (
                asks_choice and not all(choices.mapped("value")),
                self.env._("“%(question)s” has a choice without text", **told),
            ),
            (
                not all(levels),
                self.env._(
                    "“%(question)s” counts in the index, but not all of its choices "
                    "have a level",
                    **told,
                ),
            ),
            (
                levels and set(levels) == {"0"},
                self.env._(
                    "“%(question)s” counts in the index, but has no level", **told
                ),
            ),
            (
                self.gov_role == "field" and not choices.gov_field_id,
                self.env._(
                    "“%(question)s” asks for the field of work, but no choice has one",
                    **told,
                ),
            ),
            (
                self.triggering_answer_ids.question_id - before,
                self.env._(
                    "“%(question)s” depends on a question that is asked later", **told
                ),
            ),
            (
                self.validation_email or self.save_as_email or self.save_as_nickname,
                self.env._(
                    "“%(question)s” asks who somebody is: answers name nobody", **told
                ),
            ),
        )
        return [text for wrong, text in checks if wrong]

from odoo import models


class SurveyQuestionAnswer(models.Model):
    _name = "survey.question.answer"
    _inherit = ["survey.question.answer", "gov.questionnaire.mixin"]

    def _gov_questionnaires(self):
        # Columns and choices hang on one field, the rows of a matrix on the other.
        return (self.question_id | self.matrix_question_id).survey_id

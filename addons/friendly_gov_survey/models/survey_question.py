from odoo import models


class SurveyQuestion(models.Model):
    _name = "survey.question"
    _inherit = ["survey.question", "gov.questionnaire.mixin"]

    def _gov_questionnaires(self):
        return self.survey_id

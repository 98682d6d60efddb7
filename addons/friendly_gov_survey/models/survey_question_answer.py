from odoo import fields, models


class SurveyQuestionAnswer(models.Model):
    _name = "survey.question.answer"
    _inherit = ["survey.question.answer", "gov.questionnaire.mixin"]

    gov_level = fields.Selection(
        selection=[
            ("5", "5 – very satisfied"),
            ("4", "4 – satisfied"),
            ("3", "3 – neutral"),
            ("2", "2 – not satisfied"),
            ("1", "1 – not satisfied at all"),
            ("0", "No opinion"),
        ],
        string="Level",
        help="Levels 4 and 5 are satisfied. No opinion stays out of the index.",
    )
    gov_code = fields.Char(string="Code")
    gov_field_id = fields.Many2one(
        comodel_name="gov.survey.field", string="Field of work", ondelete="restrict"
    )

    def _gov_questionnaires(self):
        # Columns and choices hang on one field, the rows of a matrix on the other.
        return (self.question_id | self.matrix_question_id).survey_id

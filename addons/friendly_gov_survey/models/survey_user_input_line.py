from odoo import fields, models


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    # Known before the row is written: without it each answer costs an UPDATE more.
    survey_id = fields.Many2one(
        related="user_input_id.survey_id", store=True, readonly=False, precompute=True
    )
    question_sequence = fields.Integer(
        related="question_id.sequence", store=True, precompute=True
    )

    def write(self, vals):
        self.user_input_id._gov_check_untouched()
        return super().write(vals)

    def unlink(self):
        self.user_input_id._gov_check_untouched()
        return super().unlink()

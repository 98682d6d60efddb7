from odoo import api, fields, models
from odoo.tools import format_date


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    # Known before the row is written: without it each answer costs an UPDATE more.
    survey_id = fields.Many2one(
        related="user_input_id.survey_id", store=True, readonly=False, precompute=True
    )
    question_sequence = fields.Integer(
        related="question_id.sequence", store=True, precompute=True
    )

    gov_answer = fields.Char(string="Answer", compute="_compute_gov_answer")

    @api.model_create_multi
    def create(self, vals_list):
        ids = {vals.get("user_input_id") for vals in vals_list}
        self.env["survey.user_input"].browse(ids - {None, False})._gov_check_untouched()
        return super().create(vals_list)

    @api.depends("answer_type", "suggested_answer_id")
    def _compute_gov_answer(self):
        for line in self:
            line.gov_answer = line._gov_get_text()

    def _compute_answer_score(self):
        # No quiz: questions and choices aren't read for it.
        ours = self.filtered("user_input_id.gov_line_id")
        ours.answer_score = 0
        ours.answer_is_correct = False
        return super(SurveyUserInputLine, self - ours)._compute_answer_score()

    def _gov_get_text(self):
        """What was answered, as a person reads it; "" if nothing was."""
        self.ensure_one()
        if not self.answer_type:
            return ""
        if self.answer_type == "suggestion":
            return self.suggested_answer_id.value or ""
        value = self[f"value_{self.answer_type}"]
        if self.answer_type == "date":
            return format_date(self.env, value)
        if self.answer_type == "numerical_box":
            return f"{value:g}"
        return str(value or "")

    def write(self, vals):
        self.user_input_id._gov_check_untouched()
        return super().write(vals)

    def unlink(self):
        self.user_input_id._gov_check_untouched()
        return super().unlink()

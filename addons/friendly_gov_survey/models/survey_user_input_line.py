from odoo import models


class SurveyUserInputLine(models.Model):
    _inherit = "survey.user_input.line"

    def write(self, vals):
        self.user_input_id._gov_check_untouched()
        return super().write(vals)

    def unlink(self):
        self.user_input_id._gov_check_untouched()
        return super().unlink()

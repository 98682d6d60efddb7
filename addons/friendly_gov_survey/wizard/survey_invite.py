from odoo import api, models


class SurveyInvite(models.TransientModel):
    _inherit = "survey.invite"

    @api.model_create_multi
    def create(self, vals_list):
        # It writes to people by name; whoever answers a campaign has none.
        wizards = super().create(vals_list)
        wizards.survey_id._gov_refuse_stock()
        return wizards

    def write(self, vals):
        res = super().write(vals)
        self.survey_id._gov_refuse_stock()
        return res

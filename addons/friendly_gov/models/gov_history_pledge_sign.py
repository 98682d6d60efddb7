from odoo import api, models


class GovHistory(models.Model):
    _inherit = "gov.history"

    @api.model
    def _get_event_names(self):
        return super()._get_event_names() | {
            "name_signer": self.env._("Who signs was named"),
            "sign": self.env._("Signed"),
        }

from odoo import api, models


class GovHistory(models.Model):
    _inherit = "gov.history"

    @api.model
    def _get_event_names(self):
        return super()._get_event_names() | {
            "review_send": self.env._("Review sent"),
            "review_return": self.env._("Review sent back"),
            "review_replace": self.env._("Replaced by a newer review"),
            "case_conclude": self.env._("Concluded with a breach"),
            "case_clear": self.env._("Concluded without a breach"),
            "case_withdraw": self.env._("Taken back"),
        }

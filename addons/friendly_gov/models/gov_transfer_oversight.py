from odoo import api, models

MODELS = ("gov.supervision.recommendation", "gov.assignment.proposal")


class GovTransfer(models.Model):
    _inherit = "gov.transfer"

    @api.model
    def _gov_transferable_models(self):
        names = super()._gov_transferable_models()
        # Units are ended last.
        return [*names[:-1], *MODELS, names[-1]]

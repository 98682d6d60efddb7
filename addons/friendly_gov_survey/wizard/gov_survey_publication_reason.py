from odoo import fields, models


class GovSurveyPublicationReason(models.TransientModel):
    _name = "gov.survey.publication.reason"
    _description = "Why a publication is refused or withdrawn"
    _inherit = ["gov.guarded.mixin"]

    publication_id = fields.Many2one(
        comodel_name="gov.survey.publication", required=True, ondelete="cascade"
    )
    event = fields.Selection(
        selection=[("refuse", "Refuse"), ("withdraw", "Withdraw")], required=True
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Refuse or withdraw the publication."""
        self.ensure_one()
        self.publication_id._decide(self.event, self.reason)
        return {"type": "ir.actions.act_window_close"}

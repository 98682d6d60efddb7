from odoo import fields, models


class GovPledgeReviewReturn(models.TransientModel):
    """Dialog in which a superior says why self-reviews are sent back."""

    _name = "gov.pledge.review.return"
    _description = "Sending reviews back"
    _inherit = ["gov.guarded.mixin"]

    review_ids = fields.Many2many(
        comodel_name="gov.pledge.review", string="Reviews", required=True
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a review out of reach is refused, not skipped.
        reviews = self.env["gov.pledge.review"].browse(self.review_ids.ids)
        reviews._return(self.reason)
        return {"type": "ir.actions.act_window_close"}

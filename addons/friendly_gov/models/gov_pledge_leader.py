from odoo import api, fields, models


class GovPledge(models.Model):
    """What a leader asks: who has not signed, and for how many days."""

    _inherit = "gov.pledge"

    days_late = fields.Integer(
        compute="_compute_days_late",
        aggregator=None,
        help="Since the day to sign by, while it is not signed. Bodies that only take "
        "part are never late.",
    )

    @api.depends("status", "date_due")
    def _compute_days_late(self):
        today = self.env.company._gov_today()
        for pledge in self:
            late = pledge.status == "unsigned_late"
            pledge.days_late = (today - pledge.date_due).days if late else 0

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gov_launch_needs_pledges = fields.Boolean(
        related="company_id.gov_launch_needs_pledges", readonly=False
    )

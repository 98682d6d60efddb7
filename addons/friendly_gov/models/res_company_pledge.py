from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # Off: offices decide whether people sign before the launch, or at it.
    gov_launch_needs_pledges = fields.Boolean(
        string="Pledges signed, where a campaign covers the unit"
    )

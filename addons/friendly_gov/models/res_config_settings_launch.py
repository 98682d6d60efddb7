from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gov_launch_needs_plan = fields.Boolean(
        related="company_id.gov_launch_needs_plan", readonly=False
    )
    gov_launch_needs_committee = fields.Boolean(
        related="company_id.gov_launch_needs_committee", readonly=False
    )
    gov_launch_needs_steps = fields.Boolean(
        related="company_id.gov_launch_needs_steps", readonly=False
    )
    gov_launch_needs_conditions = fields.Boolean(
        related="company_id.gov_launch_needs_conditions", readonly=False
    )
    gov_launch_needs_briefing = fields.Boolean(
        related="company_id.gov_launch_needs_briefing", readonly=False
    )

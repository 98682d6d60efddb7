from odoo import fields, models


class ResCompany(models.Model):
    """What the launch of a reform model waits for in this office.

    One column ``gov_launch_needs_<key>`` for each kind of launch item.
    """

    _inherit = "res.company"

    gov_launch_needs_plan = fields.Boolean(
        string="Plan with number and date", default=True
    )
    gov_launch_needs_committee = fields.Boolean(
        string="Decision on the steering committee", default=True
    )
    gov_launch_needs_steps = fields.Boolean(
        string="Steps needed for the launch", default=True
    )
    gov_launch_needs_conditions = fields.Boolean(
        string="Condition review, where conditions are listed", default=True
    )
    # Off: many units brief their people within another meeting and record a step.
    gov_launch_needs_briefing = fields.Boolean(string="Briefing of staff")

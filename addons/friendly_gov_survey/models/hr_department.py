from odoo import fields, models


class HrDepartment(models.Model):
    """The campaigns that ask about a unit: rules look along them."""

    _inherit = "hr.department"

    gov_survey_line_ids = fields.One2many(
        comodel_name="gov.survey.unit",
        inverse_name="unit_id",
        string="Survey campaigns",
        groups="friendly_gov.group_user,friendly_gov.group_leader",
    )

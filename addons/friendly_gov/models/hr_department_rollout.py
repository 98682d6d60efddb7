from odoo import fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    gov_rollout_ids = fields.One2many("gov.rollout", "unit_id", string="Roll-outs")

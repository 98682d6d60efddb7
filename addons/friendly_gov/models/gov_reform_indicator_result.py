from odoo import fields, models


class GovReformIndicator(models.Model):
    _inherit = "gov.reform.indicator"

    result_ids = fields.One2many("gov.rollout.result", "indicator_id", string="Results")

    def _get_used(self):
        return super()._get_used() | self.filtered("result_ids")

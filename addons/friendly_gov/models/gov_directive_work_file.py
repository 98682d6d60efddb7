from odoo import models

from ..report.work_file import WorkFile


class GovDirective(models.Model):
    _inherit = "gov.directive"

    def action_export_work_file(self):
        """Download the work file, or say at once why it can't be made."""
        self.ensure_one()
        WorkFile(self).check_size()
        return {
            "type": "ir.actions.act_url",
            "url": f"/gov/work_file/{self.id}",
            "target": "self",
        }

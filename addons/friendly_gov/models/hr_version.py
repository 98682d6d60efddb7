from odoo import models


class HrVersion(models.Model):
    _inherit = "hr.version"

    def write(self, vals):
        res = super().write(vals)
        if "department_id" in vals:
            # sudo: only the users behind the versions just written are needed.
            self.sudo().employee_id.user_id._gov_sync_employee_unit()
        return res

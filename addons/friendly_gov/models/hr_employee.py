from odoo import api, models

# Whoever leaves (archived) loses the unit as well as whoever moves.
_SCOPE_FIELDS = frozenset({"active", "department_id", "user_id", "current_version_id"})


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        employees.user_id._gov_sync_employee_unit()
        return employees

    def write(self, vals):
        users = self.user_id
        res = super().write(vals)
        if not _SCOPE_FIELDS.isdisjoint(vals):
            (users | self.user_id)._gov_sync_employee_unit()
        return res

    def unlink(self):
        users = self.user_id
        res = super().unlink()
        users._gov_sync_employee_unit()
        return res

    def _cron_update_current_version_id(self):
        # A transfer dated in the future takes effect here, without a write.
        res = super()._cron_update_current_version_id()
        self.search([("user_id", "!=", False)]).user_id._gov_sync_employee_unit()
        return res

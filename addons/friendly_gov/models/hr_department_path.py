from odoo import api, models

from ..report.queries import units


class HrDepartment(models.Model):
    _inherit = "hr.department"

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        departments._gov_record_path()
        return departments

    def write(self, vals):
        res = super().write(vals)
        if "parent_id" in vals:
            self._gov_record_path()
        return res

    def _gov_record_path(self):
        """Note the place of these units and of all that moved with them."""
        if self:
            # sudo: written by the system whoever moves a unit; no right is given by it.
            paths = self.env["gov.unit.path"].sudo()
            paths._record(units.below_condition(self.ids))

    def _gov_below_on(self, day):
        """Ids of these units and of those below them at the end of ``day``."""
        end = self.env.company._gov_end_of_day(day)
        rows = self.env.execute_query(units.below_on_sql(self.ids, end))
        return tuple(row[0] for row in rows)

from odoo import api, models
from odoo.exceptions import AccessError


class SpreadsheetDashboardShare(models.Model):
    _inherit = "spreadsheet.dashboard.share"

    @api.model_create_multi
    def create(self, vals_list):
        # A share is a copy of the figures behind a public address that never expires,
        # made with the rights of whoever shares: what the record rules keep inside
        # the units would leave the office.
        group = self.env.ref("friendly_gov_dashboard.spreadsheet_dashboard_group_gov")
        dashboards = self.env["spreadsheet.dashboard"].browse(
            vals.get("dashboard_id") for vals in vals_list
        )
        # sudo: the refusal must not depend on what the user may read.
        if group in dashboards.sudo().dashboard_group_id:
            raise AccessError(
                self.env._("These figures are not shared outside the office.")
            )
        return super().create(vals_list)

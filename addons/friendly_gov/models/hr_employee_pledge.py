from odoo import models
from odoo.fields import Domain


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def write(self, vals):
        res = super().write(vals)
        if "user_id" in vals:
            self._gov_sync_pledge_users()
        return res

    def _gov_sync_pledge_users(self):
        """A personal pledge is signed with the account that the person has now."""
        # sudo: HR staff link accounts; nobody writes pledges, only whose they are
        # is brought in line.
        pledges = self.env["gov.pledge"].sudo()
        pledges = pledges.search(
            Domain("employee_id", "in", self.ids)
            & Domain("state", "in", ("to_sign", "excused"))
            & Domain("campaign_id.state", "=", "open")
        )
        for employee, own in pledges.grouped("employee_id").items():
            stale = own.filtered(
                lambda pledge, user=employee.user_id: pledge.user_id != user
            )
            if stale:
                stale._history_write({"user_id": employee.user_id.id}, "write")

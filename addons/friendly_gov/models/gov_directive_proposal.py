from odoo import api, models


class GovDirective(models.Model):
    _inherit = "gov.directive"

    @api.ondelete(at_uninstall=False)
    def _unlink_reopen_proposals(self):
        # The database deletes the tasks of a draft along with it.
        self.task_ids._unlink_reopen_proposals()

    def _get_next_task_code(self):
        """The number after the last one, for a task that is added."""
        self.ensure_one()
        # sudo: numbers only, also of tasks that the user does not see.
        codes = self.sudo().task_ids.mapped("code")
        numbers = [int(code) for code in codes if code.isascii() and code.isdigit()]
        return str(max(numbers, default=len(codes)) + 1)

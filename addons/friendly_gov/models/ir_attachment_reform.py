from odoo import models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _gov_check_open(self):
        res = super()._gov_check_open()
        files = self._gov_get_records("gov.reform.file")
        if files._is_frozen():
            raise AccessError(
                self.env._(
                    "This file belongs to what was sent or decided: it can no longer "
                    "be changed, moved, shared or deleted."
                )
            )
        return res

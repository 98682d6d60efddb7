from odoo import models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _gov_check_open(self):
        res = super()._gov_check_open()
        if self._gov_get_records("gov.pledge.case.file")._is_frozen():
            raise AccessError(
                self.env._(
                    "This file belongs to a case that was concluded: it can no longer "
                    "be changed, moved, shared or deleted."
                )
            )
        return res

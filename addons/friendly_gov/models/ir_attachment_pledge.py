from odoo import models
from odoo.exceptions import AccessError

from .gov_guarded_mixin import is_unlocked


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _gov_check_open(self):
        res = super()._gov_check_open()
        # The step that signs stores its files, and holds the key for it.
        files = self._gov_get_records("gov.pledge.file")
        if not is_unlocked(self.env) and files._is_frozen():
            raise AccessError(
                self.env._(
                    "This file belongs to what is in force or was signed: it can no "
                    "longer be changed, moved, shared or deleted."
                )
            )
        return res

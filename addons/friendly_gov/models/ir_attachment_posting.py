from odoo import models
from odoo.exceptions import AccessError

from .gov_guarded_mixin import is_unlocked


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _gov_check_open(self):
        res = super()._gov_check_open()
        files = self._gov_get_records("gov.rollout.posting.file")
        if files._is_frozen() and not is_unlocked(self.env):
            raise AccessError(
                self.env._(
                    "This file belongs to a posting that was replaced: it can no "
                    "longer be changed, moved, shared or deleted."
                )
            )
        return res

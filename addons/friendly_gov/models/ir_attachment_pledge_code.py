from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _gov_check_open(self):
        res = super()._gov_check_open()
        # The scan of what all companies share is changed by who may change the code.
        codes = self._gov_get_records("gov.pledge.file").code_id
        codes.with_env(self.env)._check_may_share()
        return res

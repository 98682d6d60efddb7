from odoo import models


class GovPledgeFile(models.Model):
    """Scans of a code are kept by whoever keeps the code, which rules don't tell."""

    _inherit = "gov.pledge.file"

    def _check_not_frozen(self):
        # sudo: the refusal must not depend on what the user may read.
        codes = self.sudo().code_id.with_env(self.env)
        codes._check_may_share()
        codes._check_draft()
        return super()._check_not_frozen()

from odoo import api, models
from odoo.exceptions import AccessError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._gov_check_evidence_open()
        return attachments

    def write(self, vals):
        # Content, owner, visibility and access token: all of it, also under sudo.
        self._gov_check_evidence_open()
        res = super().write(vals)
        if "res_model" in vals or "res_id" in vals:
            self._gov_check_evidence_open()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen_evidence(self):
        self._gov_check_evidence_open()

    def _gov_check_evidence_open(self):
        """Refuse to touch the file of evidence whose result was submitted."""
        # sudo: the refusal must not depend on what the user may read.
        ids = [a.res_id for a in self.sudo() if a.res_model == "gov.evidence"]
        evidence = self.env["gov.evidence"].sudo().browse(ids).exists()
        if any(result.state != "draft" for result in evidence.result_id):
            raise AccessError(
                self.env._(
                    "This file is evidence of a submitted result: it can no longer be "
                    "changed, moved, shared or deleted."
                )
            )

from odoo import api, models
from odoo.exceptions import AccessError

from .gov_evidence import STEP_LINKS
from .gov_guarded_mixin import is_unlocked


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._gov_check_open()
        return attachments

    def write(self, vals):
        # Content, owner, visibility and access token: all of it, also under sudo.
        self._gov_check_open()
        res = super().write(vals)
        if "res_model" in vals or "res_id" in vals:
            self._gov_check_open()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen_evidence(self):
        self._gov_check_open()

    def _gov_check_open(self):
        """Refuse to touch the files of submitted results and of reports made."""
        self._gov_check_evidence_open()
        self._gov_check_report_open()
        self._gov_check_rollout_file_open()
        self._gov_check_clipping_open()

    def _gov_get_records(self, model):
        # sudo: the refusal must not depend on what the user may read.
        ids = [a.res_id for a in self.sudo() if a.res_model == model]
        return self.env[model].sudo().browse(ids).exists()

    def _gov_check_report_open(self):
        # The file is guarded on the report, and would be replaced here behind it.
        reports = self._gov_get_records("gov.report")
        if "done" in reports.mapped("state") and not is_unlocked(self.env):
            raise AccessError(
                self.env._(
                    "This file is a report that was made: it can no longer be "
                    "changed, moved, shared or deleted."
                )
            )

    def _gov_check_evidence_open(self):
        # The step that sends an answer stores its files, and holds the key for it.
        evidence = self._gov_get_records("gov.evidence")
        steps = evidence.filtered(lambda e: any(e[link] for link in STEP_LINKS))
        if is_unlocked(self.env):
            evidence -= steps
        if evidence._is_frozen():
            raise AccessError(
                self.env._(
                    "This file is evidence of a submitted result: it can no longer be "
                    "changed, moved, shared or deleted."
                )
            )

    def _gov_check_rollout_file_open(self):
        if self._gov_get_records("gov.rollout.file")._is_frozen():
            raise AccessError(
                self.env._(
                    "This file belongs to a step that is done, or to a roll-out that "
                    "has ended: it can no longer be changed, moved, shared or deleted."
                )
            )

    def _gov_check_clipping_open(self):
        # Stored with the item, under the key; what is quoted stays as it was.
        if self._gov_get_records("gov.media.item") and not is_unlocked(self.env):
            raise AccessError(
                self.env._(
                    "This file is the clipping of a media item: it can no longer be "
                    "changed, moved, shared or deleted."
                )
            )

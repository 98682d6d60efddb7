from base64 import b64encode
from datetime import timedelta

from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools import pdf_signature, upload

# A ceremony may have been held before somebody entered the campaign.
DAYS_BEFORE_OPENING = 366


class GovPledge(models.Model):
    """Signed elsewhere: on paper, or in a PDF with an official digital signature."""

    _inherit = "gov.pledge"

    def action_paper(self):
        """Dialog for what was signed on paper, of one pledge or of many."""
        self._check_keeper()
        self._check_state("to_sign", "excused")
        return self._open_sign_dialog(
            "gov.pledge.paper",
            self.env._("Signed on paper"),
            {"default_pledge_ids": self.ids},
        )

    def action_digital(self):
        """Dialog for a PDF with a digital signature."""
        self.ensure_one()
        self._check_may_upload()
        self._check_state("to_sign", "excused")
        return self._open_sign_dialog(
            "gov.pledge.digital",
            self.env._("PDF with a digital signature"),
            {"default_pledge_id": self.id},
        )

    def action_name_signer(self):
        self.ensure_one()
        self._check_may_name()
        self._check_state("to_sign", "excused")
        return self._open_sign_dialog(
            "gov.pledge.signer",
            self.env._("Name who signs"),
            {
                "default_pledge_id": self.id,
                "default_user_id": (self.user_id or self._get_head()).id,
                "default_authority": self.authority,
            },
        )

    def _open_sign_dialog(self, model, name, context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": context | {"dialog_size": "medium"},
        }

    # On paper

    def _sign_on_paper(self, date_signed, file, name, *, place="", signer=None):
        """Enter what was signed on paper, all of ``self`` or none.

        :param bytes file: scan, of one pledge or of the whole list
        :param dict signer: who signed, where the paper of one pledge names somebody
        """
        self._check_keeper()
        if not self:
            raise UserError(self.env._("Choose what was signed."))
        if len(self.campaign_id) > 1:
            raise UserError(self.env._("One list is of one campaign: choose its own."))
        self._check_day(date_signed)
        scan = self._read_scan(file, name)
        shared, own = None, [scan | {"kind": "paper"}]
        if len(self) > 1:
            self._check_state("to_sign", "excused")
            # sudo: officers who keep these pledges, checked above.
            shared = (
                self.env["gov.pledge.file"]
                .sudo()
                ._guarded_create(
                    [
                        scan
                        | {
                            "kind": "list",
                            "campaign_id": self.campaign_id.id,
                            "is_proof": True,
                        }
                    ]
                )
            )
            own = []
        self._sign(
            "paper",
            date_signed,
            files=own,
            shared_files=shared,
            signer=signer,
            place=place,
            recorded_by=self.env.user,
        )

    def _check_day(self, day):
        """Raise if the day is in the future, or before there was anything to sign."""
        if not day:
            raise UserError(self.env._("Enter the day on which it was signed."))
        if day > self.env.company._gov_today():
            raise UserError(self.env._("A pledge is not signed in the future."))
        first = self._get_first_day()
        if first and day < first:
            raise UserError(
                self.env._(
                    "Nothing was there to sign before %(day)s.",
                    day=first.strftime("%d/%m/%Y"),
                )
            )

    def _get_first_day(self):
        """First plausible day: of the plan, of the code, else a year before opening."""
        campaign = self.campaign_id
        known = [campaign.document_date, campaign.code_id.document_date]
        if campaign.date_opened:
            known.append(campaign.date_opened - timedelta(days=DAYS_BEFORE_OPENING))
        return max(filter(None, known), default=None)

    def _read_scan(self, data, name):
        """Values of a file with a scan; words for what is wrong with it."""
        try:
            kind = upload.get_scan_kind(data)
        except upload.UploadError as error:
            if error.code == "empty":
                message = self.env._("Add the scan of what was signed.")
            elif error.code == "too_big":
                message = self.env._("This file is too big: at most 20 MB.")
            else:
                message = self.env._(
                    "This file can't be read: a scan is a PDF, a JPEG or a PNG."
                )
            raise UserError(message) from error
        return self._get_file_values(data, name, upload.EXTENSIONS[kind])

    def _get_file_values(self, data, name, extension):
        name = (name or "").strip() or self.env._("scan")
        known = (extension, ".jpeg") if extension == ".jpg" else (extension,)
        if not name.lower().endswith(known):
            name += extension
        return {"name": name, "file": b64encode(data)}

    # PDF with a digital signature

    def _filtered_may_upload(self):
        """Pledges for which the user may hand in a signed PDF: the own ones; officers
        those of units, and of people without an account.
        """
        user = self.env.user
        kept = self._filtered_keeper().filtered(
            lambda pledge: pledge.level == "unit" or not pledge.user_id
        )
        return kept | self.filtered(lambda pledge: pledge.user_id == user)

    def _check_may_upload(self):
        self.check_access("read")
        for pledge in self - self._filtered_may_upload():
            raise AccessError(
                self.env._(
                    "%(pledge)s: the signed PDF is handed in by %(person)s.",
                    pledge=pledge.display_name,
                    person=pledge.user_id.name or pledge.unit_id.name,
                )
            )

    def _sign_with_pdf(self, data, name):
        """Sign with a PDF whose digital signature holds.

        The day is that of the signature, where it lies between the opening and today;
        a clock that was set wrong doesn't make a pledge early.
        """
        self.ensure_one()
        self._check_may_upload()
        signatures = self._read_pdf(data)
        today = self.env.company._gov_today()
        moment = signatures[-1].signed_at
        day = moment and self.company_id._gov_day_of(moment)
        opened = self.campaign_id.date_opened
        if not day or day > today or (opened and day < opened):
            day = today
        signer = {}
        if not self.signer_name and self.level == "unit":
            signer = {"signer_name": signatures[0].name}
        own = self.user_id == self.env.user
        self._sign(
            "digital",
            day,
            files=[self._get_file_values(data, name, ".pdf") | {"kind": "digital"}],
            signer=signer,
            recorded_by=None if own else self.env.user,
        )

    def _read_pdf(self, data):
        """Signatures of a PDF; words for what is wrong with it."""
        try:
            return pdf_signature.read(data)
        except pdf_signature.PdfSignatureError as error:
            raise UserError(self._get_pdf_message(error.code)) from error

    def _get_pdf_message(self, code):
        return {
            "not_pdf": self.env._("This file is not a PDF."),
            "too_big": self.env._("This file is too big: at most 20 MB."),
            "encrypted": self.env._(
                "This PDF is encrypted: save it without a password."
            ),
            "unsigned": self.env._("This PDF carries no digital signature."),
            "altered": self.env._(
                "The signature doesn't hold: this PDF was altered after it was signed, "
                "or signed with another key."
            ),
            "not_whole": self.env._(
                "The last signature doesn't cover the whole file: something was added "
                "after it."
            ),
            "weak": self.env._(
                "The signature uses a method that is no longer safe, such as SHA-1 or "
                "a short key: sign again."
            ),
            "unknown_kind": self.env._(
                "This kind of digital signature can't be verified."
            ),
            "no_certificate": self.env._(
                "The certificate of the signer is not in the PDF."
            ),
        }.get(code) or self.env._("The signature of this PDF can't be read.")

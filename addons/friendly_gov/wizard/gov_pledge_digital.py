from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import UserError


class GovPledgeDigital(models.TransientModel):
    """Dialog for a PDF that carries a digital signature; says at once who signed it."""

    _name = "gov.pledge.digital"
    _description = "Signed PDF of a pledge"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]

    pledge_id = fields.Many2one(
        comodel_name="gov.pledge", required=True, readonly=True, ondelete="cascade"
    )
    file = fields.Binary(string="Signed PDF", required=True, attachment=False)
    file_name = fields.Char()
    findings = fields.Text(string="What the file says", compute="_compute_findings")
    is_valid = fields.Boolean(
        compute="_compute_findings", export_string_translation=False
    )

    @api.depends("file")
    def _compute_findings(self):
        for dialog in self.with_context(bin_size=False):
            dialog.findings, dialog.is_valid = False, False
            if not dialog.file:
                continue
            try:
                found = dialog.pledge_id._read_pdf(b64decode(dialog.file))
            except UserError as error:
                dialog.findings = error.args[0]
                continue
            dialog.findings = "\n".join(map(dialog._get_finding, found))
            dialog.is_valid = True

    def _get_finding(self, signature):
        moment = signature.signed_at
        company = self.pledge_id.company_id
        text = self.env._(
            "Signed by %(name)s, certificate issued by %(issuer)s (No. %(serial)s), "
            "on %(day)s",
            name=signature.name,
            issuer=signature.issuer,
            serial=signature.serial,
            day=company._gov_day_of(moment).strftime("%d/%m/%Y") if moment else "?",
        )
        if not signature.in_validity:
            text += self.env._("; outside the validity of the certificate")
        return text

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a pledge outside the scope is refused.
        pledge = self.env["gov.pledge"].browse(self.pledge_id.id)
        data = b64decode(self.with_context(bin_size=False).file or b"")
        pledge._sign_with_pdf(data, self.file_name)
        return {"type": "ir.actions.act_window_close"}

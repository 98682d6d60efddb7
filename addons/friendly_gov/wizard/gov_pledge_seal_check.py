import re

from odoo import api, fields, models
from odoo.exceptions import UserError


class GovPledgeSealCheck(models.TransientModel):
    """Dialog that verifies the chain of the office, or hands it out as a file."""

    _name = "gov.pledge.seal.check"
    _description = "Verify or export the seals"
    _inherit = ["gov.guarded.mixin"]

    with_files = fields.Boolean(
        string="Read the files too",
        help="Drawn signatures, scans and signed PDF: takes longer.",
    )
    expected_number = fields.Integer(string="Noted earlier, No.")
    expected_digest = fields.Char(
        string="Noted earlier, seal",
        help="All 64 characters, as an earlier verification or a print shows them.",
    )
    campaign_id = fields.Many2one(
        comodel_name="gov.pledge.campaign",
        string="Contents of this campaign only",
    )
    seal_count = fields.Integer(string="Seals", compute="_compute_head")
    head_number = fields.Integer(string="Last No.", compute="_compute_head")
    head_digest = fields.Char(string="Last seal", compute="_compute_head")

    @api.depends_context("uid", "company")
    def _compute_head(self):
        seals = self.env["gov.pledge.seal"]
        seals._check_may_verify()
        number, digest = seals._get_head(self.env.company.id)
        # sudo: a count of the own company; the role was checked.
        count = seals.sudo().search_count([("company_id", "=", self.env.company.id)])
        for dialog in self:
            dialog.seal_count = count
            dialog.head_number = number
            dialog.head_digest = digest if number else False

    def action_verify(self):
        self.ensure_one()
        self.env["gov.pledge.seal"]._check_may_verify()
        record = self.env["gov.pledge.verification"]._record(
            self.env.company, self._get_expected(), self.with_files
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "gov.pledge.verification",
            "res_id": record.id,
            "views": [(False, "form")],
            "name": self.env._("Verification of the seals"),
        }

    def action_export(self):
        self.ensure_one()
        self.env["gov.pledge.seal"]._check_may_verify()
        url = "/gov/pledge_seals"
        if self.campaign_id:
            url += f"?campaign={self.campaign_id.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def action_script(self):
        return {
            "type": "ir.actions.act_url",
            "url": "/gov/pledge_seals/program",
            "target": "download",
        }

    def _get_expected(self):
        digest = (self.expected_digest or "").strip().lower()
        if not digest and not self.expected_number:
            return None
        if self.expected_number < 1 or not re.fullmatch("[0-9a-f]{64}", digest):
            raise UserError(
                self.env._(
                    "A seal noted earlier has a number and 64 characters (0–9, a–f): "
                    "enter both, or none."
                )
            )
        return self.expected_number, digest

from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import UserError


class GovPledgePaper(models.TransientModel):
    """Dialog for what was signed on paper: one pledge, or a whole list."""

    _name = "gov.pledge.paper"
    _description = "Pledges signed on paper"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]

    pledge_ids = fields.Many2many(comodel_name="gov.pledge", string="Signed")
    pledge_count = fields.Integer(
        string="Number of pledges", compute="_compute_pledge_count"
    )
    # The paper of one unit may name somebody who has no account here.
    asks_signer = fields.Boolean(
        compute="_compute_pledge_count", export_string_translation=False
    )
    date_signed = fields.Date(
        string="Signed on",
        required=True,
        default=lambda self: self.env.company._gov_today(),
    )
    place = fields.Char(string="Signed at")
    file = fields.Binary(string="Scan", required=True, attachment=False)
    file_name = fields.Char()
    signer_name = fields.Char(string="Signed by")
    signer_position = fields.Char(string="Position")
    authority = fields.Selection(
        selection=lambda self: (
            self.env["gov.pledge"]._fields["authority"]._description_selection(self.env)
        ),
        string="Capacity",
        default="direct",
        required=True,
    )
    document_symbol = fields.Char(string="Authority, document No.")
    document_date = fields.Date(string="Authority, dated")

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        ids = self.env.context.get("default_pledge_ids") or ()
        # Read as the user: what the dialog proposes is read from these.
        pledges = self.env["gov.pledge"].browse(ids)
        pledges.check_access("read")
        campaign = pledges.campaign_id[:1]
        if campaign.ceremony_date and campaign.ceremony_date <= defaults.get(
            "date_signed", campaign.ceremony_date
        ):
            defaults["date_signed"] = campaign.ceremony_date
            defaults["place"] = campaign.ceremony_place
        if len(pledges) == 1 and pledges.level == "unit":
            for name in ("signer_name", "signer_position", "authority"):
                defaults[name] = pledges[name]
            defaults["document_symbol"] = pledges.authority_symbol
            defaults["document_date"] = pledges.authority_date
        return {name: defaults[name] for name in defaults if name in fields}

    @api.depends("pledge_ids")
    def _compute_pledge_count(self):
        for dialog in self:
            pledges = dialog.pledge_ids
            dialog.pledge_count = len(pledges)
            dialog.asks_signer = len(pledges) == 1 and pledges.level == "unit"

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a pledge outside the scope is refused, not skipped.
        pledges = self.env["gov.pledge"].browse(self.pledge_ids.ids)
        pledges._sign_on_paper(
            self.date_signed,
            b64decode(self.with_context(bin_size=False).file or b""),
            self.file_name,
            place=self.place,
            signer=self._get_signer(pledges),
        )
        return {"type": "ir.actions.act_window_close"}

    def _get_signer(self, pledges):
        if not self.asks_signer:
            return {}
        name = (self.signer_name or "").strip()
        if not name:
            raise UserError(self.env._("Enter who signed for the unit."))
        document = (self.document_symbol, self.document_date)
        pledges._check_authority(self.authority, document)
        return {
            "signer_name": name,
            "signer_position": (self.signer_position or "").strip(),
            "authority": self.authority,
            "authority_symbol": (self.document_symbol or "").strip() or False,
            "authority_date": self.document_date,
        }

from base64 import b64decode

from odoo import api, fields, models

from odoo.addons.base.models.res_users import check_identity


class GovPledgeSign(models.TransientModel):
    """Dialog with the signature, kept while the identity is asked for."""

    _name = "gov.pledge.sign"
    _description = "Signature of a pledge"
    _inherit = ["gov.guarded.mixin"]

    pledge_id = fields.Many2one(
        comodel_name="gov.pledge", required=True, readonly=True, ondelete="cascade"
    )
    signer_name = fields.Char(compute="_compute_signer", string="Signed by")
    signer_position = fields.Char(compute="_compute_signer", string="Position")
    # In the table, not in an attachment: it goes with the dialog.
    signature = fields.Binary(string="Your signature", attachment=False)

    @api.depends("pledge_id")
    def _compute_signer(self):
        for dialog in self:
            pledge = dialog.pledge_id
            dialog.signer_name = pledge.signer_name or self.env.user.name
            dialog.signer_position = pledge.signer_position

    @api.constrains("signature")
    def _check_signature(self):
        """Before the identity is asked for: a password typed for nothing annoys."""
        for dialog in self.with_context(bin_size=False).filtered("signature"):
            dialog.pledge_id._read_signature(b64decode(dialog.signature))

    @check_identity
    def action_sign(self):
        self.ensure_one()
        identity = self.env["res.users.identitycheck"]._gov_get_last()
        # Read as the user: a pledge outside the scope is refused.
        pledge = self.env["gov.pledge"].browse(self.pledge_id.id)
        image = self.with_context(bin_size=False).signature
        pledge._sign_on_screen(b64decode(image or b""), identity)
        self.signature = False
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Signed: %(pledge)s", pledge=pledge.display_name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

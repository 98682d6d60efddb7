from base64 import b64encode

from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools import upload


class GovPledge(models.Model):
    """Signed on the screen: by ``user_id`` alone, with the own hand."""

    _inherit = "gov.pledge"

    def action_sign(self):
        """Dialog in which the signature is drawn."""
        self.ensure_one()
        self._check_own_hand()
        self._check_state("to_sign", "excused")
        dialog = self.env["gov.pledge.sign"].create({"pledge_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign the pledge"),
            "res_model": dialog._name,
            "res_id": dialog.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "medium"},
        }

    def _check_own_hand(self):
        """Raise unless the user is the one who signs: no manager, no delegate."""
        self.ensure_one()
        self.check_access("read")
        if self.user_id and self.user_id == self.env.user:
            return
        if self.level == "unit" and not self.user_id:
            raise UserError(
                self.env._(
                    "%(pledge)s: name first who signs for the unit.",
                    pledge=self.display_name,
                )
            )
        raise AccessError(
            self.env._(
                "%(pledge)s is signed by %(person)s, by nobody else.",
                pledge=self.display_name,
                person=self.user_id.name or self.signer_name or self.unit_id.name,
            )
        )

    def _sign_on_screen(self, image, identity):
        """Sign with a drawn signature.

        :param bytes image: PNG or JPEG
        :param tuple identity: method and moment, from the session
        :return: False where the user had signed before: a second click
        """
        self._check_own_hand()
        self._lock()
        if self.state == "signed" and self.method == "screen":
            return False
        file = {
            "name": f"{self.env._('signature')}.png",
            "kind": "signature",
            "file": b64encode(self._read_signature(image)),
        }
        today = self.company_id._gov_today()
        campaign = self.campaign_id
        self._sign(
            "screen",
            today,
            identity=identity,
            files=[file],
            signer=self._get_own_signer(),
            place=campaign.ceremony_place if campaign.ceremony_date == today else "",
        )
        return True

    def _read_signature(self, image):
        """``image`` as a clean PNG; words for what is wrong with it."""
        try:
            return upload.get_signature(image)
        except upload.UploadError as error:
            if error.code in ("empty", "blank"):
                message = self.env._("Draw your signature first.")
            elif error.code == "too_big":
                message = self.env._("This picture is too big for a signature.")
            else:
                message = self.env._("A signature is a picture, PNG or JPEG.")
            raise UserError(message) from error

    def _get_own_signer(self):
        """Name and position of the user, where the pledge names none yet."""
        if self.signer_name:
            return {}
        return {
            "signer_name": self.env.user.name,
            "signer_position": self.signer_position
            or self._get_position(self.env.user),
        }

import time

from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import consteq, hmac

from .gov_survey_point import make_token

# A link for a trial is passed on by mistake sooner or later; answers given through it
# count nowhere, so it ends soon.
TEST_SECONDS = 2 * 3600


class GovSurveyPoint(models.Model):
    """Addresses of a point: what posters, kiosks and trials lead to."""

    _inherit = "gov.survey.point"

    url = fields.Char(string="Address", compute="_compute_url")

    def _compute_url(self):
        for point in self:
            point.url = point._get_url()

    def _get_url(self):
        """Where a phone or a kiosk answers, as the office is reached from outside."""
        self.ensure_one()
        return f"{self.get_base_url()}/gs/{self.token}"

    def _get_test_token(self):
        """Signed text that makes an answer a trial, for :data:`TEST_SECONDS`."""
        self.ensure_one()
        until = f"{int(time.time()) + TEST_SECONDS:x}"
        return f"{until}.{self._sign_test(until)}"

    def _check_test_token(self, text):
        """True when ``text`` was made for this point by :meth:`_get_test_token`.

        :param text: whatever came with the request
        """
        self.ensure_one()
        until, dot, signature = (text or "").partition(".")
        # compare_digest() takes no other letters.
        if (
            not dot
            or not text.isascii()
            or not consteq(signature, self._sign_test(until))
        ):
            return False
        # Signed by us, hence a number.
        return int(until, 16) >= time.time()

    def _sign_test(self, until):
        # The token is a part of it: a code that is renewed ends its trials too.
        # sudo: the key of the database.
        env = self.env(su=True)
        return hmac(env, "gov_survey_test", (self.id, self.token, until))[:32]

    def action_test(self):
        """Try the page: what is entered there counts nowhere."""
        self.ensure_one()
        self.check_access("read")
        return self._open(f"{self._get_url()}?t={self._get_test_token()}")

    def action_kiosk(self):
        """Open the kiosk on this device."""
        self.ensure_one()
        self.check_access("read")
        if self.channel != "kiosk":
            raise UserError(self.env._("This point is a poster, not a kiosk."))
        return self._open(self._get_url())

    def action_renew(self):
        """Give it a new code; posters and kiosks with the old one stop working."""
        self.check_access("write")
        for point in self:
            point._lock()
            point._guarded_write(
                {"token": make_token(), "token_date": point.company_id._gov_today()}
            )
        return True

    def _open(self, url):
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    def _lock(self):
        try:
            # sudo: write access was checked by the caller; locking asks for no more.
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Someone else is changing %(point)s right now. Try again.",
                    point=self.display_name,
                )
            ) from error

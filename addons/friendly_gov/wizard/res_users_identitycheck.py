import time
from datetime import datetime, timezone

from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import request

# Core's key, and how long ``check_identity`` takes a check as fresh.
LAST = "identity-check-last"
FRESH_SECONDS = 10 * 60
# Ours beside it: [method, moment before the check].
METHOD = "gov-identity-method"
# Longer than a check of a password takes, shorter than two checks are apart.
SAME_CHECK_SECONDS = 60


class ResUsersIdentitycheck(models.TransientModel):
    _inherit = "res.users.identitycheck"

    def run_check(self):
        """Remember by what the identity was asked; core keeps only when.

        Not ``_check_identity``: other addons answer there without asking further.
        """
        if not request:
            return super().run_check()
        session = request.session
        before, known = session.get(LAST), session.get(METHOD)
        # The action behind the check runs inside of it, and asks for the method.
        session[METHOD] = [self.auth_method or "password", time.time()]
        try:
            return super().run_check()
        finally:
            if session.get(LAST) == before:
                session[METHOD] = known

    @api.model
    def _gov_get_last(self):
        """How and when the identity was asked last in this session.

        :return: method, "other" where another addon asked; moment, naive UTC
        :raises UserError: not in the last ten minutes, or not over HTTP
        """
        last = request.session.get(LAST, 0) if request else 0
        if last <= time.time() - FRESH_SECONDS:
            raise UserError(
                self.env._("Say first who you are: the identity was not asked for.")
            )
        method, started = request.session.get(METHOD) or (None, 0)
        if not 0 <= last - started < SAME_CHECK_SECONDS:
            method = None
        moment = datetime.fromtimestamp(int(last), timezone.utc).replace(tzinfo=None)
        return method or "other", moment

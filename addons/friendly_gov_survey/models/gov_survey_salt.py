import secrets

from odoo import api, fields, models
from odoo.tools import SQL


class GovSurveySalt(models.Model):
    """The salt of one day: once it is gone, no fingerprint can be made again."""

    _name = "gov.survey.salt"
    _description = "Salt of the fingerprints of a day"
    _inherit = ["gov.guarded.mixin"]
    _rec_name = "day"
    _log_access = False

    _guarded_create_only = True
    _guarded_unlink = True

    day = fields.Date(required=True, readonly=True)
    salt = fields.Char(required=True, readonly=True, groups="base.group_no_one")

    _day_unique = models.UniqueIndex("(day)")

    @api.model
    def _get_salt(self, day):
        """The salt of ``day``; the first call of a day makes it, the old ones go."""
        find = SQL("SELECT salt FROM gov_survey_salt WHERE day = %s", day)
        found = self.env.execute_query(find)
        if not found:
            # Two at once: one waits, then starts again and finds this one.
            self.env.execute_query(
                SQL(
                    "INSERT INTO gov_survey_salt (day, salt) VALUES (%s, %s) "
                    "ON CONFLICT DO NOTHING RETURNING id",
                    day,
                    secrets.token_hex(32),
                )
            )
            self._delete_before(day)
            found = self.env.execute_query(find)
        return found[0][0]

    @api.model
    def _delete_before(self, day):
        self.env.cr.execute("DELETE FROM gov_survey_salt WHERE day < %s", (day,))
        self.env.cr.execute("DELETE FROM gov_survey_trace WHERE day < %s", (day,))

    @api.autovacuum
    def _gc_old(self):
        # Of a day on which nobody answers afterwards, too.
        self._delete_before(fields.Date.subtract(fields.Date.today(), days=1))

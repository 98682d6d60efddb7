from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    gov_tz = fields.Selection(related="company_id.gov_tz", readonly=False)
    gov_database_notice = fields.Char(
        compute="_compute_gov_database_notice", string="Database"
    )

    @api.depends("company_id")
    def _compute_gov_database_notice(self):
        """Say what this database cannot do; an office's database is never altered."""
        for settings in self:
            settings.gov_database_notice = " ".join(self._get_gov_database_notices())

    @api.model
    def _get_gov_database_notices(self):
        self.env.cr.execute(
            """
            SELECT (SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'),
                   'Duy' < U&'\\0110\\1ED3ng' AND U&'\\0110\\1ED3ng' < 'E'
            """
        )
        [(has_trigram, sorts_vietnamese)] = self.env.cr.fetchall()
        notices = []
        if not has_trigram:
            notices.append(self.env._("Without pg_trgm, searches read whole tables."))
        if not sorts_vietnamese:
            notices.append(
                self.env._(
                    "Lists are not in Vietnamese order: the database was made without "
                    "ICU collation “vi”."
                )
            )
        return notices or [
            self.env._("Vietnamese order and fast search are available.")
        ]

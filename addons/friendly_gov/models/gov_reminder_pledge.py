from odoo import api, models

from ..report.queries import pledge_reminder

LOG = "gov.pledge.reminder"


class GovReminder(models.Model):
    """The daily job takes pledges along: one notice a person and day for both."""

    _inherit = "gov.reminder"

    @api.model
    def _log_due(self, company, today):
        return super()._log_due(company, today) and self.env[LOG]._log_due(
            company, today
        )

    @api.model
    def _get_news(self, company, today):
        news = super()._get_news(company, today)
        rows = self.env.execute_query(
            pledge_reminder.news_sql(self.env, company.id, today)
        )
        for user_id, last_id, *line in rows:
            own = news.setdefault(user_id, {})
            own.setdefault(LOG, (last_id, []))[1].append(line)
        return news

from odoo import models
from odoo.fields import Domain

from ..report import survey_tables


class GovReport(models.Model):
    """Sheet D: what people said, of the campaigns that ran in the period."""

    _inherit = "gov.report"

    def _get_more_tables(self):
        tables = super()._get_more_tables()
        part = survey_tables.get_table(
            self.env, self._get_survey_domain(), self.date_as_of
        )
        return [*tables, part] if part.rows else tables

    def _get_survey_domain(self):
        """Units in campaigns that the report is about, on ``gov.survey.unit``.

        Campaigns that took answers on a day of the period up to the cut-off date.
        """
        self.ensure_one()
        report = self.with_company(self.company_id)
        units = report.unit_id._gov_below_on(self.date_as_of)
        below = self.coverage == "below"
        return (
            Domain("state", "!=", "draft")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("campaign_id.is_demo", "=", self.is_demo)
            & Domain("campaign_id.date_open", "<=", self.date_as_of)
            & Domain("campaign_id.date_close", ">=", self.period_id.date_from)
            & Domain("unit_id" if below else "lead_unit_id", "in", units)
        )

from odoo import models

from ..report.queries import pledge_report


class GovReport(models.Model):
    """Which pledges the workbook tells of."""

    _inherit = "gov.report"

    def _get_pledge_scope(self):
        """Pledges of the report: of its units, or of campaigns that they organise."""
        self.ensure_one()
        report = self.with_company(self.company_id)
        units = report.unit_id._gov_below_on(self.date_as_of)
        below = self.coverage == "below"
        return pledge_report.PledgeScope(
            domain=[
                ("campaign_id.is_demo", "=", self.is_demo),
                ("company_id", "=", self.company_id.id),
            ],
            as_of=self.date_as_of,
            unit_ids=units if below else None,
            organizer_ids=None if below else units,
            date_from=self.period_id.date_from,
        )

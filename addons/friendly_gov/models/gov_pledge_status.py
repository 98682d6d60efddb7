from odoo import api, fields, models
from odoo.tools import SQL

from ..report.queries import pledge_status


class GovPledge(models.Model):
    """Where a pledge stands today, by the one definition that reports use."""

    _inherit = "gov.pledge"

    status = fields.Selection(
        selection="_selection_status",
        compute="_compute_status",
        search="_search_status",
    )

    @api.model
    def _selection_status(self):
        return [
            ("unsigned_late", self.env._("Not signed, overdue")),
            ("unsigned", self.env._("To be signed")),
            ("signed_on_time", self.env._("Signed on time")),
            ("signed_late", self.env._("Signed late")),
            ("excused", self.env._("Not signed, with a reason")),
            ("retired", self.env._("No longer counted")),
        ]

    @api.depends("state", "is_exempt", "date_due", "date_signed")
    def _compute_status(self):
        """Ask the one SQL definition: no second version of it in Python."""
        today = self.env.company._gov_today()
        self.flush_recordset(["state", "is_exempt", "date_due", "date_signed"])
        rows = self.env.execute_query(
            SQL(
                "SELECT r.id, %s FROM gov_pledge r WHERE r.id = ANY(%s)",
                pledge_status.status_sql("r", today),
                list(self._origin.ids),
            )
        )
        found = dict(rows)
        for pledge in self:
            pledge.status = found.get(pledge._origin.id, False)

    @api.model
    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._gov_today()
        return pledge_status.status_domain(set(value), today)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "status":
            today = self.env.company._gov_today()
            return pledge_status.status_sql(alias, today)
        return super()._field_to_sql(alias, field_expr, query)

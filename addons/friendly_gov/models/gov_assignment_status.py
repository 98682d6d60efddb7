from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..report.queries import status


class GovAssignmentStatus(models.AbstractModel):
    """Status of today, by the one definition that reports use as well."""

    _name = "gov.assignment.status"
    _description = "Status of an assignment today"

    status = fields.Selection(
        selection="_selection_status",
        compute="_compute_status",
        search="_search_status",
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")
    is_overdue = fields.Boolean(
        string="Overdue", compute="_compute_status", search="_search_is_overdue"
    )
    is_due_soon = fields.Boolean(
        string="Due soon", compute="_compute_status", search="_search_is_due_soon"
    )
    days_late = fields.Integer(compute="_compute_status")

    @api.model
    def _selection_status(self):
        return [
            ("todo_late", self.env._("Not started, overdue")),
            ("doing_late", self.env._("In progress, overdue")),
            ("todo_on_time", self.env._("Not started, in time")),
            ("doing_on_time", self.env._("In progress, in time")),
            ("todo_no_due", self.env._("Not started, no deadline")),
            ("doing_no_due", self.env._("In progress, no deadline")),
            ("waiting_on_time", self.env._("Waiting for acceptance, in time")),
            ("waiting_late", self.env._("Waiting for acceptance, reported late")),
            ("held", self.env._("On hold")),
            ("adjusting", self.env._("Adjustment requested")),
            ("done_on_time", self.env._("Done on time")),
            ("done_late", self.env._("Done late")),
            ("done_no_due", self.env._("Done, no deadline")),
            ("withdrawn", self.env._("Withdrawn")),
            ("transferred", self.env._("Transferred")),
            ("unstated", self.env._("Outcome not stated by the source")),
        ]

    @api.depends("state", "date_due", "date_submitted", "date_done")
    def _compute_status(self):
        """Ask the one SQL definition: no second version of it in Python."""
        today = self.env.company._gov_today()
        names = ["state", "date_due", "date_submitted", "date_done", "directive_id"]
        self.flush_recordset(names)
        self.env["gov.directive"].flush_model(["profile_id"])
        self.env["gov.period.profile"].flush_model(["warning_days"])
        rows = self.env.execute_query(
            SQL(
                "SELECT a.id, %s, %s FROM gov_assignment a "
                "JOIN gov_directive d ON d.id = a.directive_id "
                "JOIN gov_period_profile p ON p.id = d.profile_id "
                "WHERE a.id IN %s",
                status.status_sql("a", today),
                status.due_soon_sql("a", today, SQL.identifier("p", "warning_days")),
                tuple(self._origin.ids) or (0,),
            )
        )
        found = {row[0]: row[1:] for row in rows}
        for line in self:
            code, soon = found.get(line._origin.id, (False, False))
            late = code in status.OVERDUE
            line.status = code
            line.is_overdue = late
            line.is_due_soon = soon
            line.days_late = (today - line.date_due).days if late else 0

    @api.model
    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        return status.status_domain(set(value), self.env.company._gov_today())

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return status.status_domain(status.OVERDUE, self.env.company._gov_today())

    @api.model
    def _search_is_due_soon(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = self.env.company._gov_today()
        profiles = self.env["gov.period.profile"].with_context(active_test=False)
        soon = Domain.OR(
            Domain("directive_id.profile_id", "=", profile.id)
            & Domain(
                "date_due", "<=", fields.Date.add(today, days=profile.warning_days)
            )
            for profile in profiles.search([])
        )
        running = Domain("state", "in", status.RUNNING_STATES)
        return running & Domain("date_due", ">=", today) & soon

    @api.depends("state")
    def _compute_is_open(self):
        for line in self:
            line.is_open = line.state not in status.CLOSED_STATES

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("state", "not in", status.CLOSED_STATES)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "status":
            # Lets lists, pivots and kanbans group by the status of today.
            return status.status_sql(alias, self.env.company._gov_today())
        return super()._field_to_sql(alias, field_expr, query)

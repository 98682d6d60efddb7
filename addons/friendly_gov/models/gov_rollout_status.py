from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..report.queries import rollout_status

_COUNTED_STATES = ("preparing", "launched")


class GovRollout(models.Model):
    """Where a roll-out stands today, by the one definition that reports use."""

    _inherit = "gov.rollout"

    # A copy, so that statuses are searched and grouped by on one table.
    is_exempt = fields.Boolean(
        related="unit_id.gov_is_exempt", store=True, string="Never counted late"
    )
    status = fields.Selection(
        selection="_selection_status",
        compute="_compute_status",
        search="_search_status",
    )
    is_late = fields.Boolean(
        string="Launch late",
        compute="_compute_status",
        search="_search_is_late",
        help="The planned launch has passed.",
    )
    is_overdue = fields.Boolean(
        string="A deadline passed",
        compute="_compute_overdue",
        search="_search_is_overdue",
    )
    progress = fields.Integer(
        string="Steps done (%)", compute="_compute_progress", aggregator="avg"
    )

    @api.model
    def _selection_status(self):
        return [
            ("preparing_late", self.env._("In preparation, launch overdue")),
            ("preparing_slipping", self.env._("In preparation, a step behind plan")),
            ("preparing_on_time", self.env._("In preparation, in time")),
            ("launched_on_time", self.env._("Launched on time")),
            ("launched_late", self.env._("Launched late")),
            ("launched_no_plan", self.env._("Launched, no planned date")),
            ("closed", self.env._("Concluded")),
            ("draft", self.env._("Not begun")),
            ("exempt", self.env._("Takes part, not counted")),
            ("stopped", self.env._("Stopped")),
            ("transferred", self.env._("Transferred")),
            ("unstated", self.env._("Outcome not stated by the source")),
        ]

    @api.depends(
        "state", "is_exempt", "date_launch_planned", "date_launched", "date_next"
    )
    def _compute_status(self):
        """Ask the one SQL definition: no second version of it in Python."""
        today = self.env.company._gov_today()
        self.flush_recordset(
            [
                "state",
                "is_exempt",
                "date_launch_planned",
                "date_launched",
                "date_next",
            ]
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT r.id, %s FROM gov_rollout r WHERE r.id = ANY(%s)",
                rollout_status.status_sql("r", today),
                list(self._origin.ids),
            )
        )
        found = dict(rows)
        for rollout in self:
            code = found.get(rollout._origin.id, False)
            rollout.status = code
            rollout.is_late = code in rollout_status.MISSED

    @api.model
    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._gov_today()
        return rollout_status.status_domain(set(value), today)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = self.env.company._gov_today()
        return rollout_status.status_domain(rollout_status.MISSED, today)

    @api.depends("state", "is_exempt", "date_next")
    def _compute_overdue(self):
        today = self.env.company._gov_today()
        for rollout in self:
            rollout.is_overdue = (
                rollout.state in _COUNTED_STATES
                and not rollout.is_exempt
                and bool(rollout.date_next)
                and rollout.date_next < today
            )

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return (
            Domain("state", "in", _COUNTED_STATES)
            & Domain("is_exempt", "=", False)
            & Domain("date_next", "<", self.env.company._gov_today())
        )

    @api.depends("step_count", "step_done_count")
    def _compute_progress(self):
        for rollout in self:
            total = rollout.step_count
            rollout.progress = rollout.step_done_count * 100 // total if total else 0

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "status":
            today = self.env.company._gov_today()
            return rollout_status.status_sql(alias, today)
        return super()._field_to_sql(alias, field_expr, query)

from odoo import api, fields, models

from ..tools.recurrence import parse_key
from .gov_period import ROMAN


class GovAssignment(models.Model):
    """The period of a line of a periodic task."""

    _inherit = "gov.assignment"

    # The period stands in the name: lists, notices and messages tell lines of one
    # task apart.
    name = fields.Text(
        related=None, compute="_compute_name", compute_sudo=True, search="_search_name"
    )
    period_key = fields.Char(
        readonly=True,
        copy=False,
        export_string_translation=False,
        help="2026-03, 2026-Q1, 2026-H1 or 2026; empty for a task that comes once.",
    )
    period_name = fields.Char(string="Period", compute="_compute_period_name")

    @api.depends("task_id.text", "period_key")
    @api.depends_context("lang")
    def _compute_name(self):
        for line in self:
            period = line.period_name
            text = line.task_id.text
            line.name = f"{text} ({period})" if period else text

    @api.model
    def _search_name(self, operator, value):
        return [("task_id.text", operator, value)]

    @api.depends("period_key")
    @api.depends_context("lang")
    def _compute_period_name(self):
        for line in self:
            cycle = parse_key(line.period_key)
            line.period_name = self._name_cycle(cycle) if cycle else False

    @api.model
    def _name_cycle(self, cycle):
        values = {"index": cycle.index, "year": cycle.year}
        if cycle.kind == "month":
            return self.env._("Month %(index)s/%(year)s", **values)
        if cycle.kind == "quarter":
            values["index"] = ROMAN[cycle.index]
            return self.env._("Quarter %(index)s/%(year)s", **values)
        if cycle.kind == "year":
            return self.env._("Year %(year)s", **values)
        if cycle.index == 1:
            return self.env._("First six months of %(year)s", **values)
        return self.env._("Last six months of %(year)s", **values)

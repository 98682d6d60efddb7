from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..report.queries import coordination as queries


class GovCoordination(models.Model):
    """What one coordinating unit is asked for one task, and what it answered.

    Made when the task is issued (for the whole task), or by a lead unit for its own
    assignment. It never touches the lead line: one unit counts, the others help.
    """

    _name = "gov.coordination"
    _description = "Request for coordination"
    _inherit = ["gov.coordination.step"]
    _order = "is_waiting desc, date_due, id"
    _rec_name = "name"
    _check_company_auto = True

    _guarded_fields = frozenset(
        {
            "task_id",
            "assignment_id",
            "unit_id",
            "asker_unit_id",
            "request",
            "state",
            "is_exempt",
            "date_asked",
            "date_due",
            "date_answered",
            "answer",
            "document_symbol",
            "document_date",
            "answered_by_id",
            "return_reason",
            "visible_unit_ids",
        }
    )
    name = fields.Text(compute="_compute_name", string="What is asked")
    task_id = fields.Many2one(
        comodel_name="gov.task",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
        copy=False,
    )
    directive_id = fields.Many2one(
        related="task_id.directive_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="directive_id.company_id", store=True, precompute=True, index=True
    )
    is_demo = fields.Boolean(
        related="directive_id.is_demo", store=True, precompute=True, copy=False
    )
    directive_symbol = fields.Char(related="directive_id.symbol", string="Document")
    task_text = fields.Text(related="task_id.text", string="Task contents")
    assignment_id = fields.Many2one(
        comodel_name="gov.assignment",
        string="For the assignment",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="Empty: the request came with the task, for all its lead units.",
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Coordinating unit",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        readonly=True,
        copy=False,
    )
    asker_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Asking unit",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
        copy=False,
    )
    # Copied when asked: what was known then decides reports of that day.
    is_exempt = fields.Boolean(string="Never counted late", readonly=True, copy=False)
    request = fields.Text(readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("asked", "Waiting for an answer"),
            ("answered", "Answered"),
            ("returned", "Answer returned"),
            ("withdrawn", "Withdrawn"),
        ],
        default="asked",
        required=True,
        readonly=True,
        copy=False,
    )
    is_waiting = fields.Boolean(
        compute="_compute_is_waiting", store=True, precompute=True
    )
    date_asked = fields.Date(
        string="Asked on", required=True, readonly=True, copy=False
    )
    date_due = fields.Date(string="Deadline", readonly=True, copy=False)
    date_answered = fields.Date(string="Answered on", readonly=True, copy=False)
    answer = fields.Text(readonly=True, copy=False)
    document_symbol = fields.Char(string="Number and symbol", readonly=True, copy=False)
    document_date = fields.Date(
        string="Date of the document", readonly=True, copy=False
    )
    answered_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    return_reason = fields.Text(readonly=True, copy=False)
    status = fields.Selection(
        selection="_selection_status",
        compute="_compute_status",
        search="_search_status",
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_status", search="_search_is_late"
    )
    days_late = fields.Integer(compute="_compute_status")
    is_mine = fields.Boolean(
        compute="_compute_is_mine", search="_search_is_mine", string="For my unit"
    )
    is_asked_by_us = fields.Boolean(
        compute="_compute_is_mine", search="_search_is_asked_by_us"
    )
    can_answer = fields.Boolean(compute="_compute_can_step")
    can_return = fields.Boolean(compute="_compute_can_step")
    can_manage = fields.Boolean(compute="_compute_can_step")
    search_text = fields.Char(
        string="Search",
        compute="_compute_search_text",
        search="_search_search_text",
        export_string_translation=False,
    )
    evidence_ids = fields.One2many("gov.evidence", "coordination_id", readonly=True)
    log_ids = fields.One2many("gov.coordination.log", "coordination_id", readonly=True)
    visible_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_coordination_visible_unit_rel",
        string="Units that see it",
        readonly=True,
        copy=False,
    )

    # One request a unit came with the task, however often it is issued.
    _task_unit_uniq = models.UniqueIndex(
        "(task_id, unit_id) WHERE assignment_id IS NULL AND state != 'withdrawn'",
        "This unit was already asked for this task.",
    )
    _unit_due_idx = models.Index("(unit_id, state, date_due)")

    @api.depends("request", "task_id.text")
    def _compute_name(self):
        for line in self:
            line.name = line.request or line.task_id.text

    @api.depends("state")
    def _compute_is_waiting(self):
        for line in self:
            line.is_waiting = line.state in queries.WAITING_STATES

    # ------------------------------------------------------------------
    # Status of today: one SQL definition, shared with reports of the past
    # ------------------------------------------------------------------

    @api.model
    def _selection_status(self):
        return [
            ("overdue", self.env._("Not answered, overdue")),
            ("open", self.env._("Not answered")),
            ("answered_late", self.env._("Answered late")),
            ("answered", self.env._("Answered in time")),
            ("withdrawn", self.env._("Withdrawn")),
        ]

    @api.depends("state", "date_due", "date_answered", "is_exempt")
    def _compute_status(self):
        today = self.env.company._gov_today()
        self.flush_recordset(["state", "date_due", "date_answered", "is_exempt"])
        self.env["hr.department"].flush_model(["gov_is_exempt"])
        rows = self.env.execute_query(
            SQL(
                "SELECT line.id, %s FROM gov_coordination line "
                "JOIN hr_department unit ON unit.id = line.unit_id "
                "WHERE line.id IN %s",
                queries.status_sql("line", today, SQL("unit.gov_is_exempt")),
                tuple(self._origin.ids) or (0,),
            )
        )
        found = dict(rows)
        for line in self:
            code = found.get(line._origin.id, False)
            line.status = code
            line.is_late = code in queries.LATE
            last = line.date_answered if code == "answered_late" else today
            line.days_late = (last - line.date_due).days if line.is_late else 0

    @api.model
    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        return queries.status_domain(set(value), self.env.company._gov_today())

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return queries.status_domain(queries.LATE, self.env.company._gov_today())

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "status":
            exempt = SQL(
                "(SELECT u.gov_is_exempt FROM hr_department u WHERE u.id = %s)",
                SQL.identifier(alias, "unit_id"),
            )
            code = queries.status_sql(alias, self.env.company._gov_today(), exempt)
            columns = ("state", "date_due", "date_answered", "is_exempt", "unit_id")
            return SQL("%s", code, to_flush=[self._fields[name] for name in columns])
        return super()._field_to_sql(alias, field_expr, query)

    # ------------------------------------------------------------------
    # Who sees it as theirs, who may act
    # ------------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends("unit_id", "asker_unit_id")
    def _compute_is_mine(self):
        scope = self.env.user._gov_scope_units()
        for line in self:
            line.is_mine = line.unit_id in scope
            line.is_asked_by_us = line.asker_unit_id in scope

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain(
            "unit_id", "child_of", self.env.user.sudo().gov_scope_unit_ids.ids
        )

    @api.model
    def _search_is_asked_by_us(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        # sudo: the user's own scope.
        units = self.env.user.sudo().gov_scope_unit_ids
        return Domain("asker_unit_id", "child_of", units.ids)

    @api.depends_context("uid")
    @api.depends("state", "unit_id")
    def _compute_can_step(self):
        for line in self:
            line.can_answer = line._can_step("answer")
            line.can_return = line._can_step("return")
            line.can_manage = line._can_step("withdraw")

    def _compute_search_text(self):
        self.search_text = False

    @api.model
    def _search_search_text(self, operator, value):
        if operator not in ("ilike", "like", "=") or not isinstance(value, str):
            return NotImplemented
        return (
            Domain("request", "ilike", value)
            | Domain("task_id.search_text", "ilike", value)
            | Domain("directive_id.search_text", "ilike", value)
            | Domain("unit_id", "ilike", value)
        )

    def action_open_step(self):
        """Open the dialog of the event named in the context by the button."""
        event = self.env.context.get("gov_event")
        if event not in self._steps or event == "end":
            raise UserError(self.env._("Unknown action."))
        return self.env["gov.step.action"]._open(event, self)

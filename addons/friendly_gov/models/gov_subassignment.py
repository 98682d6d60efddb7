from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..report.queries import parts as queries
from .gov_subassignment_step import GIVERS, MAX_DEPTH


class GovSubassignment(models.Model):
    """A part of the unit's line, given to a unit below or to a person.

    Internal: no figure of the province counts it, and the bodies that assign and
    monitor don't see it. The lead line stays the one that counts.
    """

    _name = "gov.subassignment"
    _description = "Part given inside the unit"
    _inherit = ["gov.subassignment.step"]
    _order = "is_open desc, date_due, id"
    _rec_name = "text"
    _check_company_auto = True

    _guarded_fields = frozenset(
        {
            "assignment_id",
            "parent_id",
            "depth",
            "unit_id",
            "giver_unit_id",
            "owner_id",
            "text",
            "state",
            "date_given",
            "date_due",
            "date_started",
            "date_reported",
            "date_done",
            "report",
            "document_symbol",
            "document_date",
            "reported_by_id",
            "return_reason",
        }
    )
    assignment_id = fields.Many2one(
        comodel_name="gov.assignment",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        related="assignment_id.company_id", store=True, precompute=True, index=True
    )
    lead_unit_id = fields.Many2one(
        related="assignment_id.unit_id",
        string="Lead unit",
        store=True,
        precompute=True,
        index=True,
    )
    # Facts of the line for whoever has a part and doesn't see the line itself.
    task_text = fields.Text(
        related="assignment_id.task_id.text", string="Task contents"
    )
    directive_symbol = fields.Char(
        related="assignment_id.directive_symbol", string="Document"
    )
    line_product = fields.Char(related="assignment_id.product", string="Product")
    line_date_due = fields.Date(
        related="assignment_id.date_due", string="Deadline of the task"
    )
    parent_id = fields.Many2one(
        comodel_name="gov.subassignment",
        string="Part of",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    depth = fields.Integer(default=1, readonly=True, copy=False)
    child_ids = fields.One2many(
        "gov.subassignment", "parent_id", string="Given further", readonly=True
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Unit that does it",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        readonly=True,
        copy=False,
    )
    giver_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Given by",
        required=True,
        ondelete="restrict",
        index=True,
        readonly=True,
        copy=False,
    )
    owner_id = fields.Many2one(
        comodel_name="res.users",
        string="Person in charge",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    text = fields.Text(string="Contents", required=True, readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("todo", "Not started"),
            ("doing", "In progress"),
            ("reported", "Reported"),
            ("returned", "Returned"),
            ("done", "Done"),
            ("withdrawn", "Withdrawn"),
        ],
        default="todo",
        required=True,
        readonly=True,
        copy=False,
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True, precompute=True)
    date_given = fields.Date(
        string="Given on", required=True, readonly=True, copy=False
    )
    date_due = fields.Date(string="Deadline", readonly=True, copy=False)
    date_started = fields.Date(readonly=True, copy=False)
    date_reported = fields.Date(string="Reported on", readonly=True, copy=False)
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    report = fields.Text(string="What was done", readonly=True, copy=False)
    document_symbol = fields.Char(string="Number and symbol", readonly=True, copy=False)
    document_date = fields.Date(
        string="Date of the document", readonly=True, copy=False
    )
    reported_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    return_reason = fields.Text(readonly=True, copy=False)
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    days_late = fields.Integer(compute="_compute_is_late")
    is_mine = fields.Boolean(
        compute="_compute_is_mine", search="_search_is_mine", string="For me or my unit"
    )
    can_give = fields.Boolean(compute="_compute_can_step")
    can_do = fields.Boolean(compute="_compute_can_step")
    can_name = fields.Boolean(compute="_compute_can_step")
    can_judge = fields.Boolean(compute="_compute_can_step")
    can_withdraw = fields.Boolean(compute="_compute_can_step")
    progress = fields.Char(compute="_compute_progress", string="Done of given further")
    evidence_ids = fields.One2many("gov.evidence", "subassignment_id", readonly=True)
    log_ids = fields.One2many(
        "gov.subassignment.log", "subassignment_id", readonly=True
    )

    _depth_check = models.Constraint(
        f"CHECK (depth BETWEEN 1 AND {MAX_DEPTH})", "A part is divided too often."
    )
    _self_check = models.Constraint(
        "CHECK (parent_id IS NULL OR parent_id != id)", "A part is not part of itself."
    )
    _unit_due_idx = models.Index("(unit_id, state, date_due)")

    @api.depends("state")
    def _compute_is_open(self):
        for part in self:
            part.is_open = part.state in queries.OPEN_STATES

    @api.depends("state", "date_due", "unit_id")
    def _compute_is_late(self):
        today = self.env.company._gov_today()
        late = self.filtered_domain(queries.late_domain(today))
        for part in self:
            part.is_late = part in late
            part.days_late = (today - part.date_due).days if part.is_late else 0

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return queries.late_domain(self.env.company._gov_today())

    @api.depends_context("uid")
    @api.depends("unit_id", "owner_id")
    def _compute_is_mine(self):
        user = self.env.user
        scope = user._gov_scope_units()
        for part in self:
            part.is_mine = part.owner_id == user or part.unit_id in scope

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        # sudo: the user's own scope.
        units = self.env.user.sudo().gov_scope_unit_ids
        return Domain("owner_id", "=", self.env.uid) | Domain(
            "unit_id", "child_of", units.ids
        )

    @api.depends_context("uid")
    @api.depends("state", "unit_id", "owner_id")
    def _compute_can_step(self):
        for part in self:
            part.can_give = part._can_give()
            part.can_do = part._can_step("report")
            part.can_name = part._can_step("assign_owner")
            part.can_judge = part._can_step("accept")
            part.can_withdraw = part._can_step("withdraw")

    def _can_give(self):
        if self.state not in queries.RUNNING_STATES or self.depth >= MAX_DEPTH:
            return False
        try:
            self._check_works_for(self.unit_id, GIVERS)
        except AccessError:
            return False
        return True

    @api.depends_context("uid")
    @api.depends("child_ids.state")
    def _compute_progress(self):
        found = queries.roll_up(
            self.env, "parent_id", self._origin.ids, self.env.company._gov_today()
        )
        for part in self:
            given, done, _late, _due = found.get(part._origin.id, (0, 0, 0, None))
            part.progress = f"{done}/{given}" if given else False

    def action_start(self):
        return self._step("start")

    def action_accept(self):
        return self._step("accept")

    def action_open_step(self):
        """Open the dialog of the event named in the context by the button."""
        event = self.env.context.get("gov_event")
        if event not in self._steps or event == "end":
            raise UserError(self.env._("Unknown action."))
        return self.env["gov.step.action"]._open(event, self)

    def action_give_further(self):
        self.ensure_one()
        return self.env["gov.subassignment.give"]._open(self.assignment_id, self)

    def _describe(self):
        """Short names of the parts, for confirmations: what, who, until when."""
        names = []
        for part in self:
            who = part.owner_id.name or part.unit_id.name
            due = part.date_due.strftime("%d/%m/%Y") if part.date_due else "-"
            names.append(f"{(part.text or '')[:60]} ({who}, {due})")
        return names

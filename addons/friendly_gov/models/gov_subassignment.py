from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..report.queries import parts as queries
from .gov_step_mixin import Step

# Deep enough for province, department, division, group and person.
MAX_DEPTH = 5
_RUNNING = frozenset(queries.RUNNING_STATES)
_OPEN = frozenset(queries.OPEN_STATES)
_REASON = frozenset({"reason"})
_GIVERS = ("officer", "leader")


class GovSubassignment(models.Model):
    """A part of the unit's line, given to a unit below or to a person.

    Internal: no figure of the province counts it, and the bodies that assign and
    monitor don't see it. The lead line stays the one that counts.
    """

    _name = "gov.subassignment"
    _description = "Part given inside the unit"
    _inherit = ["gov.step.mixin"]
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
    _steps = {
        "start": Step(frozenset({"todo"}), "doing", "doer"),
        "assign_owner": Step(_RUNNING, None, "namer", frozenset({"owner_id"})),
        "report": Step(_RUNNING, "reported", "doer", frozenset({"text"})),
        "accept": Step(frozenset({"reported"}), "done", "judge"),
        "return": Step(frozenset({"reported"}), "returned", "judge", _REASON),
        "reschedule": Step(_RUNNING, None, "judge", _REASON | {"date_due"}),
        "withdraw": Step(_OPEN, "withdrawn", "giver", _REASON),
        # the system, when the line or the part above ends
        "end": Step(_OPEN, "withdrawn", "nobody", _REASON),
    }
    _step_log = "gov.subassignment.log"
    _step_link = "subassignment_id"
    _step_snapshot = ("state", "date_due", "owner_id")

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
            part.is_open = part.state in _OPEN

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
        units = self.env.user.sudo().gov_unit_ids
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
        if self.state not in _RUNNING or self.depth >= MAX_DEPTH:
            return False
        try:
            self._check_works_for(self.unit_id, _GIVERS)
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

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------

    def _check_side_doer(self, event):
        """The person in charge, wherever; else people of the unit, officers first."""
        user = self.env.user
        if not user.has_group("friendly_gov.group_user"):
            raise AccessError(self.env._("Your role does not include this."))
        if self.owner_id == user:
            return
        self._check_works_for(self.unit_id, ("user",))
        if self.owner_id and not user.has_group("friendly_gov.group_officer"):
            raise AccessError(
                self.env._("%(name)s is in charge of this.", name=self.owner_id.name)
            )

    def _check_side_namer(self, event):
        self._check_works_for(self.unit_id, _GIVERS)

    def _check_side_giver(self, event):
        self._check_works_for(self.giver_unit_id, _GIVERS)

    def _check_side_judge(self, event):
        """The unit that gave it; never who does it, in person or as a unit."""
        user = self.env.user
        doer = user in (self.owner_id | self.reported_by_id)
        below = self.unit_id != self.giver_unit_id
        if doer or (below and self.unit_id in user._gov_own_units()):
            raise AccessError(
                self.env._("Nobody accepts, returns or extends the own work.")
            )
        self._check_side_giver(event)

    def _check_side_nobody(self, event):
        raise AccessError(self.env._("Only the system does this."))

    def _check_step_values(self, event, vals):
        if event == "reschedule":
            self._check_new_due(vals["date_due"], self._get_limit())
        elif event == "assign_owner":
            # sudo: only groups and scope of the person named are looked at.
            owner = self.env["res.users"].sudo().browse(vals["owner_id"])
            self._get_unit_of(owner, self.unit_id)

    def _get_limit(self):
        """Deadline of what this is part of; an extension there moves nothing here."""
        # sudo: only the deadline is read, of a line the user may not see.
        above = self.parent_id or self.sudo().assignment_id
        return above.date_due

    def _get_step_values(self, event, reason, text, document):
        today = self.env.company._gov_today()
        if event == "start":
            return {"date_started": today}
        if event == "report":
            symbol, day = document or (False, False)
            return {
                "report": text,
                "document_symbol": symbol,
                "document_date": day,
                "date_reported": today,
                "reported_by_id": self.env.uid,
                "return_reason": False,
            }
        if event == "accept":
            return {"date_done": today}
        if event == "return":
            return {"date_reported": False, "return_reason": reason}
        return {}

    def _after_step(self, event, reason):
        """What was given further ends with the part it belongs to."""
        if event in ("accept", "withdraw", "end"):
            children = self.child_ids.filtered("is_open")
            if children:
                children._step("end", reason=reason or self.env._("The part is done."))

    # ------------------------------------------------------------------
    # Giving
    # ------------------------------------------------------------------

    @api.model
    def _give(self, assignment, vals, units, owners, parent=None):
        """Give one part to each of ``units`` and to each of ``owners``.

        :param vals: dict with ``text`` and ``date_due``
        :param parent: the part that is divided further; empty: the line itself
        :raises AccessError: the user gives nothing in the name of that unit
        """
        parent = parent or self.browse()
        giver = parent.unit_id or assignment.unit_id
        (parent or assignment).check_access("read")
        self._check_works_for(giver, _GIVERS)
        self._check_open_for_parts(assignment, parent)
        self._check_new_due(
            vals.get("date_due"), (parent or assignment.sudo()).date_due
        )
        targets = [(unit, owners.browse()) for unit in units]
        targets += [(self._get_unit_of(owner, giver), owner) for owner in owners]
        self._check_below(giver, units)
        common = {
            "assignment_id": assignment.id,
            "parent_id": parent.id,
            "depth": parent.depth + 1,
            "giver_unit_id": giver.id,
            "date_given": self.env.company._gov_today(),
        }
        # sudo: parts are made by the system; giver, targets and dates were checked.
        parts = self.sudo()._guarded_create(
            [
                {**common, **vals, "unit_id": unit.id, "owner_id": owner.id}
                for unit, owner in targets
            ]
        )
        parts._append_step_log("give")
        parts = parts.sudo(False)
        parts._notify_step("give")
        return parts

    def _check_open_for_parts(self, assignment, parent):
        # sudo: a lock needs write access; who gives was checked before.
        line = assignment.sudo()
        line._lock()
        if parent:
            parent._lock_lines()
        if line.state not in ("received", "doing") or (
            parent and parent.state not in _RUNNING
        ):
            raise UserError(
                self.env._("The task is not open: nothing of it can be given now.")
            )
        if parent.depth >= MAX_DEPTH:
            raise UserError(
                self.env._("A part can be divided %(count)s times.", count=MAX_DEPTH)
            )

    def _check_below(self, giver, units):
        below = units.search([("id", "child_of", giver.id), ("id", "!=", giver.id)])
        outside = units - below
        if outside:
            raise UserError(
                self.env._(
                    "%(units)s does not stand below %(giver)s. Ask it to coordinate "
                    "instead.",
                    units=", ".join(outside.mapped("name")),
                    giver=giver.name,
                )
            )

    @api.model
    def _get_unit_of(self, owner, giver):
        """Unit in which ``owner`` works for ``giver``: its own one, or one below."""
        # sudo: only groups and scope of the person named are looked at.
        owner = owner.sudo()
        units = owner.gov_unit_ids
        # A person of a unit above may do it too, in the unit's own name.
        found = units.search([("id", "in", units.ids), ("id", "child_of", giver.id)])
        if not found and giver in owner._gov_scope_units():
            found = giver
        if not found or not owner.has_group("friendly_gov.group_user"):
            raise UserError(
                self.env._(
                    "%(name)s does not work for %(unit)s.",
                    name=owner.name,
                    unit=giver.name,
                )
            )
        return found[:1]

    # ------------------------------------------------------------------
    # Buttons and notices
    # ------------------------------------------------------------------

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

    def _notify_step(self, event):
        """The doer hears what is given or decided, the giver what is reported."""
        parts = self.sudo().filtered(lambda part: not part.assignment_id.is_demo)
        if event == "report":
            users = parts.giver_unit_id._gov_officers()
        elif event == "start":
            return
        else:
            units = parts.filtered(lambda part: not part.owner_id).unit_id
            units = units.filtered(lambda unit: not unit.gov_is_exempt)
            users = parts.owner_id | units._gov_officers()
        labels = dict(self.env["gov.subassignment.log"]._selection_event())
        body = self.env._("Part given inside the unit: %(event)s.", event=labels[event])
        subject = ", ".join(set(parts.mapped("directive_symbol")))
        self._notify_users(users, subject, body, self if len(self) == 1 else None)

    def _describe(self):
        """Short names of the parts, for confirmations: what, who, until when."""
        names = []
        for part in self:
            who = part.owner_id.name or part.unit_id.name
            due = part.date_due.strftime("%d/%m/%Y") if part.date_due else "-"
            names.append(f"{(part.text or '')[:60]} ({who}, {due})")
        return names

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..report.queries import supervision as queries


class GovSupervisionRecommendation(models.Model):
    """What a supervising body recommends to one unit, and what the unit answers."""

    _name = "gov.supervision.recommendation"
    _description = "Recommendation of a supervision"
    _inherit = ["gov.supervision.step", "gov.search.mixin"]
    _order = "is_waiting desc, date_due, id"
    _rec_name = "text"
    _check_company_auto = True

    _guarded_fields = frozenset(
        {
            "state",
            "is_exempt",
            "answer",
            "document_symbol",
            "document_date",
            "date_answered",
            "answered_by_id",
            "return_reason",
        }
    )
    _guarded_parent = "supervision_id"
    _search_key_fields = ("text", "answer")

    supervision_id = fields.Many2one(
        comodel_name="gov.supervision",
        required=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="supervision_id.company_id", store=True, precompute=True, index=True
    )
    is_demo = fields.Boolean(related="supervision_id.is_demo")
    body_name = fields.Char(related="supervision_id.body_name")
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Asked unit",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        compute="_compute_unit_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    text = fields.Text(string="Recommendation", required=True)
    date_due = fields.Date(string="Answer by")
    # Copied when sent: what was known then decides reports of that day.
    is_exempt = fields.Boolean(string="Never counted late", readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("open", "Waiting for an answer"),
            ("answered", "Answered"),
            ("asked_again", "Asked again"),
            ("closed", "Closed"),
            ("withdrawn", "Withdrawn"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    is_waiting = fields.Boolean(
        compute="_compute_is_waiting", store=True, precompute=True
    )
    answer = fields.Text(readonly=True, copy=False)
    document_symbol = fields.Char(string="Number and symbol", readonly=True, copy=False)
    document_date = fields.Date(
        string="Date of the document", readonly=True, copy=False
    )
    date_answered = fields.Date(string="Answered on", readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    return_reason = fields.Text(string="Why asked again", readonly=True, copy=False)
    status = fields.Selection(
        selection="_selection_status",
        compute="_compute_status",
        search="_search_status",
    )
    is_late = fields.Boolean(compute="_compute_status", search="_search_is_late")
    days_late = fields.Integer(compute="_compute_status")
    days_left = fields.Integer(compute="_compute_status")
    waiting_for = fields.Char(compute="_compute_waiting_for")
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    can_answer = fields.Boolean(compute="_compute_can_step")
    can_judge = fields.Boolean(compute="_compute_can_step")
    can_manage = fields.Boolean(compute="_compute_can_step")
    can_propose = fields.Boolean(compute="_compute_can_step")
    evidence_ids = fields.One2many("gov.evidence", "recommendation_id", readonly=True)
    proposal_ids = fields.One2many(
        "gov.assignment.proposal", "recommendation_id", string="Proposals to assign"
    )
    log_ids = fields.One2many(
        "gov.supervision.recommendation.log", "recommendation_id", readonly=True
    )

    @api.depends("supervision_id.unit_ids")
    def _compute_unit_id(self):
        for line in self:
            units = line.supervision_id.unit_ids
            line.unit_id = line.unit_id or (units if len(units) == 1 else False)

    @api.depends("state")
    def _compute_is_waiting(self):
        for line in self:
            line.is_waiting = line.state in queries.WAITING_STATES

    # Status of today: one SQL definition, shared with figures of a past day

    @api.model
    def _selection_status(self):
        return [
            ("overdue", self.env._("Not answered, overdue")),
            ("open", self.env._("Not answered")),
            ("answered_late", self.env._("Answered late")),
            ("answered", self.env._("Answered in time")),
            ("withdrawn", self.env._("Withdrawn")),
        ]

    @api.depends("state", "date_due", "date_answered", "is_exempt", "unit_id")
    def _compute_status(self):
        today = self.env.company._gov_today()
        found = queries.get_status(self.env, self._origin.ids, today)
        for line in self:
            code = found.get(line._origin.id, False)
            line.status = code
            line.is_late = code in queries.LATE
            last = line.date_answered if code == "answered_late" else today
            line.days_late = (last - line.date_due).days if line.is_late else 0
            left = code == "open" and line.date_due and not line._is_exempt_now()
            line.days_left = (line.date_due - today).days if left else 0

    def _is_exempt_now(self):
        # sudo: the kind of the unit.
        return self.is_exempt or self.sudo().unit_id.gov_is_exempt

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
            code = queries.status_sql(alias, self.env.company._gov_today())
            columns = ("state", "date_due", "date_answered", "is_exempt", "unit_id")
            return SQL("%s", code, to_flush=[self._fields[name] for name in columns])
        return super()._field_to_sql(alias, field_expr, query)

    # Who sees it as theirs, who may act

    @api.depends("state", "unit_id", "supervision_id.body_name")
    def _compute_waiting_for(self):
        for line in self:
            if line.is_waiting:
                line.waiting_for = line.unit_id.name
            elif line.state == "answered":
                line.waiting_for = line.body_name
            else:
                line.waiting_for = False

    @api.depends_context("uid")
    @api.depends("unit_id")
    def _compute_is_mine(self):
        scope = self.env.user._gov_scope_units()
        for line in self:
            line.is_mine = line.unit_id in scope

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        # sudo: the user's own scope.
        units = self.env.user.sudo().gov_scope_unit_ids
        return Domain("unit_id", "child_of", units.ids)

    @api.depends_context("uid")
    @api.depends("state", "unit_id", "answered_by_id")
    def _compute_can_step(self):
        for line in self:
            line.can_answer = line._can_step("answer")
            line.can_judge = line._can_step("close")
            line.can_manage = line._can_step("withdraw")
            line.can_propose = line._can_propose()

    @api.constrains("unit_id", "date_due")
    def _check_line(self):
        for line in self:
            supervision = line.supervision_id
            # A successor takes over what was asked of a unit that ended.
            moved = self._is_unlocked()
            if line.unit_id not in supervision.unit_ids and not moved:
                raise ValidationError(
                    self.env._(
                        "%(unit)s is not among the supervised units.",
                        unit=line.unit_id.name,
                    )
                )
            if line.date_due and line.date_due < supervision.date:
                raise ValidationError(
                    self.env._(
                        "The answer is asked for by %(due)s, before the supervision of "
                        "%(date)s.",
                        due=line.date_due.strftime("%d/%m/%Y"),
                        date=supervision.date.strftime("%d/%m/%Y"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self._is_unlocked():
            lines.supervision_id._check_can_register()
        # sudo: the kind of the units; an illustration shows nobody late.
        for exempt, group in (
            lines.sudo()
            .grouped(lambda line: line.unit_id.gov_is_exempt or line.is_demo)
            .items()
        ):
            group._guarded_write({"is_exempt": exempt})
        lines._append_step_log("recommend")
        lines._notify_step("recommend")
        return lines

    def write(self, vals):
        if not self._is_unlocked():
            raise AccessError(
                self.env._(
                    "A recommendation stays as it was sent: withdraw it instead."
                )
            )
        return super().write(vals)

    def _can_propose(self):
        """Whoever may enter a supervision of the unit, while it is not settled."""
        self.ensure_one()
        if self.state in ("closed", "withdrawn") or self.is_demo:
            return False
        try:
            self.supervision_id._check_can_register()
        except AccessError:
            return False
        # sudo: whether one waits, whoever may read it; the kind of the unit.
        waiting = self.sudo().proposal_ids.filtered("is_open")
        return not waiting and not self._is_exempt_now()

    def _propose(self, text, date_due, competent):
        """Open the proposal that the competent body gives the unit a task."""
        self.ensure_one()
        self.check_access("read")
        if not self._can_propose():
            raise UserError(
                self.env._(
                    "No proposal can be opened: it is settled, one waits already, or "
                    "this is not yours to propose."
                )
            )
        proposals = self.env["gov.assignment.proposal"]
        # sudo: which roll-out it looked at decides, whoever may read that one.
        supervision = self.sudo().supervision_id
        bodies = proposals._get_competent_units(self.unit_id, supervision.rollout_id)
        if competent not in bodies:
            raise UserError(
                self.env._(
                    "%(body)s does not stand above these units, so it can't decide.",
                    # sudo: the name of a unit.
                    body=competent.sudo().name,
                )
            )
        # sudo: proposals are made by the system; who proposes was checked above.
        return proposals.sudo()._open(
            [
                {
                    "recommendation_id": self.id,
                    "unit_id": self.unit_id.id,
                    "competent_unit_id": competent.id,
                    "company_id": self.company_id.id,
                    "text": text,
                    "date_due": date_due,
                }
            ]
        )

    def action_open_step(self):
        """Open the dialog of the event named in the context by the button."""
        event = self.env.context.get("gov_event")
        if event not in self._steps or event == "close":
            raise UserError(self.env._("Unknown action."))
        return self.env["gov.step.action"]._open(event, self)

    def action_close(self):
        """The supervising body is satisfied with the answer."""
        return self._step("close")

    def action_propose(self):
        """Open the dialog that opens a proposal."""
        self.ensure_one()
        return {
            "name": self.env._("Propose a task"),
            "type": "ir.actions.act_window",
            "res_model": "gov.proposal.open",
            "view_mode": "form",
            "target": "new",
            "context": {"default_recommendation_id": self.id},
        }

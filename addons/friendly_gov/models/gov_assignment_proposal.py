from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class GovAssignmentProposal(models.Model):
    """Somebody should be given a task: a proposal, until a competent body decides.

    A critical report, a recommendation of a supervising body or a low score is no
    order. Whoever finds one opens a proposal (:meth:`_open`); only the body that
    steers or stands above the unit takes it up as a task, which is issued in the
    ordinary way, or dismisses it with a reason.
    """

    _name = "gov.assignment.proposal"
    _description = "Proposal to assign a task"
    _inherit = ["gov.assignment.proposal.step", "gov.search.mixin"]
    _order = "is_open desc, date_due, id"
    _rec_name = "text"
    _check_company_auto = True

    _guarded_fields = frozenset(
        {
            "text",
            "unit_id",
            "competent_unit_id",
            "company_id",
            "media_item_id",
            "recommendation_id",
            "state",
            "is_demo",
            "date_due",
            "proposed_at",
            "proposed_by_id",
            "decided_at",
            "decided_by_id",
            "reason",
            "task_id",
        }
    )
    _search_key_fields = ("text",)

    text = fields.Text(
        string="What should be done", required=True, readonly=True, copy=False
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Unit concerned",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        readonly=True,
        copy=False,
    )
    competent_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Body that decides",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, readonly=True, copy=False
    )
    is_demo = fields.Boolean(string="Illustration", readonly=True, copy=False)
    # Where it comes from: exactly one, see _source_fields.
    media_item_id = fields.Many2one(
        comodel_name="gov.media.item",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    recommendation_id = fields.Many2one(
        comodel_name="gov.supervision.recommendation",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    source = fields.Selection(
        selection="_selection_source", compute="_compute_source", store=True
    )
    source_text = fields.Text(string="Rests on", compute="_compute_source_text")
    date_due = fields.Date(string="Proposed deadline", readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("open", "Waits for a decision"),
            ("taken_up", "Taken up"),
            ("dismissed", "Dismissed"),
            ("lapsed", "Source taken back"),
        ],
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True, precompute=True)
    proposed_at = fields.Datetime(
        default=fields.Datetime.now, required=True, readonly=True, copy=False
    )
    proposed_by_id = fields.Many2one(
        comodel_name="res.users",
        default=lambda self: self.env.uid,
        required=True,
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    decided_at = fields.Datetime(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", ondelete="restrict", readonly=True, copy=False
    )
    reason = fields.Text(string="Why dismissed", readonly=True, copy=False)
    task_id = fields.Many2one(
        comodel_name="gov.task",
        string="Task made from it",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    directive_id = fields.Many2one(related="task_id.directive_id")
    days_open = fields.Integer(compute="_compute_days_open")
    waiting_for = fields.Char(compute="_compute_waiting_for")
    can_decide = fields.Boolean(
        compute="_compute_can_decide", search="_search_can_decide"
    )
    log_ids = fields.One2many("gov.assignment.proposal.log", "proposal_id")

    @api.model
    def _source_fields(self):
        """Names of the columns of which exactly one says where a proposal is from.

        An addon that opens proposals adds its own many2one here, and its words in
        :meth:`_selection_source`.
        """
        return ("media_item_id", "recommendation_id")

    @api.model
    def _selection_source(self):
        return [
            ("media_item_id", self.env._("Quoted criticism in the media")),
            ("recommendation_id", self.env._("Recommendation of a supervising body")),
        ]

    @api.depends(lambda self: self._source_fields())
    def _compute_source(self):
        for proposal in self:
            names = (name for name in self._source_fields() if proposal[name])
            proposal.source = next(names, False)

    @api.depends("source")
    def _compute_source_text(self):
        for proposal in self:
            # sudo: whoever sees the proposal may know what it rests on.
            record = proposal.sudo()
            source = record[record.source] if record.source else record.task_id
            proposal.source_text = source.display_name

    @api.depends("state")
    def _compute_is_open(self):
        for proposal in self:
            proposal.is_open = proposal.state == "open"

    @api.depends("proposed_at", "decided_at")
    def _compute_days_open(self):
        company = self.env.company
        for proposal in self:
            last = proposal.decided_at
            last = company._gov_day_of(last) if last else company._gov_today()
            first = company._gov_day_of(proposal.proposed_at)
            proposal.days_open = (last - first).days

    @api.depends("state", "competent_unit_id", "task_id.state")
    def _compute_waiting_for(self):
        for proposal in self:
            # sudo: the state of the task made from it, for whoever sees the proposal.
            draft = proposal.sudo().task_id.state == "draft"
            waiting = proposal.state == "open" or draft
            proposal.waiting_for = proposal.competent_unit_id.name if waiting else False

    @api.depends_context("uid")
    @api.depends("state", "unit_id", "competent_unit_id")
    def _compute_can_decide(self):
        for proposal in self:
            proposal.can_decide = proposal._can_step("dismiss")

    @api.model
    def _search_can_decide(self, operator, value):
        """Open ones on other units, asked of one's own bodies or of those below."""
        if operator != "in" or True not in value:
            return NotImplemented
        user = self.env.user
        domain = Domain("state", "=", "open") & Domain(
            "unit_id", "not in", user._gov_own_units().ids
        )
        if user.has_group("friendly_gov.group_manager"):
            return domain
        if not user.has_groups(
            "friendly_gov.group_coordinator,friendly_gov.group_leader"
        ):
            return Domain.FALSE
        # sudo: the user's own scope.
        units = user.sudo().gov_scope_unit_ids.ids
        return domain & (
            Domain("competent_unit_id", "child_of", units)
            | Domain("competent_unit_id.gov_delegate_ids", "child_of", units)
        )

    @api.model
    def _get_competent_units(self, units, rollout=None):
        """Bodies that may decide on a proposal about ``units``, the usual one first."""
        units = units._origin
        bodies = units._gov_competent_bodies()
        if rollout:
            # sudo: which body steers decides, whoever may read the roll-out.
            steering = rollout._origin.sudo().steering_unit_id.with_env(self.env)
            bodies = (steering | bodies) - units._gov_below()
        return bodies

    @api.model
    def _open(self, vals_list):
        """Open proposals; the one way to make them, for other models and addons.

        Whoever calls has checked who proposes. Party, Front, mass bodies, councils
        and committees are given no tasks by a state agency: no proposal is made.

        :param vals_list: dicts with one of the source columns, ``unit_id``,
            ``competent_unit_id``, ``company_id``, ``text``, and ``date_due`` if any
        :return: the proposals that were made
        """
        units = self.env["hr.department"].browse(vals["unit_id"] for vals in vals_list)
        # sudo: the kind of the units.
        exempt = set(units.sudo().filtered("gov_is_exempt").ids)
        kept = [vals for vals in vals_list if vals["unit_id"] not in exempt]
        for vals in kept:
            if sum(bool(vals.get(name)) for name in self._source_fields()) != 1:
                raise UserError(self.env._("A proposal has exactly one source."))
        proposals = self._guarded_create(kept)
        proposals._append_step_log("open")
        proposals._notify_step("open")
        return proposals

    def action_open_step(self):
        """Open the dialog of the event named in the context by the button."""
        event = self.env.context.get("gov_event")
        if event != "dismiss":
            raise UserError(self.env._("Unknown action."))
        return self.env["gov.step.action"]._open(event, self)

    def action_take_up(self):
        """Open the dialog that makes a draft task of the proposal."""
        self.ensure_one()
        return {
            "name": self.env._("Take up as a task"),
            "type": "ir.actions.act_window",
            "res_model": "gov.proposal.take.up",
            "view_mode": "form",
            "target": "new",
            "context": {"default_proposal_id": self.id},
        }

    def action_open_source(self):
        """Open what the proposal rests on, with the rights of whoever looks."""
        self.ensure_one()
        record = self[self.source]
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

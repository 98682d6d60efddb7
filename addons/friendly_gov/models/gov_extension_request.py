from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..report.queries import status

PENDING = ("opinion", "decision")
MAX_REASON = 500


class GovExtensionRequest(models.Model):
    """A unit asks for a later deadline; the monitoring body says what it thinks, the
    deciding body decides. While it waits nothing changes on the line.

    Rows are made and moved by the methods of ``gov.extension.step`` only.
    """

    _name = "gov.extension.request"
    _description = "Extension request"
    _inherit = ["gov.guarded.mixin", "gov.extension.step"]
    _order = "id desc"

    _guarded_create_only = True
    _guarded_unlink = True
    _guarded_parent = "assignment_id"
    _guarded_fields = frozenset(
        {
            "state",
            "unit_id",
            "date_due_old",
            "date_asked",
            "reason",
            "document_symbol",
            "document_date",
            "asked_by_id",
            "asked_at",
            "opinion",
            "opinion_reason",
            "opinion_by_id",
            "opinion_at",
            "date_granted",
            "decision_reason",
            "decided_by_id",
            "decided_at",
        }
    )

    assignment_id = fields.Many2one(
        comodel_name="gov.assignment",
        string="Task",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
    )
    directive_id = fields.Many2one(
        related="assignment_id.directive_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="assignment_id.company_id", store=True, precompute=True, index=True
    )
    # The unit that asked: it stays named after a hand-over of the line.
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Asked by unit",
        required=True,
        ondelete="restrict",
        readonly=True,
        copy=False,
        index=True,
    )
    state = fields.Selection(
        selection=[
            ("opinion", "Waiting for the opinion"),
            ("decision", "Waiting for the decision"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn by the unit"),
            ("lapsed", "No longer valid"),
        ],
        required=True,
        readonly=True,
        copy=False,
    )
    date_due_old = fields.Date(string="Deadline when asked", readonly=True, copy=False)
    date_asked = fields.Date(
        string="New deadline asked", required=True, readonly=True, copy=False
    )
    reason = fields.Text(required=True, readonly=True, copy=False)
    document_symbol = fields.Char(string="Number and symbol", readonly=True, copy=False)
    document_date = fields.Date(
        string="Date of the document", readonly=True, copy=False
    )
    asked_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked by",
        required=True,
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    asked_at = fields.Datetime(required=True, readonly=True, copy=False)
    opinion = fields.Selection(
        selection=[("agree", "Agrees"), ("disagree", "Does not agree")],
        string="Opinion of the monitoring body",
        readonly=True,
        copy=False,
    )
    opinion_reason = fields.Text(readonly=True, copy=False)
    opinion_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Opinion given by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    opinion_at = fields.Datetime(readonly=True, copy=False)
    date_granted = fields.Date(string="New deadline granted", readonly=True, copy=False)
    decision_reason = fields.Text(
        string="Reason of the decision", readonly=True, copy=False
    )
    decided_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    decided_at = fields.Datetime(readonly=True, copy=False)
    waiting_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Waiting for",
        compute="_compute_waiting_unit_id",
        store=True,
        index="btree_not_null",
    )
    # shown beside the request, for whoever decides
    name = fields.Text(related="assignment_id.name", string="Task contents")
    date_due = fields.Date(related="assignment_id.date_due", string="Deadline now")
    status = fields.Selection(related="assignment_id.status")
    extension_count = fields.Integer(related="assignment_id.extension_count")
    days_with_acceptor = fields.Integer(related="assignment_id.days_with_acceptor")
    can_opine = fields.Boolean(compute="_compute_can_act", search="_search_can_opine")
    can_decide = fields.Boolean(compute="_compute_can_act", search="_search_can_decide")
    can_withdraw = fields.Boolean(compute="_compute_can_act")
    is_mine = fields.Boolean(compute="_compute_can_act", search="_search_is_mine")

    _one_open_uniq = models.UniqueIndex(
        "(assignment_id) WHERE state IN ('opinion', 'decision')",
        "An extension of this task has been asked for already and is not yet decided.",
    )
    _reason_check = models.Constraint(
        f"CHECK (char_length(reason) <= {MAX_REASON})",
        "The reason has at most 500 characters.",
    )

    @api.depends("directive_id.name", "date_asked")
    def _compute_display_name(self):
        for request in self:
            day = request.date_asked
            parts = (request.directive_id.name, day and day.strftime("%d/%m/%Y"))
            request.display_name = " → ".join(part for part in parts if part)

    @api.depends(
        "state", "directive_id.monitoring_unit_id", "directive_id.extending_unit_id"
    )
    def _compute_waiting_unit_id(self):
        for request in self:
            request.waiting_unit_id = {
                "opinion": request.directive_id.monitoring_unit_id,
                "decision": request.directive_id.extending_unit_id,
            }.get(request.state)

    @api.depends_context("uid")
    @api.depends("state", "assignment_id.state", "waiting_unit_id")
    def _compute_can_act(self):
        """What the buttons show. The methods check again."""
        user = self.env.user
        scope, people = user._gov_scope_units(), user._gov_acting_people()
        manager = user.has_group("friendly_gov.group_manager")
        decides = manager or user.has_groups(
            "friendly_gov.group_coordinator,friendly_gov.group_leader"
        )
        for request in self:
            line = request.assignment_id
            mine = manager or request.waiting_unit_id in scope
            judges = decides and mine and not line._is_own_work(user)
            judges = judges and request.asked_by_id not in people
            running = line.state in status.RUNNING_STATES
            request.can_opine = judges and request.state == "opinion"
            request.can_decide = judges and running and request.state == "decision"
            request.is_mine = line.unit_id in scope
            request.can_withdraw = request.state in PENDING and line.can_work

    @api.model
    def _search_can_opine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("state", "=", "opinion") & self._get_judge_domain()

    @api.model
    def _search_can_decide(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        running = Domain("assignment_id.state", "in", status.RUNNING_STATES)
        return Domain("state", "=", "decision") & running & self._get_judge_domain()

    @api.model
    def _search_is_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        # sudo: the user's own scope.
        units = self.env.user.sudo().gov_scope_unit_ids
        return Domain("assignment_id.unit_id", "child_of", units.ids)

    @api.model
    def _get_judge_domain(self):
        """Requests of other units that wait for the user's bodies."""
        user = self.env.user
        people = user._gov_acting_people()
        foreign = Domain("asked_by_id", "not in", people.ids)
        foreign &= Domain("assignment_id.unit_id", "not in", user._gov_own_units().ids)
        foreign &= Domain("assignment_id.owner_id", "not in", people.ids)
        if user.has_group("friendly_gov.group_manager"):
            return foreign
        if not user.has_groups(
            "friendly_gov.group_coordinator,friendly_gov.group_leader"
        ):
            return Domain.FALSE
        # sudo: the user's own scope.
        units = user.sudo().gov_scope_unit_ids
        return foreign & Domain("waiting_unit_id", "child_of", units.ids)

    def action_open_dialog(self):
        """Open the dialog of the step named in the context by the button."""
        step = self.env.context.get("gov_step")
        labels = dict(self.env["gov.extension.action"]._selection_step())
        if step not in labels or step == "ask":
            raise UserError(self.env._("Unknown action."))
        return {
            "name": labels[step],
            "type": "ir.actions.act_window",
            "res_model": "gov.extension.action",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_step": step,
                "default_request_ids": [fields.Command.set(self.ids)],
                # One request: the date that was asked for is proposed.
                "default_date_due": self.date_asked if len(self) == 1 else False,
            },
        }

    def action_withdraw(self):
        """The unit takes its request back while nobody has decided."""
        return self._withdraw()

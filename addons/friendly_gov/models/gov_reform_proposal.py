from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .gov_decided_mixin import Decision


class GovReformProposal(models.Model):
    """A unit proposes to replicate a reform model; the body above decides.

    The proposal itself starts nothing: with the decision, the replication is started
    from it.
    """

    _name = "gov.reform.proposal"
    _description = "Proposal to replicate"
    _inherit = ["gov.decided.mixin", "gov.search.mixin"]
    _order = "id desc"
    _check_company_auto = True

    _guarded_parent = "unit_id"
    _guarded_fields = frozenset(
        {
            "state",
            "submitted_at",
            "submitted_by_id",
            "return_reason",
            "decision_symbol",
            "decision_date",
            "decision_text",
            "decided_by_id",
            "decided_at",
        }
    )
    _history_fields = (
        "reform_model_id",
        "unit_id",
        "state",
        "decision_symbol",
        "decision_date",
    )
    _search_key_fields = ("name", "reasons", "decision_symbol")
    _partial_units = ("lead_unit_id",)
    _entry_states = ("draft", "returned")
    _hidden_states = ("draft",)
    _waiting_states = ("submitted",)
    _public_states = ("agreed",)
    _decisions = {
        "agree": Decision(("submitted",), "agreed", document=True),
        "refuse": Decision(("submitted",), "refused", reason=True, document=True),
        "return": Decision(("submitted",), "returned", reason=True),
    }

    name = fields.Char(compute="_compute_name", store=True)
    reform_model_id = fields.Many2one(
        comodel_name="gov.reform.model",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="reform_model_id.company_id", store=True, precompute=True, index=True
    )
    is_demo = fields.Boolean(related="reform_model_id.is_demo")
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Proposed by",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        default=lambda self: self._default_unit_id(),
    )
    deciding_unit_id = fields.Many2one(
        compute="_compute_deciding_unit_id", store=True, readonly=True, precompute=True
    )
    lead_unit_id = fields.Many2one(
        related="reform_model_id.lead_unit_id", store=True, precompute=True, index=True
    )
    origin_id = fields.Many2one(
        comodel_name="gov.rollout",
        string="Roll-out to copy",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        domain="[('reform_model_id', '=', reform_model_id)]",
    )
    reasons = fields.Text(required=True)
    results = fields.Text(
        string="Results so far", help="What the pilot reached, with its figures."
    )
    target_group_id = fields.Many2one(
        comodel_name="gov.unit.group",
        string="Group of units",
        ondelete="restrict",
        domain="[('purpose', '=', 'recipient')]",
    )
    target_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_reform_proposal_unit_rel",
        string="Named units",
        check_company=True,
    )
    date_start = fields.Date(string="From when")
    file_ids = fields.One2many("gov.reform.file", "proposal_id", string="Files")
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("submitted", "Waits for a decision"),
            ("returned", "Sent back"),
            ("agreed", "Agreed"),
            ("refused", "Not agreed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    waiting_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Waiting for",
        compute="_compute_waiting_unit_id",
        store=True,
        index=True,
    )
    submitted_at = fields.Datetime(string="Sent at", readonly=True, copy=False)
    submitted_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Sent by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    return_reason = fields.Text(string="Sent back because", readonly=True, copy=False)
    decision_symbol = fields.Char(string="Decision No.", readonly=True, copy=False)
    decision_date = fields.Date(
        string="Date of the decision", readonly=True, copy=False
    )
    decision_text = fields.Text(string="Decision", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    decided_at = fields.Datetime(string="Entered at", readonly=True, copy=False)
    can_submit = fields.Boolean(
        compute="_compute_can_submit", export_string_translation=False
    )
    missing = fields.Text(string="Still missing", compute="_compute_can_submit")

    @api.model
    def _default_unit_id(self):
        # sudo: the user's own scope.
        return self.env.user.sudo().gov_unit_ids[:1]

    @api.depends("reform_model_id.name", "unit_id.name")
    def _compute_name(self):
        for proposal in self:
            names = (proposal.reform_model_id.name, proposal.unit_id.name)
            proposal.name = " – ".join(filter(None, names))

    @api.depends("reform_model_id.deciding_unit_id", "state")
    def _compute_deciding_unit_id(self):
        for proposal in self:
            # Decided by whom it was asked of then: kept.
            kept = proposal.state not in self._entry_states
            body = kept and proposal.deciding_unit_id
            proposal.deciding_unit_id = (
                body or proposal.reform_model_id.deciding_unit_id
            )

    @api.depends("state", "unit_id", "deciding_unit_id")
    def _compute_waiting_unit_id(self):
        for proposal in self:
            if proposal.state == "submitted":
                proposal.waiting_unit_id = proposal.deciding_unit_id
            elif proposal.state in self._entry_states:
                proposal.waiting_unit_id = proposal.unit_id
            else:
                proposal.waiting_unit_id = False

    @api.depends_context("uid")
    @api.depends("state", "reasons", "target_group_id", "target_unit_ids", "unit_id")
    def _compute_can_submit(self):
        for proposal in self:
            missing = proposal._get_missing()
            proposal.missing = "\n".join(missing)
            proposal.can_submit = (
                proposal.state in self._entry_states and proposal._is_own_side()
            )

    @api.constrains("origin_id", "reform_model_id", "unit_id")
    def _check_bodies(self):
        for proposal in self:
            if proposal.origin_id and (
                proposal.origin_id.reform_model_id != proposal.reform_model_id
            ):
                raise ValidationError(
                    self.env._("The roll-out to copy is one of another reform model.")
                )
            if proposal.unit_id == proposal.deciding_unit_id:
                raise ValidationError(
                    self.env._(
                        "%(unit)s decides on the replication: it proposes nothing to "
                        "itself.",
                        unit=proposal.unit_id.name,
                    )
                )

    def _get_missing(self):
        """What keeps the proposal from being sent, in words."""
        self.ensure_one()
        missing = []
        if not (self.reasons or "").strip():
            missing.append(self.env._("the reasons"))
        if not self.target_group_id and not self.target_unit_ids:
            missing.append(self.env._("the units that are to take the model over"))
        return missing

    def _is_own_side(self):
        self.ensure_one()
        user = self.env.user
        # sudo: the unit stands on the proposal.
        return user.has_group("friendly_gov.group_officer") and (
            self.sudo().unit_id in user._gov_scope_units()
        )

    def action_submit(self):
        """Send the proposal to the body that decides; from now on it stays."""
        self.check_access("write")
        for proposal in self:
            if not self.env.su and not proposal._is_own_side():
                raise AccessError(
                    self.env._(
                        "Officers of %(unit)s send this proposal.",
                        unit=proposal.unit_id.name,
                    )
                )
            missing = proposal._get_missing()
            if missing:
                raise UserError(
                    self.env._("Still missing: %(what)s.", what=", ".join(missing))
                )
        self._lock_states(self._entry_states)
        # sudo: the state is guarded; the unit's side was checked above.
        self.sudo()._history_write(
            {
                "state": "submitted",
                "submitted_at": fields.Datetime.now(),
                "submitted_by_id": self.env.uid,
                "return_reason": False,
            },
            "submit",
        )
        for proposal in self:
            # sudo: addressees only.
            users = proposal.sudo().deciding_unit_id._gov_deciders()
            proposal._notify_people(
                users - self.env.user,
                self.env._(
                    "%(unit)s proposes to replicate a reform model.",
                    unit=proposal.unit_id.name,
                ),
            )
        return True

    def _prepare_decision(self, event, reason, document):
        if event == "return":
            return {"return_reason": reason}
        symbol, date = document
        return {
            "decision_symbol": symbol,
            "decision_date": date,
            "decision_text": reason,
            "decided_by_id": self.env.uid,
            "decided_at": fields.Datetime.now(),
        }

    @api.model
    def _get_event_words(self):
        return super()._get_event_words() | {
            "submit": self.env._("Sent"),
            "agree": self.env._("Agree to the replication"),
            "refuse": self.env._("Refuse the replication"),
            "return": self.env._("Send back"),
        }

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .gov_decided_mixin import Decision


class GovInitiative(models.Model):
    """Something that worked in one unit and that others should know of.

    The kinds are those that the directives ask to spread: activities, initiatives,
    good examples and lessons learnt.
    """

    _name = "gov.initiative"
    _description = "Initiative"
    _inherit = ["gov.decided.mixin", "gov.search.mixin"]
    _order = "year desc, id desc"
    _check_company_auto = True

    _guarded_parent = "unit_id"
    _guarded_fields = frozenset(
        {
            "state",
            "is_demo",
            "return_reason",
            "decision_symbol",
            "decision_date",
            "decision_text",
        }
    )
    _history_fields = (
        "kind",
        "unit_id",
        "year",
        "reform_model_id",
        "state",
        "decision_symbol",
        "decision_date",
    )
    _search_key_fields = ("name", "summary", "area")
    _entry_states = ("proposed",)
    _waiting_states = ("proposed", "reviewed")
    _public_states = ("recognised",)
    _decisions = {
        "review": Decision(("proposed",), "reviewed"),
        "return": Decision(("reviewed",), "proposed", reason=True),
        "recognise": Decision(("reviewed",), "recognised", document=True),
        "refuse": Decision(("reviewed",), "not_recognised", reason=True),
    }

    kind = fields.Selection(
        selection=[
            ("activity", "Good activity"),
            ("initiative", "Initiative"),
            ("example", "Good example"),
            ("lesson", "Lesson learnt"),
        ],
        required=True,
        default="initiative",
    )
    name = fields.Char(string="Title", required=True)
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        default=lambda self: self._default_unit_id(),
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    is_demo = fields.Boolean(string="Illustration", readonly=True, copy=False)
    year = fields.Integer(
        required=True, default=lambda self: self.env.company._gov_today().year
    )
    area = fields.Char(
        string="Field of work", help="Such as one-stop services, land, health."
    )
    summary = fields.Text(required=True, help="What was done, and what is new in it.")
    result = fields.Text(help="What it brought, with figures where there are any.")
    reform_model_id = fields.Many2one(
        comodel_name="gov.reform.model",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    rollout_id = fields.Many2one(
        comodel_name="gov.rollout",
        string="Roll-out",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        domain="[('reform_model_id', '=?', reform_model_id),"
        " ('unit_id', '=?', unit_id)]",
    )
    file_ids = fields.One2many("gov.reform.file", "initiative_id", string="Files")
    state = fields.Selection(
        selection=[
            ("proposed", "Proposed"),
            ("reviewed", "Under review"),
            ("recognised", "Recognised"),
            ("not_recognised", "Not recognised"),
        ],
        default="proposed",
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
    return_reason = fields.Text(string="Sent back because", readonly=True, copy=False)
    decision_symbol = fields.Char(
        string="Recognition, decision No.", readonly=True, copy=False
    )
    decision_date = fields.Date(
        string="Date of the decision", readonly=True, copy=False
    )
    decision_text = fields.Text(string="Opinion", readonly=True, copy=False)

    _year_check = models.Constraint(
        "CHECK (year BETWEEN 1990 AND 2100)", "Enter the year with four digits."
    )

    @api.model
    def _default_unit_id(self):
        # sudo: the user's own scope.
        return self.env.user.sudo().gov_unit_ids[:1]

    @api.depends("state", "deciding_unit_id")
    def _compute_waiting_unit_id(self):
        for initiative in self:
            waits = initiative.state in self._waiting_states
            initiative.waiting_unit_id = waits and initiative.deciding_unit_id

    @api.model_create_multi
    def create(self, vals_list):
        self._check_read_link("rollout_id", vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_read_link("rollout_id", [vals])
        return super().write(vals)

    @api.constrains("rollout_id", "reform_model_id", "unit_id")
    def _check_rollout(self):
        for initiative in self:
            rollout, model = initiative.rollout_id, initiative.reform_model_id
            if rollout and model and rollout.reform_model_id != model:
                raise ValidationError(
                    self.env._("The roll-out is one of another reform model.")
                )

    def _prepare_decision(self, event, reason, document):
        if event == "review":
            return {"return_reason": False}
        if event == "return":
            return {"return_reason": reason}
        symbol, date = document or (False, False)
        return {
            "decision_symbol": symbol,
            "decision_date": date,
            "decision_text": reason,
        }

    def action_review(self):
        """Take the initiatives up: from now on they stay as they are."""
        return self._decide("review")

    @api.model
    def _get_event_words(self):
        return super()._get_event_words() | {
            "review": self.env._("Take up for review"),
            "return": self.env._("Send back"),
            "recognise": self.env._("Recognise"),
            "refuse": self.env._("Don't recognise"),
            "import": self.env._("Imported"),
        }

from odoo import api, fields, models
from odoo.exceptions import UserError

from .gov_decided_mixin import Decision


class GovReformModel(models.Model):
    """A model of reform: what it is for, what it stands on, how far it has come.

    Units enter it in roll-outs. Its state and how effective it is are decided by the
    body above the lead unit.
    """

    _name = "gov.reform.model"
    _description = "Reform model"
    _inherit = ["gov.decided.mixin", "gov.search.mixin"]
    _order = "code, id"
    _check_company_auto = True

    _guarded_fields = frozenset(
        {"state", "is_demo", "rating_level_id", "rating_date", "date_state"}
    )
    _history_fields = (
        "state",
        "lead_unit_id",
        "deciding_unit_id",
        "date_start",
        "date_end",
        "rating_level_id",
        "rating_date",
    )
    _search_key_fields = ("code", "name", "target_group")
    _decided_unit = "lead_unit_id"
    _frozen_once_sent = False
    _decisions = {
        "pilot": Decision(("proposed", "stopped"), "piloting", document=True),
        "run": Decision(("proposed", "piloting", "stopped"), "running", document=True),
        "replicate": Decision(("piloting", "running"), "replicated", document=True),
        "stop": Decision(
            ("proposed", "piloting", "running", "replicated"), "stopped", reason=True
        ),
    }

    code = fields.Char(required=True, copy=False)
    name = fields.Char(required=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    is_demo = fields.Boolean(string="Illustration", readonly=True, copy=False)
    description = fields.Text()
    target_group = fields.Char(help="Whom it serves, and who carries it out.")
    lead_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Lead unit",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    monitoring_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Monitoring body",
        ondelete="restrict",
        check_company=True,
    )
    directive_ids = fields.Many2many(
        comodel_name="gov.directive",
        relation="gov_reform_model_directive_rel",
        string="Legal basis",
    )
    basis_ids = fields.One2many(
        "gov.reform.basis", "reform_model_id", string="Documents not in the system"
    )
    date_start = fields.Date(string="From")
    date_end = fields.Date(string="To")
    state = fields.Selection(
        selection=[
            ("proposed", "Proposed"),
            ("piloting", "Piloting"),
            ("running", "Running"),
            ("replicated", "Replicated"),
            ("stopped", "Stopped"),
            # Illustrations only: the source tells of a plan and not what became of it.
            ("unstated", "Outcome not stated by the source"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
    )
    date_state = fields.Date(string="In this state since", readonly=True, copy=False)
    template_id = fields.Many2one(
        comodel_name="gov.stage.template",
        string="Steps",
        ondelete="restrict",
        index="btree_not_null",
    )
    source_note = fields.Text(
        string="Source", help="Where the facts were read, and what is a convention."
    )
    indicator_ids = fields.One2many(
        "gov.reform.indicator", "reform_model_id", string="Indicators"
    )
    rating_ids = fields.One2many(
        "gov.reform.rating", "reform_model_id", string="Ratings"
    )
    rating_level_id = fields.Many2one(
        comodel_name="gov.rating.level",
        string="Effectiveness",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The newest rating; empty: not rated.",
    )
    rating_date = fields.Date(string="Rated on", readonly=True, copy=False)
    proposal_ids = fields.One2many(
        "gov.reform.proposal", "reform_model_id", string="Proposals to replicate"
    )
    initiative_ids = fields.One2many(
        "gov.initiative", "reform_model_id", string="Initiatives"
    )
    rollout_ids = fields.One2many("gov.rollout", "reform_model_id", string="Roll-outs")
    rollout_count = fields.Integer(
        string="No. of units", compute="_compute_rollout_count"
    )
    launched_count = fields.Integer(string="Launched", compute="_compute_rollout_count")

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "Another reform model has this code."
    )
    _dates_check = models.Constraint(
        "CHECK (date_end >= date_start)", "The model ends before it begins."
    )

    @api.depends_context("uid")
    def _compute_rollout_count(self):
        groups = self.env["gov.rollout"]._read_group(
            [("reform_model_id", "in", self.ids)],
            ["reform_model_id", "state"],
            ["__count"],
        )
        for model in self:
            counts = {state: n for found, state, n in groups if found == model}
            model.rollout_count = sum(counts.values())
            model.launched_count = counts.get("launched", 0) + counts.get("closed", 0)

    def write(self, vals):
        res = super().write(vals)
        if "lead_unit_id" in vals:
            # Write access was checked on the lead unit of before.
            self.check_access("write")
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        # sudo: what has begun stays, whoever asks.
        if any(model.state not in ("proposed", "unstated") for model in self.sudo()):
            raise UserError(
                self.env._("A model that has begun is stopped, never deleted.")
            )
        self.indicator_ids.unlink()

    @api.model
    def _get_event_words(self):
        return super()._get_event_words() | {
            "pilot": self.env._("Begin the pilot"),
            "run": self.env._("Carry out"),
            "replicate": self.env._("Replicate"),
            "stop": self.env._("Stop"),
            "rate": self.env._("Rate the effectiveness"),
            "import": self.env._("Imported"),
        }

    def _prepare_decision(self, event, reason, document):
        return {"date_state": (document or (None, None))[1] or self._get_today()}

    def _get_today(self):
        return self.env.company._gov_today()

    def action_open_rollouts(self):
        """Roll-outs of the model."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_rollout_action"
        )
        return action | {
            "domain": [("reform_model_id", "=", self.id)],
            "context": {"default_reform_model_id": self.id},
        }

    def action_propose(self):
        """A new proposal to replicate this model."""
        self.ensure_one()
        return {
            "name": self.env._("Propose to replicate"),
            "type": "ir.actions.act_window",
            "res_model": "gov.reform.proposal",
            "view_mode": "form",
            "context": {"default_reform_model_id": self.id},
        }

from odoo import fields, models
from odoo.tools import SQL


class GovReformModel(models.Model):
    _name = "gov.reform.model"
    _description = "Reform model"
    _inherit = ["gov.history.mixin", "gov.search.mixin"]
    _order = "code, id"
    _check_company_auto = True

    _guarded_fields = frozenset({"state", "is_demo"})
    _history_fields = ("state", "lead_unit_id", "date_start", "date_end")
    _search_key_fields = ("code", "name")

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
    lead_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Lead unit",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    directive_ids = fields.Many2many(
        comodel_name="gov.directive",
        relation="gov_reform_model_directive_rel",
        string="Legal basis",
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
        ],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
    )
    template_id = fields.Many2one(
        comodel_name="gov.stage.template",
        string="Steps",
        ondelete="restrict",
        index="btree_not_null",
    )
    indicator_ids = fields.One2many(
        "gov.reform.indicator", "reform_model_id", string="Indicators"
    )
    rollout_ids = fields.One2many("gov.rollout", "reform_model_id", string="Roll-outs")

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "Another reform model has this code."
    )
    _dates_check = models.Constraint(
        "CHECK (date_end >= date_start)", "The model ends before it begins."
    )

    def _get_history_rollout(self):
        return SQL("NULL::integer")

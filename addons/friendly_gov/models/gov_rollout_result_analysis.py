from odoo import api, fields, models

from ..report.queries import rollout_results


class GovRolloutResultAnalysis(models.Model):
    """Results with what they are compared with, for pivots and charts.

    No table of its own: each reader's query holds the reader's record rules.
    """

    _name = "gov.rollout.result.analysis"
    _description = "Analysis of results"
    _inherit = ["gov.query.mixin"]
    _auto = False
    _order = "date_to desc, id"
    _rec_name = "indicator_id"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    is_demo = fields.Boolean(string="Illustration", readonly=True)
    rollout_id = fields.Many2one(
        comodel_name="gov.rollout", string="Roll-out", readonly=True
    )
    unit_id = fields.Many2one(comodel_name="hr.department", readonly=True)
    reform_model_id = fields.Many2one(comodel_name="gov.reform.model", readonly=True)
    kind = fields.Selection(
        selection=[
            ("pilot", "Pilot"),
            ("model_unit", "Model unit"),
            ("replica", "Replica"),
        ],
        readonly=True,
    )
    indicator_id = fields.Many2one(comodel_name="gov.reform.indicator", readonly=True)
    period_id = fields.Many2one(comodel_name="gov.period", readonly=True)
    date_from = fields.Date(string="Start of period", readonly=True)
    date_to = fields.Date(string="End of period", readonly=True)
    value = fields.Float(digits=(16, 2), aggregator="avg", readonly=True)
    target = fields.Float(
        string="Target of the period", digits=(16, 2), aggregator="avg", readonly=True
    )
    outcome = fields.Selection(
        selection="_selection_outcome", string="Against the target", readonly=True
    )
    phase = fields.Selection(
        selection=[
            ("before", "Before the launch"),
            ("during", "Period of the launch"),
            ("since", "After the launch"),
        ],
        string="Before or after",
        readonly=True,
    )

    @property
    def _table_query(self):
        self.env["gov.rollout.result"]._flush_results()
        return rollout_results.results_sql(self.env)

    @api.model
    def _selection_outcome(self):
        return self.env["gov.rollout.result"]._selection_outcome()

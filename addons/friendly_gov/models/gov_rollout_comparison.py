from odoo import api, fields, models

from ..report.queries import rollout_results


class GovRolloutComparison(models.Model):
    """One indicator in one period: the pilot beside the units that copied it.

    No table of its own: each reader's query holds the reader's record rules, so a
    unit compares what it may see. How many units reported stands beside each figure.
    """

    _name = "gov.rollout.comparison"
    _description = "Pilots beside their replicas"
    _inherit = ["gov.query.mixin"]
    _auto = False
    _order = "date_to desc, reform_model_id, indicator_id, id"
    _rec_name = "indicator_id"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    is_demo = fields.Boolean(string="Illustration", readonly=True)
    reform_model_id = fields.Many2one(comodel_name="gov.reform.model", readonly=True)
    indicator_id = fields.Many2one(comodel_name="gov.reform.indicator", readonly=True)
    period_id = fields.Many2one(comodel_name="gov.period", readonly=True)
    date_to = fields.Date(string="End of period", readonly=True)
    target = fields.Float(
        string="Target of the period", digits=(16, 2), aggregator="avg", readonly=True
    )
    has_target = fields.Boolean(readonly=True)
    pilot_value = fields.Float(
        string="Pilot", digits=(16, 2), aggregator="avg", readonly=True
    )
    model_unit_value = fields.Float(
        string="Model unit", digits=(16, 2), aggregator="avg", readonly=True
    )
    replica_median = fields.Float(
        string="Replicas: median", digits=(16, 2), aggregator="avg", readonly=True
    )
    replica_mean = fields.Float(
        string="Replicas: mean", digits=(16, 2), aggregator="avg", readonly=True
    )
    replica_min = fields.Float(
        string="Replicas: lowest", digits=(16, 2), aggregator="min", readonly=True
    )
    replica_max = fields.Float(
        string="Replicas: highest", digits=(16, 2), aggregator="max", readonly=True
    )
    pilot_count = fields.Integer(string="Pilots that reported", readonly=True)
    pilot_total = fields.Integer(string="Pilots", readonly=True)
    model_unit_count = fields.Integer(string="Model units that reported", readonly=True)
    model_unit_total = fields.Integer(string="Model units", readonly=True)
    replica_count = fields.Integer(string="Replicas that reported", readonly=True)
    replica_total = fields.Integer(string="Replicas", readonly=True)
    met_count = fields.Integer(string="Reached the target", readonly=True)
    compared_count = fields.Integer(string="Compared with a target", readonly=True)
    pilot_reported = fields.Char(string="Pilots: reported", compute="_compute_reported")
    model_unit_reported = fields.Char(
        string="Model units: reported", compute="_compute_reported"
    )
    replica_reported = fields.Char(
        string="Replicas: reported", compute="_compute_reported"
    )

    @property
    def _table_query(self):
        self.env["gov.rollout.result"]._flush_results()
        return rollout_results.comparison_sql(self.env)

    @api.depends("pilot_count", "model_unit_count", "replica_count")
    def _compute_reported(self):
        for row in self:
            for kind in rollout_results.KINDS:
                row[f"{kind}_reported"] = self.env._(
                    "%(count)s of %(total)s units",
                    count=row[f"{kind}_count"],
                    total=row[f"{kind}_total"],
                )

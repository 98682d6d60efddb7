from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..report.queries import rollout_results

# Fits the column of 16 digits; a larger figure is a slip of the keyboard.
MAX_VALUE = 10**13


class GovRolloutResult(models.Model):
    """What one unit reached for one indicator in one period.

    The unit enters it and may correct it at any time: the history keeps what stood
    before, and figures as of a past day read that.
    """

    _name = "gov.rollout.result"
    _description = "Result of a roll-out"
    _inherit = ["gov.rollout.child.mixin", "gov.search.mixin"]
    _order = "date_to desc, rollout_id, indicator_id, id"
    _rec_name = "indicator_id"

    _history_fields = ("indicator_id", "period_id", "value")
    _search_key_fields = ("note",)

    reform_model_id = fields.Many2one(
        related="rollout_id.reform_model_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(related="rollout_id.kind")
    indicator_id = fields.Many2one(
        comodel_name="gov.reform.indicator",
        required=True,
        ondelete="restrict",
        index=True,
    )
    uom = fields.Char(related="indicator_id.uom")
    direction = fields.Selection(related="indicator_id.direction")
    period_id = fields.Many2one(
        comodel_name="gov.period", required=True, ondelete="restrict", index=True
    )
    date_to = fields.Date(
        related="period_id.date_to", store=True, precompute=True, string="End of period"
    )
    value = fields.Float(required=True, digits=(16, 2), aggregator="avg")
    note = fields.Text(help="How the figure came about, in a few words.")
    file_ids = fields.One2many("gov.rollout.file", "result_id", string="Evidence")
    target = fields.Float(
        string="Target of the period", compute="_compute_outcome", digits=(16, 2)
    )
    outcome = fields.Selection(
        selection="_selection_outcome",
        string="Against the target",
        compute="_compute_outcome",
        search="_search_outcome",
    )
    earlier_values = fields.Text(
        string="Earlier figures", compute="_compute_earlier_values"
    )

    _period_uniq = models.UniqueIndex(
        "(rollout_id, indicator_id, period_id)",
        "This indicator has a result for this period already: correct that one.",
    )
    # NaN is above everything for PostgreSQL.
    _value_check = models.Constraint(
        "CHECK (value >= 0 AND value < 10000000000000)",
        "A result is never negative, and has at most 13 digits.",
    )

    @api.model
    def _selection_outcome(self):
        return [
            ("met", self.env._("Met")),
            ("not_met", self.env._("Not met")),
            ("running", self.env._("Milestone: the period is not over")),
            ("no_target", self.env._("Milestone: no target for this period")),
        ]

    @api.depends("indicator_id", "period_id", "value", "rollout_id")
    def _compute_outcome(self):
        """Ask the one SQL definition: no second version of it in Python."""
        domain = [("id", "in", self.rollout_id.ids)]
        found = {
            row["id"]: row
            for row in self.env.execute_query_dict(
                SQL(
                    "SELECT id, target, outcome FROM (%s) result WHERE id IN %s",
                    self._get_results_sql(domain),
                    tuple(self._origin.ids) or (0,),
                )
            )
        }
        for result in self:
            row = found.get(result._origin.id, {})
            result.target = row.get("target")
            result.outcome = row.get("outcome", False)

    @api.model
    def _search_outcome(self, operator, value):
        if operator != "in":
            return NotImplemented
        query = SQL(
            "(SELECT id FROM (%s) result WHERE outcome IN %s)",
            self._get_results_sql(),
            tuple(value) or ("",),
        )
        return [("id", "in", query)]

    @api.model
    def _get_results_sql(self, domain=()):
        self._flush_results()
        return rollout_results.results_sql(self.env, domain=domain)

    @api.model
    def _flush_results(self):
        """Write down what the figures are read from."""
        for name in (
            "gov.rollout.result",
            "gov.rollout",
            "gov.reform.target",
            "gov.reform.indicator",
            "gov.period",
            "hr.department",
        ):
            self.env[name].flush_model()

    @api.depends("value")
    def _compute_earlier_values(self):
        company = self.env.company
        for result in self:
            # sudo: whoever reads a result may know what stood in its place.
            rows = self.env["gov.history"].sudo()
            rows = rows.search(
                [("res_model", "=", self._name), ("res_id", "=", result._origin.id)]
            )
            result.earlier_values = "\n".join(
                self.env._(
                    "%(value)s, entered by %(user)s on %(day)s",
                    value=row.snapshot.get("value"),
                    user=row.user_id.name,
                    day=company._gov_day_of(row.recorded_at).strftime("%d/%m/%Y"),
                )
                + (f": {row.reason}" if row.reason else "")
                for row in rows[1:]
            )

    @api.constrains("rollout_id", "indicator_id", "period_id", "value")
    def _check_entry(self):
        today = self.env.company._gov_today()
        # sudo: indicators and periods are compared, whoever enters.
        for result in self.sudo():
            indicator, period = result.indicator_id, result.period_id
            if indicator.reform_model_id != result.rollout_id.reform_model_id:
                raise ValidationError(
                    self.env._(
                        "“%(indicator)s” does not measure this reform model.",
                        indicator=indicator.name,
                    )
                )
            if period.company_id != result.company_id:
                raise ValidationError(self.env._("The period is of another office."))
            if period.kind != indicator.period_kind:
                raise ValidationError(
                    self.env._(
                        "%(period)s is no period in which “%(indicator)s” is measured.",
                        period=period.name,
                        indicator=indicator.name,
                    )
                )
            if period.date_from > today:
                raise ValidationError(
                    self.env._("%(period)s has not begun.", period=period.name)
                )

    def _correct(self, vals, reason=None):
        """Change a figure that was entered, saying why.

        :param dict vals: ``value``, ``note``
        """
        self.check_access("write")
        self._check_rollout_open()
        if vals.keys() - {"value", "note"}:
            raise UserError(self.env._("Only the figure and its note are corrected."))
        self._history_write(vals, "correct", reason=reason)

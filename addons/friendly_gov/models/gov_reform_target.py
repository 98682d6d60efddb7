from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovReformTarget(models.Model):
    """What an indicator is to reach in one period, for all units or for one.

    A result is compared with the target of its own period only: a half-year against a
    target of the whole year would make everybody look late.
    """

    _name = "gov.reform.target"
    _description = "Target of an indicator"
    _inherit = ["gov.history.mixin"]
    _order = "indicator_id, date_to, unit_id, id"
    _rec_name = "period_id"
    _check_company_auto = True

    _guarded_parent = "indicator_id"
    _history_fields = ("indicator_id", "period_id", "unit_id", "target")

    indicator_id = fields.Many2one(
        comodel_name="gov.reform.indicator",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    reform_model_id = fields.Many2one(
        related="indicator_id.reform_model_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="indicator_id.company_id", store=True, precompute=True, index=True
    )
    is_demo = fields.Boolean(related="indicator_id.is_demo")
    period_kind = fields.Selection(related="indicator_id.period_kind")
    uom = fields.Char(related="indicator_id.uom")
    period_id = fields.Many2one(
        comodel_name="gov.period",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    date_to = fields.Date(related="period_id.date_to", store=True, precompute=True)
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Only for the unit",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        help="Empty: for every unit that has no target of its own.",
    )
    target = fields.Float(required=True, digits=(16, 2))

    _period_uniq = models.UniqueIndex(
        "(indicator_id, period_id, COALESCE(unit_id, 0))",
        "This indicator has a target for this period already.",
    )
    _target_check = models.Constraint(
        "CHECK (target >= 0)", "A target is never negative."
    )

    @api.constrains("indicator_id", "period_id")
    def _check_same_kind(self):
        for target in self:
            if target.period_id.kind != target.indicator_id.period_kind:
                raise ValidationError(
                    self.env._(
                        "%(period)s is no period of “%(indicator)s”: results are "
                        "compared with the target of the same period only.",
                        period=target.period_id.name,
                        indicator=target.indicator_id.name,
                    )
                )

from odoo import api, fields, models
from odoo.exceptions import UserError


class GovReformIndicator(models.Model):
    """What a reform model is measured by, in one unit of measure.

    What decides how a figure is read (direction, kind of period) stays as it is once
    a target was set: older comparisons would say something else.
    """

    _name = "gov.reform.indicator"
    _description = "Indicator of a reform model"
    _inherit = ["gov.history.mixin", "gov.search.mixin"]
    _order = "reform_model_id, sequence, id"
    _check_company_auto = True

    _guarded_parent = "reform_model_id"
    _history_fields = ("reform_model_id", "code", "uom", "direction", "period_kind")
    _search_key_fields = ("code", "name")
    _frozen_once_used = ("direction", "period_kind", "uom")

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
    sequence = fields.Integer(default=10)
    code = fields.Char(help="Short name that files refer to, such as CT01.")
    name = fields.Char(string="Indicator", required=True)
    uom = fields.Char(string="Unit of measure", required=True)
    direction = fields.Selection(
        selection=[("up", "More is better"), ("down", "Less is better")],
        string="Which way is better",
        required=True,
        default="up",
    )
    period_kind = fields.Selection(
        selection=[
            ("month", "Every month"),
            ("quarter", "Every quarter"),
            ("half", "First six months"),
            ("year", "Every year"),
        ],
        string="Measured",
        required=True,
        default="quarter",
    )
    formula = fields.Text(help="How the figure is worked out, in words.")
    source = fields.Char(help="Document, report or system the figure is taken from.")
    active = fields.Boolean(default=True)
    target_ids = fields.One2many(
        "gov.reform.target", "indicator_id", string="Targets", copy=False
    )

    _code_uniq = models.UniqueIndex(
        "(reform_model_id, code) WHERE code IS NOT NULL",
        "Another indicator of this reform model has this code.",
    )

    def write(self, vals):
        changed = [
            name
            for name in self._frozen_once_used
            if name in vals and any(r[name] != vals[name] for r in self)
        ]
        # sudo: that a target exists refuses, whoever asks.
        if changed and self.sudo()._get_used():
            raise UserError(
                self.env._(
                    "Targets or results of this indicator stand already: its unit of "
                    "measure, direction and period stay. Archive it and make another."
                )
            )
        return super().write(vals)

    def _get_used(self):
        """Those of ``self`` that figures hang on; results extend it."""
        return self.filtered("target_ids")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: see write.
        if self.sudo()._get_used():
            raise UserError(self.env._("This indicator is in use: archive it instead."))

    @api.depends("name", "uom")
    def _compute_display_name(self):
        for indicator in self:
            uom = f" ({indicator.uom})" if indicator.uom else ""
            indicator.display_name = f"{indicator.name or ''}{uom}"

    def _is_met(self, value, target):
        """Does ``value`` reach the ``target`` of the same period?"""
        self.ensure_one()
        return value >= target if self.direction == "up" else value <= target

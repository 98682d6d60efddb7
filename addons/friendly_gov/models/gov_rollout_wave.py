from odoo import fields, models


class GovRolloutWave(models.Model):
    """Units that begin together, by one decision."""

    _name = "gov.rollout.wave"
    _description = "Wave of a roll-out"
    _inherit = ["gov.search.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    _search_key_fields = ("name", "decision_symbol")

    name = fields.Char(required=True)
    reform_model_id = fields.Many2one(
        comodel_name="gov.reform.model", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        related="reform_model_id.company_id", store=True, precompute=True, index=True
    )
    date_start = fields.Date(string="From")
    decision_symbol = fields.Char(string="Decision or plan No.")
    decision_date = fields.Date(string="Dated")
    rollout_ids = fields.One2many("gov.rollout", "wave_id", string="Roll-outs")

from odoo import api, fields, models

from ..report.queries import survey_returns


class GovSurveyQuota(models.Model):
    """How many forms of a unit are wanted from one field of work."""

    _name = "gov.survey.quota"
    _description = "Quota of a field of work"
    _inherit = ["gov.guarded.mixin"]
    _order = "line_id, field_id, id"
    _rec_name = "field_id"

    _guarded_parent = "line_id"

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        ondelete="cascade",
        index=True,
    )
    campaign_id = fields.Many2one(
        related="line_id.campaign_id", store=True, precompute=True, index=True
    )
    unit_id = fields.Many2one(
        related="line_id.unit_id", store=True, precompute=True, index=True
    )
    lead_unit_id = fields.Many2one(
        related="line_id.lead_unit_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
    )
    field_id = fields.Many2one(
        comodel_name="gov.survey.field",
        string="Field of work",
        required=True,
        ondelete="restrict",
        index=True,
    )
    wanted = fields.Integer(string="Forms wanted", required=True)
    valid = fields.Integer(string="Valid forms", compute="_compute_valid")
    progress = fields.Float(
        string="Reached (%)", digits=(5, 1), compute="_compute_valid"
    )

    _field_unique = models.UniqueIndex(
        "(line_id, field_id)", "The unit has a quota for this field of work already."
    )
    _wanted_check = models.Constraint("CHECK (wanted >= 0)", "Counts are not below 0.")

    def _compute_valid(self):
        counts = survey_returns.quota_counts(self.env, self._origin.ids)
        for quota in self:
            quota.valid = counts.get(quota._origin.id, 0)
            share = quota.valid / quota.wanted if quota.wanted else 0
            quota.progress = min(100.0, 100 * share)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_read_link("line_id", vals_list)
        quotas = super().create(vals_list)
        quotas.line_id._check_not_closed()
        return quotas

    def write(self, vals):
        self.line_id._check_not_closed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.line_id._check_not_closed()

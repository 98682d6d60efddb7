from odoo import api, fields, models


class GovSurveyUnit(models.Model):
    """One unit asked about in one campaign: sample, returns and results hang on it.

    Made when the campaign opens, for each unit that exists on the first day.
    """

    _name = "gov.survey.unit"
    _description = "Unit in a survey campaign"
    _inherit = ["gov.guarded.mixin"]
    _order = "campaign_id desc, id"
    _rec_names_search = ["unit_id", "campaign_id"]
    _check_company_auto = True

    _guarded_fields = frozenset({"campaign_id", "unit_id"})
    _guarded_create_only = True
    _guarded_unlink = True

    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Unit",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="campaign_id.company_id", store=True, precompute=True, index=True
    )
    lead_unit_id = fields.Many2one(
        related="campaign_id.unit_id",
        string="Lead unit",
        store=True,
        precompute=True,
        index=True,
    )
    state = fields.Selection(
        related="campaign_id.state", store=True, precompute=True, string="Campaign is"
    )
    population = fields.Integer(
        string="Dossiers (N)",
        help="Dossiers solved in the period, or people served: what the sample is "
        "taken from.",
    )
    target = fields.Integer(string="Forms wanted (n)")

    _unit_unique = models.UniqueIndex(
        "(campaign_id, unit_id)", "The unit is in this campaign already."
    )

    @api.depends("unit_id", "campaign_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.unit_id.name} – {line.campaign_id.name}"

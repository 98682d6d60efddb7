from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .gov_survey_point import AUDIENCES
from .survey_survey import GOV_TYPE

# What was announced to units and citizens stays as it was announced. The last day
# may still move while the campaign is open.
FROZEN_WHEN_OPEN = frozenset(
    {
        "name",
        "company_id",
        "unit_id",
        "unit_ids",
        "period_id",
        "survey_id",
        "date_open",
        "audience",
        "rule",
        "error",
        # What people were told when they answered.
        "smallest_cell",
        "retention_months",
    }
)
CHANNEL_FIELDS = ("use_qr", "use_kiosk", "use_invitation", "use_paper")
FROZEN_WHEN_CLOSED = FROZEN_WHEN_OPEN | {"date_close", *CHANNEL_FIELDS}


class GovSurveyCampaign(models.Model):
    """One round of asking about the service of units, with one questionnaire."""

    _name = "gov.survey.campaign"
    _description = "Survey campaign"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin", "mail.thread"]
    _order = "date_open desc, id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    _guarded_fields = frozenset({"state", "purged_on", "is_demo"})
    _search_key_fields = ("name",)

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        selection=[("draft", "Draft"), ("open", "Open"), ("closed", "Closed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Lead unit",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
        default=lambda self: self.env.user.sudo().gov_unit_ids[:1],
        help="The unit that runs the campaign: its coordinators open and close it.",
    )
    unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_survey_campaign_unit_rel",
        column1="campaign_id",
        column2="unit_id",
        string="Units asked about",
        check_company=True,
        help="Each unit stands for itself and all units below it: name the province "
        "to ask about all its communes. A unit named twice counts once.",
    )
    unit_count = fields.Integer(
        string="Units in all",
        compute="_compute_unit_count",
        help="The units named and all below them that exist on the opening day.",
    )
    period_id = fields.Many2one(
        comodel_name="gov.period",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    survey_id = fields.Many2one(
        comodel_name="survey.survey",
        string="Questionnaire",
        ondelete="restrict",
        index="btree_not_null",
        domain=[("survey_type", "=", GOV_TYPE)],
        tracking=True,
        help="It can no longer be changed once the campaign is open.",
    )
    date_open = fields.Date(
        string="First day", copy=False, tracking=True, help="In the office's time zone."
    )
    date_close = fields.Date(
        string="Last day",
        copy=False,
        tracking=True,
        help="Answers count until the end of this day, in the office's time zone.",
    )
    audience = fields.Selection(
        selection=AUDIENCES, string="Who is asked", default="citizen", required=True
    )
    use_qr = fields.Boolean(string="QR codes", default=True)
    use_kiosk = fields.Boolean(string="Kiosks", default=True)
    use_invitation = fields.Boolean(string="Invitations")
    use_paper = fields.Boolean(string="Paper forms", default=True)
    rule = fields.Selection(
        selection=[
            ("mean_of_items", "Mean of the items"),
            ("pooled_share", "Share of all answers"),
            ("weighted_factors", "Weighted factors"),
        ],
        string="How the index is computed",
        default="mean_of_items",
        required=True,
        tracking=True,
        help="Printed with every result.",
    )
    error = fields.Float(
        string="Margin wanted (e)", default=0.05, help="For the size of the sample."
    )
    smallest_cell = fields.Integer(
        string="Fewest answers shown",
        default=5,
        help="Results of fewer valid answers are not shown.",
    )
    retention_months = fields.Integer(
        string="Keep answers for (months)",
        default=24,
        help="After the last day; figures are kept, answers are not.",
    )
    line_ids = fields.One2many(
        comodel_name="gov.survey.unit",
        inverse_name="campaign_id",
        string="Units",
        copy=False,
    )
    note = fields.Text()
    missing = fields.Char(
        string="Missing before it can open", compute="_compute_missing"
    )

    _dates_check = models.Constraint(
        "CHECK (date_close IS NULL OR date_open IS NULL OR date_close >= date_open)",
        "The campaign ends before it begins.",
    )
    _error_check = models.Constraint(
        "CHECK (error > 0 AND error < 1)", "The margin lies between 0 and 100 %."
    )
    _smallest_check = models.Constraint(
        "CHECK (smallest_cell >= 1)", "The fewest answers shown are at least 1."
    )
    _retention_check = models.Constraint(
        "CHECK (retention_months >= 1)", "Answers are kept for at least one month."
    )

    @api.depends("unit_ids", "date_open", "line_ids")
    def _compute_unit_count(self):
        opened = self.filtered(lambda campaign: campaign.state != "draft")
        # sudo: a number; which units these are is told to those who may read them.
        lines = self.env["gov.survey.unit"].sudo()
        counts = dict(
            lines._read_group(
                [("campaign_id", "in", opened.ids)], ["campaign_id"], ["__count"]
            )
        )
        for campaign in self:
            campaign.unit_count = (
                counts.get(campaign, 0)
                if campaign in opened
                else len(campaign._get_units())
            )

    @api.depends(
        "state",
        "unit_ids",
        "period_id",
        "survey_id.question_and_page_ids",
        "date_open",
        "date_close",
    )
    def _compute_missing(self):
        for campaign in self:
            missing = campaign._get_missing() if campaign.state == "draft" else []
            campaign.missing = "; ".join(missing)

    @api.constrains("survey_id")
    def _check_survey_type(self):
        for campaign in self:
            # sudo: the type of the questionnaire is checked, nothing is shown.
            survey = campaign.sudo().survey_id
            if survey and survey.survey_type != GOV_TYPE:
                raise ValidationError(
                    self.env._(
                        "%(questionnaire)s is not a questionnaire for campaigns: "
                        "choose one of Satisfaction surveys / Questionnaires.",
                        questionnaire=survey.title,
                    )
                )

    def write(self, vals):
        self._check_not_frozen(vals)
        res = super().write(vals)
        if "unit_id" in vals:
            # Rules look at the lead unit before the change: nobody hands a
            # campaign to a unit outside the own scope.
            self.check_access("write")
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        for campaign in self:
            if campaign.state != "draft":
                raise UserError(
                    self.env._(
                        "%(campaign)s was opened: close it instead of deleting it.",
                        campaign=campaign.display_name,
                    )
                )

    def _get_units(self):
        """Units asked about: those named and all below, on the opening day."""
        self.ensure_one()
        units = self.env["hr.department"].search(
            [("id", "child_of", self.unit_ids.ids)]
        )
        return units._gov_is_valid_on(self.date_open) if self.date_open else units

    def _get_missing(self):
        """List of what keeps the campaign from being opened, in words."""
        self.ensure_one()
        today = (self.company_id or self.env.company)._gov_today()
        # sudo: questions are counted; the questionnaire may be restricted to others.
        survey = self.sudo().survey_id
        checks = (
            (not self.period_id, self.env._("the period is missing")),
            (not self.unit_ids, self.env._("no unit to ask about is named")),
            (
                self.unit_ids and not self.unit_count,
                self.env._("none of the units exists on the first day"),
            ),
            (not survey, self.env._("the questionnaire is missing")),
            (not self.date_open, self.env._("the first day is missing")),
            (not self.date_close, self.env._("the last day is missing")),
            (
                self.date_close and self.date_close < today,
                self.env._("the last day has passed"),
            ),
        )
        found = [text for wrong, text in checks if wrong]
        return found + (survey._gov_get_missing() if survey else [])

    def _check_not_frozen(self, vals):
        if self._is_unlocked():
            return
        for campaign in self:
            frozen = {
                "draft": frozenset(),
                "open": FROZEN_WHEN_OPEN,
                "closed": FROZEN_WHEN_CLOSED,
            }[campaign.state]
            names = sorted(frozen & vals.keys())
            if names:
                labels = self.fields_get(names, ["string"])
                raise UserError(
                    self.env._(
                        "%(campaign)s was opened: %(fields)s can no longer be changed.",
                        campaign=campaign.display_name,
                        fields=", ".join(labels[name]["string"] for name in names),
                    )
                )

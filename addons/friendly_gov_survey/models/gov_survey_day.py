from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..report.queries import survey_returns

# The log of the last days is often typed in after the campaign was closed.
LATE_DAYS = 7


class GovSurveyDay(models.Model):
    """What a unit counted on one day of a campaign: the base of its response rate.

    Corrected, never deleted; what stood before is kept for figures of past days.
    """

    _name = "gov.survey.day"
    _description = "Day of a survey campaign"
    _inherit = ["gov.history.mixin", "gov.search.mixin"]
    _order = "day desc, id desc"
    _rec_name = "day"

    _guarded_parent = "line_id"
    _guarded_unlink = True
    _history_fields = ("line_id", "day", "visitors", "handed_out")
    _search_key_fields = ("guide",)

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self._default_line_id(),
    )
    unit_id = fields.Many2one(
        related="line_id.unit_id", store=True, precompute=True, index=True
    )
    campaign_id = fields.Many2one(
        related="line_id.campaign_id", store=True, precompute=True, index=True
    )
    lead_unit_id = fields.Many2one(
        related="line_id.lead_unit_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
    )
    is_demo = fields.Boolean(related="line_id.is_demo")
    day = fields.Date(required=True, default=lambda self: self.env.company._gov_today())
    visitors = fields.Integer(
        help="People who came for a procedure that day, whether asked or not."
    )
    handed_out = fields.Integer(string="Paper forms handed out")
    guide = fields.Char(
        string="Who guided", help="The position that helped people to take part."
    )
    returned = fields.Integer(
        string="Forms recorded",
        compute="_compute_returned",
        help="Forms recorded on this day, valid or not.",
    )

    _day_unique = models.UniqueIndex(
        "(line_id, day)", "This day was entered for the unit already."
    )
    _counts_check = models.Constraint(
        "CHECK (visitors >= 0 AND handed_out >= 0)", "Counts are not below 0."
    )

    @api.model
    def _default_line_id(self):
        """The unit of the user, where only one is being asked about."""
        lines = self.env["gov.survey.unit"]
        if not lines.has_access("read"):
            return lines
        today = self.env.company._gov_today()
        domain = lines._get_entry_domain(today) & lines._get_own_domain()
        found = lines.search(domain, limit=2)
        return found if len(found) == 1 else lines

    @api.depends("day", "unit_id.name")
    def _compute_display_name(self):
        for log in self:
            day = log.day and log.day.strftime("%d/%m/%Y")
            log.display_name = " – ".join(filter(None, (log.unit_id.name, day)))

    def _compute_returned(self):
        counts = survey_returns.day_counts(self.env, self._origin.ids)
        for log in self:
            log.returned = counts.get(log._origin.id, 0)

    @api.constrains("day", "line_id")
    def _check_day(self):
        # sudo: the days of the campaign whose log the user writes.
        for log in self.sudo():
            campaign = log.campaign_id
            last = min(campaign.date_close, campaign.company_id._gov_today())
            if not campaign.date_open <= log.day <= last:
                raise ValidationError(
                    self.env._(
                        "%(day)s is no day of %(campaign)s that has come: its log "
                        "goes from %(first)s to %(last)s.",
                        day=log.day.strftime("%d/%m/%Y"),
                        campaign=campaign.name,
                        first=campaign.date_open.strftime("%d/%m/%Y"),
                        last=last.strftime("%d/%m/%Y"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # A made-up line would be told by the refusal of the database.
        self._check_read_link("line_id", vals_list)
        logs = super().create(vals_list)
        logs._check_writable()
        return logs

    def write(self, vals):
        self._check_writable()
        return super().write(vals)

    def _check_writable(self):
        # sudo: the state of the campaign whose log the user writes.
        for campaign in self.sudo().campaign_id:
            today = campaign.company_id._gov_today()
            late = campaign.date_close and today > campaign.date_close + timedelta(
                days=LATE_DAYS
            )
            if campaign.state == "draft" or (campaign.state == "closed" and late):
                raise UserError(
                    self.env._(
                        "%(campaign)s: the daily log is kept from the opening until "
                        "%(days)s days after the last day.",
                        campaign=campaign.name,
                        days=LATE_DAYS,
                    )
                )

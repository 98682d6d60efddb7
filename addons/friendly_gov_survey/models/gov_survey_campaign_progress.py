from odoo import api, fields, models

from ..report.queries import survey_returns


class GovSurveyCampaign(models.Model):
    """How far a campaign is: sums over its units that the reader may read."""

    _inherit = "gov.survey.campaign"

    can_run = fields.Boolean(compute="_compute_can_run")
    line_count = fields.Integer(string="Units listed", compute="_compute_progress")
    target_total = fields.Integer(string="Forms wanted", compute="_compute_progress")
    valid_total = fields.Integer(string="Valid forms", compute="_compute_progress")
    suspect_total = fields.Integer(string="Suspect", compute="_compute_progress")
    handed_out_total = fields.Integer(string="Handed out", compute="_compute_progress")
    behind_count = fields.Integer(
        string="Units behind their sample", compute="_compute_progress"
    )
    unsized_count = fields.Integer(
        string="Units without a number of dossiers", compute="_compute_progress"
    )
    progress = fields.Float(
        string="Sample reached (%)", digits=(5, 1), compute="_compute_progress"
    )
    response_rate = fields.Float(
        string="Response rate (%)", digits=(5, 1), compute="_compute_progress"
    )
    has_rate = fields.Boolean(compute="_compute_progress")

    @api.depends("unit_id")
    @api.depends_context("uid")
    def _compute_can_run(self):
        for campaign in self:
            campaign.can_run = campaign._is_run_by_user()

    @api.depends("line_ids.target")
    def _compute_progress(self):
        ids = self._origin.ids
        rows = survey_returns.campaign_rows(self.env, ids) if ids else {}
        for campaign in self:
            row = rows.get(campaign._origin.id, survey_returns.NO_LINES)
            campaign.line_count = row["lines"]
            campaign.target_total = row["target"]
            campaign.valid_total = row["valid"]
            campaign.suspect_total = row["suspect"]
            campaign.handed_out_total = row["handed_out"]
            campaign.behind_count = row["lines"] - row["reached"]
            campaign.unsized_count = row["unsized"]
            share = row["enough"] / row["target"] if row["target"] else 0
            campaign.progress = 100 * share
            campaign.has_rate = row["rate"] is not None
            campaign.response_rate = 100 * (row["rate"] or 0)

    def action_fill_population(self):
        """Fill in the dossiers of all units from their monthly figures."""
        return self.line_ids.action_fill_population()

    def action_open_quotas(self):
        """The quotas of all units, by field of work."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov_survey.gov_survey_quota_action"
        )
        return action | {"domain": [("campaign_id", "=", self.id)]}

    def action_open_lines(self):
        """The units of the campaign, in a list where sizes can be entered."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov_survey.gov_survey_unit_action"
        )
        return action | {
            "name": self.name,
            "domain": [("campaign_id", "=", self.id)],
            "context": self.env.context.get("gov_filter", {}),
        }

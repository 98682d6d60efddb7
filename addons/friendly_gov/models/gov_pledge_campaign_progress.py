from odoo import api, fields, models


class GovPledgeCampaign(models.Model):
    """How far the signing is, and what has to be entered before it begins.

    The same figures as in the workbook, under the rights of the reader: who reads one
    unit sees that unit's part.
    """

    _inherit = "gov.pledge.campaign"

    pledge_count = fields.Integer(string="To sign", compute="_compute_progress")
    signed_count = fields.Integer(string="Signed", compute="_compute_progress")
    unsigned_count = fields.Integer(string="Not signed", compute="_compute_progress")
    late_count = fields.Integer(string="Overdue", compute="_compute_progress")
    excused_count = fields.Integer(string="With a reason", compute="_compute_progress")
    signed_share = fields.Integer(string="Signed (%)", compute="_compute_progress")
    signer_missing_count = fields.Integer(
        string="Units without a signer", compute="_compute_signer_missing_count"
    )
    can_organize = fields.Boolean(compute="_compute_can_organize", compute_sudo=False)
    missing = fields.Text(string="Still missing", compute="_compute_missing")

    @api.depends_context("uid")
    @api.depends("pledge_ids.state", "date_due")
    def _compute_progress(self):
        figures = self.env["gov.pledge.progress"]._get_figures(self._origin)
        for campaign in self:
            known = figures.get(campaign._origin, {})
            total = known.get("total", 0)
            late = known.get("unsigned_late", 0)
            campaign.pledge_count = total
            campaign.signed_count = known.get("signed", 0)
            campaign.late_count = late
            campaign.unsigned_count = known.get("unsigned", 0) + late
            campaign.excused_count = known.get("excused", 0)
            campaign.signed_share = campaign.signed_count * 100 // total if total else 0

    @api.depends_context("uid")
    @api.depends("pledge_ids.user_id")
    def _compute_signer_missing_count(self):
        groups = self.env["gov.pledge"]._read_group(
            [
                ("campaign_id", "in", self._origin.ids),
                ("waiting", "=", "name_signer"),
            ],
            ["campaign_id"],
            ["__count"],
        )
        counts = dict(groups)
        for campaign in self:
            campaign.signer_missing_count = counts.get(campaign._origin, 0)

    @api.depends_context("uid")
    @api.depends("organizer_unit_id", "state")
    def _compute_can_organize(self):
        user = self.env.user
        manager = user.has_group("friendly_gov.group_manager")
        units = user._gov_scope_units()
        officer = user.has_group("friendly_gov.group_officer")
        for campaign in self:
            campaign.can_organize = manager or (
                officer and campaign.organizer_unit_id in units
            )

    @api.depends(
        "state",
        "code_id",
        "signs_units",
        "signs_people",
        "scope_unit_ids",
        "date_due",
    )
    def _compute_missing(self):
        for campaign in self:
            draft = campaign.state == "draft"
            campaign.missing = "\n".join(campaign._get_missing()) if draft else False

    def action_open_pledges(self):
        """Pledges of the campaign; the button says which."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_pledge_action"
        )
        wanted = self.env.context.get("gov_filter")
        context = {f"search_default_{wanted}": 1} if wanted else {}
        domain = [("campaign_id", "=", self.id), ("state", "!=", "retired")]
        return action | {"domain": domain, "context": context}

    def action_open_progress(self):
        """Progress by unit, the slowest first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_pledge_progress_action"
        )
        return action | {"domain": [("campaign_id", "=", self.id)]}

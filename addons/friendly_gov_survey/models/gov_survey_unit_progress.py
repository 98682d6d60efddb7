from odoo import api, fields, models
from odoo.fields import Domain

from ..report.queries import survey_returns

_SHOWN = (
    "visitors",
    "handed_out",
    "invited",
    "opened",
    "returned",
    *survey_returns.STATES,
)


class GovSurveyUnit(models.Model):
    """How many forms came back, against the sample and the people who were there."""

    _inherit = "gov.survey.unit"

    can_run = fields.Boolean(compute="_compute_can_run")
    uses_invitation = fields.Boolean(compute="_compute_uses_invitation")
    quota_ids = fields.One2many("gov.survey.quota", "line_id", string="Quotas")
    day_ids = fields.One2many(
        "gov.survey.day", "line_id", string="Daily log", readonly=True
    )
    day_count = fields.Integer(string="Days logged", compute="_compute_returns")
    visitors = fields.Integer(compute="_compute_returns")
    handed_out = fields.Integer(
        string="Handed out",
        compute="_compute_returns",
        help="Paper forms of the daily log, and invitations.",
    )
    invited = fields.Integer(string="Invitations", compute="_compute_returns")
    opened = fields.Integer(string="Pages opened", compute="_compute_returns")
    returned = fields.Integer(compute="_compute_returns")
    valid = fields.Integer(string="Valid forms", compute="_compute_returns")
    suspect = fields.Integer(
        compute="_compute_returns",
        help="They wait for a coordinator of the lead unit and count nowhere until "
        "then.",
    )
    excluded = fields.Integer(compute="_compute_returns")
    response_rate = fields.Float(
        string="Response rate (%)",
        digits=(5, 1),
        compute="_compute_returns",
        help="Valid forms of a hundred visitors; where no visitors are entered, of a "
        "hundred forms and invitations handed out.",
    )
    has_rate = fields.Boolean(compute="_compute_returns")
    progress = fields.Float(
        string="Sample reached (%)", digits=(5, 1), compute="_compute_returns"
    )
    still_wanted = fields.Integer(string="Still wanted", compute="_compute_returns")
    is_behind = fields.Boolean(
        string="Sample not reached",
        compute="_compute_returns",
        search="_search_is_behind",
    )

    @api.depends_context("uid")
    def _compute_can_run(self):
        for campaign, lines in self.grouped("campaign_id").items():
            lines.can_run = campaign.can_run

    @api.depends("campaign_id.use_invitation")
    def _compute_uses_invitation(self):
        for line in self:
            line.uses_invitation = line.campaign_id.use_invitation

    @api.depends("target")
    def _compute_returns(self):
        domain = [("id", "in", self._origin.ids)]
        rows = survey_returns.return_rows(self.env, domain) if self._origin.ids else []
        by_line = {row["line_id"]: row for row in rows}
        for line in self:
            row = by_line.get(line._origin.id, survey_returns.NOTHING)
            for name in _SHOWN:
                line[name] = row[name]
            line.day_count = row["days"]
            line.has_rate = row["rate"] is not None
            line.response_rate = 100 * (row["rate"] or 0)
            line.still_wanted = max(0, line.target - row["valid"])
            line.is_behind = bool(line.still_wanted)
            share = row["valid"] / line.target if line.target else 0
            line.progress = min(100.0, 100 * share)

    @api.model
    def _search_is_behind(self, operator, value):
        if operator != "in":
            return NotImplemented
        behind = Domain("id", "in", survey_returns.behind_sql(self.env))
        return behind if True in value else ~behind

    def action_invite(self):
        """The dialog that makes links for this unit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov_survey.gov_survey_invite_action"
        )
        return action | {"context": {"default_line_id": self.id, "gov_one_line": True}}

    def action_open_days(self):
        """The daily log of this unit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov_survey.gov_survey_day_action"
        )
        return action | {
            "domain": [("line_id", "=", self.id)],
            "context": {"default_line_id": self.id},
        }

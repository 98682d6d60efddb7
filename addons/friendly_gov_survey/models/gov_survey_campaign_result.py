from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..report import survey_sheet
from ..report.queries import survey_results


class GovSurveyCampaign(models.Model):
    """What came out of a campaign, for all its units together."""

    _inherit = "gov.survey.campaign"

    is_demo = fields.Boolean(string="Illustration", readonly=True, copy=False)
    ranks = fields.Boolean(
        string="Rank the units",
        help="Places inside a ranking group, told to the lead unit and those above it. "
        "Off by default: a survey is no league table.",
    )
    low_index = fields.Float(
        string="Low below (%)",
        default=70.0,
        digits=(5, 1),
        help="Our own value, not an official one. Units below it are proposed to the "
        "body above them when the campaign is closed.",
    )
    shows_comments = fields.Boolean(
        string="Publish comments let through",
        help="On the public page of a unit, beside its figures.",
    )
    result_html = fields.Html(
        string="Result", compute="_compute_result_html", sanitize=False
    )

    _low_index_check = models.Constraint(
        "CHECK (low_index BETWEEN 0 AND 100)", "A share lies between 0 and 100 %."
    )

    def _compute_result_html(self):
        for campaign in self:
            campaign.result_html = (
                survey_sheet.render(
                    self.env, [("campaign_id", "=", campaign.id)], "campaign"
                )
                if campaign.state in ("open", "closed")
                else False
            )

    def action_open_results(self):
        """Results of the units, one by one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov_survey.gov_survey_result_action"
        )
        return action | {"domain": [("campaign_id", "=", self.id)], "context": {}}

    def _close(self):
        res = super()._close()
        self._propose_low()
        return res

    @api.model
    def _get_ranked_query(self):
        """Campaigns whose places the user may know: all their units are in reach."""
        domain = Domain("ranks", "=", True)
        user = self.env.user
        if not self.env.su and not user.has_group("friendly_gov.group_manager"):
            # sudo: the user's own scope.
            own = user.sudo()
            units = own.gov_scope_unit_ids
            if user.has_group("friendly_gov.group_leader"):
                units |= own.gov_scope_follow_unit_ids
            elif not user.has_group("friendly_gov.group_coordinator"):
                units = units.browse()
            domain &= Domain("unit_id", "child_of", units.ids)
        return self._search(domain)

    def _propose_low(self):
        """Open a proposal for each unit below the threshold: no order by itself."""
        self.ensure_one()
        rows = survey_results.result_rows(self.env, [("campaign_id", "=", self.id)])
        found = {
            row["line_id"]: row["index"]
            for row in rows
            if row["index"] is not None and 100 * row["index"] < self.low_index
        }
        lines = self.env["gov.survey.unit"].browse(found)
        # sudo: closing was checked; whether there is a proposal, and who decides.
        proposals = self.env["gov.assignment.proposal"].sudo()
        known = proposals.search([("survey_line_id", "in", lines.ids)]).survey_line_id
        vals_list = []
        for line in (lines - known).sudo():
            bodies = proposals._get_competent_units(line.unit_id)
            # The lead unit if it stands above; else the nearest body that does.
            body = self.unit_id if self.unit_id in bodies else bodies[:1]
            if not body:
                continue
            vals_list.append(
                {
                    "survey_line_id": line.id,
                    "unit_id": line.unit_id.id,
                    "competent_unit_id": body.id,
                    "company_id": line.company_id.id,
                    "is_demo": self.is_demo,
                    "text": self.env._(
                        "Look into the low satisfaction with %(unit)s: %(share)s "
                        "(%(campaign)s)",
                        unit=line.unit_id.name,
                        share=survey_sheet.percent(self.env, found[line.id]),
                        campaign=self.name,
                    ),
                }
            )
        return proposals._open(vals_list) if vals_list else proposals

    @api.constrains("smallest_cell")
    def _check_smallest_cell(self):
        for campaign in self:
            if campaign.smallest_cell < 1:
                raise UserError(
                    self.env._("At least one answer is needed to show a result.")
                )

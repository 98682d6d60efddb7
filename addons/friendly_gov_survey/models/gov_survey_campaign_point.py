from odoo import models
from odoo.exceptions import UserError


class GovSurveyCampaign(models.Model):
    """The points of all units of a campaign, made and printed by the lead unit."""

    _inherit = "gov.survey.campaign"

    def action_points(self):
        """The points of the units asked about."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov_survey.gov_survey_point_action"
        )
        units = self.line_ids.unit_id or self._get_units()
        action["domain"] = [
            ("unit_id", "in", units.ids),
            ("audience", "=", self.audience),
            ("campaign_id", "in", (False, self.id)),
        ]
        action["context"] = {"default_audience": self.audience}
        return action

    def action_make_points(self):
        """Ask how the counters are called, then make a point for each unit."""
        self.ensure_one()
        self._check_makes_points()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Make survey points"),
            "res_model": "gov.survey.point.make",
            "view_mode": "form",
            "target": "new",
            "context": {"default_campaign_id": self.id},
        }

    def _check_makes_points(self):
        self._check_actor()
        if self.state == "closed":
            raise UserError(
                self.env._(
                    "%(campaign)s is closed: nobody is asked any more.",
                    campaign=self.display_name,
                )
            )

    def _get_units_without_point(self, channel, is_bound):
        """Units asked about where ``channel`` leads nobody to this campaign yet."""
        self.ensure_one()
        # sudo: the caller leads the campaign and may act for all its units.
        campaign = self.sudo()
        units = campaign.line_ids.unit_id or campaign._get_units()
        domain = [
            ("unit_id", "in", units.ids),
            ("channel", "=", channel),
            ("audience", "=", self.audience),
            ("campaign_id", "in", self.ids if is_bound else [*self.ids, False]),
        ]
        groups = campaign.env["gov.survey.point"]._read_group(domain, ["unit_id"])
        having = {unit.id for [unit] in groups}
        return units.filtered(lambda unit: unit.id not in having)

    def _make_points(self, name, channel, is_bound):
        """A point named ``name`` for each unit that has none yet, in one batch.

        :param bool is_bound: for this campaign only
        :return: the new points
        """
        self._check_makes_points()
        self._lock()
        units = self._get_units_without_point(channel, is_bound)
        # sudo: the caller leads the campaign; units asked about lie anywhere.
        points = self.env["gov.survey.point"].sudo()
        return points.create(
            [
                {
                    "name": name,
                    "unit_id": unit.id,
                    "company_id": self.company_id.id,
                    "channel": channel,
                    "audience": self.audience,
                    "campaign_id": is_bound and self.id,
                }
                for unit in units
            ]
        ).with_env(self.env)

from odoo import api, models
from odoo.exceptions import UserError

# What people were told when it opened. Units may still join or be taken out, and the
# day may be put off for those who have not signed.
FIXED = frozenset(
    {
        "code_id",
        "company_id",
        "organizer_unit_id",
        "signs_units",
        "signs_people",
        "date_from",
        "date_to",
    }
)


class GovPledgeCampaign(models.Model):
    """What stays as it is once people sign."""

    _inherit = "gov.pledge.campaign"

    def write(self, vals):
        if not self._is_unlocked():
            self._check_fixed(vals)
        known = {}
        if "scope_unit_ids" in vals:
            # sudo: compared only, with what is written under the rights of the user.
            known = {c: c.sudo().scope_unit_ids.ids for c in self if c.state == "open"}
        res = super().write(vals)
        for campaign, unit_ids in known.items():
            campaign._check_scope_change(unit_ids)
        if "date_due" in vals:
            self._put_off()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        if any(campaign.state != "draft" for campaign in self):
            raise UserError(
                self.env._("A campaign that was opened is closed, not deleted.")
            )

    def copy_data(self, default=None):
        """Next year's campaign: the same people, other days."""
        vals_list = super().copy_data(default)
        for campaign, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=campaign.name)
            for name in ("date_from", "date_to", "date_due", "ceremony_date"):
                if name not in (default or {}):
                    vals[name] = False
        return vals_list

    def _check_fixed(self, vals):
        closed = self.filtered(lambda campaign: campaign.state == "closed")
        if closed:
            raise UserError(
                self.env._(
                    "%(campaign)s is closed: nothing changes in it.",
                    campaign=closed[0].display_name,
                )
            )
        names = sorted(FIXED & vals.keys())
        opened = self.filtered(lambda campaign: campaign.state == "open")
        if names and opened:
            labels = self.fields_get(names, ["string"])
            raise UserError(
                self.env._(
                    "%(campaign)s is open: %(fields)s can no longer be changed.",
                    campaign=opened[0].display_name,
                    fields=", ".join(labels[name]["string"] for name in names),
                )
            )
        if "date_due" in vals and opened and not vals["date_due"]:
            raise UserError(self.env._("Say until when it is to be signed."))

    def _check_scope_change(self, known):
        """Units that join while people sign stand where the organiser may reach: the
        nightly run makes their pledges without asking again.
        """
        self.ensure_one()
        # sudo: as in write.
        scope = self.sudo().scope_unit_ids
        if not scope:
            raise UserError(
                self.env._(
                    "%(campaign)s is open: without units everybody would be taken "
                    "out of it.",
                    campaign=self.display_name,
                )
            )
        self._check_reach(scope.filtered(lambda unit: unit.id not in known))

    def _put_off(self):
        """Whoever has not signed gets the new day; nobody gets an earlier one."""
        for campaign in self.filtered(lambda campaign: campaign.state == "open"):
            # sudo: who keeps the campaign says until when; nobody writes pledges.
            waiting = campaign.sudo().pledge_ids.filtered(
                lambda p, day=campaign.date_due: (
                    p.state in ("to_sign", "excused") and p.date_due < day
                )
            )
            waiting._history_write({"date_due": campaign.date_due}, "write")

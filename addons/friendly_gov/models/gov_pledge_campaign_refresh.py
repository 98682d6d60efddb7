from odoo import api, models


class GovPledgeCampaign(models.Model):
    """Newcomers get a pledge; who left, moved or no longer belongs is taken out.

    Safe to run again at any time: what is as it should be is not touched.
    """

    _inherit = "gov.pledge.campaign"

    def action_refresh(self):
        """Bring the pledges to who works where today."""
        self._check_organizer()
        for campaign in self:
            campaign._lock_campaign()
            campaign._check_campaign_state("open")
            # sudo: the organiser was checked; nobody makes pledges by hand.
            joined, retired = campaign.sudo()._refresh()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "%(joined)s joined, %(retired)s no longer counted.",
                    joined=joined,
                    retired=retired,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _cron_refresh(self):
        """Every night, each open campaign in a transaction of its own."""
        campaigns = self.search([("state", "=", "open"), ("is_demo", "=", False)])
        for left, campaign in zip(
            range(len(campaigns) - 1, -1, -1), campaigns, strict=True
        ):
            # Somebody who signs or closes right now comes first; tomorrow is a night.
            if campaign.try_lock_for_update(allow_referencing=True):
                campaign._refresh()
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                return

    def _refresh(self):
        """Return how many pledges joined and how many were taken out of the count."""
        self.ensure_one()
        pledges = self.pledge_ids.filtered(lambda pledge: pledge.state != "retired")
        # Taken out by hand: not made again the next night.
        mistakes = self.pledge_ids.filtered(lambda p: p.retire_reason == "mistake")
        units = self._get_scope_units()
        retired = self.env["gov.pledge"]
        values = []
        if self.signs_units:
            signing = self._get_signing_units(units)
            own = pledges.filtered(lambda pledge: pledge.level == "unit")
            retired |= own._retire_by(lambda p: p._get_unit_change(signing))
            (own - retired)._follow_heads()
            unwanted = mistakes.filtered(lambda pledge: pledge.level == "unit")
            missing = signing - (own - retired).unit_id - unwanted.unit_id
            values += self._prepare_unit_pledges(missing)
        if self.signs_people:
            people = self._get_people(units)
            own = pledges.filtered(lambda pledge: pledge.level == "person")
            known = set(people.ids)
            gone = own._retire_by(lambda p: p._get_person_change(known, units))
            (own - gone)._follow_people()
            unwanted = {(p.employee_id, p.unit_id) for p in mistakes}
            missing = (people - (own - gone).employee_id).filtered(
                lambda person: (person, person.department_id) not in unwanted
            )
            values += self._prepare_personal_pledges(missing)
            retired |= gone
        joined = self._make_pledges(values, "join")
        retired._link_replacements(joined)
        return len(joined), len(retired)

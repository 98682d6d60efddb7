from odoo import models
from odoo.fields import Domain

from odoo.addons.friendly_gov.models.gov_transferable_mixin import TransferItem


class GovSurveyUnit(models.Model):
    """The successor of a unit goes on answering for an open campaign.

    What was answered about the unit stays with it; the successor gets a line of its
    own, whose size the lead unit enters. Links handed out before lead to the successor.
    """

    _name = "gov.survey.unit"
    _inherit = ["gov.survey.unit", "gov.transferable.mixin"]

    def _gov_transfer_items(self, unit):
        domain = (
            Domain("unit_id", "=", unit.id)
            & Domain("state", "=", "open")
            & Domain("transferred_to_id", "=", False)
        )
        return [
            TransferItem(
                line.id,
                line.campaign_id.name,
                ("unit_id",),
                "",
                line.campaign_id.date_close,
            )
            for line in self.search(domain, order="id")
        ]

    def _gov_transfer(self, transfer, unit, successor):
        self.lock_for_update(allow_referencing=True)
        known = self.search(
            [
                ("unit_id", "=", successor.id),
                ("campaign_id", "in", self.campaign_id.ids),
            ]
        )
        # Handed back to a unit that had handed over itself: it answers again.
        known._guarded_write({"transferred_to_id": False})
        heirs = {line.campaign_id: line for line in known}
        made = self._guarded_create(
            [
                {"campaign_id": campaign.id, "unit_id": successor.id}
                for campaign in self.campaign_id
                if campaign not in heirs
            ]
        )
        outcomes = {
            line.id: "merged" if line.campaign_id in heirs else "moved" for line in self
        }
        heirs |= {line.campaign_id: line for line in made}
        for line in self:
            heir = heirs[line.campaign_id]
            line._guarded_write({"transferred_to_id": heir.id})
            outcomes[line.id] = (outcomes[line.id], heir.id)
        for campaign in self.campaign_id:
            campaign._check_overlap()
            campaign.message_post(body=transfer._get_reason())
        return outcomes

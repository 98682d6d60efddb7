from odoo import models
from odoo.fields import Command, Domain

from .gov_transferable_mixin import TransferItem


class GovPledgeCampaign(models.Model):
    """Whoever goes on for the organiser keeps its campaigns; the scope names units
    that exist.
    """

    _name = "gov.pledge.campaign"
    _inherit = ["gov.pledge.campaign", "gov.transferable.mixin"]

    def _gov_transfer_items(self, unit):
        named = Domain("organizer_unit_id", "=", unit.id) | Domain(
            "scope_unit_ids", "in", unit.ids
        )
        found = self.search(Domain("state", "!=", "closed") & named, order="id")
        return [
            TransferItem(
                campaign.id,
                campaign.name,
                tuple(
                    name
                    for name in ("organizer_unit_id", "scope_unit_ids")
                    if unit in campaign[name]
                ),
                "",
                campaign.date_due,
            )
            for campaign in found
        ]

    def _gov_transfer(self, transfer, unit, successor):
        self._lock_campaign()
        own = self.filtered(lambda campaign: campaign.organizer_unit_id == unit)
        own._guarded_write({"organizer_unit_id": successor.id})
        for campaign in self:
            if unit in campaign.scope_unit_ids:
                campaign.scope_unit_ids = [
                    Command.unlink(unit.id),
                    Command.link(successor.id),
                ]
            campaign.message_post(body=transfer._get_reason())
        return {campaign.id: ("moved", campaign.id) for campaign in self}

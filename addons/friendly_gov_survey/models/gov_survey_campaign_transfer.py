from odoo import api, models
from odoo.fields import Command, Domain

from odoo.addons.friendly_gov.models.gov_transferable_mixin import TransferItem

# In this order: points and lines follow the campaign that they belong to.
MODELS = ("gov.survey.campaign", "gov.survey.unit", "gov.survey.point")


class GovSurveyCampaign(models.Model):
    """Who goes on for the lead unit runs its campaigns; drafts ask the successor."""

    _name = "gov.survey.campaign"
    _inherit = ["gov.survey.campaign", "gov.transferable.mixin"]

    def _gov_transfer_items(self, unit):
        led = Domain("unit_id", "=", unit.id) & Domain("state", "!=", "closed")
        asked = Domain("unit_ids", "in", unit.ids) & Domain("state", "=", "draft")
        return [
            TransferItem(
                campaign.id,
                campaign.name,
                campaign._gov_get_roles(unit),
                "",
                campaign.date_close,
            )
            for campaign in self.search(led | asked, order="id")
        ]

    def _gov_get_roles(self, unit):
        asks = self.state == "draft" and unit in self.unit_ids
        roles = (("unit_id", unit == self.unit_id), ("unit_ids", asks))
        return tuple(name for name, named in roles if named)

    def _gov_transfer(self, transfer, unit, successor):
        self.lock_for_update(allow_referencing=True)
        led = self.filtered(lambda campaign: campaign.unit_id == unit)
        led._guarded_write({"unit_id": successor.id})
        for campaign in self:
            if campaign.state == "draft" and unit in campaign.unit_ids:
                campaign.unit_ids = [
                    Command.unlink(unit.id),
                    Command.link(successor.id),
                ]
            campaign.message_post(body=transfer._get_reason())
        return {campaign.id: ("moved", campaign.id) for campaign in self}


class GovTransfer(models.Model):
    _inherit = "gov.transfer"

    @api.model
    def _gov_transferable_models(self):
        names = super()._gov_transferable_models()
        # Units are ended last.
        return [*names[:-1], *MODELS, names[-1]]

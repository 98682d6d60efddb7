from odoo import api, models
from odoo.fields import Domain

from .gov_transferable_mixin import TransferItem


class GovPledge(models.Model):
    """What a unit that ends was still to sign is signed by its successor.

    What was signed stays with the unit that signed. Personal pledges follow the person
    to the new unit when the campaign is refreshed.
    """

    _name = "gov.pledge"
    _inherit = ["gov.pledge", "gov.transferable.mixin"]

    def _gov_transfer_items(self, unit):
        domain = (
            Domain("unit_id", "=", unit.id)
            & Domain("level", "=", "unit")
            & Domain("state", "in", ("to_sign", "excused"))
            & Domain("campaign_id.state", "=", "open")
        )
        return [
            TransferItem(pledge.id, pledge.name, ("unit_id",), "", pledge.date_due)
            for pledge in self.search(domain, order="id")
        ]

    def _gov_transfer(self, transfer, unit, successor):
        self._lock()
        paper = {
            "reason": transfer._get_reason(),
            "document": (transfer.decision_symbol, transfer.decision_date),
        }
        heirs = self._gov_find_heirs(successor)
        outcomes = {
            pledge.id: "merged" if pledge.campaign_id in heirs else "moved"
            for pledge in self
        }
        heirs |= self._gov_make_heirs(
            self.campaign_id.filtered(lambda c: c not in heirs), successor, paper
        )
        self._history_write(
            {
                "state": "retired",
                "retire_reason": "reorganised",
                "date_retired": transfer.date_effective,
                "excuse_reason": False,
                "excuse_note": False,
            },
            "transfer",
            **paper,
        )
        for pledge in self:
            heir = heirs[pledge.campaign_id]
            pledge._guarded_write({"replaced_by_id": heir.id})
            outcomes[pledge.id] = (outcomes[pledge.id], heir.id)
        return outcomes

    def _gov_find_heirs(self, successor):
        """Pledges that the successor has already, by campaign."""
        known = self.search(
            Domain("unit_id", "=", successor.id)
            & Domain("level", "=", "unit")
            & Domain("campaign_id", "in", self.campaign_id.ids)
            & Domain("state", "!=", "retired")
        )
        return {pledge.campaign_id: pledge for pledge in known}

    def _gov_make_heirs(self, campaigns, successor, paper):
        values = [
            campaign._prepare_unit_pledges(successor)[0] for campaign in campaigns
        ]
        made = self._history_create(values, "transfer_in", **paper)
        return dict(zip(campaigns, made, strict=True))


class GovTransfer(models.Model):
    _inherit = "gov.transfer"

    @api.model
    def _gov_transferable_models(self):
        names = super()._gov_transferable_models()
        # Units are ended last.
        return [*names[:-1], "gov.pledge.campaign", "gov.pledge", names[-1]]

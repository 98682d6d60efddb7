from odoo import api, models
from odoo.fields import Command, Domain

from .gov_transferable_mixin import TransferItem


class GovRolloutCondition(models.Model):
    """At a reorganisation the review goes on with the unit's successor, and what a
    body was asked with the successor of that body.
    """

    _name = "gov.rollout.condition"
    _inherit = ["gov.rollout.condition", "gov.transferable.mixin"]

    _gov_transfer_domain = ()
    _gov_not_inherited = frozenset({"responsible_id"})

    def _gov_transfer_items(self, unit):
        domain = (
            Domain("raise_state", "=", "raised")
            & Domain("raised_unit_id", "=", unit.id)
            & Domain("rollout_id.is_open", "=", True)
        )
        return [
            TransferItem(
                condition.id,
                f"{condition.unit_id.name} – {condition.name}",
                ("raised_unit_id",),
            )
            for condition in self.search(domain, order="id")
        ]

    def _gov_transfer(self, transfer, unit, successor):
        self._lock()
        paper = {
            "reason": transfer._get_reason(),
            "document": (transfer.decision_symbol, transfer.decision_date),
        }
        path = successor.parent_path.split("/")
        # Nobody is asked by a part of itself: the proposal comes back undecided.
        own = self.filtered(lambda condition: str(condition.unit_id.id) in path)
        asked = self - own
        if own:
            own._history_write({"raise_state": "none"}, "withdraw", **paper)
        if asked:
            vals = {"asked_unit_ids": [Command.link(successor.id)]}
            asked._history_write(
                vals | {"raised_unit_id": successor.id}, "transfer_body", **paper
            )
        return {condition.id: ("moved", condition.id) for condition in self}


class GovTransfer(models.Model):
    _inherit = "gov.transfer"

    @api.model
    def _gov_transferable_models(self):
        names = super()._gov_transferable_models()
        # After the roll-outs, whose successors they go on with; units end last.
        return [*names[:-1], "gov.rollout.condition", names[-1]]

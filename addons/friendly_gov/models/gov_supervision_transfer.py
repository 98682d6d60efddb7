from odoo import models
from odoo.fields import Domain

from .gov_transferable_mixin import TransferItem


class GovSupervisionRecommendation(models.Model):
    """What a unit that ends was asked and is not settled is asked of its successor."""

    _name = "gov.supervision.recommendation"
    _inherit = ["gov.supervision.recommendation", "gov.transferable.mixin"]

    def _gov_transfer_items(self, unit):
        domain = Domain("unit_id", "=", unit.id) & Domain(
            "state", "in", ("open", "asked_again", "answered")
        )
        return [
            TransferItem(
                line.id,
                f"{line.body_name} – {line.text}",
                ("unit_id",),
                "",
                line.date_due,
            )
            for line in self.search(domain, order="id")
        ]

    def _gov_transfer(self, transfer, unit, successor):
        self._lock_lines()
        values = {"unit_id": successor.id}
        if successor.gov_is_exempt:
            values["is_exempt"] = True
        self._guarded_write(values)
        # The history holds the unit: figures of an earlier day keep the old one.
        self._append_step_log(
            "transfer",
            reason=transfer._get_reason(),
            document=(transfer.decision_symbol, transfer.decision_date),
        )
        return {line.id: ("moved", line.id) for line in self}

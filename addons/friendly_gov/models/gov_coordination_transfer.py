from odoo import models
from odoo.fields import Domain

from .gov_transferable_mixin import TransferItem


class GovCoordination(models.Model):
    """What a unit that ends was asked and did not answer is asked of its successor."""

    _name = "gov.coordination"
    _inherit = ["gov.coordination", "gov.transferable.mixin"]

    def _gov_transfer_items(self, unit):
        domain = Domain("unit_id", "=", unit.id) & Domain("is_waiting", "=", True)
        return [
            TransferItem(
                line.id,
                f"{line.directive_symbol} – {line.name}",
                ("unit_id",),
                "",
                line.date_due,
            )
            for line in self.search(domain, order="id")
        ]

    def _gov_transfer(self, transfer, unit, successor):
        self._lock_lines()
        reason = transfer._get_reason()
        known = self.search(
            Domain("task_id", "in", self.task_id.ids)
            & Domain("unit_id", "=", successor.id)
            & Domain("assignment_id", "=", False)
        )
        heirs = {line.task_id: line for line in known}
        double = self.filtered(lambda li: not li.assignment_id and li.task_id in heirs)
        moved = self - double
        if double:
            double._step("end", reason=reason)
        values = {"unit_id": successor.id}
        if successor.gov_is_exempt:
            values["is_exempt"] = True
        moved._guarded_write(values)
        # The history holds the unit: reports of an earlier day keep the old one.
        document = (transfer.decision_symbol, transfer.decision_date)
        moved._append_step_log("transfer", reason=reason, document=document)
        self._update_visible_units()
        return {line.id: ("moved", line.id) for line in moved} | {
            line.id: ("merged", heirs[line.task_id].id) for line in double
        }

from odoo import models
from odoo.fields import Domain

from .gov_transferable_mixin import TransferItem

_ROLES = ("unit_id", "competent_unit_id")


class GovAssignmentProposal(models.Model):
    """Open proposals go on: with the successor of the unit, or of the body."""

    _name = "gov.assignment.proposal"
    _inherit = ["gov.assignment.proposal", "gov.transferable.mixin"]

    def _gov_transfer_items(self, unit):
        named = Domain.OR(Domain(name, "=", unit.id) for name in _ROLES)
        waiting = named & Domain("is_open", "=", True)
        return [
            TransferItem(
                proposal.id,
                proposal.text,
                proposal._gov_get_roles(unit),
                "",
                proposal.date_due,
            )
            for proposal in self.search(waiting, order="id")
        ]

    def _gov_get_roles(self, unit):
        return tuple(name for name in _ROLES if self[name] == unit)

    def _gov_transfer(self, transfer, unit, successor):
        self._lock_lines()
        groups = self.grouped(lambda proposal: proposal._gov_get_roles(unit))
        for roles, proposals in groups.items():
            proposals._guarded_write(dict.fromkeys(roles, successor.id))
        self._append_step_log(
            "transfer",
            reason=transfer._get_reason(),
            document=(transfer.decision_symbol, transfer.decision_date),
        )
        return {proposal.id: ("moved", proposal.id) for proposal in self}

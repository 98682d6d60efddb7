from odoo import models
from odoo.fields import Command, Domain

from .gov_assignment_transfer import OPEN_STATES
from .gov_transferable_mixin import TransferItem


class GovTask(models.Model):
    _name = "gov.task"
    _inherit = ["gov.task", "gov.transferable.mixin"]

    _TRANSFER_ROLES = ("lead_unit_ids", "excluded_unit_ids", "coordinating_unit_ids")

    def _gov_transfer_items(self, unit):
        """Drafts that name the unit, and its part in what others still work on."""
        draft = Domain("state", "=", "draft") & Domain.OR(
            Domain(name, "in", unit.ids) for name in self._TRANSFER_ROLES
        )
        going_on = (
            Domain("state", "=", "issued")
            & Domain("coordinating_unit_ids", "in", unit.ids)
            & Domain("assignment_ids", "any", [("state", "in", OPEN_STATES)])
        )
        sent = Domain("directive_id.state", "!=", "withdrawn")
        return [
            TransferItem(
                task.id,
                f"{task.directive_id.symbol} – {task.code}. {task.text}",
                task._gov_get_roles(unit),
                "",
                task.date_due,
            )
            for task in self.search((draft | going_on) & sent, order="id")
        ]

    def _gov_get_roles(self, unit):
        self.ensure_one()
        names = self._TRANSFER_ROLES
        if self.state == "issued":
            names = ("coordinating_unit_ids",)
        return tuple(name for name in names if unit in self[name])

    def _gov_transfer(self, transfer, unit, successor):
        change = [Command.unlink(unit.id), Command.link(successor.id)]
        # Reports of the past have to tell who came anew from who was there before.
        double = self.filtered(lambda task: successor in task.coordinating_unit_ids)
        groups = self.grouped(lambda task: task._gov_get_roles(unit))
        for roles, tasks in groups.items():
            tasks._guarded_write(dict.fromkeys(roles, change))
        self._update_visible_units()
        self.directive_id._update_visible_units()
        return {
            task.id: ("merged" if task in double else "moved", task.id) for task in self
        }

from odoo import models
from odoo.fields import Command

from .gov_transferable_mixin import TransferItem


class HrDepartment(models.Model):
    """Who assigns on behalf of a body keeps doing so under a new name."""

    _name = "hr.department"
    _inherit = ["hr.department", "gov.transferable.mixin"]

    def _gov_transfer_items(self, unit):
        bodies = self.search([("gov_delegate_ids", "in", unit.ids)], order="id")
        return [
            TransferItem(body.id, body.name, ("gov_delegate_ids",)) for body in bodies
        ]

    def _gov_transfer(self, transfer, unit, successor):
        change = [Command.unlink(unit.id), Command.link(successor.id)]
        self.write({"gov_delegate_ids": change})
        return {body.id: ("moved", body.id) for body in self}

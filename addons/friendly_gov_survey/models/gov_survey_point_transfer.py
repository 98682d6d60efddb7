from odoo import models

from odoo.addons.friendly_gov.models.gov_transferable_mixin import TransferItem


class GovSurveyPoint(models.Model):
    """Counters and their printed codes go on with the successor of the unit."""

    _name = "gov.survey.point"
    _inherit = ["gov.survey.point", "gov.transferable.mixin"]

    def _gov_transfer_items(self, unit):
        points = self.search([("unit_id", "=", unit.id)], order="id")
        return [TransferItem(point.id, point.name, ("unit_id",)) for point in points]

    def _gov_transfer(self, transfer, unit, successor):
        self._guarded_write({"unit_id": successor.id})
        return {point.id: ("moved", point.id) for point in self}

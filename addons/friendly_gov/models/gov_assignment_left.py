from odoo import api, fields, models
from odoo.fields import Domain


class GovAssignment(models.Model):
    """Open work of people who changed post: listed, never moved by itself."""

    _inherit = "gov.assignment"

    is_left_behind = fields.Boolean(
        string="Person moved on",
        compute="_compute_is_left_behind",
        search="_search_is_left_behind",
        help="Whoever is in charge, or chases, no longer works there.",
    )

    def _compute_is_left_behind(self):
        left = self.search(
            Domain("id", "in", self.ids) & self._search_is_left_behind("in", [True])
        )
        for line in self:
            line.is_left_behind = line in left

    @api.model
    def _search_is_left_behind(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        left = self._gov_left("owner_id", ["unit_id"]) | self._gov_left(
            "follower_id", ["assigning_unit_id", "monitoring_unit_id"]
        )
        return Domain("is_open", "=", True) & left

    @api.model
    def _gov_left(self, person, places):
        """Domain of the open lines whose ``person`` works for none of ``places``."""
        # sudo: people and units are compared; what is shown follows the rules.
        lines = self.sudo()
        groups = lines._read_group(
            Domain("is_open", "=", True) & Domain(person, "!=", False),
            [person, *places],
        )
        left = []
        for user, *units in groups:
            works = user.active and user._gov_scope_units()
            if not works or not any(unit in works for unit in units):
                left.append(
                    Domain(person, "=", user.id)
                    & Domain.AND(
                        Domain(name, "=", unit.id)
                        for name, unit in zip(places, units, strict=True)
                    )
                )
        return Domain.OR(left)

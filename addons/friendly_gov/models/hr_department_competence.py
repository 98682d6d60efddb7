from odoo import models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    def _gov_competent_bodies(self):
        """Bodies that may give orders to every unit of ``self``.

        Those above it, and the units that act for them. A territory of no kind above
        the departments stands for its committee, which is a leaf beside them.
        """
        # sudo: which bodies these are decides, whoever may read their records.
        found = None
        for unit in self.sudo():
            ids = [int(i) for i in (unit.parent_path or "").split("/")[:-2]]
            # The nearest first: the usual one.
            above = self.browse(reversed(ids)).sudo()
            territories = above.filtered(lambda body: not body.gov_kind)
            above |= territories.child_ids.filtered(
                lambda body: body.gov_kind == "people_committee"
            )
            bodies = above | above.gov_delegate_ids
            found = bodies if found is None else found & bodies
        found = (found or self.browse()).with_env(self.env)
        return found - self._gov_below()

    def _gov_below(self):
        """The units themselves and all below them."""
        # sudo: places of units in the tree.
        return self.sudo().search([("id", "child_of", self.ids)]).with_env(self.env)

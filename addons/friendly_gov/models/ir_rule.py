from odoo import models


class IrRule(models.Model):
    _inherit = "ir.rule"

    def _compute_domain_context_values(self):
        """A part of the key under which the domains of a user are kept.

        The delegations in force now belong to it: without them a rule read yesterday
        would still be used after midnight, and after the last day of a delegation.
        """
        yield from super()._compute_domain_context_values()
        yield self.env["res.users"]._gov_delegation_ids(self.env.uid)

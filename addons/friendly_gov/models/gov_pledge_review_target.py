from odoo import models


class GovPledgeTarget(models.Model):
    _inherit = "gov.pledge.target"

    def _is_used(self):
        """What a sent review was compared with stays."""
        self.ensure_one()
        # sudo: a review that the user may not read was compared with it as well.
        lines = self.env["gov.pledge.review.line"].sudo()
        return super()._is_used() or bool(
            lines.search_count(
                [
                    ("statement_id", "=", self.statement_id.id),
                    ("period_id", "=", self.period_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "sent"),
                ],
                limit=1,
            )
        )

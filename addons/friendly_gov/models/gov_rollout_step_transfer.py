from odoo import models


class GovRolloutStep(models.Model):
    """Every step goes on with its day; who does the open ones is named anew."""

    _inherit = "gov.rollout.step"

    _gov_transfer_domain = ()
    _gov_not_inherited = frozenset({"responsible_id"})

from odoo import models


class GovRolloutCondition(models.Model):
    """The review goes on with the successor as it stands: what was raised waits on,
    what is met need not be reviewed again.
    """

    _inherit = "gov.rollout.condition"

    _gov_transfer_domain = ()
    _gov_not_inherited = frozenset({"responsible_id"})

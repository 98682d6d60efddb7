from odoo import models


class GovReformProposal(models.Model):
    """What a replication that is started from the proposal begins with."""

    _inherit = "gov.reform.proposal"

    def _get_replication_defaults(self):
        return super()._get_replication_defaults() | {
            "default_proposal_id": self.id,
            # sudo: the body that decided, in whose name it is ordered.
            "default_body_id": self.sudo().deciding_unit_id.id,
        }

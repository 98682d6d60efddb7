from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovReplication(models.Model):
    """The proposal that was agreed, and the replication that follows from it."""

    _inherit = "gov.replication"

    proposal_id = fields.Many2one(
        comodel_name="gov.reform.proposal",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        domain="[('reform_model_id', '=', reform_model_id), ('state', '=', 'agreed')]",
        help="The agreed proposal that this replication carries out.",
    )

    @api.constrains("proposal_id", "reform_model_id")
    def _check_proposal(self):
        for replication in self:
            proposal = replication.proposal_id
            if not proposal:
                continue
            if proposal.reform_model_id != replication.reform_model_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s belongs to another reform model.",
                        name=proposal.display_name,
                    )
                )
            if proposal.state != "agreed":
                raise ValidationError(self.env._("Only what was agreed is replicated."))

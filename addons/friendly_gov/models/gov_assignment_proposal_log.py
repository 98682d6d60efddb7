from odoo import api, fields, models


class GovAssignmentProposalLog(models.Model):
    """What happened to a proposal, as the system learned of it."""

    _name = "gov.assignment.proposal.log"
    _description = "History of a proposal"
    _inherit = ["gov.step.log.mixin"]

    proposal_id = fields.Many2one(
        comodel_name="gov.assignment.proposal",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="proposal_id.company_id", store=True, precompute=True, index=True
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Unit concerned",
        required=True,
        ondelete="restrict",
        readonly=True,
    )
    competent_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Body that decides",
        required=True,
        ondelete="restrict",
        readonly=True,
    )
    # A draft task that is deleted again leaves its number here, and nothing else.
    task_id = fields.Integer(string="Task made from it", readonly=True)

    _as_of_idx = models.Index("(proposal_id, id DESC, recorded_at)")

    @api.model
    def _selection_event(self):
        return [
            ("open", self.env._("Proposed")),
            ("take_up", self.env._("Taken up")),
            ("dismiss", self.env._("Dismissed")),
            ("lapse", self.env._("Source taken back")),
            ("reopen", self.env._("Open again: the draft task was deleted")),
            ("transfer", self.env._("Transferred")),
        ]

    @api.model
    def _selection_state(self):
        proposal = self.env["gov.assignment.proposal"]
        return proposal._fields["state"]._description_selection(self.env)

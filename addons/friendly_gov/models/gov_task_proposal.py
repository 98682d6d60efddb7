from odoo import api, fields, models


class GovTask(models.Model):
    """A task may answer a proposal; a draft that is thrown away opens it again."""

    _inherit = "gov.task"

    proposal_ids = fields.One2many(
        "gov.assignment.proposal", "task_id", string="Answers the proposal"
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_reopen_proposals(self):
        # sudo: what follows from a deletion that was allowed; nobody may write them.
        proposals = self.sudo().proposal_ids
        if proposals:
            proposals._step("reopen")
            proposals.flush_recordset()

from odoo import api, fields, models


class GovProposalTakeUp(models.TransientModel):
    """Dialog in which the competent body makes a draft task of a proposal."""

    _name = "gov.proposal.take.up"
    _description = "Take up a proposal"
    _inherit = ["gov.guarded.mixin"]

    proposal_id = fields.Many2one(
        comodel_name="gov.assignment.proposal", required=True, readonly=True
    )
    competent_unit_id = fields.Many2one(
        related="proposal_id.competent_unit_id", related_sudo=False
    )
    unit_id = fields.Many2one(related="proposal_id.unit_id", related_sudo=False)
    directive_id = fields.Many2one(
        comodel_name="gov.directive",
        string="Document that assigns it",
        required=True,
        domain=[("state", "in", ("draft", "issued")), ("is_demo", "=", False)],
    )
    # With the rights of whoever looks: a made-up number tells nothing.
    text = fields.Text(
        string="Task",
        required=True,
        compute="_compute_text",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    deadline_text = fields.Char(
        string="Deadline as written",
        compute="_compute_text",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("proposal_id")
    def _compute_text(self):
        for dialog in self:
            due = dialog.proposal_id.date_due
            dialog.text = dialog.proposal_id.text
            dialog.deadline_text = due and due.strftime("%d/%m/%Y")

    def action_confirm(self):
        """Make the draft and show it: it is completed and issued as any other."""
        self.ensure_one()
        task = self.proposal_id._take_up(
            self.directive_id, self.text, self.deadline_text
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "gov.task",
            "res_id": task.id,
            "view_mode": "form",
        }

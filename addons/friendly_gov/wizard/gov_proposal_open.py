from odoo import api, fields, models


class GovProposalOpen(models.TransientModel):
    """Dialog that proposes a task for what a unit does not carry out."""

    _name = "gov.proposal.open"
    _description = "Propose a task"
    _inherit = ["gov.guarded.mixin"]

    recommendation_id = fields.Many2one(
        comodel_name="gov.supervision.recommendation", required=True, readonly=True
    )
    unit_id = fields.Many2one(related="recommendation_id.unit_id", related_sudo=False)
    body_unit_ids = fields.Many2many(
        comodel_name="hr.department", compute="_compute_body_unit_ids"
    )
    competent_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Body that decides",
        required=True,
        compute="_compute_proposal",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    # With the rights of whoever looks: a made-up number tells nothing.
    text = fields.Text(
        string="What should be done",
        required=True,
        compute="_compute_proposal",
        compute_sudo=False,
        store=True,
        readonly=False,
        precompute=True,
    )
    date_due = fields.Date(string="Proposed deadline")

    @api.depends("recommendation_id")
    def _compute_body_unit_ids(self):
        proposals = self.env["gov.assignment.proposal"]
        for dialog in self:
            line = dialog.recommendation_id
            # sudo: which roll-out the supervision looked at.
            rollout = line.sudo().supervision_id.rollout_id
            bodies = proposals._get_competent_units(line.unit_id, rollout)
            dialog.body_unit_ids = bodies

    @api.depends("recommendation_id")
    def _compute_proposal(self):
        for dialog in self:
            dialog.text = dialog.recommendation_id.text
            dialog.competent_unit_id = dialog.body_unit_ids[:1]

    def action_confirm(self):
        self.ensure_one()
        proposals = self.recommendation_id._propose(
            self.text, self.date_due, self.competent_unit_id
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": proposals._name,
            "res_id": proposals.id,
            "view_mode": "form",
        }

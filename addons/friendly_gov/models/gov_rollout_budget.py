from odoo import api, fields, models

from ..report.queries import rollout_budget


class GovRollout(models.Model):
    """Money of a roll-out on its form; the sums are those of the workbook."""

    _inherit = "gov.rollout"

    budget_line_ids = fields.One2many(
        "gov.rollout.budget.line", "rollout_id", string="Budget"
    )
    budget_estimated = fields.Float(
        string="Estimated (VND)", digits=(16, 0), compute="_compute_budget"
    )
    budget_allotted = fields.Float(
        string="Allotted (VND)", digits=(16, 0), compute="_compute_budget"
    )
    budget_spent = fields.Float(
        string="Spent (VND)", digits=(16, 0), compute="_compute_budget"
    )
    budget_settled = fields.Float(
        string="Settled (VND)", digits=(16, 0), compute="_compute_budget"
    )
    budget_warning_count = fields.Integer(
        string="Budget lines to look at", compute="_compute_budget"
    )

    @api.depends(
        "budget_line_ids.amount_estimated",
        "budget_line_ids.amount_allotted",
        "budget_line_ids.amount_spent",
        "budget_line_ids.amount_settled",
    )
    def _compute_budget(self):
        self.env["gov.rollout.budget.line"].flush_model()
        domain = [("id", "in", self._origin.ids)]
        found = rollout_budget.get_rollout_sums(self.env, domain=domain)
        for rollout in self:
            sums = found.get(rollout._origin.id, {})
            for name in ("estimated", "allotted", "spent", "settled"):
                rollout[f"budget_{name}"] = sums.get(name, 0)
            rollout.budget_warning_count = sums.get("warnings", 0)

    def action_open_budget(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_rollout_budget_line_action"
        )
        context = {"default_rollout_id": self.id} if len(self) == 1 else {}
        return action | {
            "domain": [("rollout_id", "in", self.ids)],
            "context": context,
        }

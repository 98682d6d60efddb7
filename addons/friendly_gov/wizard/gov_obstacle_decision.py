from odoo import fields, models


class GovObstacleDecision(models.TransientModel):
    """Dialog in which the body that was asked writes its decision."""

    _name = "gov.obstacle.decision"
    _description = "Decision on obstacles"

    obstacle_ids = fields.Many2many(
        comodel_name="gov.obstacle", string="Obstacles", required=True
    )
    decision = fields.Text(required=True)

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: an obstacle outside the scope is refused, not skipped.
        obstacles = self.env["gov.obstacle"].browse(self.obstacle_ids.ids)
        obstacles._solve(self.decision)
        return {"type": "ir.actions.act_window_close"}

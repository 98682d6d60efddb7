from odoo import api, fields, models
from odoo.exceptions import UserError


class GovConditionRaise(models.TransientModel):
    """Dialog in which a unit asks the level above for what it can't solve."""

    _name = "gov.condition.raise"
    _description = "Proposal to the level above"
    # Its stored compute runs as superuser: what the user may not read is refused.
    _inherit = ["gov.guarded.mixin"]

    condition_ids = fields.Many2many(
        comodel_name="gov.rollout.condition", string="Conditions", required=True
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Body asked",
        compute="_compute_unit_id",
        store=True,
        readonly=False,
        required=True,
    )
    proposal = fields.Text(required=True)
    document_symbol = fields.Char(string="Document No.")
    document_date = fields.Date(string="Dated")

    @api.depends("condition_ids")
    def _compute_unit_id(self):
        for dialog in self:
            bodies = dialog.condition_ids.rollout_id.steering_unit_id
            if not dialog.unit_id and len(bodies) == 1:
                dialog.unit_id = bodies

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a condition outside the scope is refused, not skipped.
        conditions = self.env["gov.rollout.condition"].browse(self.condition_ids.ids)
        if not conditions:
            raise UserError(self.env._("Choose at least one condition."))
        document = (self.document_symbol, self.document_date)
        conditions._raise_up(self.unit_id, self.proposal, document)
        return {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models
from odoo.exceptions import UserError


class GovRolloutEnd(models.TransientModel):
    """Dialog in which the steering body concludes or stops roll-outs."""

    _name = "gov.rollout.end"
    _description = "End of roll-outs"

    event = fields.Selection(selection="_selection_event", required=True)
    rollout_ids = fields.Many2many(
        comodel_name="gov.rollout", string="Roll-outs", required=True
    )
    day = fields.Date(
        string="Ended on",
        required=True,
        default=lambda self: self.env.company._gov_today(),
    )
    reason = fields.Text(string="Result or reason", required=True)
    document_symbol = fields.Char(string="Document No.", required=True)
    document_date = fields.Date(string="Dated", required=True)

    @api.model
    def _selection_event(self):
        return [
            ("close", self.env._("Conclude the roll-out")),
            ("stop", self.env._("Stop the roll-out")),
        ]

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a roll-out outside the scope is refused, not skipped.
        rollouts = self.env["gov.rollout"].browse(self.rollout_ids.ids)
        if not rollouts:
            raise UserError(self.env._("Choose at least one roll-out."))
        document = (self.document_symbol, self.document_date)
        rollouts._end(self.event, self.day, self.reason, document)
        return {"type": "ir.actions.act_window_close"}

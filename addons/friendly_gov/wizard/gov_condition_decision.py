from odoo import fields, models
from odoo.exceptions import UserError


class GovConditionDecision(models.TransientModel):
    """Dialog in which the body asked decides on proposals, or passes them on."""

    _name = "gov.condition.decision"
    _description = "Decision on proposals of units"

    condition_ids = fields.Many2many(
        comodel_name="gov.rollout.condition", string="Conditions", required=True
    )
    outcome = fields.Selection(
        selection=[
            ("agreed", "Agree"),
            ("refused", "Refuse"),
            ("pass_on", "Pass on to a higher body"),
        ],
        string="Decision",
        required=True,
        default="agreed",
    )
    unit_id = fields.Many2one(comodel_name="hr.department", string="Higher body")
    text = fields.Text(string="What is decided, or why", required=True)
    date_due = fields.Date(string="To be provided by")
    document_symbol = fields.Char(string="Document No.")
    document_date = fields.Date(string="Dated")

    def action_confirm(self):
        self.ensure_one()
        # Read as the user: a condition outside the scope is refused, not skipped.
        conditions = self.env["gov.rollout.condition"].browse(self.condition_ids.ids)
        if not conditions:
            raise UserError(self.env._("Choose at least one condition."))
        document = (self.document_symbol, self.document_date)
        if self.outcome == "pass_on":
            conditions._pass_on(self.unit_id, self.text, document)
        else:
            conditions._decide(
                self.outcome, self.text, due=self.date_due, document=document
            )
        return {"type": "ir.actions.act_window_close"}

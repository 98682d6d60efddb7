from odoo import api, fields, models
from odoo.exceptions import UserError

STEPS = ("ask", "opinion", "grant", "refuse")


class GovExtensionAction(models.TransientModel):
    """Dialog of every step of an extension request, for one or many at once."""

    _name = "gov.extension.action"
    _description = "Step of extension requests"

    step = fields.Selection(selection="_selection_step", required=True, readonly=True)
    assignment_ids = fields.Many2many(
        comodel_name="gov.assignment", string="Assignments"
    )
    request_ids = fields.Many2many(
        comodel_name="gov.extension.request", string="Extension requests"
    )
    count = fields.Integer(compute="_compute_count")
    date_due = fields.Date(string="New deadline")
    opinion = fields.Selection(
        selection=[("agree", "Agrees"), ("disagree", "Does not agree")]
    )
    reason = fields.Text()
    document_symbol = fields.Char(string="Number and symbol")
    document_date = fields.Date()

    @api.model
    def _selection_step(self):
        labels = {
            "ask": self.env._("Ask for an extension"),
            "opinion": self.env._("Give the opinion"),
            "grant": self.env._("Grant the extension"),
            "refuse": self.env._("Refuse the extension"),
        }
        return [(step, labels[step]) for step in STEPS]

    @api.depends("assignment_ids", "request_ids")
    def _compute_count(self):
        for dialog in self:
            dialog.count = len(dialog.assignment_ids) + len(dialog.request_ids)

    def action_confirm(self):
        """Take the step with the rights of the user: all of the chosen, or none."""
        self.ensure_one()
        if not (self.assignment_ids if self.step == "ask" else self.request_ids):
            raise UserError(self.env._("Choose at least one task."))
        # Read as the user: what lies outside the scope is refused, not skipped.
        lines = self.env["gov.assignment"].browse(self.assignment_ids.ids)
        requests = self.env["gov.extension.request"].browse(self.request_ids.ids)
        if self.step == "ask":
            requests._ask(lines, self.date_due, self.reason, self._get_document())
        elif self.step == "opinion":
            requests._give_opinion(self.opinion, self.reason)
        elif self.step == "grant":
            requests._grant(self.date_due, self.reason)
        else:
            requests._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _get_document(self):
        if not (self.document_symbol or self.document_date):
            return None
        return (self.document_symbol, self.document_date)

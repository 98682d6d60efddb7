from odoo import fields, models


class GovPledgeCaseConclude(models.TransientModel):
    """Dialog that concludes a reported case, or takes a mistaken one back."""

    _name = "gov.pledge.case.conclude"
    _description = "Conclusion of a case"
    _inherit = ["gov.guarded.mixin"]

    case_id = fields.Many2one(
        comodel_name="gov.pledge.case", required=True, readonly=True
    )
    is_noted = fields.Boolean(compute="_compute_is_noted")
    outcome = fields.Selection(
        string="Conclusion",
        selection=[
            ("breach", "A breach, concluded by the document below"),
            ("cleared", "No breach"),
            ("withdrawn", "Entered by mistake: take it back"),
        ],
        required=True,
        default="cleared",
    )
    document_symbol = fields.Char(string="Concluding document No.")
    document_date = fields.Date(string="Date of the document")
    reason = fields.Text(
        string="Reason, in short",
        help="Never the contents of a complaint or denunciation, and no names of those "
        "who made one.",
    )
    file = fields.Binary(string="Scan of the document", attachment=True)
    file_name = fields.Char()

    def _compute_is_noted(self):
        for dialog in self:
            dialog.case_id.check_access("read")
            dialog.is_noted = dialog.case_id.state == "noted"

    def action_confirm(self):
        self.ensure_one()
        files = []
        if self.file:
            name = self.file_name or self.env._("Document")
            file = self.with_context(bin_size=False).file
            files.append({"name": name, "file": file})
        self.case_id._conclude(
            self.outcome,
            self.reason,
            (self.document_symbol, self.document_date),
            files=files,
        )
        return {"type": "ir.actions.act_window_close"}

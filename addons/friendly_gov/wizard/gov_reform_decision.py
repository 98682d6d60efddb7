from odoo import api, fields, models
from odoo.exceptions import UserError

DECIDED = (
    "gov.reform.model",
    "gov.reform.rating",
    "gov.reform.proposal",
    "gov.initiative",
)


class GovReformDecision(models.TransientModel):
    """Dialog of every decision of the register: words, paper, level."""

    _name = "gov.reform.decision"
    _description = "Decision of the register"

    res_model = fields.Selection(
        selection=[
            ("gov.reform.model", "Reform model"),
            ("gov.reform.rating", "Rating"),
            ("gov.reform.proposal", "Proposal to replicate"),
            ("gov.initiative", "Initiative"),
        ],
        string="Kind of record",
        required=True,
    )
    res_ids = fields.Char(required=True, export_string_translation=False)
    event = fields.Char(required=True, export_string_translation=False)
    record_names = fields.Text(string="About", compute="_compute_needs")
    needs_document = fields.Boolean(
        compute="_compute_needs", export_string_translation=False
    )
    needs_reason = fields.Boolean(
        compute="_compute_needs", export_string_translation=False
    )
    takes_document = fields.Boolean(
        compute="_compute_needs", export_string_translation=False
    )
    running_count = fields.Integer(
        string="Roll-outs that go on", compute="_compute_needs"
    )
    level_id = fields.Many2one(comodel_name="gov.rating.level", string="Effectiveness")
    document_symbol = fields.Char(string="Decision or document No.")
    document_date = fields.Date(string="Dated")
    reason = fields.Text(string="Reason or opinion")

    @api.depends("res_model", "res_ids", "event")
    def _compute_needs(self):
        for dialog in self:
            records = dialog._get_records()
            decision = (
                records._decisions.get(dialog.event) if dialog.res_model else None
            )
            dialog.record_names = "\n".join(records.mapped("display_name"))
            dialog.needs_document = bool(decision and decision.document)
            dialog.needs_reason = bool(decision and decision.reason)
            dialog.takes_document = dialog.event not in ("return", "review")
            dialog.running_count = (
                sum(r.is_open for r in records.rollout_ids)
                if dialog.event == "stop"
                else 0
            )

    def _get_records(self):
        """Records that the dialog is about, as the user may read them."""
        self.ensure_one()
        if self.res_model not in DECIDED:
            return self.env["gov.reform.model"]
        try:
            ids = [int(part) for part in (self.res_ids or "").split(",") if part]
        except ValueError as error:
            raise UserError(self.env._("There is no such record.")) from error
        records = self.env[self.res_model].browse(ids)
        records.check_access("read")
        return records.exists()

    def action_confirm(self):
        self.ensure_one()
        records = self._get_records()
        if not records:
            raise UserError(self.env._("There is no such record."))
        document = (self.document_symbol, self.document_date)
        document = document if self.takes_document and any(document) else None
        if self.res_model == "gov.reform.rating":
            for rating in records:
                rating._rate(self.level_id, self.reason, document)
        else:
            records._decide(self.event, self.reason, document)
        return {"type": "ir.actions.act_window_close"}

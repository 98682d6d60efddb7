from odoo import api, fields, models

from ..models.gov_rollout_posting import DURATION_DAYS


class GovPostingRenewal(models.TransientModel):
    """Dialog for the next version of a posted item."""

    _name = "gov.posting.renewal"
    _description = "New version of a posted item"
    _inherit = ["gov.guarded.mixin"]

    posting_id = fields.Many2one(
        comodel_name="gov.rollout.posting", string="Posted item", required=True
    )
    version = fields.Char(
        compute="_compute_from_posting", store=True, readonly=False, precompute=True
    )
    date_from = fields.Date(
        string="Posted from",
        required=True,
        default=lambda self: self.env.company._gov_today(),
    )
    duration = fields.Selection(
        selection="_selection_duration",
        compute="_compute_from_posting",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    date_to = fields.Date(string="Last day")
    place = fields.Char(
        string="Posted at",
        compute="_compute_from_posting",
        store=True,
        readonly=False,
        precompute=True,
    )
    summary = fields.Text(
        compute="_compute_from_posting", store=True, readonly=False, precompute=True
    )
    file = fields.Binary(string="What is published", attachment=False)
    file_name = fields.Char()

    @api.model
    def _selection_duration(self):
        model = self.env["gov.rollout.posting"]
        return model.fields_get(["duration"])["duration"]["selection"]

    @api.depends("posting_id")
    def _compute_from_posting(self):
        for dialog in self:
            posting = dialog.posting_id
            number = posting.version or ""
            dialog.version = str(int(number) + 1) if number.isdecimal() else False
            dialog.duration = posting.duration
            dialog.place = posting.place
            dialog.summary = posting.summary

    def action_confirm(self):
        self.ensure_one()
        vals = {
            name: self[name]
            for name in ("version", "date_from", "duration", "place", "summary")
        }
        if self.duration not in (*DURATION_DAYS, "permanent"):
            vals["date_to"] = self.date_to
        successor = self.posting_id._renew(vals)
        if self.file:
            self.env["gov.rollout.posting.file"].create(
                {
                    "posting_id": successor.id,
                    "kind": "content",
                    "name": self.file_name or successor.name,
                    "file": self.file,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": successor._name,
            "res_id": successor.id,
            "view_mode": "form",
        }

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.sample import divide


class GovSurveyShares(models.TransientModel):
    """Quotas of all units of a campaign from the same shares of the fields of work."""

    _name = "gov.survey.shares"
    _description = "Quotas by shares of fields of work"
    _inherit = ["gov.guarded.mixin"]

    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign",
        string="Survey campaign",
        required=True,
        readonly=True,
    )
    share_ids = fields.One2many(
        "gov.survey.share", "shares_id", string="Fields of work"
    )
    total = fields.Integer(string="Sum (%)", compute="_compute_total")

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        if "share_ids" in fields:
            known = self.env["gov.survey.field"].search([("active", "=", True)])
            defaults["share_ids"] = [
                Command.create({"field_id": field.id}) for field in known
            ]
        return defaults

    @api.depends("share_ids.percent")
    def _compute_total(self):
        for dialog in self:
            dialog.total = sum(dialog.share_ids.mapped("percent"))

    def action_divide(self):
        """Replace the quotas of every unit that has a number of forms wanted."""
        self.ensure_one()
        self.campaign_id._check_actor()
        shares = self.share_ids.filtered("percent")
        if self.total != 100 or any(share.percent < 0 for share in shares):
            raise UserError(
                self.env._(
                    "The shares add up to %(total)s %%: they have to make 100 %%.",
                    total=self.total,
                )
            )
        if len(shares.field_id) < len(shares):
            raise UserError(self.env._("A field of work stands there twice."))
        lines = self.campaign_id.line_ids.filtered("target")
        if not lines:
            raise UserError(
                self.env._("Enter the dossiers of the units first: no form is wanted.")
            )
        lines.quota_ids.unlink()
        parts = [share.percent for share in shares]
        self.env["gov.survey.quota"].create(
            [
                {"line_id": line.id, "field_id": share.field_id.id, "wanted": wanted}
                for line in lines
                for share, wanted in zip(
                    shares, divide(line.target, parts), strict=True
                )
                if wanted
            ]
        )
        return {"type": "ir.actions.act_window_close"}

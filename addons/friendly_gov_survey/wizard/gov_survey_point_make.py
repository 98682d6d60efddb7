from odoo import api, fields, models
from odoo.exceptions import UserError


class GovSurveyPointMake(models.TransientModel):
    """Dialog: a survey point for each unit of a campaign that has none yet."""

    _name = "gov.survey.point.make"
    _description = "Make survey points"
    _inherit = ["gov.guarded.mixin"]

    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign", required=True, ondelete="cascade"
    )
    name = fields.Char(
        string="Counter",
        required=True,
        default=lambda self: self.env._("Reception and results desk"),
        help="Stands on each poster below the name of the unit.",
    )
    channel = fields.Selection(
        selection=[("qr", "QR code"), ("kiosk", "Kiosk")],
        string="How people answer",
        default="qr",
        required=True,
    )
    is_bound = fields.Boolean(
        string="For this campaign only",
        help="Otherwise the posters stay up and serve the next campaigns too.",
    )
    unit_count = fields.Integer(
        string="Units without one", compute="_compute_unit_count"
    )

    @api.depends("campaign_id", "channel", "is_bound")
    def _compute_unit_count(self):
        for dialog in self:
            campaign = dialog.campaign_id
            if not campaign:
                dialog.unit_count = 0
                continue
            campaign._check_makes_points()
            dialog.unit_count = len(
                campaign._get_units_without_point(dialog.channel, dialog.is_bound)
            )

    def action_make(self):
        """Make them all in one batch and show the points of the campaign."""
        self.ensure_one()
        campaign = self.campaign_id
        points = campaign._make_points(self.name, self.channel, self.is_bound)
        if not points:
            raise UserError(self.env._("Every unit of the campaign has one already."))
        return campaign.action_points()

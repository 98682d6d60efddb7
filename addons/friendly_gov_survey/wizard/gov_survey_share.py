from odoo import fields, models


class GovSurveyShare(models.TransientModel):
    """The part of one field of work."""

    _name = "gov.survey.share"
    _description = "Share of a field of work"
    _inherit = ["gov.guarded.mixin"]
    _order = "id"

    shares_id = fields.Many2one(
        comodel_name="gov.survey.shares", required=True, ondelete="cascade"
    )
    field_id = fields.Many2one(
        comodel_name="gov.survey.field", string="Field of work", required=True
    )
    percent = fields.Integer(string="Share (%)")

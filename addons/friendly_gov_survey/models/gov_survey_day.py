from odoo import fields, models


class GovSurveyDay(models.Model):
    """What a unit counted on one day of a campaign: the base of its response rate."""

    _name = "gov.survey.day"
    _description = "Day of a survey campaign"
    _inherit = ["gov.guarded.mixin"]
    _order = "day desc, id desc"
    _rec_name = "day"

    _guarded_parent = "line_id"

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        ondelete="cascade",
        index=True,
    )
    unit_id = fields.Many2one(
        related="line_id.unit_id", store=True, precompute=True, index=True
    )
    lead_unit_id = fields.Many2one(
        related="line_id.lead_unit_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
    )
    day = fields.Date(required=True)
    visitors = fields.Integer(
        help="People who came for a procedure that day, whether asked or not."
    )
    handed_out = fields.Integer(string="Paper forms handed out")
    guide = fields.Char(
        string="Who guided", help="The position that helped people to take part."
    )

    _day_unique = models.UniqueIndex(
        "(line_id, day)", "This day was entered for the unit already."
    )
    _counts_check = models.Constraint(
        "CHECK (visitors >= 0 AND handed_out >= 0)", "Counts are not below 0."
    )

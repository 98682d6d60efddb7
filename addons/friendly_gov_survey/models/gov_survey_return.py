from odoo import fields, models


class GovSurveyReturn(models.Model):
    """How many forms came back for a unit, by validity; and pages opened.

    Same dimensions as :class:`GovSurveyTally`, written by the same statement.
    """

    _name = "gov.survey.return"
    _description = "Survey forms returned"
    _inherit = ["gov.guarded.mixin"]
    _order = "id"
    _rec_name = "id"
    _log_access = False

    _guarded_create_only = True
    _guarded_unlink = True

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    dimension = fields.Char(required=True, readonly=True)
    value = fields.Char(required=True, readonly=True)
    # See gov.survey.delta.
    kind = fields.Char(required=True, readonly=True)
    count = fields.Integer(required=True, readonly=True)

    # In the order in which results are read; see gov.survey.tally.
    _cell_unique = models.UniqueIndex("(campaign_id, dimension, line_id, value, kind)")

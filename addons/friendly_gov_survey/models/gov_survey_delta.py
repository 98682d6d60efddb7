from odoo import fields, models


class GovSurveyDelta(models.Model):
    """What one answer adds to the figures, or takes away; waits to be summed up.

    Rows are only added, by whoever stores or judges an answer: people who answer at
    once never wait for one another's row. ``gov.survey.tally._compact`` sums them up
    and removes them in one statement. Figures = tallies + deltas, at any moment.
    """

    _name = "gov.survey.delta"
    _description = "Change of survey figures"
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
        index=True,
    )
    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    point_id = fields.Many2one(
        comodel_name="gov.survey.point", readonly=True, ondelete="set null"
    )
    channel = fields.Char(readonly=True)
    field_id = fields.Many2one(
        comodel_name="gov.survey.field", readonly=True, ondelete="set null"
    )
    # The day on which it was recorded, so that figures as of a past day never change.
    day = fields.Date(required=True, readonly=True)
    # The day of the answer, if that is another: of what was judged later.
    given = fields.Date(readonly=True)
    # valid, suspect, excluded: forms by validity; opened: pages opened.
    kind = fields.Char(required=True, readonly=True)
    sign = fields.Integer(required=True, readonly=True)
    # "row:choice,row:choice", of valid forms only: what the index counts.
    chosen = fields.Char(readonly=True)

from odoo import fields, models

# all: one row a choice; the others split it once each, never by one another: a cube of
# all of them would be as large as the answers.
DIMENSIONS = ("all", "day", "channel", "field", "point")


class GovSurveyTally(models.Model):
    """How often a choice was made in valid answers about a unit: what results read.

    ``dimension`` and ``value`` split the same count in different ways; each dimension
    adds up to "all". Written by :meth:`_compact` alone.
    """

    _name = "gov.survey.tally"
    _description = "Survey tally"
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
    # day: ISO date; channel: its code; field, point: id, "0" for none; all: "".
    value = fields.Char(required=True, readonly=True)
    question_id = fields.Many2one(
        comodel_name="survey.question",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    # 0: not a matrix.
    matrix_row = fields.Integer(required=True, readonly=True)
    answer_id = fields.Many2one(
        comodel_name="survey.question.answer",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    count = fields.Integer(required=True, readonly=True)

    _cell_unique = models.UniqueIndex(
        "(campaign_id, dimension, value, line_id, answer_id, matrix_row)"
    )

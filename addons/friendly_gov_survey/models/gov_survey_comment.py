from odoo import fields, models


class GovSurveyComment(models.Model):
    """Words that a citizen wrote: read by the unit once somebody let them through."""

    _name = "gov.survey.comment"
    _description = "Comment of a citizen"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "id desc"
    _rec_name = "text"

    _guarded_fields = frozenset(
        {"line_id", "question_id", "text", "state", "user_input_id"}
    )
    _guarded_create_only = True
    _guarded_unlink = True
    _search_key_fields = ("text",)

    # Known before the row is written: citizens don't wait for an UPDATE more.
    search_key = fields.Char(compute="_compute_search_key", store=True, precompute=True)
    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        readonly=True,
        copy=False,
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
    user_input_id = fields.Many2one(
        comodel_name="survey.user_input",
        string="Answer",
        readonly=True,
        copy=False,
        ondelete="cascade",
        index=True,
        groups="friendly_gov.group_coordinator",
    )
    question_id = fields.Many2one(
        comodel_name="survey.question", readonly=True, copy=False, ondelete="restrict"
    )
    text = fields.Text(required=True, readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("shown", "Let through"),
            ("hidden", "Kept hidden"),
        ],
        default="waiting",
        required=True,
        readonly=True,
        copy=False,
    )

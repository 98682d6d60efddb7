from odoo import api, fields, models
from odoo.tools import SQL

from ..report.queries import survey_results

# Rows of the product's own models are far below; so is 2^53, which the client can read.
ROOM = 10_000_000_000


class GovSurveyResult(models.Model):
    """Result of one unit in one campaign, as its reader may see it.

    No table of its own: the figures are those of ``report/queries/survey_results``,
    which the workbook and the sheet of the unit show too.
    """

    _name = "gov.survey.result"
    _description = "Survey result of a unit"
    _inherit = ["gov.query.mixin"]
    _auto = False
    _order = "campaign_id desc, satisfaction desc NULLS LAST, id"
    _rec_name = "unit_id"
    _depends = {
        "gov.survey.campaign": ["low_index", "period_id", "ranks", "unit_id"],
        "hr.department": ["gov_is_exempt", "gov_ranking_group_id"],
    }

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit", string="Unit in the campaign", readonly=True
    )
    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign", string="Survey campaign", readonly=True
    )
    unit_id = fields.Many2one(comodel_name="hr.department", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    period_id = fields.Many2one(comodel_name="gov.period", readonly=True)
    group_id = fields.Many2one(
        comodel_name="gov.unit.group", string="Ranking group", readonly=True
    )
    forms = fields.Integer(string="Valid forms", readonly=True)
    suspect = fields.Integer(readonly=True)
    excluded = fields.Integer(readonly=True)
    satisfaction = fields.Float(
        string="Satisfied (%)",
        digits=(5, 1),
        aggregator=None,
        readonly=True,
        help="Empty where too few answered.",
    )
    margin = fields.Float(
        string="± (95 %)", digits=(5, 1), aggregator=None, readonly=True
    )
    is_suppressed = fields.Boolean(
        string="Not shown",
        readonly=True,
        help="Too few answers, or a neighbour with too few could be worked out.",
    )
    is_low = fields.Boolean(string="Below the threshold", readonly=True)
    rank = fields.Integer(
        string="Place in the group",
        aggregator=None,
        readonly=True,
        help="Among units of one ranking group, where the campaign ranks them; told to "
        "the lead unit only.",
    )

    @property
    def _table_query(self):
        campaigns = self.env["gov.survey.campaign"]._get_ranked_query()
        return SQL(
            """
            SELECT result.line_id AS id, result.line_id, result.campaign_id,
                   result.unit_id, campaign.company_id, campaign.period_id,
                   unit.gov_ranking_group_id AS group_id,
                   result.forms, result.suspect, result.excluded,
                   round((100 * result.index)::numeric, 1) AS satisfaction,
                   round((100 * result.margin)::numeric, 1) AS margin,
                   result.is_suppressed,
                   COALESCE(100 * result.index < campaign.low_index, FALSE) AS is_low,
                   CASE WHEN result.index IS NOT NULL
                         AND unit.gov_ranking_group_id IS NOT NULL
                         AND unit.gov_is_exempt IS NOT TRUE
                         AND campaign.id IN %(ranked)s
                        THEN rank() OVER (
                             PARTITION BY result.campaign_id,
                                          unit.gov_ranking_group_id,
                                          unit.gov_is_exempt IS TRUE
                             ORDER BY result.index DESC NULLS LAST)
                        END AS rank
              FROM (%(results)s) result
              JOIN gov_survey_campaign campaign ON campaign.id = result.campaign_id
              JOIN hr_department unit ON unit.id = result.unit_id
            """,
            ranked=campaigns.subselect(),
            results=survey_results.results_sql(self.env, [("state", "!=", "draft")]),
        )

    def action_open_line(self):
        """The result sheet of the unit."""
        self.ensure_one()
        return self.line_id.action_open_result()


class GovSurveyStatement(models.Model):
    """Result of one statement in one unit and campaign."""

    _name = "gov.survey.statement"
    _description = "Survey result of a statement"
    _inherit = ["gov.query.mixin"]
    _auto = False
    _order = "campaign_id desc, unit_id, sequence, id"
    _rec_name = "question_id"

    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign", string="Survey campaign", readonly=True
    )
    unit_id = fields.Many2one(comodel_name="hr.department", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    page_id = fields.Many2one(
        comodel_name="survey.question", string="Factor", readonly=True
    )
    question_id = fields.Many2one(
        comodel_name="survey.question", string="Statement", readonly=True
    )
    matrix_row_id = fields.Many2one(
        comodel_name="survey.question.answer", string="Row", readonly=True
    )
    sequence = fields.Integer(readonly=True)
    n = fields.Integer(string="Answers with an opinion", readonly=True)
    level_5 = fields.Integer(string="Very satisfied", readonly=True)
    level_4 = fields.Integer(string="Satisfied", readonly=True)
    level_3 = fields.Integer(string="Neutral", readonly=True)
    level_2 = fields.Integer(string="Not satisfied", readonly=True)
    level_1 = fields.Integer(string="Not satisfied at all", readonly=True)
    no_opinion = fields.Integer(readonly=True)
    satisfaction = fields.Float(
        string="Satisfied (%)", digits=(5, 1), aggregator=None, readonly=True
    )
    margin = fields.Float(
        string="± (95 %)", digits=(5, 1), aggregator=None, readonly=True
    )
    is_suppressed = fields.Boolean(
        string="Not shown",
        readonly=True,
        help="Too few answers, or a neighbour with too few could be worked out.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT result.line_id::bigint * %(room)s + COALESCE(
                       result.matrix_row_id::bigint + %(room)s / 2, result.question_id
                   ) AS id,
                   result.campaign_id, result.unit_id, campaign.company_id,
                   result.page_id, result.question_id, result.matrix_row_id,
                   result.sequence, result.n, result.level_5, result.level_4,
                   result.level_3, result.level_2, result.level_1, result.no_opinion,
                   round((100 * result.index)::numeric, 1) AS satisfaction,
                   round((100 * result.margin)::numeric, 1) AS margin,
                   result.is_suppressed
              FROM (%(results)s) result
              JOIN gov_survey_campaign campaign ON campaign.id = result.campaign_id
            """,
            room=ROOM,
            results=survey_results.results_sql(
                self.env, [("state", "!=", "draft")], by=("line", "item")
            ),
        )

    @api.depends("question_id", "matrix_row_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.matrix_row_id.value or row.question_id.title

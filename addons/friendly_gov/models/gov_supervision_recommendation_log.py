from odoo import api, fields, models


class GovSupervisionRecommendationLog(models.Model):
    """What happened to a recommendation: every answer with its own words."""

    _name = "gov.supervision.recommendation.log"
    _description = "History of a recommendation"
    _inherit = ["gov.step.log.mixin"]

    recommendation_id = fields.Many2one(
        comodel_name="gov.supervision.recommendation",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="recommendation_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Asked unit",
        required=True,
        ondelete="restrict",
        readonly=True,
    )
    date_answered = fields.Date(string="Answered on", readonly=True)
    is_exempt = fields.Boolean(readonly=True)

    _as_of_idx = models.Index("(recommendation_id, id DESC, recorded_at)")

    @api.model
    def _selection_event(self):
        return [
            ("recommend", self.env._("Recommended")),
            ("answer", self.env._("Answered")),
            ("close", self.env._("Closed, satisfied")),
            ("ask_again", self.env._("Asked again")),
            ("reschedule", self.env._("Deadline changed")),
            ("withdraw", self.env._("Withdrawn")),
            ("transfer", self.env._("Transferred")),
        ]

    @api.model
    def _selection_state(self):
        line = self.env["gov.supervision.recommendation"]
        return line._fields["state"]._description_selection(self.env)

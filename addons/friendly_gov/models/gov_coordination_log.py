from odoo import api, fields, models


class GovCoordinationLog(models.Model):
    """What happened to a request for coordination, as the system learned of it.

    Figures as of a past day are read from here, so a report never changes later;
    an answer that was returned and given again keeps its first words.
    """

    _name = "gov.coordination.log"
    _description = "History of a request for coordination"
    _inherit = ["gov.step.log.mixin"]

    coordination_id = fields.Many2one(
        comodel_name="gov.coordination",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="coordination_id.company_id", store=True, precompute=True, index=True
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Coordinating unit",
        required=True,
        ondelete="restrict",
        readonly=True,
    )
    date_answered = fields.Date(string="Answered on", readonly=True)
    is_exempt = fields.Boolean(readonly=True)

    _as_of_idx = models.Index("(coordination_id, id DESC, recorded_at)")

    @api.model
    def _selection_event(self):
        return [
            ("ask", self.env._("Asked")),
            ("answer", self.env._("Answered")),
            ("return", self.env._("Answer returned")),
            ("reschedule", self.env._("Deadline changed")),
            ("withdraw", self.env._("Request withdrawn")),
            ("transfer", self.env._("Transferred")),
            ("end", self.env._("Ended with the task")),
        ]

    @api.model
    def _selection_state(self):
        request = self.env["gov.coordination"]
        return request._fields["state"]._description_selection(self.env)

from odoo import api, fields, models


class GovAssignmentProposal(models.Model):
    """Low satisfaction, too, is a reason to propose a task."""

    _inherit = "gov.assignment.proposal"

    survey_line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Survey result",
        ondelete="restrict",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )

    @api.model
    def _source_fields(self):
        return (*super()._source_fields(), "survey_line_id")

    @api.model
    def _selection_source(self):
        return [
            *super()._selection_source(),
            ("survey_line_id", self.env._("Low satisfaction in a survey")),
        ]

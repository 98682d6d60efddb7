from odoo import fields, models


class SurveyQuestion(models.Model):
    _name = "survey.question"
    _inherit = ["survey.question", "gov.questionnaire.mixin"]

    gov_survey_type = fields.Selection(related="survey_id.survey_type")
    gov_code = fields.Char(string="Code")
    gov_role = fields.Selection(
        selection=[
            ("rating", "Counts in the index"),
            ("background", "About the respondent"),
            ("field", "Field of work"),
            ("other", "Other"),
        ],
        string="Role",
        default="other",
    )
    gov_weight = fields.Float(
        string="Weight of the factor",
        default=1.0,
        help="Of a section: its share in the index under the rule of weighted factors.",
    )
    gov_source = fields.Char(
        string="Source of the wording", help="Never shown to respondents."
    )
    gov_is_sensitive = fields.Boolean(
        string="Sensitive", help="Asked only if wanted, never on a public page."
    )

    def _gov_questionnaires(self):
        return self.survey_id

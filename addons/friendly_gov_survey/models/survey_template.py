from odoo import api, fields, models
from odoo.exceptions import UserError

from .survey_survey import GOV_TYPE


class SurveySurvey(models.Model):
    """Questionnaires that come along, to be copied and fitted by the office."""

    _inherit = "survey.survey"

    gov_is_template = fields.Boolean(
        string="Template",
        copy=False,
        readonly=True,
        help="It came along: copy it, then change the copy.",
    )
    gov_source = fields.Text(
        string="Where the wording comes from",
        help="Shown to whoever edits the questionnaire, never to respondents.",
    )
    needs_confirmation = fields.Boolean(
        string="Not compared with the document",
        help="The wording or the scale was not compared with an official document.",
    )
    gov_has_sensitive = fields.Boolean(
        string="Has sensitive questions", compute="_compute_gov_has_sensitive"
    )

    @api.depends("question_and_page_ids.gov_is_sensitive")
    def _compute_gov_has_sensitive(self):
        for survey in self:
            survey.gov_has_sensitive = any(
                survey.question_ids.mapped("gov_is_sensitive")
            )

    def action_gov_use_template(self):
        """Copy the template for the own office and open the copy.

        Sensitive questions stay behind unless the context asks for them
        (``gov_with_sensitive``).
        """
        self.ensure_one()
        if self.survey_type != GOV_TYPE:
            raise UserError(self.env._("This is no questionnaire for campaigns."))
        copy = self.copy({"user_id": self.env.uid})
        copy.title = self.title
        if not self.env.context.get("gov_with_sensitive"):
            copy.question_ids.filtered("gov_is_sensitive").unlink()
        return {
            "type": "ir.actions.act_window",
            "res_model": "survey.survey",
            "res_id": copy.id,
            "views": [(copy.get_formview_id(), "form")],
        }

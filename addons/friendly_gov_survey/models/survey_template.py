from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .gov_survey_page import FIRST_LANG
from .survey_survey import GOV_TYPE


class SurveySurvey(models.Model):
    """Questionnaires that come along, to be copied and fitted by the office."""

    _inherit = "survey.survey"

    gov_is_template = fields.Boolean(
        string="Ready-made",
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

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._gov_check_template_flag(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._gov_check_template_flag(vals)
        return super().write(vals)

    def copy(self, default=None):
        copies = super().copy(default)
        for old, new in zip(self, copies, strict=True):
            # Also by way of "Duplicate": asked only if the office wants it.
            if old.gov_is_template and not self.env.context.get("gov_with_sensitive"):
                new.question_ids.filtered("gov_is_sensitive").unlink()
        return copies

    def action_gov_use_template(self):
        """Copy the template for the own office and open the copy.

        Sensitive questions stay behind unless the context asks for them
        (``gov_with_sensitive``).
        """
        self.ensure_one()
        if self.survey_type != GOV_TYPE:
            raise UserError(self.env._("This is no questionnaire for campaigns."))
        # Templates are written in one language: others when they are translated.
        langs = self.env["res.lang"].search([("code", "=", FIRST_LANG)])
        copy = self.copy(
            {"user_id": self.env.uid, "lang_ids": [Command.set(langs.ids)]}
        )
        copy.title = self.title
        return {
            "type": "ir.actions.act_window",
            "res_model": "survey.survey",
            "res_id": copy.id,
            "views": [(copy.get_formview_id(), "form")],
        }

    def _gov_is_loading(self):
        # What came along changes with a new version only. No context key says so,
        # for whoever calls from outside could send one.
        return not self.env.registry.ready

    def _gov_check_template_flag(self, vals):
        if "gov_is_template" not in vals or self._gov_is_loading():
            return
        if self:
            wrong = any(s.gov_is_template != vals["gov_is_template"] for s in self)
        else:
            wrong = vals["gov_is_template"]
        if wrong:
            raise UserError(
                self.env._("Only questionnaires that came along are templates.")
            )

    def _gov_check_not_template(self, names):
        """Raise for what came along; it may be archived, and used again.

        :param names: fields of a write
        """
        templates = self.filtered("gov_is_template")
        if templates and set(names) != {"active"} and not self._gov_is_loading():
            raise UserError(
                self.env._(
                    "%(questionnaire)s came along as a template and stays as it is: "
                    "use the template, then change the copy.",
                    questionnaire=templates[0].title,
                )
            )

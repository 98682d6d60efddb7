from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

GOV_TYPE = "friendly_gov"


class SurveySurvey(models.Model):
    _name = "survey.survey"
    _inherit = ["survey.survey", "gov.questionnaire.mixin"]

    _gov_free_fields = frozenset({"user_id", "restrict_user_ids"})

    survey_type = fields.Selection(
        selection_add=[(GOV_TYPE, "Satisfaction with public bodies")],
        ondelete={GOV_TYPE: "set default"},
    )
    gov_is_frozen = fields.Boolean(
        string="Used by a campaign",
        compute="_compute_gov_is_frozen",
        help="A campaign was opened with this questionnaire: it can no longer change.",
    )

    def _compute_gov_is_frozen(self):
        # sudo: a yes or no, told to everybody who reads the questionnaire.
        frozen = self.sudo()._gov_frozen()
        for survey in self:
            survey.gov_is_frozen = survey.id in frozen.ids

    @api.depends("survey_type")
    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        res = super()._compute_allowed_survey_types()
        user = self.env.user
        if user.has_group("friendly_gov.group_coordinator") or user.has_group(
            "survey.group_survey_user"
        ):
            for survey in self:
                types = survey.allowed_survey_types or []
                survey.allowed_survey_types = [*types, GOV_TYPE]
        return res

    @api.onchange("survey_type")
    def _onchange_survey_type(self):
        res = super()._onchange_survey_type()
        if self.survey_type == GOV_TYPE:
            self.access_mode = "token"
            self.users_login_required = False
            self.certification = False
            self.is_time_limited = False
            self.scoring_type = "no_scoring"
        return res

    @api.constrains("survey_type", "access_mode", "users_login_required")
    def _check_gov_anonymous(self):
        for survey in self:
            if survey.survey_type == GOV_TYPE and (
                survey.access_mode != "token" or survey.users_login_required
            ):
                raise ValidationError(
                    self.env._(
                        "%(questionnaire)s asks about public bodies: access stays by "
                        "invitation only and without login, so that the answers of a "
                        "campaign name nobody.",
                        questionnaire=survey.title,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_survey_type")
        return super().create(
            [
                {"access_mode": "token", **vals}
                if vals.get("survey_type", default) == GOV_TYPE
                else vals
                for vals in vals_list
            ]
        )

    def write(self, vals):
        changing = self.browse()
        if "survey_type" in vals:
            new = vals["survey_type"]
            changing = self.filtered(
                lambda survey: (
                    survey.survey_type != new and GOV_TYPE in (survey.survey_type, new)
                )
            )
            changing._gov_check_type_change()
            if new == GOV_TYPE:
                vals = {"access_mode": "token", **vals}
        res = super().write(vals)
        # Rules look at the type before the change: a coordinator without rights in
        # the Survey app must not turn a questionnaire into a survey on the web.
        changing.check_access("write")
        return res

    def _gov_questionnaires(self):
        return self

    def _gov_frozen(self):
        """Those of ``self`` that an opened or closed campaign uses."""
        domain = [("survey_id", "in", self.ids), ("state", "!=", "draft")]
        return self.env["gov.survey.campaign"].search(domain).survey_id

    def _gov_check_type_change(self):
        """The type decides who reads the answers: it stays once there are some."""
        # sudo: answers and campaigns are counted, not shown.
        surveys = self.sudo()
        answers = surveys.env["survey.user_input"]._read_group(
            [("survey_id", "in", self.ids), ("test_entry", "=", False)], ["survey_id"]
        )
        campaigns = surveys.env["gov.survey.campaign"]._read_group(
            [("survey_id", "in", self.ids)], ["survey_id"]
        )
        used = surveys.browse().union(*(survey for (survey,) in answers + campaigns))
        if used:
            raise UserError(
                self.env._(
                    "%(questionnaire)s has answers or belongs to a campaign: its type "
                    "decides who may read them, and stays.",
                    questionnaire=used[0].title,
                )
            )

    def _check_answer_creation(
        self,
        user,
        partner,
        email,
        test_entry=False,
        check_attempts=True,
        invite_token=False,
    ):
        # The pages and invitations of the Survey app keep partner and address with
        # the answer, and know neither unit nor campaign.
        self._gov_refuse_stock()
        return super()._check_answer_creation(
            user,
            partner,
            email,
            test_entry=test_entry,
            check_attempts=check_attempts,
            invite_token=invite_token,
        )

    def _gov_refuse_stock(self):
        """Raise for questionnaires of campaigns: the Survey app's way is not theirs."""
        # sudo: the type alone.
        if GOV_TYPE in self.sudo().mapped("survey_type"):
            raise UserError(
                self.env._(
                    "Questionnaires of campaigns are not used in the Survey app: open "
                    "a campaign in Satisfaction surveys."
                )
            )

    def action_test_survey(self):
        if self.survey_type != GOV_TYPE:
            return super().action_test_survey()
        return {
            "type": "ir.actions.act_url",
            "target": "new",
            "url": f"/gs/preview/{self.id}",
        }

    def action_send_survey(self):
        self._gov_refuse_stock()
        return super().action_send_survey()

    def action_start_survey(self, answer=None):
        self._gov_refuse_stock()
        return super().action_start_survey(answer=answer)

    def action_print_survey(self, answer=None):
        self._gov_refuse_stock()
        return super().action_print_survey(answer=answer)

    def action_result_survey(self):
        self._gov_refuse_stock()
        return super().action_result_survey()

    def action_start_session(self):
        self._gov_refuse_stock()
        return super().action_start_session()

    def action_open_session_manager(self):
        self._gov_refuse_stock()
        return super().action_open_session_manager()

    def action_end_session(self):
        self._gov_refuse_stock()
        return super().action_end_session()

    def action_survey_preview_certification_template(self):
        self._gov_refuse_stock()
        return super().action_survey_preview_certification_template()

    def get_formview_id(self, access_uid=None):
        user = self.env["res.users"].browse(access_uid) if access_uid else self.env.user
        if self.survey_type == GOV_TYPE and not user.has_group(
            "survey.group_survey_user"
        ):
            return self.env.ref("friendly_gov_survey.survey_survey_view_form").id
        return super().get_formview_id(access_uid=access_uid)

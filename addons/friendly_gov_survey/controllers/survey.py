"""Stock pages of the Survey app: closed for questionnaires of campaigns.

They would keep partner and address with an answer, know neither unit nor campaign, and
leave nonce, limits and figures aside.
"""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey
from odoo.addons.survey.controllers.survey_session_manage import UserInputSession

from ..models.gov_survey_page_frame import get_headers
from ..models.survey_survey import GOV_TYPE
from ..tools import form as forms


def _refuse(survey):
    # sudo: the type alone, for people who may read the questionnaire and who may not.
    if GOV_TYPE in survey.sudo().mapped("survey_type"):
        raise NotFound()


class ClosedSurvey(Survey):
    def _fetch_from_access_token(self, survey_token, answer_token):
        survey, answer = super()._fetch_from_access_token(survey_token, answer_token)
        _refuse(survey)
        return survey, answer

    @http.route()
    def survey_report(self, survey, answer_token=None, **post):
        _refuse(survey)
        return super().survey_report(survey, answer_token=answer_token, **post)

    @http.route()
    def show_certification_pdf(self, survey, **kwargs):
        _refuse(survey)
        return super().show_certification_pdf(survey, **kwargs)

    @http.route()
    def survey_get_certification_preview(self, survey, **kwargs):
        _refuse(survey)
        return super().survey_get_certification_preview(survey, **kwargs)

    @http.route()
    def survey_get_certification(self, survey_id, **kwargs):
        _refuse(request.env["survey.survey"].browse(survey_id).exists())
        return super().survey_get_certification(survey_id, **kwargs)


class ClosedSession(UserInputSession):
    def _fetch_from_token(self, survey_token):
        survey = super()._fetch_from_token(survey_token)
        _refuse(survey)
        return survey

    def _fetch_from_session_code(self, session_code):
        survey, error = super()._fetch_from_session_code(session_code)
        if survey:
            _refuse(survey)
        return survey, error


class SurveyPreviewController(http.Controller):
    """The page of a questionnaire before there is a campaign; stores nothing."""

    @http.route(
        "/gs/preview/<int:survey_id>",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        csrf=False,
        readonly=True,
    )
    def preview(self, survey_id, lang="", **_params):
        domain = [("id", "=", survey_id), ("survey_type", "=", GOV_TYPE)]
        surveys = request.env["survey.survey"].with_context(active_test=False)
        survey = surveys.has_access("read") and surveys.search(domain)
        if not survey:
            raise NotFound()
        pages = request.env["gov.survey.page"]
        lang = pages._get_lang(survey, lang)
        if request.httprequest.method == "GET":
            html = pages._render_preview(survey, lang)
        else:
            raw = dict(request.httprequest.form.lists())
            spec = survey.with_context(lang=lang)._gov_get_spec()
            form = forms.read(spec, pages._clean(raw))
            if form.errors or form.is_empty:
                errors = pages._get_error_texts(form.errors, lang)
                notice = "empty" if form.is_empty and not errors else "errors"
                html = pages._render_preview(survey, lang, raw, errors, notice)
            else:
                html = pages._render_message(lang, "thanks", test=True)
        return request.make_response(html, headers=get_headers(lang))

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        response = super()._handle_error(exception)
        if request.httprequest.path.startswith("/gs/"):
            # A citizen is told in plain words, without the pages of the office.
            return cls._gov_survey_error(response)
        return response

    @classmethod
    def _gov_survey_error(cls, response):
        code = getattr(response, "code", None) or getattr(response, "status_code", 500)
        if code < 400:
            return response
        return request.registry["gov.survey.page"]._make_error(code)

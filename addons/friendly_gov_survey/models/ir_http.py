from odoo import models
from odoo.http import request

from .gov_survey_page_frame import make_error


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
        return make_error(code)

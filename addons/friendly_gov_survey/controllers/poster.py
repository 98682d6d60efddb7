from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.friendly_gov.controllers.download import send_file
from odoo.addons.friendly_gov.tools.filename import safe_name

from ..models.gov_survey_point_poster import DIRECT_LIMIT
from ..report.poster import PAGES, write_pdf
from ..report.poster_picture import write_png


class SurveyPosterController(http.Controller):
    @http.route(
        "/gov/survey_posters/<any(a4,a5,png):size>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, size, points="", **_params):
        """Posters of a few points as PDF, or one as a picture for screens."""
        ids = points.split(",")
        most = DIRECT_LIMIT if size in PAGES else 1
        if len(ids) > most or not all(_is_id(id_) for id_ in ids):
            raise BadRequest()
        found = request.env["gov.survey.point"].browse(map(int, ids))
        try:
            posters = found._get_posters()
        except (AccessError, MissingError) as error:
            # One answer for both: which numbers exist is not told.
            raise NotFound() from error
        name = safe_name(f"{posters[0].unit} {posters[0].counter}", "poster", 60)
        if size == "png":
            return send_file(
                lambda target: write_png(target, posters[0]), f"{name}.png", "image/png"
            )
        if len(posters) > 1:
            name = f"{len(posters)}-{name}"
        return send_file(
            lambda target: write_pdf(target, posters, size, name),
            f"{name}-{size}.pdf",
            "application/pdf",
        )


def _is_id(text):
    return text.isascii() and text.isdigit() and 0 < int(text[:11]) < 2**31

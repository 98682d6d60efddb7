from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from ..report.work_file import WorkFile
from .download import send_file


class WorkFileController(http.Controller):
    @http.route(
        "/gov/work_file/<int:directive_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, directive_id):
        """The ZIP of one directive, with what the user may read."""
        directive = request.env["gov.directive"].browse(directive_id)
        try:
            work_file = WorkFile(directive)
        except (AccessError, MissingError) as error:
            # One answer for both: which numbers exist is not told.
            raise NotFound() from error
        work_file.check_size()
        return send_file(work_file.write_to, work_file.name, "application/zip")

import tempfile

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from ..report.work_file import WorkFile


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
        # On disk and without a name: gone when the answer has been sent.
        handle = tempfile.TemporaryFile(prefix="gov_work_file_")
        try:
            work_file.write_to(handle)
        except BaseException:
            handle.close()
            raise
        size = handle.tell()
        handle.seek(0)
        response = http.Response(
            wrap_file(request.httprequest.environ, handle),
            mimetype="application/zip",
            direct_passthrough=True,
            headers=[
                ("Content-Disposition", content_disposition(work_file.name)),
                ("Content-Length", str(size)),
                ("Cache-Control", "no-store"),
            ],
        )
        response.call_on_close(handle.close)
        return response

"""Sending a file that is made for one answer."""

import tempfile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.http import content_disposition, request


def send_file(write, name, mimetype):
    """The answer with what ``write`` puts into the file that it is given.

    :param write: called with a file opened in binary
    """
    # On disk and without a name: gone when the answer has been sent.
    handle = tempfile.TemporaryFile(prefix="friendly_gov_")
    try:
        write(handle)
    except BaseException:
        handle.close()
        raise
    size = handle.tell()
    handle.seek(0)
    response = http.Response(
        wrap_file(request.httprequest.environ, handle),
        mimetype=mimetype,
        direct_passthrough=True,
        headers=[
            ("Content-Disposition", content_disposition(name)),
            ("Content-Length", str(size)),
            ("Cache-Control", "no-store"),
        ],
    )
    response.call_on_close(handle.close)
    return response

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request
from odoo.tools.misc import file_open

from .download import send_file


class PledgeSealController(http.Controller):
    @http.route(
        "/gov/pledge_seals",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download(self, campaign=None, pledge=None):
        """The chain of the company, with the contents that the user may read.

        :param str campaign: id; contents of its pledges only
        :param str pledge: id; the content of this one only, for whoever may read it
        """
        seals, domain = request.env["gov.pledge.seal"], []
        try:
            if pledge:
                domain = [("id", "=", int(pledge))]
                company = self._get_pledge(domain).company_id
            else:
                seals._check_may_verify()
                company = request.env.company
            if campaign:
                domain += [("campaign_id", "=", int(campaign))]
        except (AccessError, ValueError) as error:
            raise NotFound() from error
        return send_file(
            lambda handle: handle.writelines(seals._iter_file(company, domain)),
            "pledge_seals.jsonl",
            "application/x-ndjson",
        )

    def _get_pledge(self, domain):
        pledge = request.env["gov.pledge"].search(domain)
        if not pledge:
            raise NotFound()
        return pledge

    @http.route("/gov/pledge_seals/program", type="http", auth="user", methods=["GET"])
    def program(self):
        """The program that verifies such a file anywhere, without Odoo."""
        with file_open("friendly_gov/tools/pledge_seal.py", "rb") as source:
            content = source.read()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "text/x-python; charset=utf-8"),
                ("Content-Disposition", content_disposition("verify_pledges.py")),
            ],
        )

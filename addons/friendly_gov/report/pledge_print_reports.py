from odoo import api, models
from odoo.exceptions import UserError

from .pledge_print import get_pages
from .pledge_print_list import get_lists
from .pledge_print_poster import get_poster


class PledgePrintMixin(models.AbstractModel):
    """Prints by the rules of the reader: what may not be read is refused.

    The address of a report takes any numbers and any options; the options are not
    looked at.
    """

    _name = "gov.pledge.print.mixin"
    _description = "Print of pledges"

    _print_model = None

    def _get_docs(self, docids):
        """Records to print, in the order asked for."""
        docs = self.env[self._print_model].browse(docids or ()).exists()
        if not docs:
            raise UserError(self.env._("Choose what is to be printed."))
        docs.check_access("read")
        return docs

    @api.model
    def _get_report_values(self, docids, data=None):
        docs = self._get_docs(docids)
        return {"docs": docs, "doc_model": docs._name} | self._get_values(docs)

    def _get_values(self, docs):
        raise NotImplementedError


class ReportPledge(models.AbstractModel):
    _name = "report.friendly_gov.report_pledge"
    _description = "Pledge in the official form"
    _inherit = ["gov.pledge.print.mixin"]

    _print_model = "gov.pledge"

    def _get_values(self, docs):
        return {"pages": get_pages(docs)}


class ReportPledgeSelected(models.AbstractModel):
    _name = "report.friendly_gov.report_pledge_selected"
    _description = "List of chosen pledges for a paper signing"
    _inherit = ["gov.pledge.print.mixin"]

    _print_model = "gov.pledge"

    def _get_values(self, docs):
        return {"lists": get_lists(docs), "one_a_page": False}


class ReportPledgeUnsigned(models.AbstractModel):
    _name = "report.friendly_gov.report_pledge_unsigned"
    _description = "List of a campaign for a paper signing"
    _inherit = ["gov.pledge.print.mixin"]

    _print_model = "gov.pledge.campaign"

    def _get_values(self, docs):
        pledges = self.env["gov.pledge"].search([("campaign_id", "in", docs.ids)])
        return {"lists": get_lists(pledges, docs), "one_a_page": False}


class ReportPledgeUnsignedPages(models.AbstractModel):
    _name = "report.friendly_gov.report_pledge_unsigned_pages"
    _description = "List of a campaign for a paper signing, one unit a page"
    _inherit = ["report.friendly_gov.report_pledge_unsigned"]

    def _get_values(self, docs):
        return super()._get_values(docs) | {"one_a_page": True}


class ReportPledgePosterA4(models.AbstractModel):
    _name = "report.friendly_gov.report_pledge_poster_a4"
    _description = "Poster of a pledge code, A4"
    _inherit = ["gov.pledge.print.mixin"]

    _print_model = "gov.pledge.poster"
    _area = "a4"

    def _get_values(self, docs):
        for dialog in docs:
            dialog._check_printable()
        return {
            "posters": [
                get_poster(dialog.code_id, dialog.unit_id, self._area)
                for dialog in docs
            ]
        }


class ReportPledgePosterA3(models.AbstractModel):
    _name = "report.friendly_gov.report_pledge_poster_a3"
    _description = "Poster of a pledge code, A3"
    _inherit = ["report.friendly_gov.report_pledge_poster_a4"]

    _area = "a3"

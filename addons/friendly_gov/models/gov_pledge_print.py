from odoo import models

from ..report.pledge_print import file_name, in_form_language


class GovPledge(models.Model):
    """Names of the files that are printed."""

    _inherit = "gov.pledge"

    def _get_print_name(self):
        """Name of the PDF of one pledge, without its extension."""
        self.ensure_one()
        title = in_form_language(self).env._("PLEDGE")
        return file_name(f"{title} - {self.name}")


class GovPledgeCampaign(models.Model):
    _inherit = "gov.pledge.campaign"

    def _get_print_name(self):
        """Name of the PDF of the list of one campaign, without its extension."""
        self.ensure_one()
        title = in_form_language(self).env._("List for signing the pledge")
        return file_name(f"{title} - {self.name}")

"""Campaigns that were opened before get their units."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Make the lines of open campaigns: answers and samples hang on them.

    Closed ones get none, since the version before took no answers. Running it again
    adds nothing.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for campaign in env["gov.survey.campaign"].search([("state", "=", "open")]):
        campaign._make_lines()

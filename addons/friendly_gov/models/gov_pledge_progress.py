from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from ..report.queries import pledge_report

# Figures of a campaign, the sums of its units.
SUMS = ("total", "signed", "unsigned", "unsigned_late", "excused")


class GovPledgeProgress(models.Model):
    """How far one unit is with one campaign, of the unit itself or of its people.

    No table of its own: each reader's query holds the reader's record rules, and the
    figures are those of the workbook.
    """

    _name = "gov.pledge.progress"
    _description = "Progress of signing"
    _inherit = ["gov.query.mixin"]
    _auto = False
    _order = "signed_share, unsigned_late desc, id"
    _rec_name = "unit_id"

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    campaign_id = fields.Many2one(comodel_name="gov.pledge.campaign", readonly=True)
    unit_id = fields.Many2one(comodel_name="hr.department", readonly=True)
    level = fields.Selection(
        selection=lambda self: (
            self.env["gov.pledge"]._fields["level"]._description_selection(self.env)
        ),
        string="Whose",
        readonly=True,
    )
    total = fields.Integer(readonly=True)
    signed = fields.Integer(string="Signed in all", readonly=True)
    signed_late = fields.Integer(string="Of these late", readonly=True)
    unsigned = fields.Integer(string="Not signed, not due yet", readonly=True)
    unsigned_late = fields.Integer(string="Not signed, overdue", readonly=True)
    excused = fields.Integer(string="Not signed, with a reason", readonly=True)
    signed_share = fields.Float(
        string="Signed (%)", digits=(5, 1), aggregator=None, readonly=True
    )

    @property
    def _table_query(self):
        # The id is that of the row on every page: campaign, unit and level in one.
        return SQL(
            """
            %(progress)s
            SELECT progress.campaign_id::bigint * 10000000000
                   + progress.unit_id::bigint * 2
                   + (progress.level = 'unit')::integer AS id,
                   campaign.company_id, progress.campaign_id, progress.unit_id,
                   progress.level, progress.total, progress.signed,
                   progress.signed_late, progress.unsigned, progress.unsigned_late,
                   progress.excused,
                   round(100.0 * progress.signed / NULLIF(progress.total, 0), 1)
                       AS signed_share
              FROM progress
              JOIN gov_pledge_campaign campaign ON campaign.id = progress.campaign_id
            """,
            progress=pledge_report.progress_sql(
                self.env, pledge_report.PledgeScope([])
            ),
        )

    @api.model
    def _get_figures(self, campaigns):
        """Sums by campaign: ``{campaign: {name of the figure: count}}``."""
        # Not by _read_group of this model, whose query adds up every campaign first.
        figures = {}
        domain = [("campaign_id", "in", campaigns.ids)]
        for row in pledge_report.progress_rows(self.env, domain=domain):
            known = figures.setdefault(campaigns.browse(row["campaign_id"]), Counter())
            known.update({name: row[name] for name in SUMS})
        return figures

    def action_open_pledges(self):
        """The pledges behind this row."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_pledge_action"
        )
        domain = [
            ("campaign_id", "=", self.campaign_id.id),
            ("unit_id", "=", self.unit_id.id),
            ("level", "=", self.level),
        ]
        return action | {"domain": domain, "context": {}}

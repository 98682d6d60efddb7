from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

MAX_ROWS = 200


class GovPledgeReviewEntry(models.TransientModel):
    """The superior's review of many people for one period, in a table.

    One level for all statements of a person; whoever is to be judged statement by
    statement is reviewed in a form of their own. Saved once, all or nothing.
    """

    _name = "gov.pledge.review.entry"
    _description = "Reviews of many pledges"
    # Stored computes run as superuser: what the user may not read is refused there.
    _inherit = ["gov.guarded.mixin"]

    campaign_id = fields.Many2one(
        comodel_name="gov.pledge.campaign",
        required=True,
        default=lambda self: self._default_campaign_id(),
        domain="[('state', '!=', 'draft')]",
    )
    today = fields.Date(default=lambda self: self.env.company._gov_today())
    period_id = fields.Many2one(
        comodel_name="gov.period",
        compute="_compute_period_id",
        store=True,
        readonly=False,
        domain="[('date_from', '<=', today)]",
    )
    line_ids = fields.One2many(
        "gov.pledge.review.entry.line",
        "entry_id",
        string="People and units",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    missing_count = fields.Integer(
        string="Without a self-review", compute="_compute_missing_count"
    )

    @api.model
    def _default_campaign_id(self):
        campaigns = self.env["gov.pledge.campaign"]
        return campaigns.search(
            [("state", "!=", "draft")], order="date_opened desc, id desc", limit=1
        )

    @api.depends("campaign_id")
    def _compute_period_id(self):
        for entry in self.sudo(False):
            pledge = self.env(su=False)["gov.pledge"].search(
                [("campaign_id", "=", entry.campaign_id.id), ("state", "=", "signed")],
                limit=1,
            )
            entry.period_id = pledge._get_review_period() if pledge else False

    def _get_due(self):
        """Pledges that are to be reviewed for the period, of those the user reads."""
        pledges = self.env["gov.pledge"]
        if not self.campaign_id or not self.period_id:
            return pledges
        return pledges.search(
            pledges._get_due_domain(self.period_id)
            & pledges._get_review_readers()
            & Domain("campaign_id", "=", self.campaign_id.id)
        )

    def _get_sent(self, kind, pledges):
        """Reviews sent for the period, by pledge."""
        reviews = self.env["gov.pledge.review"].search(
            [
                ("pledge_id", "in", pledges.ids),
                ("period_id", "=", self.period_id.id),
                ("kind", "=", kind),
                ("state", "=", "sent"),
            ]
        )
        return {review.pledge_id: review for review in reviews}

    @api.depends("campaign_id", "period_id")
    def _compute_line_ids(self):
        # As the user, although stored computes run as superuser.
        for entry in self.sudo(False):
            due = entry._get_due()
            done = due.browse(p.id for p in entry._get_sent("supervisor", due))
            waiting = due._filtered_supervised() - done
            entry.line_ids = [Command.clear()] + [
                Command.create({"pledge_id": pledge.id})
                for pledge in waiting[:MAX_ROWS]
            ]

    @api.depends("campaign_id", "period_id")
    def _compute_missing_count(self):
        for entry in self:
            due = entry._get_due()
            entry.missing_count = len(due) - len(entry._get_sent("self", due))

    def action_open_unreviewed(self):
        """The list of those who have not reviewed themselves for the period."""
        self.ensure_one()
        if not self.period_id:
            raise UserError(self.env._("Choose the period."))
        return {
            "name": self.env._(
                "No self-review for %(period)s", period=self.period_id.name
            ),
            "type": "ir.actions.act_window",
            "res_model": "gov.pledge",
            "view_mode": "list,kanban,form",
            "domain": [
                ("campaign_id", "=", self.campaign_id.id),
                ("unreviewed_period_id", "in", self.period_id.ids),
            ],
        }

    def action_save(self):
        """Write and send the reviews that were filled in, or tell what is wrong."""
        self.ensure_one()
        rows = self.line_ids.filtered("assessment")
        if not rows:
            raise UserError(self.env._("No row was filled in."))
        if not self.period_id:
            raise UserError(self.env._("Choose the period."))
        pledges = rows.pledge_id
        reviews = self._begin_reviews(pledges)
        own = self._get_sent("self", pledges)
        by_pledge = {review.pledge_id: review for review in reviews}
        for level, same in rows.grouped("assessment").items():
            lines = reviews.line_ids.filtered(
                lambda line, same=same: line.review_id.pledge_id in same.pledge_id
            )
            lines.filtered(lambda line: not line.assessment).assessment = level
        for row in rows:
            review = by_pledge[row.pledge_id]
            if row.note:
                review.note = row.note
            self._take_figures(review, own.get(row.pledge_id))
        reviews._send()
        return {"type": "ir.actions.act_window_close"}

    def _begin_reviews(self, pledges):
        """Drafts of the user, begun where there is none."""
        reviews = self.env["gov.pledge.review"]
        drafts = reviews.search(
            [
                ("pledge_id", "in", pledges.ids),
                ("period_id", "=", self.period_id.id),
                ("kind", "=", "supervisor"),
                ("state", "=", "draft"),
                ("author_id", "=", self.env.uid),
            ]
        )
        return drafts | reviews.create(
            [
                {
                    "pledge_id": pledge.id,
                    "period_id": self.period_id.id,
                    "kind": "supervisor",
                }
                for pledge in pledges - drafts.pledge_id
            ]
        )

    @api.model
    def _take_figures(self, review, own):
        """What was measured is what the person reported, unless typed already."""
        lines = own.line_ids if own else ()
        figures = {line.sequence: line.value_text for line in lines}
        for line in review.line_ids.filtered(lambda r: r.uom and not r.value_text):
            if figures.get(line.sequence):
                line.value_text = figures[line.sequence]

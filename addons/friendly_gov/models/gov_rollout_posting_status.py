from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# Days before the last day on which a posting has to be renewed or taken down.
RENEW_DAYS = 7


class GovRolloutPostingStatus(models.AbstractModel):
    """Where a posting stands today: follows from its dates, so it isn't stored."""

    _name = "gov.rollout.posting.status"
    _description = "Status of a posted item"

    status = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("posted", "Posted"),
            ("renew", "To renew"),
            ("expired", "Expired"),
            ("replaced", "Replaced"),
        ],
        compute="_compute_status",
        search="_search_status",
    )
    is_in_force = fields.Boolean(
        compute="_compute_status", search="_search_is_in_force"
    )
    days_left = fields.Integer(compute="_compute_status")

    @api.depends("date_from", "date_to", "date_removed")
    @api.depends_context("uid")
    def _compute_status(self):
        for posting in self:
            today = (posting.company_id or self.env.company)._gov_today()
            posting.status = posting._get_status(today)
            posting.is_in_force = posting.status in ("posted", "renew")
            left = posting.is_in_force and posting.date_to
            posting.days_left = (posting.date_to - today).days if left else 0

    def _get_status(self, day):
        self.ensure_one()
        if self.date_removed and self.date_removed <= day:
            return "replaced"
        if not self.date_from or self.date_from > day:
            return "planned"
        if self.date_to and self.date_to < day:
            return "expired"
        # A next version waits already: nothing is left to do.
        near = self.date_to and self.date_to <= day + timedelta(days=RENEW_DAYS)
        return "renew" if near and not self.date_removed else "posted"

    @api.model
    def _get_status_domain(self, status, day):
        """The same table as a domain; ``test_posting`` holds the two equal."""
        gone = Domain("date_removed", "<=", day)
        begun = Domain("date_from", "<=", day)
        over = Domain("date_to", "<", day)
        near = Domain("date_to", "<=", day + timedelta(days=RENEW_DAYS))
        near &= Domain("date_removed", "=", False)
        return {
            "replaced": gone,
            "planned": ~gone & ~begun,
            "expired": ~gone & begun & over,
            "renew": ~gone & begun & ~over & near,
            "posted": ~gone & begun & ~over & ~near,
        }[status]

    @api.model
    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._gov_today()
        known = dict(self._fields["status"].selection)
        return Domain.OR(
            self._get_status_domain(status, today)
            for status in value
            if status in known
        )

    @api.model
    def _search_is_in_force(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self._search_status("in", {"posted", "renew"})

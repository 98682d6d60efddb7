from odoo import api, fields, models

from ..report.queries import history, rollout_people


class GovRollout(models.Model):
    """Who steers, who was briefed, which citizens were reached."""

    _inherit = "gov.rollout"

    member_ids = fields.One2many(
        "gov.rollout.member", "rollout_id", string="Steering committee"
    )
    briefing_ids = fields.One2many(
        "gov.rollout.briefing", "rollout_id", string="Briefings of staff"
    )
    outreach_ids = fields.One2many(
        "gov.rollout.outreach", "rollout_id", string="Outreach to citizens"
    )
    posting_ids = fields.One2many(
        "gov.rollout.posting", "rollout_id", string="Posted items"
    )
    posting_count = fields.Integer(string="Posted", compute="_compute_posting_count")
    date_briefed = fields.Date(string="First briefing", compute="_compute_briefed")
    briefed_count = fields.Integer(
        string="People briefed",
        compute="_compute_briefed",
        help="Attendance of all briefings added up.",
    )
    outreach_session_count = fields.Integer(
        string="Outreach sessions", compute="_compute_outreach"
    )
    outreach_people_count = fields.Integer(
        string="Citizens reached", compute="_compute_outreach"
    )
    outreach_copy_count = fields.Integer(
        string="Copies given out", compute="_compute_outreach"
    )

    @api.depends(
        "briefing_ids.date", "briefing_ids.attended_count", "briefing_ids.rollout_id"
    )
    def _compute_briefed(self):
        rows = self._get_sums("gov.rollout.briefing", rollout_people.briefing_sql)
        for rollout in self:
            row = rows.get(rollout._origin.id, {})
            rollout.date_briefed = row.get("date_first", False)
            rollout.briefed_count = row.get("attended_count", 0)

    @api.depends(
        "outreach_ids.session_count",
        "outreach_ids.people_count",
        "outreach_ids.copy_count",
        "outreach_ids.rollout_id",
    )
    def _compute_outreach(self):
        rows = self._get_sums("gov.rollout.outreach", rollout_people.outreach_sql)
        for rollout in self:
            row = rows.get(rollout._origin.id, {})
            rollout.outreach_session_count = row.get("session_count", 0)
            rollout.outreach_people_count = row.get("people_count", 0)
            rollout.outreach_copy_count = row.get("copy_count", 0)

    @api.depends("posting_ids.date_removed")
    def _compute_posting_count(self):
        """Items without the versions that others replaced."""
        domain = [("rollout_id", "in", self._origin.ids), ("date_removed", "=", False)]
        groups = self.env["gov.rollout.posting"]._read_group(
            domain, ["rollout_id"], ["__count"]
        )
        counts = {rollout.id: count for rollout, count in groups}
        for rollout in self:
            rollout.posting_count = counts.get(rollout._origin.id, 0)

    def _get_sums(self, model, sums):
        """Row of ``sums`` for each roll-out of ``self``, by its id."""
        self.env[model].flush_model()
        domain = [("id", "in", self._origin.ids)]
        relation = history.today_sql(self.env, model, domain)
        rows = self.env.execute_query_dict(sums(relation))
        return {row["rollout_id"]: row for row in rows}

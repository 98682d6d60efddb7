from odoo import api, fields, models

FORMS = [
    ("conference", "Conference"),
    ("meeting", "Meeting"),
    ("written", "In writing"),
]


class GovRolloutBriefing(models.Model):
    """Staff of the unit were told what the model asks of them."""

    _name = "gov.rollout.briefing"
    _description = "Briefing of staff"
    _inherit = ["gov.rollout.child.mixin", "gov.search.mixin"]
    _order = "rollout_id, date, id"
    _rec_name = "date"

    _history_fields = (
        "date",
        "form",
        "attended_count",
        "total_count",
        "document_symbol",
        "document_date",
    )
    _search_key_fields = ("content", "absent", "document_symbol")

    date = fields.Date(required=True, default=lambda self: self._default_date())
    form = fields.Selection(selection=FORMS, required=True, default="conference")
    content = fields.Text(help="What was explained: plan, criteria, pledges.")
    attended_count = fields.Integer(string="Attended", required=True)
    total_count = fields.Integer(string="Of how many", required=True)
    attended_percent = fields.Float(
        string="Attended (%)", compute="_compute_attended_percent", digits=(5, 1)
    )
    absent = fields.Text(
        string="Who was absent, and why",
        help="Groups or positions, for example two officers on training.",
    )
    document_symbol = fields.Char(string="Minutes or document No.")
    document_date = fields.Date(string="Dated")
    file_ids = fields.One2many("gov.rollout.file", "briefing_id", string="Files")

    _count_check = models.Constraint(
        "CHECK (attended_count >= 0 AND attended_count <= total_count)",
        "Attended: between nobody and as many as there are.",
    )
    _total_check = models.Constraint(
        "CHECK (total_count > 0)", "Enter of how many people they were."
    )

    @api.model
    def _default_date(self):
        return self.env.company._gov_today()

    @api.depends("attended_count", "total_count")
    def _compute_attended_percent(self):
        for briefing in self:
            total = briefing.total_count
            share = briefing.attended_count / total if total > 0 else 0
            briefing.attended_percent = round(100 * share, 1)

    @api.constrains("date", "document_date")
    def _check_dates(self):
        self._check_not_future("date", "document_date")

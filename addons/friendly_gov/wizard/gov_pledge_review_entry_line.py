from odoo import api, fields, models


class GovPledgeReviewEntryLine(models.TransientModel):
    """A row of the table: one pledge."""

    _name = "gov.pledge.review.entry.line"
    _description = "Row of a table of reviews"
    _inherit = ["gov.guarded.mixin"]
    _order = "id"

    entry_id = fields.Many2one(
        comodel_name="gov.pledge.review.entry", required=True, ondelete="cascade"
    )
    pledge_id = fields.Many2one(comodel_name="gov.pledge", required=True)
    # Computed as the user and not related: a made-up row would tell of a stranger.
    name = fields.Text(
        string="Person or unit", compute="_compute_texts", compute_sudo=False
    )
    self_text = fields.Text(
        string="Self-review", compute="_compute_texts", compute_sudo=False
    )
    assessment = fields.Selection(
        selection=lambda self: (
            self.env["gov.pledge.review.line"]
            ._fields["assessment"]
            ._description_selection(self.env)
        )
    )
    note = fields.Char()

    @api.depends("pledge_id", "entry_id.period_id")
    def _compute_texts(self):
        self.pledge_id.check_access("read")
        lines = self.env["gov.pledge.review.line"]
        labels = dict(lines._fields["assessment"]._description_selection(self.env))
        counts = {}
        for pledge, period, level, count in lines._read_group(
            [
                ("pledge_id", "in", self.pledge_id.ids),
                ("period_id", "in", self.entry_id.period_id.ids),
                ("kind", "=", "self"),
                ("state", "=", "sent"),
            ],
            ["pledge_id", "period_id", "assessment"],
            ["__count"],
        ):
            words = f"{labels[level]}: {count}"
            counts.setdefault((pledge, period), []).append(words)
        for row in self:
            pledge = row.pledge_id
            person = pledge.level == "person"
            unit = pledge.unit_id.with_context(hierarchical_naming=False).display_name
            parts = (pledge.signer_name, unit) if person else (unit,)
            row.name = " – ".join(filter(None, parts))
            found = counts.get((pledge, row.entry_id.period_id))
            row.self_text = ", ".join(found) if found else self.env._("Not yet")

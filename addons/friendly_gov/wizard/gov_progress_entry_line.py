from odoo import api, fields, models


class GovProgressEntryLine(models.TransientModel):
    """A row of the table."""

    _name = "gov.progress.entry.line"
    _description = "Row of an entry of progress"
    _order = "id"

    entry_id = fields.Many2one(
        comodel_name="gov.progress.entry", required=True, ondelete="cascade"
    )
    assignment_id = fields.Many2one(
        comodel_name="gov.assignment", string="Task", required=True, readonly=True
    )
    # Computed and not related: related fields are read as superuser, and a made-up
    # line would tell what another unit does.
    date_due = fields.Date(string="Deadline", compute="_compute_last")
    last_percent = fields.Integer(string="Before (%)", compute="_compute_last")
    last_text = fields.Text(string="Last entry", compute="_compute_last")
    percent = fields.Integer(string="Now (%)")
    text = fields.Text(string="Progress in words")

    @api.depends("assignment_id")
    def _compute_last(self):
        self.assignment_id.check_access("read")
        for row in self:
            line = row.assignment_id
            row.date_due = line.date_due
            row.last_percent = line.progress_percent
            row.last_text = line.progress_text

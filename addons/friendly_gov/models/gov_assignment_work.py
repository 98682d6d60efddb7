from odoo import api, fields, models
from odoo.tools import SQL

from ..report.queries import work


class GovAssignmentWork(models.AbstractModel):
    """What the unit says while it works: progress, and what keeps it from it."""

    _name = "gov.assignment.work"
    _description = "Progress and obstacles of an assignment"

    progress_ids = fields.One2many("gov.progress", "assignment_id", readonly=True)
    progress_percent = fields.Integer(
        string="Progress (%)", compute="_compute_progress"
    )
    progress_text = fields.Text(string="Last progress", compute="_compute_progress")
    progress_date = fields.Date(string="Progress of", compute="_compute_progress")
    obstacle_ids = fields.One2many(
        "gov.obstacle", "assignment_id", string="Obstacles", readonly=True
    )
    open_obstacle_id = fields.Many2one(
        comodel_name="gov.obstacle",
        string="Obstacle",
        compute="_compute_open_obstacle_id",
    )

    @api.depends("progress_ids")
    def _compute_progress(self):
        """One statement for all lines; whoever sees a line sees its progress."""
        self.env["gov.progress"].flush_model()
        ids = tuple(self._origin.ids) or (0,)
        query = work.progress_sql(SQL("SELECT unnest(%s)", list(ids)))
        rows = self.env.execute_query_dict(query)
        found = {row["assignment_id"]: row for row in rows}
        for line in self:
            row = found.get(line._origin.id, {})
            line.progress_percent = row.get("percent", 0)
            line.progress_text = row.get("text", False)
            line.progress_date = row.get("date", False)

    @api.depends("obstacle_ids.state")
    def _compute_open_obstacle_id(self):
        for line in self:
            obstacles = line.obstacle_ids
            line.open_obstacle_id = obstacles.filtered(lambda o: o.state == "open")[:1]

    def action_record_progress(self, percent, text):
        """The same entry on each line, for scripts; people use the dialog.

        :param int percent: 0 to 100
        :param str text: what was done, at most 2,000 characters
        """
        self.env["gov.progress"]._record([(line, percent, text) for line in self])
        return True

    def action_enter_progress(self):
        """Open the dialog of progress for the chosen lines."""
        return {
            "name": self.env._("Enter progress"),
            "type": "ir.actions.act_window",
            "res_model": "gov.progress.entry",
            "view_mode": "form",
            "target": "new",
            "context": {"gov_line_ids": self.ids, "dialog_size": "extra-large"},
        }

    def action_raise_obstacle(self):
        self.ensure_one()
        return {
            "name": self.env._("Raise an obstacle"),
            "type": "ir.actions.act_window",
            "res_model": "gov.obstacle",
            "view_mode": "form",
            "views": [
                (self.env.ref("friendly_gov.gov_obstacle_view_form_raise").id, "form")
            ],
            "target": "new",
            "context": {"default_assignment_id": self.id},
        }

    def _check_workers(self):
        """Raise unless the user works on all of these lines.

        The answer hangs on unit and person in charge only: one look for each pair.
        """
        seen = set()
        for line in self:
            pair = (line.unit_id, line.owner_id)
            if pair not in seen and not self.env.su:
                line._check_unit_side(self.env.user)
            seen.add(pair)

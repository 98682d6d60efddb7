from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..report.queries import status

# More rows than a person fills in at once; the list takes the rest by selection.
MAX_ROWS = 200


class GovProgressEntry(models.TransientModel):
    """The open lines of the unit in one table: fill in, save once, all or nothing."""

    _name = "gov.progress.entry"
    _description = "Entry of progress"

    line_ids = fields.One2many("gov.progress.entry.line", "entry_id", string="Tasks")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" in fields:
            values["line_ids"] = [
                Command.create(
                    {"assignment_id": line.id, "percent": line.progress_percent}
                )
                for line in self._get_lines()
            ]
        return values

    @api.model
    def _get_lines(self):
        """Chosen lines, or all that the user has not yet reported as finished."""
        user = self.env.user
        domain = Domain("is_mine", "=", True) & Domain(
            "state", "not in", (*status.CLOSED_STATES, "submitted")
        )
        if not user.has_group("friendly_gov.group_officer"):
            domain &= Domain("owner_id", "in", (user.id, False))
        chosen = self.env.context.get("gov_line_ids")
        if chosen:
            domain &= Domain("id", "in", chosen)
        return self.env["gov.assignment"].search(domain, limit=MAX_ROWS)

    def action_copy_last(self):
        """Put the words of the last entry into every row that is still empty."""
        self.ensure_one()
        for line in self.line_ids:
            line.text = line.text or line.last_text
        return self._reopen()

    def action_save(self):
        """Record the rows that were filled in."""
        self.ensure_one()
        rows = self.line_ids.filtered(
            lambda r: (r.text or "").strip() or r.percent != r.last_percent
        )
        if not rows:
            raise UserError(self.env._("No row was filled in."))
        self.env["gov.progress"]._record(
            [(row.assignment_id, row.percent, row.text) for row in rows]
        )
        return {"type": "ir.actions.act_window_close"}

    def _reopen(self):
        return {
            "name": self.env._("Enter progress"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

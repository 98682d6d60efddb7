from textwrap import shorten

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report.queries import status
from ..tools.contacts import hide_contacts

MAX_TEXT = 200


class GovReminderText(models.TransientModel):
    """Text to paste into a chat group: tasks by unit, nobody by name.

    It leaves the system: no names of people, and addresses and telephone numbers in
    the words of a task are masked. The link opens only for who may read the task.
    """

    _name = "gov.reminder.text"
    _description = "Text that reminds in a chat group"

    assignment_ids = fields.Many2many(
        comodel_name="gov.assignment", string="Assignments", required=True
    )
    left_out_count = fields.Integer(compute="_compute_text")
    text = fields.Text(compute="_compute_text")

    @api.depends("assignment_ids")
    @api.depends_context("lang")
    def _compute_text(self):
        for dialog in self:
            # Read as the user: texts of tasks are related fields, read as superuser.
            lines = self.env["gov.assignment"].browse(dialog.assignment_ids.ids)
            lines.check_access("read")
            running = lines.filtered(lambda line: line.state in status.RUNNING_STATES)
            dialog.left_out_count = len(lines) - len(running)
            if not running:
                raise UserError(
                    self.env._(
                        "None of these tasks still waits for its unit: there is "
                        "nothing to remind of."
                    )
                )
            dialog.text = dialog._write_text(running)

    def _write_text(self, lines):
        today = self.env.company._gov_today()
        parts = [
            self.env._(
                "Reminder of tasks, %(date)s", date=today.strftime("%d/%m/%Y")
            ).upper()
        ]
        for unit, of_unit in lines.grouped("unit_id").items():
            parts.append(f"\n{unit.name}:")
            parts += [
                f"{number}. {self._describe(line, today)}\n   {self._get_link(line)}"
                for number, line in enumerate(of_unit, start=1)
            ]
        return "\n".join(parts)

    def _describe(self, line, today):
        text = shorten(hide_contacts(line.name or ""), MAX_TEXT, placeholder="…")
        values = {"task": text, "document": line.directive_symbol}
        if not line.date_due:
            return self.env._("%(task)s (%(document)s; no deadline)", **values)
        values["due"] = line.date_due.strftime("%d/%m/%Y")
        if line.days_late:
            return self.env._(
                "%(task)s (%(document)s; deadline %(due)s, %(days)s days late)",
                **values,
                days=line.days_late,
            )
        return self.env._("%(task)s (%(document)s; deadline %(due)s)", **values)

    def _get_link(self, line):
        return f"{line.get_base_url()}/odoo/gov-assignments/{line.id}"

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..report.queries import reminder, status


class GovAssignment(models.Model):
    """Chasing: how long overdue, what was sent last, and sending by hand."""

    _inherit = "gov.assignment"

    is_long_overdue = fields.Boolean(
        string="Long overdue",
        compute="_compute_is_long_overdue",
        search="_search_is_long_overdue",
    )
    # Level and day tell nothing about people: whoever reads the line may know them.
    reminder_level = fields.Selection(
        selection="_selection_reminder_level",
        string="Last reminder",
        compute="_compute_reminder",
    )
    date_reminded = fields.Date(string="Last reminded on", compute="_compute_reminder")

    @api.model
    def _selection_reminder_level(self):
        level = self.env["gov.reminder"]._fields["level"]
        return level._description_selection(self.env)

    @api.depends("state", "date_due", "directive_id")
    def _compute_is_long_overdue(self):
        late = self._get_long_overdue_ids()
        for line in self:
            line.is_long_overdue = line._origin.id in late

    def _get_long_overdue_ids(self):
        names = ["state", "date_due", "date_submitted", "date_done", "directive_id"]
        self.flush_recordset(names)
        self.env["gov.directive"].flush_model(["profile_id"])
        self.env["gov.period.profile"].flush_model(["long_overdue_days"])
        rows = self.env.execute_query(
            SQL(
                "SELECT a.id FROM gov_assignment a "
                "JOIN gov_directive d ON d.id = a.directive_id "
                "JOIN gov_period_profile p ON p.id = d.profile_id "
                "WHERE a.id IN %s AND %s",
                tuple(self._origin.ids) or (0,),
                status.long_overdue_sql(
                    "a",
                    self.env.company._gov_today(),
                    SQL.identifier("p", "long_overdue_days"),
                ),
            )
        )
        return {row[0] for row in rows}

    @api.model
    def _search_is_long_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        today = self.env.company._gov_today()
        long = self.env["gov.period.profile"]._get_age_domain(
            "date_due", "<=", "long_overdue_days"
        )
        return status.status_domain(status.OVERDUE, today) & long

    def _compute_reminder(self):
        self.env["gov.reminder"].flush_model(["assignment_id", "event", "level"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (assignment_id) assignment_id, level, date_sent "
                "FROM gov_reminder WHERE assignment_id IN %s AND event != %s "
                "ORDER BY assignment_id, id DESC",
                tuple(self._origin.ids) or (0,),
                reminder.LOWERED,
            )
        )
        found = {row[0]: row[1:] for row in rows}
        for line in self:
            level, day = found.get(line._origin.id, (False, False))
            line.reminder_level = level
            line.date_reminded = day

    def _get_reminder_levels(self):
        """Level of today of each line, ``{id: level}``."""
        return {
            line.id: (line.is_long_overdue and reminder.LONG_OVERDUE)
            or (line.is_overdue and reminder.OVERDUE)
            or (line.is_due_soon and reminder.DUE_SOON)
            or reminder.NONE
            for line in self
        }

    def action_copy_reminder(self):
        """Open the text that reminds of these lines in a chat group."""
        self.check_access("read")
        return {
            "name": self.env._("Text for a chat group"),
            "type": "ir.actions.act_window",
            "res_model": "gov.reminder.text",
            "view_mode": "form",
            "target": "new",
            "context": {"default_assignment_ids": [Command.set(self.ids)]},
        }

    def _chase(self, message):
        """Remind the units of their lines by hand; each person is told once.

        :return: the units in which nobody could be told
        """
        self.check_access("read")
        self._check_chased()
        self._transition("chase", reason=message)
        addressees = self._get_chased_users()
        self.env["gov.reminder"]._log_manual(self, message, addressees)
        lines_by_user = defaultdict(list)
        for line in self:
            for user_id in addressees[line.id]:
                lines_by_user[user_id].append(line.id)
        today = self.env.company._gov_today()
        digest = self.env["gov.reminder.digest"]
        # sudo: language and address of the people told; what they may read of the
        # lines was looked at for each of them.
        for user in self.env["res.users"].sudo().browse(lines_by_user):
            lines = self.browse(lines_by_user[user.id])
            digest._send_manual(user, lines, message, today)
        return self.filtered(lambda line: not addressees[line.id]).unit_id

    def _check_chased(self):
        # sudo: kind of the unit only.
        exempt = self.sudo().unit_id.filtered("gov_is_exempt")
        if exempt:
            raise UserError(
                self.env._(
                    "%(units)s: Party, Front, mass bodies, councils and committees are "
                    "never chased by a state agency.",
                    units=", ".join(exempt.mapped("name")),
                )
            )
        if any(self.mapped("is_demo")):
            raise UserError(
                self.env._(
                    "Illustrations from public documents are not chased: nobody "
                    "carries them out."
                )
            )

    def _get_chased_users(self):
        """Sets of ids of the users to tell, by id of the line."""
        keys = {(line.id, reminder.MANUAL) for line in self}
        people = self.env["gov.reminder.addressee"]._get_addressees(keys)
        found = defaultdict(set)
        # sudo: addressees are picked here, nothing of them is shown.
        users = self.env["res.users"].sudo()
        for user in users.browse({uid for ids in people.values() for uid in ids}):
            lines = self.browse(
                line_id for (line_id, _), ids in people.items() if user.id in ids
            )
            for line in self.env["gov.reminder.digest"]._get_readable(user, lines):
                found[line.id].add(user.id)
        return found

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import split_every

from ..report.queries import reminder

# Rows a transaction: an interrupted first run over an old database keeps its work.
BATCH = 500
# Field of the user with the last row that the person was told of, for each log.
TOLD = {
    "gov.reminder": "gov_reminder_last_id",
    "gov.pledge.reminder": "gov_pledge_reminder_last_id",
}


class GovReminder(models.Model):
    """Who was reminded of what: one row per line, level and deadline.

    The row is also what makes the daily job idempotent: a level that stands in the
    log for a deadline is not sent again; an extension is a new deadline. What a
    person sends by hand stands here too and arms or stops nothing.
    """

    _name = "gov.reminder"
    _description = "Reminder"
    _inherit = ["gov.guarded.mixin"]
    _order = "id desc"
    _rec_name = "assignment_id"

    _guarded_create_only = True
    _guarded_unlink = True

    assignment_id = fields.Many2one(
        comodel_name="gov.assignment",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="assignment_id.company_id", store=True, precompute=True, index=True
    )
    unit_id = fields.Many2one(related="assignment_id.unit_id")
    directive_symbol = fields.Char(related="assignment_id.directive_symbol")
    event = fields.Selection(
        selection=[
            ("sent", "Sent"),
            ("manual", "Chased by hand"),
            ("lowered", "Level lowered"),
        ],
        required=True,
        readonly=True,
    )
    level = fields.Selection(
        selection=[
            ("none", "No reminder"),
            ("due_soon", "Due soon"),
            ("overdue", "Overdue"),
            ("long_overdue", "Long overdue"),
        ],
        string="Reminder level",
        required=True,
        readonly=True,
    )
    date_due = fields.Date(string="Deadline", readonly=True)
    date_sent = fields.Date(string="Date", required=True, readonly=True)
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="gov_reminder_user_rel",
        column1="reminder_id",
        column2="user_id",
        string="Addressees",
        readonly=True,
    )
    sender_id = fields.Many2one(
        comodel_name="res.users", string="Chased by", readonly=True
    )
    message = fields.Text(readonly=True)

    _once_uniq = models.UniqueIndex(
        "(assignment_id, level, date_due) WHERE event = 'sent'",
        "This reminder was already sent.",
    )
    _due_check = models.Constraint(
        "CHECK (date_due IS NOT NULL OR event = 'manual')",
        "Only what is chased by hand may have no deadline.",
    )
    _last_idx = models.Index("(assignment_id, id DESC)")

    # As the history of an assignment: no super(), whoever asks.
    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("Reminders that were sent cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        raise AccessError(self.env._("Reminders that were sent cannot be deleted."))

    @api.model
    def _cron_remind(self):
        """Log what is due, then send each person one digest.

        Safe to run again at any time, also after a crash in between: what is in the
        log is not logged again, and a digest covers what the person was not told.
        """
        # Few rows: one company is one province.
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        days = {company: company._gov_today() for company in companies}
        # Nobody is reminded on a day off; what falls due then goes out on the next
        # working day.
        days = {c: day for c, day in days.items() if c._gov_is_working_day(day)}
        for company, today in days.items():
            if not self._log_due(company, today):
                return
        for company, today in days.items():
            if not self._send_digests(company, today):
                return

    @api.model
    def _log_due(self, company, today):
        """Log the reminders due today; return False when the job's time is over."""
        self.env.flush_all()
        rows = self.env.execute_query(reminder.due_sql(company.id, today))
        left = len(rows)
        if not rows:
            return True
        addressees = self.env["gov.reminder.addressee"]._get_addressees(
            {(line, level) for line, event, level, *_ in rows if event == reminder.SENT}
        )
        for batch in split_every(BATCH, rows):
            self._guarded_create(
                [
                    {
                        "assignment_id": line,
                        "event": event,
                        "level": level,
                        "date_due": due,
                        "date_sent": today,
                        "user_ids": [
                            Command.set(sorted(addressees.get((line, level), ())))
                            if event == reminder.SENT
                            else Command.clear()
                        ],
                    }
                    for line, event, level, due, _rank in batch
                ]
            )
            left -= len(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left):
                return False
        return True

    @api.model
    def _send_digests(self, company, today):
        """Send what people were not told; return False when time is over."""
        self.env.flush_all()
        news = self._get_news(company, today)
        for left, user_id in zip(range(len(news) - 1, -1, -1), news, strict=True):
            user = self.env["res.users"].browse(user_id)
            content = {log: rows for log, (_last, rows) in news[user_id].items()}
            self.env["gov.reminder.digest"]._send(user, content, today)
            # In the same transaction as the notice: told once, never twice.
            user.write(
                {TOLD[log]: last for log, (last, _rows) in news[user_id].items()}
                | {"gov_reminder_date": today}
            )
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                return False
        return True

    @api.model
    def _get_news(self, company, today):
        """What people were not told yet; parts with a log of their own extend it.

        :return: ``{user id: {name of the log: (last id, what its part of the digest
            reads)}}``, in the order of sending
        """
        rows = self.env.execute_query(reminder.digest_sql(company.id, today))
        return {user_id: {self._name: (max(ids), ids)} for user_id, ids in rows}

    @api.model
    def _log_manual(self, lines, message, users_by_line):
        """Log what the user sends by hand; the caller checked who may.

        :param dict users_by_line: sets of ids of users by id of the line
        """
        levels = lines._get_reminder_levels()
        # sudo: nobody may create these rows; chasing was checked line by line.
        return self.sudo()._guarded_create(
            [
                {
                    "assignment_id": line.id,
                    "event": reminder.MANUAL,
                    "level": levels[line.id],
                    "date_due": line.date_due,
                    "date_sent": self.env.company._gov_today(),
                    "user_ids": [Command.set(sorted(users_by_line[line.id]))],
                    "sender_id": self.env.uid,
                    "message": message,
                }
                for line in lines
            ]
        )

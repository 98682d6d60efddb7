from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import split_every

from ..report.queries import pledge_reminder, reminder
from .gov_reminder import BATCH


class GovPledgeReminder(models.Model):
    """Who was reminded to sign what: one row per pledge, level and deadline.

    As with tasks, the row makes the daily job idempotent; another deadline arms the
    levels again. The people are told in the digest of tasks: one notice a day.
    """

    _name = "gov.pledge.reminder"
    _description = "Reminder to sign"
    _inherit = ["gov.guarded.mixin"]
    _order = "id desc"
    _rec_name = "pledge_id"

    _guarded_create_only = True
    _guarded_unlink = True

    pledge_id = fields.Many2one(
        comodel_name="gov.pledge",
        required=True,
        ondelete="restrict",
        readonly=True,
        index=True,
    )
    company_id = fields.Many2one(
        related="pledge_id.company_id", store=True, precompute=True, index=True
    )
    campaign_id = fields.Many2one(related="pledge_id.campaign_id")
    unit_id = fields.Many2one(related="pledge_id.unit_id")
    event = fields.Selection(
        selection=[("sent", "Sent"), ("manual", "Reminded by hand")],
        required=True,
        readonly=True,
    )
    level = fields.Selection(
        selection=[
            ("none", "Not due yet"),
            ("due_soon", "Due soon"),
            ("overdue", "Overdue"),
            ("long_overdue", "Long overdue"),
        ],
        string="Reminder level",
        required=True,
        readonly=True,
    )
    date_due = fields.Date(string="To be signed by", readonly=True)
    date_sent = fields.Date(string="Date", required=True, readonly=True)
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="gov_pledge_reminder_user_rel",
        column1="reminder_id",
        column2="user_id",
        string="Addressees",
        readonly=True,
    )
    sender_id = fields.Many2one(
        comodel_name="res.users", string="Reminded by", readonly=True
    )
    message = fields.Text(readonly=True)

    _once_uniq = models.UniqueIndex(
        "(pledge_id, level, date_due) WHERE event = 'sent'",
        "This reminder was already sent.",
    )
    _due_check = models.Constraint(
        "CHECK (date_due IS NOT NULL OR event = 'manual')",
        "Only what is sent by hand may have no deadline.",
    )
    _day_idx = models.Index("(pledge_id, date_sent)")

    # As the log of tasks: no super(), whoever asks.
    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("Reminders that were sent cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        raise AccessError(self.env._("Reminders that were sent cannot be deleted."))

    @api.model
    def _log_due(self, company, today):
        """Log the reminders due today; return False when the job's time is over."""
        self.env.flush_all()
        rows = self.env.execute_query(
            pledge_reminder.due_sql(self.env, company.id, today)
        )
        if not rows:
            return True
        addressees = self.env["gov.reminder.addressee"]._get_pledge_addressees(rows)
        left = len(rows)
        for batch in split_every(BATCH, rows):
            self._guarded_create(
                [
                    {
                        "pledge_id": pledge_id,
                        "event": reminder.SENT,
                        "level": level,
                        "date_due": due,
                        "date_sent": today,
                        "user_ids": [Command.set(sorted(addressees[pledge_id, level]))],
                    }
                    for pledge_id, level, due, *_ in batch
                ]
            )
            left -= len(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch), remaining=left):
                return False
        return True

    @api.model
    def _log_manual(self, pledges, message, users_by_pledge):
        """Log what the user sends by hand; the caller checked who may.

        :param dict users_by_pledge: sets of ids of users by id of the pledge
        """
        today = self.env.company._gov_today()
        self.env.flush_all()
        levels = dict(
            self.env.execute_query(pledge_reminder.levels_sql(pledges.ids, today))
        )
        # sudo: nobody may create these rows; who may remind was checked by pledge.
        return self.sudo()._guarded_create(
            [
                {
                    "pledge_id": pledge.id,
                    "event": reminder.MANUAL,
                    "level": levels[pledge.id],
                    "date_due": pledge.date_due,
                    "date_sent": today,
                    "user_ids": [Command.set(sorted(users_by_pledge[pledge.id]))],
                    "sender_id": self.env.uid,
                    "message": message,
                }
                for pledge in pledges
            ]
        )

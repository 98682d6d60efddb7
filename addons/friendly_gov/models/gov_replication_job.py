import logging

from psycopg2 import Error as DatabaseError

from odoo import api, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# Units that are made between two commits: a second or two.
BATCH = 100
# A replication that ends the process each time must not hold up others for ever.
MAX_ATTEMPTS = 3


class GovReplication(models.Model):
    """Many units: made in the background, a hundred at a time.

    The list of units is the progress. Each batch makes roll-outs, steps and the mark
    on their lines in one transaction and never touches the replication itself, so
    that a stop gets through; whatever ends the process leaves lines that wait, and
    the next run goes on with them.
    """

    _inherit = "gov.replication"

    def action_stop(self):
        """Make no more; what was made stays. It can be taken up again."""
        self.ensure_one()
        self._check_may_replicate()
        self._lock_replication()
        if self.state != "queued":
            raise UserError(self.env._("This replication is not being carried out."))
        self._guarded_write({"state": "stopped"})
        return True

    def action_refresh(self):
        """Show how far it is: the form reads it again after a button."""
        self.check_access("read")
        return True

    def _enqueue(self):
        # sudo: to start a job is all that a user does with it.
        self.env.ref("friendly_gov.ir_cron_gov_replication").sudo()._trigger()

    @api.model
    def _cron_replicate(self):
        """Carry out what is queued, the longest waiting first."""
        queued = self.search([("state", "=", "queued")], order="requested_at, id")
        for replication in queued:
            if not replication._run_queued():
                break

    def _run_queued(self):
        """Make batch after batch; commits each.

        :return: False when the time of this run is over
        """
        cron = self.env["ir.cron"]
        if not self._begin_run():
            cron._commit_progress()
            return True
        cron._commit_progress(remaining=self._count_todo())
        while True:
            try:
                done, left = self._make_batch()
            except UserError as error:
                self._reset()
                self._fail(str(error))
                cron._commit_progress()
                return True
            except DatabaseError:
                # Somebody was faster on one of these rows: the next run looks again.
                _logger.info("gov.replication %s: a batch is tried again", self.id)
                self._reset()
                return True
            except Exception:
                _logger.exception("gov.replication %s was cut off", self.id)
                self._reset()
                self._fail_by_system()
                cron._commit_progress()
                return True
            if not cron._commit_progress(done, remaining=left):
                return False
            if not left:
                return True

    def _reset(self):
        self.env.cr.rollback()
        self.env.invalidate_all(flush=False)

    def _count_todo(self):
        lines = self.env["gov.replication.line"]
        domain = [("replication_id", "=", self.id), ("state", "=", "todo")]
        return lines.search_count(domain)

    def _take(self):
        """Lock it; True when it is still queued."""
        if not self.try_lock_for_update(allow_referencing=True):
            return False
        self.invalidate_recordset()
        return self.state == "queued"

    def _begin_run(self):
        """Count the attempt, unless the one before got on; True to go on."""
        if not self._take():
            return False
        dealt_with = self.unit_count - self.todo_count
        got_on = dealt_with > self.attempts_mark
        attempts = 0 if got_on else self.attempts
        if attempts >= MAX_ATTEMPTS:
            env = self._in_words_of(self.requested_by_id)
            self._fail(
                env._(
                    "It was cut off %(count)s times at the same place. Tell the "
                    "administrator the number of the replication: %(number)s.",
                    count=MAX_ATTEMPTS,
                    number=self.id,
                )
            )
            return False
        self._guarded_write({"attempts": attempts + 1, "attempts_mark": dealt_with})
        return True

    def _make_batch(self):
        """Make the next units, as whoever asked, with the rights of now.

        :return: units dealt with, and those left
        """
        self.invalidate_recordset()
        lines = self.env["gov.replication.line"]
        domain = [("replication_id", "=", self.id), ("state", "=", "todo")]
        todo = lines.search(domain, order="id", limit=BATCH)
        if self.state != "queued":
            return 0, 0
        if todo:
            replication = self._as_requester()
            replication._make_rollouts(todo.with_env(replication.env))
        left = self._count_todo()
        if not left and self._take():
            self._as_requester()._finish()
            self._notify_requester(
                self._in_words_of(self.requested_by_id)._(
                    "%(name)s: carried out, %(count)s roll-outs were made.",
                    name=self.name,
                    count=self.made_count,
                )
            )
        self.env.flush_all()
        self.env.invalidate_all()
        return len(todo), left

    def _as_requester(self):
        """``self`` with the rights that whoever asked for it has now."""
        user = self.requested_by_id
        if not user.active or self.company_id not in user.company_ids:
            raise UserError(
                self._in_words_of(user)._(
                    "The account of the person who asked for it was closed."
                )
            )
        replication = self.with_user(user).with_context(
            lang=user.lang, tz=user.tz, allowed_company_ids=self.company_id.ids
        )
        replication._check_may_replicate()
        replication.origin_id.check_access("read")
        return replication

    def _fail(self, reason):
        if self._take():
            self._guarded_write({"state": "failed", "failure": reason})
            self._notify_requester(
                self._in_words_of(self.requested_by_id)._(
                    "%(name)s was cut off. %(reason)s", name=self.name, reason=reason
                )
            )

    def _fail_by_system(self):
        env = self._in_words_of(self.requested_by_id)
        self._fail(
            env._(
                "The system failed while making the roll-outs. What was made stays; "
                "carry it out again. If it fails again, tell the administrator the "
                "number: %(number)s.",
                number=self.id,
            )
        )

    def _in_words_of(self, user):
        """Environment in the language of ``user``."""
        return self.with_context(lang=user.lang).env

    def _notify_requester(self, body):
        self.env["mail.thread"].message_notify(
            partner_ids=self.requested_by_id.partner_id.ids,
            subject=self.name,
            body=body,
            model=self._name,
            res_id=self.id,
        )

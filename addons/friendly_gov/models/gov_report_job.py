import logging
import tempfile
import time

from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ..report import task_workbook
from ..report.queries import lines
from ..report.xlsx.workbook import build_task_workbook

_logger = logging.getLogger(__name__)

# Lines above which a workbook is made in the background: about five seconds.
DEFAULT_LIMIT = 5000
LIMIT_PARAMETER = "friendly_gov.report_background_lines"
# A report that ends the process each time must not hold up the others for ever.
MAX_ATTEMPTS = 3
# Each note is a transaction of its own.
SECONDS_BETWEEN_NOTES = 2


class Stopped(Exception):
    """The report is no longer to be made: somebody stopped it."""


class GovReport(models.Model):
    """How the workbook is made: at once, or in the background when it is long.

    In the background three transactions take turns, so that the workbook shows one
    moment and everybody sees how far it is: one reads and writes the file, a short
    one notes the progress, and the last stores file and state together. A process
    that ends in between leaves the report queued, and the next run starts again.
    """

    _inherit = "gov.report"

    requested_at = fields.Datetime(readonly=True, copy=False)
    requested_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Requested by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    progress = fields.Integer(string="Progress (%)", readonly=True, copy=False)
    attempts = fields.Integer(readonly=True, copy=False)
    failure = fields.Text(string="Why it was not made", readonly=True, copy=False)

    # -- buttons -----------------------------------------------------------------

    def action_generate(self):
        """Make the workbook with the rights of the user, and freeze it.

        Above the set number of lines it is queued instead: see :meth:`_cron_make`.
        """
        self.ensure_one()
        self._lock_report()
        if self.state == "done":
            raise UserError(self.env._("This report was made already."))
        if self.state == "queued":
            raise UserError(self.env._("This report is being made."))
        self._check_as_of()
        if self._count_lines() > self._get_background_limit():
            self._enqueue()
        else:
            with tempfile.TemporaryFile() as target:
                self._store(target, self._build(target), self.env.user)
        return True

    def action_stop(self):
        """Back to the draft, whose parameters can be changed."""
        self.ensure_one()
        self._lock_report()
        if self.state != "queued":
            raise UserError(self.env._("This report is not being made."))
        self._guarded_write({"state": "draft", "progress": 0})
        return True

    def action_refresh(self):
        """Show how far it is: the form reads the report again after a button."""
        self.check_access("read")
        return True

    # -- making ------------------------------------------------------------------

    def _lock_report(self):
        self.check_access("write")
        try:
            # sudo: write access was checked; locking asks for no more.
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Someone else is making this report right now.")
            ) from error
        self.invalidate_recordset()

    def _count_lines(self):
        return lines.count_lines(self._get_office_env(), self._get_scope())

    def _get_office_env(self):
        return self.with_company(self.company_id).env

    @api.model
    def _get_background_limit(self):
        # sudo: a number that says how long a page may take.
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param(LIMIT_PARAMETER, "")
        return int(value) if value.isdigit() else DEFAULT_LIMIT

    def _build(self, target, progress=None):
        """Write the workbook, in Vietnamese where the language is installed.

        :param target: binary file, touched only when all is written
        :param progress: called with the number of lines written so far
        :return: :class:`WorkbookResult`
        """
        report = self.with_company(self.company_id)
        if self.env["res.lang"]._lang_get("vi_VN"):
            report = report.with_context(lang="vi_VN")
        return build_task_workbook(target, task_workbook.get_workbook(report, progress))

    def _store(self, target, result, user):
        """Keep the file and freeze the report, in one transaction."""
        target.seek(0)
        content = target.read()
        if not content:
            raise ValueError("empty workbook")
        # sudo: the file belongs to the report, on which the caller has write access.
        files = self.env["ir.attachment"].sudo()
        of_report = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        files.search([*of_report, ("res_field", "=", "file")]).unlink()
        # Not through the field, which would hold it three times, as base64 too.
        files.create(
            {
                "name": "file",
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "file",
                "raw": content,
            }
        )
        self.invalidate_recordset(["file"])
        self._guarded_write(
            {
                "state": "done",
                "progress": 100,
                "failure": False,
                "generated_at": fields.Datetime.now(),
                "generated_by_id": user.id,
                "unit_count": result.tables["unit"].count,
                "directive_count": result.tables["directive"].count,
                "line_count": result.tables["detail"].count,
            }
        )

    # -- in the background -------------------------------------------------------

    def _enqueue(self):
        self._guarded_write(
            {
                "state": "queued",
                "requested_at": fields.Datetime.now(),
                "requested_by_id": self.env.uid,
                "progress": 0,
                "attempts": 0,
                "failure": False,
            }
        )
        # sudo: to start a job is all that a user does with it.
        self.env.ref("friendly_gov.ir_cron_gov_report_make").sudo()._trigger()

    @api.model
    def _cron_make(self):
        """Make what is queued, the longest waiting first."""
        queued = self.search([("state", "=", "queued")], order="requested_at, id")
        for number, report in enumerate(queued, start=1):
            report._make_queued()
            self.env["ir.cron"]._commit_progress(1, remaining=len(queued) - number)

    def _make_queued(self):
        """Make one queued report; commits what it did, whatever comes of it."""
        if not self._begin():
            return
        user = self.requested_by_id
        self.env["ir.cron"]._commit_progress()
        with tempfile.TemporaryFile() as target:
            try:
                result = self._build_as(user, target)
                # The notes were committed meanwhile: a view from before them could
                # not lock the row.
                self.env["ir.cron"]._commit_progress()
                if not self._take():
                    raise Stopped
                self._store(target, result, user)
            except Stopped:
                self.env.cr.rollback()
            except UserError as error:
                self.env.cr.rollback()
                self._fail(str(error))
            except Exception:
                _logger.exception("gov.report %s was not made", self.id)
                self.env.cr.rollback()
                self._fail(
                    self._in_words_of(user)._(
                        "The system failed while making it. Try again; if it fails "
                        "again, tell the administrator the number of the report: "
                        "%(number)s.",
                        number=self.id,
                    )
                )
            else:
                self._notify_requester(made=True)

    def _begin(self):
        """Count the attempt; True when the report is still to be made."""
        if not self._take():
            return False
        if self.attempts >= MAX_ATTEMPTS:
            self._fail(
                self._in_words_of(self.requested_by_id)._(
                    "The server was stopped %(count)s times while making it: the "
                    "report is too long for its limits of time and memory. Choose a "
                    "smaller unit, or tell the administrator.",
                    count=MAX_ATTEMPTS,
                )
            )
            return False
        self._guarded_write({"attempts": self.attempts + 1, "progress": 0})
        return True

    def _build_as(self, user, target):
        """Build in a transaction of its own, with the rights that ``user`` has now."""
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, user.id, {"lang": user.lang, "tz": user.tz})
            report = self.with_env(env).with_context(
                allowed_company_ids=self.company_id.ids
            )
            report._check_requester()
            total = report._count_lines()
            notes = _Notes(self, total)
            return report._build(target, notes.note)

    def _check_requester(self):
        """What was checked when it was asked for may have changed since."""
        user = self.env.user
        # sudo: whether the account is still open, nothing else.
        if not user.sudo().active or self.company_id not in user.sudo().company_ids:
            raise UserError(
                self.env._("The account of the person who asked for it was closed.")
            )
        self.check_access("write")
        self._check_as_of()

    def _note_progress(self, percent):
        """Show the progress to everybody.

        :raises Stopped: the report is no longer queued
        """
        with self.env.registry.cursor() as cr:
            report = self.with_env(self.env(cr=cr))
            # No wait: whoever holds the row is stopping it, or reads the next note.
            report = report.try_lock_for_update(allow_referencing=True)
            if report and report.state != "queued":
                raise Stopped
            report._guarded_write({"progress": percent})

    def _take(self):
        """Lock the report; True when it is still queued.

        Whoever holds the lock is stopping it. If not, the next run finds it queued.
        """
        if not self.try_lock_for_update(allow_referencing=True):
            return False
        self.invalidate_recordset()
        return self.state == "queued"

    def _fail(self, reason):
        if self._take():
            self._guarded_write({"state": "failed", "failure": reason, "progress": 0})
            self._notify_requester(made=False)

    def _in_words_of(self, user):
        """Environment in the language of ``user``."""
        return self.with_context(lang=user.lang).env

    def _notify_requester(self, made):
        user = self.requested_by_id
        env = self._in_words_of(user)
        if made:
            body = env._(
                "%(report)s: the workbook is ready, with %(count)s lines.",
                report=self.name,
                count=self.line_count,
            )
        else:
            body = env._(
                "%(report)s was not made. %(reason)s",
                report=self.name,
                reason=self.failure,
            )
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=self.name,
            body=body,
            model=self._name,
            res_id=self.id,
        )


class _Notes:
    """Notes the progress of a report, every few seconds."""

    def __init__(self, report, total):
        self._report = report
        self._total = total
        self._last = time.monotonic()

    def note(self, count):
        now = time.monotonic()
        if now - self._last >= SECONDS_BETWEEN_NOTES:
            self._last = now
            # The last per cent is the file as a whole.
            self._report._note_progress(min(99, 100 * count // max(self._total, 1)))

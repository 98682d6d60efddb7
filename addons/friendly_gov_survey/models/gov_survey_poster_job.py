import logging
import tempfile
import time

from odoo import api, models
from odoo.exceptions import UserError

from ..report.poster import write_pdf

_logger = logging.getLogger(__name__)

# What ends the process each time must not hold up the others for ever.
MAX_ATTEMPTS = 3
# Each note is a transaction of its own.
SECONDS_BETWEEN_NOTES = 2


class Stopped(Exception):
    """The posters are no longer wanted."""


class GovSurveyPoster(models.Model):
    """How the file is made: all texts are read in one transaction, then it is drawn
    without any, apart from short ones that note the progress. A process that ends in
    between leaves it queued, and the next run starts again.
    """

    _inherit = "gov.survey.poster"

    @api.model
    def _cron_make(self):
        """Make what is queued, the longest waiting first."""
        queued = self.search([("state", "=", "queued")], order="id")
        for number, poster in enumerate(queued, start=1):
            poster._make()
            self.env["ir.cron"]._commit_progress(1, remaining=len(queued) - number)

    def _make(self):
        """Make one queued file; commits what it did, whatever comes of it."""
        if not self._take():
            return
        if self.attempts >= MAX_ATTEMPTS:
            self._fail(
                self._in_words()._(
                    "The server was stopped %(count)s times while making them: choose "
                    "fewer points.",
                    count=MAX_ATTEMPTS,
                )
            )
            return
        self._guarded_write({"attempts": self.attempts + 1, "progress": 0})
        self.env["ir.cron"]._commit_progress()
        try:
            with tempfile.TemporaryFile() as target:
                count = self._write_to(target)
                self._store(target, count)
        except Stopped:
            self.env.cr.rollback()
        except UserError as error:
            self.env.cr.rollback()
            self._fail(str(error))
        except Exception:
            _logger.exception("gov.survey.poster %s was not made", self.id)
            self.env.cr.rollback()
            self._fail(
                self._in_words()._(
                    "The system failed while making them. Try again; if it fails "
                    "again, tell the administrator the number: %(number)s.",
                    number=self.id,
                )
            )

    def _write_to(self, target):
        """Draw what the person who asked may read now; return the number of pages."""
        points = self._get_points()
        posters = points._get_posters()
        notes = _Notes(self, len(posters))
        return write_pdf(target, posters, self.size, self.name, notes.note)

    def _get_points(self):
        """The points, under the rights of the person who asked."""
        user = self.user_id
        if not user.active or self.company_id not in user.company_ids:
            raise UserError(
                self._in_words()._(
                    "The account of the person who asked for it was closed."
                )
            )
        points = self.env["gov.survey.point"].with_user(user)
        points = points.with_context(
            allowed_company_ids=self.company_id.ids, lang=user.lang
        )
        # Deleted meanwhile, or out of reach: what is left is printed.
        found = points.search([("id", "in", self.point_ids)])
        if not found:
            raise UserError(
                self._in_words()._("You may read none of these points any more.")
            )
        return points.browse(id_ for id_ in self.point_ids if id_ in set(found.ids))

    def _store(self, target, count):
        """Keep the file with the state, in one transaction."""
        self.env["ir.cron"]._commit_progress()
        if not self._take():
            raise Stopped
        target.seek(0)
        # Not through the field, which would hold it three times, as base64 too.
        self.env["ir.attachment"].create(
            {
                "name": "file",
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "file",
                "raw": target.read(),
            }
        )
        self.invalidate_recordset(["file"])
        self._guarded_write(
            {"state": "done", "progress": 100, "page_count": count, "failure": False}
        )
        self._notify(self._in_words()._("%(name)s: the file is ready.", name=self.name))

    def _fail(self, reason):
        if self._take():
            self._guarded_write({"state": "failed", "failure": reason, "progress": 0})
            words = self._in_words()
            self._notify(
                words._("%(name)s: not made. %(reason)s", name=self.name, reason=reason)
            )

    def _take(self):
        """Lock the row; True when it is still queued."""
        if not self.try_lock_for_update(allow_referencing=True):
            return False
        self.invalidate_recordset()
        return self.state == "queued"

    def _in_words(self):
        """Environment in the language of the person who asked."""
        return self.with_context(lang=self.user_id.lang).env

    def _notify(self, body):
        self.env["mail.thread"].message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=self.name,
            body=body,
            model=self._name,
            res_id=self.id,
        )


class _Notes:
    """Notes the progress every few seconds."""

    def __init__(self, poster, total):
        self._poster = poster
        self._total = total
        self._last = time.monotonic()

    def note(self, count):
        now = time.monotonic()
        if now - self._last < SECONDS_BETWEEN_NOTES:
            return
        self._last = now
        # What was read before is no longer needed, and whoever stops it needs the row.
        if not self._poster._take():
            raise Stopped
        # The last per cent is the file as a whole.
        percent = min(99, 100 * count // self._total)
        self._poster._guarded_write({"progress": percent})
        self._poster.env["ir.cron"]._commit_progress()

from textwrap import shorten

from markupsafe import Markup

from odoo import api, models

from ..report.queries import status
from ..report.queries.reminder import LEVELS, NONE

# Lines a level: a leader's first notice over an old database stays readable.
MAX_LINES = 30
MAX_TEXT = 160

SECTION = Markup("<p><strong>%s (%s)</strong></p><ul>%s</ul>")
ITEM = Markup(
    '<li><a href="/mail/view?model=gov.assignment&amp;res_id=%s">%s</a><br/>%s</li>'
)
MORE = Markup("<li>%s</li>")
MESSAGE = Markup('<p style="white-space: pre-line">%s</p>')
LINES = Markup("<ul>%s</ul>")


class GovReminderDigest(models.AbstractModel):
    """One notice a day for one person, whatever the number of lines.

    What somebody sends by hand goes out at once, in the same form.
    """

    _name = "gov.reminder.digest"
    _description = "Digest of reminders"

    @api.model
    def _send(self, user, news, today):
        """Tell ``user`` of ``news``; nothing is sent if all is settled.

        :param dict news: see ``gov.reminder._get_news``
        """
        digest = self.with_context(lang=user.lang)
        parts = [part for part in digest._get_parts(user, news, today) if part]
        if not parts:
            return
        date = today.strftime("%d/%m/%Y")
        subject = digest.env._("Reminders of %(date)s", date=date)
        if len(parts) == 1:
            subject = parts[0][0]
        digest._notify(user, subject, Markup("").join(body for _, body in parts))

    @api.model
    def _get_parts(self, user, news, today):
        """Pairs (subject, HTML) for what is in ``news``, None where all is settled."""
        ids = news.get("gov.reminder")
        if not ids:
            return []
        levels = self._group(user, self.env["gov.reminder"].browse(ids))
        subject = self.env._(
            "Tasks due soon or overdue, %(date)s", date=today.strftime("%d/%m/%Y")
        )
        return [levels and (subject, self._render(levels, today))]

    @api.model
    def _send_manual(self, user, lines, message, today):
        """Tell ``user`` of ``lines`` in the words of whoever chases them."""
        digest = self.with_context(lang=user.lang)
        lines = lines.with_env(digest.env)
        body = MESSAGE % message + LINES % digest._render_lines(lines, today)
        digest._notify(user, digest.env._("Please report on these tasks"), body)

    @api.model
    def _notify(self, user, subject, body):
        self.env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids, subject=subject, body=body
        )

    @api.model
    def _get_readable(self, user, lines):
        """Those of ``lines`` that ``user`` may read, in all companies of the user."""
        reader = lines.with_user(user)
        reader = reader.with_context(allowed_company_ids=user.company_ids.ids)
        return lines.browse(reader._filtered_access("read").ids)

    @api.model
    def _group(self, user, reminders):
        """Return ``{level: assignments}``, the most serious first.

        A line stands once, at its highest level. Left out: what was reported since,
        and what the person may no longer read, for instance after a transfer.
        """
        readable = set(self._get_readable(user, reminders.assignment_id).ids)
        highest = {}
        for row in reminders:
            line = row.assignment_id
            current = line.state in status.RUNNING_STATES
            if current and row.date_due == line.date_due and line.id in readable:
                before = highest.get(line, NONE)
                highest[line] = max(before, row.level, key=LEVELS.index)
        lines = reminders.assignment_id.sorted(lambda line: (line.date_due, line.id))
        levels = {
            level: lines.filtered(lambda line, level=level: highest.get(line) == level)
            for level in reversed(LEVELS)
        }
        return {level: found for level, found in levels.items() if found}

    @api.model
    def _render(self, levels, today):
        """HTML of the notice; names are user text, escaped by ``Markup``."""
        field = self.env["gov.reminder"]._fields["level"]
        labels = dict(field._description_selection(self.env))
        body = Markup("")
        for level, lines in levels.items():
            items = self._render_lines(lines, today)
            body += SECTION % (labels[level], len(lines), items)
        return body

    @api.model
    def _render_lines(self, lines, today):
        items = Markup("").join(
            ITEM % (line.id, self._shorten(line.name), self._describe(line, today))
            for line in lines[:MAX_LINES]
        )
        if len(lines) > MAX_LINES:
            more = len(lines) - MAX_LINES
            items += MORE % self.env._("… and %(count)s more", count=more)
        return items

    @api.model
    def _shorten(self, text):
        return shorten(text or "", MAX_TEXT, placeholder="…")

    @api.model
    def _describe(self, line, today):
        values = {"unit": line.unit_id.name, "document": line.directive_symbol}
        if not line.date_due:
            return self.env._("%(unit)s, %(document)s: no deadline", **values)
        values |= {
            "due": line.date_due.strftime("%d/%m/%Y"),
            "days": (today - line.date_due).days,
        }
        if values["days"] > 0:
            return self.env._(
                "%(unit)s, %(document)s: deadline %(due)s, %(days)s days late", **values
            )
        return self.env._("%(unit)s, %(document)s: deadline %(due)s", **values)

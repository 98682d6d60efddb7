from markupsafe import Markup

from odoo import api, models

from ..report.queries import pledge_waiting
from .gov_reminder_digest import LINES, MAX_LINES, MESSAGE, MORE, SECTION

LOG = "gov.pledge.reminder"
MINE = "/odoo/action-friendly_gov.gov_pledge_action_mine"
CAMPAIGN = "/mail/view?model=gov.pledge.campaign&res_id=%s"
ITEM = Markup('<li><a href="%s">%s</a><br/>%s</li>')


class GovReminderDigest(models.AbstractModel):
    """Pledges in the digest: the own ones by name, those of others as counts.

    Nothing of the wording of a pledge and no name of a person stands in a notice.
    """

    _inherit = "gov.reminder.digest"

    @api.model
    def _get_parts(self, user, news, today):
        parts = super()._get_parts(user, news, today)
        rows = news.get(LOG)
        if rows:
            body = self._render_pledges(self._count_pledges(user, rows), today)
            subject = self.env._(
                "Pledges to be signed, %(date)s", date=today.strftime("%d/%m/%Y")
            )
            parts.append(body and (subject, body))
        return parts

    @api.model
    def _count_pledges(self, user, rows):
        """``rows`` with counts for ids, of what ``user`` may read now."""
        others = {number for row in rows if not row[1] for number in row[-1]}
        pledges = self.env["gov.pledge"].browse(sorted(others))
        # What is the reader's own needs no question: the rule names the person.
        known = set(self._get_readable(user, pledges).ids) if others else set()
        counted = []
        for *line, ids in rows:
            is_own = line[1]
            count = len(ids) if is_own else len(known.intersection(ids))
            if count:
                counted.append((*line, count))
        return counted

    @api.model
    def _render_pledges(self, lines, today):
        field = self.env[LOG]._fields["level"]
        labels = dict(field._description_selection(self.env))
        body = Markup("")
        for level in dict.fromkeys(line[0] for line in lines):
            found = [line for line in lines if line[0] == level]
            items = Markup("").join(
                self._render_pledge(line, today) for line in found[:MAX_LINES]
            )
            if len(found) > MAX_LINES:
                more = len(found) - MAX_LINES
                items += MORE % self.env._("… and %(count)s more", count=more)
            title = self.env._("Pledges, %(level)s", level=labels[level].lower())
            body += SECTION % (title, sum(line[-1] for line in found), items)
        return body

    @api.model
    def _render_pledge(self, line, today):
        _level, is_own, kind, campaign_id, campaign, unit, due, count = line
        link = MINE if is_own else CAMPAIGN % campaign_id
        words = self._describe_pledge(is_own, kind, unit, count)
        return ITEM % (
            link,
            self._shorten(campaign),
            f"{words}; {self._describe_due(due, today)}",
        )

    @api.model
    def _describe_pledge(self, is_own, kind, unit, count):
        if is_own:
            return self.env._("%(unit)s: you are to sign", unit=unit)
        if kind == pledge_waiting.NAME_SIGNER:
            return self.env._("%(unit)s: name who signs for the unit", unit=unit)
        if kind == pledge_waiting.PAPER:
            return self.env._(
                "%(unit)s: %(count)s without an account, to sign on paper",
                unit=unit,
                count=count,
            )
        return self.env._("%(unit)s: %(count)s not signed", unit=unit, count=count)

    @api.model
    def _describe_due(self, due, today):
        if not due:
            return self.env._("no deadline")
        values = {"due": due.strftime("%d/%m/%Y"), "days": (today - due).days}
        if values["days"] > 0:
            return self.env._("to be signed by %(due)s, %(days)s days late", **values)
        return self.env._("to be signed by %(due)s", **values)

    @api.model
    def _send_by_hand(self, users, lines, message, today):
        """Tell people who read one language, in the words of the sender.

        :param lines: as :meth:`_render_pledge` takes them, without the level
        """
        digest = self.with_context(lang=users[:1].lang)
        items = Markup("").join(
            digest._render_pledge(("none", *line), today) for line in lines
        )
        # sudo: addressees were picked by the caller, who checked who may remind.
        digest.env["mail.thread"].sudo().message_notify(
            partner_ids=users.partner_id.ids,
            subject=digest.env._("Please sign your pledge"),
            body=MESSAGE % message + LINES % items,
        )

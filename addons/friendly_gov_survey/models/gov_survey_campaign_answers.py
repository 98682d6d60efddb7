import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# Answers deleted between two commits; each has some twenty rows of its own.
BATCH = 2_000


class GovSurveyCampaign(models.Model):
    """What becomes of the answers: recounted on demand, deleted after some time."""

    _inherit = "gov.survey.campaign"

    purged_on = fields.Date(
        string="Answers deleted on",
        readonly=True,
        copy=False,
        help="The time for which answers are kept has passed; figures and the number "
        "of answers that were excluded stay.",
    )

    def action_recount(self):
        """Count the figures anew from the answers, and say whether they were right."""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "friendly_gov.group_manager"
        ):
            raise AccessError(
                self.env._("Only managers have the figures of a campaign recounted.")
            )
        # sudo: the role was checked, and each campaign is one the user reads.
        tallies = self.env["gov.survey.tally"].sudo()
        wrong = sum(tallies._rebuild(campaign.sudo()) for campaign in self)
        if wrong:
            message = self.env._(
                "%(count)s figures were wrong and are corrected.", count=wrong
            )
        else:
            message = self.env._("Recounted: every figure is right.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "type": "warning" if wrong else "success"},
        }

    @api.model
    def _cron_purge(self):
        """Delete the answers of closed campaigns that are kept no longer.

        Commits each batch. Figures stay, and comments that were let through, no longer
        tied to an answer; so do the judgements, without the answer.
        """
        cron = self.env["ir.cron"]
        campaigns = self._get_to_purge()
        left = cron._commit_progress(remaining=len(campaigns))
        for campaign in campaigns:
            if not left:
                return
            if not campaign.try_lock_for_update(allow_referencing=True):
                continue
            if not campaign.purged_on:
                # First of all: nothing is recounted from half of the answers.
                campaign._guarded_write({"purged_on": campaign.company_id._gov_today()})
            self.env["gov.survey.tally"]._compact_all()
            done = BATCH
            while done == BATCH and left:
                done = campaign._purge_batch()
                left = cron._commit_progress()
            left = cron._commit_progress(1)

    def _get_to_purge(self):
        """Closed campaigns past the time for which their answers are kept."""
        closed = self.search([("state", "=", "closed"), ("date_close", "!=", False)])
        passed = closed.filtered(
            lambda campaign: (
                campaign.date_close + relativedelta(months=campaign.retention_months)
                < campaign.company_id._gov_today()
            )
        )
        answers = self.env["survey.user_input"]
        found = answers._read_group(
            [("gov_line_id.campaign_id", "in", passed.ids)], ["gov_line_id"]
        )
        lines = self.env["gov.survey.unit"].union(*(line for (line,) in found))
        return passed.filtered(
            lambda campaign: not campaign.purged_on or campaign in lines.campaign_id
        )

    def _purge_batch(self):
        """Delete some answers with all that hangs on them; returns how many.

        By SQL: a million answers with their rows, each through the ORM, would take
        days, and the log of deletions would name each of them.
        """
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT answer.id
                  FROM survey_user_input answer
                  JOIN gov_survey_unit line ON line.id = answer.gov_line_id
                 WHERE line.campaign_id = %s
                 LIMIT %s
                """,
                self.id,
                BATCH,
            )
        )
        ids = tuple(id_ for (id_,) in self.env.cr.fetchall())
        if ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE gov_survey_comment SET user_input_id = NULL "
                    "WHERE user_input_id IN %s AND state = 'shown'",
                    ids,
                )
            )
            # Lines and the other comments go with the answers, by their keys.
            self.env.cr.execute(
                SQL("DELETE FROM survey_user_input WHERE id IN %s", ids)
            )
            self.env.invalidate_all(flush=False)
            _logger.info("%s: %s answers deleted", self.display_name, len(ids))
        return len(ids)

import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..report.queries import survey_cells, survey_recount

_logger = logging.getLogger(__name__)

# Changes summed up in one statement: some megabytes, under two seconds.
BATCH = 10_000


class GovSurveyTally(models.Model):
    """How often a choice was made in valid answers about a unit: what results read.

    ``dimension`` and ``value`` split the same count in different ways (see
    ``report/queries/survey_cells.py``); each dimension adds up to "all". Written by
    :meth:`_compact` and by the recount of a campaign alone.
    """

    _name = "gov.survey.tally"
    _description = "Survey tally"
    _inherit = ["gov.guarded.mixin"]
    _order = "id"
    _rec_name = "id"
    _log_access = False

    _guarded_create_only = True
    _guarded_unlink = True

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    # Numbers, not links: a link costs a look-up for each of the cells that are summed
    # up, four times as long in all. What was opened is never deleted, nor are the parts
    # of its questionnaire.
    campaign_id = fields.Integer(required=True, readonly=True)
    dimension = fields.Char(required=True, readonly=True)
    value = fields.Char(required=True, readonly=True)
    question_id = fields.Integer(required=True, readonly=True)
    # 0: not a matrix.
    matrix_row = fields.Integer(required=True, readonly=True)
    answer_id = fields.Integer(required=True, readonly=True)
    count = fields.Integer(required=True, readonly=True)

    # Results read one dimension of all lines of a campaign, or of one of them. The
    # count stays out of the index: it changes with each compaction, and a row that is
    # in no index with its old value is changed in place.
    _cell_unique = models.UniqueIndex(
        "(campaign_id, dimension, line_id, value, answer_id, matrix_row)"
    )

    @api.model
    def _lock_figures(self):
        """Be the only one who sums up, until the end of the transaction.

        Answers are taken meanwhile and results are read. Nobody waits: whoever waited
        would go on with a picture of the tables from before.

        :return: False if somebody else is at it
        """
        self.env.cr.execute(
            "SELECT pg_try_advisory_xact_lock(hashtext('gov_survey_tally'))"
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _compact(self, limit=BATCH):
        """Add waiting changes to the tallies, and remove them, in one statement.

        A reader sees either the changes or their sum.

        :return: number of changes summed up; 0 also while somebody else does it
        """
        self.env.flush_all()
        if not self._lock_figures():
            return 0
        # Cells are found by the index even in tables that are believed to be empty:
        # reading all of a table that grows meanwhile, once a cell, takes minutes.
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute(survey_cells.compact_sql(limit))
        moved = self.env.cr.fetchone()[0]
        self.env.cr.execute("SET LOCAL enable_seqscan TO DEFAULT")
        if moved:
            names = ("delta", "tally", "return")
            for name in names:
                self.env[f"gov.survey.{name}"].invalidate_model(flush=False)
        return moved

    @api.model
    def _compact_all(self):
        """:meth:`_compact` until nothing waits, in the transaction of the caller."""
        while self._compact() == BATCH:
            pass

    @api.model
    def _cron_compact(self):
        """Sum up what waits; commits each batch."""
        cron = self.env["ir.cron"]
        # A batch sees what others committed only in a transaction of its own.
        left = cron._commit_progress(remaining=1)
        moved = BATCH
        while moved == BATCH and left:
            moved = self._compact()
            left = cron._commit_progress(moved, remaining=int(moved == BATCH))

    @api.model
    def _rebuild(self, campaign):
        """Count the figures of ``campaign`` anew from answers and judgements.

        The caller checked who may.

        :return: number of cells that were wrong and are right now
        :raise UserError: once answers were deleted, or while figures are summed up
        """
        if campaign.purged_on:
            raise UserError(
                self.env._(
                    "%(campaign)s: the answers were deleted on %(day)s, after the time "
                    "for which they are kept. The figures stay as they are.",
                    campaign=campaign.display_name,
                    day=format_date(self.env, campaign.purged_on),
                )
            )
        self.env.flush_all()
        if not self._lock_figures():
            raise UserError(
                self.env._("Figures are being summed up. Try again in a minute.")
            )
        self._compact_all()
        self.env.cr.execute(survey_recount.recount_sql(campaign.id))
        wrong = self.env.cr.fetchone()[0]
        self.env.invalidate_all(flush=False)
        if wrong:
            _logger.warning("%s: %s figures corrected", campaign.display_name, wrong)
        return wrong

    @api.model
    def _trigger(self):
        """Have what waits summed up soon."""
        # sudo: to start the job is all that is done with it.
        cron = self.env.ref("friendly_gov_survey.ir_cron_gov_survey_compact")
        cron.sudo()._trigger()

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools import pledge_seal

# Seals between two commits: a fraction of a second, a few megabytes of contents.
BATCH = 1000


class GovPledgeSeal(models.Model):
    """The chain of what was signed: one row a pledge, in order, never changed.

    Each seal is over the one before it, its number, its time and the content of the
    pledge (``tools/pledge_seal.py``): what is changed afterwards, by SQL too, no longer
    fits. One chain a company. The end of a chain can be cut off unseen from inside, so
    its head is shown, printed and exported: whoever noted it earlier can compare.
    """

    _name = "gov.pledge.seal"
    _description = "Seal of a pledge"
    _inherit = ["gov.guarded.mixin"]
    _order = "company_id, number desc"
    _rec_name = "number"

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
        comodel_name="res.company", required=True, ondelete="restrict", readonly=True
    )
    number = fields.Integer(string="No.", required=True, readonly=True, aggregator=None)
    previous = fields.Char(string="Seal before", required=True, readonly=True)
    content_digest = fields.Char(
        string="SHA-256 of the content", required=True, readonly=True
    )
    digest = fields.Char(string="Seal", required=True, readonly=True)
    digest_short = fields.Char(string="Seal, in short", compute="_compute_short")
    sealed_at = fields.Datetime(required=True, readonly=True)

    _pledge_uniq = models.UniqueIndex("(pledge_id)", "A pledge is sealed once.")
    _number_uniq = models.UniqueIndex(
        "(company_id, number)", "A chain has each number once."
    )

    @api.depends("digest")
    def _compute_short(self):
        for seal in self:
            seal.digest_short = f"{seal.digest[:16]}…" if seal.digest else False

    # Not even the system changes or deletes a seal: no super() here.
    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(self.env._("A seal cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed(self):
        raise AccessError(self.env._("A seal cannot be deleted."))

    @api.model
    def _trigger(self):
        """Have what was signed sealed soon: one row for the scheduler, no lock."""
        # sudo: to start the job is all that a user does with it.
        self.env.ref("friendly_gov.ir_cron_gov_pledge_seal").sudo()._trigger()

    @api.model
    def _cron_seal(self):
        """Seal what is signed, company by company; commits each batch."""
        cron = self.env["ir.cron"]
        waiting = self.env.execute_query(
            SQL(
                """
                SELECT pledge.company_id, count(*)
                  FROM gov_pledge pledge
                 WHERE pledge.signed_content IS NOT NULL
                   AND NOT EXISTS (SELECT FROM gov_pledge_seal seal
                                    WHERE seal.pledge_id = pledge.id)
                 GROUP BY pledge.company_id
                 ORDER BY pledge.company_id
                """
            )
        )
        left = sum(count for _company, count in waiting)
        # A batch sees what others committed only in a transaction of its own.
        cron._commit_progress(remaining=left)
        for company_id, _count in waiting:
            done = BATCH
            while done == BATCH:
                done = self._seal_batch(company_id)
                left = max(left - done, 0)
                if not cron._commit_progress(done, remaining=left):
                    return

    @api.model
    def _seal_batch(self, company_id):
        """Go on with the chain of a company.

        The pledges are only read: people sign and retire at the same time.

        :return: number of seals made
        """
        self.env.flush_all()
        # The first statement of the transaction, and one that takes no snapshot: what
        # is read after waiting for another node is what that node committed. Readers
        # go through.
        self.env.cr.execute("LOCK TABLE gov_pledge_seal IN SHARE ROW EXCLUSIVE MODE")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT pledge.id, pledge.signed_content
                  FROM gov_pledge pledge
                 WHERE pledge.company_id = %s
                   AND pledge.signed_content IS NOT NULL
                   AND NOT EXISTS (SELECT FROM gov_pledge_seal seal
                                    WHERE seal.pledge_id = pledge.id)
                 ORDER BY pledge.signed_at, pledge.id
                 LIMIT %s
                """,
                company_id,
                BATCH,
            )
        )
        if rows:
            self._append(company_id, rows)
        return len(rows)

    @api.model
    def _append(self, company_id, rows):
        """Insert a seal for each of ``rows``: id of the pledge, content."""
        number, previous = self._get_head(company_id)
        now = fields.Datetime.now()
        links = []
        for pledge_id, content in rows:
            number += 1
            digest = pledge_seal.digest(content)
            sealed = pledge_seal.seal(previous, number, moment(now), digest)
            links.append((pledge_id, number, previous, digest, sealed))
            previous = sealed
        columns = [list(column) for column in zip(*links, strict=True)]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO gov_pledge_seal (
                       pledge_id, number, previous, content_digest, digest, company_id,
                       sealed_at, create_uid, create_date, write_uid, write_date)
                SELECT link.*, %(company)s, %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(pledges)s::int[], %(numbers)s::int[],
                              %(previous)s::varchar[], %(contents)s::varchar[],
                              %(digests)s::varchar[]) link
                """,
                company=company_id,
                now=now,
                uid=self.env.uid,
                pledges=columns[0],
                numbers=columns[1],
                previous=columns[2],
                contents=columns[3],
                digests=columns[4],
            )
        )
        self.invalidate_model()
        self.env["gov.pledge"].invalidate_model(
            ["seal_ids", "seal_state", "seal_number", "seal_digest", "sealed_at"],
            flush=False,
        )

    @api.model
    def _get_head(self, company_id):
        """Number and digest of the newest seal; 0 and the genesis for an empty chain.

        :rtype: tuple
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT number, digest FROM gov_pledge_seal WHERE company_id = %s "
                "ORDER BY number DESC LIMIT 1",
                company_id,
            )
        )
        return rows[0] if rows else (0, pledge_seal.GENESIS)


def moment(value):
    """A moment as the seal is over it: UTC with its Z."""
    return f"{value.isoformat()}Z"

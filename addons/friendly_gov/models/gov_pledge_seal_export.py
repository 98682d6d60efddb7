import json

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools import pledge_seal
from .gov_pledge_seal import moment

BATCH = 1000


class GovPledgeSeal(models.Model):
    """The chain as a file that ``tools/pledge_seal.py`` verifies far from Odoo."""

    _inherit = "gov.pledge.seal"

    @api.model
    def _check_may_verify(self):
        """The whole chain is for coordinators, leaders and managers."""
        user = self.env.user
        if not any(
            user.has_group(f"friendly_gov.group_{role}")
            for role in ("coordinator", "leader", "manager")
        ):
            raise AccessError(
                self.env._(
                    "The chain of seals is verified and exported by coordinators, "
                    "leaders and managers."
                )
            )

    @api.model
    def _iter_file(self, company, domain=()):
        """Yield the lines of the file, as bytes: a header, then every seal.

        Called after a check of who asks. A chain is verified as a whole, so no line is
        left out; what is not under ``domain`` or not readable by the user shows the
        digest of its content alone.
        """
        # The rules of the user decide which contents go out.
        shown = self.env["gov.pledge"]._search(list(domain))
        number, head = self._get_head(company.id)
        mine = SQL("company_id = %s", company.id)
        rows = self.env.execute_query(
            SQL("SELECT count(*) FROM gov_pledge_seal WHERE %s", mine)
        )
        header = {
            "format": pledge_seal.FORMAT,
            "company": company.name,
            "count": rows[0][0],
            "number": number,
            "head": head,
        }
        yield _line(header)
        last = 0
        while batch := self._read_lines(company, shown, last):
            for line in batch:
                yield _line({key: line[key] for key in line if line[key] is not None})
            last = batch[-1]["number"]

    def _read_lines(self, company, shown, last):
        self.env.cr.execute(
            SQL(
                """
                SELECT seal.number, seal.previous, seal.sealed_at,
                       seal.content_digest, seal.digest,
                       pledge.signed_content AS content
                  FROM gov_pledge_seal seal
                  LEFT JOIN gov_pledge pledge
                         ON pledge.id = seal.pledge_id AND pledge.id IN %s
                 WHERE seal.company_id = %s AND seal.number > %s
                 ORDER BY seal.number
                 LIMIT %s
                """,
                shown.subselect(),
                company.id,
                last,
                BATCH,
            )
        )
        rows = self.env.cr.dictfetchall()
        for row in rows:
            row["sealed_at"] = moment(row["sealed_at"])
        return rows


def _line(values):
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"

import hashlib
import json
from datetime import date, datetime
from itertools import chain, islice

from odoo import api, models
from odoo.tools import SQL

from ..tools import pledge_seal
from .gov_pledge_seal import moment

# Pledges in memory at a time: a few megabytes.
BATCH = 1000
LIMIT = 200
# Columns of a pledge by where the signed content tells the same.
COLUMNS = {
    "pledge_id": ("pledge",),
    "campaign_id": ("campaign", "id"),
    "level": ("level",),
    "unit_id": ("unit", "id"),
    "user_id": ("signer", "user_id"),
    "employee_id": ("signer", "employee_id"),
    "signer_name": ("signer", "name"),
    "signer_position": ("signer", "position"),
    "authority": ("authority", "kind"),
    "authority_symbol": ("authority", "symbol"),
    "authority_date": ("authority", "date"),
    "place": ("place",),
    "date_signed": ("date_signed",),
    "signed_at": ("signed_at",),
    "method": ("method",),
    "identity_method": ("identity", "method"),
    "identity_at": ("identity", "at"),
    "recorded_by_id": ("recorded_by_id",),
}
# What the content doesn't say can't be compared.
_UNTOLD = object()
OWN_FILES = ("signature", "digital", "paper")
NUMBERS = ("campaign_id", "unit_id", "user_id", "employee_id", "recorded_by_id")


class GovPledgeSeal(models.Model):
    """Verification of the chain against what stands in the tables now.

    A finding is a dict of number (of the seal, None without one), pledge_id, code and
    fields (names of columns that differ). Codes: those of ``tools/pledge_seal.py``, and
    missing (no such pledge), columns (the record is not what its content says), file
    (the list of files), bytes (a file itself), history (retired without a record of
    it), unsealed (signed more than a day ago), no_content (signed, nothing was kept).
    """

    _inherit = "gov.pledge.seal"

    @api.model
    def _verify(self, company, expected=None, with_files=False, limit=LIMIT):
        """Verify the chain of ``company``; the first finding tells where it breaks.

        Called after a check of the role: it reads every pledge of the company.

        :param tuple expected: number and digest of a head noted earlier
        :param bool with_files: read the bytes of each file too, which takes longer
        :return: list of at most ``limit`` findings
        """
        self.env.flush_all()
        findings = chain(
            self._iter_chain(company, expected, with_files),
            self._iter_lists(company) if with_files else (),
            self._iter_unsealed(company),
        )
        return list(islice(findings, limit))

    @api.model
    def _verify_pledge(self, pledge):
        """Findings about one pledge: its content, files and neighbours in the chain."""
        self.env.flush_all()
        company, number = pledge.company_id, pledge.seal_number
        if pledge.seal_state != "sealed":
            return list(self._iter_unsealed(company, pledge))
        rows = {
            row["number"]: row
            for batch in self._iter_batches(company, number - 2, number + 1)
            for row in batch
        }
        row, before, after = (rows.get(number + step) for step in (0, -1, 1))
        # Without a row before, the first one continues nothing: a gap, unless it is it.
        place = (number - 1, before["digest"]) if before else (0, pledge_seal.GENESIS)
        found = [_finding(row, code) for code in pledge_seal.examine(row, place)]
        if after and after["previous"] != row["digest"]:
            found.append(_finding(after, "link"))
        elif not after and self._get_head(company.id)[0] > number:
            found.append(_finding(row, "gap") | {"number": number + 1})
        found += self._compare(
            row, self._get_shared_files(company), self._read_digests([row])
        )
        return found

    def _iter_chain(self, company, expected, with_files):
        shared = self._get_shared_files(company)
        before, met = (0, pledge_seal.GENESIS), not expected
        for batch in self._iter_batches(company):
            digests = self._read_digests(batch) if with_files else {}
            for row in batch:
                for code in pledge_seal.examine(row, before):
                    yield _finding(row, code)
                before = row["number"], row["digest"]
                met = met or before == tuple(expected)
                yield from self._compare(row, shared, digests)
        if not met:
            yield _finding({"number": expected[0], "pledge_id": None}, "head")

    def _iter_batches(self, company, above=-1, upto=None):
        """Rows of the chain with what the pledges hold now, some hundred at a time."""
        place = (above, 0)
        if above < 0:
            # Numbers are from 1 on; whoever meddled needs not have known.
            place = (-(2**31), 0)
        while True:
            self.env.cr.execute(
                SQL(
                    """
                    SELECT seal.id AS seal_id, seal.number, seal.previous,
                           seal.content_digest, seal.digest, seal.sealed_at,
                           seal.pledge_id, pledge.id AS found,
                           pledge.signed_content AS content,
                           pledge.company_id <> seal.company_id AS moved,
                           pledge.state, pledge.campaign_id, pledge.level,
                           pledge.unit_id, pledge.user_id, pledge.employee_id,
                           pledge.signer_name, pledge.signer_position,
                           pledge.authority, pledge.authority_symbol,
                           pledge.authority_date, pledge.place, pledge.date_signed,
                           pledge.signed_at, pledge.method, pledge.identity_method,
                           pledge.identity_at, pledge.recorded_by_id,
                           ARRAY(SELECT file.kind || ' ' || file.sha256
                                   FROM gov_pledge_file file
                                  WHERE file.pledge_id = pledge.id) AS files,
                           pledge.state <> 'retired' OR EXISTS (
                               SELECT FROM gov_history history
                                WHERE history.res_model = 'gov.pledge'
                                  AND history.res_id = pledge.id
                                  AND history.snapshot ->> 'state' = 'retired'
                           ) AS told
                      FROM gov_pledge_seal seal
                      LEFT JOIN gov_pledge pledge ON pledge.id = seal.pledge_id
                     WHERE seal.company_id = %s
                       AND (seal.number, seal.id) > (%s, %s)
                       AND %s
                     ORDER BY seal.number, seal.id
                     LIMIT %s
                    """,
                    company.id,
                    *place,
                    SQL("TRUE") if upto is None else SQL("seal.number <= %s", upto),
                    BATCH,
                )
            )
            rows = self.env.cr.dictfetchall()
            for row in rows:
                row["sealed_at"] = moment(row["sealed_at"])
            if rows:
                yield rows
            if len(rows) < BATCH:
                return
            place = (rows[-1]["number"], rows[-1]["seal_id"])

    def _compare(self, row, shared, digests):
        """Findings where the tables tell something else than the signed content."""
        if not row["found"]:
            yield _finding(row, "missing")
            return
        if row["content"] is None:
            yield _finding(row, "no_content")
            return
        try:
            content = json.loads(row["content"])
        except ValueError:
            # Told already: such a content has another digest.
            yield _finding(row, "columns", ["signed_content"])
            return
        names = _get_differences(row, content)
        if names:
            yield _finding(row, "columns", names)
        files = content.get("files") or []
        if not _has_files(row, files, shared):
            yield _finding(row, "file")
        changed = digests.get(row["pledge_id"], ())
        if any(kept != actual for kept, actual in changed):
            yield _finding(row, "bytes")
        if not row["told"]:
            yield _finding(row, "history")

    def _iter_unsealed(self, company, pledge=None):
        """Pledges that should have been sealed long ago, or have nothing to seal."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT pledge.id, pledge.signed_content IS NULL
                  FROM gov_pledge pledge
                 WHERE pledge.company_id = %s
                   AND %s
                   AND (CASE WHEN pledge.signed_content IS NULL
                             THEN pledge.state = 'signed'
                             ELSE pledge.signed_at < now() at time zone 'UTC'
                                                     - interval '1 day'
                        END)
                   AND NOT EXISTS (SELECT FROM gov_pledge_seal seal
                                    WHERE seal.pledge_id = pledge.id)
                 ORDER BY pledge.signed_at, pledge.id
                 LIMIT %s
                """,
                company.id,
                SQL("pledge.id = %s", pledge.id) if pledge else SQL("TRUE"),
                LIMIT,
            )
        )
        for pledge_id, is_empty in rows:
            yield _finding(
                {"number": None, "pledge_id": pledge_id},
                "no_content" if is_empty else "unsealed",
            )

    def _get_shared_files(self, company):
        """Digests of the lists that were scanned, by campaign."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT campaign_id, array_agg(sha256)
                      FROM gov_pledge_file
                     WHERE company_id = %s AND campaign_id IS NOT NULL
                     GROUP BY campaign_id
                    """,
                    company.id,
                )
            )
        )

    def _read_digests(self, rows):
        """Digest kept and digest of the bytes of each file, by pledge."""
        digests = {}
        pledges = [row["pledge_id"] for row in rows]
        for file, actual in self._iter_bytes([("pledge_id", "in", pledges)]):
            digests.setdefault(file.pledge_id.id, []).append((file.sha256, actual))
        return digests

    def _iter_lists(self, company):
        """Scanned lists whose bytes were changed; they prove many pledges at once."""
        domain = [("company_id", "=", company.id), ("campaign_id", "!=", False)]
        for file, actual in self._iter_bytes([*domain, ("is_proof", "=", True)]):
            if actual != file.sha256:
                yield _finding({"number": None, "pledge_id": None}, "bytes")

    def _iter_bytes(self, domain):
        # sudo: bytes are compared; the caller checked whose pledges these are.
        for file in self.env["gov.pledge.file"].sudo().search(domain):
            yield file, hashlib.sha256(file._get_content()).hexdigest()
            # One file in memory at a time.
            self.env["ir.attachment"].invalidate_model(["raw", "datas"], flush=False)


def _finding(row, code, names=()):
    return {
        "number": row["number"],
        "pledge_id": row["pledge_id"],
        "code": code,
        "fields": list(names),
    }


def _get_differences(row, content):
    """Names of the columns that are not what the signed content says."""
    names = [] if row["state"] in ("signed", "retired") else ["state"]
    if row["moved"]:
        names.append("company_id")
    for name, path in COLUMNS.items():
        told = content
        for key in path:
            told = told.get(key, _UNTOLD) if isinstance(told, dict) else _UNTOLD
        if told is not _UNTOLD and told != _as_told(name, row[name]):
            names.append(name)
    return names


def _as_told(name, value):
    """A column as the content tells it."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return value or (0 if name in NUMBERS else "")


def _has_files(row, files, shared):
    """True if the files on the record are those that were signed, no other."""
    own = sorted(f"{f['kind']} {f['sha256']}" for f in files if f["kind"] in OWN_FILES)
    lists = {f["sha256"] for f in files if f["kind"] not in OWN_FILES}
    known = shared.get(row["campaign_id"], ())
    return own == sorted(row["files"]) and lists.issubset(known)

"""The work file of a directive for the archive: one ZIP with everything about it.

Read with the rights of the user, batch by batch, and written to a file on disk, so
that the memory it takes doesn't grow with the number of lines or files.
"""

import hashlib
import zipfile
from typing import NamedTuple

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import human_size, split_every

from ..tools.filename import UniquePaths, safe_name
from . import work_file_tables
from .xlsx import Book, write_table

BATCH = 200
CHUNK = 1024 * 1024
LIMIT_PARAMETER = "friendly_gov.work_file_max_mb"
LIMIT_MEGABYTES = 500
# What a file of evidence belongs to: a result's line, an answer, a part of a line.
_EVIDENCE_OWNERS = (
    "assignment_id",
    "coordination_id",
    "subassignment_id.assignment_id",
)


class Entry(NamedTuple):
    """One file of the archive; ``problem`` says why it isn't what was recorded."""

    path: str
    kind: str
    size: int
    sha256: str
    problem: str = ""


class WorkFile:
    """Writes the archive of one directive.

    :param directive: the record, in the environment of the user; a Vietnamese one
        where the language is installed
    """

    def __init__(self, directive):
        directive.ensure_one()
        directive.check_access("read")
        vietnamese = directive.env["res.lang"]._lang_get("vi_VN")
        lang = "vi_VN" if vietnamese else directive.env.lang
        self.directive = directive.with_context(lang=lang, bin_size=False)
        self.env = self.directive.env
        self.entries = []
        self.paths_by_result = {}
        self._paths = UniquePaths()
        self._now = fields.Datetime.context_timestamp(
            self.directive, fields.Datetime.now()
        )

    @property
    def name(self):
        """Name of the archive, for the download."""
        return safe_name(f"ho-so-{self.directive.symbol}", limit=60) + ".zip"

    def check_size(self):
        """Raise UserError if the files together are over the limit."""
        parameters = self.env["ir.config_parameter"]
        # sudo: a limit, not a secret.
        limit = parameters.sudo().get_param(LIMIT_PARAMETER, LIMIT_MEGABYTES)
        size = sum(attachment.file_size for _k, attachment, _e in self._files())
        if size > float(limit) * CHUNK:
            raise UserError(
                self.env._(
                    "The files of %(document)s take %(size)s, more than the %(limit)s "
                    "MB allowed for one work file. An administrator can raise the "
                    "limit (%(parameter)s).",
                    document=self.directive.display_name,
                    size=human_size(size),
                    limit=limit,
                    parameter=LIMIT_PARAMETER,
                )
            )

    def write_to(self, target):
        """Write the archive to ``target``, a binary file opened for writing."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for kind, attachment, evidence in self._files():
                self._add_attachment(archive, kind, attachment, evidence)
            self._add_workbook(archive)
            self._add_page(archive)
            sums = "".join(f"{e.sha256}  {e.path}\n" for e in self.entries)
            archive.writestr(self._info("SHA256SUMS.txt"), sums)

    # -- what belongs to it --------------------------------------------------------

    def parts(self, model, domain, order="id"):
        """Recordsets of ``model`` that the user may read, BATCH each, cache emptied."""
        ids = self.env[model].search(domain, order=order).ids
        for part in split_every(BATCH, ids, list):
            yield self.env[model].browse(part)
            self.env.invalidate_all(flush=False)

    def _files(self):
        """Triples (kind, attachment, evidence or None), all readable for the user."""
        document = self.env._("Document")
        exchange = self.env._("Exchange on the task")
        for model, domain, kind in (
            ("gov.directive", [("id", "=", self.directive.id)], document),
            ("gov.assignment", self.lines_domain(), exchange),
        ):
            for records in self.parts(model, domain):
                for attachment in self._attachments(records, False):
                    yield kind, attachment, None
        for records in self.parts("gov.evidence", self._evidence_domain()):
            for attachment in self._attachments(records, "file"):
                yield (
                    self.env._("Evidence"),
                    attachment,
                    records.browse(attachment.res_id),
                )

    def lines_domain(self):
        return [("directive_id", "=", self.directive.id)]

    def below_lines_domain(self):
        """Of what belongs to a line of the directive."""
        return [("assignment_id.directive_id", "=", self.directive.id)]

    def _evidence_domain(self):
        """Files of results, of answers to coordination, and of parts of a line."""
        directive = self.directive.id
        return Domain.OR(
            Domain(f"{path}.directive_id", "=", directive) for path in _EVIDENCE_OWNERS
        )

    def _attachments(self, records, field):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("res_field", "=", field),
                ("type", "=", "binary"),
            ],
            order="res_id, id",
        )

    # -- files ---------------------------------------------------------------------

    def _add_attachment(self, archive, kind, attachment, evidence):
        folder = self.env._("document")
        if evidence:
            unit, task = self._get_origin(evidence)
            folder = "{}/{}-{}".format(
                self.env._("evidence"), unit.gov_code or unit.name, task.code
            )
        elif attachment.res_model == "gov.assignment":
            folder = self.env._("exchange")
        path = self._paths.add(folder, evidence.name if evidence else attachment.name)
        size, digest = self._stream(archive, path, attachment)
        problem = ""
        if size != attachment.file_size:
            problem = self.env._("The file is missing from the file store.")
        elif evidence and evidence.sha256 != digest:
            problem = self.env._("Not the file that was submitted.")
        self.entries.append(Entry(path, kind, size, digest, problem))
        if evidence:
            paths = self.paths_by_result.setdefault(evidence.result_id.id, [])
            paths.append(path)

    def _get_origin(self, evidence):
        """Unit that gave the file, and the task it was asked for."""
        answer, part = evidence.coordination_id, evidence.subassignment_id
        line = evidence.assignment_id or part.assignment_id
        return (answer or part or line).unit_id, answer.task_id or line.task_id

    def _stream(self, archive, path, attachment):
        digest, size = hashlib.sha256(), 0
        with archive.open(self._info(path), "w", force_zip64=True) as target:
            for chunk in self._chunks(attachment):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        return size, digest.hexdigest()

    def _chunks(self, attachment):
        stored = attachment.store_fname
        if not stored:
            # Small ones may be kept in the database.
            yield attachment.raw or b""
            return
        try:
            with open(attachment._full_path(stored), "rb") as source:
                while chunk := source.read(CHUNK):
                    yield chunk
        except OSError:
            # Told in the table of contents: one lost file must not hide the others.
            return

    def _info(self, path):
        info = zipfile.ZipInfo(path, self._now.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return info

    # -- table of contents ---------------------------------------------------------

    def _add_workbook(self, archive):
        path = self._paths.add("", self.env._("00-contents") + ".xlsx")
        digest = hashlib.sha256()
        with archive.open(self._info(path), "w", force_zip64=True) as target:
            sink = _Sink(target, digest)
            with Book(sink, {"title": self.directive.display_name}) as book:
                for table in work_file_tables.get_tables(self):
                    sheet = book.add_sheet(table.name, [c.width for c in table.columns])
                    write_table(
                        sheet,
                        table.columns,
                        table.rows,
                        numbering_row=False,
                        empty_label=self.env._("Nothing here."),
                    )
        kind = self.env._("Table of contents")
        self.entries.append(Entry(path, kind, sink.size, digest.hexdigest()))

    def _add_page(self, archive):
        """The same list as a page that any browser shows without a spreadsheet."""
        path = self._paths.add("", self.env._("00-contents") + ".html")
        digest = hashlib.sha256()
        with archive.open(self._info(path), "w", force_zip64=True) as target:
            sink = _Sink(target, digest)
            for part in self._page_parts():
                sink.write(part.encode())
        kind = self.env._("Table of contents")
        self.entries.append(Entry(path, kind, sink.size, digest.hexdigest()))

    def _page_parts(self):
        title = self.directive.display_name
        yield Markup(
            '<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8">'
            "<title>{}</title></head><body><h1>{}</h1><p>{}</p>"
        ).format(self.env.lang[:2], title, title, self.directive.subject)
        for table in work_file_tables.get_page_tables(self):
            yield Markup("<h2>{}</h2><table border='1'><tr>").format(table.name)
            for column in table.columns:
                yield Markup("<th>{}</th>").format(column.title)
            yield Markup("</tr>")
            for row in table.rows:
                yield Markup("<tr>")
                for column in table.columns:
                    cell = row.get(column.key)
                    shown = "" if cell in (None, False) else cell
                    yield Markup("<td>{}</td>").format(shown)
                yield Markup("</tr>")
            yield Markup("</table>")
        yield Markup("</body></html>")


class _Sink:
    """A file that can only be written, with its digest: no second copy on disk."""

    def __init__(self, target, digest):
        self._target, self._digest, self.size = target, digest, 0

    # Called by zipfile: no write() of a record.
    def write(self, data):  # pylint: disable=method-required-super
        self._digest.update(data)
        self.size += len(data)
        return self._target.write(data)

    def flush(self):
        self._target.flush()

"""Table of tasks that stands in the annex of a directive.

Offices draw it up by hand, so nothing of it is fixed but two headings: who leads
("don vi chu tri") and who helps ("don vi phoi hop"). The row with both, among the
first of a sheet, is the header; the other columns are known by their words. Cells
merged over several rows give their value to each.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from .fold import fold, nfc
from .tabular import coerce_text
from .tabular_match import HEADER_WITHIN
from .tabular_types import Limits, Row, Table, TableError, column_letter

# Folded words of a heading, the first pattern that fits; a heading is short, a
# sentence that speaks of leading units is not one.
HEADINGS = {
    "lead": re.compile(r"(?!.*phoi hop).*\bchu tri\b.*"),
    "coordinating": re.compile(r"(?!.*chu tri).*\bphoi hop\b.*"),
    "code": re.compile(r"(?:so )?(?:stt|tt|thu tu)|ma(?: so)? nhiem vu"),
    "deadline": re.compile(
        r".*\b(?:thoi han|thoi gian|han hoan thanh|tien do|hoan thanh)\b.*"
    ),
    "product": re.compile(r".*\b(?:san pham|ket qua|dau ra)\b.*"),
    "note": re.compile(r"ghi chu"),
    "text": re.compile(
        r"(?:(?:noi dung|ten|cac|danh muc)\b.*)?\b(?:nhiem vu|noi dung|cong viec)\b.*"
    ),
}
MAX_HEADING = 60
# (1) (2) (3) or 1 2 3 below the header, as official forms number their columns.
_COLUMN_NUMBER = re.compile(r"\(?\d{1,2}\)?")

_QUOTED = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)')
_PLAIN = re.compile(r"[^\t\n]*")


@dataclass
class AnnexRow:
    """A row as written; ``number`` as Excel counts.

    ``heading``: only contents, no unit, product or deadline: a section of the plan
    rather than a task.
    """

    number: int
    code: str = ""
    text: str = ""
    lead: str = ""
    coordinating: str = ""
    product: str = ""
    deadline: str = ""
    note: str = ""

    @property
    def heading(self):
        return not (self.lead or self.coordinating or self.product or self.deadline)


def read_pasted(text, limits=None):
    """Return the :class:`Table` of cells copied from Excel or Word.

    Tabs between cells; a cell with line breaks or tabs stands in quotation marks.

    :raises TableError: empty, too_big, too_many_rows, too_many_columns
    """
    limits = limits or Limits()
    if len(text or "") > limits.max_bytes:
        raise TableError("too_big", limit=limits.max_bytes)
    text = nfc(text)
    if not text.strip():
        raise TableError("empty")
    rows = []
    for number, cells in enumerate(_split_pasted(text), start=1):
        values = [cell.strip() or None for cell in cells]
        if len(values) > limits.max_columns:
            raise TableError("too_many_columns", row=number, limit=limits.max_columns)
        if any(values):
            rows.append(Row(number, values))
        if len(rows) > limits.max_rows + 1:
            raise TableError("too_many_rows", row=number, limit=limits.max_rows)
    width = max(len(row.cells) for row in rows)
    for row in rows:
        row.cells.extend([None] * (width - len(row.cells)))
    header = [cell or "" for cell in rows[0].cells]
    return Table("", rows[0].number, header, rows[1:], rows[0])


def _split_pasted(text):
    """Rows of cells; a cell is quoted if its closing mark ends it.

    Excel quotes a cell with line breaks, but Word and people begin a text with a
    quotation mark as well, so that strict CSV would refuse honest tables.
    """
    rows, cells, at = [], [], 0
    while True:
        quoted = _QUOTED.match(text, at)
        if quoted:
            cells.append(quoted[1].replace('""', '"'))
            at = quoted.end()
        else:
            plain = _PLAIN.match(text, at)
            cells.append(plain[0])
            at = plain.end()
        end = text[at : at + 1]
        if end != "\t":
            rows.append(cells)
            cells = []
        if not end:
            return rows
        at += 1


def _unmerge(table, limits):
    """Rows of a table with merged values carried down, as ``{number: cells}``."""
    rows = {row.number: list(row.cells) for row in (table.top, *table.rows)}
    numbers, width, work = list(rows), len(table.top.cells), 0
    for merge in table.merges:
        at, last = merge.first_column, merge.last_row
        if merge.first_row not in rows or at >= width:
            continue
        below = numbers[bisect_right(numbers, merge.first_row) :]
        below = below[: bisect_right(below, last)]
        # Ranges may overlap in a made-up file, and then cost their product.
        work += len(numbers)
        if work > limits.max_cells:
            raise TableError("too_many_cells", sheet=table.name, limit=limits.max_cells)
        for number in below:
            if rows[number][at] is None:
                rows[number][at] = rows[merge.first_row][at]
    return rows


def _find_columns(cells):
    """``{column key: [indexes]}`` of a row, empty unless it is a header."""
    found = {}
    for index, cell in enumerate(cells):
        words = fold(cell) if isinstance(cell, str) else ""
        if not words or len(words) > MAX_HEADING:
            continue
        for key, pattern in HEADINGS.items():
            if pattern.fullmatch(words):
                found.setdefault(key, []).append(index)
                break
    return found if "lead" in found and "coordinating" in found else {}


def find_header(tables, limits):
    """Return ``(table, rows, header row number, {column key: index})``.

    :raises TableError: no_annex if no row names both kinds of units,
        missing_column without contents, duplicate_header, too_many_cells
    """
    for table in tables:
        rows = _unmerge(table, limits)
        for number in list(rows)[:HEADER_WITHIN]:
            found = _find_columns(rows[number])
            if found:
                return table, rows, number, _check(table, number, found)
    raise TableError("no_annex", limit=HEADER_WITHIN)


def _check(table, number, found):
    if "text" not in found:
        raise TableError("missing_column", sheet=table.name, row=number, key="text")
    for key, indexes in found.items():
        if len(indexes) > 1:
            raise TableError(
                "duplicate_header",
                sheet=table.name,
                row=number,
                column=column_letter(indexes[1]),
                key=key,
            )
    return {key: indexes[0] for key, indexes in found.items()}


def read_annex(tables, limits=None):
    """Return ``(sheet name, {column key: index}, [AnnexRow])`` of the annex table.

    :raises TableError: see :func:`find_header`; formula, cell_error below it;
        empty if no row has contents
    """
    table, rows, header, columns = find_header(tables, limits or Limits())
    for defect in table.defects:
        if defect.row > header and defect.column in columns.values():
            raise TableError(
                defect.code,
                sheet=table.name,
                row=defect.row,
                column=column_letter(defect.column),
            )
    below = [
        AnnexRow(number, **{key: coerce_text(cells[at]) for key, at in columns.items()})
        for number, cells in rows.items()
        if number > header
    ]
    kept = [row for row in below if row.text and not _is_numbering(row)]
    # A merged header of two lines repeats its upper words in the lower one.
    kept = [row for row in kept if not _find_columns([row.lead, row.coordinating])]
    if not kept:
        raise TableError("empty", sheet=table.name)
    return table.name, columns, kept


def _is_numbering(row):
    values = (row.text, row.lead, row.coordinating)
    return all(_COLUMN_NUMBER.fullmatch(value) for value in values)

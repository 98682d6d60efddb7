"""The workbook on how assigned tasks are carried out: a cover, then tables."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import accumulate

from .official import OfficialHead, SignatureBlock, write_head, write_signature
from .table import TableResult, write_table
from .text import line_count, line_height
from .writer import DATE_FORMAT, DATETIME_FORMAT, Book

COVER_WIDTHS = (50, 75)
# Characters of table text that a page takes at a size that can still be read.
PAGE_WIDTH = 250
_COVER_CELL = {"border": 1, "font_size": 13, "align": "left"}


@dataclass
class TablePart:
    """One table on a sheet of its own.

    :param str key: names the result
    :param str sheet: name of the sheet
    :param str title: default the title of the head
    :param rows: iterable of mappings or sequences, streamed
    :param tuple notes: lines under the title, after those of the head
    :param str empty: shown when there are no rows; default that of the workbook
    :param bool official: with full head, column numbers and signature
    :param close: called when the workbook is done with the rows, or has failed
    """

    key: str
    sheet: str
    columns: list
    rows: Iterable
    title: str | None = None
    notes: tuple = ()
    empty: str | None = None
    official: bool = False
    close: Callable | None = None


@dataclass
class TaskWorkbook:
    """All that the workbook shows.

    :param dict labels: ``cover_sheet``; ``cover_title`` (default: the title of
        ``head``); ``total``; ``empty``, shown in a table without rows
    :param tables: list of :class:`TablePart`, in the order of the sheets
    :param cover: pairs of label and value (text, number, date); a callable value
        is called with the :class:`WorkbookResult` once the tables are written, so
        that the cover tells the numbers of rows really written
    :param str banner: in place of ``head.banner``, and in red on each page's foot
    """

    labels: dict
    head: OfficialHead
    tables: list
    cover: list = field(default_factory=list)
    signature: SignatureBlock | None = None
    banner: str | None = None
    properties: dict | None = None


@dataclass(frozen=True)
class WorkbookResult:
    """What was written.

    ``tables`` maps the keys of the parts to their results; ``truncated`` counts the
    texts cut to the limit of a cell.
    """

    tables: dict[str, TableResult]
    truncated: int


def build_task_workbook(target, data):
    """Write the workbook to ``target`` (path or binary file object).

    Raises :class:`XlsxError`, and leaves ``target`` untouched, when it cannot be
    written; an exception of the row iterators passes through likewise.

    :param TaskWorkbook data:
    :return: :class:`WorkbookResult`
    """
    head = data.head
    if data.banner is not None:
        head = replace(head, banner=data.banner)
    try:
        with Book(target, data.properties) as book:
            return _write_book(book, data, head)
    finally:
        for part in data.tables:
            if part.close:
                part.close()


def _write_book(book, data, head):
    # Created first to stand first, filled last: it tells what was written.
    cover = _add_sheet(
        book, data.labels["cover_sheet"], COVER_WIDTHS, head, pages_high=1
    )
    tables = {part.key: _write_sheet(book, data, head, part) for part in data.tables}
    result = WorkbookResult(tables, book.truncated)
    _write_cover(cover, data, head, result)
    return result


def _add_sheet(book, name, widths, head, pages_high=0):
    sheet = book.add_sheet(name, widths)
    pages_wide = _count_pages(widths)
    sheet.set_page(footer=head.banner, pages_high=pages_high, pages_wide=pages_wide)
    if pages_wide > 1:
        # The number of the row, to find it again on the next page.
        sheet.repeat_columns(0, 0)
    return sheet


def _count_pages(widths):
    return -(-int(sum(widths)) // PAGE_WIDTH)


def _get_title_span(widths):
    """Number of columns on the first page: a title over all would be cut there."""
    room = sum(widths) / _count_pages(widths)
    return max(1, sum(1 for used in accumulate(widths) if used <= room))


def _write_sheet(book, data, head, part):
    widths = [column.width for column in part.columns]
    sheet = _add_sheet(book, part.sheet, widths, head)
    own_head = replace(head, subtitle=(*head.subtitle, *part.notes))
    span = _get_title_span(widths)
    write_head(sheet, own_head, full=part.official, title=part.title, span=span)
    result = write_table(
        sheet,
        part.columns,
        part.rows,
        numbering_row=part.official,
        total_label=data.labels["total"] if _has_totals(part.columns) else None,
        empty_label=part.empty or data.labels.get("empty"),
        autofilter=not part.official,
    )
    if part.official and data.signature:
        write_signature(sheet, data.signature)
    return result


def _has_totals(columns):
    return any(column.total for column in columns)


def _write_cover(sheet, data, head, result):
    write_head(sheet, head, title=data.labels.get("cover_title"))
    book = sheet.book
    label_format = book.format(**_COVER_CELL, bold=True)
    for label, value in data.cover:
        if isinstance(value, Callable):
            value = value(result)
        style = dict(_COVER_CELL, num_format=_cover_number_format(value))
        lines = max(
            line_count(str(text), width, style["font_size"])
            for text, width in zip((label, value), COVER_WIDTHS, strict=True)
        )
        sheet.write_row(
            [label, value],
            [label_format, book.format(**style)],
            height=lines * line_height(style["font_size"]) + 2,
        )


def _cover_number_format(value):
    if hasattr(value, "hour"):
        return DATETIME_FORMAT
    if hasattr(value, "year"):
        return DATE_FORMAT
    if isinstance(value, str):
        return "@"
    return "#,##0" if isinstance(value, int) else "General"

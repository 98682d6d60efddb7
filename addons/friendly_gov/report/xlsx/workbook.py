"""The workbook on how assigned tasks are carried out: cover and four tables."""

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
class TaskWorkbook:
    """All that the workbook shows.

    :param dict labels: sheet names ``cover_sheet``, ``unit_sheet``,
        ``directive_sheet``, ``overdue_sheet``, ``detail_sheet``; titles
        ``cover_title``, ``unit_title``, ``directive_title``, ``overdue_title``,
        ``detail_title`` (default: the title of ``head``); ``total``; ``empty``,
        shown in a table without rows; ``overdue_empty`` in that of the overdue
    :param cover: pairs of label and value (text, number, date); a callable value
        is called with the :class:`WorkbookResult` once the tables are written, so
        that the cover tells the numbers of rows really written
    :param str banner: in place of ``head.banner``, and in red on each page's foot
    :param rows: each an iterable of mappings or sequences, streamed
    """

    labels: dict
    head: OfficialHead
    unit_columns: list
    unit_rows: Iterable
    directive_columns: list
    directive_rows: Iterable
    overdue_columns: list
    overdue_rows: Iterable
    detail_columns: list
    detail_rows: Iterable
    cover: list = field(default_factory=list)
    signature: SignatureBlock | None = None
    banner: str | None = None
    properties: dict | None = None


@dataclass(frozen=True)
class WorkbookResult:
    """What was written.

    ``tables`` maps ``unit``, ``directive``, ``overdue`` and ``detail`` to their
    results; ``truncated`` counts the texts cut to the limit of a cell.
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
    with Book(target, data.properties) as book:
        # Created first to stand first, filled last: it tells what was written.
        cover = _add_sheet(
            book, data.labels["cover_sheet"], COVER_WIDTHS, head, pages_high=1
        )
        tables = {
            "unit": _write_sheet(book, data, head, "unit", official=True),
            "directive": _write_sheet(book, data, head, "directive"),
            "overdue": _write_sheet(book, data, head, "overdue"),
            "detail": _write_sheet(book, data, head, "detail"),
        }
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


def _write_sheet(book, data, head, part, official=False):
    """One table: the official one has full head, column numbers and signature."""
    columns = getattr(data, f"{part}_columns")
    widths = [column.width for column in columns]
    sheet = _add_sheet(book, data.labels[f"{part}_sheet"], widths, head)
    title = data.labels.get(f"{part}_title")
    write_head(sheet, head, full=official, title=title, span=_get_title_span(widths))
    result = write_table(
        sheet,
        columns,
        getattr(data, f"{part}_rows"),
        numbering_row=official,
        total_label=data.labels["total"] if _has_totals(columns) else None,
        empty_label=data.labels.get(f"{part}_empty", data.labels.get("empty")),
        autofilter=not official,
    )
    if official and data.signature:
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

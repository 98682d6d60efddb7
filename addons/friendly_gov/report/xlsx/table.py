"""A table: header of one or two rows, numbered columns, rows, totals."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from .columns import NUMBER_FORMATS, Ratio, Totals, check_columns
from .text import line_height, quick_line_count
from .writer import TABLE_SIZE, Block, Formula, XlsxError, column_range

HEADER_FILL = "#F2F2F2"
_ALIGN = {
    "text": "left",
    "percent": "center",
    "date": "center",
    "datetime": "center",
}
_CELL = {"font_size": TABLE_SIZE, "border": 1}
_HEAD = {**_CELL, "bold": True, "align": "center", "bg_color": HEADER_FILL}
_NUMBER = {**_CELL, "italic": True, "align": "center"}


@dataclass(frozen=True)
class TableResult:
    """What was written: zero-based rows of the data, their number, the totals.

    ``totals`` maps the key of each column with a total to its value. Without data
    ``first_row`` and ``last_row`` are the row that says so, and ``count`` is 0.
    """

    first_row: int
    last_row: int
    count: int
    totals: dict = field(default_factory=dict)


def write_table(
    sheet,
    columns,
    rows,
    *,
    numbering_row=True,
    total_label=None,
    empty_label=None,
    autofilter=False,
    freeze=True,
):
    """Write a table from the next free row of ``sheet`` on.

    :param columns: list of :class:`Column`; the sheet must have their widths
    :param rows: iterable of mappings by key, or of sequences in column order;
        consumed once, one row at a time
    :param bool numbering_row: a row (1) (2) (3) under the header, as forms have
    :param str total_label: text of the total row; None leaves the row out
    :param str empty_label: text shown when there are no rows
    :return: :class:`TableResult`
    """
    columns = list(columns)
    check_columns(columns)
    header_row = sheet.row
    _write_header(sheet, columns)
    if numbering_row:
        numbers = [f"({number})" for number in range(1, len(columns) + 1)]
        sheet.write_row(numbers, [sheet.book.format(**_NUMBER)] * len(columns))
    sheet.repeat_rows(header_row, sheet.row - 1)
    if freeze:
        sheet.freeze()
    result = _write_data(sheet, columns, rows, empty_label)
    last_col = len(columns) - 1
    sheet.quiet_text_numbers(result.first_row, result.last_row, last_col)
    if autofilter:
        sheet.autofilter(result.first_row - 1, result.last_row, last_col)
    if total_label is not None:
        _write_total(sheet, columns, result, total_label)
    return result


def _write_header(sheet, columns):
    """Titles, with a row of group titles above when a column has a group.

    Two one-row writes: a merge over both rows cannot be written in constant
    memory. An ungrouped title stands in the lower row under an open cell, which
    also leaves the lower row complete for filters and for importing again.
    """
    grouped = any(column.group for column in columns)
    if grouped:
        blocks, first = [], 0
        # Neighbours only, and no ORM in this layer: Odoo's groupby would regroup all.
        neighbours = groupby(  # pylint: disable=bad-builtin-groupby
            columns, key=lambda column: column.group
        )
        for group, members in neighbours:
            last = first + len(list(members)) - 1
            if group:
                blocks.append(Block(first, last, group, _HEAD))
            else:
                open_below = {**_HEAD, "bottom": 0}
                blocks += [
                    Block(col, col, None, open_below) for col in range(first, last + 1)
                ]
            first = last + 1
        sheet.write_blocks(blocks)
    blocks = []
    for col, column in enumerate(columns):
        open_above = grouped and not column.group
        style = {**_HEAD, "top": 0} if open_above else _HEAD
        blocks.append(Block(col, col, column.title, style))
    sheet.write_blocks(blocks)


def _cell_style(column, **more):
    align = column.align or _ALIGN.get(column.kind, "right")
    if align == "right":
        more["indent"] = 1
    return {
        **_CELL,
        "align": align,
        "text_wrap": column.kind == "text",
        "num_format": NUMBER_FORMATS[column.kind],
        **more,
    }


def _write_data(sheet, columns, rows, empty_label):
    formats = [sheet.book.format(**_cell_style(column)) for column in columns]
    wrapped = [
        (col, column.width)
        for col, column in enumerate(columns)
        if column.kind == "text"
    ]
    totals, first_row, count = Totals(columns), sheet.row, 0
    for row in rows:
        values = _row_values(columns, row)
        sheet.write_row(values, formats, height=_row_height(values, wrapped))
        totals.add(values)
        count += 1
    if not count:
        # The formulas of the total row need a range, and a reader a word.
        style = {**_CELL, "italic": True, "align": "center"}
        sheet.write_blocks([Block(0, len(columns) - 1, empty_label, style)])
    return TableResult(first_row, sheet.row - 1, count, totals.result())


def _row_height(values, wrapped):
    """Points for a row whose texts wrap, None for a row of one line.

    LibreOffice and viewers on phones do not fit the height of a row when they open
    a file, and would print the lines over one another.
    """
    lines = 1
    for col, width in wrapped:
        value = values[col]
        if value and (count := quick_line_count(value, width)) > lines:
            lines = count
    return lines * line_height(TABLE_SIZE) + 2 if lines > 1 else None


def _row_values(columns, row):
    if isinstance(row, Mapping):
        row = [row[column.key] for column in columns]
    elif len(row) != len(columns):
        raise XlsxError(f"a row of {len(row)} values for {len(columns)} columns")
    return [column.convert(value) for column, value in zip(columns, row, strict=True)]


def _write_total(sheet, columns, result, label):
    total_row = sheet.row
    refs = {column.key: col for col, column in enumerate(columns)}
    cells, formats = [], []
    for col, column in enumerate(columns):
        value = result.totals.get(column.key)
        cell = None
        if column.total == "sum":
            area = column_range(col, result.first_row, result.last_row)
            cell = Formula(f"=SUM({area})", value)
        elif column.total == "count":
            area = column_range(col, result.first_row, result.last_row)
            cell = Formula(f"=COUNTA({area})", value)
            # A formula in a cell of format text becomes a text when it is edited.
            column = replace(column, kind="int")
        elif isinstance(column.total, Ratio):
            part = _sum_of(column.total.part, refs, total_row)
            whole = _sum_of(column.total.whole, refs, total_row)
            cell = Formula(f"=IF({whole}=0,0,{part}/{whole})", value)
        cells.append(cell)
        formats.append(sheet.book.format(**_cell_style(column, bold=True)))
    span = next((col for col, cell in enumerate(cells) if cell), len(columns))
    _write_labelled(sheet, cells, formats, label, span)


def _sum_of(keys, refs, row):
    cells = [column_range(refs[key], row, row).split(":")[0] for key in keys]
    return cells[0] if len(cells) == 1 else f"({'+'.join(cells)})"


def _write_labelled(sheet, cells, formats, label, span):
    """The total row, its label merged over the columns before the first total."""
    if not span:
        raise XlsxError("no column before the first total to hold its label")
    style = {**_CELL, "bold": True, "align": "center"}
    sheet.total_row(cells, formats, label=Block(0, span - 1, label, style))

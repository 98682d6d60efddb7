"""The one place that touches xlsxwriter.

A workbook is written in constant memory: a row is flushed to disk as soon as the
next one starts. xlsxwriter then loses whatever comes out of order, and says so by
a return value only; here that raises. Cells are written by type, never by the
guessing ``write()``, so that a text starting with ``=`` stays a text (stored
texts come from citizens and from imported files).
"""

import datetime
import tempfile
from decimal import Decimal
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from . import text as texts

FONT = "Times New Roman"
TEXT_SIZE = 13
TABLE_SIZE = 11
DATE_FORMAT = "dd/mm/yyyy"
DATETIME_FORMAT = "dd/mm/yyyy hh:mm"
DEFAULT_ROW_HEIGHT = 15
MAX_ROW_HEIGHT = 409
# Rows above this many points (two thirds of a small laptop screen) are not
# frozen: a frozen pane taller than the window leaves nothing to scroll.
MAX_FROZEN_HEIGHT = 330
# Serial dates start here; the format has no day before it.
FIRST_DATE = datetime.date(1900, 1, 1)
MM_PER_INCH = 25.4
A4 = 9

# Explicit although some are defaults: Odoo and other addons replace
# `xlsxwriter.Workbook`, and what they default to is not ours to know.
# `in_memory` must stay out, it switches `constant_memory` off.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_date_format": DATE_FORMAT,
    "remove_timezone": True,
    "default_format_properties": {"font_name": FONT, "font_size": TABLE_SIZE},
}


class XlsxError(Exception):
    """The workbook cannot be written as asked; nothing usable was produced."""


class Block(NamedTuple):
    """A run of cells ``first``..``last`` (zero-based columns) of one row.

    ``style`` holds xlsxwriter format properties; a block of more than one cell is
    merged.
    """

    first: int
    last: int
    value: Any
    style: dict


class Formula(NamedTuple):
    """A formula with the value that a reader without a calculator shows."""

    text: str
    value: int | float


class Book:
    """A workbook under construction; use it as a context manager.

    :param target: path or writable binary file object; it is touched only when the
        block ends without an exception, so a failure never leaves half a file
    :param dict properties: document properties (``title``, ``author``, ``company``…)

    ``truncated`` counts the texts that were cut to the limit of a cell.
    """

    def __init__(self, target, properties=None):
        self.truncated = 0
        self._formats = {}
        self._names = set()
        # Own scratch folder: xlsxwriter leaves its row files behind when a
        # workbook is never closed, 100 MB for each failed export.
        self._scratch = tempfile.TemporaryDirectory(
            prefix="gov_xlsx_", ignore_cleanup_errors=True
        )
        self._workbook = xlsxwriter.Workbook(
            target, dict(OPTIONS, tmpdir=self._scratch.name)
        )
        if properties:
            self._workbook.set_properties(properties)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        try:
            if kind is None:
                self._workbook.close()
        except XlsxWriterException as failure:
            raise XlsxError(str(failure)) from failure
        finally:
            # A failed workbook would keep its row files open until collected.
            for worksheet in self._workbook.worksheets():
                rows = getattr(worksheet, "row_data_fh", None)
                if rows is not None:
                    rows.close()
            self._scratch.cleanup()

    def add_sheet(self, name, widths=()):
        """A new :class:`Sheet`; ``name`` is made legal and unique.

        :param widths: width of each column, in characters
        """
        legal = texts.sheet_name(name, self._names)
        return Sheet(self, self._workbook.add_worksheet(legal), widths)

    def format(self, **properties):
        """The shared format with these properties (Times New Roman 13, wrapped)."""
        wanted = {
            "font_name": FONT,
            "font_size": TEXT_SIZE,
            "text_wrap": True,
            "valign": "vcenter",
            **properties,
        }
        key = frozenset(wanted.items())
        if key not in self._formats:
            self._formats[key] = self._workbook.add_format(wanted)
        return self._formats[key]

    def prepare_text(self, text):
        """``text`` as a cell can hold it; counts what had to be cut."""
        if texts.is_plain(text):
            return text
        text = texts.clean(text)
        short = texts.cut(text, texts.CELL_LIMIT)
        if short is not text:
            self.truncated += 1
        return short


class Sheet:
    """One sheet, filled from top to bottom.

    ``row`` is the next free row (zero-based), ``height`` the points used above it,
    ``widths`` the width of each column in characters.
    """

    def __init__(self, book, worksheet, widths=()):
        self.book = book
        self.row = 0
        self.height = 0.0
        self.widths = tuple(widths)
        self._sheet = worksheet
        self._sized = []
        for col, width in enumerate(self.widths):
            _checked(worksheet.set_column(col, col, width), "column width")

    @property
    def name(self):
        """The name in the file, which may differ from the one asked for."""
        return self._sheet.get_name()

    # -- rows ------------------------------------------------------------------

    def write_row(self, values, formats=None, *, row=None, height=None):
        """Write ``values`` from column A on; return the zero-based row.

        :param values: str, int, float, Decimal, bool, date, datetime, or None for
            a blank cell; a date before 1900 is written as text
        :param formats: one format of :meth:`Book.format` for each value
        :param int row: default the next free row; an earlier one raises
        :param float height: points; without it the reader's program fits the row
        """
        row = self._open_row(row, height)
        if formats is None:
            formats = [self._plain_format(value) for value in values]
        col, write = 0, self._write_typed
        try:
            # A sheet may have a million cells: no call between this loop and the type.
            for col, (value, style) in enumerate(zip(values, formats, strict=True)):
                if code := write(row, col, value, style):
                    self._refuse(row, col, f"refused, code {code}")
        except (TypeError, ValueError, OverflowError) as error:
            self._refuse(row, col, error)
        return row

    def write_blocks(self, blocks, *, min_height=0):
        """Write one row of :class:`Block`, high enough for their wrapped texts."""
        row = self._open_row(None, max(min_height, *map(self._block_height, blocks)))
        for block in sorted(blocks, key=lambda block: block.first):
            self._write_block(row, block)
        return row

    def total_row(self, cells, formats, label):
        """Write a row that may hold :class:`Formula`, the only way to write one.

        :param Block label: text over the first cells, in place of theirs
        """
        row = self._open_row(None, self._block_height(label))
        self._write_block(row, label)
        for col in range(label.last + 1, len(cells)):
            cell, style = cells[col], formats[col]
            if isinstance(cell, Formula):
                code = self._sheet.write_formula(row, col, cell.text, style, cell.value)
                _checked(code, f"formula at {xl_rowcol_to_cell(row, col)}")
            else:
                self._write(row, col, cell, style)
        return row

    def _write_block(self, row, block):
        style = self.book.format(**block.style)
        if block.last > block.first:
            # Merged empty, then filled: merge_range itself writes its text by the
            # guessing write(). One row only, a second one would flush the first.
            code = self._sheet.merge_range(row, block.first, row, block.last, "", style)
            _checked(code, f"merge at {xl_rowcol_to_cell(row, block.first)}")
        self._write(row, block.first, block.value, style)

    def skip(self, height=DEFAULT_ROW_HEIGHT):
        """Leave one empty row of ``height`` points."""
        # A row without a cell is never flushed and would lose its height.
        return self.write_row([None], [self.book.format()], height=height)

    def _plain_format(self, value):
        if isinstance(value, datetime.datetime):
            return self.book.format(font_size=TABLE_SIZE, num_format=DATETIME_FORMAT)
        if isinstance(value, datetime.date):
            return self.book.format(font_size=TABLE_SIZE, num_format=DATE_FORMAT)
        return self.book.format(font_size=TABLE_SIZE)

    def _open_row(self, row, height):
        row = self.row if row is None else row
        if row < self.row:
            raise XlsxError(f"{self.name}: row {row + 1} comes after row {self.row}")
        if height is not None:
            height = min(height, MAX_ROW_HEIGHT)
            _checked(self._sheet.set_row(row, height), f"height of row {row + 1}")
            self._forget_heights()
            self._sized.append(row)
        self.height += height or DEFAULT_ROW_HEIGHT
        self.height += DEFAULT_ROW_HEIGHT * (row - self.row)
        self.row = row + 1
        return row

    def _forget_heights(self):
        """Drop the heights of rows that are on disk already.

        xlsxwriter keeps one object for each, 20 MB for 100,000 rows, under names
        that changed between versions. The last opened row is not flushed yet.
        """
        kept = []
        for row in self._sized:
            if row >= self.row - 1:
                kept.append(row)
                continue
            for name in ("row_info", "set_rows", "row_sizes"):
                getattr(self._sheet, name, {}).pop(row, None)
        self._sized = kept

    def _write(self, row, col, value, style):
        try:
            code = self._write_typed(row, col, value, style)
        except (TypeError, ValueError, OverflowError) as error:
            self._refuse(row, col, error)
        if code:
            self._refuse(row, col, f"refused, code {code}")

    def _refuse(self, row, col, why):
        where = f"{self.name}!{xl_rowcol_to_cell(row, col)}"
        cause = why if isinstance(why, Exception) else None
        raise XlsxError(f"{where}: {why}") from cause

    def _write_typed(self, row, col, value, style):
        sheet = self._sheet
        # The commonest first; "" is a blank cell too.
        if value is None or value == "":
            return sheet.write_blank(row, col, None, style)
        if isinstance(value, str):
            return sheet.write_string(row, col, self.book.prepare_text(value), style)
        if isinstance(value, bool):
            return sheet.write_boolean(row, col, value, style)
        if isinstance(value, (int, float, Decimal)):
            return sheet.write_number(row, col, value, style)
        if isinstance(value, datetime.date):
            day = value.date() if isinstance(value, datetime.datetime) else value
            if day < FIRST_DATE:
                old = f"{day.day:02}/{day.month:02}/{day.year:04}"
                return sheet.write_string(row, col, old, style)
            return sheet.write_datetime(row, col, value, style)
        raise TypeError(f"cannot write a {type(value).__name__}")

    def _block_height(self, block):
        size = block.style.get("font_size", TEXT_SIZE)
        lines = texts.line_count(
            str(block.value or ""),
            sum(self.widths[block.first : block.last + 1]),
            size,
            block.style.get("bold", False),
        )
        return lines * texts.line_height(size) + 2

    # -- the sheet as a whole --------------------------------------------------

    def set_page(self, footer="", pages_high=0, pages_wide=1):
        """A4 landscape as Decree 30/2020 has it, ``pages_wide`` pages wide.

        Margins 20 mm top and bottom, 30 left, 15 right; page number centred on
        top (also on page 1: the format's "different first page" is out of
        xlsxwriter's reach). ``footer`` is repeated in red on each page.
        """
        sheet = self._sheet
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(
            left=30 / MM_PER_INCH,
            right=15 / MM_PER_INCH,
            top=20 / MM_PER_INCH,
            bottom=20 / MM_PER_INCH,
        )
        sheet.fit_to_pages(pages_wide, pages_high)
        sheet.hide_gridlines(2)
        margin = {"margin": 10 / MM_PER_INCH}
        number = f'&C&"{FONT},Regular"&{TEXT_SIZE}&P'
        _checked(sheet.set_header(number, margin), "page header")
        if footer:
            # A header or footer holds 255 characters; & starts a control code.
            line = texts.cut(texts.clean(footer), 180).replace("&", "&&")
            line = f'&C&"{FONT},Bold"&{TABLE_SIZE}&KFF0000{line}'
            _checked(sheet.set_footer(line, margin), "page footer")

    def repeat_rows(self, first, last):
        """Print rows ``first``..``last`` on top of every page."""
        _checked(self._sheet.repeat_rows(first, last), "repeated rows")

    def repeat_columns(self, first, last):
        """Print columns ``first``..``last`` at the left of every page."""
        _checked(self._sheet.repeat_columns(first, last), "repeated columns")

    def freeze(self):
        """Keep the rows written so far on the screen, unless they would fill it."""
        if self.height <= MAX_FROZEN_HEIGHT:
            _checked(self._sheet.freeze_panes(self.row, 0), "frozen rows")

    def autofilter(self, first_row, last_row, last_col):
        """Filter buttons on ``first_row`` for columns A to ``last_col``."""
        code = self._sheet.autofilter(first_row, 0, last_row, last_col)
        _checked(code, "filter")

    def protect(self):
        """Let only cells of an unlocked format be typed in.

        Against slips of the hand: anyone can take it off, so it protects nothing.
        """
        options = {"format_columns": True, "format_rows": True, "autofilter": True}
        _checked(self._sheet.protect("", options), "protection")

    def offer(self, first_row, last_row, col, values):
        """Offer ``values`` as a drop-down list in the cells of one column."""
        rule = {"validate": "list", "source": values, "error_type": "warning"}
        code = self._sheet.data_validation(first_row, col, last_row, col, rule)
        _checked(code, "list of values")

    def quiet_text_numbers(self, first_row, last_row, last_col):
        """No green "number stored as text" corners: codes are texts on purpose."""
        area = f"{xl_rowcol_to_cell(first_row, 0)}:"
        area += xl_rowcol_to_cell(last_row, last_col)
        code = self._sheet.ignore_errors({"number_stored_as_text": area})
        _checked(code, "ignored errors")


def column_range(col, first_row, last_row):
    """A1 reference of one column of cells, all zero-based: ``C8:C20``."""
    name = xl_col_to_name(col)
    return f"{name}{first_row + 1}:{name}{last_row + 1}"


def _checked(code, what):
    # Some xlsxwriter methods return None when all is well, others 0.
    if code:
        raise XlsxError(f"{what}: refused, code {code}")

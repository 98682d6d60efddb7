"""Shapes, limits and the error shared by the readers of uploaded tables."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .fold import nfc

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds on an upload, in bytes, rows, columns and characters.

    ``max_ratio`` (unpacked to packed) is asked of archive members above one
    megabyte only: a short repetitive sheet packs better than that honestly.
    ``max_rows`` and ``max_columns`` count what holds a value in one table;
    ``max_cells`` is for the whole upload and also counts empty cells that are
    formatted or fill up a row, which cost time and memory all the same.
    """

    max_bytes: int = 10 * MEGABYTE
    max_unpacked: int = 100 * MEGABYTE
    max_ratio: int = 100
    max_files: int = 1000
    max_rows: int = 20_000
    max_columns: int = 100
    max_cells: int = 1_000_000
    max_cell_length: int = 32_767


class TableError(Exception):
    """An upload that is refused.

    ``code`` says why (the codes are listed in :mod:`tabular`); ``sheet``,
    ``row`` (as Excel counts) and ``column`` (letters) say where, each may be
    ``None``; ``params`` holds the rest (``limit``, ``table``, ``name`` ...).

    It is no ``ValueError``: openpyxl replaces those by its own.
    """

    def __init__(self, code, *, sheet=None, row=None, column=None, **params):
        super().__init__(code, sheet, row, column, params)
        self.code = code
        self.sheet = sheet
        self.row = row
        self.column = column
        self.params = params


class Row(NamedTuple):
    """``number`` as Excel counts; ``cells`` from column A on, None if empty.

    A value is a str (clean, trimmed), int, float, bool, date or datetime.
    """

    number: int
    cells: list[Any]


class Merge(NamedTuple):
    """A merged range; rows from 1, columns from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Defect(NamedTuple):
    """A cell that must not be used: ``formula`` or ``cell_error``."""

    code: str
    row: int
    column: int


@dataclass
class Table:
    """A sheet or CSV file; ``header`` is its first row that is not empty.

    Empty rows are left out, empty columns kept, so that index 0 is column A.
    All rows have the same width.
    """

    name: str
    header_row: int
    header: list[str]
    rows: list[Row]
    top: Row
    merges: list[Merge] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)


def column_letter(index):
    """Return the Excel letters of a column index that counts from 0.

    >>> column_letter(0), column_letter(25), column_letter(26), column_letter(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Budget:
    """Cells left for the whole upload, however many tables it has."""

    def __init__(self, limits):
        self.limit = self.left = limits.max_cells

    def take(self, cells, name=None):
        self.left -= cells
        if self.left < 0:
            raise TableError("too_many_cells", sheet=name, limit=self.limit)


class TableBuilder:
    """Collects the rows of one table and keeps them within the limits."""

    def __init__(self, name, limits, budget):
        self.name = nfc(name).strip()
        self.limits = limits
        self.budget = budget
        self.rows = []
        self.defects = []

    def error(self, code, row=None, column=None, **params):
        letters = None if column is None else column_letter(column)
        return TableError(code, sheet=self.name, row=row, column=letters, **params)

    def text(self, value, row, column):
        """Return a clean text, ``None`` if nothing is left of it."""
        limit = self.limits.max_cell_length
        if len(value) > limit:
            raise self.error("cell_too_long", row, column, limit=limit)
        # Excel writes the carriage return of a pasted text in this way.
        return nfc(value.replace("_x000D_", "")).strip() or None

    def add(self, number, cells):
        while cells and cells[-1] is None:
            cells.pop()
        if not cells:
            return
        limits = self.limits
        if len(cells) > limits.max_columns:
            raise self.error(
                "too_many_columns",
                number,
                len(cells) - 1,
                limit=limits.max_columns,
            )
        # The header does not count.
        if len(self.rows) > limits.max_rows:
            raise self.error("too_many_rows", number, limit=limits.max_rows)
        self.rows.append(Row(number, cells))

    def table(self, merges=()):
        """Return the :class:`Table`, ``None`` if no row holds a value."""
        if not self.rows:
            return None
        width = max(len(row.cells) for row in self.rows)
        self.budget.take(width * len(self.rows), self.name)
        for row in self.rows:
            row.cells.extend([None] * (width - len(row.cells)))
        top = self.rows[0]
        header = ["" if cell is None else str(cell) for cell in top.cells]
        return Table(
            self.name,
            top.number,
            header,
            self.rows[1:],
            top,
            list(merges),
            self.defects,
        )

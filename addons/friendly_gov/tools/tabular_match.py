"""Recognising uploaded tables by their headers."""

from dataclasses import dataclass, field
from typing import NamedTuple

from .fold import fold
from .tabular_types import Row, TableError, column_letter

# Official forms carry a title, a legal basis and a date above the header.
HEADER_WITHIN = 15


@dataclass
class MatchedTable:
    """A recognised table.

    ``columns`` maps column keys to indexes in ``Row.cells``; ``rows`` are the
    rows below the header with a value in one of them; ``unknown_columns`` are
    header texts that no label fits.
    """

    name: str
    columns: dict[str, int]
    rows: list[Row]
    header_row: int
    unknown_columns: list[str] = field(default_factory=list)

    def value(self, row, column_key):
        """Return the cell of a row, ``None`` if the table has no such column."""
        index = self.columns.get(column_key)
        return None if index is None else row.cells[index]

    def column_letter(self, column_key):
        """Return the Excel letters of a column, ``None`` if it is not there."""
        index = self.columns.get(column_key)
        return None if index is None else column_letter(index)


class Matches(dict):
    """``{table key: MatchedTable}``; ``ignored`` lists the names of the rest."""

    def __init__(self):
        super().__init__()
        self.ignored = []


class _Candidate(NamedTuple):
    key: str
    row: int  # index in the rows tried
    found: dict[str, list[int]]
    missing: list[str]


class _Spec:
    """One table key with its labels folded."""

    def __init__(self, key, columns, names=()):
        self.key = key
        self.columns = columns
        self.names = {fold(name) for name in (key, *names)}
        self.labels = {}
        for column_key, (_required, labels) in columns.items():
            for label in (column_key, *labels):
                if self.labels.setdefault(fold(label), column_key) != column_key:
                    raise ValueError(f"{key}: two columns are called {label}")

    def candidate(self, rows):
        """Return the first of the rows with the most known labels."""
        best = _Candidate(self.key, 0, {}, [])
        for at, row in enumerate(rows):
            found = {}
            for index, cell in enumerate(row.cells):
                column_key = self.labels.get(fold(cell)) if _is_text(cell) else None
                if column_key:
                    found.setdefault(column_key, []).append(index)
            if len(found) > len(best.found):
                best = _Candidate(self.key, at, found, [])
        missing = [
            column_key
            for column_key, (required, _labels) in self.columns.items()
            if required and column_key not in best.found
        ]
        return best._replace(missing=missing)

    def fits(self, candidate):
        """Tell a table with a column missing from one that is something else."""
        required = sum(required for required, _labels in self.columns.values())
        present = required - len(candidate.missing)
        return len(candidate.found) > 1 and 2 * present >= required


def _is_text(cell):
    return isinstance(cell, str)


def _choose(table, rows, specs):
    """Return the candidate that the table is taken for, or ``None``."""
    name = fold(table.name)
    for spec in specs:
        if name in spec.names:
            return spec.candidate(rows)
    best = None
    for spec in specs:
        candidate = spec.candidate(rows)
        if not candidate.found or (candidate.missing and not spec.fits(candidate)):
            continue
        rank = (len(candidate.found), not candidate.missing)
        if best is None or rank > best[0]:
            best = (rank, candidate)
    return best[1] if best else None


def _check_header(table, number, candidate, columns):
    for column_key, indexes in candidate.found.items():
        if len(indexes) > 1:
            raise TableError(
                "duplicate_header",
                sheet=table.name,
                row=number,
                column=column_letter(indexes[1]),
                table=candidate.key,
                column_key=column_key,
                first_column=column_letter(indexes[0]),
            )
    if candidate.missing:
        column_key = candidate.missing[0]
        _required, labels = columns[column_key]
        raise TableError(
            "missing_column",
            sheet=table.name,
            row=number,
            table=candidate.key,
            column_key=column_key,
            label=labels[0] if labels else column_key,
            missing=candidate.missing,
        )


def _check_cells(table, header_row, last_row):
    """Refuse what looks like a value on the screen and is none in the file."""
    for defect in table.defects:
        if defect.row >= header_row:
            raise TableError(
                defect.code,
                sheet=table.name,
                row=defect.row,
                column=column_letter(defect.column),
            )
    for merge in table.merges:
        if header_row < merge.last_row and merge.first_row <= last_row:
            raise TableError(
                "merged",
                sheet=table.name,
                row=max(merge.first_row, header_row + 1),
                column=column_letter(merge.first_column),
                last_row=merge.last_row,
                last_column=column_letter(merge.last_column),
            )


def _matched(table, rows, candidate):
    header = rows[candidate.row]
    columns = {key: indexes[0] for key, indexes in candidate.found.items()}
    used = set(columns.values())
    below = [row for row in rows if row.number > header.number]
    _check_cells(table, header.number, below[-1].number if below else 0)
    return MatchedTable(
        table.name,
        columns,
        [row for row in below if any(row.cells[at] is not None for at in used)],
        header.number,
        [
            str(cell)
            for at, cell in enumerate(header.cells)
            if cell is not None and at not in used
        ],
    )


def match_tables(tables, specs, names=None):
    """Recognise tables by header; return :class:`Matches`.

    :param specs: ``{table key: {column key: (required, [labels])}}``; labels
        and the key itself are compared folded
    :param names: ``{table key: [names]}``, further names of sheets or files.
        A sheet that bears the key or such a name is taken for that table
        whatever its header; the others by the number of known labels.
    :raises TableError: duplicate_header, missing_column, duplicate_table,
        formula, cell_error, merged. The last three are looked for from the
        header down, in recognised tables only: a guide or cover sheet may
        hold what it likes.
    """
    names = names or {}
    known = [_Spec(key, columns, names.get(key, ())) for key, columns in specs.items()]
    matches = Matches()
    for table in tables:
        rows = [table.top, *table.rows]
        candidate = _choose(table, rows[:HEADER_WITHIN], known)
        if candidate is None:
            matches.ignored.append(table.name)
            continue
        key = candidate.key
        if key in matches:
            raise TableError(
                "duplicate_table", sheet=table.name, table=key, other=matches[key].name
            )
        _check_header(table, rows[candidate.row].number, candidate, specs[key])
        matches[key] = _matched(table, rows, candidate)
    return matches

"""What a column is: title, kind, width, total."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .writer import DATE_FORMAT, DATETIME_FORMAT, XlsxError

NUMBER_FORMATS = {
    "text": "@",
    "int": "#,##0",
    "float": "#,##0.00",
    "percent": "0.0%",
    "date": DATE_FORMAT,
    "datetime": DATETIME_FORMAT,
}
NUMERIC = ("int", "float", "percent")
SUMMABLE = ("int", "float")


@dataclass(frozen=True)
class Ratio:
    """Total of a share: sum of the ``part`` columns over sum of the ``whole`` ones.

    Both are tuples of keys of summed columns. A whole of zero gives zero.
    """

    part: tuple
    whole: tuple


@dataclass(frozen=True)
class Column:
    """One column of a table.

    :param str key: name of the value in a row
    :param str title: header, translated
    :param str kind: ``text``, ``int``, ``float``, ``percent`` (0.25 shows as
        25.0%), ``date`` or ``datetime`` (in the user's time zone already)
    :param float width: in characters
    :param str group: header above neighbouring columns of the same group
    :param total: None, ``"sum"``, ``"count"`` (of the cells that are not blank), or a
        :class:`Ratio`
    :param str align: in place of the kind's own (text left, int and float right)
    """

    key: str
    title: str
    kind: str = "text"
    width: float = 12
    group: str | None = None
    total: object = None
    align: str | None = None

    def convert(self, value):
        """``value`` as this column writes it; False, Odoo's "empty", is a blank.

        A value of another kind raises: a text among numbers would drop out of the
        total in silence.
        """
        if value is None or value is False or value == "":
            return None
        if self.kind == "text":
            return str(value)
        if self.kind in NUMERIC:
            if isinstance(value, (int, float, Decimal)) and value is not True:
                return value
        elif isinstance(value, datetime.date):
            if self.kind == "date" and isinstance(value, datetime.datetime):
                return value.date()
            return value
        raise XlsxError(f"column {self.key}: {value!r} is not of kind {self.kind}")


def check_columns(columns):
    """Raise :class:`XlsxError` unless the column list can be written."""
    kinds = {column.key: column for column in columns}
    if not columns or len(kinds) != len(columns):
        raise XlsxError("columns: none given, or a key given twice")
    for column in columns:
        if column.kind not in NUMBER_FORMATS:
            raise XlsxError(f"column {column.key}: unknown kind {column.kind}")
        if isinstance(column.total, Ratio):
            _check_ratio(column, kinds)
        elif column.total == "sum":
            if column.kind not in SUMMABLE:
                raise XlsxError(f"column {column.key}: {column.kind} has no sum")
        elif column.total not in (None, "count"):
            raise XlsxError(f"column {column.key}: unknown total {column.total!r}")


def _check_ratio(column, kinds):
    for key in (*column.total.part, *column.total.whole):
        if key not in kinds or kinds[key].total != "sum":
            raise XlsxError(f"column {column.key}: {key} is not a summed column")


class Totals:
    """Running totals of the cells as written.

    Fractions, because floats summed one by one drift and the cached value would
    then differ from the sum that an auditor takes.
    """

    def __init__(self, columns):
        self._columns = columns
        self._sums = {
            index: Fraction(0) if column.kind == "float" else 0
            for index, column in enumerate(columns)
            if column.total == "sum"
        }
        self._counts = {
            index: 0 for index, column in enumerate(columns) if column.total == "count"
        }

    def add(self, values):
        """Add one row of converted ``values`` (None counts as nothing)."""
        for index, so_far in self._sums.items():
            value = values[index]
            if value is not None:
                exact = value if isinstance(value, int) else Fraction(float(value))
                self._sums[index] = so_far + exact
        for index in self._counts:
            self._counts[index] += values[index] is not None

    def result(self):
        """Totals by column key, ratios included: ints, or correctly rounded floats."""
        sums = {self._columns[index].key: value for index, value in self._sums.items()}
        totals = {
            self._columns[index].key: count for index, count in self._counts.items()
        }
        for column in self._columns:
            if isinstance(column.total, Ratio):
                whole = sum(sums[key] for key in column.total.whole)
                part = sum(sums[key] for key in column.total.part)
                totals[column.key] = float(Fraction(part) / whole) if whole else 0
            elif column.total == "sum":
                value = sums[column.key]
                totals[column.key] = value if isinstance(value, int) else float(value)
        return totals

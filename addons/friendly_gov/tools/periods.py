"""Data cut-offs of periodic reports: Decree 09/2019/ND-CP.

A period closes on the cut-off day (14 by default) of its last month and opens
on the day after the cut-off of the month before it, so periods join without
gap or overlap. The year opens in December of the year before.
"""

from datetime import date, timedelta

END_OF_MONTH = 31
# kind -> (months in one period, how many of them in a year)
_MONTHS = {
    "month": (1, 12),
    "quarter": (3, 4),
    "half": (6, 2),
    "nine_months": (9, 1),
    "year": (12, 1),
}
KINDS = ("week", *_MONTHS)
# Quarters are written so in official documents.
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


class PeriodError(ValueError):
    """``code`` is ``kind``, ``year``, ``index`` or ``cutoff``; see ``params``."""

    def __init__(self, code, **params):
        super().__init__(f"{code}: {params}")
        self.code = code
        self.params = params


def _opening(year, month, cutoff_day):
    """Return the first day counted in the month; ``month`` may be 13."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if cutoff_day == END_OF_MONTH:
        return date(year, month, 1)
    year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return date(year, month, cutoff_day) + timedelta(days=1)


def _week(year, index):
    try:
        monday = date.fromisocalendar(year, index, 1)
    except ValueError as error:
        raise PeriodError("index", kind="week", year=year, index=index) from error
    return monday, monday + timedelta(days=6)


def period_bounds(kind, year, index=1, cutoff_day=14):
    """Return ``(first day, last day)`` of a reporting period, both included.

    :param kind: one of :data:`KINDS`; ``half`` is the six months (index 2: the
        second six), ``week`` the calendar week of ISO 8601, without cut-off
    :param index: 1 to 12 for months, 1 to 4 for quarters, 1 or 2 for halves,
        1 for the rest
    :param cutoff_day: 1 to 28, or 31 for the end of the calendar month
    :raises PeriodError: on a value outside these

    >>> [str(day) for day in period_bounds("quarter", 2027, 1)]
    ['2026-12-15', '2027-03-14']
    >>> [str(day) for day in period_bounds("year", 2026, cutoff_day=31)]
    ['2026-01-01', '2026-12-31']
    """
    if kind not in KINDS:
        raise PeriodError("kind", kind=kind)
    if not 1900 <= year <= 9000:
        raise PeriodError("year", year=year)
    if kind == "week":
        return _week(year, index)
    if not (1 <= cutoff_day <= 28 or cutoff_day == END_OF_MONTH):
        raise PeriodError("cutoff", cutoff_day=cutoff_day)
    length, count = _MONTHS[kind]
    if not 1 <= index <= count:
        raise PeriodError("index", kind=kind, year=year, index=index)
    first = (index - 1) * length + 1
    closing = _opening(year, first + length, cutoff_day) - timedelta(days=1)
    return _opening(year, first, cutoff_day), closing

"""Calendar periods of tasks that come again: month, quarter, half-year, year.

Not the reporting periods of :mod:`.periods`: those close on a cut-off day.
"""

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

# kind -> months in one period
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_LETTERS = {"quarter": "Q", "half": "H"}
_KEY = re.compile(r"(?P<year>\d{4})(?:-(?P<letter>[QH]?)(?P<index>\d{1,2}))?")


class Cycle(NamedTuple):
    """``index``: number of the period in its year, from 1."""

    kind: str
    year: int
    index: int

    @property
    def key(self):
        """``2026-03``, ``2026-Q1``, ``2026-H1`` or ``2026``: sorts by time.

        >>> Cycle("month", 2026, 3).key, Cycle("half", 2026, 2).key
        ('2026-03', '2026-H2')
        """
        if self.kind == "year":
            return f"{self.year}"
        if self.kind == "month":
            return f"{self.year}-{self.index:02}"
        return f"{self.year}-{_LETTERS[self.kind]}{self.index}"

    @property
    def first(self):
        """First day."""
        return date(self.year, (self.index - 1) * MONTHS[self.kind] + 1, 1)

    @property
    def last(self):
        """Last day."""
        month = self.index * MONTHS[self.kind]
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    def following(self):
        """The next period."""
        return cycle_of(self.kind, self.last + timedelta(days=1))

    def due(self, day, in_next_month=False):
        """Day ``day`` of the last month of the period, or of the month after it.

        The 31st of a shorter month is its last day.

        >>> Cycle("quarter", 2026, 1).due(20), Cycle("month", 2026, 1).due(31, True)
        (datetime.date(2026, 3, 20), datetime.date(2026, 2, 28))
        """
        month = self.last + timedelta(days=1) if in_next_month else self.last
        last = calendar.monthrange(month.year, month.month)[1]
        return month.replace(day=min(day, last))


def cycle_of(kind, day):
    """The period of ``kind`` in which ``day`` lies.

    >>> cycle_of("quarter", date(2026, 8, 15))
    Cycle(kind='quarter', year=2026, index=3)
    """
    return Cycle(kind, day.year, (day.month - 1) // MONTHS[kind] + 1)


def parse_key(key):
    """The period of a key, None if it is no key.

    >>> parse_key("2026-Q3")
    Cycle(kind='quarter', year=2026, index=3)
    """
    match = _KEY.fullmatch(key or "")
    if not match:
        return None
    kinds = {None: "year", "": "month", "Q": "quarter", "H": "half"}
    kind = kinds[match["letter"]]
    index = int(match["index"] or 1)
    if not 1 <= index <= 12 // MONTHS[kind]:
        return None
    return Cycle(kind, int(match["year"]), index)

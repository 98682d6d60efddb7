"""Working days: Monday to Friday, corrected by days off and days made up for.

Only what an office enters counts; no holiday is worked out here, since the days off
of each year (above all Tet and the swapped days) are set by a decision of that year.
"""

from datetime import date, timedelta
from typing import NamedTuple

# date.weekday(): Saturday and Sunday
WEEKEND = (5, 6)
# A calendar in which nobody ever works would make a search for the next day endless.
MAX_DAYS_OFF = 366


class CalendarError(ValueError):
    """No working day within a year: the calendar itself is wrong."""


class Entry(NamedTuple):
    """Days ``date_from`` to ``date_to``, both included.

    ``works``: True for a made-up working day, False for a day off; ``yearly``: the
    same day and month in every year; ``own``: entered for one office, not for all.
    """

    date_from: date
    date_to: date
    works: bool
    yearly: bool = False
    own: bool = False

    def covers(self, day):
        """True if ``day`` is one of these days."""
        if not self.yearly:
            return self.date_from <= day <= self.date_to
        first, last, day = (
            (d.month, d.day) for d in (self.date_from, self.date_to, day)
        )
        if first <= last:
            return first <= day <= last
        # from December into January
        return day >= first or day <= last

    def _precedence(self):
        return self.own, not self.yearly, self.works


def is_working_day(day, entries=()):
    """True if ``day`` is worked.

    Of the entries that cover the day the narrowest decides: of the own office before
    those for all, of one year before those of every year, a made-up working day
    before a day off. Without any, Monday to Friday are worked.

    >>> is_working_day(date(2023, 9, 2))
    False
    >>> made_up = Entry(date(2023, 9, 2), date(2023, 9, 2), works=True)
    >>> is_working_day(date(2023, 9, 2), [made_up])
    True
    """
    found = [entry for entry in entries if entry.covers(day)]
    if found:
        return max(found, key=Entry._precedence).works
    return day.weekday() not in WEEKEND


def add_working_days(day, count, entries=()):
    """The ``count``-th working day after ``day``; before it if negative.

    ``day`` itself is not counted, and comes back for 0 even if it is not worked.

    >>> str(add_working_days(date(2023, 6, 30), 2))
    '2023-07-04'
    >>> str(add_working_days(date(2023, 7, 3), -1))
    '2023-06-30'

    :raises CalendarError: no working day within a year
    """
    step = timedelta(days=1 if count > 0 else -1)
    left, idle = abs(count), 0
    while left:
        day += step
        if is_working_day(day, entries):
            left, idle = left - 1, 0
            continue
        idle += 1
        if idle > MAX_DAYS_OFF:
            raise CalendarError(f"no working day near {day}")
    return day


def count_working_days(day_from, day_to, entries=()):
    """Working days after ``day_from`` up to ``day_to``; negative if that is before.

    The other way round of :func:`add_working_days`, wherever ``day_to`` is worked.

    >>> count_working_days(date(2023, 6, 30), date(2023, 7, 4))
    2
    >>> count_working_days(date(2023, 7, 3), date(2023, 6, 30))
    -1
    """
    sign = 1 if day_to >= day_from else -1
    step = timedelta(days=sign)
    count, day = 0, day_from
    while day != day_to:
        day += step
        count += is_working_day(day, entries)
    return sign * count

"""Deadlines written as a length of time: "trong 5 ngay ke tu ngay nhan".

The words give how long and, sometimes, from when: the receipt of the document or its
date. Where they don't say, the reporting rules of the office do. A length that runs
from anything else ("ke tu ngay co ket luan") is an event, no date.

The day from which a length runs is not counted (Civil Code 2015, article 147), so five
days from the 14th end on the 19th. A last day that is a day off is left as it is.
"""

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from .fold import fold, plain_dashes

DAY, WORKING_DAY, WEEK, MONTH = "day", "working_day", "week", "month"
RECEIVED, ISSUED = "received", "issued"
MAX_LENGTH = 300
# A longer "duration" is a slip of the pen, or a year.
MAX_COUNT = 366


class Duration(NamedTuple):
    """``anchor``: received, issued, or None where the words don't say."""

    count: int
    unit: str
    anchor: str | None


_UNITS = {
    "ngay": DAY,
    "ngay lam viec": WORKING_DAY,
    "tuan": WEEK,
    "thang": MONTH,
}
_PAPER = (
    r"(?: (?:van ban|cong van|quyet dinh|ke hoach|chi thi|thong bao|cong dien|to trinh"
    r"|y kien chi dao|nhiem vu)(?: nay| chi dao| giao viec)*)?"
)
_FROM = r"(?:ke tu|tinh tu|ke|tu|sau)(?: (?:ngay|khi|thoi diem|luc))*"
_PATTERN = re.compile(
    r"(?:(?:hoan thanh|thuc hien|bao cao|gui|thoi han|thoi gian|cham nhat|khong qua"
    r"|toi da|la) )*"
    r"(?P<within>trong (?:vong |thoi han |thoi gian )?)?(?:khong qua |toi da )?"
    r"(?P<n>\d{1,3}) (?:(?:mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|muoi lam) )?"
    r"(?P<unit>ngay lam viec|ngay|tuan|thang)"
    rf"(?: {_FROM} (?:(?P<received>(?:don vi |co quan )?nhan(?: duoc)?{_PAPER})"
    rf"|(?P<issued>(?:van ban |cong van )?(?:ky ban hanh|ky|ban hanh|phat hanh)"
    rf"{_PAPER})))?"
)


def parse_duration(text):
    """Return the :class:`Duration` that ``text`` states, or None.

    >>> parse_duration("trong 5 ngay ke tu ngay nhan")
    Duration(count=5, unit='day', anchor='received')
    >>> parse_duration("trong vong 10 ngay lam viec")
    Duration(count=10, unit='working_day', anchor=None)
    >>> parse_duration("trong 15 ngay ke tu ngay co ket luan")
    """
    text = fold(plain_dashes(text or ""))
    if len(text) > MAX_LENGTH:
        return None
    match = _PATTERN.fullmatch(text)
    if not match:
        return None
    anchor = RECEIVED if match["received"] else ISSUED if match["issued"] else None
    unit, count = _UNITS[match["unit"]], int(match["n"])
    # "6 thang" and "10 ngay" alone may be a period or a number of days of something.
    clear = match["within"] or anchor or unit == WORKING_DAY
    if not clear or not 1 <= count <= MAX_COUNT:
        return None
    return Duration(count, unit, anchor)


def end_of(duration, start, add_working_days):
    """Return the last day of ``duration`` that runs from ``start``.

    :param add_working_days: ``f(day, count) -> day``, the calendar of the office

    >>> end_of(Duration(1, "month", None), date(2023, 1, 31), None)
    datetime.date(2023, 2, 28)
    """
    count, unit, _anchor = duration
    if unit == WORKING_DAY:
        return add_working_days(start, count)
    if unit == MONTH:
        years, month = divmod(start.month - 1 + count, 12)
        year, month = start.year + years, month + 1
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(start.day, last))
    return start + timedelta(days=count * (7 if unit == WEEK else 1))

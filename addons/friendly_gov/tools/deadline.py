"""Deadlines as official documents write them, resolved to a last day.

Documents give a day, a month, a quarter, a year, an event, or "theo quy dinh".
A wrong date would show a body as late that is not, so a text is recognised
only when the date is the only figure in it: everything else is left to the
person who enters the task (``recognised`` is false).

The rules are a table: a regular expression over the folded text and a function
that turns its groups into the span of days meant. The deadline is the last day
of the span or, after "truoc" (before), the day before its first day: official
usage of "truoc ngay 15/11/2020" leaves the 15th out.
"""

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from .fold import fold, plain_dashes


class Deadline(NamedTuple):
    """``precision``: day, month, quarter, year, event, regulation or none.

    ``date_due`` is set for the first four only. Six and nine months of a year
    have the precision ``quarter``.
    """

    date_due: date | None
    precision: str
    recognised: bool


UNRECOGNISED = Deadline(None, "none", False)
# A longer text is a paragraph; the bound also keeps hostile input cheap.
MAX_LENGTH = 300


class _Span(NamedTuple):
    first: date
    last: date
    precision: str


# --- resolvers: (groups of the rule, year) -> _Span; ValueError: no such date


def _months(year, first, last, precision):
    end = calendar.monthrange(year, last)[1]
    return _Span(date(year, first, 1), date(year, last, end), precision)


def _day(groups, year):
    day = date(year, int(groups["m"]), int(groups["d"]))
    return _Span(day, day, "day")


def _month(groups, year):
    month = int(groups["m"])
    if not 1 <= month <= 12:
        raise ValueError(month)
    return _months(year, month, month, "month")


def _third(groups, year):
    """Thuong, trung, ha tuan: days 1-10, 11-20, 21 to the end of the month."""
    span = _month(groups, year)
    first, last = {
        "thuong": (1, 10),
        "trung": (11, 20),
        "ha": (21, span.last.day),
    }[groups["third"]]
    return _Span(span.first.replace(day=first), span.last.replace(day=last), "month")


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _quarter(groups, year):
    quarter = _ROMAN.get(groups["q"]) or int(groups["q"])
    return _months(year, quarter * 3 - 2, quarter * 3, "quarter")


def _part_of_year(groups, year):
    months = 6 if groups["n"] in ("sau", "nua") else int(groups["n"])
    if groups["part"] == "cuoi":
        return _months(year, 13 - months, 12, "quarter")
    return _months(year, 1, months, "quarter")


def _year(groups, year):
    return _months(year, 1, 12, "year")


# --- rules, the first that fits wins

_Y = r"(?P<y>(?:19|20)\d\d)"
_OF_YEAR = rf"(?:(?: nam |[/.-]| ){_Y})"
_QUARTER = r"(?:iv|i{1,3}|0?[1-4])"
_CORES = [
    (rf"(?:ngay )?(?P<d>\d\d?)(?P<sep>[/.-])(?P<m>\d\d?)(?P=sep){_Y}", _day),
    (rf"{_Y}-(?P<m>\d\d)-(?P<d>\d\d)", _day),
    (rf"(?:ngay )?(?P<d>\d\d?) thang (?P<m>\d\d?){_OF_YEAR}?", _day),
    (r"(?:ngay )?(?P<d>\d\d?)/(?P<m>\d\d?)", _day),
    (
        rf"(?P<n>0?[369]|sau) thang (?P<part>dau|cuoi) nam(?:[ /]{_Y})?",
        _part_of_year,
    ),
    (rf"(?P<n>0?[69]) thang(?P<part>)(?: nam |[/ ]){_Y}", _part_of_year),
    (rf"(?P<n>nua) (?P<part>dau|cuoi) nam(?: {_Y})?", _part_of_year),
    (rf"(?P<third>thuong|trung|ha) tuan thang (?P<m>\d\d?){_OF_YEAR}?", _third),
    (
        rf"thang (?:\d\d?(?:-| va | )(?:thang )?)*(?P<m>\d\d?){_OF_YEAR}?",
        _month,
    ),
    (rf"t(?P<m>\d\d?){_OF_YEAR}", _month),
    (
        rf"quy (?:{_QUARTER}(?:-| va | )(?:quy )?)*(?P<q>{_QUARTER})(?:{_OF_YEAR}|\b)",
        _quarter,
    ),
    (rf"q(?P<q>[1-4]){_OF_YEAR}", _quarter),
    (rf"(?P<q>iv|i{{1,3}})/{_Y}", _quarter),
    (rf"(?P<m>\d\d?)[/.-]{_Y}", _month),
    (rf"(?:nam )?(?:19|20)\d\d(?:-| va )(?:nam )?{_Y}", _year),
    (rf"(?:nam )?{_Y}", _year),
    (r"(?:cuoi|het|trong) nam(?: nay)?", _year),
]
RULES = [
    (
        re.compile(
            rf"(?P<pre>(?:\D*? )??)(?P<before>truoc (?:het )?)?{core}"
            r"(?P<post>(?: \D*)?)"
        ),
        resolve,
    )
    for core, resolve in _CORES
]

# A start instead of an end, an open end, or a vague part of a period. "dau" in
# "phan dau" (strive) is another word than in "dau thang" (early in the month).
_NOT_AN_END = re.compile(
    r"\b(?:sau|tu|truoc|giua|nam hoc|ngoai|khong|(?<!phan )dau|tuan)\b"
)
_OPEN_END = re.compile(r"\b(?:tro di|tro ve sau|tiep theo|hoac|va|nam hoc)\b")
_RECURRING = re.compile(r"\b(?:(?:hang|moi) (?:ngay|tuan|thang|quy|nam)|dinh ky)\b")
_FIGURE = re.compile(rf"\d|\bquy {_QUARTER}\b")
_REGULATION = re.compile(
    r"\b(?:theo|dung)(?: dung)?(?: thoi han| thoi gian| tien do)? (?:quy|luat) dinh\b"
)
_EVENT_FIRST = re.compile(
    r"(?:ngay )?(?:truoc trong va sau|trong va sau|truoc va sau|(?:sau|truoc|ngay) khi"
    r"|khi|ke tu|trong vong|(?:sau|trong|trong thoi han) \d+ (?:ngay|tuan|thang|gio)"
    r"(?! dau| cuoi| nam|/| \d)"
    r"|(?:truoc|sau|tai|trong) (?:\D* )?(?:hoi nghi|ky hop|dai hoi|phien hop))\b"
)
_EVENT = re.compile(
    r"\b(?:(?:sau|truoc|ngay) khi|ke tu|trong vong|(?:truoc|sau|tai)"
    r" (?:\D* )?(?:hoi nghi|ky hop|dai hoi|phien hop))\b"
)
_NO_DEADLINE = re.compile(
    r"|khong(?: co)?(?: thoi)?(?: han)?|khong quy dinh"
    r"|.*\b(?:thuong xuyen|lien tuc)\b.*"
)
# The end of "tu ... den ..."; each has digits or a quarter before the join.
_RANGES = [
    re.compile(r".*[\div].* (?:den|toi) (?P<end>.+)"),
    re.compile(r".*[\div]-(?P<end>(?:ngay|thang|quy|nam) .+)"),
    re.compile(r".*?\d\d?/\d\d?(?:/\d{4})?-(?P<end>\d\d?/\d\d?/\d{4}\D*)"),
    re.compile(r"\D*\btu (?!(?:ngay )?\d\d?-\d\d?-\d{4})[^-]*[\div]-(?P<end>.+)"),
]
_WEEKDAY = re.compile(r"\bthu (?:hai|ba|tu|nam|sau|bay|[2-7])\b(?! thang)")
# "truoc 17 gio ngay 15/11" is due on the 15th, so "truoc" goes with the hour.
_HOUR = re.compile(r"\b(?:truoc )?\d\d? ?(?:h|gio)(?: ?\d\d)?(?: phut)?\b")


def _prepare(text):
    text = fold(plain_dashes(text or ""), keep="/-.")
    text = re.sub(r"\s*([/-])\s*", r"\1", text)
    text = re.sub(r"(?<!\d)\.|\.(?!\d)", " ", text)
    text = re.sub(r"(?<![\w])[/-]+|[/-]+(?![\w])", " ", text)
    text = _WEEKDAY.sub(" ", _HOUR.sub(" ", text))
    return " ".join(text.split())


def _due(span, before):
    return span.first - timedelta(days=1) if before else span.last


def _resolve(match, resolve, reference):
    """Return the Deadline of a rule that fits, ``UNRECOGNISED`` if impossible."""
    groups = match.groupdict()
    before = bool(groups["before"])
    try:
        if groups.get("y"):
            span = resolve(groups, int(groups["y"]))
        elif reference is None:
            return UNRECOGNISED
        else:
            span = resolve(groups, reference.year)
            # Nothing is due before it was ordered: "quy I" in a December
            # letter is the coming one.
            if _due(span, before) < reference:
                span = resolve(groups, reference.year + 1)
    except ValueError:
        return UNRECOGNISED
    return Deadline(_due(span, before), span.precision, True)


def _dated(text, reference):
    for pattern in _RANGES:
        match = pattern.fullmatch(text)
        if match:
            text = match["end"]
            break
    for pattern, resolve in RULES:
        match = pattern.fullmatch(text)
        if not match:
            continue
        if _NOT_AN_END.search(match["pre"]) or _OPEN_END.search(match["post"]):
            return UNRECOGNISED
        return _resolve(match, resolve, reference)
    return None


def parse_deadline(text, reference):
    """Return the :class:`Deadline` that ``text`` states; never raises on text.

    :param text: as written in the document, with or without accents
    :param reference: date of the document; gives the year where the text has
        none (the next year if the deadline would lie before it). ``None``: a
        text without a year is not recognised.

    >>> parse_deadline("Qu\\u00fd II/2023", date(2023, 4, 14)).date_due
    datetime.date(2023, 6, 30)
    >>> parse_deadline("truoc ngay 15/11/2020", None).date_due
    datetime.date(2020, 11, 14)
    >>> parse_deadline("theo quy dinh", None)
    Deadline(date_due=None, precision='regulation', recognised=True)
    >>> parse_deadline("32/13/2020", None).recognised
    False
    """
    text = _prepare(text)
    if len(text) > MAX_LENGTH:
        return UNRECOGNISED
    if _EVENT_FIRST.match(text):
        return Deadline(None, "event", True)
    if _RECURRING.search(text):
        return Deadline(None, "none", not _FIGURE.search(text))
    dated = _dated(text, reference)
    if dated:
        return dated
    if _REGULATION.search(text):
        return Deadline(None, "regulation", True)
    if _EVENT.search(text):
        return Deadline(None, "event", True)
    if _NO_DEADLINE.fullmatch(text):
        return Deadline(None, "none", True)
    return UNRECOGNISED

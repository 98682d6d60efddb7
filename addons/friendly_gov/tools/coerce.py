"""Cell values to the types of a column.

All take the values of :class:`tabular_types.Row`; an empty cell gives ``None``
(``""`` for text). A value that does not fit raises :class:`TableError` with
the code ``bad_date``, ``bad_int`` or ``bad_float`` and the param ``value``.
"""

import math
import re
from datetime import date, datetime

from .fold import nfc
from .tabular_types import TableError

_DAY_FIRST = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: \d\d?:\d\d(?::\d\d)?)?", re.ASCII
)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII)
_YEARS = range(1900, 2201)
_BLANKS = re.compile(r"[ \u00a0\u2009\u202f]")
# 1.234.567,8 as written in Vietnam; a lone group that follows a zero is none.
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
_ENGLISH = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+\.\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_MAX_DIGITS = 30


def _bad(code, value):
    return TableError(code, value=str(value)[:50])


def _clean(value):
    return nfc(value).strip() if isinstance(value, str) else value


def coerce_date(value):
    """Return a date, ``None`` if empty.

    Takes dates, datetimes (time dropped), ``dd/mm/yyyy`` and ISO. A bare
    number is refused: it may be a year as well as a serial day of Excel.

    >>> coerce_date("05/10/2020")
    datetime.date(2020, 10, 5)
    """
    value = _clean(value)
    if value is None or value == "":
        return None
    day = None
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    elif isinstance(value, str):
        day = _parse_date(value)
    if day is None or day.year not in _YEARS:
        raise _bad("bad_date", value)
    return day


def _parse_date(text):
    try:
        if match := _DAY_FIRST.fullmatch(text):
            return date(int(match[4]), int(match[3]), int(match[1]))
        if match := _ISO.fullmatch(text):
            return date.fromisoformat(match[1])
    except ValueError:
        return None
    return None


def coerce_float(value):
    """Return a float, ``None`` if empty; text as written in Vietnam.

    ``1.234`` is one thousand two hundred and thirty-four, ``1.5`` and
    ``0.125`` can only be decimals, ``1,234.5`` can only be English.

    >>> coerce_float("1.234,5"), coerce_float("1.234"), coerce_float("1,5")
    (1234.5, 1234.0, 1.5)
    """
    value = _clean(value)
    if value is None or value == "":
        return None
    number = None
    if isinstance(value, str):
        number = _parse_number(_BLANKS.sub("", value))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        number = value
    try:
        number = math.nan if number is None else float(number)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise _bad("bad_float", value)
    return number


def _parse_number(text):
    if len(text) > _MAX_DIGITS:
        return None
    if _THOUSANDS.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(text):
        return float(text.replace(",", ""))
    if _DECIMAL.fullmatch(text):
        return float(text.replace(",", "."))
    return None


def coerce_int(value):
    """Return an int, ``None`` if empty; a number that is not whole is refused.

    >>> coerce_int("1.234"), coerce_int(12.0), coerce_int("007")
    (1234, 12, 7)
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    try:
        number = coerce_float(value)
    except TableError as error:
        raise _bad("bad_int", value) from error
    if number is None:
        return None
    # Above this a float no longer holds every whole number.
    if not number.is_integer() or abs(number) > 2**53:
        raise _bad("bad_int", value)
    return int(number)


def coerce_text(value):
    """Return clean text, ``""`` if empty.

    Excel turns a code into a number and a deadline into a date; both come back
    as they were typed (``2023.0`` as ``2023``, dates as ``dd/mm/yyyy``). Text
    keeps its leading zeros.

    >>> coerce_text(2023.0), coerce_text("007"), coerce_text(date(2023, 6, 30))
    ('2023', '007', '30/06/2023')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        midnight = not (value.hour or value.minute or value.second)
        return value.strftime("%d/%m/%Y" if midnight else "%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

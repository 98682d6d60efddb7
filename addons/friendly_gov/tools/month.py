"""Months as people and Excel write them in tables."""

import re

# What Excel makes of "05/2024" is the first day of the month.
_FIRST_DAY = re.compile(r"0?1([/.-])(\d{1,2})\1(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-01)?", re.ASCII)
# "5/2024", and the same with words around both numbers.
_WORDS = re.compile(r"[^\d]{0,20}(\d{1,2})[^\d]{1,20}(\d{4})", re.ASCII)


def parse_month(text):
    """Return ``(year, month)``, ``None`` if ``text`` names no month of a year.

    >>> parse_month("05/2024"), parse_month("01/05/2024"), parse_month("2024-05")
    ((2024, 5), (2024, 5), (2024, 5))
    >>> parse_month("month 5, year 2024"), parse_month("15/05/2024")
    ((2024, 5), None)
    """
    text = text.strip()
    if found := _FIRST_DAY.fullmatch(text):
        month, year = found[2], found[3]
    elif found := _ISO.fullmatch(text):
        year, month = found.groups()
    elif found := _WORDS.fullmatch(text):
        month, year = found.groups()
    else:
        return None
    year, month = int(year), int(month)
    return (year, month) if 1 <= month <= 12 and 1900 <= year <= 2200 else None

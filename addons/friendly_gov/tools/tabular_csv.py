"""CSV files: encoding, delimiter, rows."""

import codecs
import contextlib
import csv
import io
import re
import unicodedata
from collections import Counter

from .tabular_types import TableBuilder, TableError

# Excel writes ";" where the comma is the decimal sign, as in Vietnam.
DELIMITERS = ";,\t"
# Excel reads and writes the delimiter in a first line of its own.
_HINT = re.compile(r"sep=([;,\t])\r?\n")
_SAMPLE_ROWS = 20
_SAMPLE_LINES = 1000
_UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Tones, circumflex, breve and horn of Vietnamese.
_MARKS = set("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")
_BASES = set("aeiouyAEIOUY")
_SIGNS = set(
    "\u0110\u0111\u20ab\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022"
    "\u00a0\u00ab\u00bb\u00b0\u00b7\u00bd\u00d7\u00a7\u00b2\u00b3"
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _looks_vietnamese(text):
    """Tell whether text decoded as cp1258 reads as Vietnamese.

    Nearly any bytes decode to something. The older VNI and TCVN3 (ABC) fonts
    give letters with foreign marks, or signs in the middle of words.
    """
    if _CONTROLS.search(text):
        return False
    for char in set(unicodedata.normalize("NFC", text)):
        if char.isascii() or char in _SIGNS:
            continue
        base, *marks = unicodedata.normalize("NFD", char)
        if base not in _BASES or not marks or not _MARKS.issuperset(marks):
            return False
    return True


def decode(data, name=None):
    """Return the text of a CSV file.

    UTF-8 with or without byte order mark, UTF-16 with one, or Windows-1258.

    :raises TableError: encoding
    """
    try:
        if data.startswith(_UTF16_BOMS):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            text = data.decode("cp1258")
        except UnicodeDecodeError:
            text = "\0"
        if not _looks_vietnamese(text):
            raise TableError("encoding", sheet=name) from error
    # UTF-16 without its mark is every other byte NUL and still valid UTF-8.
    if text.count("\0") > len(text) / 10:
        raise TableError("encoding", sheet=name)
    return text


def _records(text, delimiter):
    """Yield ``(row number, fields)``; ``csv.Error`` on stray quotes.

    Strict, because the lenient reader swallows the rest of the file into one
    cell when a closing quote is missing.
    """
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    return enumerate(reader, start=1)


def _fit(text, delimiter):
    """Return how well a delimiter explains the first rows; greater is better."""
    widths = []
    # A stray quote: judged on the rows before it, reading reports the place.
    with contextlib.suppress(csv.Error):
        for number, fields in _records(text, delimiter):
            if any(fields):
                widths.append(len(fields))
            if len(widths) == _SAMPLE_ROWS or number == _SAMPLE_LINES:
                break
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return (0, False, 0)
    width, rows = max(wide.items(), key=lambda item: (item[1], item[0]))
    return (rows, widths[0] > 1, width)


def sniff(text):
    """Return the delimiter.

    >>> sniff("a;b\\n1,5;2,5\\n")
    ';'
    """
    hint = _HINT.match(text)
    if hint:
        return hint[1]
    # max() keeps the first of equals.
    return max(DELIMITERS, key=lambda delimiter: _fit(text, delimiter))


def read_csv(data, name, limits, budget):
    """Return the :class:`Table` of one CSV file, ``None`` if it is empty.

    :raises TableError: encoding, quotes, and the limits
    """
    builder = TableBuilder(name, limits, budget)
    text = decode(data, builder.name).replace("\0", "")
    number = 0
    try:
        records = _records(text, sniff(text))
        if _HINT.match(text):
            next(records)
        for number, fields in records:
            if len(fields) > limits.max_columns and any(fields[limits.max_columns :]):
                raise builder.error(
                    "too_many_columns",
                    number,
                    limits.max_columns,
                    limit=limits.max_columns,
                )
            cells = fields[: limits.max_columns]
            builder.add(
                number,
                [builder.text(cell, number, at) for at, cell in enumerate(cells)],
            )
    except csv.Error as error:
        # The module has one class of error and its own limit on a field.
        code = "cell_too_long" if "field limit" in str(error) else "quotes"
        raise builder.error(code, number + 1, limit=limits.max_cell_length) from error
    return builder.table()

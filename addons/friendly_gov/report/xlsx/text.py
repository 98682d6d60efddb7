"""Text as a spreadsheet can hold it: legal in XML, short enough, measurable.

Limits are those of the file format (ECMA-376 and the Excel specification):
32,767 UTF-16 units a cell, 31 a sheet name.
"""

import math
import re

CELL_LIMIT = 32_767
NAME_LIMIT = 31
CUT_MARK = "…"

# What XML 1.0 cannot carry: control characters except tab and line feed, lone
# surrogates, the two non-characters. One of them makes the whole file unreadable.
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def utf16_length(text):
    """Number of UTF-16 units, the unit in which Excel counts (an emoji is two)."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text, limit, mark=CUT_MARK):
    """``text`` in at most ``limit`` UTF-16 units, ending in ``mark`` when cut."""
    # The longest possible text of `limit` units that holds no astral character is
    # `limit` long, so half of it is short whatever it holds: no counting then.
    if len(text) <= limit // 2 or utf16_length(text) <= limit:
        return text
    room = limit - utf16_length(mark)
    kept = text[:room]
    while (excess := utf16_length(kept) - room) > 0:
        # Each dropped character frees one or two units: never drop too many.
        kept = kept[: -math.ceil(excess / 2)]
    return kept + mark


def is_plain(text):
    """True when ``text`` surely needs no cleaning and no cutting.

    Nearly every cell is such a text, and a workbook may hold a million cells.
    """
    return len(text) <= CELL_LIMIT // 2 and text.isprintable() and text[:1] != "<"


def clean(text):
    """``text`` with Unix line ends and without what XML cannot carry."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _guard_markup(_ILLEGAL.sub("", text))


def _guard_markup(text):
    """Keep a text that looks like xlsxwriter's own rich text from being markup.

    In constant memory mode xlsxwriter copies a string that starts with ``<r>`` and
    ends with ``</r>`` into the XML unescaped: anyone who types one could forge
    cells or break the file. A trailing space takes it out of that branch.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        return text + " "
    return text


def sheet_name(wanted, taken):
    """A legal sheet name near ``wanted`` that is not in ``taken``.

    ``taken`` is a set of case-folded names; the new one is added to it. Excel
    compares names without case and refuses the whole file on a clash.
    """
    base = _NAME_FORBIDDEN.sub("-", " ".join(clean(wanted or "").split()))
    base = base.strip("' ") or "Sheet"
    if base.casefold() == "history":  # reserved by Excel for tracked changes
        base += "_"
    name, number = cut(base, NAME_LIMIT), 1
    while name.casefold() in taken:
        number += 1
        suffix = f" ({number})"
        name = cut(base, NAME_LIMIT - len(suffix)).rstrip() + suffix
    taken.add(name.casefold())
    return name


def text_width(text, size=11, bold=False):
    """Approximate width in column units (one digit of the 11 point font).

    Good to about a tenth for Times New Roman; used for row heights only, because
    no spreadsheet program fits the height of a merged cell by itself.
    """
    units = 0.0
    for char in text:
        if char.isupper():
            units += 1.35
        elif char in " .,;:'ijlt-()":
            units += 0.6
        else:
            units += 0.95
    return units * size / 11 * (1.06 if bold else 1.0)


def line_count(text, width, size=11, bold=False):
    """Lines that ``text`` takes when wrapped in a cell ``width`` units wide."""
    lines = 0
    room = max(width - 1, 1)
    space = text_width(" ", size, bold)
    for paragraph in text.split("\n"):
        lines += 1
        used = 0.0
        for word in paragraph.split():
            length = text_width(word, size, bold)
            if used and used + space + length > room:
                lines += 1
                used = 0.0
            if length > room:  # a word wider than the cell is broken
                lines += math.ceil(length / room) - 1
            used += length + (space if used else 0)
    return lines


def quick_line_count(text, width):
    """About :func:`line_count` at size 11, in constant time but for line feeds.

    For the rows of a table, of which there may be a hundred thousand: 0.9 is the
    mean width of a Vietnamese letter or space, 3 what word wrap leaves unused.
    """
    room = max(width - 3, 3)
    if "\n" not in text:
        return math.ceil(len(text) * 0.9 / room)
    return sum(
        math.ceil(len(line) * 0.9 / room) or 1 for line in text.splitlines() or [""]
    )


def line_height(size):
    """Height of one line in points."""
    return size * 1.27

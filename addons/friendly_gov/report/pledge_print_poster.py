"""Texts and sizes of the poster for the counter: readable from afar, on one page."""

import math

from .pledge_print import get_basis, in_form_language

# Width and height within the margins, in points.
AREAS = {"a4": (496, 728), "a3": (728, 1064)}
SIZES = {"a4": range(40, 9, -1), "a3": range(60, 9, -1)}
LINE = 1.25
# Share of the page that an estimate may fill: letters differ.
FILL = 0.97


def get_poster(code, unit, size):
    """What a poster shows.

    :param code: ``gov.pledge.code``, read as the user
    :param unit: ``hr.department`` whose name stands above, or none
    :param str size: key of :data:`AREAS`
    """
    code = in_form_language(code)
    groups = code._get_text()
    basis = get_basis(
        code.env,
        {
            "document": code.document_symbol or "",
            "date": code.document_date and code.document_date.isoformat(),
            "issuer": code.document_issuer or "",
        },
    )
    texts = [text for _name, statements in groups for text in statements]
    return {
        "code": code,
        "unit": unit.name or "",
        "name": code.name,
        "basis": basis,
        "groups": groups,
        "is_draft": code.state == "draft",
        "size": fit(size, code.name, [name for name, _texts in groups], texts, basis),
    }


def fit(area, title, names, texts, basis=""):
    """Size of the letters, in points, at which all of it fits on one page.

    :param str area: key of :data:`AREAS`
    :param list names: headings of the groups
    :param list texts: statements
    """
    width, height = AREAS[area]
    for size in SIZES[area]:
        used = 2.2 * _height(title, width, size * 1.5, 0.68) + 3 * size
        used += sum(_height(name, width, size * 1.15, 0.66) + size for name in names)
        used += sum(
            _height(text, width - 2 * size, size) + 0.35 * size for text in texts
        )
        used += _height(basis, width, size * 0.6)
        if used <= height * FILL:
            return size
    return SIZES[area][-1]


def _height(text, width, size, share=0.46):
    """Height of ``text`` in points; ``share``: width of a letter to its size."""
    lines = math.ceil(len(text) * size * share / width)
    # A long word leaves the end of a line empty.
    longest = max(map(len, text.split()), default=0) * size * share
    slack = 1 if lines > 1 and longest > width / 3 else 0
    return (lines + slack) * size * LINE

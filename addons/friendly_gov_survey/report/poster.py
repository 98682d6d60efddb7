"""Posters of survey points as PDF: one page each, readable from two metres.

Drawn with ReportLab, which Odoo requires: thousands of pages in one process, and no
browser or wkhtmltopdf to install.
"""

from functools import lru_cache
from typing import NamedTuple

from reportlab.lib.pagesizes import A4, A5
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from odoo.tools import file_path

from ..tools import qr
from ..tools.text_fit import fit

PAGES = {"a4": A4, "a5": A5}
# Fonts of Odoo's own web client with all Vietnamese letters; those of PDF readers and
# Lato have none.
FONTS = {
    "GovSurvey": "web/static/fonts/google/Roboto/Roboto-Regular.ttf",
    "GovSurvey-Bold": "web/static/fonts/google/Roboto/Roboto-Bold.ttf",
    "GovSurvey-Mono": "web/static/fonts/google/Fira_Mono/Fira_Mono-Medium.ttf",
}
INK = (0.05, 0.25, 0.45)
GREY = (0.35, 0.35, 0.35)
BLACK = (0, 0, 0)
MARGIN = 42
# Of the code with its quiet zone, in points of A4: read from two metres away.
CODE_SIZE = 300


class Poster(NamedTuple):
    """Texts of one poster, in the language it is printed in."""

    unit: str
    counter: str
    # What people are asked to do, and how.
    call: str
    how: str
    url: str
    # Stands before the address that is typed by hand, and that address.
    typed: str
    address: str
    privacy: str
    # First and last day; empty where the point outlives the campaign.
    period: str
    # Small: which print this is.
    foot: str


def write_pdf(target, posters, size, title="", progress=None):
    """Write one PDF with a page for each of ``posters``.

    :param target: binary file
    :param posters: iterable of :class:`Poster`
    :param str size: key of :data:`PAGES`
    :param progress: called with the number of pages so far
    :return: number of pages
    """
    _register_fonts()
    width, height = PAGES[size]
    canvas = Canvas(target, pagesize=(width, height), pageCompression=1)
    canvas.setTitle(title)
    count = 0
    for count, poster in enumerate(posters, start=1):
        # Both sizes have the same shape: one layout, in points of A4.
        canvas.scale(width / A4[0], height / A4[1])
        _draw(canvas, poster)
        canvas.showPage()
        if progress:
            progress(count)
    canvas.save()
    return count


def _register_fonts():
    # The list of fonts belongs to the process; a second entry does no harm.
    for name, path in FONTS.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, file_path(path)))


def _draw(canvas, poster):
    width, height = A4
    bottom = _draw_bottom(canvas, poster)
    y = height - MARGIN
    y = _write(canvas, y, poster.unit, "GovSurvey-Bold", (30, 16), 3, INK)
    y = _write(canvas, y - 6, poster.counter, "GovSurvey", (20, 11), 2, BLACK)
    y -= 14
    canvas.setStrokeColorRGB(*INK)
    canvas.setLineWidth(2)
    canvas.line(MARGIN, y, width - MARGIN, y)
    y = _write(canvas, y - 18, poster.call, "GovSurvey-Bold", (36, 20), 3, BLACK)
    y = _write(canvas, y - 8, poster.how, "GovSurvey", (17, 12), 2, BLACK)
    # What long names take away, the code gives.
    size = min(CODE_SIZE, y - bottom)
    _draw_code(canvas, poster.url, (y + bottom + size) / 2, size)


def _draw_code(canvas, url, y, size):
    """Draw the code below ``y``; the quiet zone stays free."""
    matrix = qr.encode(url)
    modules = len(matrix) + 2 * qr.QUIET_ZONE
    module = size / modules
    canvas.saveState()
    canvas.translate((A4[0] - size) / 2, y - size)
    canvas.scale(module, module)
    canvas.setFillColorRGB(*BLACK)
    # One path: drawn piece by piece, screens show white seams between the pieces.
    path = canvas.beginPath()
    for row, column, length in qr.get_runs(matrix):
        path.rect(column + qr.QUIET_ZONE, modules - qr.QUIET_ZONE - row - 1, length, 1)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def _draw_bottom(canvas, poster):
    """Address and what holds for all; return the upper edge of it."""
    top = MARGIN + 124
    y = _write(canvas, top, poster.typed, "GovSurvey", (12, 9), 1, GREY)
    _write(canvas, y - 2, poster.address, "GovSurvey-Mono", (19, 7), 1, BLACK)
    y = MARGIN + 68
    if poster.period:
        y = _write(canvas, y, poster.period, "GovSurvey-Bold", (14, 10), 1, BLACK)
    _write(canvas, y - 4, poster.privacy, "GovSurvey", (14, 9), 2, BLACK)
    _write(canvas, MARGIN - 6, poster.foot, "GovSurvey", (8, 6), 1, GREY)
    return top


def _write(canvas, y, text, font, sizes, most, colour):
    """Write ``text`` centred below ``y``; return the lower edge of it."""
    if not text:
        return y
    size, lines = _fit(text, font, sizes, most)
    canvas.setFont(font, size)
    canvas.setFillColorRGB(*colour)
    for line in lines:
        y -= size * 1.2
        canvas.drawCentredString(A4[0] / 2, y + size * 0.25, line)
    return y


# Most texts are the same on thousands of posters.
@lru_cache(maxsize=64)
def _fit(text, font, sizes, most):
    return fit(
        text,
        lambda words, points: pdfmetrics.stringWidth(words, font, points),
        A4[0] - 2 * MARGIN,
        range(sizes[0], sizes[1] - 1, -1),
        most,
    )

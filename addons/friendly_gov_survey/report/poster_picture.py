"""The poster as a picture for screens: landscape, read from across a room."""

from PIL import Image, ImageDraw, ImageFont

from odoo.tools import file_path

from ..tools import qr
from ..tools.text_fit import fit
from .poster import FONTS

SIZE = (1920, 1080)
MARGIN = 90
CODE_SIZE = 860
GAP = 60
INK = (13, 64, 115)
GREY = (90, 90, 90)
BLACK = (0, 0, 0)
WHITE = (255, 255, 255)


def write_png(target, poster):
    """Write ``poster`` (:class:`poster.Poster`) as PNG into the binary file."""
    image = Image.new("RGB", SIZE, WHITE)
    draw = ImageDraw.Draw(image)
    text_width = SIZE[0] - 2 * MARGIN - CODE_SIZE - GAP
    page = _Column(draw, MARGIN, MARGIN, text_width)
    page.put(poster.unit, "GovSurvey-Bold", (58, 28), 4, INK)
    page.put(poster.counter, "GovSurvey", (40, 22), 2, BLACK, above=14)
    page.put(poster.call, "GovSurvey-Bold", (76, 40), 5, BLACK, above=44)
    page.put(poster.how, "GovSurvey", (36, 24), 4, BLACK, above=28)
    page.put(poster.period, "GovSurvey-Bold", (30, 20), 2, BLACK, above=22)
    page.put(poster.privacy, "GovSurvey", (30, 20), 4, GREY, above=22)
    left = SIZE[0] - MARGIN - CODE_SIZE
    _draw_code(draw, poster.url, left, 60)
    under = _Column(draw, left, 60 + CODE_SIZE, CODE_SIZE, centred=True)
    under.put(poster.typed, "GovSurvey", (28, 18), 1, GREY)
    under.put(poster.address, "GovSurvey-Mono", (38, 14), 1, BLACK, above=4)
    image.save(target, format="PNG", optimize=True)


def _draw_code(draw, url, left, top):
    matrix = qr.encode(url)
    # Whole pixels: modules of unequal size are harder to read.
    module = CODE_SIZE // (len(matrix) + 2 * qr.QUIET_ZONE)
    inset = (CODE_SIZE - module * len(matrix)) // 2
    for row, column, length in qr.get_runs(matrix):
        x, y = left + inset + column * module, top + inset + row * module
        draw.rectangle((x, y, x + length * module - 1, y + module - 1), fill=BLACK)


class _Column:
    """Texts one below the other."""

    def __init__(self, draw, x, y, width, centred=False):
        self._draw = draw
        self._x = x
        self._y = y
        self._width = width
        self._centred = centred

    def put(self, text, font, sizes, most, colour, above=0):
        if not text:
            return
        size, lines = fit(
            text,
            lambda words, points: _font(font, points).getlength(words),
            self._width,
            range(sizes[0], sizes[1] - 1, -2),
            most,
        )
        self._y += above
        letters = _font(font, size)
        for line in lines:
            free = self._width - letters.getlength(line)
            x = self._x + (free / 2 if self._centred else 0)
            self._draw.text((x, self._y), line, font=letters, fill=colour)
            self._y += size * 1.22


def _font(name, size):
    # Without the optional layout library, so that every server draws the same.
    return ImageFont.truetype(
        file_path(FONTS[name]), size, layout_engine=ImageFont.Layout.BASIC
    )

"""What an uploaded file is, by its content: names and announced types prove nothing."""

import io

from PIL import Image, ImageChops, UnidentifiedImageError

MAX_BYTES = 20 * 1024 * 1024
MAX_SIGNATURE_BYTES = 1024 * 1024
# Checked before a pixel is unpacked: a small file may claim a huge picture.
MAX_PIXELS = 60_000_000
MAX_SIGNATURE_PIXELS = 4_000_000
MIN_SIDE = 20
# Fewer dark pixels than this are a slip of the pen, not a signature.
MIN_INK = 40

EXTENSIONS = {"pdf": ".pdf", "png": ".png", "jpeg": ".jpg"}


class UploadError(ValueError):
    """``code`` is one of: empty, too_big, unknown, broken, blank."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def get_scan_kind(data):
    """ "pdf", "png" or "jpeg", of a scan that can be opened.

    :raises UploadError: it is something else, broken, or too big
    """
    if not data:
        raise UploadError("empty")
    if len(data) > MAX_BYTES:
        raise UploadError("too_big")
    if data[:1024].lstrip().startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:]:
            raise UploadError("broken")
        return "pdf"
    return _open(data, MAX_PIXELS).format.lower()


def get_signature(data):
    """A drawn signature as a PNG of ours: dark lines on white, nothing else in it.

    :param bytes data: PNG or JPEG
    :raises UploadError: it isn't one, is too big, or nothing was drawn
    """
    if not data:
        raise UploadError("empty")
    if len(data) > MAX_SIGNATURE_BYTES:
        raise UploadError("too_big")
    drawn = _open(data, MAX_SIGNATURE_PIXELS).convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    picture = Image.alpha_composite(paper, drawn).convert("RGB")
    # The lines differ from the paper, whatever colour either has.
    corner = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
    ink = ImageChops.difference(picture, corner).convert("L")
    if sum(ink.histogram()[32:]) < MIN_INK:
        raise UploadError("blank")
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _open(data, max_pixels):
    try:
        picture = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
        width, height = picture.size
        if width * height > max_pixels:
            raise UploadError("too_big")
        if min(width, height) < MIN_SIDE:
            raise UploadError("blank")
        picture.load()
    except UnidentifiedImageError as error:
        raise UploadError("unknown") from error
    except UploadError:
        raise
    # Pillow raises many kinds for a file that breaks off or lies about itself.
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UploadError("broken") from error
    return picture

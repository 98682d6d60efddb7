"""Clean text (:func:`nfc`) and search keys (:func:`fold`) for Vietnamese."""

import re
import unicodedata
from functools import lru_cache

_NEWLINE = re.compile("\r\n?|[\u2028\u2029]")
# Control characters (PostgreSQL refuses NUL), lone surrogates (no UTF-8 form),
# and the invisible characters by which two texts that look alike differ: the
# bidirectional marks that can show "fdp.exe" as "exe.pdf", zero-width spaces,
# the soft hyphen. The zero-width joiner stays, emoji are made with it.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
# d with stroke has no decomposition; eth and African d are how it gets mistyped.
_PLAIN = {"\u0111": "d", "\u00f0": "d", "\u0256": "d"}
_DASH = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


def nfc(text):
    """Return ``text`` in normal form C without invisible characters.

    Line ends become ``\\n``; ``\\n`` and ``\\t`` are the only control
    characters that stay. ``None`` gives ``""``. Idempotent.

    >>> nfc("a\\u0300\\x00\\r\\n\\u202eb") == "\\u00e0\\nb"
    True
    """
    if not text:
        return ""
    if text.isascii() and text.isprintable():
        return text
    # Strip before composing: an invisible character may stand between a letter
    # and its accent.
    text = _INVISIBLE.sub("", _NEWLINE.sub("\n", text))
    return unicodedata.normalize("NFC", text)


def plain_dashes(text):
    """Return ``text`` with every typographic dash as ``-``.

    >>> plain_dashes("2021 \\u2013 2026")
    '2021 - 2026'
    """
    return _DASH.sub("-", text)


def _fold_char(char, keep):
    if char in _PLAIN:
        return _PLAIN[char]
    if char.isalnum() or char in keep:
        return char
    return "" if unicodedata.category(char).startswith("M") else " "


class _Folding(dict):
    """Table of ``str.translate`` that works each character out once."""

    def __init__(self, keep):
        super().__init__()
        self.keep = keep

    def __missing__(self, code):
        self[code] = folded = _fold_char(chr(code), self.keep)
        return folded


@lru_cache(maxsize=16)
def _get_folding(keep):
    return _Folding(keep)


def fold(text, keep=""):
    """Return the search key of ``text``.

    Lower case, no accents (so the place of a tone mark does not matter), d for
    d with stroke, one space for any run of other characters. The characters of
    ``keep`` survive. ``None`` gives ``""``. Idempotent.

    >>> fold("Ho\\u00e0 B\\u00ecnh") == fold("HO\\u0300A BINH") == "hoa binh"
    True
    >>> fold("S\\u1ed1, k\\u00fd hi\\u1ec7u (*)")
    'so ky hieu'
    >>> fold("\\u0110\\u1ed3ng Nai")
    'dong nai'
    >>> fold("Ng\\u00e0y 30/6/2023.", keep="/")
    'ngay 30/6/2023'
    """
    text = unicodedata.normalize("NFKD", nfc(text)).casefold()
    return " ".join(text.translate(_get_folding(keep)).split())

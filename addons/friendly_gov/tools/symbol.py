"""Number and symbol ("so, ky hieu") of an official document.

The symbol stays free text: Decree 30/2020/ND-CP fixes the form, but local and
Party habits differ. Nothing here raises; odd text is merely not ``valid``.
"""

import re
from typing import NamedTuple

from .fold import fold, nfc, plain_dashes

# Annex III of Decree 30/2020/ND-CP (official letters and letters have no code;
# BTTh is met beside BTT), then its three kinds of copy.
DECREE_30_CODES = (
    "NQ Q\u0110 CT QC Qy\u0110 TC TB HD CTr KH PA \u0110A DA BC BB TTr H\u0110 C\u0110 "
    "BGN BTT BTTh GUQ GM GGT GNP PG PC PB SY TrS SL"
).split()
# Party bodies (CV stands there for the official letter), then normative acts.
OTHER_CODES = "CV KL TT TTLT N\u0110 PL VBHN QH".split()
TYPE_CODES = tuple(DECREE_30_CODES + OTHER_CODES)

_BY_UPPER = {code.upper(): code for code in TYPE_CODES}
# Typed without the stroke. HD and DA are absent: they are codes of their own.
_BY_FOLDED = {
    fold(code).upper(): code
    for code in TYPE_CODES
    if fold(code).upper() not in _BY_UPPER
}
_MAX_LENGTH = 120
_ETH = str.maketrans("\u00d0\u0189\u00f0\u0256", "\u0110\u0110\u0111\u0111")
_PREFIX = re.compile(r"^\s*s\u1ed1(?:\s+|\s*:\s*)(?=[0-9])", re.IGNORECASE)
_SYMBOL = re.compile(
    r"""
    (?P<number>[0-9]{1,9})(?P<suffix>[^\W\d_]?)   # 515, 30c
    (?:-(?P<party>[^\W\d_]+))?                    # 01-KH (Party form)
    (?:/(?P<year>(?:19|20)[0-9]{2}))?             # 54/2025
    /(?P<rest>(?:[^\W_]|[&+])+(?:[-.](?:[^\W_]|[&+])+)*)
    """,
    re.VERBOSE,
)
_LEADING_NUMBER = re.compile(r"[0-9]{1,9}(?![0-9])")
_ASSEMBLY = re.compile(r"QH[0-9]+")


class Symbol(NamedTuple):
    """Parts of a symbol; a part that is not there is ``None`` (suffix: ``""``).

    ``normalised`` is the text to show: NFC, no blanks, plain dashes, without a
    leading "So:"; its letter case and leading zeros are as typed.
    """

    number: int | None
    number_suffix: str
    year: int | None
    type_code: str | None
    organ: str | None
    drafting: str | None
    normalised: str
    valid: bool


def _normalise(text):
    text = plain_dashes(nfc(text)).translate(_ETH)
    return re.sub(r"\s+", "", _PREFIX.sub("", text)).rstrip(".,;:/-")


def find_type(part):
    """Return the official spelling of a type code, ``None`` if it is not one.

    >>> find_type("ttr"), find_type("QD") == "Q\\u0110", find_type("UBND")
    ('TTr', True, None)
    """
    upper = part.upper()
    return _BY_UPPER.get(upper) or _BY_FOLDED.get(upper)


def _split_rest(rest, party):
    """Return (type code, organ, drafting unit) of what follows the last slash."""
    first, *others = re.split(r"[-.]", rest)
    if party:
        return find_type(party) or party, first, "-".join(others) or None
    if _ASSEMBLY.fullmatch(first):
        return "QH", first, "-".join(others) or None
    code = find_type(first)
    if code:
        organ = others.pop(0) if others else None
        return code, organ, "-".join(others) or None
    return None, first, "-".join(others) or None


def parse_symbol(text):
    """Return the :class:`Symbol` read from ``text``; never raises.

    An official letter (cong van) has ``type_code`` ``None`` in state form and
    ``CV`` in Party form; a law or resolution of the National Assembly written
    ``202/2025/QH15`` has the type ``QH`` and the organ ``QH15``.

    >>> parse_symbol("515/UBND-NVK")[:6]
    (515, '', None, None, 'UBND', 'NVK')
    >>> parse_symbol("07/2021/TT-BNV")[:6]
    (7, '', 2021, 'TT', 'BNV', None)
    >>> parse_symbol("30c/NQ-CP")[:6]
    (30, 'c', None, 'NQ', 'CP', None)
    >>> parse_symbol("no symbol").valid
    False
    """
    text = _normalise(text)
    match = _SYMBOL.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if not match:
        number = _LEADING_NUMBER.match(text)
        return Symbol(
            int(number[0]) if number else None, "", None, None, None, None, text, False
        )
    year = match["year"]
    return Symbol(
        int(match["number"]),
        match["suffix"],
        int(year) if year else None,
        *_split_rest(match["rest"], match["party"]),
        text,
        True,
    )


def symbol_key(text):
    """Return the key by which two spellings of one symbol are found equal.

    Upper case (the stroke of the D is kept: HD and H\u0110 are different types),
    no blanks, no leading zeros of the number.

    >>> symbol_key(" 01 - kh / UBND")
    '1-KH/UBND'
    """
    return re.sub(r"^0+(?=[0-9])", "", _normalise(text).upper())

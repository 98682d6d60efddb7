"""Units and groups of units as documents write them.

A cell of an annex names several: on lines of their own, between semicolons, commas
or "va" (and). The names hold commas and "va" themselves ("So Van hoa, The thao va Du
lich"), so the longest run of pieces that is a name wins. What fits two units fits
none: a person chooses.
"""

import re
from typing import NamedTuple

from .fold import fold, nfc

_LONG = [
    (re.compile(r"\buy ban nhan dan\b"), "ubnd"),
    (re.compile(r"\bhoi dong nhan dan\b"), "hdnd"),
    (re.compile(r"\buy ban mat tran to quoc\b"), "ubmttq"),
    (re.compile(r"\bvan phong\b"), "vp"),
]
_PARENTHESES = re.compile(r"\([^()]*\)")
_LINES = re.compile(r"[\n;]+")
_PIECES = re.compile(r"(,|\b[vV]\u00e0\b)")
_BULLET = re.compile(r"^[\s\-+*\u2022\u2013.]+")
_KINDS = ("tinh", "thanh pho", "huyen", "thi xa", "quan", "xa", "phuong", "dac khu")
# Words that documents put in and leave out.
_FILLERS = frozenset({"cac", "cap", "tinh"})
# "So Van hoa, The thao va Du lich": no name has more commas than this allows.
MAX_RUN = 12
MAX_PIECES = 400


class Unit(NamedTuple):
    """``codes``: identifiers; ``territories``: names of the committees above, from the
    province down, whose places ("tinh X") may be left out at the end of a name;
    ``committee``: a people's committee, "UBND" may be left out or in.
    """

    id: int
    name: str
    codes: tuple = ()
    territories: tuple = ()
    committee: bool = False


class Found(NamedTuple):
    """``unit_ids`` and ``group_ids`` in order; ``unknown``: texts that fit none."""

    unit_ids: list
    group_ids: list
    unknown: list


def _short(text):
    """Folded text with the usual long words abbreviated."""
    words = fold(text)
    for pattern, abbreviation in _LONG:
        words = pattern.sub(abbreviation, words)
    return words


def _squeeze(words):
    return words.replace(" ", "")


def _drop_place(words, place):
    """Words without the place at their end, and with its kind alone.

    Of "tinh x": "vp ubnd tinh x" gives "vp ubnd" and "vp ubnd tinh", "ban dan van
    tinh uy x" gives "ban dan van" and "ban dan van tinh uy".
    """
    kind = next((kind for kind in _KINDS if place.startswith(kind + " ")), None)
    if not kind:
        bare = words.removesuffix(" " + place) if place else words
        return [bare]
    own = place.removeprefix(kind)
    for level in (kind, kind.split()[0] + " uy"):
        if words.endswith(f" {level}{own}"):
            bare = words.removesuffix(f" {level}{own}")
            return [bare, f"{bare} {level}"]
    return []


def _short_forms(words, territories):
    """Forms of a name as places are left out at its end, the shortest first.

    "phong vh xa a tinh x" in the province and the commune is also "phong vh xa a",
    "phong vh xa" and "phong vh".
    """
    forms, places = [words], []
    for territory in territories:
        place = _short(territory).removeprefix("ubnd ")
        for outer in places:
            place = place.removesuffix(" " + outer)
        for form in list(forms):
            forms += _drop_place(form, place)
        places.append(place)
    return sorted(dict.fromkeys(forms), key=len)


def _initials(words):
    """``{"sonv", "snv"}`` for "so noi vu"; the link word "va" has no initial.

    Of four words on the first two may stand in full: "trung tam pvhcc".
    """
    parts = [word for word in words.split() if word != "va"]
    letters = [word if word in ("ubnd", "hdnd") else word[0] for word in parts]
    heads = 2 if len(parts) > 3 else 1
    keys = {"".join(parts[:at] + letters[at:]) for at in range(heads + 1)}
    return {key for key in keys if len(parts) > 2 and len(key) > 2}


def _group_key(name):
    words = _short(_PARENTHESES.sub(" ", nfc(name))).split()
    return _squeeze("".join(word for word in words if word not in _FILLERS))


class UnitNames:
    """Finds units by name, code and short form, groups by name and code.

    :param units: :class:`Unit` list, the nearer ones first in ``tiers``: a name
        that fits one of the nearer is not looked for among the others
    :param groups: ``[(id, name, code)]``
    """

    def __init__(self, tiers, groups=()):
        self._tables = []
        for units in tiers:
            self._tables += self._get_tables(units)
        self._groups = {}
        for group_id, name, code in groups:
            for key in {_group_key(name), _group_key(code)}:
                self._groups.setdefault(key, set()).add(group_id)

    @staticmethod
    def _get_tables(units):
        """Tables ``{key: ids}`` from the surest to the loosest reading."""
        exact, bare, initials = {}, {}, {}
        for unit in units:
            full = _short(unit.name)
            forms = _short_forms(full, unit.territories)
            for key in (full, *(_short(code) for code in unit.codes if code)):
                exact.setdefault(_squeeze(key), set()).add(unit.id)
            for words in forms:
                keys = {words}
                if unit.committee:
                    keys.add(words.removeprefix("ubnd "))
                    keys.add("ubnd " + words.removeprefix("ubnd "))
                for key in keys:
                    bare.setdefault(_squeeze(key), set()).add(unit.id)
            if not unit.committee:
                for words in forms:
                    kind = words.removeprefix(forms[0])
                    for key in _initials(forms[0]):
                        initials.setdefault(key + _squeeze(kind), set()).add(unit.id)
        return [exact, bare, initials]

    def find(self, text):
        """Return ``("unit" or "group", id)``, ``None`` if nothing or several fit."""
        key = _squeeze(_short(text))
        if not key:
            return None
        for table in self._tables:
            if key in table:
                ids = table[key]
                return ("unit", *ids) if len(ids) == 1 else None
        ids = self._groups.get(_group_key(text), ())
        return ("group", *ids) if len(ids) == 1 else None

    def find_all(self, text):
        """Return the :class:`Found` of a cell."""
        found = Found([], [], [])
        for line in _LINES.split(nfc(text)):
            line = _BULLET.sub("", line).strip()
            if line:
                self._read_line(line, found)
        return Found(*(list(dict.fromkeys(part)) for part in found))

    def _read_line(self, line, found):
        pieces = _PIECES.split(line)
        if len(pieces) > MAX_PIECES:
            found.unknown.append(line)
            return
        at, unknown = 0, ""
        while at < len(pieces):
            end, hit = self._longest(pieces, at)
            if hit:
                self._keep(unknown, found)
                kind, record_id = hit
                ids = found.unit_ids if kind == "unit" else found.group_ids
                ids.append(record_id)
                unknown = ""
            else:
                unknown += pieces[at]
            at = end
        self._keep(unknown, found)

    def _longest(self, pieces, at):
        for end in range(min(len(pieces), at + MAX_RUN), at, -1):
            hit = self.find("".join(pieces[at:end]))
            if hit:
                return end, hit
        return at + 1, None

    @staticmethod
    def _keep(unknown, found):
        text = re.sub(r"^(?:[\s,.]|\b[vV]\u00e0\b)+|[\s,.]+$", "", unknown)
        text = re.sub(r"\s*\b[vV]\u00e0$", "", text)
        if fold(text):
            found.unknown.append(text)

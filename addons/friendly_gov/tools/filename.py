"""Names of files inside an archive: plain ASCII, no path, unique."""

import re
import unicodedata

from .fold import nfc

# d with stroke has no decomposition.
_PLAIN = str.maketrans({"\u0111": "d", "\u0110": "D"})
_OTHER = re.compile(r"[^A-Za-z0-9._-]+")
# Names that Windows keeps for devices, with any extension.
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
LIMIT = 80
_EXTENSION_LIMIT = 10


def safe_name(text, fallback="file", limit=LIMIT):
    """Return ``text`` as the name of a file on any system.

    Letters lose their accents, everything but letters, digits, dot, hyphen and
    underscore becomes one hyphen; a short extension survives the cut.

    >>> safe_name("Bi\\u00ean b\\u1ea3n \\u0110i\\u1ec7n.PDF")
    'Bien-ban-Dien.PDF'
    >>> safe_name("../../etc/passwd")
    'etc-passwd'
    >>> safe_name("\\u202e..")
    'file'
    >>> safe_name("con.txt")
    '_con.txt'
    """
    text = unicodedata.normalize("NFKD", nfc(text)).translate(_PLAIN)
    text = "".join(char for char in text if not unicodedata.combining(char))
    name = re.sub(r"\.{2,}", ".", _OTHER.sub("-", text)).strip("-. ") or fallback
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > _EXTENSION_LIMIT:
        stem, dot, extension = name, "", ""
    name = stem[: limit - len(dot + extension)].rstrip("-.") + dot + extension
    return f"_{name}" if _RESERVED.match(name) else name


class UniquePaths:
    """Paths of one archive; two never differ by case alone."""

    def __init__(self):
        self._taken = set()

    def add(self, folder, name):
        """Return ``folder/name``, numbered if it is taken; both made safe."""
        parts = [safe_name(part) for part in folder.split("/") if part]
        stem, dot, extension = safe_name(name).rpartition(".")
        if not stem:
            stem, dot, extension = extension, "", ""
        number, path = 1, "/".join([*parts, f"{stem}{dot}{extension}"])
        while path.casefold() in self._taken:
            number += 1
            path = "/".join([*parts, f"{stem}-{number}{dot}{extension}"])
        self._taken.add(path.casefold())
        return path

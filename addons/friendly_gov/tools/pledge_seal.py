"""Canonical content of a signed pledge, and the chain of its seals.

Only the standard library: the same functions seal in the office and verify an exported
file anywhere.
"""

import hashlib
import json
import unicodedata

# Before the first pledge of a chain.
GENESIS = "0" * 64


def canonical(content):
    """One text for one content, whatever the order of its keys.

    :param dict content: of strings, numbers, booleans, None, lists and dicts
    :rtype: str
    """
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return unicodedata.normalize("NFC", text)


def seal(previous, number, content):
    """SHA-256, in hex, over the seal before, the place in the chain and the content.

    :param str previous: seal of the pledge before, :data:`GENESIS` for the first
    :param int number: place in the chain, from 1
    :param str content: as :func:`canonical` gives it
    """
    payload = f"{previous}\n{number}\n{content}"
    return hashlib.sha256(payload.encode()).hexdigest()

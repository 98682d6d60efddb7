"""Signed nonces: a page shown leaves nothing on the server. Pure Python.

A nonce is ``random.time.signature``. The signature binds it to the place where the
page was opened and to the moment, so a page can be sent once, here, and for a while.
"""

import hashlib
import hmac
import secrets

# Seconds for which a page that was opened may be sent.
LIFE = 12 * 3600
SIGNATURE = 32
LONGEST = 100


def make(sign, now):
    """A fresh nonce.

    :param sign: function from a text to a hexadecimal signature
    :param float now: seconds since the epoch
    """
    body = f"{secrets.token_urlsafe(12)}.{int(now):x}"
    return f"{body}.{sign(body)[:SIGNATURE]}"


def read_age(sign, nonce, now):
    """Seconds since ``nonce`` was made; None if it isn't ours or lived too long."""
    body, _dot, signature = (nonce or "")[:LONGEST].rpartition(".")
    expected = sign(body)[:SIGNATURE]
    # Bytes: compare_digest raises for texts that aren't ASCII.
    if not body or not hmac.compare_digest(signature.encode(), expected.encode()):
        return None
    age = int(now) - int(body.rpartition(".")[2], 16)
    return age if 0 <= age <= LIFE else None


def digest(nonce):
    """What is kept of a nonce that was used."""
    return hashlib.sha256(nonce.encode()).hexdigest()

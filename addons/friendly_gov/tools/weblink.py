"""Addresses of web pages that people paste: what may become a link on a screen."""

from urllib.parse import urlsplit

MAX_LENGTH = 2000


def is_safe_link(text):
    """True for a plain ``http`` or ``https`` address that names a host.

    A script (``javascript:``), a file or a text that a browser might read as another
    site (user name before the host, backslash, white space, control characters) is
    none: whoever clicks must arrive where the text says.

    >>> is_safe_link("https://baohoabinh.com.vn/tin/1?a=b#c")
    True
    >>> is_safe_link("javascript:alert(1)")
    False
    >>> is_safe_link("https://baohoabinh.com.vn@evil.example/")
    False
    """
    if not text or len(text) > MAX_LENGTH:
        return False
    if any(char.isspace() or not char.isprintable() for char in text):
        return False
    if any(char in "\\<>\"'`" for char in text):
        return False
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc

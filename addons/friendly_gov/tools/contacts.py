"""Addresses of people in free text, for text that leaves the system."""

import re

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# 0 or +84 and nine digits or ten, with the spaces, dots and hyphens people put
# between; a slash or a letter beside them makes it a date or a document number.
_PHONE = re.compile(r"(?<![\w/+.-])(?:\+84|84|0)(?:[ .-]?\d){9,10}(?![\w/-])")
MASK = "[…]"


def hide_contacts(text):
    """Return ``text`` with e-mail addresses and telephone numbers masked.

    >>> hide_contacts("gửi về a.b@so.gov.vn, ĐT 0912 345 678 trước 30/06/2023")
    'gửi về […], ĐT […] trước 30/06/2023'
    """
    return _PHONE.sub(MASK, _MAIL.sub(MASK, text))

"""QR codes as plain matrices: what a poster draws and a test reads back.

ReportLab, which Odoo requires, holds the encoder; nothing else is needed.
"""

from reportlab.graphics.barcode import qrencoder

# ISO/IEC 18004: white around the code, in modules, without which readers fail.
QUIET_ZONE = 4
# Strongest first. M restores 15 %, the least for paper that gets dirty.
_LEVELS = (
    qrencoder.QRErrorCorrectLevel.H,
    qrencoder.QRErrorCorrectLevel.Q,
    qrencoder.QRErrorCorrectLevel.M,
)


def encode(text):
    """Rows of modules (True: dark) of the code for ``text``, without quiet zone.

    The code is as small as level M allows, and corrects as much as then fits.

    >>> len(encode("https://example.org/gs/abcdefgh"))
    29
    """
    data = qrencoder.QR8bitByte(text.encode())
    version = _get_code(data, _LEVELS[-1]).calculate_version()
    for level in _LEVELS:
        code = _get_code(data, level)
        if code.calculate_version() == version:
            code.make()
            return tuple(tuple(map(bool, row)) for row in code.modules)
    raise ValueError(text)


def get_runs(matrix):
    """Dark stretches of each row, for drawing: (row, first column, length)."""
    for number, row in enumerate(matrix):
        start = None
        for column, dark in enumerate((*row, False)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                yield number, start, column - start
                start = None


def _get_code(data, level):
    code = qrencoder.QRCode(None, level)
    code.addData(data)
    return code

"""Reads a QR code back from its modules, by ISO/IEC 18004 and not by our encoder.

For clean drawings: a code with a wrong module is refused, not corrected, so that a
test shows what is drawn, not what a phone would still make of it. Versions 1 to 6 in
byte mode, which is what addresses need.
"""

# Data codewords of each block, and correcting codewords a block, by version.
BLOCKS = {
    "M": {
        1: ([16], 10),
        2: ([28], 16),
        3: ([44], 26),
        4: ([32] * 2, 18),
        5: ([43] * 2, 24),
        6: ([27] * 4, 16),
    },
    "Q": {
        1: ([13], 13),
        2: ([22], 22),
        3: ([17] * 2, 18),
        4: ([24] * 2, 26),
        5: ([15] * 2 + [16] * 2, 18),
        6: ([19] * 4, 24),
    },
    "H": {
        1: ([9], 17),
        2: ([16], 28),
        3: ([13] * 2, 22),
        4: ([9] * 4, 16),
        5: ([11] * 2 + [12] * 2, 22),
        6: ([15] * 4, 28),
    },
}
LEVELS = {0b00: "M", 0b01: "L", 0b10: "H", 0b11: "Q"}
MASKS = (
    lambda r, c: (r + c) % 2 == 0,
    lambda r, c: r % 2 == 0,
    lambda r, c: c % 3 == 0,
    lambda r, c: (r + c) % 3 == 0,
    lambda r, c: (r // 2 + c // 3) % 2 == 0,
    lambda r, c: r * c % 2 + r * c % 3 == 0,
    lambda r, c: (r * c % 2 + r * c % 3) % 2 == 0,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2 == 0,
)
FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")
# Places of the format information beside the first finder, highest bit first.
FORMAT = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [
    (r, 8) for r in (7, 5, 4, 3, 2, 1, 0)
]


def read(modules):
    """Text and level of error correction of the code.

    :param modules: rows of booleans, without the quiet zone
    :raise ValueError: it is not a clean code
    """
    side = len(modules)
    version = (side - 17) // 4
    if any(len(row) != side for row in modules) or side != 17 + 4 * version:
        raise ValueError("not a square of a known size")
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        for row, expected in enumerate(FINDER):
            cells = modules[top + row][left : left + 7]
            if "".join("01"[cell] for cell in cells) != expected:
                raise ValueError("no finder")
    bits = int("".join("01"[modules[r][c]] for r, c in FORMAT), 2) ^ 0b101010000010010
    if _remainder(bits):
        raise ValueError("format information is damaged")
    level, mask = LEVELS[bits >> 13], MASKS[bits >> 10 & 7]
    words = _get_words(modules, version, mask)
    return _get_text(_get_data(words, *BLOCKS[level][version])), level


def _remainder(bits):
    for shift in range(4, -1, -1):
        if bits >> (10 + shift) & 1:
            bits ^= 0b10100110111 << shift
    return bits


def _is_function(row, column, version, side):
    if row == 6 or column == 6:
        return True
    if row <= 8 and (column <= 8 or column >= side - 8):
        return True
    if column <= 8 and row >= side - 8:
        return True
    middle = side - 7
    return version > 1 and abs(row - middle) <= 2 and abs(column - middle) <= 2


def _get_words(modules, version, mask):
    """Codewords in the order they are laid out: pairs of columns, up and down."""
    side = len(modules)
    bits = []
    upwards = True
    for right in [*range(side - 1, 6, -2), *range(5, 0, -2)]:
        rows = range(side - 1, -1, -1) if upwards else range(side)
        for row in rows:
            for column in (right, right - 1):
                if not _is_function(row, column, version, side):
                    bits.append(bool(modules[row][column]) ^ mask(row, column))
        upwards = not upwards
    whole = len(bits) // 8 * 8
    return [
        int("".join("01"[bit] for bit in bits[start : start + 8]), 2)
        for start in range(0, whole, 8)
    ]


def _get_data(words, sizes, correcting):
    """Data of all blocks, whose words were laid out in turn, checked."""
    words = iter(words)
    blocks = [[] for _size in sizes]
    for place in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if place < size:
                block.append(next(words))
    data = [word for block in blocks for word in block]
    for _place in range(correcting):
        for block in blocks:
            block.append(next(words))
    for block in blocks:
        if any(_syndromes(block, correcting)):
            raise ValueError("a module is wrong")
    return data


def _syndromes(block, count):
    """Values of the block as a polynomial over GF(256) at powers of 2: all 0."""
    root = 1
    for _power in range(count):
        value = 0
        for word in block:
            value = _times(value, root) ^ word
        yield value
        root = _times(root, 2)


def _times(one, two):
    product = 0
    while two:
        if two & 1:
            product ^= one
        one <<= 1
        if one & 0x100:
            one ^= 0x11D
        two >>= 1
    return product


def _get_text(data):
    bits = "".join(f"{word:08b}" for word in data)
    if bits[:4] != "0100":
        raise ValueError("not in byte mode")
    length = int(bits[4:12], 2)
    found = bits[12 : 12 + 8 * length]
    return bytes(int(found[i : i + 8], 2) for i in range(0, len(found), 8)).decode()

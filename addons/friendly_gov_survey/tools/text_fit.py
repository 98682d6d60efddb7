"""Lines of a text that has to fit into a given room. Pure: the caller measures."""

from functools import partial


def fit(text, measure, width, sizes, most):
    """The largest of ``sizes`` at which ``text`` fits, and its lines.

    Too long for the smallest, the last line ends in an ellipsis: a poster whose end
    is missing without a sign would be hung up.

    :param measure: function of text and size, gives the width
    :param sizes: from large to small
    :param int most: lines at most

    >>> fit("aa bb cc", lambda text, size: len(text) * size, 10, (2, 1), 2)
    (2, ['aa bb', 'cc'])
    >>> fit("aa bb cc", lambda text, size: len(text) * size, 10, (5, 1), 1)
    (1, ['aa bb cc'])
    >>> fit("aa bb cc dd", lambda text, size: len(text) * size, 9, (1,), 2)
    (1, ['aa bb', 'cc dd'])
    >>> fit("aa bb cc dd", lambda text, size: len(text) * size, 5, (1,), 2)
    (1, ['aa bb', 'cc dd'])
    >>> fit("aa bb cc ddd", lambda text, size: len(text) * size, 5, (1,), 2)
    (1, ['aa bb', 'cc d…'])
    >>> fit("aabbccdd ee", lambda text, size: len(text) * size, 5, (1,), 3)
    (1, ['aabb…', 'ee'])
    """
    for size in sizes:
        ruler = partial(_measure, measure, size)
        lines = wrap(text, ruler, width)
        if len(lines) <= most and all(ruler(line) <= width for line in lines):
            return size, _balance(text, lines, ruler, width)
    kept = lines[: most - 1]
    if lines[most - 1 :]:
        kept.append(" ".join(lines[most - 1 :]))
    return size, [_cut(line, ruler, width) for line in kept]


def _measure(measure, size, words):
    return measure(words, size)


def wrap(text, measure, width):
    """Lines of whole words; a word longer than ``width`` stands alone."""
    lines = []
    for word in text.split():
        if lines and measure(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _balance(text, lines, measure, width):
    """As many lines, of about one length: no word is left over for the last."""
    narrow = width / 2
    for _step in range(6):
        middle = (narrow + width) / 2
        found = wrap(text, measure, middle)
        if len(found) == len(lines) and all(measure(line) <= middle for line in found):
            lines, width = found, middle
        else:
            narrow = middle
    return lines


def _cut(line, measure, width):
    if measure(line) <= width:
        return line
    while line and measure(f"{line}…") > width:
        line = line[:-1].rstrip()
    return f"{line}…"

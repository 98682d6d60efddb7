"""Drawing a sample from a list of dossiers. Pure Python."""

from math import floor


def systematic(items, count, start):
    """``count`` of ``items`` at equal distances, in their order.

    Every item has the same chance, and a list sorted by a trait is drawn in proportion
    to it.

    :param float start: random, from 0 up to but not including 1
    :return: list; all of ``items`` if these are not more
    """
    if count >= len(items):
        return list(items)
    step = len(items) / count
    return [items[floor((number + start) * step)] for number in range(count)]


def divide(total, shares):
    """``total`` in whole parts by ``shares``, which adds up to ``total``.

    Largest remainder: what rounding down leaves goes to the largest fractions, the
    first of equal ones before the others.

    :param shares: list of numbers above 0
    :return: list of integers
    """
    whole = sum(shares)
    exact = [round(total * share / whole, 9) for share in shares]
    parts = [floor(value) for value in exact]
    order = sorted(range(len(shares)), key=lambda i: (parts[i] - exact[i], i))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts

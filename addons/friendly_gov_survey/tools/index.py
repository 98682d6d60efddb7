"""Shares, margins and sample sizes. Pure Python."""

from math import ceil, sqrt

# Two-sided 95 % of the normal distribution.
Z95 = 1.959963984540054


def sample_size(population, error=0.05):
    """Forms needed of ``population`` dossiers by Yamane: n = N / (1 + N * e^2).

    :raise ValueError: for a population below 0 or an error outside 0 to 1
    """
    if population < 0 or not 0 < error < 1:
        raise ValueError("population or error out of range")
    # Rounded first: 1,000,000 / 2,501 must not come out one too high for a last bit.
    return ceil(round(population / (1 + population * error**2), 9))


def margin(share, count):
    """Half the width of Wilson's 95 % interval of a share, in the unit of the share.

    Unlike the textbook formula it isn't 0 for a share of 0 or 1 of few answers.

    :param float share: 0 to 1
    :param int count: answers behind it
    :return: 0 to 0.5, or None without answers
    """
    if not count:
        return None
    square = Z95**2
    spread = sqrt(share * (1 - share) / count + square / (4 * count**2))
    return Z95 * spread / (1 + square / count)

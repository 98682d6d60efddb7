"""Which Python Odoo 19.0 runs on.

This module and ``fg`` itself are the only files that an unsuitable Python has to
read, so both keep to syntax that Python 3.6 knows.
"""

import shutil

OLDEST = (3, 10)
NEWEST = (3, 13)


def refusal(version, which=shutil.which):
    """Say why this Python won't do, or None if it will.

    :param version: ``sys.version_info`` or its first two numbers
    :param which: finds a program on the PATH (the tests give their own)
    :return: one sentence, or None
    """
    version = tuple(version)[:2]
    # 3.14: Odoo 19.0 fails while it loads base (OrderedSet.copy, country data).
    if OLDEST <= version <= NEWEST:
        return None
    said = "Odoo 19.0 runs on Python 3.10 to 3.13, and this is Python {}.{}"
    said = said.format(*version)
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = f"python3.{minor}"
        if which(name):
            return f"{said}; start it as: {name} ./fg"
    return f"{said}; install one of those and start it as: python3.11 ./fg"

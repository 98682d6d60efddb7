"""Quicker freezing of time; a plugin of pytest that the checkout's conftest loads.

At each freeze, freezegun lists the names of every module to see which have changed:
30 ms, thousands of times. How many names a module has tells it as well.
"""

from freezegun import api


def pytest_configure():
    """Let freezegun compare numbers of names."""
    # Missing in another version, this changes nothing.
    api._get_module_attributes_hash = count_names


def count_names(module):
    """Return what changes when a module gets a name more, or is another one."""
    return id(module), len(getattr(module, "__dict__", ()))

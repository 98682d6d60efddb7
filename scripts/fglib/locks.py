"""Locks between runs. The kernel drops them when a process dies, however it dies."""

import fcntl
from contextlib import contextmanager

from .paths import cache, make
from .ui import say


def lock_path(name):
    """Return the file of a lock that is shared by everyone who shares the cache."""
    return make(cache() / "locks") / f"{name}.lock"


@contextmanager
def exclusive(path, waiting):
    """Hold the lock alone; say ``waiting`` once if somebody else has it."""
    with open(path, "a", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class Users:
    """Counts the runs that need something: each holds a shared lock on one file.

    No number is stored, so a killed run can't leave a wrong one behind. Join and
    leave only while holding the exclusive lock of the thing that is counted.
    """

    def __init__(self, path):
        self._handle = open(path, "a", encoding="ascii")  # noqa: SIM115

    def join(self):
        """Become one of the users."""
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def alone(self):
        """Take the lock for this run alone; False if there are other users.

        A refusal may cost the shared lock (flock converts by dropping first), so
        ask only on the way out, or ``join`` again.
        """
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self):
        """Stop being a user; True if that was the last one."""
        last = self.alone()
        self._handle.close()
        return last

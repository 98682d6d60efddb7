"""What the person at the terminal sees.

Progress goes to standard error, results to standard output: so the JSON lines of
``./fg bench`` can be piped and pytest's closing line stays the last of its output.
"""

import sys
import threading
import time
from contextlib import contextmanager

_START = time.monotonic()
HEARTBEAT_SECONDS = 15


class Stop(Exception):
    """A reason to end that the person can act on, as one plain sentence."""


def say(text):
    """Print one line of progress with the seconds since the start."""
    print(f"[{time.monotonic() - _START:6.1f} s] {text}", file=sys.stderr, flush=True)


def result(text):
    """Print a line that belongs to the command's result (standard output)."""
    print(text, flush=True)


@contextmanager
def step(text):
    """Announce a step and say now and then that it is still going on."""
    say(text)
    done = threading.Event()

    def beat():
        began = time.monotonic()
        while not done.wait(HEARTBEAT_SECONDS):
            say(f"  … {text}: still at it after {time.monotonic() - began:.0f} s")

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()

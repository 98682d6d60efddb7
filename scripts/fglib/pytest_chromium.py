"""Patience with Chromium; a plugin of pytest that the checkout's conftest loads.

Odoo waits ten seconds for a browser and then skips the test. On a busy machine a start
takes longer now and then, or hangs for good (Odoo forks a process that has threads),
and one skipped test fails the whole run.
"""

import functools
import signal
import unittest

from odoo.tests import common

WAIT_SECONDS = 60
TRIES = 3


def pytest_configure():
    """Wait longer for Chromium, then start another."""
    common.CHECK_BROWSER_ITERATIONS = round(WAIT_SECONDS / common.CHECK_BROWSER_SLEEP)
    common.BROWSER_WAIT = WAIT_SECONDS  # only told in the reason of a skip
    common.ChromeBrowser.__init__ = tried_again(common.ChromeBrowser.__init__)


def tried_again(start):
    """Wrap a browser's constructor: each try has a process and a profile of its own."""

    @functools.wraps(start)
    def patient_start(browser, test_case, *args, **options):
        handler = signal.getsignal(signal.SIGXCPU)
        for _ in range(TRIES - 1):
            try:
                return start(browser, test_case, *args, **options)
            except unittest.SkipTest as reason:
                test_case._logger.warning("Chromium is started again: %s", reason)
                # Else the next try would take this one's for what was there before.
                signal.signal(signal.SIGXCPU, handler)
        return start(browser, test_case, *args, **options)

    return patient_start

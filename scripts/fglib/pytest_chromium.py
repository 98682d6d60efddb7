"""Patience with Chromium; a plugin of pytest that the checkout's conftest loads.

Odoo waits ten seconds for a browser and then skips the test. On a busy machine a start
takes longer now and then, or hangs for good (Odoo forks a process that has threads),
and one skipped test fails the whole run. The limits of a page (a minute for a tour) are
stretched, too: `./fg test` runs other tests beside it.
"""

import functools
import signal
import unittest

from odoo.tests import common

WAIT_SECONDS = 60
TRIES = 3
STRETCH = 3


def pytest_configure():
    """Wait longer for Chromium, then start another; give its pages more time."""
    common.CHECK_BROWSER_ITERATIONS = round(WAIT_SECONDS / common.CHECK_BROWSER_SLEEP)
    common.BROWSER_WAIT = WAIT_SECONDS  # only told in the reason of a skip
    # Requests of a page wait for one another; one that gave up left the page empty.
    common.BaseCase.test_cursor_lock_timeout *= STRETCH
    common.ChromeBrowser.__init__ = stretched(
        tried_again(common.ChromeBrowser.__init__)
    )


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


def stretched(start):
    """Wrap a browser's constructor: later time limits are longer."""

    @functools.wraps(start)
    def stretched_start(browser, *args, **options):
        start(browser, *args, **options)
        # Odoo's own factor, for slow processors that it imitates.
        browser.throttling_factor = STRETCH

    return stretched_start

"""A browser that doesn't start at once costs no test (fglib.pytest_chromium)."""

import logging
import signal
import unittest
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from odoo.tests import common

from fglib import pytest_chromium

# Stands for Chromium: counts its starts, the first ones leave no port to talk to.
FAKE = """#!/bin/sh
echo >> {starts}
[ "$(wc -l < {starts})" -gt {dead} ] || exit 1
for option; do
    case $option in
        --user-data-dir=*) echo 42424 > "${{option#*=}}/DevToolsActivePort" ;;
    esac
done
"""


class Reached(Exception):
    """The browser has started; talking to it is no matter of these tests."""


@pytest.fixture
def open_browser(tmp_path, monkeypatch):
    """Open a browser of which the first ``dead`` starts fail; return all starts."""
    executable, starts = tmp_path / "chromium", tmp_path / "starts"

    def reached(browser):
        browser.stop()
        raise Reached(browser.devtools_port)

    def start(dead, iterations=20):
        monkeypatch.setattr(common, "CHECK_BROWSER_ITERATIONS", iterations)
        executable.write_text(FAKE.format(starts=starts, dead=dead))
        executable.chmod(0o755)
        case = SimpleNamespace(
            browser_size="390x844",
            touch_enabled=False,
            _logger=logging.getLogger(__name__),
        )
        try:
            end = common.ChromeBrowser(case)
        except (Reached, unittest.SkipTest) as reason:
            end = reason
        return end, len(starts.read_text())

    monkeypatch.setattr(common, "_find_executable", lambda: str(executable))
    monkeypatch.setattr(common.ChromeBrowser, "_open_websocket", reached)
    return start


@pytest.mark.parametrize("dead", [0, pytest_chromium.TRIES - 1])
def test_browser_is_started_again(open_browser, dead):
    before = signal.getsignal(signal.SIGXCPU)
    end, starts = open_browser(dead)
    assert isinstance(end, Reached), end
    assert end.args == (42424,)
    assert starts == dead + 1
    assert signal.getsignal(signal.SIGXCPU) == before


def test_browser_that_never_starts_is_told(open_browser):
    end, starts = open_browser(pytest_chromium.TRIES, iterations=2)
    assert isinstance(end, unittest.SkipTest)
    assert "devtools port" in str(end)
    assert starts == pytest_chromium.TRIES


def test_pages_get_more_time(open_browser, monkeypatch):
    """Odoo multiplies the limits of a page by this factor."""
    for name in (
        "_open_websocket",
        "_receive",
        "_websocket_send",
        "_websocket_request",
    ):
        monkeypatch.setattr(common.ChromeBrowser, name, Mock())
    browser, _starts = open_browser(0)
    browser.stop()
    assert browser.throttling_factor == pytest_chromium.STRETCH > 1


def test_start_may_take_a_minute():
    """On a machine with other work, ten seconds were too few."""
    assert common.CHECK_BROWSER_ITERATIONS * common.CHECK_BROWSER_SLEEP >= 60


def test_requests_of_a_page_wait_longer_for_one_another():
    assert common.HttpCase.test_cursor_lock_timeout == 20 * pytest_chromium.STRETCH

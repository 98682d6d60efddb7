"""The test files, dealt out to runs that go side by side.

The same files always give the same shares: a failure that depends on what ran before
comes again.
"""

import re

from .browser import CALLS

TEST = re.compile(r"^\s*def test_", re.MULTILINE)
SECONDS_PER_TEST = 0.3
SECONDS_PER_BROWSER = 10
# Files that take much longer than the number of their tests tells. A wrong number
# costs a little time, nothing else.
SECONDS = {
    "test_browser.py": 110,
    "test_browser_decisions.py": 50,
    "test_dashboard.py": 30,
    "test_import_fuzz.py": 40,
    "test_launcher.py": 5,
    "test_pledge_dashboard.py": 20,
    "test_report_property.py": 25,
    "test_rollout_dashboard.py": 30,
    "test_side_by_side.py": 5,
}


def test_files(*folders):
    """Return the files that pytest would collect under these folders."""
    return [path for folder in folders for path in sorted(folder.rglob("test_*.py"))]


def split(files, count):
    """Deal the files out to at most ``count`` shares, about equal in time.

    Files that open a browser share one run: two browsers at once are slow enough to
    run into the time limits of their pages.
    """
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    weights = {path: _seconds(path.name, text) for path, text in texts.items()}
    browsers = [path for path in files if CALLS.search(texts[path])]
    shares, loads = [[] for _ in range(count)], [0] * count
    shares[0], loads[0] = browsers, sum(weights[path] for path in browsers)
    others = sorted(set(files) - set(browsers), key=lambda path: (-weights[path], path))
    for path in others:
        lightest = loads.index(min(loads))
        shares[lightest].append(path)
        loads[lightest] += weights[path]
    return [sorted(share) for share in shares if share]


def _seconds(name, text):
    browsers = len(CALLS.findall(text))
    tests = len(TEST.findall(text))
    guess = SECONDS_PER_BROWSER * browsers + SECONDS_PER_TEST * tests
    return SECONDS.get(name, guess)

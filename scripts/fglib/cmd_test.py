"""./fg test"""

import os
import sys
from contextlib import ExitStack

from . import browser, databases, ports, shares, test_report
from .paths import ADDONS, ROOT, home, make, own_addons
from .proc import run
from .side_by_side import run_side_by_side
from .site import site
from .ui import Stop, result, say

# Two for the two cores of our CI; a browser, its server and the database keep one
# busy. More were never tried: FG_JOBS asks for them.
MOST_JOBS = 2


def names_a_path(argument):
    """Tell whether a pytest argument is a file or folder (maybe with ``::test``)."""
    return not argument.startswith("-") and (
        (ROOT / argument.split("::")[0]).exists() or "::" in argument
    )


def pytest_arguments(given):
    """Return pytest's arguments: the given ones, and all our tests if none of
    them names a place."""
    if any(names_a_path(argument) for argument in given):
        return list(given)
    return [*given, "addons", *(["tests"] if (ROOT / "tests").is_dir() else [])]


def at_install_tags():
    """Return Odoo's test tags for the tests that run while addons get installed."""
    return ",".join([*(f"/{name}" for name in own_addons()), "-post_install"])


def jobs(arguments):
    """Return how many runs of pytest share the work."""
    wish = os.environ.get("FG_JOBS", "")
    if wish and not (wish.isdigit() and int(wish)):
        raise Stop("FG_JOBS is a number of test runs side by side: 1 or more.")
    if arguments:
        return 1
    return int(wish) if wish else min(MOST_JOBS, len(os.sched_getaffinity(0)))


def test(arguments):
    """Install our addons into a fresh database and run every test, or those asked.

    :param arguments: for pytest
    :return: the exit code
    """
    path = os.environ.get("PATH", "")
    if browser.tests_in_browser(ADDONS, ROOT / "tests") and not arguments:
        path = browser.path_with_chromium()
    places, count = [pytest_arguments(arguments)], jobs(arguments)
    if count > 1:
        places = shares.split(shares.test_files(ADDONS, ROOT / "tests"), count)
    with site() as ready, databases.scratch(ready, "test") as database:
        native = []
        if not arguments:
            # Only here do at_install tests see nothing but their dependencies.
            native = ["--test-tags", at_install_tags(), "-p", str(ports.any_free())]
        databases.install(ready, database, *native)
        with ExitStack() as stack:
            names = [database]
            for number in range(2, len(places) + 1):
                copy = databases.scratch(ready, f"test{number}", database)
                names.append(stack.enter_context(copy))
            return run_pytest(ready.python, names, places, ready.env(PATH=path))


def run_pytest(python, names, places, env):
    """Run the tests of each place on its database; refuse skipped ones.

    :param names: one database for each place
    :param places: lists of pytest's arguments
    :return: the exit code, of the first run that failed if there is one
    """
    logs = make(home() / "logs")
    reports = [logs / f"pytest-{name}.xml" for name in names]
    commands = [
        [
            *(python, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("--odoo-http", f"--odoo-database={name}"),
            *(f"--junitxml={report}", "-o", "junit_logging=no", *place),
        ]
        for name, report, place in zip(names, reports, places, strict=True)
    ]
    try:
        if len(commands) == 1:
            say("pytest")
            codes = [run(commands[0], cwd=ROOT, env=env)]
        else:
            say(f"pytest, {len(commands)} runs side by side (FG_JOBS=1: one)")
            codes = run_side_by_side(commands, cwd=ROOT, env=env)
        # None where pytest ended without one, or was told another name.
        written = [report for report in reports if report.exists()]
        if len(commands) > 1:
            result(test_report.summary(written))
        if not any(codes):
            check_skips(written)
    finally:
        for report in reports:
            report.unlink(missing_ok=True)
    return next(filter(None, codes), 0)


def check_skips(reports):
    """Refuse a run in which tests were skipped: nothing was proved by them."""
    skips = [line for report in reports for line in test_report.skipped(report)]
    if not skips:
        return
    print("\n".join(f"skipped: {line}" for line in skips), file=sys.stderr)
    if os.environ.get("FG_ALLOW_SKIP") != "1":
        raise Stop(
            f"{len(skips)} tests were skipped, so this run fails (FG_ALLOW_SKIP=1 "
            "lets it pass)."
        )

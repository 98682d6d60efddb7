"""./fg test"""

import os
import sys

from . import browser, databases, ports, test_report
from .paths import ADDONS, ROOT, home, make, own_addons
from .proc import run
from .site import site
from .ui import Stop, say


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


def test(arguments):
    """Install our addons into a fresh database and run every test, or those asked.

    :param arguments: for pytest
    :return: the exit code
    """
    path = os.environ.get("PATH", "")
    if browser.tests_in_browser(ADDONS, ROOT / "tests") and not arguments:
        path = browser.path_with_chromium()
    with site() as ready, databases.scratch(ready, "test") as database:
        native = []
        if not arguments:
            # Only here do at_install tests see nothing but their dependencies.
            native = ["--test-tags", at_install_tags(), "-p", str(ports.any_free())]
        databases.install(ready, database, *native)
        report = make(home() / "logs") / f"pytest-{os.getpid()}.xml"
        say("pytest")
        code = run(
            [
                *(ready.python, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
                *("--odoo-http", f"--odoo-database={database}"),
                *(f"--junitxml={report}", "-o", "junit_logging=no"),
                *pytest_arguments(arguments),
            ],
            cwd=ROOT,
            env=ready.env(PATH=path),
        )
        if code == 0:
            check_skips(report)
        report.unlink(missing_ok=True)
    return code


def check_skips(report):
    """Refuse a run in which tests were skipped: nothing was proved by them."""
    skips = test_report.skipped(report) if report.exists() else []
    if not skips:
        return
    print("\n".join(f"skipped: {line}" for line in skips), file=sys.stderr)
    if os.environ.get("FG_ALLOW_SKIP") != "1":
        raise Stop(
            f"{len(skips)} tests were skipped, so this run fails (FG_ALLOW_SKIP=1 "
            "lets it pass)."
        )

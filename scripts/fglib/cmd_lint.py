"""./fg lint"""

import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from subprocess import STDOUT
from tempfile import TemporaryFile

from . import cmd_i18n, databases, ports, python_env
from .paths import ADDONS, ROOT, own_addons
from .proc import run
from .site import site
from .ui import Stop, say

# missing-readme: the addons' documentation is one set, under docs/.
# consider-merging-classes-inherited: large models are kept in several files, each
# extending what the one before it does; merged, they would be a thousand lines long.
ODOOLINT = ("-d", "all", "-e", "odoolint")
ODOOLINT += ("-d", "missing-readme,consider-merging-classes-inherited")
# po-pretty-format empties a translation that equals its source ("ID"), and then no
# one can tell it from a forgotten one; ./fg i18n sorts and wraps the files itself.
PO_OFF = "--disable=po-pretty-format"
# Odoo's own checks read the code of every module that is present; its pylint test
# needs minutes for that, and pylint-odoo below says the same about our addons.
TEST_LINT = "/test_lint,-/test_lint:TestPyLint"


def style_checks(tool):
    """Return (title, command) for each checker that needs no database.

    :param tool: function from a program's name to its path
    """
    addons = [ADDONS / name for name in own_addons()]
    code = ["fg", "conftest.py", "scripts", "addons"]
    code += [name for name in ("tests", "benchmarks") if (ROOT / name).is_dir()]
    catalogues = sorted(ADDONS.glob("*/i18n/*.po*"))
    checks = [
        ("ruff check", [tool("ruff"), "check", "--no-cache", *code]),
        ("ruff format", [tool("ruff"), "format", "--no-cache", "--check", *code]),
    ]
    if addons:
        odoolint = [tool("pylint"), "--load-plugins=pylint_odoo", *ODOOLINT]
        odoolint += ["--valid-odoo-versions=19.0", *addons]
        checks.append(("pylint-odoo", odoolint))
        checks.append(("OCA checks", [tool("oca-checks-odoo-module"), *addons]))
    if catalogues:
        checks.append(
            ("OCA checks of .po", [tool("oca-checks-po"), PO_OFF, *catalogues])
        )
    return checks


def lint(quick):
    """Run every checker, show all findings, fail if there was one.

    :param quick: leave out what needs a database (test_lint, translations)
    """
    folder = python_env.ensure("lint", "checkers").parent
    # Side by side: each half needs about a minute of one processor.
    with ThreadPoolExecutor(1) as pool:
        style = pool.submit(_check_style, folder)
        found = [] if quick or not own_addons() else _check_with_database()
        bad = style.result() + found
    if bad:
        raise Stop("Found something to mend: " + ", ".join(bad) + ".")
    say("nothing to mend")


def _check_style(folder):
    """Return the titles of the checkers that found something."""
    bad = []
    for title, command in style_checks(lambda name: folder / name):
        began = time.monotonic()
        with TemporaryFile("w+", encoding="utf-8") as output:
            code = run(command, cwd=ROOT, stdout=output, stderr=STDOUT)
            output.seek(0)
            # At once: the other half prints meanwhile.
            sys.stderr.write(output.read())
        say(f"{title}: {_verdict(code)} ({time.monotonic() - began:.1f} s)")
        if code:
            bad.append(title)
    return bad


def _check_with_database():
    bad = []
    with site() as ready, databases.scratch(ready, "lint") as database:
        databases.install(ready, database)
        checks = (("translations", _translations), ("Odoo's test_lint", _odoo_lint))
        for title, check in checks:
            began = time.monotonic()
            found = check(ready, database)
            say(f"{title}: {found or 'ok'} ({time.monotonic() - began:.1f} s)")
            if found:
                bad.append(title)
    return bad


def _verdict(code):
    return f"findings (exit code {code})" if code else "ok"


def _translations(ready, database):
    return "out of date" if cmd_i18n.update(ready, database, check=True) else ""


def _odoo_lint(ready, database):
    try:
        text = ready.odoo(
            "test_lint",
            "Odoo's test_lint found something",
            *("-d", database, "-i", "test_lint", "--test-tags", TEST_LINT),
            *("--stop-after-init", "-p", str(ports.any_free())),
        )
    except Stop as found:
        return str(found)
    # A run without any test would be a success, too: look for the count.
    ran = re.search(r"of (\d+) tests when loading", text)
    return "" if ran and int(ran.group(1)) else "it ran no test"

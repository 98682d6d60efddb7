"""./fg i18n"""

import tempfile
from pathlib import Path

from . import databases
from .paths import ADDONS, SCRIPTS, make, own_addons
from .proc import run
from .site import site
from .ui import Stop, say


def i18n(check):
    """Export the .pot of each addon and bring its vi.po up to date.

    :param check: change nothing; fail if something is out of date
    """
    with site() as ready, databases.scratch(ready, "terms") as database:
        databases.install(ready, database)
        if update(ready, database, check):
            raise Stop(
                "Translations are missing or out of date; run ./fg i18n, complete "
                "addons/*/i18n/vi.po, and commit."
            )
    say("translations are complete")


def update(ready, database, check):
    """Do it on a database that has our addons; return the number of findings."""
    findings = 0
    with tempfile.TemporaryDirectory() as folder:
        for addon in own_addons():
            fresh = Path(folder) / f"{addon}.pot"
            ready.odoo(
                "i18n",
                f"Odoo can't export the terms of {addon}",
                *("i18n", "export", "-d", database, "-l", "pot", "-o", fresh, addon),
            )
            target = ADDONS / addon / "i18n"
            command = [ready.python, SCRIPTS / "po_merge.py", fresh, target]
            if check:
                command.append("--check")
            else:
                make(target)
                command += odoo_catalogues(ready)
            findings += bool(run(command))
    return findings


def odoo_catalogues(ready):
    """Return the Vietnamese catalogues of Odoo that name the fields we inherit."""
    folders = [ready.tree.dist / "odoo/addons", *ready.tree.addons]
    paths = [
        folder / addon / "i18n/vi.po"
        for addon in ("base", "mail", "hr", "survey")
        for folder in folders
    ]
    return [path for path in paths if path.exists()]

"""Databases of this checkout: the base that is copied, and the copies.

The base has Odoo's own modules and is made once. Copying a database and its file
store (by hard links) takes a second; making it takes half a minute.
"""

import os
import re
import shutil
from contextlib import contextmanager

from .locks import exclusive
from .paths import checkout_id, home, own_addons, short_hash
from .ui import Stop, say, step

MODULES = "base,web,mail,hr,survey,spreadsheet_dashboard"
# The first is the default of new users; with English beside it either can be chosen.
LANGUAGES = "vi_VN,en_US"
# The collation is part of the database: Vietnamese order (A < Ă < Â … Dân < Đồng)
# needs ICU, and a database made from template1 can't choose its own.
ICU = "LOCALE_PROVIDER icu ICU_LOCALE 'vi' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
PREPARED = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE EXTENSION IF NOT EXISTS unaccent",
    # Odoo indexes unaccent(name) only if the function is immutable.
    "ALTER FUNCTION unaccent(text) IMMUTABLE",
)


def name(kind):
    """Return the name of this checkout's database of that kind."""
    return f"fg_{checkout_id()}_{kind}"


def existing(site):
    """Return the names of this checkout's databases on the server."""
    rows = site.sql("SELECT datname FROM pg_database")
    return {row[0] for row in rows if row[0].startswith(name(""))}


def drop(site, database):
    """Drop a database, whoever is connected, and its file store."""
    sessions = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{database}' AND pid <> pg_backend_pid()"
    )
    site.sql(sessions, f'DROP DATABASE IF EXISTS "{database}"')
    shutil.rmtree(site.data_dir / "filestore" / database, ignore_errors=True)


def copy(site, source, target):
    """Copy a database and its file store; the target is made anew."""
    drop(site, target)
    site.sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    files = site.data_dir / "filestore"
    if (files / source).exists():
        # Odoo never changes a stored file in place, so links are as good as copies.
        shutil.copytree(files / source, files / target, copy_function=os.link)


def base_key(site):
    """Return what the base database depends on, as a short hash."""
    return short_hash(site.tree.key, MODULES, LANGUAGES, ICU, *PREPARED)


def lock(waiting="another run of this checkout makes a database: waiting"):
    """Hold the checkout's database lock."""
    return exclusive(home() / "databases.lock", waiting)


def base(site):
    """Return the base database's name; make it if it isn't there."""
    wanted = name("base_" + base_key(site))
    with lock():
        found = existing(site)
        if wanted not in found:
            # Bases of an older Odoo or older settings only take room.
            for old in found:
                if old.startswith(name("base_")):
                    drop(site, old)
            with step("base database: Odoo's own modules, in Vietnamese (once)"):
                _make_base(site, wanted)
        _drop_leftovers(site, found)
    return wanted


def _make_base(site, wanted):
    # Made under another name: an interrupted run leaves nothing that looks whole.
    work = name("new")
    drop(site, work)
    create_empty(site, work)
    site.odoo(
        "base",
        "Odoo can't make the base database",
        *("-d", work, "-i", MODULES, "--skip-auto-install"),
        *(f"--load-language={LANGUAGES}", "--stop-after-init", "--no-http"),
    )
    site.sql(f'ALTER DATABASE "{work}" RENAME TO "{wanted}"')
    files = site.data_dir / "filestore"
    shutil.rmtree(files / wanted, ignore_errors=True)
    if (files / work).exists():
        (files / work).rename(files / wanted)


def create_empty(site, database):
    """Create an empty database that sorts and searches in Vietnamese."""
    create = f"CREATE DATABASE \"{database}\" TEMPLATE template0 ENCODING 'UTF8'"
    try:
        site.sql(f"{create} {ICU}")
    except Stop as refusal:
        # PostgreSQL before 15, or built without ICU.
        say(f"no Vietnamese sort order in the database ({refusal})")
        site.sql(create)
    try:
        site.sql(*PREPARED, database=database)
    except Stop as refusal:
        # A role that isn't superuser may not alter the function.
        say(f"searching without accents will be slow or missing ({refusal})")


def _drop_leftovers(site, found):
    """Drop copies whose run has died."""
    for database in found:
        match = re.fullmatch(name("run_") + r"[a-z0-9]+_(\d+)", database)
        if match and not os.path.exists(f"/proc/{match.group(1)}"):
            drop(site, database)


@contextmanager
def scratch(site, kind, source=None):
    """Lend a fresh copy of a database, by default of the base, for one run."""
    source = source or base(site)
    database = name(f"run_{kind}_{os.getpid()}")
    with lock():
        copy(site, source, database)
    try:
        yield database
    finally:
        drop(site, database)


def install(site, database, *extra):
    """Install our addons; ``extra`` are further options of Odoo."""
    addons = own_addons()
    if not addons:
        raise Stop("There is no addon under addons/ yet.")
    with step("installing " + ", ".join(addons)):
        return site.odoo(
            "install",
            "Our addons can't be installed, or a test that runs then fails",
            *("-d", database, "-i", ",".join(addons), "--skip-auto-install"),
            *("--stop-after-init", "--no-http", *extra),
        )

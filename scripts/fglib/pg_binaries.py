"""PostgreSQL's programs: those of the machine, else Debian's own, unpacked."""

import os
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from .apt import PrivateApt, unpack
from .apt_status import installed_without
from .locks import exclusive, lock_path
from .paths import cache, make, short_hash
from .proc import output
from .ui import Stop, step

INSTALLED = Path("/usr/lib/postgresql")
OLDEST = 13


@dataclass
class Binaries:
    """A folder of programs, the major version, what they need in the environment."""

    folder: Path
    major: int
    env: dict = field(default_factory=dict)
    top: Path = None


def newest_in(folder):
    """Return the newest complete set under a Debian-like folder, or None."""
    found = []
    for bin_folder in folder.glob("*/bin"):
        name = bin_folder.parent.name
        complete = all((bin_folder / tool).exists() for tool in ("initdb", "postgres"))
        if name.isdigit() and int(name) >= OLDEST and complete:
            found.append(Binaries(bin_folder, int(name)))
    return max(found, key=lambda item: item.major, default=None)


def suite():
    """Return this machine's Debian suite, so that the libraries match its libc."""
    text = Path("/etc/os-release").read_text(encoding="utf-8")
    found = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', text, re.M))
    if found.get("ID") != "debian":
        raise Stop(
            "PostgreSQL is missing; install it (postgresql), or let PGHOST, PGPORT "
            "and PGUSER name a server."
        )
    return found.get("VERSION_CODENAME") or "sid"


def debian(top=None):
    """Return Debian's PostgreSQL, unpacked into ``top`` without root."""
    name = suite()
    top = top or cache() / f"postgresql-{short_hash(name)}"
    with exclusive(lock_path(top.name), "another run unpacks PostgreSQL: waiting"):
        if not (top / ".complete").exists():
            with step("PostgreSQL: Debian's packages, about 70 MB"):
                _build(top, name)
    found = newest_in(top / "usr/lib/postgresql")
    if not found:
        raise Stop("Debian's PostgreSQL is incomplete; run ./fg clean and try again.")
    arch = output(["dpkg-architecture", "-qDEB_HOST_MULTIARCH"]).strip()
    arch = arch or f"{os.uname().machine}-linux-gnu"
    libraries = [top / "usr/lib" / arch, top / "lib" / arch]
    found.env = {"LD_LIBRARY_PATH": ":".join(map(str, libraries))}
    found.top = top
    return found


def _build(top, name):
    work = top.with_name(top.name + ".new")
    shutil.rmtree(work, ignore_errors=True)
    make(work)
    # What the machine has of it would else be left out, and the set have holes.
    status = installed_without("postgresql|libpq5")
    apt = PrivateApt(work / "apt", (name,), status)
    apt.update()
    for deb in apt.download_closure("postgresql"):
        unpack(deb, work / "root")
    (work / "root/.complete").touch()
    shutil.rmtree(top, ignore_errors=True)
    (work / "root").rename(top)
    shutil.rmtree(work, ignore_errors=True)

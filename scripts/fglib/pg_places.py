"""Folders of the private cluster: who owns them, where they lie."""

import os
import pwd
import signal
import stat
import tempfile
import time
from pathlib import Path

from .paths import home, make, short_hash
from .ui import Stop

STOP_SECONDS = 30


def stop_all(folder):
    """Stop every cluster under a folder; for ``clean``, after a killed run."""
    for path in folder.glob("data-*/postmaster.pid"):
        pid = int(path.read_text().split()[0])
        try:
            os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown
        except ProcessLookupError:
            continue
        until = time.monotonic() + STOP_SECONDS
        while path.exists() and time.monotonic() < until:
            time.sleep(0.1)


def server_user():
    """Return who the server runs as if we are root (it refuses root), else None."""
    if os.geteuid():
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Stop("As root, PostgreSQL needs the user postgres or nobody to run as.")


def place(who):
    """Return the path of the clusters' folder, reachable for the server's user."""
    if not who:
        return home() / "pg"
    return Path("/var/tmp") / f"friendly_gov-{short_hash(home())}"


def private_folder(path, who):
    """Make a folder for the server's user; refuse one that is somebody else's.

    /var/tmp is open to all: a folder or link prepared there by another person
    would give that person our server.
    """
    uid = who.pw_uid if who else os.geteuid()
    try:
        path.mkdir(mode=0o700)
        if who:
            os.chown(path, who.pw_uid, who.pw_gid)
    except FileExistsError:
        pass
    except FileNotFoundError:
        make(path.parent)
        return private_folder(path, who)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid:
        raise Stop(f"{path} belongs to somebody else; remove it or set FG_CACHE.")
    return path


def short_place():
    """Return where the socket lies if the usual path is too long for the kernel."""
    return Path(tempfile.gettempdir()) / f"fg-{short_hash(home())}"


def all_places():
    """Return every folder outside the cache that ``clean`` must remove."""
    found = [short_place()]
    if not os.geteuid():
        found.append(place(server_user()))
    return found

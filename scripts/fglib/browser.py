"""Chromium for browser tests. Missing, it ends a test run: it never skips tests."""

import os
import re
import shutil

from .apt import PrivateApt, unpack
from .apt_status import installed_without
from .locks import exclusive, lock_path
from .paths import cache, make, short_hash
from .pg_binaries import suite
from .proc import output
from .ui import Stop, step

# The names that Odoo itself looks for (odoo/tests/common.py).
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
CALLS = re.compile(r"\.(?:start_tour|browser_js)\(|\bBrowserCase\b")
MISSING = (
    "Browser tests need Chromium, which isn't here; as root: apt-get install "
    "chromium; without root: FG_CHROMIUM=debian ./fg test (190 MB into the cache)."
)
FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{root}/usr/share/fonts</dir><dir>/usr/share/fonts</dir>
<cachedir>{root}/var/cache/fonts</cachedir></fontconfig>
"""


def tests_in_browser(*folders):
    """Return the test files that start a browser."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("test_*.py")):
            if CALLS.search(path.read_text(encoding="utf-8")):
                found.append(path)
    return found


def path_with_chromium():
    """Return a PATH on which Odoo finds Chromium; Stop if there is none."""
    path = os.environ.get("PATH", "")
    if os.environ.get("FG_CHROMIUM") == "debian":
        return f"{_debian()}:{path}"
    if not any(shutil.which(name) for name in NAMES):
        raise Stop(MISSING)
    return path


def _debian():
    """Unpack Debian's Chromium and what it needs; return a folder with a starter."""
    top = cache() / f"chromium-{short_hash(suite())}"
    with exclusive(lock_path(top.name), "another run unpacks Chromium: waiting"):
        if not (top / ".complete").exists():
            with step("Chromium: Debian's packages, about 190 MB"):
                _build(top)
    return top / "starter"


def _build(top):
    shutil.rmtree(top, ignore_errors=True)
    root, work = top / "root", top / "apt"
    apt = PrivateApt(work, (suite(),), installed_without("chromium"))
    apt.update()
    for deb in apt.download_closure("chromium"):
        unpack(deb, root)
    shutil.rmtree(work)
    fonts = root / "fonts.conf"
    fonts.write_text(FONTS_CONF.format(root=root))
    arch = output(["dpkg-architecture", "-qDEB_HOST_MULTIARCH"]).strip()
    arch = arch or f"{os.uname().machine}-linux-gnu"
    places = [f"usr/lib/{arch}", f"lib/{arch}", "usr/lib/chromium"]
    places.append(f"usr/lib/{arch}/pulseaudio")
    libraries = ":".join(str(root / place) for place in places)
    starter = make(top / "starter") / "chromium"
    starter.write_text(
        f"#!/bin/sh\nexport LD_LIBRARY_PATH='{libraries}' FONTCONFIG_FILE='{fonts}'\n"
        f"exec '{root}/usr/lib/chromium/chromium' \"$@\"\n"
    )
    starter.chmod(0o755)
    (top / ".complete").touch()

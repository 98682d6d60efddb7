"""Odoo 19.0: a tree that is already here, else Debian's package unpacked.

Order: ``ODOO_HOME``, an importable ``odoo``, the Debian package.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .apt import PrivateApt, unpack
from .locks import exclusive, lock_path
from .paths import cache, make, short_hash
from .proc import run
from .ui import Stop, say, step

PACKAGE = "odoo-19"
VERSION = "19.0.0+dfsg-1"
SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
# Without jquery /web/login is an error 500; the other two end dangling links that
# test_lint stumbles over.
SCRIPTS = ("libjs-jquery/sid", "libjs-jquery-form/sid", "libjs-underscore/sid")
# For the looks of printed reports only.
FONTS = (
    "fonts-montserrat/sid",
    "fonts-roboto-unhinted/sid",
    "fonts-font-awesome/trixie",
)
# The package carries every addon's Python a second time, and 1 GB of charts of
# accounts that nobody needs here.
LEFT_OUT = ("./usr/lib/python3/dist-packages/addons", "*/addons/l10n_*")
INSIDE = Path("usr/lib/python3/dist-packages")
# Debian removes this file (its licence); without it the web client logs an error on
# every page, and every browser test fails by it.
STUB = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass
class Tree:
    """An Odoo: the folder to import from, further addons, a name, a key."""

    dist: Path
    addons: list
    label: str
    key: str
    made_here: bool = False


def is_19(package):
    """Tell whether this ``odoo`` folder is of the series 19.0."""
    release = package / "release.py"
    if not release.is_file():
        return False
    found = re.search(r"^version_info = \((\d+), (\d+)", release.read_text(), re.M)
    return bool(found) and found.groups() == ("19", "0")


def tree_in(folder):
    """Return the Tree of a checkout, an unpacked package or a package folder."""
    folder = Path(folder).expanduser().absolute()
    for dist in (folder, folder / INSIDE, folder.parent):
        package = dist / "odoo"
        if is_19(package):
            extra = [dist / "addons"] if (dist / "addons").is_dir() else []
            base = package / "addons/base/__manifest__.py"
            changed = base.stat().st_mtime_ns if base.exists() else 0
            key = short_hash(dist, (package / "release.py").read_text(), changed)
            return Tree(dist, extra, f"Odoo in {dist}", key)
    return None


def locate():
    """Find or choose the Odoo to run; nothing is downloaded yet."""
    given = os.environ.get("ODOO_HOME")
    if given:
        tree = tree_in(given)
        if not tree:
            raise Stop(f"ODOO_HOME={given} holds no Odoo 19.0 (no release.py of it).")
        return tree
    spec = importlib.util.find_spec("odoo")
    for folder in (spec and spec.submodule_search_locations) or []:
        if tree := tree_in(Path(folder).parent):
            return tree
        say(f"{folder} isn't Odoo 19.0: it isn't used")
    key = short_hash(VERSION, SCRIPTS, FONTS, LEFT_OUT)
    top = cache() / f"odoo-{key}"
    return Tree(top / INSIDE, [], "Debian's package odoo-19", key, made_here=True)


def top_of(tree):
    """Return the folder that Debian's package is unpacked into."""
    return tree.dist.parents[len(INSIDE.parts) - 1]


def is_ready(tree):
    """Tell whether nothing has to be downloaded for this tree."""
    return not tree.made_here or (top_of(tree) / ".complete").exists()


def ensure(tree):
    """Download and unpack Debian's package unless that has been done."""
    if not tree.made_here:
        return
    top = top_of(tree)
    with exclusive(lock_path(top.name), "another run is unpacking Odoo: waiting"):
        stamp = top / ".complete"
        if not stamp.exists():
            _build(top)
        found = json.loads(stamp.read_text())["version"]
    if found != VERSION:
        say(f"Odoo here is {found}: Debian no longer has {VERSION}, tested with ours")
        tree.key = short_hash(tree.key, found)
    tree.label = f"Debian's odoo-19 {found}"


def _build(top):
    work = top.with_name(top.name + ".new")
    shutil.rmtree(work, ignore_errors=True)
    make(work)
    with step("Odoo 19.0: reading Debian's index, then 130 MB of packages"):
        apt = PrivateApt(work / "apt", ("sid", "trixie"))
        apt.update()
        version = choose(apt.versions(PACKAGE))
        debs = apt.download(f"{PACKAGE}={version}", *SCRIPTS, *FONTS)
    main = next(deb for deb in debs if deb.name.startswith(f"{PACKAGE}_"))
    if version == VERSION and sha256(main) != SHA256:
        raise Stop(f"{main.name} isn't the file that was tested (its sha256 differs).")
    with step("Odoo 19.0: unpacking 1.2 GB"):
        _unpack_odoo(main, work / "root")
        for deb in debs:
            if deb != main:
                unpack(deb, work / "root")
    stub = work / "root" / INSIDE / "odoo" / STUB
    if not stub.exists():
        make(stub.parent)
        stub.write_text("/* left out of Debian's package */\n", encoding="ascii")
    (work / "root/.complete").write_text(json.dumps({"version": version}))
    shutil.rmtree(top, ignore_errors=True)
    (work / "root").rename(top)
    shutil.rmtree(work, ignore_errors=True)


def choose(versions):
    """Return the version to take: the tested one, else the newest 19.0."""
    if VERSION in versions:
        return VERSION
    for version in versions:
        if version.startswith("19.0."):
            return version
    raise Stop(
        "Debian's index offers no odoo-19 of the series 19.0; set ODOO_HOME to an "
        "Odoo 19.0 checkout."
    )


def sha256(path):
    """Return the file's SHA-256 in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        for block in iter(lambda: handle.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _unpack_odoo(deb, target):
    make(target)
    command = ["dpkg-deb", "--fsys-tarfile", str(deb)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as source:
        run(
            ["tar", "-x", "-C", target, *[f"--exclude={name}" for name in LEFT_OUT]],
            stdin=source.stdout,
            check="Odoo's package can't be unpacked (is the disk full?).",
        )
    if source.returncode:
        raise Stop("Odoo's package is damaged; start again.")

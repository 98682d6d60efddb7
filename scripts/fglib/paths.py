"""Where things lie: in the checkout, in the cache, in the checkout's own part of it.

The cache is shared by every checkout of the same person: Odoo's tree, the Python
environments. What one checkout changes (cluster, databases, file store, logs) lies
in a folder of its own, so that two checkouts never meet.
"""

import hashlib
import os
from pathlib import Path

from .ui import Stop

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
DATA = ROOT / "data"
OUT = ROOT / "out"
SCRIPTS = ROOT / "scripts"
LOCKFILES = SCRIPTS / "locks"


def short_hash(*parts):
    """Return ten hexadecimal digits that stand for these texts, in this order."""
    # The length goes in too: ("ab", "c") must differ from ("a", "bc").
    joined = "".join(f"{len(str(part))}:{part}" for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:10]


def cache():
    """Return the folder of everything that ``./fg`` downloads or unpacks."""
    given = os.environ.get("FG_CACHE")
    return Path(given or Path.home() / ".cache" / "friendly_gov").absolute()


def checkout_id():
    """Return the short name of this checkout; part of its databases' names."""
    return short_hash(ROOT)[:8]


def home():
    """Return this checkout's own folder in the cache."""
    return cache() / "checkouts" / checkout_id()


def make(folder, mode=0o755):
    """Create the folder if need be and return it."""
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(f"{folder} can't be made ({error.strerror}).") from error
    return folder


def own_addons():
    """Return the technical names of our addons, sorted."""
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


def content_hash(*tops):
    """Return a hash of the files under these folders (or of these files).

    Tests and caches are left out: neither changes what the demo shows.
    """
    digest = hashlib.sha256()
    for top in tops:
        files = [top] if top.is_file() else sorted(top.rglob("*"))
        for path in files:
            inner = path.relative_to(top).parts
            if not path.is_file() or {"__pycache__", "tests"} & set(inner):
                continue
            digest.update(f"{top.name}/{'/'.join(inner)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:10]

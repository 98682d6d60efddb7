"""Virtual environments made from the locked lists, with every hash checked."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from .apt import PrivateApt, unpack
from .locks import exclusive, lock_path
from .paths import LOCKFILES, cache, make, short_hash
from .proc import environment, logged, output, run
from .ui import Stop, say, step


def folder(name, dist=None):
    """Return where the environment for this lock, Python and Odoo belongs."""
    lock = (LOCKFILES / f"{name}.lock").read_text(encoding="utf-8")
    return cache() / f"{name}-env-{short_hash(sys.version, lock, dist)}"


def ensure(name, title, dist=None):
    """Make the environment unless it is there; return its Python.

    :param name: name of the lock file
    :param title: what to call it in front of the person
    :param dist: folder that holds ``odoo``, made importable by a .pth file
    """
    venv = folder(name, dist)
    python = venv / "bin/python"
    with exclusive(lock_path(venv.name), f"another run installs {title}: waiting"):
        # A stamp at the end: an interrupted installation leaves none.
        if not (venv / ".complete").exists():
            shutil.rmtree(venv, ignore_errors=True)
            with step(f"{title}: installing from scripts/locks/{name}.lock"):
                _build(venv, python, LOCKFILES / f"{name}.lock")
            if dist:
                site = next((venv / "lib").glob("python3.*/site-packages"))
                (site / "friendly_gov_odoo.pth").write_text(f"{dist}\n")
            (venv / ".complete").touch()
    return python


def _build(venv, python, lock):
    make(cache())
    # --without-pip: works on a Debian without python3-venv, too.
    run(
        [sys.executable, "-m", "venv", "--without-pip", venv],
        check=f"Python can't make a virtual environment in {venv.parent}.",
    )
    wheel = pip_wheel()
    uv = _uv(wheel)
    if uv:
        command = [uv, "pip", "install", "-q", "--compile-bytecode"]
        command += ["--python", python, "--require-hashes", "-r", lock]
        if _quiet(command, _uv_environment(wheel)) == 0:
            return
        say("uv can't install the packages here: trying pip, which takes longer")
    command = [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock]
    logged(
        *(command, "pip"),
        "The Python packages can't be installed (index not reachable, disk full?)",
        show=1,
        env=_pip_environment(wheel),
    )


def _uv(wheel):
    """Return uv (five times as fast as pip), None if it can't be had."""
    lock = LOCKFILES / "uv.lock"
    target = cache() / f"uv-tool-{short_hash(lock.read_text())}"
    with exclusive(lock_path(target.name), "another run fetches uv: waiting"):
        if not (target / "bin/uv").exists():
            work = target.with_name(target.name + ".new")
            shutil.rmtree(work, ignore_errors=True)
            command = [sys.executable, "-m", "pip", "install", "-q"]
            command += ["--disable-pip-version-check", "--no-compile"]
            command += ["--require-hashes", "--target", work, "-r", lock]
            if _quiet(command, _pip_environment(wheel)):
                return None
            work.rename(target)
    return target / "bin/uv"


def _quiet(command, env):
    """Run what has a fallback: its complaints would only confuse."""
    return run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _pip_environment(wheel):
    return environment(PYTHONPATH=wheel, PIP_ROOT_USER_ACTION="ignore")


def _uv_environment(wheel):
    """uv doesn't read pip's settings: hand it the index that pip is told to use."""
    extra = {"UV_CACHE_DIR": cache() / "uv"}
    if not {"UV_INDEX_URL", "UV_DEFAULT_INDEX"} & set(os.environ):
        index = output(
            [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
            env=_pip_environment(wheel),
        )
        index = os.environ.get("PIP_INDEX_URL") or index.strip()
        if index:
            extra["UV_DEFAULT_INDEX"] = index
    return environment(**extra)


def pip_wheel():
    """Return a pip that runs straight from its wheel; nothing gets installed."""
    places = [Path("/usr/share/python-wheels"), cache() / "pip/usr/share/python-wheels"]
    try:
        import ensurepip

        places.insert(0, Path(ensurepip.__file__).parent / "_bundled")
    except ImportError:
        pass
    for place in places:
        if wheels := sorted(place.glob("pip-*.whl")):
            return wheels[-1]
    # A Debian with python3 alone: its own package of pip's wheel, through apt.
    apt = PrivateApt(cache() / "pip/apt", ("trixie",))
    apt.update()
    for deb in apt.download("python3-pip-whl"):
        unpack(deb, cache() / "pip")
    wheels = sorted(places[-1].glob("pip-*.whl"))
    if not wheels:
        raise Stop("Python has no pip here; install python3-pip.")
    return wheels[-1]

"""./fg demo"""

import json
import subprocess
import time
import urllib.error
import urllib.request

from . import databases, ports
from .locks import Users
from .paths import ADDONS, DATA, OUT, SCRIPTS, content_hash, home, make, short_hash
from .shell_script import run_script
from .site import site
from .ui import Stop, result, say, step

LOADER = SCRIPTS / "demo_load.py"
SURVEYS = SCRIPTS / "demo_surveys.py"
START_SECONDS = 120


def demo(port, serve, fresh):
    """Make the demo ready, and serve it until Ctrl-C.

    :param port: port asked for, or None
    :param serve: False stops after the workbook
    :param fresh: make the demo database anew
    """
    if serve:
        port = ports.choose(port)  # now, not after two minutes of work
    with site() as ready:
        database = databases.name("demo")
        users = Users(make(home()) / "demo.users")
        _prepare(ready, database, users, fresh)
        try:
            for path in sorted(OUT.glob("*.xlsx")):
                result(f"workbook: {path}")
            if serve:
                _serve(ready, database, ports.choose(port))
        finally:
            users.leave()


def demo_key(base):
    """Return what the demo database depends on, as a short hash."""
    parts = [path for path in (ADDONS, DATA, LOADER, SURVEYS) if path.exists()]
    return short_hash(base, content_hash(*parts))


def _prepare(ready, database, users, fresh):
    base = databases.base(ready)
    key, state = demo_key(base), ready.data_dir / "demo.json"
    with databases.lock("another run makes the demo database: waiting"):
        found = state.read_text() if state.exists() else ""
        known = database in databases.existing(ready)
        workbook = any(OUT.glob("*.xlsx")) or not LOADER.exists()
        current = known and workbook and found == json.dumps(key)
        if fresh or not current:
            if not users.alone():
                raise Stop(
                    "The demo must be made anew, but another ./fg demo serves it; "
                    "stop that one first."
                )
            if known and not fresh:
                say("addons, data or workbook have changed: the demo is made anew")
            state.unlink(missing_ok=True)
            _build(ready, base, database)
            state.write_text(json.dumps(key))
        users.join()


def _build(ready, base, database):
    databases.copy(ready, base, database)
    databases.install(ready, database)
    make(OUT)
    if LOADER.exists():
        with step("loading the source documents and writing the workbook"):
            run_script(
                *(ready, database, LOADER, "The demo's data can't be loaded."),
                commit=True,
                FG_DATA=DATA,
                FG_OUT=OUT,
            )


def accounts():
    """Return the lines that tell how to log in."""
    path = OUT / "accounts.txt"
    if path.exists():
        return path.read_text(encoding="utf-8").rstrip()
    return "admin / admin"


def _serve(ready, database, port):
    log = home() / "logs" / f"server-{port}.log"
    make(log.parent)
    command = ready.odoo_command("-d", database, "--db-filter", f"^{database}$")
    command += ["-p", str(port), "--log-level=warn"]
    with log.open("w", encoding="utf-8") as handle:
        server = subprocess.Popen(
            [str(part) for part in command],
            env=ready.env(),
            stdin=subprocess.DEVNULL,
            stdout=handle,
            stderr=handle,
        )
    try:
        wait_until_it_answers(server, port, log)
        result(f"http://127.0.0.1:{port}/odoo")
        result(accounts())
        say(f"Ctrl-C ends it; the server's log is {log}")
        server.wait()
        raise Stop(f"Odoo's server ended by itself; its log is {log}.")
    except KeyboardInterrupt:
        say("stopping")
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_until_it_answers(server, port, log):
    """Return when the server answers; Stop if it ends or takes too long."""
    # An office's proxy must not be asked for the loopback address.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise Stop(f"Odoo's server doesn't start; its log is {log}.")
        try:
            with opener.open(f"http://127.0.0.1:{port}/web/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Stop(f"Odoo's server doesn't answer; its log is {log}.")

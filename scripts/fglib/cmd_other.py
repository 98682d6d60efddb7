"""./fg setup, bench, shell, screens, clean"""

import shutil
import subprocess

from . import databases, pg_places, postgres
from .cmd_demo import wait_until_it_answers
from .locks import Users, exclusive
from .odoo_tree import locate
from .paths import OUT, ROOT, SCRIPTS, cache, home, make
from .ports import any_free
from .proc import run
from .python_env import folder as python_folder
from .shell_script import run_script
from .site import SETUP_LOCK, Site, site
from .ui import Stop, say

BENCHMARKS = ROOT / "benchmarks/run.py"
SCREENS = SCRIPTS / "screens.py"


def setup():
    """Get everything ready, the base database too, and stop there."""
    with site() as ready:
        databases.base(ready)


def bench(name, table):
    """Run the benchmarks on a fresh database; their lines are the output."""
    if not BENCHMARKS.exists():
        raise Stop("There are no benchmarks here yet (benchmarks/run.py).")
    with site() as ready, databases.scratch(ready, "bench") as database:
        databases.install(ready, database)
        run_script(
            *(ready, database, BENCHMARKS, "The benchmark failed."),
            FG_BENCH_NAME=name,
            FG_BENCH_TABLE=int(table),
        )


def shell():
    """Open Odoo's Python shell on the demo database."""
    with site() as ready:
        database = _demo_database(ready)
        command = ready.odoo_command("shell", "-d", database, "--no-http")
        command.append("--log-level=warn")
        return run(command, env=ready.env(), stdin=None)


def screens():
    """Serve the demo database and let scripts/screens.py take its pictures."""
    if not SCREENS.exists():
        raise Stop("There is no scripts/screens.py here.")
    with site() as ready:
        database, port = _demo_database(ready), any_free()
        log = make(home() / "logs") / "screens.log"
        command = ready.odoo_command("-d", database, "--db-filter", f"^{database}$")
        command += ["-p", port, "--log-level=warn"]
        with log.open("w", encoding="utf-8") as handle:
            server = subprocess.Popen(
                [str(part) for part in command],
                **{"env": ready.env(), "stdin": subprocess.DEVNULL},
                **{"stdout": handle, "stderr": handle},
            )
        try:
            wait_until_it_answers(server, port, log)
            return run(
                [ready.python, SCREENS],
                env=ready.env(FG_URL=f"http://127.0.0.1:{port}", FG_OUT=OUT),
            )
        finally:
            server.terminate()
            server.wait()


def _demo_database(ready):
    database = databases.name("demo")
    if database not in databases.existing(ready):
        raise Stop("There is no demo database yet; run ./fg demo first.")
    return database


def clean():
    """Remove everything that this checkout made; the shared part with the last."""
    lock = make(home(), 0o700) / SETUP_LOCK
    with exclusive(lock, "another run starts or stops PostgreSQL: waiting"):
        _refuse_if_used()
        _remove_databases()
        for place in pg_places.all_places():
            shutil.rmtree(place, ignore_errors=True)
        shutil.rmtree(home(), ignore_errors=True)
    shutil.rmtree(OUT, ignore_errors=True)
    if any(home().parent.glob("*")):
        say(f"{cache()} stays: another checkout uses it")
    else:
        shutil.rmtree(cache(), ignore_errors=True)
    say("clean")


def _refuse_if_used():
    for path in home().glob("*.users"):
        users = Users(path)
        if not users.alone():
            raise Stop("Another ./fg of this checkout is running; end it first.")
        users.leave()


def _remove_databases():
    """Stop what still runs after a killed run; on a given server, drop ours."""
    server = postgres.choose()
    tree = locate()
    python = python_folder("odoo", tree.dist) / "bin/python"
    if isinstance(server, postgres.Given):
        if python.exists():
            ready = Site(tree, python, server)
            for database in databases.existing(ready):
                databases.drop(ready, database)
        return
    pg_places.stop_all(server.place)

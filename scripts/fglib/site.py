"""Everything a command needs, made ready: Odoo, Python, PostgreSQL."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import odoo_tree, postgres, python_env
from .locks import exclusive
from .paths import ADDONS, SCRIPTS, cache, home, make
from .proc import environment, last_line, logged
from .ui import Stop, say

SETUP_LOCK = "setup.lock"
ODOO_CONF = """[options]
addons_path = {addons}
data_dir = {data}
screenshots = {screenshots}
http_interface = 127.0.0.1
unaccent = True
list_db = False
"""


@dataclass
class Site:
    """A ready set: Odoo's tree, the Python to run it with, the server."""

    tree: odoo_tree.Tree
    python: Path
    server: object

    @property
    def data_dir(self):
        """Return Odoo's data folder (file stores, sessions) for this server."""
        return self.server.data_dir

    def env(self, **extra):
        """Return the environment of an Odoo process."""
        return environment(**self.server.env, ODOO_RC=self._conf(), **extra)

    def _conf(self):
        path = make(self.data_dir) / "odoo.conf"
        addons = ",".join(map(str, [ADDONS, *self.tree.addons]))
        text = ODOO_CONF.format(
            addons=addons, data=self.data_dir, screenshots=home() / "screenshots"
        )
        # A running Odoo must never read half a file.
        if not path.exists() or path.read_text() != text:
            fresh = path.with_suffix(".new")
            fresh.write_text(text)
            fresh.rename(path)
        return path

    def odoo_command(self, *args):
        """Return the command line that runs Odoo with these arguments."""
        return [self.python, "-m", "odoo", *args]

    def odoo(self, name, failed, *args):
        """Run Odoo to its end with its output in a log; return the log's text."""
        return logged(self.odoo_command(*args), name, failed, env=self.env())

    def sql(self, *statements, database="postgres", failed="PostgreSQL refuses"):
        """Run statements outside a transaction; return the last one's rows."""
        done = subprocess.run(
            [str(self.python), str(SCRIPTS / "sql_run.py"), database],
            input=json.dumps(statements),
            env=environment(**self.server.env),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Stop(f"{failed}: {last_line(done.stderr)}")
        return json.loads(done.stdout)


def check_machine(tree):
    """Refuse what can't work, before anything is downloaded."""
    if not sys.platform.startswith("linux"):
        raise Stop("This runs on Linux; elsewhere, use a container or a VM.")
    needed = 1 if odoo_tree.is_ready(tree) else 4
    if shutil.disk_usage(make(cache())).free < needed * 10**9:
        raise Stop(
            f"{cache()} has less than {needed} GB free; make room, or let FG_CACHE "
            "name another place."
        )


@contextmanager
def site():
    """Make everything ready, be counted as a user of the server, clean up."""
    tree, server = odoo_tree.locate(), postgres.choose()
    check_machine(tree)
    make(home(), 0o700)  # now: so that ``clean`` elsewhere knows of this checkout
    # The three need different things (network, disk, processor): at once they take
    # little more than the longest.
    with ThreadPoolExecutor(3) as pool:
        jobs = [
            pool.submit(odoo_tree.ensure, tree),
            pool.submit(python_env.ensure, "odoo", "Python packages", tree.dist),
            pool.submit(server.prepare),
        ]
        python = [job.result() for job in jobs][1]
    lock = home() / SETUP_LOCK
    waiting = "another run of this checkout starts or stops PostgreSQL: waiting"
    with exclusive(lock, waiting):
        server.enter()
    ready = Site(tree, python, server)
    try:
        ready.sql("SELECT 1", failed=f"No answer from {server.label}")
        say(f"ready: {tree.label}, {server.label}")
        yield ready
    finally:
        with exclusive(lock, waiting):
            server.leave()

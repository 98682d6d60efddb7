"""The PostgreSQL server of a run.

Order: the server that PG* names; programs on the machine as a private cluster of
this checkout; Debian's programs, unpacked, as such a cluster. FG_POSTGRES=given,
machine or debian forces one.
"""

import os

from . import pg_binaries
from .locks import Users
from .paths import home, make, short_hash
from .pg_places import place, private_folder, server_user, short_place
from .proc import environment, run
from .ui import Stop, say

NAMES = ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGPORT")
# Test data can be made again: speed before durability. No TCP: only who may enter
# the socket's folder can connect.
SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
shared_buffers = 256MB
max_wal_size = 2GB
"""
SOCKET_PATH_LIMIT = 90  # the kernel's limit is 107 with ".s.PGSQL.5432" in it


def choose():
    """Return the server of this run, not started yet."""
    wish = os.environ.get("FG_POSTGRES", "")
    given = any(os.environ.get(name) for name in NAMES)
    if wish not in ("", "given", "machine", "debian"):
        raise Stop("FG_POSTGRES is one of: given, machine, debian.")
    if wish == "given" or (given and not wish):
        return Given()
    return Private(forced=wish)


class Given:
    """A server that somebody else runs."""

    label = "the PostgreSQL server that PG* names"

    def __init__(self):
        self.env = {}
        # One file store for each server: databases of the same name differ.
        where = short_hash(*[os.environ.get(name, "") for name in NAMES])
        self.data_dir = home() / f"files-{where}"

    def prepare(self):
        """Refuse the role that Odoo refuses."""
        if os.environ.get("PGUSER", "") == "postgres":
            raise Stop("Odoo refuses the role postgres; let PGUSER name another.")

    def enter(self):
        """Nothing to start."""

    def leave(self):
        """Nothing to stop."""


class Private:
    """A cluster of this checkout, started by the first run, stopped by the last."""

    label = "a private PostgreSQL cluster"

    def __init__(self, forced=""):
        self.forced = forced
        self.who = server_user()
        self.place = place(self.who)
        self.users = self.binaries = self.cluster = self.socket = None
        self.data_dir = home() / "files"
        self.env = {}

    def prepare(self):
        """Find or unpack the programs; one cluster folder for each kind of them."""
        found = None
        if self.forced != "debian":
            found = pg_binaries.newest_in(pg_binaries.INSTALLED)
        if not found and self.forced == "machine":
            raise Stop("There is no PostgreSQL 13 or newer in /usr/lib/postgresql.")
        if not found:
            found = pg_binaries.debian(self._programs())
            self.label = "a private cluster of Debian's PostgreSQL, unpacked"
        self.binaries = found
        kind = "debian" if found.top else "machine"
        name = f"{kind}-{found.major}"
        self.cluster = self.place / f"data-{name}"
        self.data_dir = home() / f"files-{name}"
        self.socket = self.place / "run" / name
        if len(str(self.socket)) > SOCKET_PATH_LIMIT:
            self.socket = short_place() / name
        self.env = {"PGHOST": str(self.socket), "PGPORT": "5432", "PGUSER": "odoo"}

    def _programs(self):
        """As root, the server runs as somebody who can't read root's cache."""
        return private_folder(self.place, self.who) / "programs" if self.who else None

    def _start_options(self):
        if not self.who:
            return {}
        return {
            "user": self.who.pw_uid,
            "group": self.who.pw_gid,
            "extra_groups": [],
            "cwd": "/",
        }

    def _run(self, tool, *args, **options):
        return run(
            [self.binaries.folder / tool, "-D", self.cluster, *args],
            env=environment(LC_ALL="C.UTF-8", **self.binaries.env),
            **self._start_options(),
            **options,
        )

    def enter(self):
        """Become a user of the cluster and start it; call under the set-up lock."""
        self.users = Users(make(home()) / f"{self.cluster.name}.users")
        self.users.join()
        private_folder(self.place, self.who)
        private_folder(self.socket.parent, self.who)
        private_folder(self.socket, self.who)
        log = self.place / "server.log"
        with (home() / "postgres.log").open("w", encoding="utf-8") as quiet:
            to_log = {"stdout": quiet, "stderr": quiet}
            if not (self.cluster / "PG_VERSION").exists():
                self._create(to_log)
            if self._run("pg_ctl", "status", **to_log) == 0:
                return
            options = f"-c unix_socket_directories={self.socket}"
            self._run(
                "pg_ctl",
                *("-l", log, "-w", "-o", options, "start"),
                **to_log,
                check=f"PostgreSQL doesn't start; its log is {log}.",
            )

    def _create(self, to_log):
        say(f"PostgreSQL {self.binaries.major}: making a cluster in {self.cluster}")
        # A half-made cluster has no PG_VERSION that initdb would accept.
        run(["rm", "-rf", self.cluster])
        self._run(
            "initdb",
            *("-U", "odoo", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8"),
            "--no-sync",
            **to_log,
            check=f"PostgreSQL's cluster can't be made; see {home()}/postgres.log.",
        )
        with (self.cluster / "postgresql.auto.conf").open("a") as conf:
            conf.write(SETTINGS)

    def leave(self):
        """Stop the cluster if this was its last user; call under the set-up lock."""
        if self.users and self.users.leave():
            self.stop()

    def stop(self):
        """Stop the cluster if it runs."""
        with open(os.devnull, "w") as null:
            self._run("pg_ctl", "-m", "fast", "-w", "stop", stdout=null, stderr=null)

"""A server of two workers for cases that go through HTTP, and what it costs.

The workers are those of Odoo; in place of its process for live chat, which needs
packages that nothing here uses and would be started again and again without them,
stands one that does nothing.
"""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

IDLE = "import signal; signal.pause()"
START = f"""
import subprocess, sys
import odoo.cli, odoo.service.server as server

def spawn(self):
    # A process of its own, since the server ends it and counts on it to stay.
    self.long_polling_pid = subprocess.Popen([sys.executable, "-c", {IDLE!r}]).pid

server.PreforkServer.long_polling_spawn = spawn
odoo.cli.main()
"""
SECONDS_TO_START = 120


class Server:
    """Odoo with two workers on a free port; use it as a context."""

    def __init__(self, database, *options, env=None, log=subprocess.DEVNULL):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.command = [
            *(sys.executable, "-c", START, "-d", database, f"--http-port={self.port}"),
            *("--http-interface=127.0.0.1", "--workers=2", "--max-cron-threads=0"),
            *("--log-level=warn", *options),
        ]
        self.env, self.log = env, log

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
        )
        limit = time.monotonic() + SECONDS_TO_START
        while self.get("/web/login", cookie="")[0] != 200:
            if self.process.poll() is not None or time.monotonic() > limit:
                self.__exit__()
                raise RuntimeError("The server does not start.")
            time.sleep(0.5)
        return self

    def __exit__(self, *_error):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def workers(self):
        """Process ids of the workers."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        pids = [int(pid) for pid in path.read_text().split()]
        return [pid for pid in pids if IDLE not in _get_command(pid)]

    def kill_worker(self):
        """End a worker as the kernel does when memory runs out."""
        os.kill(self.workers()[0], signal.SIGKILL)

    def get(self, path, data=None, **headers):
        """Status and text of an answer; status 0 without a connection."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=data, headers=headers
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error, contextlib.suppress(OSError, http.client.HTTPException):
                return error.code, error.read().decode()
            return 0, ""
        except (OSError, http.client.HTTPException):
            return 0, ""

    def post(self, path, form, **headers):
        """:meth:`get` for a form that is sent."""
        return self.get(path, urllib.parse.urlencode(form).encode(), **headers)


def _get_command(pid):
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")


def cpu_seconds(pids):
    """CPU seconds that processes took so far, all their threads."""
    total = 0
    for pid in pids:
        for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            total += int(path.read_text().split()[0])
    return total / 10**9


def backends(env):
    """Process ids of PostgreSQL that serve others on this database."""
    env.cr.execute(
        "SELECT pid FROM pg_stat_activity "
        "WHERE datname = current_database() AND backend_type = 'client backend'"
    )
    return [pid for (pid,) in env.cr.fetchall() if Path(f"/proc/{pid}").exists()]

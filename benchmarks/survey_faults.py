"""Faults while citizens answer: no acknowledged answer lost, none doubled.

Run with the Python that runs Odoo, from the top of the checkout::

    python -m benchmarks.survey_faults --addons-path=addons [--answers=1000]

It makes a PostgreSQL cluster of its own in a temporary folder, with fsync on, installs
the addons there, starts two workers, and lets four clients send answers as the script
of the page does: a failed request is sent again with the same nonce. Meanwhile a
worker is killed twice (SIGKILL) and PostgreSQL crashes and starts again
(``pg_ctl restart -m immediate``). Then what was acknowledged is compared with what is
stored. Ends with 1 if anything differs. It stops only what it started.
"""

import argparse
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .survey_server import Server

CLIENTS = 4
TRIES = 60
SEED = """
import sys
sys.path.insert(0, {root!r})
from benchmarks.survey_submit import make_point
token = make_point(env)
env.cr.commit()
print("TOKEN", token)
"""
COUNTS = """
SELECT json_build_object(
    'tokens', (SELECT json_agg(access_token) FROM survey_user_input),
    'lines', (SELECT count(*) FROM survey_user_input_line),
    'deltas', (SELECT count(*) FROM gov_survey_delta WHERE sign = 1))
"""


class Cluster:
    """A PostgreSQL server of our own, which survives a crash as a real one does."""

    def __init__(self, folder, programs):
        self.data, self.socket, self.programs = folder / "data", folder, programs
        # PostgreSQL refuses to run as root.
        self.user = {"user": "postgres", "group": "postgres"} if not os.getuid() else {}
        if self.user:
            shutil.chown(folder, **self.user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.env = os.environ | {
            "PGHOST": str(folder),
            "PGPORT": str(self.port),
            "PGUSER": "odoo",
        }

    def run(self, tool, *args):
        return subprocess.run(
            [self.programs / tool, *args],
            check=True,
            env=self.env | {"LC_ALL": "C.UTF-8"},
            cwd="/",
            stdout=subprocess.PIPE,
            text=True,
            **self.user,
        ).stdout

    def __enter__(self):
        options = ("-U", "odoo", "-A", "trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self.run("initdb", "-D", self.data, *options)
        self.control("start")
        self.run("createdb", "faults")
        return self

    def __exit__(self, *_error):
        self.control("stop", "-m", "fast")

    def control(self, *command):
        server = f"-c listen_addresses='' -c unix_socket_directories={self.socket}"
        server += f" -c port={self.port}"
        log = self.socket / "log"
        # Its output belongs to the log: a pipe would stay open as long as it runs.
        subprocess.run(
            [self.programs / "pg_ctl", "-D", self.data, "-l", log, "-w"]
            + ["-o", server, *command],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
            **self.user,
        )


class Citizens:
    """Clients that answer until all is acknowledged, and what they were told."""

    def __init__(self, server, token, faults):
        self.server, self.path, self.faults = server, f"/gs/{token}", faults
        self.lock, self.acknowledged, self.failures = threading.Lock(), [], 0

    def _until(self, request, wanted):
        for _try in range(TRIES):
            status, text = request()
            if status == 200 and wanted in text:
                return text
            with self.lock:
                self.failures += 1
            time.sleep(0.5)
        raise RuntimeError(f"Not answered after {TRIES} tries: {status} {text[:300]}")

    def answer(self, number):
        # Not at the top: it needs Odoo's shell nowhere else.
        from .survey_submit import CHOICE, NONCE

        text = self._until(lambda: self.server.get(self.path), "<form")
        form = dict(CHOICE.findall(text)) | {"nonce": NONCE.search(text)[1]}
        agent = {"User-Agent": f"phone {number}"}
        self._until(
            lambda: self.server.post(self.path, form, **agent), "message thanks"
        )
        with self.lock:
            self.acknowledged.append(form["nonce"])
            fault = self.faults.pop(len(self.acknowledged), None)
        if fault:
            print(f"{len(self.acknowledged)} answers: {fault.__name__}", flush=True)
            fault()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1000)
    parser.add_argument("--addons-path", required=True)
    parser.add_argument("--programs", type=Path, help="PostgreSQL's folder bin")
    options = parser.parse_args()
    programs = options.programs or max(Path("/usr/lib/postgresql").glob("*/bin"))
    with tempfile.TemporaryDirectory(prefix="faults_", dir="/var/tmp") as folder:
        with Cluster(Path(folder), programs) as cluster:
            return check(cluster, options, Path(folder))


def check(cluster, options, folder):
    data = folder / "odoo"
    data.mkdir(mode=0o700)
    own = [f"--addons-path={options.addons_path}", f"--data-dir={data}"]
    odoo = [sys.executable, "-c", "import odoo.cli; odoo.cli.main()"]
    print("installing", flush=True)
    subprocess.run(
        [*odoo, "-d", "faults", "-i", "friendly_gov_survey", "--skip-auto-install"]
        + ["--stop-after-init", "--no-http", "--log-level=error", *own],
        check=True,
        env=cluster.env,
    )
    seed = SEED.format(root=os.getcwd())
    text = subprocess.run(
        [*odoo, "shell", "-d", "faults", "--no-http", "--log-level=error", *own],
        input=seed,
        check=True,
        env=cluster.env,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    token = text.split("TOKEN ")[1].split()[0]
    with (folder / "odoo.log").open("w") as log:
        with Server("faults", *own, env=cluster.env, log=log) as server:

            def kill_a_worker():
                server.kill_worker()

            def crash_postgresql():
                cluster.control("restart", "-m", "immediate")

            quarter = options.answers // 4
            faults = {
                quarter: kill_a_worker,
                2 * quarter: crash_postgresql,
                3 * quarter: kill_a_worker,
            }
            citizens = Citizens(server, token, faults)
            start = time.monotonic()
            with ThreadPoolExecutor(CLIENTS) as pool:
                list(pool.map(citizens.answer, range(options.answers)))
            seconds = time.monotonic() - start
    return compare(cluster, citizens, seconds)


def compare(cluster, citizens, seconds):
    """Print what was acknowledged and what is stored; 1 if they differ."""
    found = json.loads(cluster.run("psql", "-d", "faults", "-Atc", COUNTS))
    stored = found["tokens"] or []
    told = [hashlib.sha256(n.encode()).hexdigest() for n in citizens.acknowledged]
    result = {
        "acknowledged": len(told),
        "stored": len(stored),
        "lost": len(set(told) - set(stored)),
        "doubled": len(stored) - len(set(stored)),
        "not acknowledged": len(set(stored) - set(told)),
        "lines": found["lines"],
        "deltas": found["deltas"],
        "requests that failed": citizens.failures,
        "seconds": round(seconds, 1),
    }
    print(json.dumps(result), flush=True)
    count = len(told)
    right = sorted(told) == sorted(stored) and found["deltas"] == count
    return 0 if right and found["lines"] == 22 * count else 1


if __name__ == "__main__":
    sys.exit(main())

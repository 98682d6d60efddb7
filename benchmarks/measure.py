"""Timing: variants of one case in turns, medians; each memory run in a child."""

import gc
import os
import pickle
import statistics
import sys
import time
import traceback
from typing import NamedTuple

from odoo import api, sql_db

MEGABYTE = 1024 * 1024


class Run(NamedTuple):
    """One call: wall seconds, CPU seconds of this process, SQL statements, MB."""

    seconds: float
    cpu: float
    queries: int
    megabytes: float | None
    result: object


def say(text):
    """Progress; standard output holds the figures only."""
    print(f"bench: {text}", file=sys.stderr, flush=True)


def in_turns(variants, rounds, run, *, warm_up=True):
    """Run each variant once a round, the order reversed in every second round.

    :param dict variants: callables by name
    :param run: function from a callable to a :class:`Run`
    :param bool warm_up: one more round before, not counted
    :return: dict of lists of :class:`Run`
    """
    runs = {name: [] for name in variants}
    for number in range(0 if warm_up else 1, rounds + 1):
        names = list(variants)
        for name in names if number % 2 else reversed(names):
            done = run(variants[name])
            if number:
                runs[name].append(done)
    for name, done in runs.items():
        say(f"  {name}: {_describe(done)}")
    return runs


def _describe(runs):
    """Median and spread, for a reader who wonders how busy the machine was."""
    wall = sorted(run.seconds for run in runs)
    text = f"{statistics.median(wall):.4f} s [{wall[0]:.4f}-{wall[-1]:.4f}]"
    cpu = statistics.median(run.cpu for run in runs)
    text += f", CPU of Odoo {cpu:.4f} s, {runs[0].queries} statements"
    if runs[0].megabytes is not None:
        sizes = sorted(run.megabytes for run in runs)
        text += f", {statistics.median(sizes):.1f} MB [{sizes[0]:.1f}-{sizes[-1]:.1f}]"
    return text


def medians(runs, attribute):
    """Median of ``attribute`` by variant."""
    return {
        name: statistics.median(getattr(run, attribute) for run in done)
        for name, done in runs.items()
    }


def call(env, function):
    """Call ``function(env)`` with an empty cache and time it."""
    env.flush_all()
    env.invalidate_all()
    gc.collect()
    before, cpu, start = env.cr.sql_log_count, time.process_time(), time.perf_counter()
    result = function(env)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    return Run(seconds, cpu, env.cr.sql_log_count - before, None, result)


def call_cpu(env, function):
    """:func:`call`, with the CPU seconds of Odoo and of its PostgreSQL backend.

    For what can't take turns with its counterpart: other work on the machine moves
    the clock far more than the CPU time. Needs a server on this machine.
    """
    env.cr.execute("SELECT pg_backend_pid()")
    backend = f"/proc/{env.cr.fetchone()[0]}/schedstat"
    before = _read_nanoseconds(backend)
    done = call(env, function)
    backend_seconds = (_read_nanoseconds(backend) - before) / 10**9
    return done._replace(cpu=done.cpu + backend_seconds)


def _read_nanoseconds(path):
    try:
        with open(path) as handle:
            return int(handle.read().split()[0])
    except OSError as error:
        raise RuntimeError(f"PostgreSQL must run on this machine: {error}") from error


def call_in_child(env, function, warm_up):
    """:func:`call` in a forked process, with the memory it took.

    Memory that a first export has freed stays with the process and would hide the
    need of the next one, so each run has a child of its own. ``warm_up(env)`` runs
    before, so that code pages and registry caches do not count.
    """
    env.cr.commit()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _be_child(env, function, warm_up, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        answer = stream.read()
    os.waitpid(child, 0)
    if not answer:
        raise RuntimeError("A measurement failed; its traceback stands above.")
    return Run(*pickle.loads(answer))


def _be_child(env, function, warm_up, writer):
    """Measure, send the answer, and end without cleaning up what is the parent's."""
    try:
        # The parent's connections are shared sockets: kept, never used or closed.
        kept, sql_db._Pool = sql_db._Pool, None
        with sql_db.db_connect(env.cr.dbname).cursor() as cr:
            own = api.Environment(cr, env.uid, env.context)
            warm_up(own)
            gc.collect()
            resident = _reset_peak()
            run = call(own, function)
            peak = _read_status("VmHWM")
        run = run._replace(megabytes=(peak - resident) / MEGABYTE)
        with os.fdopen(writer, "wb") as stream:
            pickle.dump(tuple(run), stream)
        del kept
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _reset_peak():
    """Set the kernel's peak to what is resident now, and return that (bytes)."""
    with open("/proc/self/clear_refs", "w") as handle:
        handle.write("5")
    return _read_status("VmRSS")


def _read_status(name):
    with open("/proc/self/status") as handle:
        for line in handle:
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
    raise RuntimeError(f"/proc/self/status has no {name}")

"""Several runs of pytest at once, shown as one."""

import re
import subprocess
import sys
import threading
from contextlib import ExitStack, contextmanager

# "..F.  [ 42%]" is shown at once. All else is held until its run ends: the failures of
# two runs can't be read when their lines come between one another.
PROGRESS = re.compile(r"\[\s*\d+%\]\s*$")
PATIENCE_SECONDS = 20


def run_side_by_side(commands, **options):
    """Run the commands at once, each line of progress with the number of its run.

    :param options: as of ``subprocess.Popen``
    :return: the exit codes, in the order of the commands
    """
    one_at_a_time = threading.Lock()
    with ExitStack() as stack:
        processes = [
            stack.enter_context(_running(command, number, one_at_a_time, options))
            for number, command in enumerate(commands, 1)
        ]
        return [code_of(process) for process in processes]


def code_of(process):
    """Wait for its end and return its exit code."""
    return process.wait()


@contextmanager
def _running(command, number, lock, options):
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        **options,
    )
    # A daemon, and waited for with a limit: what a killed run has started may keep
    # its output open.
    reader = threading.Thread(target=_show, args=(process, number, lock), daemon=True)
    reader.start()
    try:
        yield process
    finally:
        _end(process)
        reader.join(PATIENCE_SECONDS)


def _show(process, number, lock):
    held = []
    for line in process.stdout:
        if PROGRESS.search(line):
            _print(lock, f"{number}: {line}")
        else:
            held.append(line)
    _print(lock, f"== run {number}\n", *held)


def _print(lock, *lines):
    with lock:
        sys.stdout.writelines(lines)
        sys.stdout.flush()


def _end(process):
    """Let it clean up if it still runs, because this run was interrupted."""
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

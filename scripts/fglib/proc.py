"""Starting other programs."""

import os
import re
import subprocess
import sys

from .paths import home, make
from .ui import Stop

# Our environment may hold what would bend Odoo or pytest: another addons path, a
# configuration file, an order not to keep compiled files (each start then costs
# a second more).
DROPPED = (
    "ODOO_RC",
    "OPENERP_SERVER",
    "PYTEST_ADDOPTS",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
)


def environment(**extra):
    """Return the environment for a child: ours, cleaned, with additions."""
    kept = {name: value for name, value in os.environ.items() if name not in DROPPED}
    kept.update({name: str(value) for name, value in extra.items()})
    return kept


def run(command, *, env=None, check=None, **options):
    """Run a command without a keyboard.

    :param check: the sentence to stop with if it fails; None to return the code
    :return: the exit code
    """
    options.setdefault("stdin", subprocess.DEVNULL)
    done = subprocess.run(
        [str(part) for part in command], env=env or environment(), **options
    )
    if check and done.returncode:
        raise Stop(check)
    return done.returncode


def output(command, *, env=None, check=None, **options):
    """Run a command and return what it printed; "" if it fails and no ``check``."""
    done = subprocess.run(
        [str(part) for part in command],
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **options,
    )
    if done.returncode == 0:
        return done.stdout
    if check:
        raise Stop(f"{check} ({last_line(done.stderr or done.stdout)})")
    return ""


def last_line(text):
    """Return the last line that isn't blank, "" if there is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def telling(text, most):
    """Return the last lines of a log without Odoo's everyday ones."""
    everyday = re.compile(r"\d{4}-\d\d-\d\d [\d:,]+ \d+ INFO ")
    lines = [line for line in text.splitlines() if not everyday.match(line)]
    return lines[-most:]


def logged(command, name, failed, show=60, **options):
    """Run a command with its output in a log; on failure show the log's end.

    :param name: short name of the log
    :param failed: the sentence to stop with
    :param show: how many of the last lines to show
    """
    log = make(home() / "logs") / f"{name}-{os.getpid()}.log"
    with log.open("w", encoding="utf-8") as handle:
        code = run(command, stdout=handle, stderr=handle, **options)
    text = log.read_text(encoding="utf-8", errors="replace")
    if code:
        print("\n".join(telling(text, show)), file=sys.stderr)
        raise Stop(f"{failed}; the whole log is {log}.")
    log.unlink()
    return text

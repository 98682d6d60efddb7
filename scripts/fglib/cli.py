"""The commands of ./fg and their options."""

import argparse
import errno
import os
import signal
import sys

from . import cmd_demo, cmd_i18n, cmd_lint, cmd_other, cmd_test
from .ui import Stop

INTERRUPTED = 130


def parser():
    """Return the parser of everything but ``test``, which hands all to pytest."""
    top = argparse.ArgumentParser(prog="./fg", description="Friendly Government")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add = commands.add_parser
    demo = add(
        "demo", help="set up, load the source documents, write the workbook, serve"
    )
    demo.add_argument(
        "--port", type=int, help="port on 127.0.0.1 (default: a free one)"
    )
    demo.add_argument("--no-serve", action="store_true", help="stop after the workbook")
    demo.add_argument("--fresh", action="store_true", help="make the database anew")
    add("test", help="set up and run all tests, or those that pytest's arguments name")
    lint = add("lint", help="style, OCA's and Odoo's checks, translations")
    lint.add_argument(
        "--quick", action="store_true", help="only what needs no database"
    )
    bench = add("bench", help="measure; one JSON object a line")
    bench.add_argument("name", nargs="?", default="", help="one case instead of all")
    bench.add_argument("--table", action="store_true", help="a readable table")
    add("shell", help="Odoo's Python shell on the demo database")
    i18n = add("i18n", help="bring .pot and vi.po up to date")
    i18n.add_argument("--check", action="store_true", help="only say what is missing")
    add("setup", help="make everything ready and stop")
    add("clean", help="remove all that this checkout made, out/ too")
    if cmd_other.SCREENS.exists():
        add("screens", help="take the pictures of the documentation")
    return top


def dispatch(argv):
    """Run the command; return its exit code."""
    if argv[:1] == ["test"] and not {"-h", "--help"} & set(argv[1:2]):
        return cmd_test.test(argv[1:])
    options = parser().parse_args(argv)
    actions = {
        "demo": lambda: cmd_demo.demo(
            options.port, not options.no_serve, options.fresh
        ),
        "lint": lambda: cmd_lint.lint(options.quick),
        "bench": lambda: cmd_other.bench(options.name, options.table),
        "shell": cmd_other.shell,
        "i18n": lambda: cmd_i18n.i18n(options.check),
        "setup": cmd_other.setup,
        "clean": cmd_other.clean,
        "screens": cmd_other.screens,
    }
    return actions[options.command]() or 0


def sentence(error):
    """Return a plain sentence for an error of the operating system."""
    if error.errno == errno.ENOSPC:
        return "The disk is full; make room, or let FG_CACHE name another place."
    where = f" ({error.filename})" if error.filename else ""
    return f"The system refuses: {error.strerror}{where}."


def end_tidily_on_signals():
    """Let every usual way to end a run drop its databases and stop its server."""
    # A shell starts background jobs deaf to Ctrl-C's signal.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, lambda got, _frame: sys.exit(128 + got))


def main(argv):
    """Run; print one sentence instead of a traceback where that says it all."""
    end_tidily_on_signals()
    try:
        return dispatch(argv)
    except Stop as reason:
        print(f"fg: {reason}", file=sys.stderr)
    except OSError as error:
        if os.environ.get("FG_DEBUG"):
            raise
        print(f"fg: {sentence(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 1

"""Ports on the loopback interface."""

import socket

from .ui import Stop

FIRST = 8069
TRIES = 50


def is_free(port):
    """Tell whether a server can listen there now."""
    with socket.socket() as probe:
        # As Odoo does: a port in TIME_WAIT after the last run counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_free():
    """Return a port that the kernel says is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def choose(wanted):
    """Return the port to serve on.

    :param wanted: what the person asked for, None for Odoo's usual 8069 or the
        next free one
    """
    if wanted is None:
        usual = range(FIRST, FIRST + TRIES)
        return next((port for port in usual if is_free(port)), None) or any_free()
    if not 1 <= wanted <= 65535:
        raise Stop(f"{wanted} is no port; choose one from 1024 to 65535.")
    if not is_free(wanted):
        raise Stop(
            f"Port {wanted} is taken or not allowed; choose another with --port, or "
            "leave --port out."
        )
    return wanted

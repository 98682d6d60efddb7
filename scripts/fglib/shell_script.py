"""Running one of our scripts inside ``odoo shell``, with ``env`` in scope."""

import subprocess
import tempfile

from .paths import ROOT
from .ui import Stop

# The file is compiled under its own name, so that a traceback points into it.
WRAPPER = """
import sys
sys.path.insert(0, {root!r})
with open({path!r}, encoding="utf-8") as source:
    code = compile(source.read(), {path!r}, "exec")
exec(code, {{"env": env, "self": self, "__name__": "__main__", "__file__": {path!r}}})
{after}
"""


def run_script(site, database, script, failed, *, commit=False, **variables):
    """Run a script and let it print to our standard output.

    :param commit: keep what it changed
    :param variables: environment variables for it
    """
    text = WRAPPER.format(
        root=str(ROOT), path=str(script), after="env.cr.commit()" if commit else ""
    )
    with tempfile.TemporaryFile("w+") as source:
        source.write(text)
        source.seek(0)
        command = site.odoo_command("shell", "-d", database, "--no-http")
        command.append("--log-level=warn")
        code = subprocess.run(
            [str(part) for part in command],
            stdin=source,
            env=site.env(**variables),
            cwd=ROOT,
        ).returncode
    if code:
        raise Stop(failed)

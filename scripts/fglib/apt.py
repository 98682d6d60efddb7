"""Debian's packages without root: a private apt with folders of its own.

The mirror comes from the machine's own apt configuration, so a proxy or a mirror of
an office is respected and no host is named here. Signatures are checked as ever.
"""

import os
import pwd
import re
import shutil
from pathlib import Path

from .paths import make
from .proc import environment, last_line, output, run
from .ui import Stop

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
NO_NETWORK = (
    "Debian's package index can't be reached through apt (%s); check the network, "
    "or set FG_DEBIAN_MIRROR, or ODOO_HOME to an Odoo 19.0 that is already here."
)


def mirrors_in(text):
    """Return the addresses in the text of an apt source file, in order.

    Both forms are read: one line (``deb [options] uri suite …``) and stanzas
    (``URIs: uri …``). Security archives hold no whole suite and are left out.
    """
    found = []
    for line in text.splitlines():
        one_line = re.match(r"\s*deb\s+(?:\[[^]]*\]\s*)?(\S+)\s", line + " ")
        stanza = re.match(r"URIs:\s*(.+)", line, re.IGNORECASE)
        if one_line:
            found.append(one_line.group(1))
        elif stanza:
            found += stanza.group(1).split()
    # A mirror list ("mirror+file:/etc/apt/mirrors/debian.list") serves as well.
    wanted = re.compile(r"/debian/?$|/mirrors/debian\.list$")
    return [uri for uri in found if wanted.search(uri)]


def mirror():
    """Return the address of a Debian mirror that this machine uses."""
    if os.environ.get("FG_DEBIAN_MIRROR"):
        return os.environ["FG_DEBIAN_MIRROR"]
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise Stop(
            "This machine has no apt; set ODOO_HOME to an Odoo 19.0 checkout and "
            "PGHOST to a PostgreSQL server."
        )
    # $(LABEL) tells Debian from its security archive and from anything else.
    fields = "$(REPO_URI)|$(LABEL)"
    known = output(
        ["apt-get", "indextargets", "--format", fields, "Created-By: Packages"]
    )
    for line in known.splitlines():
        uri, _, label = line.partition("|")
        if label == "Debian":
            return uri
    # The lists are empty in a fresh container image: read the sources themselves.
    folder = Path("/etc/apt/sources.list.d")
    for path in [Path("/etc/apt/sources.list"), *sorted(folder.glob("*"))]:
        if path.is_file() and (uris := mirrors_in(path.read_text(errors="replace"))):
            return uris[0]
    raise Stop("apt names no Debian mirror here; set FG_DEBIAN_MIRROR to one.")


class PrivateApt:
    """One private apt: own lists, own idea of what is installed."""

    def __init__(self, folder, suites, status=""):
        """Prepare the folders.

        :param suites: suites of the mirror to read ("sid", "bookworm")
        :param status: text in dpkg's status format; "" = nothing is installed
        """
        self.folder = folder
        for part in (
            "etc/preferences.d",
            "etc/apt.conf.d",
            "etc/trusted.gpg.d",
            "state/lists/partial",
            "cache/archives/partial",
            "debs",
        ):
            make(folder / part)
        (folder / "state/status").write_text(status, encoding="utf-8")
        uri, keyring = mirror(), self._keyring()
        arch = output(["dpkg", "--print-architecture"]).strip()
        lines = [
            f"deb [signed-by={keyring} arch={arch}] {uri} {suite} main\n"
            for suite in suites
        ]
        (folder / "etc/sources.list").write_text("".join(lines), encoding="utf-8")

    def _keyring(self):
        """Return Debian's keys; other distributions sign and carry them too."""
        if KEYRING.exists():
            return KEYRING
        run(
            ["apt-get", "-qq", "download", "debian-archive-keyring"],
            cwd=self.folder,
            check="Debian's keys are missing; install debian-archive-keyring.",
        )
        deb = next(self.folder.glob("debian-archive-keyring*.deb"))
        unpack(deb, self.folder / "keyring")
        return self.folder / "keyring" / KEYRING.relative_to("/")

    def _command(self, program, *args):
        try:
            me = pwd.getpwuid(os.geteuid()).pw_name
        except KeyError:
            me = "root"
        options = {
            "Dir::Etc": self.folder / "etc",
            "Dir::Etc::sourcelist": self.folder / "etc/sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State": self.folder / "state",
            "Dir::State::status": self.folder / "state/status",
            "Dir::Cache": self.folder / "cache",
            "Acquire::Languages": "none",
            # A mirror that lags a week behind is no danger here: what we take from
            # it is pinned by hash or signed, and the run would end otherwise.
            "Acquire::Check-Valid-Until": "false",
            "Acquire::Retries": "2",
            "Acquire::http::Timeout": "30",
            "APT::Sandbox::User": me,
            "APT::Update::Error-Mode": "any",
            "APT::Update::Post-Invoke-Success::": "",
            "Debug::NoLocking": "1",
        }
        command = [program]
        for name, value in options.items():
            command += ["-o", f"{name}={value}"]
        return [*command, *args]

    def _apt_get(self, *args):
        log = self.folder / "apt.log"
        with log.open("w", encoding="utf-8") as handle:
            code = run(
                self._command("apt-get", "-qq", *args),
                cwd=self.folder / "debs",
                env=environment(LC_ALL="C"),
                stdout=handle,
                stderr=handle,
            )
        if code:
            raise Stop(NO_NETWORK % (last_line(log.read_text(errors="replace"))))

    def update(self):
        """Read the signed index (about 11 MB a suite)."""
        self._apt_get("update")

    def versions(self, package):
        """Return the versions of a package that the index offers, newest first."""
        table = output(self._command("apt-cache", "madison", package))
        return [line.split("|")[1].strip() for line in table.splitlines()]

    def download(self, *packages):
        """Fetch these packages; return their .deb files."""
        self._apt_get("download", *packages)
        return sorted((self.folder / "debs").glob("*.deb"))

    def download_closure(self, *packages):
        """Fetch these packages and what they need beyond ``status``."""
        self._apt_get(
            "install", "-y", "--no-install-recommends", "--download-only", *packages
        )
        return sorted((self.folder / "cache/archives").glob("*.deb"))


def unpack(deb, target):
    """Unpack one .deb into a folder; no root, no maintainer scripts."""
    make(target)
    run(["dpkg-deb", "-x", deb, target], check=f"{deb.name} can't be unpacked.")

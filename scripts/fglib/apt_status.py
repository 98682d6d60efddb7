"""dpkg's list of what is installed, as if some of it weren't."""

import re
from pathlib import Path

STATUS = Path("/var/lib/dpkg/status")


def installed_without(pattern):
    """Return dpkg's status as if no package whose name matches were installed.

    What depends on such a package is dropped, too: apt refuses a status with holes.
    The rest stays and is used from the machine, so that little has to be fetched.
    """
    return without(STATUS.read_text(encoding="utf-8"), pattern)


def without(status, pattern):
    """Do so with the text of a status file."""
    needs, texts = {}, {}
    for stanza in re.split(r"\n\n+", status.strip()):
        name = re.search(r"^Package: (\S+)", stanza, re.M).group(1)
        lists = re.findall(r"^(?:Pre-)?Depends: (.+)", stanza, re.M)
        # An alternative ("a | b") may lead to dropping more than needed: harmless.
        named = re.findall(r"(?:^|[,|])\s*([^\s,|(:]+)", ",".join(lists))
        needs.setdefault(name, set()).update(named)
        texts.setdefault(name, []).append(stanza)
    dropped = {name for name in needs if re.match(pattern, name)}
    while more := {n for n in needs if n not in dropped and needs[n] & dropped}:
        dropped |= more
    kept = [text for name in texts if name not in dropped for text in texts[name]]
    return "\n\n".join(kept) + "\n"

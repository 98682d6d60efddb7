"""Bring an addon's i18n folder up to date with a freshly exported template.

    po_merge.py FRESH.pot FOLDER [--check] [ODOO.po ...]

Writes FOLDER/NAME.pot and merges it into FOLDER/vi.po, whose translations stay. The
names of fields that every model has ("Created on") are taken from Odoo's catalogues.
With --check nothing is written. Exit code 1 if the template was out of date (only
with --check), or a message has no Vietnamese or only an unsure (fuzzy) one.
"""

import re
import sys
from pathlib import Path

import polib

FIELD_NAME = "model:ir.model.fields,field_description:"


def terms(catalogue):
    """Return what matters in a catalogue: its messages and where they belong."""
    return {
        (entry.msgctxt, entry.msgid): (
            frozenset(entry.comment.splitlines()),
            # "code:…:12": line numbers aren't exported, but order varies.
            frozenset(place for place, _line in entry.occurrences),
        )
        for entry in catalogue
        if not entry.obsolete
    }


def stale(folder, fresh, name):
    """Tell whether the template in the folder differs from the fresh one."""
    old = folder / name
    return not old.exists() or terms(polib.pofile(str(old))) != terms(fresh)


def marks(text):
    """Return the placeholders of a message, sorted: %(name)s, %s, {name}."""
    return sorted(re.findall(r"%\(\w+\)[sdrif]|%[sdrif](?!\w)|\{\w*\}", text))


def gaps(translation, fresh):
    """Return a line for each message without a sound Vietnamese translation."""
    found = []
    for entry in fresh:
        vi = translation.find(entry.msgid, msgctxt=entry.msgctxt or False)
        if vi is None or not vi.msgstr:
            found.append(f"not translated: {entry.msgid!r}")
        elif vi.fuzzy:
            found.append(f"fuzzy: {entry.msgid!r}")
        elif marks(vi.msgstr) != marks(vi.msgid):
            found.append(f"placeholders differ: {entry.msgid!r}")
    return found


def merge(path, fresh):
    """Return the Vietnamese catalogue with the fresh messages merged in."""
    if path.exists():
        translation = polib.pofile(str(path), wrapwidth=78)
        translation.merge(fresh)
        for entry in translation.obsolete_entries():
            translation.remove(entry)
    else:
        translation = polib.POFile(wrapwidth=78)
        translation.metadata = {**fresh.metadata, "Language": "vi"}
        for entry in fresh:
            translation.append(entry)
    return translation


def fill(translation, catalogues):
    """Take the names of Odoo's own fields from Odoo's own catalogues."""
    missing = {
        entry.msgid: entry
        for entry in translation.untranslated_entries()
        if all(place.startswith(FIELD_NAME) for place, _line in entry.occurrences)
    }
    for path in catalogues if missing else ():
        for known in polib.pofile(path).translated_entries():
            entry = missing.get(known.msgid)
            own = any(place.startswith(FIELD_NAME) for place, _ in known.occurrences)
            if entry and own and not entry.msgstr:
                entry.msgstr = known.msgstr


def main(fresh_path, folder, check, catalogues):
    """Return the exit code; findings go to standard error."""
    fresh = polib.pofile(str(fresh_path))
    findings = []
    if stale(folder, fresh, fresh_path.name):
        if check:
            findings.append(f"{folder / fresh_path.name} is out of date")
        else:
            (folder / fresh_path.name).write_bytes(fresh_path.read_bytes())
    path = folder / "vi.po"
    translation = merge(path, fresh)
    if not check:
        fill(translation, catalogues)
        translation.save(str(path))
    findings += [f"{path}: {line}" for line in gaps(translation, fresh)]
    print("\n".join(findings), file=sys.stderr, end="\n" if findings else "")
    return 1 if findings else 0


if __name__ == "__main__":
    template, where = sys.argv[1:3]
    rest = [word for word in sys.argv[3:] if word != "--check"]
    sys.exit(main(Path(template), Path(where), "--check" in sys.argv, rest))

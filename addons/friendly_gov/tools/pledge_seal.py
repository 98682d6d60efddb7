"""Canonical content of a signed pledge, and the chain of its seals.

Only the standard library: the same functions seal in the office and verify an exported
file anywhere, without Odoo::

    python3 verify_pledges.py FILE [NUMBER:SEAL]

The second argument is a head of the chain noted earlier, on paper for instance: it
shows whether the end of the chain was cut off or made anew. Exit status: 0 intact,
1 altered, 2 the file can't be read.
"""

import hashlib
import json
import sys
import unicodedata

# Before the first pledge of a chain.
GENESIS = "0" * 64
FORMAT = "gov.pledge.chain/1"
# A pledge has a few thousand characters: a longer line is not of this file.
MAX_LINE = 4 * 1024 * 1024
SHOWN = 100
INTACT, ALTERED, UNREADABLE = 0, 1, 2
EXPLAINED = {
    "gap": "seals are missing before this one, or their order was changed",
    "link": "does not continue the seal before it: the chain breaks here",
    "content": "the content is not what was sealed",
    "digest": "the seal does not belong to this number, time and content",
    "count": "the file does not have as many seals as its first line says",
    "head": "the seal noted earlier is not in the chain",
}


def canonical(content):
    """One text for one content, whatever the order of its keys.

    :param dict content: of strings, numbers, booleans, None, lists and dicts
    :rtype: str
    """
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return unicodedata.normalize("NFC", text)


def digest(text):
    """SHA-256 of ``text``, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seal(previous, number, sealed_at, content_digest):
    """SHA-256, in hex, over the seal before, the place in the chain and the content.

    Over the digest of the content: whoever may not read a pledge can verify the chain
    through it all the same.

    :param str previous: seal of the pledge before, :data:`GENESIS` for the first
    :param int number: place in the chain, from 1
    :param str sealed_at: moment in UTC, ISO 8601 with a Z
    :param str content_digest: :func:`digest` of what :func:`canonical` gives
    """
    return digest(f"{previous}\n{number}\n{sealed_at}\n{content_digest}")


def examine(row, before):
    """What is wrong with one seal, as codes of :data:`EXPLAINED`.

    :param dict row: number, previous, sealed_at, content_digest, digest; content,
        None where it is not shown
    :param tuple before: number and digest of the row before; (0, :data:`GENESIS`)
    """
    codes = []
    if row["number"] != before[0] + 1:
        codes.append("gap")
    elif row["previous"] != before[1]:
        codes.append("link")
    content = row.get("content")
    if content is not None and digest(content) != row["content_digest"]:
        codes.append("content")
    sealed = seal(
        row["previous"], row["number"], row["sealed_at"], row["content_digest"]
    )
    if sealed != row["digest"]:
        codes.append("digest")
    return codes


def read(stream):
    """Yield the lines of an exported file as dicts, the header first.

    :param stream: opened in binary; read line by line
    :raise ValueError: naming the line that can't be read
    """
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise ValueError(f"line {number} is too long")
        try:
            row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
        except (ValueError, RecursionError) as error:
            raise ValueError(f"line {number} can't be read") from error
        if not _has_shape(row, _HEADER if number == 1 else _ROW):
            raise ValueError(f"line {number} is not of such a file")
        if number == 1 and row["format"] != FORMAT:
            raise ValueError("the format of this file is not known")
        yield row
    if not number:
        raise ValueError("the file is empty")


_HEADER = {"format": str, "count": int, "head": str}
_ROW = {
    "number": int,
    "previous": str,
    "sealed_at": str,
    "content_digest": str,
    "digest": str,
}


def _has_shape(row, shape):
    return (
        isinstance(row, dict)
        and all(type(row.get(name)) is kind for name, kind in shape.items())
        and isinstance(row.get("content"), str | None)
    )


def verify(lines, expected=None, summary=None):
    """Verify the lines that :func:`read` yields.

    :param tuple expected: number and seal of a head noted earlier
    :param dict summary: gets count, shown (with their content), number and head
    :return: yields pairs of a number (of a seal) and a code of :data:`EXPLAINED`
    """
    header = next(lines)
    before, count, shown = (0, GENESIS), 0, 0
    met = expected is None
    for row in lines:
        for code in examine(row, before):
            yield row["number"], code
        before = row["number"], row["digest"]
        met = met or before == expected
        count += 1
        shown += row.get("content") is not None
    if (count, before[1]) != (header["count"], header["head"]):
        yield before[0], "count"
    if not met:
        yield expected[0], "head"
    if summary is not None:
        summary.update(count=count, shown=shown, number=before[0], head=before[1])


def main(arguments, out=sys.stdout, err=sys.stderr):
    """Verify the file that ``arguments`` name, and tell it in words."""
    if len(arguments) not in (1, 2):
        err.write("usage: verify_pledges.py FILE [NUMBER:SEAL]\n")
        return UNREADABLE
    summary, found = {}, 0
    try:
        expected = _parse_head(*arguments[1:])
        with open(arguments[0], "rb") as stream:
            for number, code in verify(read(stream), expected, summary):
                found += 1
                if found <= SHOWN:
                    out.write(f"No. {number}: {code}: {EXPLAINED[code]}\n")
    except (OSError, ValueError) as error:
        err.write(f"UNREADABLE: {ascii(str(error))[1:-1]}\n")
        return UNREADABLE
    out.write("{count} seals, {shown} with their content\n".format(**summary))
    out.write("head {number}:{head}\n".format(**summary))
    out.write(f"ALTERED: {found} findings\n" if found else "INTACT\n")
    return ALTERED if found else INTACT


def _parse_head(text=None):
    if text is None:
        return None
    number, _colon, head = text.partition(":")
    if not head:
        raise ValueError("the head is written NUMBER:SEAL")
    return int(number), head.strip().lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

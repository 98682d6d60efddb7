"""Archives from strangers: what their directory says is checked before use."""

import io
import re
import zipfile
import zlib

from .fold import nfc
from .tabular_types import MEGABYTE, TableError

_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 64 * 1024
# What a broken archive makes the standard library raise.
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
)


def open_zip(data, limits, factory=zipfile.ZipFile):
    """Return the archive in ``data`` after its directory has been checked.

    The sizes in the directory can be believed: the standard library never
    gives more bytes of a member than its entry declares.

    :raises TableError: bad_zip, encrypted, unsafe_name, too_many_files, zip_bomb
    """
    try:
        archive = factory(io.BytesIO(data))
    except ZIP_ERRORS as error:
        raise TableError("bad_zip") from error
    members = archive.infolist()
    if len(members) > limits.max_files:
        raise TableError("too_many_files", limit=limits.max_files)
    for member in members:
        _check_member(member, limits)
    if sum(member.file_size for member in members) > limits.max_unpacked:
        raise TableError("zip_bomb", limit=limits.max_unpacked)
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        raise TableError("bad_zip")
    return archive


def _check_member(member, limits):
    # orig_filename: the standard library cuts the other one at a NUL.
    name = member.orig_filename
    if (
        name.startswith("/")
        or re.search(r"[\\\x00]|^[A-Za-z]:", name)
        or ".." in name.split("/")
    ):
        raise TableError("unsafe_name", name=nfc(name)[:100])
    if member.flag_bits & _ENCRYPTED:
        raise TableError("encrypted")
    if member.compress_type not in _METHODS:
        raise TableError("bad_zip")
    packed = max(member.compress_size, 1)
    if member.file_size > MEGABYTE and member.file_size / packed > limits.max_ratio:
        raise TableError("zip_bomb", limit=limits.max_ratio)


def read_member(archive, member, limit):
    """Return the bytes of a member, counted while they are unpacked.

    :raises TableError: zip_bomb above ``limit`` bytes, bad_zip
    """
    chunks, size = [], 0
    try:
        with archive.open(member) as source:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > limit:
                    raise TableError("zip_bomb", limit=limit)
                chunks.append(chunk)
    except ZIP_ERRORS as error:
        raise TableError("bad_zip") from error
    return b"".join(chunks)

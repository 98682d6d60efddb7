"""Tables that users upload: XLSX, CSV, or a ZIP of CSV files.

:func:`read_tables` reads, :func:`match_tables` recognises, ``coerce_*`` turn
cells into the type of a column. Everything refused is a :class:`TableError`:

=================== ========================================================
format              the file name ends in nothing that is read here
xls                 workbook of Excel 97-2003
too_big             more bytes than ``limit``
empty               no cell holds a value
bad_zip             damaged, or packed in a way that office suites do not use
zip_bomb            unpacks to too much (``limit``)
too_many_files      archive with more members than ``limit``
unsafe_name         member ``name`` points out of the archive
nested_zip          archive inside a ZIP of CSV files (``name``)
zip_entry           member ``name`` of such a ZIP is no CSV file
encrypted           protected by a password
not_workbook        no XLSX workbook inside
strict_xlsx         "Strict Open XML", to be saved as a plain workbook
macros              holds macros
malformed           workbook that cannot be read
encoding            CSV in no encoding that is read here
quotes              CSV with a quotation mark that is not closed or stray
too_many_rows       more than ``limit``
too_many_columns    more than ``limit``
too_many_cells      more than ``limit``, formatted empty ones included
cell_too_long       more than ``limit`` characters
formula             a formula instead of a value
cell_error          an error value of Excel, such as #N/A
merged              merged cells in the data
missing_column      ``table``, ``column_key``, ``label``; ``missing`` has all
duplicate_header    ``table``, ``column_key``, ``first_column``
duplicate_table     ``table``, ``other`` sheet
bad_date, bad_int, bad_float    ``value`` (from ``coerce_*``)
=================== ========================================================
"""

import posixpath

from .coerce import coerce_date, coerce_float, coerce_int, coerce_text
from .fold import nfc
from .tabular_csv import read_csv
from .tabular_match import MatchedTable, Matches, match_tables
from .tabular_types import (
    Budget,
    Defect,
    Limits,
    Merge,
    Row,
    Table,
    TableError,
    column_letter,
)
from .tabular_xlsx import read_xlsx
from .tabular_zip import open_zip, read_member

__all__ = [
    "Defect",
    "Limits",
    "MatchedTable",
    "Matches",
    "Merge",
    "Row",
    "Table",
    "TableError",
    "coerce_date",
    "coerce_float",
    "coerce_int",
    "coerce_text",
    "column_letter",
    "match_tables",
    "read_tables",
]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
# Excel puts a workbook with a password into an OLE file with this stream.
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xlsb", ".ods", ".7z", ".rar", ".gz", ".tar")
_DEFAULT_LIMITS = Limits()


def _extension(filename):
    return posixpath.splitext(filename.lower())[1]


def _stem(filename):
    return posixpath.splitext(posixpath.basename(filename))[0]


def _is_litter(name):
    """Tell the files that macOS and Windows add to an archive on their own."""
    base = posixpath.basename(name)
    return name.startswith("__MACOSX/") or base in (".DS_Store", "Thumbs.db")


def _read_zip(data, limits):
    archive = open_zip(data, limits)
    tables, budget = [], Budget(limits)
    for member in archive.infolist():
        name = member.filename
        if member.is_dir() or _is_litter(name):
            continue
        content = read_member(archive, member, limits.max_unpacked)
        if _extension(name) in _ARCHIVES or content.startswith((_ZIP + b"\3\4", _OLE)):
            raise TableError("nested_zip", name=nfc(name)[:100])
        if _extension(name) != ".csv":
            raise TableError("zip_entry", name=nfc(name)[:100])
        tables.append(read_csv(content, _stem(name), limits, budget))
    return [table for table in tables if table]


def _read(data, filename, limits):
    extension = _extension(filename)
    if data.startswith(_OLE) or extension == ".xls":
        raise TableError("encrypted" if _OLE_ENCRYPTED in data else "xls")
    if extension in (".xlsx", ".xlsm"):
        if not data.startswith(_ZIP):
            raise TableError("not_workbook")
        return read_xlsx(data, limits)
    if extension == ".zip":
        return _read_zip(data, limits)
    if extension == ".csv" and not data.startswith(_ZIP + b"\3\4"):
        table = read_csv(data, _stem(filename), limits, Budget(limits))
        return [table] if table else []
    raise TableError("format", name=nfc(filename)[:100])


def read_tables(data, filename, limits=_DEFAULT_LIMITS):
    """Return the non-empty tables of an upload, in the order of the file.

    A formula or an error value is ``None`` in the rows and noted in
    ``Table.defects``; :func:`match_tables` refuses it if the table is wanted.
    Hidden sheets are not read: nobody saw what they would import.

    :param bytes data: the file
    :param str filename: decides how it is read; the content must agree
    :raises TableError: see the list above
    """
    if len(data) > limits.max_bytes:
        raise TableError("too_big", limit=limits.max_bytes)
    tables = _read(data, filename, limits)
    if not tables:
        raise TableError("empty")
    return tables

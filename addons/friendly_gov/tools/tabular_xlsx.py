"""XLSX workbooks through openpyxl, behind a guard.

openpyxl streams rows but trusts their structure: a cell named ``ZZZZZZ1``, a
row with ten million cells or a style sheet with a million styles fits in a
small upload and fills the memory. So every part is first run through expat,
which keeps nothing, and only parts that pass are handed over.
"""

import datetime
import math
import re
import zipfile
import zlib
from functools import partial
from io import BytesIO
from xml.parsers import expat

from openpyxl.reader.excel import ExcelReader

from .tabular_types import Budget, Defect, Merge, TableBuilder, TableError
from .tabular_zip import open_zip

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main}"
_ROW, _CELL, _FORMULA, _MERGE, _DATA = (
    _MAIN + tag for tag in ("row", "c", "f", "mergeCell", "sheetData")
)
_CONTENT = {_MAIN + "v", _MAIN + "is"}
_WORKSHEET = _MAIN + "worksheet"
_BIG_ROOTS = {_WORKSHEET: 4, _MAIN + "sst": 2}
EXCEL_ROWS, EXCEL_COLUMNS = 1_048_576, 16_384
# Elements of a part that openpyxl keeps as a tree (styles, links, rules).
_MAX_KEPT = 200_000
_MAX_DEPTH = 100
# Each costs a translation; a form to fill in has none.
_MAX_FORMULAS = 10_000
_MAX_DEFECTS = 5_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def _column_index(letters):
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


class _Scan:
    """What one XML part holds; refuses structures that are not a worksheet's."""

    def __init__(self, name, limits):
        self.name = name
        self.limits = limits
        self.root = None
        self.depth = self.elements = self.kept = self.cells = 0
        self.row = 0
        self.column = self.last_column = -1
        self.widest_row = None
        self.rows = set()  # those with a value or formula
        self.in_data = False
        self.formulas = 0
        self.first_formula = None
        self.merges = []
        self.handlers = {
            _ROW: self.on_row,
            _CELL: self.on_cell,
            _FORMULA: self.on_formula,
            _MERGE: self.on_merge,
        }

    def run(self, source):
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        # No office suite writes a document type; entity bombs need one.
        parser.StartDoctypeDeclHandler = self.refuse
        try:
            while chunk := source.read(64 * 1024):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise TableError("malformed", part=self.name) from error
        return self

    def refuse(self, *_args):
        raise TableError("malformed", part=self.name)

    def limit_cells(self):
        limit = self.limits.max_cells
        raise TableError("too_many_cells", part=self.name, limit=limit)

    def most_elements(self):
        # A cell of a sheet is c, v or c, is, t; a shared string is si, t.
        factor = _BIG_ROOTS.get(self.root, 0)
        return factor * self.limits.max_cells + _MAX_KEPT

    def start(self, tag, attributes):
        if self.root is None:
            self.root = tag
            if tag.startswith(_STRICT):
                raise TableError("strict_xlsx")
        self.depth += 1
        self.elements += 1
        if self.elements > self.most_elements():
            self.limit_cells()
        if self.depth > _MAX_DEPTH:
            self.refuse()
        if tag == _DATA:
            self.in_data = True
        if tag in self.handlers:
            self.handlers[tag](attributes)
        elif self.in_data and tag in _CONTENT:
            self.on_content()
        elif not self.in_data and self.root == _WORKSHEET:
            self.kept += 1
            if self.kept > _MAX_KEPT:
                self.refuse()

    def end(self, tag):
        self.depth -= 1
        if tag == _DATA:
            self.in_data = False

    def on_row(self, attributes):
        """Rows must ascend: openpyxl drops those out of order in silence."""
        text = attributes.get("r", str(self.row + 1))
        number = int(text) if text.isdecimal() and len(text) < 9 else 0
        if not self.row < number <= EXCEL_ROWS:
            self.refuse()
        self.row, self.column = number, -1

    def on_cell(self, attributes):
        self.cells += 1
        if self.cells > self.limits.max_cells:
            self.limit_cells()
        column = self.column + 1
        if "r" in attributes:
            match = _REFERENCE.fullmatch(attributes["r"])
            if not match or int(match[2]) != self.row:
                self.refuse()
            column = _column_index(match[1])
        if not self.column < column < EXCEL_COLUMNS:
            self.refuse()
        self.column = column

    def on_content(self):
        self.rows.add(self.row)
        if self.column > self.last_column:
            self.last_column, self.widest_row = self.column, self.row

    def on_formula(self, _attributes):
        self.formulas += 1
        self.first_formula = self.first_formula or (self.row, self.column)
        self.on_content()

    def on_merge(self, attributes):
        first, _colon, last = attributes.get("ref", "").partition(":")
        corners = [_REFERENCE.fullmatch(text) for text in (first, last or first)]
        if not all(corners):
            self.refuse()
        (left, top), (right, bottom) = (corner.groups() for corner in corners)
        merge = Merge(int(top), _column_index(left), int(bottom), _column_index(right))
        if merge[:2] != merge[2:]:
            self.merges.append(merge)


class _GuardedZip(zipfile.ZipFile):
    """Opens a member only after it has been scanned."""

    def __init__(self, file, limits):
        self.limits = limits
        self.budget = Budget(limits)
        self.scans = {}
        super().__init__(file)

    def open(self, name, mode="r", pwd=None, *, force_zip64=False):
        path = name if isinstance(name, str) else name.filename
        if path not in self.scans:
            with super().open(name) as source:
                scan = _Scan(path, self.limits).run(source)
            self.budget.take(scan.cells)
            self.scans[path] = scan
        return super().open(name, mode, pwd, force_zip64=force_zip64)


def _open_workbook(data, limits):
    archive = open_zip(data, limits, factory=partial(_GuardedZip, limits=limits))
    names = [name.lower() for name in archive.namelist()]
    if "[content_types].xml" not in names:
        raise TableError("not_workbook")
    if any(
        name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/")
        for name in names
    ):
        raise TableError("macros")
    # As openpyxl.load_workbook does, but on the guarded archive. Links to
    # other workbooks are not followed.
    reader = ExcelReader(BytesIO(data), read_only=True, keep_links=False)
    reader.archive = archive
    try:
        reader.read()
    except (OSError, KeyError) as error:
        raise TableError("not_workbook") from error
    return archive, reader


def _value(builder, cell, row, column):
    value = cell.value
    if cell.data_type in ("f", "e") or (
        isinstance(value, float) and not math.isfinite(value)
    ):
        if len(builder.defects) < _MAX_DEFECTS:
            code = "formula" if cell.data_type == "f" else "cell_error"
            builder.defects.append(Defect(code, row, column))
        return None
    if isinstance(value, datetime.time):
        value = value.isoformat()
    elif isinstance(value, datetime.timedelta):
        value = str(value)
    if isinstance(value, str):
        return builder.text(value, row, column)
    return value


def _read_sheet(sheet, scan, limits, budget):
    builder = TableBuilder(sheet.title, limits, budget)
    if scan.last_column < 0:
        return None
    if scan.last_column >= limits.max_columns:
        raise builder.error(
            "too_many_columns",
            scan.widest_row,
            scan.last_column,
            limit=limits.max_columns,
        )
    if scan.formulas > _MAX_FORMULAS:
        raise builder.error("formula", *scan.first_formula)
    # The size that the file declares may be wrong, or the whole of Excel.
    rows = sheet.iter_rows(max_row=max(scan.rows), max_col=scan.last_column + 1)
    for number, cells in enumerate(rows, start=1):
        # A value in the last row of Excel brings a million empty ones.
        if number not in scan.rows:
            continue
        values = [_value(builder, cell, number, at) for at, cell in enumerate(cells)]
        builder.add(number, values)
    return builder.table(scan.merges)


def read_xlsx(data, limits):
    """Return the tables of the visible sheets of a workbook.

    :raises TableError: not_workbook, malformed, macros, strict_xlsx, formula,
        those of :func:`open_zip`, and the limits
    """
    try:
        archive, reader = _open_workbook(data, limits)
        parts = {sheet.name: rel.target for sheet, rel in reader.parser.find_sheets()}
        # A thousand sheets may point at one part and make it count each time.
        if len(set(parts.values())) < len(reader.wb.worksheets):
            raise TableError("malformed")
        budget = Budget(limits)
        tables = [
            _read_sheet(sheet, archive.scans[parts[sheet.title]], limits, budget)
            for sheet in reader.wb.worksheets
            if sheet.sheet_state == "visible"
        ]
    except (TableError, MemoryError):
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise TableError("bad_zip") from error
    except Exception as error:
        # openpyxl documents no set of errors for a workbook that is no good;
        # whatever it trips over, the upload is refused.
        raise TableError("malformed") from error
    return [table for table in tables if table]

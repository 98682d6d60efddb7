"""Helpers of the workbook tests: no database, only files read back."""

import io
import zipfile

from lxml import etree
from openpyxl import load_workbook

from odoo.addons.friendly_gov.report.xlsx import Book, Column, Ratio, write_table

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# Fictitious: the rows below make some of them late.
UNITS = [
    "Sở A, tỉnh X",
    "Văn phòng Ủy ban nhân dân tỉnh X",
    "Ủy ban nhân dân phường B, tỉnh X",
    "Ủy ban nhân dân đặc khu C, tỉnh X",
    "Xã A, tỉnh X",
]

COLUMNS = [
    Column("unit", "Cơ quan, đơn vị", width=34),
    Column("total", "Tổng số", "int", 9, total="sum"),
    Column("on_time", "Đúng hạn", "int", 9, "Đã hoàn thành", "sum"),
    Column("late", "Quá hạn", "int", 9, "Đã hoàn thành", "sum"),
    Column("hours", "Số giờ", "float", 9, total="sum"),
    Column(
        "share", "Tỷ lệ", "percent", 9, total=Ratio(("on_time", "late"), ("total",))
    ),
    Column("due", "Hạn", "date", 12),
]


def unit_rows(count):
    """``count`` rows for COLUMNS, generated one at a time."""
    for index in range(count):
        total, on_time, late = 10 + index % 7, index % 6, index % 3
        yield {
            "unit": UNITS[index % len(UNITS)],
            "total": total,
            "on_time": on_time,
            "late": late,
            "hours": 0.1,
            "share": (on_time + late) / total,
            "due": None,
        }


def make(fill, **options):
    """The file object of a book that ``fill(book)`` has filled."""
    target = io.BytesIO()
    with Book(target, **options) as book:
        fill(book)
    target.seek(0)
    return target


def make_table(columns, rows, **options):
    """(file object, table result) of one table on one sheet."""
    results = []

    def fill(book):
        sheet = book.add_sheet("Bảng", [column.width for column in columns])
        sheet.set_page()
        results.append(write_table(sheet, columns, rows, **options))

    return make(fill), results[0]


def read(target, values=True):
    """The openpyxl workbook: cached values, or formulas as written."""
    target.seek(0)
    return load_workbook(target, data_only=values)


def part(target, name):
    """The XML tree of one part of the file."""
    with zipfile.ZipFile(target) as archive:
        return etree.fromstring(archive.read(name))


def formula_cells(target, number=1):
    """{cell reference: formula} of sheet ``number``, from the raw XML."""
    tree = part(target, f"xl/worksheets/sheet{number}.xml")
    return {node.getparent().get("r"): node.text for node in tree.iter(f"{MAIN}f")}

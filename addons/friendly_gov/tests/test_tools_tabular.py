import csv
import doctest
import io
import random
import struct
import tracemalloc
import unicodedata
import warnings
import zipfile
from datetime import datetime

import openpyxl

from odoo.tests import BaseCase

from odoo.addons.friendly_gov.tools import (
    tabular_csv,
    tabular_types,
    tabular_zip,
)
from odoo.addons.friendly_gov.tools.tabular import (
    Limits,
    TableError,
    column_letter,
    match_tables,
    read_tables,
)

# A cut of the real import tables, with the documents of Hai Phong, 2020.
SPECS = {
    "directive": {
        "symbol": (True, ["Số, ký hiệu", "Symbol"]),
        "date_issued": (True, ["Ngày ban hành", "Date Issued"]),
        "issuer_name": (False, ["Cơ quan ban hành", "Issuer"]),
        "subject": (True, ["Trích yếu", "Subject"]),
    },
    "task": {
        "symbol": (True, ["Số, ký hiệu văn bản", "Directive Symbol"]),
        "task_code": (True, ["Mã nhiệm vụ", "Task Code"]),
        "text": (True, ["Nội dung nhiệm vụ", "Task"]),
        "deadline_text": (False, ["Thời hạn (theo văn bản)", "Deadline"]),
    },
    "relation": {
        "symbol": (True, ["Số, ký hiệu văn bản"]),
        "relation": (True, ["Quan hệ"]),
        "related_symbol": (True, ["Số, ký hiệu liên quan"]),
        "related_date": (False, ["Ngày ban hành"]),
        "related_issuer": (False, ["Cơ quan ban hành"]),
        "related_subject": (False, ["Trích yếu"]),
    },
}
NAMES = {"directive": ["Văn bản"], "task": ["Nhiệm vụ"]}
DIRECTIVE = ["Số, ký hiệu", "Ngày ban hành", "Trích yếu"]
LETTER = ["6174/UBND-KSTTHC", "05/10/2020", "V/v cải cách hành chính quý IV năm 2020"]
TASK = ["Số, ký hiệu văn bản", "Mã nhiệm vụ", "Nội dung nhiệm vụ"]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def make_zip(parts, compression=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def workbook(*sheets):
    """A workbook of (name, rows), written by openpyxl."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def raw_parts(data="", before="", after=""):
    """The parts of a workbook whose only sheet is given as XML."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="xml" ContentType="{TYPES}.sheet.main+xml"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/s1.xml" ContentType="{TYPES}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{DOCUMENT}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{DOCUMENT}/worksheet" Target="s1.xml"/>'
        "</Relationships>",
        "xl/s1.xml": f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}'
        f"</sheetData>{after}</worksheet>",
    }


def raw(data="", before="", after="", **more):
    return make_zip({**raw_parts(data, before, after), **more})


def text_cell(reference, text="x"):
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def csv_text(rows, delimiter=","):
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


class TabularCase(BaseCase):
    def refused(self, code, data, filename="a.xlsx", **kwargs):
        with self.assertRaises(TableError) as caught:
            read_tables(data, filename, **kwargs)
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    def refused_match(self, code, data, filename="a.xlsx"):
        tables = read_tables(data, filename)
        with self.assertRaises(TableError) as caught:
            match_tables(tables, SPECS, NAMES)
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    def place(self, error):
        return error.sheet, error.row, error.column


class TestXlsx(TabularCase):
    def test_doctests(self):
        for module in (tabular_types, tabular_csv):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0)

    def test_values(self):
        day = datetime(2020, 10, 5)
        [table] = read_tables(
            workbook(("S", [["a"], ["x", 1, 1.5, True, day, None, " 007 ", None]])),
            "a.XLSX",
        )
        self.assertEqual((table.name, table.header_row), ("S", 1))
        self.assertEqual(table.header, ["a", "", "", "", "", "", ""])
        [row] = table.rows
        self.assertEqual(row.number, 2)
        self.assertEqual(row.cells, ["x", 1, 1.5, True, day, None, "007"])
        self.assertIsInstance(row.cells[3], bool)

    def test_empty_rows_and_columns_before_the_header(self):
        rows = [[], [None, None, "A"], [], [None, None, "x"]]
        [table] = read_tables(workbook(("S", rows)), "a.xlsx")
        self.assertEqual((table.header_row, table.header), (2, ["", "", "A"]))
        self.assertEqual(table.rows, [(4, [None, None, "x"])])

    def test_text_is_cleaned(self):
        data = raw(
            f'<row r="1">{text_cell("A1", "a&#x202E;b&#x200B;")}</row>'
            f'<row r="2">{text_cell("A2", "Co&#x301; 👍 một_x000D_&#10;hai ")}</row>'
            f'<row r="3">{text_cell("A3", " &#x202E; ")}</row>'
        )
        [table] = read_tables(data, "a.xlsx")
        self.assertEqual(table.header, ["ab"])
        self.assertEqual(table.rows, [(2, ["Có 👍 một\nhai"])])

    def test_declared_size_is_not_believed(self):
        for declared in ("A1:XFD1048576", "A1"):
            [table] = read_tables(
                raw(
                    f'<row r="1">{text_cell("A1")}{text_cell("B1")}</row>',
                    before=f'<dimension ref="{declared}"/>',
                ),
                "a.xlsx",
            )
            self.assertEqual(table.header, ["x", "x"])

    def test_value_in_the_last_row_of_excel(self):
        data = raw(
            f'<row r="1">{text_cell("A1")}</row>'
            f'<row r="1048576">{text_cell("CV1048576", "y")}</row>'
        )
        [table] = read_tables(data, "a.xlsx")
        self.assertEqual([row.number for row in table.rows], [1048576])
        self.assertEqual(table.rows[0].cells[99], "y")

    def test_formatted_empty_cells_beyond_the_limit(self):
        data = raw(f'<row r="1">{text_cell("A1")}<c r="XFD1"/></row><row r="9"/>')
        [table] = read_tables(data, "a.xlsx")
        self.assertEqual((table.header, table.rows), (["x"], []))

    def test_hidden_sheets_are_not_read(self):
        book = openpyxl.load_workbook(
            io.BytesIO(workbook(("S", [["a"]]), ("H", [["b"]]), ("V", [["c"]])))
        )
        book["H"].sheet_state = "hidden"
        book["V"].sheet_state = "veryHidden"
        tables = read_tables(saved(book), "a.xlsx")
        self.assertEqual([table.name for table in tables], ["S"])

    def test_empty_workbook(self):
        self.refused("empty", workbook(("S", [])))
        self.refused("empty", workbook(("S", [["  "], ["\u202e"]])))

    def test_wrong_files(self):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
        encrypted = ole + "EncryptedPackage".encode("utf-16-le")
        good = workbook(("S", [["a"]]))
        self.refused("xls", ole, "a.xls")
        self.refused("xls", b"anything", "a.xls")
        self.refused("xls", ole, "a.xlsx")
        self.refused("encrypted", encrypted, "a.xlsx")
        self.refused("not_workbook", b"", "a.xlsx")
        self.refused("not_workbook", b"a,b\n", "a.xlsx")
        self.refused("not_workbook", make_zip({"a.txt": "x"}))
        self.refused("bad_zip", b"PK\3\4" + b"x" * 100)
        self.refused("bad_zip", good[:-30])
        self.refused("format", good, "a.ods")
        self.refused("format", good, "a")
        self.refused("format", good, "a.csv")
        self.refused("nested_zip", make_zip({"a.xlsx": good}), "a.zip")
        parts = raw_parts()
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            "spreadsheetml.sheet", "wordprocessingml.document"
        )
        self.refused("not_workbook", make_zip(parts))
        del parts["[Content_Types].xml"]
        self.refused("not_workbook", make_zip(parts))

    def test_macros(self):
        book = raw(f'<row r="1">{text_cell("A1")}</row>')
        self.assertTrue(read_tables(book, "a.xlsm"))
        macro = raw(f'<row r="1">{text_cell("A1")}</row>', **{"xl/vbaProject.bin": "x"})
        self.refused("macros", macro, "a.xlsm")
        self.refused("macros", macro, "a.xlsx")

    def test_strict_workbook(self):
        parts = raw_parts(f'<row r="1">{text_cell("A1")}</row>')
        parts["xl/s1.xml"] = parts["xl/s1.xml"].replace(
            MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"
        )
        self.refused("strict_xlsx", make_zip(parts))

    def test_malformed_structures(self):
        for name, data in {
            "cell beyond Excel": '<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>',
            "column beyond Excel": '<row r="1"><c r="XFE1"><v>1</v></c></row>',
            "row beyond Excel": '<row r="1048577"/>',
            "endless row": '<row r="999999999999"/>',
            "row zero": '<row r="0"/>',
            "row minus": '<row r="-1"/>',
            "rows out of order": '<row r="2"/><row r="1"/>',
            "row twice": '<row r="1"/><row r="1"/>',
            "cell of another row": '<row r="1"><c r="A2"><v>1</v></c></row>',
            "cells out of order": '<row r="1"><c r="B1"/><c r="A1"/></row>',
            "text as number": '<row r="1"><c r="A1"><v>x</v></c></row>',
            "no such string": '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
            "too long a number": f'<row r="1"><c r="A1"><v>{"9" * 9999}</v></c></row>',
            "not closed": "<row>",
            "deep": "<a>" * 200 + "</a>" * 200,
        }.items():
            with self.subTest(name):
                self.refused("malformed", raw(data))

    def test_document_type_is_refused(self):
        entity = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
        sheet = raw_parts('<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>')
        sheet["xl/s1.xml"] = entity + sheet["xl/s1.xml"]
        self.refused("malformed", make_zip(sheet))
        styles = raw_parts(f'<row r="1">{text_cell("A1")}</row>')
        styles["xl/styles.xml"] = f'{entity}<styleSheet xmlns="{MAIN}"/>'
        self.refused("malformed", make_zip(styles))

    def test_only_read_parts_need_be_xml(self):
        data = raw(f'<row r="1">{text_cell("A1")}</row>', **{"xl/media/1.png": "\x89"})
        self.assertTrue(read_tables(data, "a.xlsx"))

    def test_limits(self):
        data = workbook(("S", [["a"], ["b"], ["c"]]))
        self.refused("too_big", data, limits=Limits(max_bytes=100))
        self.assertTrue(read_tables(data, "a.xlsx", Limits(max_rows=2)))
        error = self.refused("too_many_rows", data, limits=Limits(max_rows=1))
        self.assertEqual(self.place(error), ("S", 3, None))
        wide = workbook(("S", [["a"], [None] * 100 + ["x"]]))
        error = self.refused("too_many_columns", wide)
        self.assertEqual(self.place(error), ("S", 2, "CW"))
        self.assertEqual(error.params["limit"], 100)
        error = self.refused("too_many_cells", data, limits=Limits(max_cells=2))
        long = raw(
            f'<row r="1">{text_cell("A1")}</row>'
            f'<row r="2">{text_cell("B2", "x" * 32768)}</row>'
        )
        error = self.refused("cell_too_long", long)
        self.assertEqual(self.place(error), ("S", 2, "B"))

    def test_formula_and_error_are_never_values(self):
        data = raw(
            '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c>'
            '<c r="B1" t="e"><v>#N/A</v></c>'
            f"{text_cell('C1', '=1+1')}<c r='D1'><v>1e999</v></c></row>"
        )
        [table] = read_tables(data, "a.xlsx")
        self.assertEqual(table.header, ["", "", "=1+1"])
        self.assertEqual(
            table.defects,
            [("formula", 1, 0), ("cell_error", 1, 1), ("cell_error", 1, 3)],
        )

    def test_flood_of_formulas(self):
        rows = "".join(
            f'<row r="{number}"><c r="A{number}"><f>1</f></c></row>'
            for number in range(5, 10_010)
        )
        error = self.refused("formula", raw(rows))
        self.assertEqual(self.place(error), ("S", 5, "A"))

    def test_fuzz_never_raises_anything_else(self):
        good = workbook(("task", [TASK, ["a", 1, "b"], [datetime(2020, 1, 2)]]))
        chance = random.Random(2020)
        outcomes = set()
        for _attempt in range(300):
            data = bytearray(good)
            for _change in range(chance.choice((1, 3, 30))):
                data[chance.randrange(len(data))] = chance.randrange(256)
            if chance.random() < 0.2:
                data = data[: chance.randrange(len(data))]
            try:
                read_tables(bytes(data), "a.xlsx")
                outcomes.add("read")
            except TableError as error:
                outcomes.add(error.code)
        self.assertIn("bad_zip", outcomes)
        self.assertIn("read", outcomes)

    def test_fuzz_of_the_xml(self):
        good = raw_parts(
            f'<row r="1">{text_cell("A1")}<c r="B1" s="0"><v>12</v></c></row>',
            after='<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>',
        )
        chance = random.Random(2023)
        outcomes = set()
        for _attempt in range(400):
            name = chance.choice(list(good))
            content = bytearray(good[name].encode())
            for _change in range(chance.choice((1, 2, 8))):
                content[chance.randrange(len(content))] = chance.randrange(32, 127)
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    read_tables(make_zip({**good, name: bytes(content)}), "a.xlsx")
                outcomes.add("read")
            except TableError as error:
                outcomes.add(error.code)
        self.assertLessEqual({"malformed", "read", "not_workbook"}, outcomes)


class TestBombs(TabularCase):
    def small(self, code, data, filename="a.xlsx", **kwargs):
        """Refused, and without unpacking it into memory."""
        tracemalloc.start()
        try:
            error = self.refused(code, data, filename, **kwargs)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        self.assertLess(peak, 12 * 1024 * 1024)
        return error

    def test_ratio(self):
        bomb = make_zip({"a.csv": b"a" * 5_000_000})
        self.assertLess(len(bomb), 10_000)
        self.small("zip_bomb", bomb, "a.zip")
        self.small("zip_bomb", raw(**{"xl/x.xml": " " * 5_000_000}))

    def test_total(self):
        parts = {f"{at}.csv": random.Random(at).randbytes(2000) for at in range(9)}
        data = make_zip(parts)
        self.small("zip_bomb", data, "a.zip", limits=Limits(max_unpacked=17_999))

    def test_directory_that_lies(self):
        data = bytearray(make_zip({"a.csv": b"a,b\n" * 2_000_000}))
        at = data.rindex(b"PK\1\2")
        # Uncompressed size, in the central directory.
        data[at + 24 : at + 28] = struct.pack("<I", 1000)
        self.small("bad_zip", bytes(data), "a.zip")

    def test_bytes_are_counted_while_reading(self):
        archive = zipfile.ZipFile(io.BytesIO(make_zip({"a.csv": "a" * 1000})))
        [member] = archive.infolist()
        self.assertEqual(tabular_zip.read_member(archive, member, 1000), b"a" * 1000)
        with self.assertRaises(TableError) as caught:
            tabular_zip.read_member(archive, member, 999)
        self.assertEqual(caught.exception.code, "zip_bomb")

    def test_too_many_members(self):
        data = make_zip({f"{at}.csv": "a" for at in range(1001)})
        self.small("too_many_files", data, "a.zip")

    def test_row_of_a_million_cells(self):
        packed = make_zip(
            raw_parts(f'<row r="1">{"<c/>" * 1_000_000}</row>'), zipfile.ZIP_STORED
        )
        self.small("malformed", packed)

    def test_sheets_that_share_a_part(self):
        parts = raw_parts(f'<row r="1">{text_cell("A1")}</row>')
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
            "</sheets>", '<sheet name="T" sheetId="2" r:id="r1"/></sheets>'
        )
        self.refused("malformed", make_zip(parts))

    def test_cells_are_counted_over_all_tables(self):
        limits = Limits(max_cells=12)
        rows = [["a"], ["b"], ["c", "d"]]
        self.assertTrue(
            read_tables(workbook(("S", rows), ("T", rows)), "a.xlsx", limits)
        )
        more = workbook(("S", rows), ("T", [*rows, ["e"]]))
        self.assertEqual(self.refused("too_many_cells", more, limits=limits).sheet, "T")
        parts = {"s.csv": csv_text(rows), "t.csv": csv_text(rows)}
        self.assertTrue(read_tables(make_zip(parts), "a.zip", limits))
        parts["u.csv"] = "a"
        self.refused("too_many_cells", make_zip(parts), "a.zip", limits=limits)
        # Formatted cells without a value, over the sheets.
        book = openpyxl.Workbook()
        for sheet in (book.active, book.create_sheet()):
            sheet["A1"] = "x"
            for column in range(2, 8):
                sheet.cell(1, column).style = "Good"
        self.refused("too_many_cells", saved(book), limits=limits)

    def test_flood_of_elements(self):
        flood = "<x/>" * 250_000
        limits = Limits(max_ratio=2000)
        self.small(
            "too_many_cells", raw(**{"xl/styles.xml": f"<a>{flood}</a>"}), limits=limits
        )
        self.small("malformed", raw(after=flood), limits=limits)


class TestZip(TabularCase):
    def test_csv_files(self):
        data = make_zip(
            {
                "data/directive.csv": csv_text([DIRECTIVE, LETTER]),
                "data/": "",
                "task.CSV": csv_text([TASK, ["6174/UBND-KSTTHC", "1", "x"]]),
                "__MACOSX/._task.csv": b"\0\5\x16\7",
                ".DS_Store": b"\0\0\0\1Bud1",
                "empty.csv": "\n\n",
            }
        )
        tables = read_tables(data, "data.zip")
        self.assertEqual([table.name for table in tables], ["directive", "task"])
        self.assertEqual(set(match_tables(tables, SPECS)), {"directive", "task"})

    def test_refused(self):
        for name in ("../a.csv", "/etc/a.csv", "a/../../b.csv", "C:a.csv", "a\\b.csv"):
            with self.subTest(name):
                error = self.refused("unsafe_name", make_zip({name: "a"}), "a.zip")
                self.assertEqual(error.params["name"], name)
        self.refused("unsafe_name", raw(**{"../x.xml": "x"}))
        inner = make_zip({"a.csv": "a"})
        self.refused("nested_zip", make_zip({"a.zip": inner}), "a.zip")
        self.refused("nested_zip", make_zip({"a.csv": inner}), "a.zip")
        error = self.refused("zip_entry", make_zip({"\u202ea.exe": "x"}), "a.zip")
        self.assertEqual(error.params["name"], "a.exe")
        self.refused("empty", make_zip({}), "a.zip")
        self.refused("empty", make_zip({"a.csv": ""}), "a.zip")
        self.refused("bad_zip", b"no archive", "a.zip")
        self.refused("bad_zip", make_zip({"a.csv": "a"}, zipfile.ZIP_LZMA), "a.zip")

    def test_encrypted(self):
        data = bytearray(make_zip({"a.csv": "a"}))
        for signature, at in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
            data[data.rindex(signature) + at] |= 1
        self.refused("encrypted", bytes(data), "a.zip")

    def test_damaged_member(self):
        data = bytearray(make_zip({"a.csv": "a,b\n"}, zipfile.ZIP_STORED))
        data[data.index(b"a,b")] ^= 1
        self.refused("bad_zip", bytes(data), "a.zip")

    def test_same_name_twice(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            archive.writestr("a.csv", "a")
            with self.assertWarns(UserWarning):
                archive.writestr("a.csv", "b")
        self.refused("bad_zip", stream.getvalue(), "a.zip")

    def test_limit_holds_for_the_sum(self):
        parts = {f"{at}.csv": "a\n" * 100 for at in range(5)}
        self.assertTrue(
            read_tables(make_zip(parts), "a.zip", Limits(max_unpacked=1000))
        )
        self.refused(
            "zip_bomb", make_zip(parts), "a.zip", limits=Limits(max_unpacked=999)
        )


class TestCsv(TabularCase):
    def lines(self, data, name="directive.csv"):
        [table] = read_tables(data, name)
        return [table.header, *(row.cells for row in table.rows)]

    def test_encodings(self):
        text = csv_text([DIRECTIVE, LETTER])
        expected = [DIRECTIVE, LETTER]
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            with self.subTest(encoding):
                self.assertEqual(self.lines(text.encode(encoding)), expected)
        for bom, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le")):
            self.assertEqual(self.lines(bom + text.encode(encoding)), expected)

    def as_cp1258(self, text):
        """Tones as separate characters, the way Windows writes this page."""
        out = ""
        for char in text:
            base, *marks = unicodedata.normalize("NFD", char)
            tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
            rest = [mark for mark in marks if mark not in tones]
            out += unicodedata.normalize("NFC", base + "".join(rest)) + "".join(tones)
        return out.encode("cp1258")

    def test_windows_1258(self):
        text = csv_text([DIRECTIVE, LETTER, ["Đặc khu “Trường Sa” – ½", "", "ưỡỹ"]])
        with self.assertRaises(UnicodeDecodeError):
            self.as_cp1258(text).decode()
        rows = self.lines(self.as_cp1258(text))
        self.assertEqual(rows[:2], [DIRECTIVE, LETTER])
        self.assertEqual(rows[2], ["Đặc khu “Trường Sa” – ½", None, "ưỡỹ"])

    def test_other_encodings_are_refused(self):
        # "So, ky hieu" in the TCVN3 (ABC) and VNI fonts, German, Japanese.
        for data in (
            b"S\xe8, k\xfd hi\xd6u;Ng\xb5y",
            "Soá, kyù hieäu;Ngaøy ban haønh".encode("latin-1"),
            "Größe;Maß".encode("cp1252"),
            "番号;日付".encode("shift-jis"),
            "Số;Ngày".encode("utf-16-le"),
            "So;Ngay".encode("utf-16-le"),
            b"\xff\xfea",
            b"\xff\xfe\x00\xd8a\x00",
            bytes(range(256)),
        ):
            with self.subTest(data):
                error = self.refused("encoding", data, "a.csv")
                self.assertEqual(error.sheet, "a")

    def test_delimiters(self):
        rows = [["Mã", "Tên, đơn vị"], ["1,5", "Sở Nội vụ; theo dõi, tổng hợp"]]
        for delimiter in ",;\t":
            with self.subTest(delimiter):
                text = csv_text(rows, delimiter)
                self.assertEqual(self.lines(text.encode()), rows)

    def test_delimiter_among_decimal_commas(self):
        text = "Mã;Điểm\n" + "1,5;2,5\n" * 30
        self.assertEqual(self.lines(text.encode())[1], ["1,5", "2,5"])

    def test_delimiter_below_a_title(self):
        text = "Danh mục văn bản, 2020\n\nsymbol;subject\n1/QĐ;a, b, c\n2/QĐ;d\n"
        self.assertEqual(self.lines(text.encode())[2], ["1/QĐ", "a, b, c"])

    def test_delimiter_in_a_hint(self):
        [table] = read_tables(b"sep=,\r\na;b,c\r\nd;e,f\r\n", "a.csv")
        self.assertEqual((table.header_row, table.header), (2, ["a;b", "c"]))

    def test_quoted_newlines_and_row_numbers(self):
        text = 'a,b\r\n\r\n"một\r\nhai","x ""y"""\r\nc,d\r\n'
        [table] = read_tables(text.encode(), "a.csv")
        self.assertEqual(table.rows, [(3, ["một\nhai", 'x "y"']), (4, ["c", "d"])])

    def test_quotes(self):
        error = self.refused("quotes", b'a,b\n"c,d\ne,f\n', "a.csv")
        self.assertEqual(self.place(error), ("a", 2, None))
        self.refused("quotes", b'a,b\n"c"d,e\n', "a.csv")

    def test_nul_bidi_and_ragged_rows(self):
        text = "a,b,c\nx\x00y\n\u202ez,,w\n"
        [table] = read_tables(text.encode(), "a.csv")
        self.assertEqual(table.rows, [(2, ["xy", None, None]), (3, ["z", None, "w"])])

    def test_formula_in_csv_is_text(self):
        self.assertEqual(self.lines(b"a,b\n=1+1,@x\n")[1], ["=1+1", "@x"])

    def test_limits(self):
        self.refused("too_many_columns", b"," * 100 + b"x", "a.csv")
        self.assertEqual(self.lines(b"x" + b"," * 500), [["x"]])
        error = self.refused("cell_too_long", b"a,b\nc," + b"x" * 32768, "a.csv")
        self.assertEqual(self.place(error), ("a", 2, "B"))
        self.refused("cell_too_long", b"x" * 140_000, "a.csv")
        self.refused("too_many_rows", b"a\n" * 20_002, "a.csv")
        self.assertEqual(len(self.lines(b"a\n" * 20_001)), 20_001)

    def test_fuzz(self):
        chance = random.Random(515)
        good = csv_text([DIRECTIVE, LETTER] * 3).encode()
        outcomes = set()
        for _attempt in range(500):
            data = bytearray(good)
            for _change in range(chance.choice((1, 3, 30))):
                data[chance.randrange(len(data))] = chance.choice(
                    (0, 10, 34, 44, 59, 255, chance.randrange(256))
                )
            try:
                read_tables(bytes(data), "a.csv")
                outcomes.add("read")
            except TableError as error:
                outcomes.add(error.code)
        self.assertEqual(outcomes, {"read", "encoding", "quotes"})


class TestMatch(TabularCase):
    def match(self, *sheets):
        return match_tables(read_tables(workbook(*sheets), "a.xlsx"), SPECS, NAMES)

    def test_labels_keys_and_case(self):
        for header in (
            DIRECTIVE,
            ["SO, KY HIEU (*)", "ngày  ban\nhành", "Trích yếu:"],
            ["Symbol", "Date issued", "SUBJECT"],
            ["symbol", "date_issued", "subject"],
            [unicodedata.normalize("NFD", label) for label in DIRECTIVE],
        ):
            with self.subTest(header):
                matches = self.match(("Trang 1", [header, LETTER]))
                self.assertEqual(list(matches), ["directive"])
                table = matches["directive"]
                self.assertEqual(
                    table.columns, {"symbol": 0, "date_issued": 1, "subject": 2}
                )
                self.assertEqual(table.rows, [(2, LETTER)])
                self.assertEqual(table.value(table.rows[0], "symbol"), LETTER[0])
                self.assertIsNone(table.value(table.rows[0], "issuer_name"))
                self.assertEqual(table.column_letter("subject"), "C")
                self.assertIsNone(table.column_letter("issuer_name"))

    def test_several_tables_and_ignored_ones(self):
        matches = self.match(
            ("Hướng dẫn", [["Cột", "Ý nghĩa"], ["Trích yếu", "ngắn gọn"]]),
            ("A", [DIRECTIVE, LETTER]),
            ("B", [TASK, [LETTER[0], "1", "x"]]),
            (
                "C",
                [
                    [
                        "Số, ký hiệu văn bản",
                        "Quan hệ",
                        "Số, ký hiệu liên quan",
                        "Ngày ban hành",
                        "Cơ quan ban hành",
                        "Trích yếu",
                    ],
                    [LETTER[0], "Căn cứ", "3324/QĐ-UBND", "30/12/2019"],
                ],
            ),
        )
        self.assertEqual(
            {key: table.name for key, table in matches.items()},
            {"directive": "A", "task": "B", "relation": "C"},
        )
        self.assertEqual(matches.ignored, ["Hướng dẫn"])

    def test_title_above_and_other_columns(self):
        matches = self.match(
            (
                "A",
                [
                    [None, "BIỂU THEO DÕI"],
                    [None, "Số, ký hiệu", "xem bên dưới"],
                    [],
                    [None, "TT", *DIRECTIVE, "Ghi chú riêng"],
                    [None, 1, *LETTER, "x"],
                    [None, 2],
                ],
            )
        )
        table = matches["directive"]
        self.assertEqual((table.header_row, table.column_letter("symbol")), (4, "C"))
        self.assertEqual([row.number for row in table.rows], [5])
        self.assertEqual(table.unknown_columns, ["TT", "Ghi chú riêng"])

    def test_header_too_far_down(self):
        matches = self.match(("A", [*[["x"]] * 14, DIRECTIVE, LETTER]))
        self.assertEqual(matches["directive"].header_row, 15)
        matches = self.match(("A", [*[["x"]] * 15, DIRECTIVE, LETTER]))
        self.assertEqual((dict(matches), matches.ignored), ({}, ["A"]))

    def test_repeated_header_is_data(self):
        matches = self.match(("A", [DIRECTIVE, LETTER, DIRECTIVE]))
        self.assertEqual(matches["directive"].header_row, 1)
        self.assertEqual(len(matches["directive"].rows), 2)

    def test_missing_column(self):
        data = workbook(("A", [["Số, ký hiệu", "Trích yếu", "x"], ["a", "b"]]))
        error = self.refused_match("missing_column", data)
        self.assertEqual(self.place(error), ("A", 1, None))
        self.assertEqual(
            error.params,
            {
                "table": "directive",
                "column_key": "date_issued",
                "label": "Ngày ban hành",
                "missing": ["date_issued"],
            },
        )

    def test_missing_column_of_a_named_sheet(self):
        for name in ("Nhiệm vụ", "TASK", "nhiem_vu"):
            data = workbook((name, [["a", "b"], [1, 2]]))
            error = self.refused_match("missing_column", data)
            self.assertEqual(error.params["table"], "task")
            self.assertEqual(error.params["missing"], ["symbol", "task_code", "text"])

    def test_name_decides(self):
        # The sheet of tasks lost its own columns and looks like directives.
        header = ["Số, ký hiệu văn bản", *DIRECTIVE]
        data = workbook(("Nhiệm vụ", [header, ["a"]]))
        error = self.refused_match("missing_column", data)
        self.assertEqual(error.params["table"], "task")

    def test_duplicate_header(self):
        data = workbook(("A", [[], [*DIRECTIVE, "x", "TRICH YEU"], LETTER]))
        error = self.refused_match("duplicate_header", data)
        self.assertEqual(self.place(error), ("A", 2, "E"))
        self.assertEqual(error.params["column_key"], "subject")
        self.assertEqual(error.params["first_column"], "C")

    def test_unknown_duplicates_do_not_matter(self):
        self.assertTrue(self.match(("A", [[*DIRECTIVE, "x", "x"], LETTER])))

    def test_duplicate_table(self):
        data = workbook(("A", [DIRECTIVE, LETTER]), ("B", [DIRECTIVE, LETTER]))
        error = self.refused_match("duplicate_table", data)
        self.assertEqual((error.sheet, error.params["other"]), ("B", "A"))
        self.assertEqual(error.params["table"], "directive")

    def test_formula(self):
        data = workbook(("A", [DIRECTIVE, LETTER, ["x", "y", "=A2&B2"]]))
        error = self.refused_match("formula", data)
        self.assertEqual(self.place(error), ("A", 3, "C"))

    def test_formula_in_the_header_and_in_a_row_of_totals(self):
        data = workbook(("A", [[*DIRECTIVE, "=1"], LETTER]))
        self.assertEqual(self.refused_match("formula", data).column, "D")
        data = workbook(("A", [DIRECTIVE, LETTER, [None, None, "=COUNTA(C2)"]]))
        self.assertEqual(self.refused_match("formula", data).row, 3)

    def test_error_value(self):
        data = workbook(("A", [DIRECTIVE, ["x", "#N/A", "y"]]))
        error = self.refused_match("cell_error", data)
        self.assertEqual(self.place(error), ("A", 2, "B"))

    def test_formula_outside_the_data_is_left_alone(self):
        matches = self.match(
            ("Bìa", [["=TODAY()"]]), ("A", [["=TODAY()"], DIRECTIVE, LETTER])
        )
        self.assertEqual(list(matches), ["directive"])

    def merged(self, *ranges):
        book = openpyxl.Workbook()
        book.active.title = "A"
        for row in (["BIỂU"], [*DIRECTIVE, "x"], LETTER, LETTER, LETTER):
            book.active.append(row)
        for area in ranges:
            book.active.merge_cells(area)
        return saved(book)

    def test_merged(self):
        for area, row, column in (
            ("A3:A4", 3, "A"),
            ("B5:C5", 5, "B"),
            ("D2:D3", 3, "D"),
            ("B2:B9", 3, "B"),
        ):
            with self.subTest(area):
                error = self.refused_match("merged", self.merged(area))
                self.assertEqual(self.place(error), ("A", row, column))

    def test_merged_outside_the_data(self):
        tables = read_tables(self.merged("A1:D1", "E6:F9"), "a.xlsx")
        self.assertEqual(len(match_tables(tables, SPECS)["directive"].rows), 3)

    def test_mixed_dates_come_through(self):
        dates = ["05/10/2020", datetime(2020, 10, 5), "2020-10-05", None, 44109]
        matches = self.match(
            ("A", [DIRECTIVE, *([f"{i}", d] for i, d in enumerate(dates))])
        )
        self.assertEqual([row.cells[1] for row in matches["directive"].rows], dates)

    def test_spec_with_one_label_for_two_columns(self):
        with self.assertRaises(ValueError):
            match_tables([], {"t": {"a": (True, ["Tên"]), "b": (False, ["TEN"])}})

    def test_column_letter(self):
        self.assertEqual(
            [column_letter(at) for at in (0, 25, 26, 99, 16383)],
            ["A", "Z", "AA", "CV", "XFD"],
        )

import datetime
import io
import os
import tempfile
from unittest.mock import patch

from odoo.tests import BaseCase

from odoo.addons.friendly_gov.report.xlsx import Book, XlsxError
from odoo.addons.friendly_gov.report.xlsx.writer import Block, Formula

from .xlsx_common import MAIN, formula_cells, make, part, read


class TestXlsxWriter(BaseCase):
    def _round_trip(self, *values):
        """Values of one row as read back, and the number of texts cut."""
        books = []

        def fill(book):
            book.add_sheet("Ô").write_row(list(values))
            books.append(book)

        target = make(fill)
        self.assertEqual(formula_cells(target), {})
        row = next(read(target).active.iter_rows(values_only=True))
        return list(row), books[0].truncated

    def test_text_never_becomes_anything_else(self):
        texts = [
            '=HYPERLINK("http://evil.example","x")',
            "{=1+1}",
            "+84 912",
            "-5%",
            "@SUM(A1)",
            "0012",
            "1E5",
            "http://example.org",
            "True",
            "=15%",
        ]
        values, cut = self._round_trip(*texts)
        self.assertEqual(values, texts)
        self.assertEqual(cut, 0)

    def test_merged_text_never_becomes_a_formula(self):
        def fill(book):
            sheet = book.add_sheet("Ô", (10, 10, 10))
            sheet.write_blocks([Block(0, 2, "=1+1", {})])
            sheet.total_row([None, None, 3], [book.format()] * 3, Block(0, 1, "=2", {}))

        target = make(fill)
        self.assertEqual(formula_cells(target), {})
        sheet = read(target).active
        self.assertEqual([sheet["A1"].value, sheet["A2"].value], ["=1+1", "=2"])
        self.assertEqual(sheet["C2"].value, 3)
        self.assertEqual(
            sorted(str(area) for area in sheet.merged_cells.ranges), ["A1:C1", "A2:B2"]
        )

    def test_text_looking_like_rich_text_markup_stays_text(self):
        forged = "<r><t>x</t></r></is></c><c r='Z9'><f>1+1</f></c>"
        values, _cut = self._round_trip("<r><t>x</t></r>", forged + "</r>", "<r>&</r>")
        self.assertEqual(
            [value.strip() for value in values],
            ["<r><t>x</t></r>", forged + "</r>", "<r>&</r>"],
        )

    def test_line_ends_emoji_and_illegal_characters(self):
        values, _cut = self._round_trip(
            "một\r\nhai\rba\nbốn", "👍 tốt", "a\x00b\x0bc\x1fd\ud800e\uffff", "\ttab"
        )
        self.assertEqual(values, ["một\nhai\nba\nbốn", "👍 tốt", "abcde", "\ttab"])

    def test_long_text_is_cut_with_a_mark_and_counted(self):
        limit = 32_767
        values, cut = self._round_trip("x" * limit, "y" * (limit + 1), "👍" * 20_000)
        self.assertEqual(cut, 2)
        self.assertEqual(values[0], "x" * limit)
        self.assertEqual(values[1], "y" * (limit - 1) + "…")
        self.assertEqual(values[2], "👍" * 16_383 + "…")

    def test_types(self):
        day = datetime.date(2026, 11, 14)
        moment = datetime.datetime(2026, 11, 14, 16, 30)
        aware = moment.replace(tzinfo=datetime.timezone.utc)
        values, _cut = self._round_trip(
            1, 2.5, True, day, moment, None, aware, datetime.date(202, 1, 5)
        )
        self.assertEqual(values[:3], [1, 2.5, True])
        self.assertIs(values[2], True)
        self.assertEqual(values[3].date(), day)
        self.assertEqual(values[4], moment)
        self.assertIsNone(values[5])
        self.assertEqual(values[6], moment)
        self.assertEqual(values[7], "05/01/0202")

    def test_dates_without_own_format_are_shown_day_first(self):
        def fill(book):
            sheet = book.add_sheet("Ô")
            sheet.write_row([datetime.date(2026, 11, 14)], [None])

        self.assertEqual(read(make(fill)).active["A1"].number_format, "dd/mm/yyyy")

    def test_values_that_no_cell_can_hold_raise(self):
        for value in (float("nan"), float("inf"), object(), ["a"], 10**400):
            with self.assertRaises(XlsxError), Book(io.BytesIO()) as book:
                book.add_sheet("Ô").write_row([value])

    def test_row_order_violation_raises(self):
        with self.assertRaisesRegex(XlsxError, "row 3 comes after"):
            with Book(io.BytesIO()) as book:
                sheet = book.add_sheet("Ô")
                sheet.write_row(["a"], row=5)
                sheet.write_row(["b"], row=2)

    def test_nonzero_return_raises(self):
        with Book(io.BytesIO()) as book:
            sheet = book.add_sheet("Ô")
            for method in ("write_string", "write_number", "write_formula"):
                with patch.object(sheet._sheet, method, return_value=-2):
                    with self.assertRaisesRegex(XlsxError, "code -2"):
                        sheet.total_row(
                            [None, "a", 1, Formula("=1", 1)],
                            [book.format()] * 4,
                            Block(0, 0, None, {}),
                        )
            with self.assertRaisesRegex(XlsxError, "code -1"):
                sheet.write_row(["a"], row=1_048_576)

    def test_rows_written_out_of_step_keep_their_place(self):
        def fill(book):
            first, second = book.add_sheet("Một"), book.add_sheet("Hai")
            second.write_row(["x"])
            second.write_row(["y"], row=4)
            second.skip(6)
            second.write_row(["z"])
            first.write_row(["sau cùng"])

        book = read(make(fill))
        self.assertEqual(book["Một"]["A1"].value, "sau cùng")
        cells = {c.coordinate: c.value for (c,) in book["Hai"].iter_rows() if c.value}
        self.assertEqual(cells, {"A1": "x", "A5": "y", "A7": "z"})
        self.assertEqual(book["Hai"].row_dimensions[6].height, 6)

    def test_sheet_names(self):
        wanted = [
            "KH 33/2023 [a]:b*c?d\\e",
            "x" * 40,
            "X" * 40,
            "Đơn vị",
            "đơn vị",
            "'Trích'",
            "",
            "  \n ",
            "History",
            "👍" * 20,
        ]

        def fill(book):
            for name in wanted:
                book.add_sheet(name).write_row([name])

        names = read(make(fill)).sheetnames
        self.assertEqual(names[0], "KH 33-2023 -a--b-c-d-e")
        self.assertEqual(names[1], "x" * 30 + "…")
        self.assertEqual(names[2], "X" * 26 + "… (2)")
        self.assertEqual(names[3:6], ["Đơn vị", "đơn vị (2)", "Trích"])
        self.assertEqual(names[6:9], ["Sheet", "Sheet (2)", "History_"])
        self.assertEqual(names[9], "👍" * 15 + "…")

    def test_options_are_passed_whatever_the_default(self):
        with Book(io.BytesIO()) as book:
            workbook = book._workbook
            self.assertTrue(workbook.constant_memory)
            self.assertFalse(workbook.in_memory)
            self.assertFalse(workbook.strings_to_formulas)
            self.assertFalse(workbook.strings_to_urls)
            self.assertFalse(workbook.strings_to_numbers)
            self.assertTrue(workbook.remove_timezone)

    def test_failure_leaves_no_file_and_no_scratch(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "out.xlsx")
            with patch.object(tempfile, "tempdir", folder):
                with self.assertRaises(ZeroDivisionError), Book(path) as book:
                    sheet = book.add_sheet("Ô")
                    sheet.write_row(["a"])
                    self.assertNotEqual(os.listdir(folder), [])
                    raise ZeroDivisionError
                self.assertEqual(os.listdir(folder), [])
                with Book(path) as book:
                    book.add_sheet("Ô").write_row(["a"])
                self.assertEqual(os.listdir(folder), ["out.xlsx"])

    def test_unwritable_target_raises(self):
        with self.assertRaises(XlsxError):
            with Book(os.path.join(os.sep, "no", "such", "folder", "a.xlsx")) as book:
                book.add_sheet("Ô")

    def test_page_is_official(self):
        def fill(book):
            sheet = book.add_sheet("Trang", (10,))
            sheet.set_page(footer="Minh họa & thử")
            sheet.write_row(["a"])

        target = make(fill)
        tree = part(target, "xl/worksheets/sheet1.xml")
        setup = tree.find(f"{MAIN}pageSetup")
        self.assertEqual(setup.get("orientation"), "landscape")
        self.assertEqual(setup.get("paperSize"), "9")
        self.assertEqual(setup.get("fitToHeight"), "0")
        # fitToWidth 1 is the format's default and is then not written.
        self.assertIn(setup.get("fitToWidth"), (None, "1"))
        self.assertEqual(
            tree.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr").get("fitToPage"), "1"
        )
        margins = tree.find(f"{MAIN}pageMargins")
        for side, millimetres in {"left": 30, "right": 15, "top": 20}.items():
            self.assertAlmostEqual(float(margins.get(side)) * 25.4, millimetres)
        page = tree.find(f"{MAIN}headerFooter")
        self.assertEqual(
            page.find(f"{MAIN}oddHeader").text, '&C&"Times New Roman,Regular"&13&P'
        )
        self.assertTrue(page.find(f"{MAIN}oddFooter").text.endswith("Minh họa && thử"))
        fonts = part(target, "xl/styles.xml").find(f"{MAIN}fonts")
        names = {node.get("val") for node in fonts.iter(f"{MAIN}name")}
        self.assertEqual(names, {"Times New Roman"})

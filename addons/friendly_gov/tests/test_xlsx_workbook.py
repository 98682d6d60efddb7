import datetime
import io
from dataclasses import replace

from odoo.tests import BaseCase

from odoo.addons.friendly_gov.report.xlsx import (
    Column,
    OfficialHead,
    SignatureBlock,
    TablePart,
    TaskWorkbook,
    build_task_workbook,
)
from odoo.addons.friendly_gov.report.xlsx.official import split_columns

from .xlsx_common import COLUMNS, MAIN, formula_cells, part, read, unit_rows

HEAD = OfficialHead(
    superior="Ủy ban nhân dân tỉnh X",
    issuer="Sở Nội vụ",
    number="Số: 12/BC-SNV",
    state="Cộng hòa xã hội chủ nghĩa Việt Nam",
    motto="Độc lập - Tự do - Hạnh phúc",
    place_date="X, ngày 15 tháng 11 năm 2026",
    title="Tổng hợp tình hình thực hiện nhiệm vụ",
    subtitle=("Kỳ báo cáo: tháng 11/2026", "Số liệu đến hết ngày 14/11/2026"),
)
SIGNATURE = SignatureBlock(
    authority="KT. Giám đốc",
    position="Phó Giám đốc",
    recipients_title="Nơi nhận:",
    recipients=("- Như trên;", "- Lưu: VT, CCHC."),
)
LABELS = {
    "cover_sheet": "Thông tin",
    "total": "Tổng cộng",
    "empty": "Không có dữ liệu",
}
BANNER = "Dữ liệu minh họa; không phản ánh kết quả thực hiện của đơn vị"
OVERDUE = [Column("unit", "Đơn vị"), Column("text", "Nội dung", total="count")]
DETAIL = [Column("code", "Mã"), Column("text", "Nội dung", width=60)]


class TestXlsxWorkbook(BaseCase):
    def setUp(self):
        super().setUp()
        self.data = TaskWorkbook(
            labels=LABELS,
            head=HEAD,
            tables=[
                TablePart("unit", "Theo đơn vị", COLUMNS, unit_rows(7), official=True),
                TablePart(
                    "directive",
                    "Theo văn bản",
                    COLUMNS[:4],
                    (list(row.values())[:4] for row in unit_rows(2)),
                    title="Tổng hợp theo văn bản",
                    notes=("Theo lịch",),
                ),
                TablePart(
                    "overdue",
                    "Quá hạn",
                    OVERDUE,
                    ((row["unit"], "=1+1") for row in unit_rows(5)),
                    empty="Không có nhiệm vụ quá hạn",
                ),
                TablePart(
                    "detail",
                    "Chi tiết 11/2026",
                    DETAIL,
                    ((f"{n:02}", "=1+1\r\n") for n in range(1, 41)),
                ),
            ],
            cover=[
                ("Ngày chốt", datetime.date(2026, 11, 14)),
                ("Bộ lọc", "=Tất cả"),
                ("Số dòng chi tiết", lambda result: result.tables["detail"].count),
            ],
            signature=SIGNATURE,
            banner=BANNER,
        )

    def _with_part(self, key, **changes):
        """The tables, one of them changed."""
        return [
            replace(part, **changes) if part.key == key else part
            for part in self.data.tables
        ]

    def _build(self, **changes):
        target = io.BytesIO()
        result = build_task_workbook(target, replace(self.data, **changes))
        return target, result, read(target)

    def _texts(self, sheet):
        return [cell.value for row in sheet.iter_rows() for cell in row if cell.value]

    def test_sheets_counts_and_totals(self):
        target, result, book = self._build()
        self.assertEqual(
            book.sheetnames,
            [
                "Thông tin",
                "Theo đơn vị",
                "Theo văn bản",
                "Quá hạn",
                "Chi tiết 11-2026",
            ],
        )
        counts = {name: table.count for name, table in result.tables.items()}
        self.assertEqual(
            counts, {"unit": 7, "directive": 2, "overdue": 5, "detail": 40}
        )
        data = list(unit_rows(7))
        expected = sum(row["total"] for row in data)
        self.assertEqual(result.tables["unit"].totals["total"], expected)
        total_row = result.tables["unit"].last_row + 2
        sheet = book["Theo đơn vị"]
        self.assertEqual(sheet.cell(total_row, 1).value, "Tổng cộng")
        self.assertEqual(sheet.cell(total_row, 2).value, expected)
        self.assertEqual(result.truncated, 0)

    def test_only_total_rows_hold_formulas(self):
        target, result, _book = self._build()
        names = ("unit", "directive", "overdue", "detail")
        for number, name in enumerate(names, start=2):
            rows = {
                int("".join(filter(str.isdigit, ref)))
                for ref in formula_cells(target, number)
            }
            has_total = name != "detail"
            expected = {result.tables[name].last_row + 2} if has_total else set()
            self.assertEqual(rows, expected, name)
        self.assertEqual(formula_cells(target, 1), {})

    def test_cover_tells_what_was_written(self):
        _target, _result, book = self._build()
        rows = list(book["Thông tin"].iter_rows())
        values = {row[0].value: row[1] for row in rows}
        self.assertEqual(values["Số dòng chi tiết"].value, 40)
        self.assertEqual(values["Bộ lọc"].value, "=Tất cả")
        self.assertEqual(values["Ngày chốt"].number_format, "dd/mm/yyyy")

    def test_official_head_and_signature(self):
        _target, _result, book = self._build()
        for name in ("Thông tin", "Theo đơn vị"):
            texts = self._texts(book[name])
            for text in (
                "ỦY BAN NHÂN DÂN TỈNH X",
                "SỞ NỘI VỤ",
                "Số: 12/BC-SNV",
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Độc lập - Tự do - Hạnh phúc",
                "X, ngày 15 tháng 11 năm 2026",
                "TỔNG HỢP TÌNH HÌNH THỰC HIỆN NHIỆM VỤ",
                *HEAD.subtitle,
                BANNER,
            ):
                self.assertIn(text, texts)
        texts = self._texts(book["Theo đơn vị"])
        foot = texts[texts.index("Nơi nhận:") :]
        self.assertEqual(
            foot,
            [
                "Nơi nhận:",
                "KT. GIÁM ĐỐC",
                "- Như trên;",
                "PHÓ GIÁM ĐỐC",
                "- Lưu: VT, CCHC.",
            ],
        )

    def test_styles_of_the_head(self):
        _target, _result, book = self._build()
        sheet = book["Theo đơn vị"]
        fonts = {c.value: c.font for row in sheet.iter_rows() for c in row if c.value}
        motto = fonts["Độc lập - Tự do - Hạnh phúc"]
        self.assertTrue(motto.bold and motto.underline)
        self.assertFalse(fonts["ỦY BAN NHÂN DÂN TỈNH X"].bold)
        self.assertTrue(fonts["SỞ NỘI VỤ"].bold)
        self.assertTrue(fonts["X, ngày 15 tháng 11 năm 2026"].italic)
        title = fonts["TỔNG HỢP TÌNH HÌNH THỰC HIỆN NHIỆM VỤ"]
        self.assertEqual((title.bold, title.size), (True, 14))
        self.assertEqual(fonts[BANNER].color.rgb, "FFFF0000")
        recipients = fonts["Nơi nhận:"]
        self.assertEqual((recipients.bold, recipients.italic), (True, True))
        self.assertEqual({font.name for font in fonts.values()}, {"Times New Roman"})

    def test_other_sheets_have_the_short_head(self):
        _target, _result, book = self._build()
        texts = self._texts(book["Theo văn bản"])
        wanted = ["TỔNG HỢP THEO VĂN BẢN", *HEAD.subtitle, "Theo lịch", BANNER]
        self.assertEqual(texts[:5], wanted)
        self.assertNotIn("SỞ NỘI VỤ", texts)

    def test_wide_table_is_printed_over_pages_with_its_numbers(self):
        wide = [Column("no", "STT", "int", width=10)]
        wide += [Column(f"c{n}", f"Cột {n}", width=30) for n in range(20)]
        rows = [[1, *["x"] * 20]]
        target, _result, book = self._build(
            tables=self._with_part("detail", columns=wide, rows=rows)
        )
        sheet = book["Chi tiết 11-2026"]
        # 610 characters take three pages of 250; six of 30 and the number fit on one
        self.assertEqual(sheet.page_setup.fitToWidth, 3)
        self.assertEqual(sheet.print_title_cols, "$A:$A")
        areas = {str(area) for area in sheet.merged_cells.ranges}
        self.assertIn("A1:G1", areas)
        narrow = book["Quá hạn"]
        self.assertIsNone(narrow.print_title_cols)
        self.assertIn(narrow.page_setup.fitToWidth, (None, 1))

    def test_banner_is_on_every_printed_page(self):
        target, _result, _book = self._build()
        for number in range(1, 6):
            tree = part(target, f"xl/worksheets/sheet{number}.xml")
            footer = tree.find(f"{MAIN}headerFooter/{MAIN}oddFooter").text
            self.assertTrue(footer.endswith(BANNER), number)
        empty = [replace(table, rows=()) for table in self.data.tables]
        target, _result, book = self._build(banner="", tables=empty)
        tree = part(target, "xl/worksheets/sheet1.xml")
        self.assertIsNone(tree.find(f"{MAIN}headerFooter/{MAIN}oddFooter"))
        self.assertIn("Không có dữ liệu", self._texts(book["Theo đơn vị"]))
        self.assertIn("Không có nhiệm vụ quá hạn", self._texts(book["Quá hạn"]))

    def test_agency_without_superior_stands_first(self):
        head = replace(HEAD, superior="")
        _target, _result, book = self._build(head=head)
        self.assertEqual(book["Thông tin"]["A1"].value, "SỞ NỘI VỤ")

    def test_rule_under_the_agency_is_shorter_than_its_line(self):
        def rule(issuer):
            head = replace(HEAD, issuer=issuer)
            texts = self._texts(self._build(head=head)[2]["Thông tin"])
            return next(text for text in texts if set(text) == {"_"})

        short, long, wrapped = map(rule, ("Sở Nội vụ", "Sở Nội vụ" * 2, "Sở " * 90))
        self.assertLess(len(short), len(long))
        # The left block is 50 digits of 11 points wide, this rule has size 6.
        self.assertLess(len(wrapped) * 6 / 11, 50 / 2)

    def test_long_cover_value_has_its_lines(self):
        _target, _result, book = self._build(cover=[("Bộ lọc", "rất dài " * 60)])
        sheet = book["Thông tin"]
        row = next(cell.row for cell in sheet["A"] if cell.value == "Bộ lọc")
        # 480 characters at 75 a line take seven lines of 13 points.
        self.assertGreaterEqual(sheet.row_dimensions[row].height, 7 * 13)

    def test_failing_rows_leave_the_target_untouched(self):
        def failing():
            yield ("01", "x")
            raise ZeroDivisionError

        target = io.BytesIO()
        with self.assertRaises(ZeroDivisionError):
            tables = self._with_part("detail", rows=failing())
            build_task_workbook(target, replace(self.data, tables=tables))
        self.assertEqual(target.getvalue(), b"")

    def test_blocks_meet_near_the_middle(self):
        self.assertEqual(split_columns((50, 75)), 1)
        self.assertEqual(split_columns((5, 34, 9, 9, 9, 9, 9, 9)), 2)
        self.assertEqual(split_columns((80,)), 1)

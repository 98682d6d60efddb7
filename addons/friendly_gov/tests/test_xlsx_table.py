import datetime
import math
import tracemalloc
from decimal import Decimal

from odoo.tests import BaseCase

from odoo.addons.friendly_gov.report.xlsx import Column, Ratio, XlsxError

from .xlsx_common import (
    COLUMNS,
    MAIN,
    formula_cells,
    make_table,
    part,
    read,
    unit_rows,
)


class TestXlsxTable(BaseCase):
    def test_header_has_groups_titles_and_numbers(self):
        target, _result = make_table(COLUMNS, unit_rows(3))
        rows = list(read(target).active.iter_rows(values_only=True, max_row=3))
        self.assertEqual(rows[0], (None, None, "Đã hoàn thành", None, None, None, None))
        self.assertEqual(
            rows[1],
            (
                "Cơ quan, đơn vị",
                "Tổng số",
                "Đúng hạn",
                "Quá hạn",
                "Số giờ",
                "Tỷ lệ",
                "Hạn",
            ),
        )
        self.assertEqual(rows[2], tuple(f"({number})" for number in range(1, 8)))
        merged = read(target).active.merged_cells.ranges
        self.assertEqual([str(area) for area in merged], ["C1:D1"])

    def test_header_without_groups_is_one_row(self):
        columns = [Column("a", "Một"), Column("b", "Hai")]
        target, result = make_table(columns, [("x", "y")], numbering_row=False)
        self.assertEqual(result.first_row, 1)
        self.assertEqual(read(target).active["B1"].value, "Hai")

    def test_totals_equal_an_independent_sum(self):
        data = list(unit_rows(250))
        target, result = make_table(COLUMNS, iter(data), total_label="Tổng cộng")
        expected = {
            key: sum(row[key] for row in data) for key in ("total", "on_time", "late")
        }
        expected["hours"] = math.fsum(row["hours"] for row in data)
        expected["share"] = (expected["on_time"] + expected["late"]) / expected["total"]
        self.assertEqual(result.totals, expected)
        self.assertEqual(
            (result.count, result.first_row, result.last_row), (250, 3, 252)
        )
        cached = [cell.value for cell in read(target).active[254]]
        self.assertEqual(cached[0], "Tổng cộng")
        self.assertEqual(
            cached[1:4], [expected[k] for k in ("total", "on_time", "late")]
        )
        self.assertAlmostEqual(cached[4], expected["hours"], places=12)
        self.assertAlmostEqual(cached[5], expected["share"], places=12)

    def test_formulas_stand_in_the_total_row_only(self):
        target, result = make_table(COLUMNS, unit_rows(5), total_label="Tổng cộng")
        self.assertEqual(
            formula_cells(target),
            {
                "B9": "SUM(B4:B8)",
                "C9": "SUM(C4:C8)",
                "D9": "SUM(D4:D8)",
                "E9": "SUM(E4:E8)",
                "F9": "IF(B9=0,0,(C9+D9)/B9)",
            },
        )
        # The range of the formula is the data: first to last row, no header.
        self.assertEqual((result.first_row, result.last_row), (3, 7))
        sheet = read(target, values=False).active
        self.assertEqual(sheet["B9"].value, "=SUM(B4:B8)")
        self.assertEqual(sheet["B4"].value, 10)

    def test_count_of_a_text_column(self):
        columns = [Column("no", "STT", "int"), Column("text", "Việc", total="count")]
        rows = [(1, "một"), (2, None), (3, "=ba")]
        target, result = make_table(columns, rows, total_label="Cộng")
        self.assertEqual(result.totals, {"text": 2})
        self.assertEqual(formula_cells(target), {"B6": "COUNTA(B3:B5)"})
        total = read(target).active["B6"]
        self.assertEqual((total.value, total.number_format), (2, "#,##0"))
        target, result = make_table(columns, [], total_label="Cộng")
        self.assertEqual(
            (result.totals, read(target).active["B4"].value), ({"text": 0}, 0)
        )

    def test_cells_have_their_kind(self):
        due = datetime.datetime(2026, 11, 14, 23, 0)
        row = {
            "unit": 12,
            "total": Decimal("3"),
            "on_time": 1,
            "late": False,
            "hours": Decimal("2.5"),
            "share": 0.25,
            "due": due,
        }
        target, result = make_table(COLUMNS, [row], total_label="Tổng cộng")
        cells = read(target).active[4]
        self.assertEqual(
            [cell.value for cell in cells[:6]], ["12", 3, 1, None, 2.5, 0.25]
        )
        self.assertEqual(cells[6].value, datetime.datetime(2026, 11, 14))
        self.assertEqual(
            [cell.number_format for cell in cells],
            ["@", *["#,##0"] * 3, "#,##0.00", "0.0%", "dd/mm/yyyy"],
        )
        self.assertEqual({cell.font.name for cell in cells}, {"Times New Roman"})
        self.assertEqual(result.totals["late"], 0)

    def test_texts_of_users_stay_texts(self):
        columns = [Column("a", "Nội dung"), Column("n", "Số", "int", total="sum")]
        texts = ["=1+1", "+1", "-1", "@x", "👍", "a\r\nb"]
        rows = [(text, 1) for text in texts]
        target, _result = make_table(columns, rows, total_label="Cộng")
        self.assertEqual(formula_cells(target), {"B9": "SUM(B3:B8)"})
        written = [row[0].value for row in read(target).active["A3:A8"]]
        self.assertEqual(written, [*texts[:5], "a\nb"])

    def test_wrong_kind_raises_instead_of_falling_out_of_the_total(self):
        columns = [Column("a", "A"), Column("n", "Số", "int", total="sum")]
        for value in ("7", True, datetime.date(2026, 1, 1)):
            with self.assertRaisesRegex(XlsxError, "column n"):
                make_table(columns, [("x", value)])
        with self.assertRaisesRegex(XlsxError, "1 values for 2"):
            make_table(columns, [("x",)])
        with self.assertRaises(KeyError):
            make_table(columns, [{"a": "x"}])

    def test_wrong_columns_raise(self):
        wrong = [
            [],
            [Column("a", "A"), Column("a", "B")],
            [Column("a", "A", "money")],
            [Column("a", "A", total="sum")],
            [
                Column("a", "A"),
                Column("p", "%", "percent", total=Ratio(("a",), ("a",))),
            ],
            [Column("a", "A", "int", total="mean")],
        ]
        for columns in wrong:
            with self.assertRaises(XlsxError):
                make_table(columns, [])
        first = [Column("n", "Số", "int", total="sum")]
        with self.assertRaisesRegex(XlsxError, "label"):
            make_table(first, [(1,)], total_label="Cộng")

    def test_no_rows_say_so_and_sum_to_zero(self):
        target, result = make_table(
            COLUMNS, [], total_label="Tổng cộng", empty_label="Không có dữ liệu"
        )
        self.assertEqual((result.count, result.totals["share"]), (0, 0))
        sheet = read(target).active
        self.assertEqual(sheet["A4"].value, "Không có dữ liệu")
        self.assertEqual([cell.value for cell in sheet[5][1:6]], [0] * 5)
        self.assertEqual(formula_cells(target)["B5"], "SUM(B4:B4)")

    def test_header_is_frozen_repeated_and_filtered(self):
        target, _result = make_table(COLUMNS, unit_rows(5), autofilter=True)
        sheet = read(target).active
        self.assertEqual(sheet.freeze_panes, "A4")
        self.assertEqual(sheet.print_title_rows, "$1:$3")
        self.assertEqual(sheet.auto_filter.ref, "A3:G8")
        names = part(target, "xl/workbook.xml").iter(f"{MAIN}definedName")
        self.assertIn("_xlnm.Print_Titles", {name.get("name") for name in names})

    def test_header_taller_than_a_screen_is_not_frozen(self):
        columns = [Column("a", "Một tiêu đề rất dài " * 40, width=15)]
        target, _result = make_table(columns, [("x",)])
        self.assertIsNone(read(target).active.freeze_panes)

    def test_header_row_is_high_enough_for_its_titles(self):
        narrow = [Column("a", "Chưa thực hiện quá hạn chuyển kỳ sau", width=8)]
        target, _result = make_table(narrow, [("x",)])
        # At 8 characters a line, 36 characters take five lines of 11 points.
        self.assertGreaterEqual(read(target).active.row_dimensions[1].height, 5 * 13)

    def test_rows_of_wrapped_text_are_high_enough(self):
        columns = [Column("a", "Nội dung", width=20), Column("b", "Mã", width=20)]
        long = "Niêm yết công khai thủ tục hành chính tại trụ sở và trên cổng"
        rows = [("Ngắn", "01"), (long, "02"), ("một\nhai\nba\nbốn", "03")]
        target, _result = make_table(columns, rows)
        heights = read(target).active.row_dimensions
        # 61 characters at 20 a line take four lines; a line takes 11 points.
        self.assertGreaterEqual(heights[4].height, 4 * 11)
        self.assertGreaterEqual(heights[5].height, 4 * 11)
        # One line: left to the reader's program, which knows the font.
        self.assertIsNone(heights[3].height)

    def test_rows_are_streamed(self):
        small, large = (self._peak(count) for count in (2_000, 20_000))
        # One object kept for each row would already be 4 MB more.
        self.assertLess(large - small, 2**20)

    def _peak(self, count):
        """Peak of traced memory in bytes for a table of ``count`` rows."""
        tracemalloc.start()
        try:
            # Wrapped rows: their heights must not pile up either.
            rows = ({**row, "unit": "Đơn vị " * 20} for row in unit_rows(count))
            target, result = make_table(COLUMNS, rows, total_label="Cộng")
            self.assertEqual(result.count, count)
            # The finished file itself is in memory here; it is not the writer's.
            return tracemalloc.get_traced_memory()[1] - len(target.getvalue())
        finally:
            tracemalloc.stop()

"""Annex tables and names of units as documents write them: no database."""

import io
import random
from datetime import datetime

import openpyxl

from odoo.tests import BaseCase

from odoo.addons.friendly_gov.tools.annex import read_annex, read_pasted
from odoo.addons.friendly_gov.tools.tabular import Limits, TableError, read_tables
from odoo.addons.friendly_gov.tools.unit_names import Unit, UnitNames

HEADER = [
    "STT",
    "Nội dung nhiệm vụ",
    "Cơ quan, đơn vị chủ trì",
    "Đơn vị phối hợp",
    "Sản phẩm",
    "Thời gian hoàn thành",
    "Ghi chú",
]
ROW = ["1", "Xây dựng kế hoạch", "Sở Nội vụ", "Sở Tài chính", "Kế hoạch", "Quý II"]


def tables_of(rows, *merges, title="Phụ lục"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for area in merges:
        book.active.merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    return read_tables(target.getvalue(), "phu_luc.xlsx")


class TestAnnex(BaseCase):
    def read_rows(self, rows, *merges):
        return read_annex(tables_of(rows, *merges))

    def refused(self, code, tables, **kwargs):
        with self.assertRaises(TableError) as caught:
            read_annex(tables, **kwargs)
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    def test_columns_are_known_by_their_words(self):
        for header in (
            HEADER,
            [word.upper() for word in HEADER],
            [
                "TT",
                "Nhiệm vụ, giải pháp",
                "Chủ trì",
                "Phối hợp",
                "Kết quả",
                "Tiến độ",
                "Ghi chú",
            ],
            [
                "Số TT",
                "Tên nhiệm vụ",
                "Cơ quan chủ trì thực hiện",
                "Cơ quan phối hợp",
                "Sản phẩm đầu ra",
                "Thời hạn",
                "GHI CHÚ:",
            ],
        ):
            with self.subTest(header):
                sheet, columns, rows = self.read_rows([["PHỤ LỤC"], [], header, ROW])
                self.assertEqual(sheet, "Phụ lục")
                self.assertEqual(
                    list(columns.values()),
                    [columns[key] for key in columns],
                )
                [row] = rows
                self.assertEqual(
                    (row.number, row.code, row.text, row.lead, row.coordinating),
                    (4, "1", "Xây dựng kế hoạch", "Sở Nội vụ", "Sở Tài chính"),
                )
                self.assertEqual((row.product, row.deadline), ("Kế hoạch", "Quý II"))

    def test_header_within_fifteen_rows_of_any_sheet(self):
        self.assertTrue(self.read_rows([*[["x"]] * 14, HEADER, ROW]))
        error = self.refused("no_annex", tables_of([*[["x"]] * 15, HEADER, ROW]))
        self.assertEqual(error.params["limit"], 15)
        both = tables_of([["Bìa"], ["x"]]) + tables_of([HEADER, ROW], title="B")
        self.assertEqual(read_annex(both)[0], "B")

    def test_a_sentence_is_no_header(self):
        text = "Các đơn vị chủ trì và các đơn vị phối hợp thực hiện các nhiệm vụ sau"
        rows = [[None, text], [None, None, "Đơn vị chủ trì, phối hợp"], HEADER, ROW]
        self.assertEqual(self.read_rows(rows)[2][0].number, 4)
        self.refused("no_annex", tables_of(rows[:2]))

    def test_missing_and_doubled_columns(self):
        rows = [["STT", "Đơn vị chủ trì", "Đơn vị phối hợp"], ["1", "a", "b"]]
        error = self.refused("missing_column", tables_of(rows))
        self.assertEqual((error.row, error.params["key"]), (1, "text"))
        error = self.refused("duplicate_header", tables_of([[*HEADER, "Ghi chú"], ROW]))
        self.assertEqual((error.column, error.params["key"]), ("H", "note"))

    def test_merged_cells_carry_down(self):
        rows = [
            HEADER,
            ROW,
            ["2", "Việc hai"],
            ["3", "Việc ba"],
            ["4", "Việc bốn", "X"],
        ]
        read = self.read_rows(rows, "C2:C4", "F2:F3")[2]
        self.assertEqual([row.lead for row in read], ["Sở Nội vụ"] * 3 + ["X"])
        self.assertEqual([row.deadline for row in read], ["Quý II", "Quý II", "", ""])

    def test_header_of_two_lines(self):
        top = ["STT", "Nội dung", "Cơ quan thực hiện", None, "Thời hạn"]
        low = [None, None, "Chủ trì", "Phối hợp"]
        numbers = ["(1)", "(2)", "(3)", "(4)", "(5)"]
        task = ["1", "Việc", "A", "B", "30/6/2023"]
        merges = ("A1:A2", "B1:B2", "C1:D1", "E1:E2")
        _sheet, columns, read = self.read_rows([top, low, numbers, task], *merges)
        self.assertEqual(len(columns), 5)
        self.assertEqual([(row.number, row.text) for row in read], [(4, "Việc")])

    def test_upright_merge_of_the_header(self):
        rows = [HEADER, [None] * 6 + ["x"], ROW]
        merges = [f"{letter}1:{letter}2" for letter in "ABCDEF"]
        read = self.read_rows(rows, *merges)[2]
        self.assertEqual([row.number for row in read], [3])

    def test_headings_are_told_from_tasks(self):
        rows = [HEADER, ["I", "NHIỆM VỤ CHUNG"], ROW, [None, None, "Sở Y tế"]]
        read = self.read_rows(rows)[2]
        self.assertEqual([row.heading for row in read], [True, False])

    def test_dates_and_numbers_as_written(self):
        row = [1, "Việc", "A", "B", None, datetime(2023, 6, 30)]
        [read] = self.read_rows([HEADER, row])[2]
        self.assertEqual((read.code, read.deadline), ("1", "30/06/2023"))

    def test_formulas_of_the_table_only(self):
        error = self.refused("formula", tables_of([HEADER, ["1", "=1+1", "a"]]))
        self.assertEqual((error.row, error.column), (2, "B"))
        self.assertTrue(self.read_rows([["=TODAY()"], HEADER, ROW]))
        self.assertTrue(self.read_rows([[*HEADER, "x"], [*ROW, None, "=1"]]))

    def test_merges_that_cost_their_product_are_refused(self):
        rows = [HEADER, *([str(n), "Việc", "A"] for n in range(50))]
        tables = tables_of(rows, "D2:D40", "E2:E40", "F2:F40")
        self.refused("too_many_cells", tables, limits=Limits(max_cells=100))

    def test_pasted(self):
        lines = ["\t".join(HEADER), '1\t"Kế hoạch\n""06"""\tSở Nội vụ\tB\t\t30/6\t']
        lines += ["", '2\t"Chính quyền" thân thiện\tSở Y tế\t']
        [one, two] = read_annex([read_pasted("\r\n".join(lines))])[2]
        self.assertEqual((one.number, one.text), (2, 'Kế hoạch\n"06"'))
        self.assertEqual((two.text, two.lead), ('"Chính quyền" thân thiện', "Sở Y tế"))
        for text in ("", " \n\t\n", "\u202e\x00"):
            with self.assertRaises(TableError) as caught:
                read_pasted(text)
            self.assertEqual(caught.exception.code, "empty")
        with self.assertRaises(TableError) as caught:
            read_pasted("a\t" * 200)
        self.assertEqual(caught.exception.code, "too_many_columns")
        with self.assertRaises(TableError) as caught:
            read_pasted("x", Limits(max_bytes=0))
        self.assertEqual(caught.exception.code, "too_big")

    def test_pasted_fuzz(self):
        chance = random.Random(170)
        good = "\n".join("\t".join(row) for row in ([*HEADER], [*ROW, ""]))
        outcomes = set()
        for _attempt in range(400):
            text = list(good)
            for _change in range(chance.choice((1, 5, 40))):
                text[chance.randrange(len(text))] = chance.choice('\t\n"\x00\u202eă;')
            try:
                read_annex([read_pasted("".join(text))])
                outcomes.add("read")
            except TableError as error:
                outcomes.add(error.code)
        self.assertLessEqual(
            outcomes,
            {"read", "no_annex", "missing_column", "empty", "duplicate_header"},
        )
        self.assertIn("read", outcomes)


PLACE = ("UBND tỉnh X",)
UNITS = [
    Unit(1, "UBND tỉnh X", ("T", "30"), PLACE, True),
    Unit(2, "Văn phòng UBND tỉnh X", ("T-VP",), PLACE),
    Unit(3, "Sở Nội vụ tỉnh X", ("T-SNV",), PLACE),
    Unit(4, "Sở Văn hóa, Thể thao và Du lịch", (), PLACE),
    Unit(5, "Xã A", ("T-A",), PLACE, True),
    Unit(6, "Sở Khoa học và Công nghệ", (), PLACE),
    Unit(7, "Công an tỉnh X", (), PLACE),
    Unit(9, "Ban Dân vận Tỉnh ủy X", (), PLACE),
    Unit(10, "UBND xã C, tỉnh X", (), PLACE, True),
    Unit(11, "Phòng Văn hóa - Xã hội xã C, tỉnh X", (), (*PLACE, "UBND xã C, tỉnh X")),
    Unit(12, "Trung tâm Phục vụ hành chính công tỉnh X", (), PLACE),
    Unit(8, "Phường Hòa Bình", (), PLACE, True),
]
FAR = [Unit(20, "Sở Nội vụ tỉnh Y", (), ("UBND tỉnh Y",)), Unit(21, "Báo Y")]
GROUPS = [
    (1, "Các sở, ban, ngành cấp tỉnh", "so_ban_nganh"),
    (2, "UBND các xã, phường, đặc khu", "ubnd_xa"),
    (3, "Các thôn, bản (lịch sử, đến 30/6/2025)", "thon"),
]


class TestUnitNames(BaseCase):
    def setUp(self):
        super().setUp()
        self.names = UnitNames([UNITS, FAR], GROUPS)

    def test_one_name(self):
        for text, unit_id in (
            ("Sở Nội vụ tỉnh X", 3),
            ("SO NOI VU", 3),
            ("T-SNV", 3),
            ("SNV", 3),
            ("Sở NV", 3),
            ("Sở VH,TT&DL", 4),
            ("Sở KH&CN", 6),
            ("Công an tỉnh", 7),
            ("VP UBND tỉnh", 2),
            ("Ban Dân vận Tỉnh uỷ", 9),
            ("Trung tâm PVHCC", 12),
            ("Trung tâm PVHCC tỉnh", 12),
            ("Ban Dân vận", 9),
            ("UBND xã C", 10),
            ("Xã C", 10),
            ("Phòng Văn hóa - Xã hội xã C", 11),
            ("Phòng VH-XH", 11),
            ("Uỷ ban nhân dân tỉnh X", 1),
            ("UBND xã A", 5),
            ("UBND phường Hoà Bình", 8),
            ("Sở Nội vụ tỉnh Y", 20),
        ):
            with self.subTest(text):
                found = self.names.find_all(text)
                self.assertEqual(found, ([unit_id], [], []))

    def test_several_names(self):
        for text, units, groups, unknown in (
            ("Sở Nội vụ; Công an tỉnh", [3, 7], [], []),
            ("Sở Nội vụ, Công an tỉnh", [3, 7], [], []),
            ("- Sở Nội vụ\n- Công an tỉnh.", [3, 7], [], []),
            ("Sở Văn hóa, Thể thao và Du lịch và Sở Nội vụ", [4, 3], [], []),
            ("Các sở, ban, ngành; UBND các xã, phường, đặc khu", [], [1, 2], []),
            ("các sở, ban, ngành tỉnh và UBND cấp xã", [], [1, 2], []),
            ("thôn, bản", [], [3], []),
            ("Sở Nội vụ, Sở Không Có, UBND xã A", [3, 5], [], ["Sở Không Có"]),
            ("Sở Nội vụ và các cơ quan liên quan", [3], [], ["các cơ quan liên quan"]),
            ("Sở Nội vụ; Sở Nội vụ", [3], [], []),
            ("", [], [], []),
            (" ; ,\n-", [], [], []),
        ):
            with self.subTest(text):
                self.assertEqual(self.names.find_all(text), (units, groups, unknown))

    def test_a_name_of_two_units_is_nobodys(self):
        twins = [*UNITS, Unit(13, "Xã A", (), PLACE, True)]
        names = UnitNames([twins], GROUPS)
        self.assertEqual(names.find_all("UBND xã A"), ([], [], ["UBND xã A"]))

    def test_hostile_cells_end(self):
        text = "Sở Nội vụ, " * 16_000
        self.assertEqual(self.names.find_all(text).unknown, [text.strip()])
        self.assertEqual(self.names.find_all("và " * 100).unit_ids, [])

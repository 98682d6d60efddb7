"""The input under ``data/`` holds what the sources say, and nothing they do not.

Pure checks of files: no database. The figures asserted here were read in the five
source documents, not in the files under test.
"""

import csv
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

from lxml import etree

from odoo.tests import BaseCase, tagged

from odoo.addons.friendly_gov.tools.deadline import parse_deadline

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data"
ADDON_DATA = ROOT / "addons" / "friendly_gov" / "data"
FICTION = "minh_hoa_tinh_x"
REAL = ("s0_hoa_binh", "s1_tuan_giao", "s2_binh_luc", "s3_hai_phong", "s4_hong_ngu")
# The month 11/2026 of Decree 09/2019: 15 October to 14 November.
AS_OF, PERIOD_FROM = date(2026, 11, 14), date(2026, 10, 15)
DISTRICTS_END = date(2025, 6, 30)

HEADERS = {
    "don_vi": "Mã định danh|Tên cơ quan, đơn vị|Mã đơn vị cấp trên|Cấp|Loại|"
    "Mã đơn vị hành chính|Hiệu lực từ|Hiệu lực đến|Mã đơn vị kế thừa|Nhóm xếp hạng",
    "van_ban": "Số, ký hiệu|Loại văn bản|Ngày ban hành|Mã cơ quan ban hành|"
    "Cơ quan ban hành|Chức vụ người ký|Quyền hạn ký|Trích yếu|Độ khẩn|Độ mật|"
    "Hiệu lực từ|Hiệu lực đến|Mã cơ quan giao|Mã cơ quan theo dõi, tổng hợp|"
    "Mã cấp quyết định gia hạn|Mã cấp xác nhận hoàn thành|Số nhiệm vụ dự kiến|"
    "Ghi chú nguồn",
    "nhiem_vu": "Số, ký hiệu văn bản|Mã nhiệm vụ|Nội dung nhiệm vụ|"
    "Vị trí trong văn bản|Sản phẩm|Số lượng|Đơn vị tính|Chỉ tiêu|"
    "Thời hạn (theo văn bản)|Hạn hoàn thành|Mã đơn vị chủ trì|Nhóm đơn vị chủ trì|"
    "Mã đơn vị loại trừ|Mã đơn vị phối hợp",
    "lien_quan": "Số, ký hiệu văn bản|Quan hệ|Số, ký hiệu liên quan|Ngày ban hành|"
    "Cơ quan ban hành|Trích yếu",
    "mo_hinh": "Mã mô hình|Tên mô hình|Mã đơn vị chủ trì mô hình|"
    "Mã cơ quan theo dõi mô hình|Đối tượng|Thực hiện từ|Thực hiện đến|"
    "Số, ký hiệu văn bản trong hệ thống|Mã bộ bước|Trạng thái mô hình|"
    "Mô tả mô hình|Nguồn của mô hình",
    "can_cu": "Mã mô hình|Số, ký hiệu căn cứ|Ngày của căn cứ|"
    "Cơ quan ban hành căn cứ|Trích yếu căn cứ",
    "chi_tieu": "Mã mô hình|Mã chỉ tiêu|Tên chỉ tiêu|Đơn vị tính của chỉ tiêu|"
    "Chiều của chỉ tiêu|Kỳ của chỉ tiêu|Cách tính chỉ tiêu|Nguồn của chỉ tiêu",
    "dien_bien": "Số, ký hiệu văn bản|Mã nhiệm vụ|Mã đơn vị|Diễn biến|Ngày|"
    "Số, ký hiệu tài liệu|Ngày tài liệu|Nội dung|Hạn mới",
}
LEVELS = {"Tỉnh": "province", "Huyện": "district", "Xã": "commune", "Thôn": "village"}
KINDS = frozenset(
    "people_committee council department division office one_stop public_service "
    "media party front committee other".split()
)
EXEMPT = frozenset({"party", "front", "council", "committee"})
EVENTS = frozenset(
    "receive start submit accept return hold resume adjust withdraw unstated "
    "extend".split()
)
# event -> (states it may leave, state it leads to; None: the state stays)
LIFE = {
    "receive": ({"received"}, None),
    "start": ({"received"}, "doing"),
    "submit": ({"received", "doing"}, "submitted"),
    "accept": ({"submitted"}, "done"),
    "return": ({"submitted"}, "doing"),
    "extend": ({"received", "doing"}, None),
    "hold": ({"received", "doing"}, "held"),
    "resume": ({"held"}, "doing"),
    "adjust": ({"received", "doing"}, "adjusting"),
    "withdraw": ({"received", "doing", "held", "adjusting"}, "withdrawn"),
    "unstated": ({"received", "doing"}, "unstated"),
}
BODIES = (
    "Mã cơ quan giao",
    "Mã cơ quan theo dõi, tổng hợp",
    "Mã cấp quyết định gia hạn",
    "Mã cấp xác nhận hoàn thành",
)
DATE_COLUMNS = (
    "Ngày ban hành",
    "Hiệu lực từ",
    "Hiệu lực đến",
    "Ngày",
    "Ngày tài liệu",
    "Hạn hoàn thành",
    "Hạn mới",
    "Thực hiện từ",
    "Thực hiện đến",
    "Ngày của căn cứ",
)
# What the sources state as done: S1 reports the steps of the commune up to its
# launch, S2 that agencies signed at the conference.
S1_DONE = {"NV01", "NV02", "NV03", "NV06", "NV07"}
S2_STARTED = {"NV02"}


def day(text):
    return datetime.strptime(text, "%d/%m/%Y").date() if text else None


def codes(text):
    return [code.strip() for code in text.split(";") if code.strip()]


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def records(name):
    """XML data file -> list of (XML id, {field: text or eval})."""
    tree = etree.parse(str(ADDON_DATA / name))
    return [
        (
            record.get("id"),
            {f.get("name"): f.text or f.get("eval") for f in record.iter("field")},
        )
        for record in tree.iter("record")
    ]


# Outside an addon Odoo gives a class no tags of its own accord.
@tagged("standard", "at_install")
class DataCase(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = read(DATA / "don_vi" / "don_vi.csv")
        cls.unit_rows = rows
        cls.units = {row["Mã định danh"]: row for row in rows}
        cls.groups = {
            values["code"]: values for _id, values in records("gov_unit_group_data.xml")
        }
        cls.tables = {
            folder: {
                path.stem: read(path) for path in sorted((DATA / folder).glob("*.csv"))
            }
            for folder in (*REAL, FICTION)
        }

    def directives(self, folder):
        return {row["Số, ký hiệu"]: row for row in self.tables[folder]["van_ban"]}

    def tasks(self, folder):
        return {
            (row["Số, ký hiệu văn bản"], row["Mã nhiệm vụ"]): row
            for row in self.tables[folder]["nhiem_vu"]
        }

    def ancestors(self, code):
        """The unit and the units above it."""
        found = []
        while code:
            self.assertNotIn(code, found, "the tree of units has a loop")
            found.append(code)
            code = self.units[code]["Mã đơn vị cấp trên"]
        return found

    def exists_on(self, unit, when):
        start, end = day(unit["Hiệu lực từ"]), day(unit["Hiệu lực đến"])
        return (not start or start <= when) and (not end or end >= when)

    def lead_units(self, folder, task):
        directive = self.directives(folder)[task["Số, ký hiệu văn bản"]]
        found = set(codes(task["Mã đơn vị chủ trì"]))
        group = self.groups.get(task["Nhóm đơn vị chủ trì"])
        if group:
            kinds = group["unit_kinds"].split(",")
            levels = group["unit_levels"].split(",")
            found |= {
                code
                for code, unit in self.units.items()
                if unit["Loại"] in kinds
                and LEVELS[unit["Cấp"]] in levels
                and directive["Mã cơ quan giao"] in self.ancestors(code)
                and self.exists_on(unit, day(directive["Ngày ban hành"]))
            }
        return found - set(codes(task["Mã đơn vị loại trừ"]))

    def due(self, folder, task):
        directive = self.directives(folder)[task["Số, ký hiệu văn bản"]]
        text = task["Thời hạn (theo văn bản)"]
        found = parse_deadline(text, day(directive["Ngày ban hành"]))
        self.assertTrue(found.recognised, text)
        return day(task["Hạn hoàn thành"]) or found.date_due


class TestTables(DataCase):
    """Form of every file: what the import will meet."""

    def test_headers(self):
        paths = sorted(DATA.glob("*/*.csv"))
        self.assertEqual(len(paths), 1 + 5 * 3 + 2 + 3 + 7)
        for path in paths:
            text = path.read_text(encoding="utf-8")
            expected = HEADERS[path.stem].split("|")
            with self.subTest(path=path.parent.name + "/" + path.name):
                self.assertEqual(next(csv.reader([text.splitlines()[0]])), expected)
                for row in csv.reader(text.splitlines()):
                    self.assertEqual(len(row), len(expected), row)

    def test_cells(self):
        for path in sorted(DATA.glob("*/*.csv")):
            for row in read(path):
                for name, value in row.items():
                    self.assertEqual(value, value.strip(), path)
                    if name in DATE_COLUMNS and value:
                        self.assertRegex(value, r"^\d\d/\d\d/\d{4}$")
                        self.assertTrue(day(value))

    def test_references_resolve(self):
        columns = (
            *BODIES,
            "Mã cơ quan ban hành",
            "Mã đơn vị chủ trì",
            "Mã đơn vị loại trừ",
            "Mã đơn vị phối hợp",
            "Mã đơn vị",
        )
        for folder, tables in self.tables.items():
            symbols, tasks = self.directives(folder), self.tasks(folder)
            for row in (row for rows in tables.values() for row in rows):
                for name in columns:
                    for code in codes(row.get(name, "")):
                        if code != "*":
                            self.assertIn(code, self.units, (folder, name))
                if "Mã mô hình" in row:
                    continue
                symbol = row.get("Số, ký hiệu văn bản") or row["Số, ký hiệu"]
                self.assertIn(symbol, symbols, folder)
                if "Diễn biến" in row:
                    self.assertIn((symbol, row["Mã nhiệm vụ"]), tasks)
            for task in tasks.values():
                group = task["Nhóm đơn vị chủ trì"]
                if group:
                    self.assertEqual(self.groups[group]["purpose"], "recipient")
                self.assertTrue(self.lead_units(folder, task), task)

    def test_directives(self):
        for folder, tables in self.tables.items():
            self.assertEqual(len(self.tasks(folder)), len(tables["nhiem_vu"]))
            for symbol, row in self.directives(folder).items():
                with self.subTest(symbol=symbol):
                    entered = [key for key in self.tasks(folder) if key[0] == symbol]
                    self.assertEqual(int(row["Số nhiệm vụ dự kiến"]), len(entered))
                    self.assertTrue(all(row[name] for name in BODIES))
                    self.assertTrue(row["Ghi chú nguồn"])
                    self.assertFalse(row["Độ mật"])

    def test_no_exempt_lead(self):
        """The state gives no deadline to Party, Front, councils, committees."""
        for folder in self.tables:
            for task in self.tasks(folder).values():
                kinds = {
                    self.units[code]["Loại"] for code in self.lead_units(folder, task)
                }
                self.assertFalse(kinds & EXEMPT, task)

    def test_no_assigning_body_in_its_own_group(self):
        for folder in self.tables:
            for (symbol, _code), task in self.tasks(folder).items():
                if task["Nhóm đơn vị chủ trì"]:
                    giver = self.directives(folder)[symbol]["Mã cơ quan giao"]
                    self.assertNotIn(giver, self.lead_units(folder, task), task)


class TestUnits(DataCase):
    def test_codes(self):
        self.assertEqual(len(self.units), len(self.unit_rows), "double code")
        for code, unit in self.units.items():
            self.assertRegex(code, r"^[A-Z]+[0-9]*(-[A-Z0-9]+)+$")
            self.assertIn(unit["Cấp"], LEVELS, code)
            self.assertIn(unit["Loại"], KINDS, code)
            self.ancestors(code)
            for successor in codes(unit["Mã đơn vị kế thừa"]):
                self.assertIn(successor, self.units, code)
                self.assertTrue(unit["Hiệu lực đến"], code)

    def test_administrative_codes(self):
        expected = {"Tỉnh": 2, "Xã": 5}
        seen = Counter()
        for code, unit in self.units.items():
            admin = unit["Mã đơn vị hành chính"]
            if admin:
                self.assertRegex(admin, r"^[0-9]+$", code)
                self.assertEqual(len(admin), expected[unit["Cấp"]], code)
                seen[admin] += 1
        self.assertEqual(set(seen.values()), {1}, "one area, one code")
        # Leading zeros are the trap: these were integers in one public data set.
        self.assertIn("03283", seen)
        self.assertIn("04795", seen)

    def test_districts_are_history(self):
        districts = [unit for unit in self.unit_rows if unit["Cấp"] == "Huyện"]
        self.assertTrue(districts)
        for unit in districts:
            self.assertLessEqual(day(unit["Hiệu lực đến"]), DISTRICTS_END, unit)

    def test_ten_districts_of_hoa_binh(self):
        found = [
            code
            for code, unit in self.units.items()
            if unit["Mã đơn vị cấp trên"] == "HB-UBND" and unit["Cấp"] == "Huyện"
        ]
        self.assertEqual(len(found), 10)

    def test_new_chieng_sinh(self):
        before = {
            unit["Tên cơ quan, đơn vị"].split(",")[0]
            for unit in self.unit_rows
            if "DB-X-CHIENGSINH" in codes(unit["Mã đơn vị kế thừa"])
            and unit["Cấp"] == "Xã"
        }
        names = ("Nà Sáy", "Mường Thín", "Mường Khong", "Chiềng Sinh")
        self.assertEqual(before, {f"UBND xã {name}" for name in names})
        new = self.units["DB-X-CHIENGSINH"]
        self.assertEqual(new["Mã đơn vị hành chính"], "03283")
        self.assertEqual(new["Hiệu lực từ"], "01/07/2025")

    def test_only_fictitious_units_are_ranked(self):
        for code, unit in self.units.items():
            group = unit["Nhóm xếp hạng"]
            if group:
                self.assertTrue(code.startswith("X-"), code)
                self.assertEqual(self.groups[group]["purpose"], "ranking")

    def test_fictitious_units_say_so(self):
        for code, unit in self.units.items():
            fictitious = bool(re.search(r"\bX$", unit["Tên cơ quan, đơn vị"]))
            self.assertEqual(fictitious, code.startswith("X-"), code)


class TestSources(DataCase):
    """Numbers and dates as the five source documents give them."""

    def related(self, folder):
        return {
            row["Số, ký hiệu liên quan"]: row["Ngày ban hành"]
            for row in self.tables[folder]["lien_quan"]
        }

    def test_hoa_binh(self):
        tasks = self.tasks("s0_hoa_binh")
        self.assertEqual(list(self.directives("s0_hoa_binh")), ["515/UBND-NVK"])
        row = self.directives("s0_hoa_binh")["515/UBND-NVK"]
        self.assertEqual(row["Ngày ban hành"], "14/04/2023")
        self.assertEqual(row["Mã cơ quan theo dõi, tổng hợp"], "HB-SNV")
        self.assertEqual(len(tasks), 7)
        self.assertEqual(
            self.related("s0_hoa_binh"),
            {"01-KH/BCĐDVK": "10/03/2023", "01-HD/BCĐDVK": "13/03/2023"},
        )
        leads = [self.lead_units("s0_hoa_binh", task) for task in tasks.values()]
        # Ten districts, and the three departments and offices that S0 names.
        self.assertEqual(len(leads[0]), 13)
        self.assertLessEqual({"HB-SNV", "HB-KIMBOI", "HB-VP", "HB-STC"}, leads[0])
        self.assertEqual(
            leads[1:],
            [
                {"HB-VP"},
                {"HB-STC"},
                {"HB-DAI", "HB-BAO"},
                {"HB-KIMBOI"},
                {"HB-TPHB"},
                {"HB-SNV"},
            ],
        )
        quarter = date(2023, 6, 30)
        self.assertEqual(
            [self.due("s0_hoa_binh", task) for task in tasks.values()],
            [None, quarter, None, None, quarter, quarter, None],
        )

    def test_documents_without_number(self):
        """S1 and S2 give no symbol: the label must not pass for an official one."""
        official = re.compile(r"^\d+")
        for folder in ("s1_tuan_giao", "s2_binh_luc"):
            for symbol, row in self.directives(folder).items():
                self.assertNotRegex(symbol, official)
                self.assertTrue(symbol.startswith("KSH-"))
                self.assertIn("không nêu số", row["Ghi chú nguồn"])
            self.assertEqual(len(self.tasks(folder)), 7)

    def test_binh_luc_plan(self):
        (row,) = self.directives("s2_binh_luc").values()
        self.assertEqual(row["Ngày ban hành"], "11/11/2021")
        self.assertEqual(row["Hiệu lực từ"], "01/11/2021")
        self.assertEqual(row["Hiệu lực đến"], "31/10/2022")
        dues = {self.due("s2_binh_luc", t) for t in self.tasks("s2_binh_luc").values()}
        self.assertEqual(dues, {date(2022, 10, 31)})

    def test_hai_phong(self):
        row = self.directives("s3_hai_phong")["6174/UBND-KSTTHC"]
        self.assertEqual(row["Ngày ban hành"], "05/10/2020")
        self.assertEqual(
            self.related("s3_hai_phong"),
            {
                "3324/QĐ-UBND": "30/12/2019",
                "2371/SNV-CCHC&PC": "30/09/2020",
                "33/KH-UBND": "07/02/2020",
                "272/QĐ-UBND": "07/02/2020",
                "339/TB-VPCP": "22/09/2020",
                "3485/BTTTT-THH": "10/09/2020",
                # The source names the resolution without its date.
                "30c/NQ-CP": "",
            },
        )
        tasks = list(self.tasks("s3_hai_phong").values())
        self.assertEqual(
            [self.due("s3_hai_phong", task) for task in tasks],
            [
                date(2020, 12, 31),
                None,
                None,
                date(2020, 11, 30),
                date(2020, 12, 31),
                None,
                None,
            ],
        )
        event = parse_deadline(tasks[6]["Thời hạn (theo văn bản)"], None)
        self.assertEqual(event.precision, "event")
        self.assertIn("100%", tasks[0]["Chỉ tiêu"])

    def test_hai_phong_invents_no_unit(self):
        """Neither the 13 units nor the ones not inspected have names in S3."""
        existing = {
            code
            for code, unit in self.units.items()
            if "HP-UBND" in self.ancestors(code)
            and self.exists_on(unit, date(2020, 10, 5))
        }
        self.assertEqual(existing, {"HP-UBND", "HP-VP", "HP-SNV", "HP-STTTT"})

    def test_hong_ngu(self):
        row = self.directives("s4_hong_ngu")["2120/QĐ-UBND-HC"]
        self.assertEqual(row["Ngày ban hành"], "25/10/2021")
        self.assertEqual(row["Loại văn bản"], "QĐ")
        tasks = list(self.tasks("s4_hong_ngu").values())
        models = [t for t in tasks if t["Vị trí trong văn bản"].endswith("/9")]
        self.assertEqual(len(models), 9)
        self.assertEqual(len(tasks), 10)
        for task in models:
            self.assertEqual(task["Mã đơn vị chủ trì"], "DT-HONGNGU-PNV")
            self.assertEqual(self.due("s4_hong_ngu", task), date(2026, 12, 31))
        text = " ".join(task["Nội dung nhiệm vụ"] for task in models)
        for words in (
            "Cà phê Doanh nhân",
            "đồng hành cùng nhân dân",
            "Thư chia buồn",
            "Hẹn giờ",
            "chuyển giao nhiệm vụ",
            "1022",
            "bưu chính công ích",
            "công dân không viết",
            "mạng xã hội",
        ):
            self.assertIn(words, text)


class TestReformModels(DataCase):
    """The nine models of S4 under the names of the source, and who leads them."""

    NINE = (
        'Mô hình "Cà phê Doanh nhân - Doanh nghiệp"',
        'mô hình "Chính quyền đồng hành cùng nhân dân"',
        'mô hình gửi "Thư chúc mừng", "Thư chia buồn", "Thư xin lỗi" với người dân, '
        "doanh nghiệp",
        'mô hình "Hẹn giờ thực hiện thủ tục hành chính tại nhà người dân"',
        "Đề án chuyển giao nhiệm vụ, dịch vụ hành chính công",
        "Tổng đài thông tin Dịch vụ công 1022",
        "mô hình kết hợp dịch vụ công trực tuyến và dịch vụ bưu chính công ích trong "
        "giải quyết thủ tục hành chính",
        "mô hình công dân không viết gắn với dịch vụ công trực tuyến trong giải quyết "
        "thủ tục hành chính",
        "thiết lập tính năng hữu ích của mạng xã hội vào công tác quản lý nhà nước",
    )

    def test_nine_models_of_hong_ngu(self):
        rows = self.tables["s4_hong_ngu"]["mo_hinh"]
        self.assertEqual(tuple(row["Tên mô hình"] for row in rows), self.NINE)
        self.assertEqual(len({row["Mã mô hình"] for row in rows}), 9)
        for row in rows:
            self.assertEqual(row["Mã đơn vị chủ trì mô hình"], "DT-HONGNGU-PNV")
            self.assertEqual(
                row["Số, ký hiệu văn bản trong hệ thống"], "2120/QĐ-UBND-HC"
            )
            self.assertEqual(row["Thực hiện từ"], "25/10/2021")
            self.assertTrue(row["Thực hiện đến"].endswith("/2026"))

    def test_references_and_states(self):
        for folder in (*REAL, FICTION):
            for row in self.tables[folder].get("mo_hinh", ()):
                with self.subTest(row["Mã mô hình"]):
                    self.assertIn(row["Mã đơn vị chủ trì mô hình"], self.units)
                    symbol = row["Số, ký hiệu văn bản trong hệ thống"]
                    self.assertIn(symbol, self.directives(folder))
                    self.assertTrue(row["Nguồn của mô hình"])
                    # What became of a real model its source does not say.
                    told = bool(row["Trạng thái mô hình"])
                    self.assertEqual(told, folder == FICTION)

    def test_the_bases_of_s0(self):
        rows = self.tables["s0_hoa_binh"]["can_cu"]
        self.assertEqual(
            {row["Số, ký hiệu căn cứ"]: row["Ngày của căn cứ"] for row in rows},
            {"01-KH/BCĐDVK": "10/03/2023", "01-HD/BCĐDVK": "13/03/2023"},
        )


class TestOutcomes(DataCase):
    """No outcome of a real body that its source does not give."""

    def events_by_task(self, folder):
        found = {}
        for row in self.tables[folder]["dien_bien"]:
            key = row["Mã nhiệm vụ"]
            found.setdefault(key, []).append(row)
        return found

    def expected_events(self, folder, code):
        if folder == "s1_tuan_giao" and code in S1_DONE:
            return ["start", "submit"]
        if folder == "s2_binh_luc" and code in S2_STARTED:
            return ["start", "unstated"]
        return ["unstated"]

    def test_real_bodies(self):
        for folder in REAL:
            events = self.events_by_task(folder)
            (directive,) = self.directives(folder).values()
            for _symbol, code in self.tasks(folder):
                with self.subTest(folder=folder, code=code):
                    rows = events[code]
                    self.assertEqual(
                        [row["Diễn biến"] for row in rows],
                        self.expected_events(folder, code),
                    )
                    for row in rows:
                        self.assertEqual(row["Ngày"], directive["Ngày ban hành"])
                        self.assertTrue(row["Nội dung"].startswith("Nguồn "))
                        whole = row["Diễn biến"] == "unstated"
                        self.assertEqual(row["Mã đơn vị"] == "*", whole)

    def test_nothing_reported_can_be_late(self):
        """Tasks that stay open carry no deadline, so no date makes them late."""
        for task in self.tasks("s1_tuan_giao").values():
            self.assertIsNone(self.due("s1_tuan_giao", task))

    def test_judged_units_are_fictitious(self):
        for folder, tables in self.tables.items():
            for row in tables["dien_bien"]:
                self.assertIn(row["Diễn biến"], EVENTS)
                if row["Diễn biến"] not in ("start", "submit", "unstated"):
                    self.assertEqual(folder, FICTION)
                if folder == FICTION:
                    self.assertTrue(row["Mã đơn vị"].startswith("X-"), row)

    def test_fiction_holds_fictitious_units_only(self):
        for task in self.tasks(FICTION).values():
            for code in self.lead_units(FICTION, task):
                self.assertTrue(code.startswith("X-"), code)
        for row in self.directives(FICTION).values():
            self.assertIn("MINH HỌA", row["Ghi chú nguồn"])
            self.assertIn("minh họa", row["Trích yếu"])
            self.assertIn("/MH-", row["Số, ký hiệu"])

    def test_illustrative_document_numbers(self):
        for row in self.tables[FICTION]["dien_bien"]:
            symbol = row["Số, ký hiệu tài liệu"]
            if symbol:
                self.assertRegex(symbol, r"^MH-\d\d/")
                self.assertTrue(row["Ngày tài liệu"])

    def test_life_of_fictitious_assignments(self):
        """Every event may follow the one before it and brings what it needs."""
        for line in self.fiction_lines():
            last = line["assigned"]
            for row in line["events"]:
                when, event = day(row["Ngày"]), row["Diễn biến"]
                self.assertGreaterEqual(when, last, row)
                self.assertLessEqual(when, AS_OF, row)
                last = when
                if event in ("hold", "adjust", "withdraw", "submit", "extend"):
                    self.assertTrue(row["Số, ký hiệu tài liệu"], row)
                if event not in ("receive", "start"):
                    self.assertTrue(row["Nội dung"], row)
                self.assertEqual(event == "extend", bool(row["Hạn mới"]), row)

    def test_every_status_is_shown(self):
        """The illustration shows the whole range on 14/11/2026."""
        found = Counter(self.status(line) for line in self.fiction_lines())
        wanted = {
            f"{stage}_{due}"
            for stage in ("todo", "doing", "done")
            for due in ("on_time", "late", "no_due")
        }
        wanted |= {"waiting_on_time", "waiting_late", "held", "adjusting", "withdrawn"}
        self.assertEqual(set(found), wanted)
        events = {row["Diễn biến"] for row in self.tables[FICTION]["dien_bien"]}
        self.assertEqual(events, EVENTS - {"unstated"})

    def test_carried_in_and_arisen(self):
        """Some work is carried into the month, some arises in it."""
        issued = [day(r["Ngày ban hành"]) for r in self.directives(FICTION).values()]
        self.assertTrue([when for when in issued if when < PERIOD_FROM])
        self.assertTrue([when for when in issued if PERIOD_FROM <= when <= AS_OF])
        open_before = [
            line
            for line in self.fiction_lines()
            if line["assigned"] < PERIOD_FROM
            and self.status(line, PERIOD_FROM) not in ("done_on_time", "done_late")
        ]
        self.assertTrue(open_before)

    # --- a replay of its own: the product's figures are not consulted

    def fiction_lines(self):
        lines = {}
        for key, task in self.tasks(FICTION).items():
            issued = day(self.directives(FICTION)[key[0]]["Ngày ban hành"])
            for unit in self.lead_units(FICTION, task):
                lines[(*key, unit)] = {
                    "assigned": issued,
                    "due": self.due(FICTION, task),
                    "events": [],
                }
        for row in self.tables[FICTION]["dien_bien"]:
            key = (row["Số, ký hiệu văn bản"], row["Mã nhiệm vụ"], row["Mã đơn vị"])
            lines[key]["events"].append(row)
        return lines.values()

    def status(self, line, as_of=AS_OF):
        state, due, measured = "received", line["due"], as_of
        for row in line["events"]:
            when = day(row["Ngày"])
            if when > as_of:
                break
            allowed, target = LIFE[row["Diễn biến"]]
            self.assertIn(state, allowed, row)
            state = target or state
            due = day(row["Hạn mới"]) or due
            if state == "submitted":
                measured = when
            elif state == "doing":
                measured = as_of
        stages = {
            "received": "todo",
            "doing": "doing",
            "submitted": "waiting",
            "done": "done",
        }
        if state not in stages:
            return state
        if not due:
            no_due = "on_time" if state == "submitted" else "no_due"
            return f"{stages[state]}_{no_due}"
        return f"{stages[state]}_{'late' if measured > due else 'on_time'}"


@tagged("standard", "at_install")
class TestAddonData(BaseCase):
    # The annex of Decree 30/2020/ND-CP: 29 types, two of them without a code.
    CODES = (
        "NQ QĐ CT QC QyĐ TC TB HD CTr KH PA ĐA DA BC BB TTr HĐ CĐ BGN BTT GUQ GM GGT "
        "GNP PG PC PB"
    ).split()

    def test_document_types(self):
        found = records("gov_document_type_data.xml")
        self.assertEqual(len(found), 29)
        self.assertEqual(len({xml_id for xml_id, _values in found}), 29)
        self.assertEqual(len({values["name"] for _id, values in found}), 29)
        self.assertEqual(
            [values["code"] for _id, values in found if "code" in values], self.CODES
        )
        self.assertEqual(
            {values["name"] for _id, values in found if "code" not in values},
            {"Công văn", "Thư công"},
        )

    def test_groups(self):
        found = records("gov_unit_group_data.xml")
        self.assertEqual(len({values["code"] for _id, values in found}), len(found))
        for xml_id, values in found:
            self.assertEqual(xml_id, f"unit_group_{values['code']}")
            self.assertLessEqual(set(values["unit_kinds"].split(",")), KINDS)
            levels = set(values["unit_levels"].split(","))
            self.assertLessEqual(levels, set(LEVELS.values()))
            # An unmarked group that reaches for districts would be empty today.
            if "district" in levels and "commune" not in levels:
                self.assertIn("lịch sử", values["name"])

    def test_period_profile(self):
        ((_id, values),) = records("gov_period_profile_data.xml")
        self.assertEqual(values["cutoff_day"], "14")
        self.assertEqual(values["needs_confirmation"], "True")
        self.assertIn("đối chiếu", values["note"])

    def test_shipped_data_is_not_overwritten(self):
        for name in (
            "gov_document_type_data.xml",
            "gov_unit_group_data.xml",
            "gov_period_profile_data.xml",
        ):
            root = etree.parse(str(ADDON_DATA / name)).getroot()
            self.assertEqual(root.get("noupdate"), "1", name)

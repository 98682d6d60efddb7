"""End to end: the five sources, loaded as users load them, up to the workbook."""

import base64
import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

DATA = Path(__file__).resolve().parent.parent / "data"
# folder: (symbol, date, number of tasks), counted in the sources themselves
SOURCES = {
    "s0_hoa_binh": ("515/UBND-NVK", date(2023, 4, 14), 7),
    "s1_tuan_giao": ("KSH-01/TuanGiao", date(2024, 6, 17), 7),
    "s2_binh_luc": ("KSH-01/BinhLuc", date(2021, 11, 11), 7),
    "s3_hai_phong": ("6174/UBND-KSTTHC", date(2020, 10, 5), 7),
    "s4_hong_ngu": ("2120/QĐ-UBND-HC", date(2021, 10, 25), 10),
}
BANNER = "không phản ánh kết quả thực hiện của đơn vị"


def zip_of(folder):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted((DATA / folder).glob("*.csv")):
            archive.write(path, path.name)
    return target.getvalue()


@tagged("post_install", "-at_install")
class TestSources(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Vietnamese headers are read through the translation, as in an office.
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.env["ir.module.module"]._load_module_terms(["friendly_gov"], ["vi_VN"])
        cls.env = cls.env(context=dict(cls.env.context, lang="vi_VN"))
        cls.load("unit", "don_vi")
        for folder in (*SOURCES, "minh_hoa_tinh_x"):
            cls.load("directive", folder)

    @classmethod
    def load(cls, kind, folder):
        dialog = cls.env["gov.table.import"].create(
            {
                "kind": kind,
                "file": base64.b64encode(zip_of(folder)),
                "file_name": f"{folder}.zip",
                "is_demo": kind == "directive",
            }
        )
        dialog.action_import()

    def directive(self, folder):
        symbol, issued, _count = SOURCES[folder]
        found = self.env["gov.directive"].search([("symbol", "=", symbol)])
        return found.filtered(lambda d: d.date_issued == issued)

    def test_each_source_has_its_directive_and_all_its_tasks(self):
        for folder, (_symbol, _date, count) in SOURCES.items():
            with self.subTest(folder):
                directive = self.directive(folder)
                self.assertEqual(len(directive.task_ids), count)
                self.assertEqual(directive.task_progress, f"{count}/{count}")
                self.assertTrue(directive.is_demo)
                self.assertTrue(directive.source_note)

    def test_related_documents_of_s0_and_s3(self):
        related = self.directive("s0_hoa_binh").relation_ids
        self.assertEqual(
            {(r.related_symbol, r.related_date) for r in related},
            {
                ("01-KH/BCĐDVK", date(2023, 3, 10)),
                ("01-HD/BCĐDVK", date(2023, 3, 13)),
            },
        )
        related = self.directive("s3_hai_phong").relation_ids
        self.assertEqual(
            {(r.related_symbol, r.related_date) for r in related},
            {
                ("3324/QĐ-UBND", date(2019, 12, 30)),
                ("2371/SNV-CCHC&PC", date(2020, 9, 30)),
                ("33/KH-UBND", date(2020, 2, 7)),
                ("272/QĐ-UBND", date(2020, 2, 7)),
                ("339/TB-VPCP", date(2020, 9, 22)),
                ("3485/BTTTT-THH", date(2020, 9, 10)),
                ("30c/NQ-CP", False),
            },
        )

    def test_deadlines_of_the_sources(self):
        dues = self.directive("s0_hoa_binh").task_ids.mapped("date_due")
        # the pilots at province, district and commune: quarter II of 2023
        self.assertEqual(dues.count(date(2023, 6, 30)), 3)
        self.assertEqual(dues.count(False), 4)
        dues = self.directive("s3_hai_phong").task_ids.mapped("date_due")
        self.assertIn(date(2020, 11, 30), dues)
        self.assertIn(date(2020, 12, 31), dues)
        dues = set(self.directive("s4_hong_ngu").task_ids.mapped("date_due"))
        self.assertIn(date(2026, 12, 31), dues)

    def test_no_real_body_is_counted_late(self):
        lines = self.env["gov.assignment"].search([("is_demo", "=", True)])
        real = lines.filtered(lambda a: not a.unit_id.gov_code.startswith("X-"))
        late = {"todo_late", "doing_late", "waiting_late", "done_late"}
        self.assertTrue(real)
        self.assertFalse(real.filtered(lambda a: a.status in late))

    def test_fictitious_units_show_every_status(self):
        lines = self.env["gov.assignment"].search([("unit_id.gov_code", "like", "X-")])
        self.assertGreaterEqual(len(set(lines.mapped("status"))), 10)

    def test_workbook_of_a_source_as_of_a_day_in_its_period(self):
        profile = self.env.ref("friendly_gov.period_profile_nd09_2019")
        periods = self.env["gov.period"]._generate(profile, 2023)
        unit = self.directive("s0_hoa_binh").monitoring_unit_id
        report = self.env["gov.report"].create(
            {
                "period_id": periods.filtered_domain(
                    [("kind", "=", "quarter"), ("index", "=", 2)]
                ).id,
                "date_as_of": date(2023, 6, 30),
                "unit_id": unit.id,
                "coverage": "monitored",
                "is_demo": True,
            }
        )
        report.action_generate()
        lines = self.directive("s0_hoa_binh").assignment_ids
        self.assertEqual(report.line_count, len(lines))
        content = io.BytesIO(base64.b64decode(report.file))
        book = openpyxl.load_workbook(content, data_only=True)
        for sheet in book.worksheets:
            texts = [str(c) for row in sheet.values for c in row if c is not None]
            with self.subTest(sheet.title):
                self.assertTrue(any(BANNER in text for text in texts))
        texts = [c for row in book.worksheets[0].values for c in row]
        self.assertIn("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", texts)
        self.assertIn("SỞ NỘI VỤ TỈNH HÒA BÌNH", texts)

    def test_loading_twice_is_refused_and_keeps_one(self):
        before = self.env["gov.directive"].search_count([])
        with self.assertRaisesRegex(UserError, "dòng 2, cột A"):
            self.load("directive", "s0_hoa_binh")
        self.assertEqual(self.env["gov.directive"].search_count([]), before)

    def test_names_sort_in_vietnamese_order_or_the_office_is_told(self):
        names = ["Đồng", "Dân", "Ăn", "An", "Ân", "Duy", "Êm", "Em"]
        units = self.env["hr.department"].create([{"name": name} for name in names])
        found = units.search([("id", "in", units.ids)], order="name").mapped("name")
        vietnamese = ["An", "Ăn", "Ân", "Dân", "Duy", "Đồng", "Em", "Êm"]
        notice = self.env["res.config.settings"].create({}).gov_database_notice
        self.env.cr.execute(
            "SELECT datlocprovider = 'i' FROM pg_database "
            "WHERE datname = current_database()"
        )
        [(is_icu,)] = self.env.cr.fetchall()
        self.assertEqual(found == vietnamese, is_icu)
        self.assertEqual("ICU" in notice, not is_icu)

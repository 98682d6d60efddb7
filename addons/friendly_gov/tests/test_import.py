import base64
import csv
import io
import zipfile
from datetime import date

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GovCase

DIRECTIVE = {
    "symbol": "515/UBND-NVK",
    "date_issued": "14/04/2023",
    "issuer_code": "T",
    "subject": "Triển khai mô hình “Chính quyền thân thiện vì Nhân dân phục vụ”",
    "assigning_code": "T",
    "monitoring_code": "T-SNV",
    "expected_tasks": 2,
}
TASK = {
    "symbol": "515/UBND-NVK",
    "task_code": "NV01",
    "text": "Thí điểm, ra mắt mô hình cấp tỉnh",
    "deadline_text": "trong quý II năm 2023",
    "lead_codes": "T-VP",
    "coordinating_codes": "T-BDV; T-STC",
}


def workbook(**sheets):
    """XLSX with one sheet a table; each a list of dicts, or of lists of cells."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        keys = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(keys)
        for row in rows:
            sheet.append([row.get(key) for key in keys])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@tagged("post_install", "-at_install")
class TestImport(GovCase):
    def run_import(
        self, content, name="nhap.xlsx", kind="directive", user=None, **vals
    ):
        user = self.users[user] if user else self.env.user
        dialog = (
            self.env["gov.table.import"]
            .with_user(user)
            .create(
                {
                    "kind": kind,
                    "file": base64.b64encode(content),
                    "file_name": name,
                    **vals,
                }
            )
        )
        dialog.action_import()
        return dialog

    def refuse(self, content, *parts, name="nhap.xlsx", kind="directive", **kwargs):
        """The import is refused with every part in its message; nothing is kept."""
        models = (
            "gov.directive",
            "gov.task",
            "hr.department",
            "gov.directive.relation",
        )
        before = [self.env[model].search_count([]) for model in models]
        with self.assertRaises(UserError) as caught:
            self.run_import(content, name=name, kind=kind, **kwargs)
        for part in parts:
            self.assertIn(part, str(caught.exception))
        after = [self.env[model].search_count([]) for model in models]
        self.assertEqual(before, after)

    def test_directive_with_tasks_and_relations(self):
        relation = {
            "symbol": "515/UBND-NVK",
            "relation": "based_on",
            "related_symbol": "01-KH/BCĐDVK",
            "related_date": date(2023, 3, 10),
            "related_issuer": "Ban Chỉ đạo",
        }
        dialog = self.run_import(
            workbook(directive=[DIRECTIVE], task=[TASK], relation=[relation]),
            user="coordinator",
        )
        self.assertTrue(dialog.summary)
        directive = self.env["gov.directive"].search([("symbol", "=", "515/UBND-NVK")])
        self.assertEqual(directive.state, "draft")
        self.assertEqual(directive.date_issued, date(2023, 4, 14))
        self.assertEqual(directive.issuer_name, "UBND tỉnh X")
        self.assertEqual(directive.extending_unit_id, self.province)
        self.assertEqual(directive.confirming_unit_id, self.home)
        self.assertEqual(directive.task_progress, "1/2")
        task = directive.task_ids
        self.assertEqual(task.date_due, date(2023, 6, 30))
        self.assertEqual(task.deadline_precision, "quarter")
        self.assertEqual(task.lead_unit_ids, self.office)
        self.assertEqual(task.coordinating_unit_ids, self.party | self.finance)
        self.assertEqual(directive.relation_ids.related_date, date(2023, 3, 10))

    def test_headers_in_words_and_in_a_zip_of_csv(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            text = io.StringIO()
            writer = csv.writer(text)
            writer.writerow(["Identifier", "NAME of the unit", "Level", "Kind"])
            writer.writerow(["T-C", "Xã C", "Commune", "people's committee"])
            archive.writestr("units.csv", text.getvalue())
        self.run_import(target.getvalue(), name="x.zip", kind="unit")
        unit = self.env["hr.department"].search([("gov_code", "=", "T-C")])
        self.assertEqual(unit.gov_level, "commune")
        self.assertEqual(unit.gov_kind, "people_committee")

    def test_errors_name_sheet_row_and_column(self):
        bad = TASK | {"lead_codes": "T-VP; KHONG-CO", "task_code": None}
        self.refuse(
            workbook(directive=[DIRECTIVE], task=[TASK, bad]),
            "“task”, row 3, column B",
        )
        bad = TASK | {"lead_codes": "T-VP; KHONG-CO", "task_code": "NV02"}
        self.refuse(
            workbook(directive=[DIRECTIVE], task=[TASK, bad]),
            "“task”, row 3, column E",
            "KHONG-CO",
        )

    def test_all_errors_are_told_at_once(self):
        rows = [
            DIRECTIVE | {"date_issued": "31/02/2023"},
            DIRECTIVE | {"symbol": "2/UBND", "expected_tasks": "hai"},
        ]
        self.refuse(workbook(directive=rows), "row 2", "row 3", "31/02/2023", "hai")

    def test_refused_contents(self):
        cases = [
            ({"secrecy": "secret"}, "secret documents"),
            ({"assigning_code": "SAI"}, "SAI"),
            ({"type_code": "XYZ"}, "document type"),
            ({"issuer_code": None}, "issuing body"),
            ({"date_issued": "01/01/2100"}, "lies in the future"),
            ({"urgency": "gấp"}, "gấp"),
        ]
        for values, part in cases:
            with self.subTest(part):
                self.refuse(workbook(directive=[DIRECTIVE | values]), part)
        cases = [
            ({"lead_codes": "T-BDV"}, "Ban Dân vận"),
            ({"lead_group": "khong_co"}, "group of units"),
            ({"deadline_text": "ngày 01/01/2023"}, "row 2, column D: the deadline"),
            ({"date_due": "13/04/2023"}, "row 2, column G: the deadline precedes"),
            ({"symbol": "9/KHAC"}, "table of documents"),
        ]
        for values, part in cases:
            with self.subTest(part):
                self.refuse(workbook(directive=[DIRECTIVE], task=[TASK | values]), part)
        self.refuse(workbook(directive=[DIRECTIVE], task=[TASK, TASK]), "twice")
        self.refuse(workbook(directive=[DIRECTIVE, DIRECTIVE]), "twice")
        self.refuse(workbook(task=[TASK]), "table of documents")

    def test_a_unit_that_ended_before_the_document_does_not_lead(self):
        self.office.gov_date_to = date(2023, 4, 13)
        content = workbook(directive=[DIRECTIVE], task=[TASK])
        self.refuse(content, "row 2, column E: Văn phòng UBND tỉnh X does not exist")

    def test_one_word_of_a_label_is_enough(self):
        level = self.env["hr.department"]._fields["gov_level"]
        labels = [*level._description_selection(self.env), ("x", "Thôn, bản, tổ")]
        self.patch(type(level), "_description_selection", lambda field, env: labels)
        column = self.env["gov.importer.unit"]._get_tables()["unit"][3]
        choices = self.env["gov.importer"]._get_choices(column)
        for word in ("thon", "ban", "to", "thon ban to"):
            self.assertEqual(choices[word], "x")

    def test_a_registered_document_is_not_imported_again(self):
        content = workbook(directive=[DIRECTIVE], task=[TASK])
        self.run_import(content)
        self.refuse(content, "already registered")

    def test_refused_files(self):
        self.refuse(b"\x00\x01 khong phai", name="x.xlsx")
        self.refuse(b"PK\x03\x04 hong", name="x.zip")
        self.refuse(b"", name="x.csv")
        self.refuse(b"a;b\n1;2\n", "template", name="x.csv")
        self.refuse("Số".encode("utf-16-le"), name="x.csv")
        self.refuse(b"x", ".xlsx", name="x.docx")
        formula = workbook(directive=[DIRECTIVE | {"subject": "=1+1"}])
        self.refuse(formula, "formula", "row 2")

    def test_events_are_for_illustrations_only(self):
        event = {"symbol": "515/UBND-NVK", "task_code": "NV01", "unit_code": "T-VP"}
        event |= {"event": "start", "date": date(2023, 4, 20)}
        content = workbook(directive=[DIRECTIVE], task=[TASK], event=[event])
        self.refuse(content, "illustrations")
        with self.assertRaises(AccessError):
            self.run_import(content, user="coordinator", is_demo=True)
        self.run_import(content, user="manager", is_demo=True)
        line = self.env["gov.assignment"].search([("unit_id", "=", self.office.id)])
        self.assertTrue(line.is_demo)
        self.assertEqual(line.state, "doing")
        self.assertEqual(line.date_started, date(2023, 4, 20))
        times = line.log_ids.sorted("id").mapped("recorded_at")
        self.assertEqual(
            [t.date() for t in times], [date(2023, 4, 14), date(2023, 4, 20)]
        )

    def test_events_out_of_order_are_refused(self):
        event = {"symbol": "515/UBND-NVK", "task_code": "NV01", "unit_code": "T-VP"}
        accept = event | {"event": "accept", "date": date(2023, 4, 20)}
        content = workbook(directive=[DIRECTIVE], task=[TASK], event=[accept])
        self.refuse(content, "“event”, row 2", is_demo=True)

    def test_units_parents_by_code_in_any_order(self):
        rows = [
            {"code": "N-2", "name": "Thôn 2", "parent_code": "N-1", "level": "village"},
            {"code": "N-1", "name": "Xã N", "parent_code": "T", "level": "commune"},
            {"code": "T-A", "name": "Xã A mới", "parent_code": "T", "level": "commune"}
            | {"successor_codes": "N-1", "date_to": "30/06/2025"},
        ]
        self.run_import(workbook(unit=rows), kind="unit", user="manager")
        village = self.env["hr.department"].search([("gov_code", "=", "N-2")])
        self.assertEqual(village.parent_id.gov_code, "N-1")
        self.assertEqual(village.parent_id.parent_id, self.province)
        self.assertEqual(self.commune.name, "Xã A mới")
        self.assertEqual(self.commune.gov_successor_ids, village.parent_id)
        self.assertEqual(self.commune.gov_date_to, date(2025, 6, 30))

    def test_units_refused(self):
        a = {"code": "C-1", "name": "Một", "parent_code": "C-2"}
        b = {"code": "C-2", "name": "Hai", "parent_code": "C-1"}
        self.refuse(workbook(unit=[a, b]), "circle", kind="unit")
        self.refuse(
            workbook(unit=[b | {"parent_code": None}] * 2), "row 2", kind="unit"
        )
        self.refuse(workbook(unit=[a]), "C-2", "row 2, column C", kind="unit")
        late = b | {"parent_code": None, "date_from": "1/7/2025", "date_to": "1/1/2025"}
        self.refuse(workbook(unit=[late]), "before it begins", kind="unit")

    def test_only_managers_import_units(self):
        rows = [{"code": "N-1", "name": "Xã N"}]
        with self.assertRaises(AccessError):
            self.run_import(workbook(unit=rows), kind="unit", user="coordinator")

    def test_template_is_imported_again(self):
        for kind in ("unit", "directive"):
            dialog = self.env["gov.table.import"].create({"kind": kind})
            dialog.action_download_template()
            content = base64.b64decode(dialog.template_file)
            book = openpyxl.load_workbook(io.BytesIO(content))
            importer = self.env[f"gov.importer.{kind}"]
            tables = [key for key in importer._get_tables() if key != "event"]
            self.assertEqual(len(book.sheetnames), len(tables) + 1)
            if kind == "unit":
                sheet = book.worksheets[0]
                headers = importer._get_column_labels()["unit"]
                columns = {cell.value: cell.column for cell in sheet[1]}
                sheet.cell(2, columns[headers["code"]], "N-9")
                sheet.cell(2, columns[headers["name"]], "Xã Chín")
                target = io.BytesIO()
                book.save(target)
                self.run_import(target.getvalue(), kind="unit")
                self.assertTrue(
                    self.env["hr.department"].search([("name", "=", "Xã Chín")])
                )

    def test_accents_and_tone_placement_in_headers_and_values(self):
        rows = [{"code": "HB", "name": "UBND tỉnh Hoà Bình"}]
        self.run_import(workbook(unit=rows), kind="unit")
        units = self.env["hr.department"]
        for text in ("Hòa Bình", "hoa binh", "HOÀ BÌNH", "binh hoa", "tinh hoa"):
            with self.subTest(text):
                found = units.search([("complete_name", "ilike", text)])
                self.assertIn("HB", found.mapped("gov_code"))

    def test_import_costs_few_queries_per_row(self):
        tasks = [
            TASK | {"task_code": f"NV{number}", "lead_codes": "T-A; T-B"}
            for number in range(1, 201)
        ]
        small = workbook(directive=[DIRECTIVE], task=tasks[:20])
        large = workbook(
            directive=[DIRECTIVE | {"symbol": "516/UBND-NVK"}],
            task=[task | {"symbol": "516/UBND-NVK"} for task in tasks],
        )
        counts = []
        for content in (small, large):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.run_import(content)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 20)

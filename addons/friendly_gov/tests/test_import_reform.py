"""Reform models and templates in and out of files: all of a file, or nothing."""

import base64
import io
from datetime import date

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_reform_indicator import RegisterCase

MODEL = ["model_code", "model_name", "model_lead_code", "model_start", "model_end"]
# Decision 2120/QĐ-UBND-HC of 25/10/2021, model 4 of 9.
HEN_GIO = "mô hình “Hẹn giờ thực hiện thủ tục hành chính tại nhà người dân”"


class FileCase(RegisterCase):
    def book(self, **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        target = io.BytesIO()
        book.save(target)
        return base64.b64encode(target.getvalue())

    def load(self, kind, file, login="manager", **vals):
        dialogs = self.env["gov.table.import"].with_user(self.users[login])
        dialog = dialogs.create(
            {"kind": kind, "file": file, "file_name": "a.xlsx"} | vals
        )
        dialog.action_import()
        return dialog

    def export(self, kind, records):
        made = self.env["gov.table.import"]._make_export(kind, records)
        return base64.b64encode(made)

    def models(self, *rows, head=MODEL, **sheets):
        return self.book(reform_model=[head, *rows], **sheets)


@tagged("post_install", "-at_install")
class TestModelFile(FileCase):
    def find(self, code):
        return self.env["gov.reform.model"].search([("code", "=", code)])

    def test_models_bases_and_indicators(self):
        file = self.models(
            ["HN-MH04", HEN_GIO, "T-SNV", date(2021, 10, 25), "31/12/2026"],
            reform_basis=[
                ["model_code", "basis_symbol", "basis_date"],
                ["HN-MH04", "2120/QĐ-UBND-HC", "25/10/2021"],
            ],
            reform_indicator=[
                ["model_code", "indicator_code", "indicator_name", "indicator_uom"]
                + ["direction"],
                ["HN-MH04", "CT01", "Hồ sơ tại nhà", "hồ sơ", "up"],
                ["CQTT", "CT01", "Hồ sơ quá hạn", "%", "down"],
            ],
        )
        self.load("reform_model", file, "coordinator")
        model = self.find("HN-MH04")
        self.assertEqual(model.name, HEN_GIO)
        self.assertEqual(model.state, "proposed")
        self.assertFalse(model.is_demo)
        self.assertEqual(model.date_start, date(2021, 10, 25))
        self.assertEqual(model.basis_ids.symbol, "2120/QĐ-UBND-HC")
        self.assertEqual(model.indicator_ids.period_kind, "quarter")
        self.assertEqual(self.model.indicator_ids.direction, "down")

    def test_everything_or_nothing_and_the_place_of_each_error(self):
        file = self.models(
            ["A", "Mô hình A", "T-SNV", None, None],
            ["A", "Mô hình A", "KHONG-CO", date(2026, 1, 2), date(2026, 1, 1)],
            ["B", "Mô hình B", "T-SNV", None, None],
            reform_indicator=[
                ["model_code", "indicator_code", "indicator_name", "indicator_uom"],
                ["Z", "CT01", "x", "%"],
            ],
        )
        with self.assertRaises(UserError) as caught:
            self.load("reform_model", file)
        for words in (
            "4 errors",
            "“reform_model”, row 3, column A",
            "“reform_model”, row 3, column C",
            "“reform_model”, row 3, column E",
            "“reform_indicator”, row 2, column A",
        ):
            with self.subTest(words):
                self.assertIn(words, str(caught.exception))
        self.assertFalse(self.find("A") | self.find("B"))

    def test_a_file_has_no_more_rights_than_its_user(self):
        theirs = self.models(["A", "Mô hình A", "T-A", None, None])
        with self.assertRaises(AccessError):
            self.load("reform_model", theirs, "coordinator")
        with self.assertRaises(AccessError):
            self.load("reform_model", theirs, "officer_a")
        own = self.models(["A", "Mô hình A", "T-SNV", None, None])
        with self.assertRaises(AccessError):
            self.load("reform_model", own, "coordinator", is_demo=True)
        self.assertFalse(self.find("A"))

    def test_the_state_is_told_of_illustrations_only(self):
        head = [*MODEL, "model_state"]
        row = ["A", "Mô hình A", "T-SNV", None, None]
        with self.assertRaises(UserError):
            self.load("reform_model", self.models([*row, "running"], head=head))
        told = self.models([*row, "running"], head=head)
        self.load("reform_model", told, is_demo=True)
        self.assertEqual(
            (self.find("A").state, self.find("A").is_demo), ("running", True)
        )
        row[0] = "B"
        self.load("reform_model", self.models(row), is_demo=True)
        self.assertEqual(self.find("B").state, "unstated")
        for event in ("pilot", "run", "stop"):
            with self.subTest(event), self.assertRaises(UserError):
                self.find("B")._decide(event, "x", ("1/QĐ", date(2021, 10, 25)))

    def test_a_known_one_is_updated_and_missing_columns_stay(self):
        self.model.write({"description": "Giữ", "target_group": "người dân"})
        indicator = self._indicator(code="CT01")
        self._target(indicator)
        file = self.models(
            ["CQTT", "Tên mới", "T-SNV", None, None],
            reform_indicator=[
                ["model_code", "indicator_code", "indicator_name", "indicator_uom"],
                ["CQTT", "CT01", "Tên khác", "%"],
            ],
        )
        self.load("reform_model", file)
        self.assertEqual(self.model.name, "Tên mới")
        self.assertEqual(self.model.description, "Giữ")
        self.assertEqual(self.model.target_group, "người dân")
        self.assertEqual(indicator.name, "Tên khác")
        other = self.models(
            reform_indicator=[
                ["model_code", "indicator_code", "indicator_name", "indicator_uom"],
                ["CQTT", "CT01", "Tên khác", "phiếu"],
            ],
        )
        with self.assertRaises(UserError):
            self.load("reform_model", other)

    def test_what_goes_out_comes_back_equal(self):
        directive = self._directive()
        template = self.env.ref("friendly_gov.stage_template_friendly_government")
        self.model.write(
            {
                "directive_ids": [Command.set(directive.ids)],
                "template_id": template.id,
                "date_start": date(2023, 4, 14),
                "description": "Dòng một; “hai”",
                "basis_ids": [
                    Command.create(
                        {
                            "symbol": "01-KH/BCĐDVK",
                            "date_issued": date(2023, 3, 10),
                            "issuer": "Ban Chỉ đạo",
                        }
                    )
                ],
            }
        )
        self._indicator(code="CT01", direction="down", formula="=A1")
        self.model.flush_recordset()
        file = self.export("reform_model", self.model)
        fields = ["name", "description", "date_start", "template_id", "directive_ids"]
        before = self.model.read(fields)
        basis = self.model.basis_ids.read(["symbol", "date_issued", "issuer"])
        indicators = self.model.indicator_ids.read(
            ["name", "uom", "direction", "formula"]
        )
        history = self.env["gov.history"].search_count([])
        self.load("reform_model", file)
        self.env.invalidate_all()
        self.assertEqual(self.model.read(fields), before)
        self.assertEqual(
            self.model.basis_ids.read(["symbol", "date_issued", "issuer"]), basis
        )
        self.assertEqual(
            self.model.indicator_ids.read(["name", "uom", "direction", "formula"]),
            indicators,
        )
        self.assertEqual(self.env["gov.history"].search_count([]), history)
        # and where there is none yet
        self.model.basis_ids.unlink()
        self.model.unlink()
        self.load("reform_model", file)
        again = self.find("CQTT")
        self.assertEqual(again.template_id, template)
        self.assertEqual(again.directive_ids, directive)
        self.assertEqual(again.basis_ids.issuer, "Ban Chỉ đạo")
        self.assertEqual(again.indicator_ids.formula, "=A1")


@tagged("post_install", "-at_install")
class TestTemplateFile(FileCase):
    def test_eighteen_steps_go_out_and_come_back(self):
        template = self.env.ref("friendly_gov.stage_template_friendly_government")
        names = ["sequence", "code", "name", "stage_id", "offset_days", "is_mandatory"]
        names += ["needs_evidence", "source"]
        file = self.export("template", template)
        before = template.step_ids.read(names)
        template.step_ids[3].write({"name": "x", "is_mandatory": False})
        template.step_ids[17].unlink()
        self.load("template", file)
        self.env.invalidate_all()
        after = template.step_ids.read(names)
        self.assertEqual(len(after), 18)
        for old, new in zip(before, after, strict=True):
            self.assertEqual(old | {"id": 0}, new | {"id": 0})

    def test_a_new_template(self):
        head = ["template_code", "template_name", "template_step_code", "step_name"]
        head += ["stage", "offset_days", "mandatory"]
        rows = [
            ["HG", "Hẹn giờ tại nhà", "1", "Khảo sát nhu cầu", "Ra mắt", 5, "x"],
            ["HG", None, "2", "Lập danh sách", None, None, "Không"],
        ]
        rows[1][-1] = "no"
        self.load("template", self.book(template=[head, *rows]), "coordinator")
        template = self.env["gov.stage.template"].search([("code", "=", "HG")])
        self.assertEqual(template.step_ids.mapped("name"), [r[3] for r in rows])
        self.assertEqual(template.step_ids.mapped("offset_days"), [5, 0])
        self.assertEqual(template.step_ids.mapped("is_mandatory"), [True, False])
        self.assertEqual(
            template.step_ids[0].stage_id, self.env.ref("friendly_gov.stage_launch")
        )

    def test_errors_name_their_place(self):
        head = ["template_code", "template_step_code", "step_name", "stage"]
        head += ["offset_days"]
        rows = [
            ["HG", "1", "Khảo sát", "Không có", 5],
            ["HG", "1", "Khảo sát", None, 5],
            ["HG", "2", "Khảo sát", None, -5],
        ]
        with self.assertRaises(UserError) as caught:
            self.load("template", self.book(template=[head, *rows]))
        self.assertIn("row 4, column E", str(caught.exception))
        rows[2][-1] = 5
        with self.assertRaises(UserError) as caught:
            self.load("template", self.book(template=[head, *rows]))
        for words in ("3 errors", "row 2, column D", "row 3, column B", "needs a name"):
            with self.subTest(words):
                self.assertIn(words, str(caught.exception))
        found = self.env["gov.stage.template"].search([("code", "=", "HG")])
        self.assertFalse(found)

    def test_shared_ones_need_the_administrator(self):
        self.env["res.company"].create({"name": "Tỉnh Y"})
        template = self.env.ref("friendly_gov.stage_template_friendly_government")
        file = self.export("template", template)
        with self.assertRaises(AccessError):
            self.load("template", file, "manager")

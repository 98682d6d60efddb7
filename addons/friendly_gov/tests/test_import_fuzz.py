"""Hostile and broken files at every door: a refusal in words, and nothing written.

The readers are fuzzed without a database in ``test_tools_tabular.py``; here files go
through the dialogs that users have, and must end in a UserError or in an import.
"""

import base64
import io
import random
import re
import unicodedata
import zipfile
from contextlib import suppress
from datetime import date, datetime, time

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.friendly_gov.tools import annex, tabular

from .common import GovCase
from .test_tools_tabular import make_zip, raw, raw_parts, text_cell

MODELS = (
    "hr.department",
    "gov.directive",
    "gov.task",
    "gov.directive.relation",
    "gov.assignment",
    "gov.assignment.log",
    "gov.assignment.result",
    "gov.reform.model",
    "gov.reform.basis",
    "gov.reform.indicator",
    "gov.stage.template",
    "gov.stage.template.step",
    "gov.rollout.wave",
    "gov.rollout",
    "gov.rollout.step",
    "gov.history",
    "gov.period",
    "gov.service.figure",
    "mail.message",
)
NASTY = (
    None,
    "",
    " ",
    "\u202efdp.exe",
    "a\u0301\u0323\u0302" * 40,
    unicodedata.normalize("NFD", "Sở Nội vụ"),
    "😀👩\u200d👩\u200d👧",
    "=1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "-1",
    "<r>x</r>",
    "'; DROP TABLE gov_task; --",
    "%(count)s %s {0}",
    "x" * 32_768,
    "31/02/2023",
    "quý V năm 2023",
    "1e999",
    "nan",
    "2023",
    -1,
    0,
    2**31,
    2**53 + 1,
    1e300,
    0.1,
    45000,
    True,
    date(1900, 1, 1),
    datetime(2199, 12, 31, 23, 59),
    date(9999, 12, 31),
    time(8, 30),
    ";;;",
    "T-A; T-B; ;",
    "a\nb\tc",
    "Không có",
)
UNIT = {"code": "T-N", "name": "Xã N", "parent_code": "T", "level": "commune"}
DIRECTIVE = {
    "symbol": "9/KH-UBND",
    "date_issued": "14/04/2023",
    "issuer_code": "T",
    "subject": "Kế hoạch",
    "assigning_code": "T",
    "monitoring_code": "T-SNV",
    "date_to": "31/12/2023",
    "expected_tasks": 1,
}
TASK = {
    "symbol": "9/KH-UBND",
    "task_code": "1",
    "text": "Thí điểm mô hình",
    "product_quantity": 1.5,
    "deadline_text": "quý II/2023",
    "lead_codes": "T-A",
    "coordinating_codes": "T-STC",
}
RELATION = {
    "symbol": "9/KH-UBND",
    "relation": "based_on",
    "related_symbol": "01-KH/BCĐDVK",
    "related_date": "10/03/2023",
}
EVENT = {
    "symbol": "9/KH-UBND",
    "task_code": "1",
    "unit_code": "T-A",
    "event": "start",
    "date": "20/04/2023",
}
WAVE = {"model_code": "CQTT-X", "wave_name": "Đợt 1", "date_start": "14/04/2023"}
ROLLOUT = {
    "model_code": "CQTT-X",
    "unit_code": "T-A",
    "wave": "Đợt 1",
    "kind": "pilot",
    "steering_code": "T-SNV",
    "origin_code": None,
    "plan_symbol": "01-KH/BCĐDVK",
    "plan_date": "10/03/2023",
    "date_start": "14/04/2023",
    "date_launch_planned": "30/06/2023",
    "pledge_person_count": 20,
}
STEP = {
    "model_code": "CQTT-X",
    "unit_code": "T-A",
    "wave": "Đợt 1",
    "step_code": "B04",
    "name": "Thành lập Ban Chỉ đạo",
    "mandatory": "yes",
    "date_planned": "04/05/2023",
    "date_done": "04/05/2023",
    "document_symbol": "12/QĐ-UBND",
    "document_date": "04/05/2023",
}
ROLLOUT_EVENT = {
    "model_code": "CQTT-X",
    "unit_code": "T-A",
    "wave": "Đợt 1",
    "event": "begin",
    "date": "14/04/2023",
}
SERVICE = {
    "unit_code": "T-A",
    "month": "06/2023",
    "received": 120,
    "on_time": 118,
    "late": 2,
    "online_full": 60,
    "feedback_received": 4,
    "feedback_on_time": 4,
    "note": "Đã đối chiếu",
}
MODEL = {
    "model_code": "HN-MH04",
    "model_name": "Hẹn giờ thực hiện thủ tục hành chính tại nhà người dân",
    "model_lead_code": "T-SNV",
    "model_start": "25/10/2021",
    "model_end": "31/12/2026",
    "directive_symbols": "8/KH-UBND",
    "template_code": "CQTT-18",
}
BASIS = {
    "model_code": "HN-MH04",
    "basis_symbol": "2120/QĐ-UBND-HC",
    "basis_date": "25/10/2021",
}
INDICATOR = {
    "model_code": "HN-MH04",
    "indicator_code": "CT01",
    "indicator_name": "Hồ sơ tại nhà",
    "indicator_uom": "hồ sơ",
    "direction": "up",
    "period_kind": "quarter",
}
TEMPLATE = {
    "template_code": "HG",
    "template_name": "Hẹn giờ tại nhà",
    "template_step_code": "B01",
    "step_name": "Khảo sát nhu cầu",
    "offset_days": 5,
    "mandatory": "yes",
}
ANNEX = {
    "STT": 1,
    "Nội dung nhiệm vụ": "Thí điểm mô hình",
    "Đơn vị chủ trì": "Sở Nội vụ",
    "Đơn vị phối hợp": "Sở Tài chính",
    "Thời hạn": "quý II/2023",
}

# Doors of the dialog that open on another kind of file than their name says.
KINDS = {"demo": "directive", "rollout demo": "rollout"}


def copy(sheets):
    return {name: [list(row) for row in rows] for name, rows in sheets.items()}


def table(*rows):
    return [list(rows[0]), *([row.get(key) for key in rows[0]] for row in rows)]


def save(sheets, change=None):
    """A workbook of ``{name: rows}``; ``change(book)`` before it is saved."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value
    if change:
        change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def as_csv(rows, encoding="utf-8", delimiter=","):
    lines = (
        delimiter.join("" if cell is None else str(cell) for cell in row)
        for row in rows
    )
    return "\n".join(lines).encode(encoding)


class FuzzCase(GovCase):
    """One door for each kind of file: how it is opened, and a good file for it."""

    def setUp(self):
        super().setUp()
        self.line = self._issued(self.commune | self.other)[0]
        self.draft = self._directive(symbol="8/KH-UBND")
        self._reform_model()
        self.env.flush_all()
        self.good = self.make_doors()

    def doors(self):
        return {key: (door, copy(sheets)) for key, (door, sheets) in self.good.items()}

    def make_doors(self):
        return {
            "unit": (self.open_table, {"unit": table(UNIT)}),
            "directive": (
                self.open_table,
                {
                    "directive": table(DIRECTIVE),
                    "task": table(TASK),
                    "relation": table(RELATION),
                },
            ),
            "demo": (
                self.open_table,
                {
                    "directive": table(DIRECTIVE),
                    "task": table(TASK),
                    "event": table(EVENT),
                },
            ),
            "rollout": (
                self.open_table,
                {
                    "wave": table(WAVE),
                    "rollout": table(ROLLOUT),
                    "step": table(STEP),
                },
            ),
            "rollout demo": (
                self.open_table,
                {
                    "wave": table(WAVE),
                    "rollout": table(ROLLOUT),
                    "step": table(STEP | {"date_done": None}),
                    "rollout_event": table(ROLLOUT_EVENT),
                },
            ),
            "service": (self.open_table, {"service": table(SERVICE)}),
            "reform_model": (
                self.open_table,
                {
                    "reform_model": table(MODEL),
                    "reform_basis": table(BASIS),
                    "reform_indicator": table(INDICATOR),
                },
            ),
            "template": (self.open_table, {"template": table(TEMPLATE)}),
            "annex": (self.open_annex, {"Phụ lục": table(ANNEX)}),
            "progress": (self.open_progress, self.good_progress()),
        }

    def open_table(self, kind, data, name):
        dialog = self.env["gov.table.import"].create(
            {
                "kind": KINDS.get(kind, kind),
                "is_demo": "demo" in kind,
                "file": base64.b64encode(data),
                "file_name": name,
            }
        )
        dialog.action_import()

    def open_annex(self, _kind, data, name):
        dialog = self.env["gov.annex.import"].create(
            {
                "directive_id": self.draft.id,
                "file": base64.b64encode(data),
                "file_name": name,
            }
        )
        dialog.action_read()
        dialog.action_confirm()

    def open_progress(self, _kind, data, name):
        dialog = self.env["gov.assignment.sheet"].with_user(self.users["officer_a"])
        dialog = dialog.create({"file": base64.b64encode(data), "file_name": name})
        dialog.action_import()

    def good_progress(self):
        importer = self.env["gov.importer.progress"].with_user(self.users["officer_a"])
        line = self.line.with_user(self.users["officer_a"])
        row = {
            "line": line.id,
            "version": importer._get_versions(line)[line],
            "date_started": datetime(2023, 4, 20),
            "summary": "Đã làm",
            "document_symbol": "12/BC-UBND",
            "document_date": datetime(2023, 6, 28),
            "product_quantity": 2,
            "submit": "yes",
        }
        return {"progress": table(row)}

    def counts(self):
        self.env.flush_all()
        # In one statement: it is asked a thousand times.
        tables = (SQL.identifier(self.env[model]._table) for model in MODELS)
        counts = [SQL("(SELECT count(*) FROM %s)", table) for table in tables]
        return self.env.execute_query(SQL("SELECT %s", SQL(", ").join(counts)))

    def outcome(self, kind, data, name="nhap.xlsx"):
        """``None`` if the file was imported, else the words of the refusal."""
        before, message = self.counts(), None
        undo = self.env.cr.savepoint()
        try:
            self.good[kind][0](kind, data, name)
            self.env.flush_all()
        except UserError as error:
            message = str(error)
            # What the door itself wrote, not what its savepoint hides.
            self.env.invalidate_all()
            self.assertEqual(self.counts(), before, f"{kind}: {message}")
        undo.close(rollback=True)
        self.env.invalidate_all()
        self.assertNotRegex(message or "", r"Traceback|psycopg|odoo\.|\bNone\b")
        return message

    def refused(self, kind, data, name="nhap.xlsx"):
        message = self.outcome(kind, data, name)
        self.assertTrue(message, f"{kind}: taken")
        return message


@tagged("post_install", "-at_install")
class TestFuzzFiles(FuzzCase):
    def test_the_good_files_are_good(self):
        for kind, (_open, sheets) in self.doors().items():
            with self.subTest(kind):
                self.assertIsNone(self.outcome(kind, save(sheets)))

    def broken_files(self):
        """Files that no door may take, whatever is in them."""
        good = save({"unit": table(UNIT)})
        zipped = io.BytesIO()
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spread")
            archive.writestr("content.xml", "<office/>")
        xls = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
        html = "<html><table><tr><td>Mã</td></tr></table></html>".encode()
        rows = "".join(
            f'<row r="{at}">{text_cell(f"A{at}")}</row>' for at in range(1, 20_010)
        )
        lie = '<dimension ref="A1:XFD1048576"/>'
        yield "nothing", b"", "a.xlsx"
        yield "noise", bytes(range(256)) * 9, "a.xlsx"
        yield "head of a zip", b"PK\x03\x04" + b"\0" * 99, "a.xlsx"
        yield "xls inside", xls, "a.xlsx"
        yield "xls", xls, "a.xls"
        yield "html inside", html, "a.xlsx"
        yield "ods inside", zipped.getvalue(), "a.xlsx"
        yield "ods", zipped.getvalue(), "a.ods"
        yield "no name", good, ""
        yield "other name", good, "a.docx"
        yield "csv that is a workbook", good, "a.csv"
        yield "zip that is a workbook", good, "a.zip"
        yield "zip in a zip", make_zip({"a.zip": good}), "a.zip"
        yield "way out", make_zip({"../../a.csv": "a"}), "a.zip"
        yield "bomb", make_zip({"a.csv": b"a" * 5_000_000}), "a.zip"
        yield "bomb in a workbook", raw(**{"xl/x.xml": " " * 5_000_000}), "a.xlsx"
        many = make_zip({f"{at}.csv": "a" for at in range(1001)})
        yield "many entries", many, "a.zip"
        yield "other sheet", save({"X": [["a", "b"], [1, 2]]}), "a.xlsx"
        yield "only a lie", raw("", before=lie), "a.xlsx"
        yield "many rows", raw(rows, before=lie), "a.xlsx"
        wide = save({"X": [[f"c{at}" for at in range(10_000)]]})
        yield "many columns", wide, "a.xlsx"
        yield "tcvn3", b"S\xe8, k\xfd hi\xd6u;Ng\xb5y", "a.csv"
        yield "macro", raw(**{"xl/vbaProject.bin": "x"}), "a.xlsx"
        entity = raw_parts()
        entity["xl/s1.xml"] = "<!DOCTYPE a [<!ENTITY b 'c'>]>" + entity["xl/s1.xml"]
        yield "entities", make_zip(entity), "a.xlsx"

    def test_broken_files(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env = self.env(context=dict(self.env.context, lang="vi_VN"))
        files = list(self.broken_files())
        for kind, (_open, sheets) in self.doors().items():
            if kind == "demo":
                continue
            good = save(sheets)
            cut = [
                (f"cut at {part}", good[: int(len(good) * part)], "a.xlsx")
                for part in (0.1, 0.5, 0.9, 0.99)
            ]
            for what, data, name in files + cut:
                with self.subTest(f"{kind}: {what}"):
                    message = self.refused(kind, data, name)
                    if kind in ("unit", "directive"):
                        self.assertRegex(message.lower(), "[ạảấầẩậắặếềểệịỏọốồộớợụủứừ]")

    def test_a_million_rows(self):
        row = "<row><c><v>1</v></c></row>"
        data = raw(row * 1_000_010)
        self.assertLess(len(data), 10 * 1024 * 1024)
        self.assertTrue(self.refused("unit", data))

    def test_headers(self):
        for kind, (_open, sheets) in self.doors().items():
            name, rows = next(iter(sheets.items()))
            rest = {key: sheets[key] for key in sheets if key != name}
            twice = [[*rows[0], rows[0][1]], *rows[1:]]
            late = [["x"]] * 15 + rows
            none = rows[1:]
            for what, changed in (("twice", twice), ("late", late), ("none", none)):
                with self.subTest(f"{kind}: {what}"):
                    self.refused(kind, save({name: changed, **rest}))

    def test_merged_cells(self):
        for kind, (_open, sheets) in self.doors().items():
            if kind == "annex":
                continue

            def merge(book):
                book.worksheets[0].merge_cells("A2:B2")

            with self.subTest(kind):
                self.refused(kind, save(sheets, merge))

    def test_formulas_and_links_to_other_files(self):
        for formula in (
            "=1+1",
            "=cmd|' /C calc'!A0",
            "='[http://x/y.xlsx]S'!A1",
            '=WEBSERVICE("http://x")',
        ):
            for kind, (_open, sheets) in self.doors().items():

                def put(book, formula=formula):
                    book.worksheets[0]["B2"].value = formula

                with self.subTest(f"{kind}: {formula}"):
                    self.refused(kind, save(sheets, put))

    def test_csv_in_other_dresses(self):
        rows = [["Identifier", "Name of the unit"], ["T-N", "Xã Nà Ớt"]]
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            for delimiter in ",;\t":
                with self.subTest(f"{encoding} {delimiter!r}"):
                    data = as_csv(rows, encoding, delimiter)
                    self.assertIsNone(self.outcome("unit", data, "a.csv"))
        tones = "Xa\u0303 Na\u0300 Ơ\u0301t".encode("cp1258")
        data = b"code;name\nT-N;" + tones
        self.assertIsNone(self.outcome("unit", data, "a.csv"))
        self.refused("unit", as_csv(rows, "utf-16-le"), "a.csv")
        self.refused("unit", as_csv([*rows, ['"x']]), "a.csv")

    def test_dates_of_the_1904_system(self):
        def other_epoch(book):
            book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

        row = DIRECTIVE | {"date_issued": datetime(2023, 4, 14)}
        data = save({"directive": table(row)}, other_epoch)
        self.open_table("directive", data, "a.xlsx")
        found = self.env["gov.directive"].search([("symbol", "=", "9/KH-UBND")])
        self.assertEqual(found.date_issued, date(2023, 4, 14))


@tagged("post_install", "-at_install")
class TestFuzzValues(FuzzCase):
    def test_values_that_the_database_would_refuse(self):
        for kind, sheet, column, value in (
            ("directive", "directive", "expected_tasks", 2**31),
            ("directive", "directive", "expected_tasks", -1),
            ("directive", "directive", "date_to", "01/01/1999"),
            ("directive", "task", "product_quantity", -0.5),
            ("unit", "unit", "code", "a,b"),
            ("demo", "event", "event", "assign_owner"),
            ("rollout", "rollout", "pledge_person_count", -1),
            ("rollout", "rollout", "pledge_person_count", 2**31),
            ("rollout", "rollout", "date_launch_planned", "01/01/1999"),
            ("rollout", "rollout", "plan_date", "01/01/2199"),
            ("rollout", "step", "date_done", "01/01/2199"),
            ("rollout", "step", "document_symbol", None),
            ("rollout demo", "rollout_event", "event", "transfer"),
            ("progress", "progress", "product_quantity", -1),
            ("progress", "progress", "line", 2**31),
        ):
            sheets = self.doors()[kind][1]
            if column not in sheets[sheet][0]:
                sheets[sheet][0].append(column)
            if column == "date_to":
                sheets[sheet][0].append("date_from")
                sheets[sheet][1].append("01/01/2023")
            at = sheets[sheet][0].index(column)
            sheets[sheet][1][at] = value
            with self.subTest(f"{kind} {column} {value}"):
                message = self.refused(kind, save(sheets))
                self.assertIn(sheet, message)

    def test_mutations(self):
        chance = random.Random(515)
        taken = refused = 0
        for kind, (_open, sheets) in self.doors().items():
            for attempt in range(30):
                changed = copy(sheets)
                for _change in range(chance.choice((1, 1, 2, 5))):
                    rows = chance.choice(list(changed.values()))
                    row = chance.choice(rows[1:] if attempt % 5 else rows)
                    row[chance.randrange(len(row))] = chance.choice(NASTY)
                with self.subTest(f"{kind} {attempt}"):
                    try:
                        data = save(changed)
                    except (ValueError, OverflowError, TypeError):
                        continue  # openpyxl cannot write it, so nobody can send it
                    if self.outcome(kind, data) is None:
                        taken += 1
                    else:
                        refused += 1
        self.assertGreater(taken, 15)
        self.assertGreater(refused, 50)

    def test_every_refusal_has_its_words(self):
        codes = set(re.findall(r"^([a-z_]+(?:, [a-z_]+)*)  +", tabular.__doc__, re.M))
        codes = {code for group in codes for code in group.split(", ")}
        codes |= set(re.findall(r'TableError\("(\w+)"', open(annex.__file__).read()))
        self.assertGreater(len(codes), 25)
        words = self.env["gov.importer"]._get_error_messages({})
        self.assertEqual(codes - set(words), set())

    def test_errors_beyond_a_screen_are_counted(self):
        rows = [UNIT | {"code": f"T-{at}", "level": "sao Hỏa"} for at in range(45)]
        message = self.refused("unit", save({"unit": table(*rows)}))
        self.assertEqual(message.count("sao Hỏa"), 30)
        self.assertIn("45 errors", message)
        self.assertIn("and 15 more", message)

    def test_units_in_a_circle(self):
        rows = [
            UNIT | {"code": "A", "parent_code": "B"},
            UNIT | {"code": "B", "parent_code": "A"},
        ]
        self.assertIn("circle", self.refused("unit", save({"unit": table(*rows)})))
        one = UNIT | {"code": "T", "parent_code": "T-A"}
        self.refused("unit", save({"unit": table(one)}))

    def test_pasted_annex(self):
        chance = random.Random(63)
        good = "\n".join("\t".join(map(str, row)) for row in table(ANNEX))
        for attempt in range(60):
            text = list(good)
            for _change in range(chance.choice((1, 4, 20))):
                place = chance.randrange(len(text))
                text[place] = chance.choice(('"', "\t", "\n", "\x00", "\u202e", "ế"))
            annexes = self.env["gov.annex.import"]
            dialog = annexes.create(
                {"directive_id": self.draft.id, "text": "".join(text)}
            )
            before = self.counts()
            with self.subTest(attempt):
                with suppress(UserError):
                    dialog.action_read()
                self.assertEqual(self.counts(), before)

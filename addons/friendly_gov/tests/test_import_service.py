"""Service figures from files, and out into the same columns."""

import base64
import io
import random
from datetime import date, datetime

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.friendly_gov.models.gov_service_figure import COUNTS
from odoo.addons.friendly_gov.tools.month import parse_month

from .test_import_fuzz import NASTY, save, table
from .test_service_figure import GOOD, ServiceCase

ROW = {"unit_code": "T-A", "month": "06/2024", **GOOD}


@tagged("post_install", "-at_install")
class TestMonth(ServiceCase):
    def test_as_people_and_excel_write_it(self):
        for text in ("6/2024", "06/2024", "06-2024", "01/06/2024", "2024-06", "6.2024"):
            with self.subTest(text):
                self.assertEqual(parse_month(text), (2024, 6))
        self.assertEqual(parse_month("Tháng 6 năm 2024"), (2024, 6))
        for text in ("", "2024", "13/2024", "0/2024", "15/06/2024", "quý II/2024"):
            with self.subTest(text):
                self.assertIsNone(parse_month(text))


@tagged("post_install", "-at_install")
class TestImportService(ServiceCase):
    def load(self, *rows, login="manager", name="nhap.xlsx", data=None, **options):
        data = data or save({"service": table(*rows)})
        dialog = self.env["gov.table.import"].with_user(self.users[login])
        dialog = dialog.create(
            {
                "kind": "service",
                "file": base64.b64encode(data),
                "file_name": name,
                **options,
            }
        )
        dialog.action_import()
        return dialog

    def figures(self, unit=None):
        domain = [("unit_id", "=", (unit or self.commune).id)]
        return self.env["gov.service.figure"].search(domain, order="month")

    def test_new_and_known_rows(self):
        self.load(ROW, ROW | {"unit_code": "T-B", "received": 300})
        figure = self.figures()
        self.assertEqual({name: figure[name] for name in GOOD}, GOOD)
        self.assertEqual(figure.period_id, self._period(6))
        self.assertEqual(self.figures(self.other).received, 300)
        self.load(ROW | {"late": 1}, ROW | {"month": "7/2024"})
        self.assertEqual(self.figures().mapped("late"), [1, 2])
        self.assertEqual(self.figures().mapped("month")[0], date(2024, 6, 1))
        history = self.env["gov.history"].search(
            [("res_model", "=", figure._name), ("res_id", "=", figure.id)]
        )
        self.assertEqual([row.snapshot["late"] for row in history], [1, 2])
        # what equals what stands leaves no trace
        self.load(ROW | {"late": 1})
        self.assertEqual(history.search_count([("res_id", "=", figure.id)]), 2)

    def test_a_column_that_is_not_there_stays_as_it_is(self):
        self.load(ROW | {"note": "Đã đối chiếu"})
        self.load({"unit_code": "T-A", "month": "06/2024", "dialogue": 3, "postal": ""})
        figure = self.figures()
        self.assertEqual((figure.dialogue, figure.received), (3, 120))
        self.assertEqual(figure.note, "Đã đối chiếu")
        self.assertEqual(figure.postal, 0, "an empty cell counts zero")

    def test_numbers_as_text_with_separators(self):
        counts = {"received": "1.234", "online_full": "1 100", "channel_portal": "12"}
        self.load(ROW | counts)
        figure = self.figures()
        self.assertEqual(
            (figure.received, figure.online_full, figure.channel_portal),
            (1234, 1100, 12),
        )

    def test_months_as_excel_keeps_them(self):
        self.load(ROW | {"month": datetime(2024, 6, 1)})
        self.assertEqual(self.figures().period_id, self._period(6))

    def test_errors_name_sheet_row_and_column(self):
        later = self.env.company._gov_today().year + 1
        cases = (
            ({"unit_code": "T-KHONG"}, "row 3, column A"),
            ({"month": "13/2024"}, "row 3, column B"),
            ({"month": f"12/{later}"}, "row 3, column B"),
            ({"month": "6/2024", "unit_code": "T-A"}, "row 2"),
            ({"unit_code": "T-B", "received": "nhiều"}, "row 3, column D"),
            ({"unit_code": "T-B", "received": -1}, "row 3, column D"),
            ({"unit_code": "T-B", "received": 1.5}, "row 3, column D"),
            ({"unit_code": "T-B", "on_time": 500}, "row 3, column E"),
            ({"unit_code": "T-B", "online_full": 500}, "row 3, column G"),
            ({"unit_code": "T-B", "feedback_on_time": 5}, "row 3, column K"),
            ({"unit_code": None}, "row 3"),
        )
        for change, place in cases:
            with self.subTest(change), self.assertRaises(UserError) as caught:
                self.load(ROW, ROW | {"month": "5/2024"} | change)
            self.assertIn(place, str(caught.exception))
            self.assertFalse(self.figures())

    def test_sums_are_checked_with_what_stands(self):
        self.load(ROW)
        with self.assertRaisesRegex(UserError, "row 2"):
            self.load({"unit_code": "T-A", "month": "6/2024", "received": 50})
        self.assertEqual(self.figures().received, 120)

    def test_months_that_nobody_made_are_made(self):
        self.assertFalse(self.env["gov.period"].search([("year", "=", 2022)]))
        self.load(ROW | {"month": "3/2022"}, login="officer_a")
        period = self.figures().period_id
        self.assertEqual(period.date_from, date(2022, 2, 15))
        self.assertEqual(period.date_to, date(2022, 3, 14))
        self.assertEqual(period.profile_id, self.profile)

    def test_who_imports_for_whom(self):
        for login, code in (
            ("officer_a", "T-B"),
            ("officer_b", "T-A"),
            ("coordinator", "T-STC"),
            ("no_scope", "T-A"),
        ):
            with self.subTest(login), self.assertRaisesRegex(UserError, "do not enter"):
                self.load(ROW | {"unit_code": code}, login=login)
        for login in ("staff_a", "leader", "clerk", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.load(ROW, login=login)
        self.assertFalse(self.figures())
        self.load(ROW, login="officer_a")
        self.load(ROW | {"unit_code": "T-B"}, login="coordinator")
        self.assertTrue(self.figures())
        self.assertTrue(self.figures(self.other))

    def test_officers_import_nothing_else(self):
        for kind in ("unit", "directive"):
            with self.subTest(kind), self.assertRaises(AccessError):
                self.load(ROW, login="officer_a", kind=kind)

    def test_the_template_is_read_back(self):
        dialog = self.env["gov.table.import"].create({"kind": "service"})
        book = openpyxl.load_workbook(io.BytesIO(dialog._get_template()))
        sheet = book.worksheets[0]
        titles = [cell.value for cell in sheet[1]]
        self.assertEqual(len(titles), len(COUNTS) + 3)
        sheet.append(["T-A", "06/2024", *range(len(COUNTS))])
        for name, value in (("online_full", 0), ("postal", 0), ("on_time", 0)):
            sheet.cell(2, 3 + COUNTS.index(name)).value = value
        for name, value in (("received", 900), ("feedback_received", 90)):
            sheet.cell(2, 3 + COUNTS.index(name)).value = value
        target = io.BytesIO()
        book.save(target)
        self.load(data=target.getvalue())
        self.assertEqual(self.figures().received, 900)
        self.assertEqual(self.figures().dialogue, len(COUNTS) - 1)

    def export(self, records, login, lang=None):
        dialogs = self.env["gov.table.import"].with_user(self.users[login])
        dialogs = dialogs.with_context(lang=lang) if lang else dialogs
        return dialogs._make_export("service", records.with_user(self.users[login]))

    def test_round_trip(self):
        chance = random.Random(4)
        for unit in (self.commune, self.other, self.third):
            for index in chance.sample(range(1, 11), 4):
                counts = {name: chance.randrange(40) for name in COUNTS}
                counts |= {"received": 1000 + index, "feedback_received": 60}
                note = chance.choice(("=1+1", "007", "Dòng một\nDòng hai", False))
                self._figure(unit, index, note=note, **counts)
        figures = self.env["gov.service.figure"].search([])
        names = [*COUNTS, "note", "month", "unit_id"]
        before = figures.read(names, load=None)
        self.env["res.lang"]._activate_lang("vi_VN")
        for lang in ("en_US", "vi_VN"):
            data = self.export(figures, "manager", lang)
            figures.write(dict.fromkeys(COUNTS, 0) | {"note": ""})
            self.load(data=data)
            self.env.invalidate_all()
            self.assertEqual(figures.read(names, load=None), before)
            self.assertEqual(figures.search_count([]), len(before))

    def test_an_export_holds_what_its_maker_reads(self):
        self.load(ROW, ROW | {"unit_code": "T-B"})
        with self.assertRaises(AccessError):
            dialogs = self.env["gov.table.import"].with_user(self.users["officer_a"])
            dialogs._export("service", self.figures(self.other).with_env(dialogs.env))

    def test_hostile_cells_are_refused_or_kept_as_text(self):
        chance = random.Random(7)
        columns = [*ROW, "note"]
        for value in NASTY:
            column = chance.choice(columns)
            row = ROW | {"note": None} | {column: value}
            with self.subTest(f"{column}: {value!r:.40}"):
                undo = self.env.cr.savepoint()
                try:
                    self.load(row)
                except UserError as error:
                    self.assertNotRegex(str(error), r"Traceback|psycopg|\bNone\b")
                    self.assertFalse(self.figures())
                undo.close(rollback=True)
                self.env.invalidate_all()

    def test_many_rows_take_a_few_statements(self):
        units = self.env["hr.department"].create(
            [
                {
                    "name": f"Xã {number}",
                    "gov_code": f"N-{number}",
                    "gov_kind": "people_committee",
                    "gov_level": "commune",
                    "parent_id": self.province.id,
                }
                for number in range(40)
            ]
        )
        rows = [ROW | {"unit_code": unit.gov_code} for unit in units]
        self.env.flush_all()
        counts = []
        for few in (rows[:2], rows[2:]):
            before = self.env.cr.sql_log_count
            self.load(*few)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5)

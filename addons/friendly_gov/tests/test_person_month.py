import base64
import io
from datetime import date

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, new_test_user, tagged

from ..report.queries import person_month
from .common import GROUPS, GovCase


@tagged("post_install", "-at_install")
class TestPersonMonth(GovCase):
    """Products per person and month, worked out by hand.

    May 2023, commune A. An: two products of coefficient 1.5, 5 asked and 4 delivered
    on time, one fault counted and one excluded; and one delivered late. Bình: one
    overdue, one in time. Nobody: one line.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.an = cls._user("an", ["officer"], cls.commune)
        cls.binh = cls._user("binh", ["officer"], cls.commune)
        cls.an.name, cls.binh.name = "An", "Bình"
        cls.directive = cls._directive()

    def as_user(self, record, login):
        return record.with_user(self.users[login])

    def line(self, owner=None, day="2023-04-20", unit=None, **vals):
        with freeze_time(f"{day} 02:00:00"):
            line = self._issued(unit, directive=self.directive, **vals)
            if owner:
                line.sudo()._decide("assign_owner", vals={"owner_id": owner.id})
        return line

    def finish(self, line, submitted, accepted, quantity=0, **vals):
        with freeze_time(f"{submitted} 02:00:00"):
            self._result(line, product_quantity=quantity).action_submit()
        with freeze_time(f"{accepted} 02:00:00"):
            self.as_user(line, "coordinator").action_accept(**vals)

    def make_may(self):
        first = self.line(
            self.an, product_quantity=5, coefficient=1.5, deadline_text="15/5/2023"
        )
        self.finish(
            first,
            "2023-05-10",
            "2023-05-12",
            4,
            grade="good",
            fault_count=1,
            fault_excluded=1,
            fault_note="Mất điện diện rộng",
        )
        late = self.line(self.an, deadline_text="15/5/2023")
        self.finish(late, "2023-05-20", "2023-05-22", grade="met")
        self.line(self.binh, deadline_text="15/5/2023", coefficient=2)
        self.line(self.binh, deadline_text="30/6/2023", product_quantity=3)
        self.line()
        return first

    def month(self, as_of=date(2023, 5, 31), units=None):
        units = units or self.commune
        domain = [("is_demo", "=", False)]
        first = as_of.replace(day=1)
        return person_month.Month(domain, first, as_of, tuple(units.ids))

    def rows(self, *args, **kwargs):
        found = person_month.person_rows(self.env, self.month(*args, **kwargs))
        return {row["owner_name"]: row for row in found}

    def test_figures_of_a_month(self):
        self.make_may()
        rows = self.rows()
        self.assertEqual(list(rows), ["An", "Bình", None])
        an, binh, nobody = rows.values()
        self.assertEqual(
            {name: an[name] for name in an if name not in ("owner_id", "unit_id")},
            {
                "owner_name": "An",
                "unit_name": "Xã A",
                "assigned": 2,
                "done": 2,
                "done_on_time": 1,
                "done_late": 1,
                "overdue": 0,
                "converted_assigned": 8.5,
                "converted_done": 7,
                "converted_on_time": 6,
                "fault_count": 1,
                "fault_excluded": 1,
                "grade_failed": 0,
                "grade_met": 1,
                "grade_good": 1,
                "grade_excellent": 0,
                "fixed": 0,
                "fixed_converted": 0,
                "fixed_faults": 0,
            },
        )
        self.assertEqual((binh["assigned"], binh["done"], binh["overdue"]), (2, 0, 1))
        self.assertEqual((binh["converted_assigned"], binh["converted_done"]), (5, 0))
        self.assertEqual((nobody["assigned"], nobody["overdue"]), (1, 0))

    def test_what_was_closed_before_belongs_to_its_own_month(self):
        self.make_may()
        rows = self.rows(date(2023, 6, 30))
        self.assertNotIn("An", rows)
        self.assertEqual(rows["Bình"]["assigned"], 2)
        april = self.rows(date(2023, 4, 30))
        self.assertEqual((april["An"]["assigned"], april["An"]["done"]), (2, 0))
        self.assertEqual(april["An"]["converted_assigned"], 8.5)

    def test_a_later_correction_is_a_change_of_its_own_month(self):
        first = self.make_may()
        before = self.rows()
        with freeze_time("2023-06-05 02:00:00"):
            self.as_user(first, "coordinator")._correct(
                {"quantity_done": 2, "fault_count": 3, "grade": "failed"},
                "Đếm lại",
                ("27/STC-TB", date(2023, 6, 2)),
            )
        self.assertEqual(self.rows(), before)
        an = self.rows(date(2023, 6, 30))["An"]
        self.assertEqual((an["assigned"], an["done"], an["fault_count"]), (0, 0, 0))
        self.assertEqual((an["fixed"], an["fixed_faults"]), (1, 2))
        self.assertEqual(an["fixed_converted"], -3)

    def test_not_counted_and_other_units_stay_out(self):
        line = self.line(self.an)
        with freeze_time("2023-05-10 02:00:00"):
            self.as_user(line, "coordinator")._decide("withdraw", reason="x")
        self.line(unit=self.other)
        self.assertEqual(self.rows(), {})

    def test_products_add_up_to_the_persons(self):
        self.make_may()
        products = person_month.product_rows(self.env, self.month())
        self.assertEqual(len(products), 5)
        self.assertEqual(sum(row["converted_done"] or 0 for row in products), 7)
        self.assertEqual(sum(row["converted_assigned"] for row in products), 14.5)
        self.assertEqual(products[0]["fault_note"], "Mất điện diện rộng")

    def test_rights_are_those_of_the_lines(self):
        self.make_may()
        for login, wanted in (("officer_a", 3), ("manager", 3), ("officer_b", 0)):
            env = self.env(user=self.users[login])
            with self.subTest(login):
                rows = person_month.person_rows(env, self.month())
                self.assertEqual(len(rows), wanted)

    def dialog(self, login, unit=None, **vals):
        values = {"month": "5", "year": "2023", "unit_id": (unit or self.commune).id}
        dialogs = self.env["gov.person.month"].with_user(self.users[login])
        return dialogs.create(values | vals)

    def test_who_makes_the_table(self):
        for login in ("staff_a", "clerk", "plain", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.dialog(login).action_make()
        with self.assertRaises(AccessError):
            self.dialog("officer_b").action_make()
        with self.assertRaises(AccessError):
            self.dialog("officer_a", self.province).action_make()
        for login in ("officer_a", "leader", "manager"):
            with self.subTest(login):
                dialog = self.dialog(login)
                dialog.action_make()
                self.assertTrue(dialog.file)
        watcher = new_test_user(
            self.env, "gov_watch", groups=f"base.group_user,{GROUPS['leader']}"
        )
        self.users["watch"] = watcher
        watcher.gov_follow_unit_ids = self.commune
        self.dialog("watch").action_make()
        with self.assertRaises(AccessError):
            self.dialog("watch", self.other).action_make()

    def test_month_and_year(self):
        for vals in (
            {"year": "23"},
            {"year": "2o23"},
            {"year": "1999"},
            {"year": "９９９９"},
            {"year": "2023", "month": "9"},
        ):
            with self.subTest(vals), freeze_time("2023-08-15 02:00:00"):
                with self.assertRaises(UserError):
                    self.dialog("officer_a", **vals).action_make()
        with freeze_time("2023-08-15 02:00:00"):
            month = self.dialog("officer_a", month="8")._get_month()
            self.assertEqual(month.as_of, date(2023, 8, 15))
            defaults = self.env["gov.person.month"].default_get(["month", "year"])
            self.assertEqual(defaults, {"month": "7", "year": "2023"})

    def test_the_workbook_says_what_it_is(self):
        self.make_may()
        dialog = self.dialog("officer_a")
        action = dialog.action_make()
        self.assertEqual(action["res_id"], dialog.id)
        self.assertIn("5 products, 3 rows", dialog.summary)
        empty = self.dialog("officer_a", month="1")
        empty.action_make()
        self.assertIn("No product", empty.summary)
        self.assertIn("san_pham_2023-05.xlsx", dialog.action_download()["url"])
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(dialog.file)))
        persons, products = book.worksheets
        cells = [c.value for row in persons.iter_rows() for c in row if c.value]
        self.assertIn("XÃ A", cells)
        said = ("does not rate officials", "không xếp loại cán bộ, công chức")
        self.assertTrue(any(words in str(cell) for cell in cells for words in said))
        table = [row for row in persons.iter_rows(values_only=True) if row[1] == "An"]
        self.assertEqual(
            table,
            [
                (1, "An", "Xã A", "05/2023", 2, 2, 1, 1, 0, 8.5, 7, 6)
                + (0, 1, 1, 0, 1, 1, 0, 0, 0)
            ],
        )
        formulas = [c.value for c in persons[persons.max_row] if c.value]
        self.assertIn("=SUM(E", str(formulas))
        texts = [c.value for row in products.iter_rows() for c in row]
        self.assertIn("Mất điện diện rộng", texts)

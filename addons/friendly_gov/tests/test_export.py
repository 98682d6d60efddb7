"""What goes out in the columns of the import comes back equal."""

import base64
import io
import random
from datetime import date, timedelta

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GovCase

WORDS = (
    "Xây dựng kế hoạch; “một cửa”, liên thông",
    "=HYPERLINK(1) không phải công thức",
    "007",
    "30/6/2023",
    "Dòng một\nDòng hai",
    "<r>Đặc khu</r>…",
    "😀 ưỡỹ",
)
UNIT_FIELDS = (
    "name",
    "gov_code",
    "gov_admin_code",
    "gov_level",
    "gov_kind",
    "gov_date_from",
    "gov_date_to",
)
DIRECTIVE_FIELDS = (
    "symbol",
    "date_issued",
    "issuer_name",
    "signer_position",
    "signing_authority",
    "subject",
    "urgency",
    "secrecy",
    "date_from",
    "date_to",
    "expected_task_count",
    "source_note",
    "symbol_key",
    "issuer_key",
)
TASK_FIELDS = (
    "code",
    "text",
    "source_place",
    "product",
    "product_quantity",
    "product_uom",
    "coefficient",
    "target",
    "deadline_text",
    "date_due",
    "deadline_precision",
)


@tagged("post_install", "-at_install")
class TestExport(GovCase):
    def setUp(self):
        super().setUp()
        self.chance = random.Random(19)
        self.units = self.env["hr.department"].search(
            [("id", "child_of", self.province.ids)]
        )
        self.other.write({"gov_date_to": date(2025, 6, 30), "gov_admin_code": "00123"})
        self.other.gov_successor_ids = self.commune
        group = self.env.ref("friendly_gov.unit_group_xh_so")
        self.home.gov_ranking_group_id = group

    def any_text(self):
        return self.chance.choice((*WORDS, False))

    def any_date(self, first=date(2023, 4, 14)):
        later = first + timedelta(days=self.chance.randrange(900))
        return self.chance.choice((later, False))

    def any_units(self, most=3):
        state = self.units.filtered(lambda unit: not unit.gov_is_exempt)
        state -= self.other
        chosen = self.chance.sample(state.ids, self.chance.randrange(most + 1))
        return [Command.set(chosen)]

    def make_directive(self, number):
        chance = self.chance
        directive = self._directive(
            symbol=f"{number:02}/KH-UBND",
            type_id=chance.choice(self.env["gov.document.type"].search([]).ids),
            issuer_name=f"Cơ quan {number}",
            subject=chance.choice(WORDS),
            signer_position=self.any_text(),
            signing_authority=chance.choice(("tm", "kt", "q", False)),
            urgency=chance.choice(("normal", "urgent", "immediate")),
            date_to=self.any_date(),
            expected_task_count=chance.randrange(5),
            source_note=self.any_text(),
            issuer_id=chance.choice((self.province.id, False)),
        )
        for at in range(chance.randrange(6)):
            self._task(
                directive,
                self.env["hr.department"],
                code=f"0{at}",
                text=chance.choice(WORDS),
                product=self.any_text(),
                product_quantity=chance.choice((0, 1.5, 20_000, 0.1)),
                coefficient=chance.choice((1, 0.75)),
                target=chance.choice(("100%", False)),
                deadline_text=chance.choice(("quý III/2024", "theo quy định", False)),
                lead_unit_ids=self.any_units(),
                excluded_unit_ids=self.any_units(1),
                coordinating_unit_ids=self.any_units(),
                lead_group_id=chance.choice(
                    (self.env.ref("friendly_gov.unit_group_ubnd_xa").id, False)
                ),
            )
            task = directive.task_ids[-1]
            if not task.date_due:
                task.date_due = self.any_date()
        self.env["gov.directive.relation"].create(
            {
                "directive_id": directive.id,
                "relation": chance.choice(("guides", "amends", "mentions")),
                "related_symbol": "01-KH/BCĐDVK",
                "related_date": self.any_date(),
                "related_subject": self.any_text(),
            }
        )
        return directive

    def export(self, kind, records, user="manager", lang=None):
        dialogs = self.env["gov.table.import"].with_user(self.users[user])
        dialogs = dialogs.with_context(lang=lang) if lang else dialogs
        action = dialogs._export(kind, records.with_env(dialogs.env))
        dialog = dialogs.browse(int(action["url"].split("/")[4]))
        return base64.b64decode(dialog.template_file)

    def bring_in(self, kind, content, company):
        dialog = self.env["gov.table.import"].with_company(company)
        dialog.create(
            {"kind": kind, "file": base64.b64encode(content), "file_name": "x.xlsx"}
        ).action_import()

    def plain(self, record, names):
        return {name: record[name] or False for name in names}

    def describe_task(self, task):
        return (
            self.plain(task, TASK_FIELDS)
            | {
                name: sorted(task[name].mapped("gov_code"))
                for name in (
                    "lead_unit_ids",
                    "excluded_unit_ids",
                    "coordinating_unit_ids",
                )
            }
            | {"group": task.lead_group_id}
        )

    def describe(self, directive):
        return (
            self.plain(directive, DIRECTIVE_FIELDS),
            directive.type_id,
            directive.issuer_id.gov_code,
            [
                directive[name].gov_code
                for name in (
                    "assigning_unit_id",
                    "monitoring_unit_id",
                    "extending_unit_id",
                    "confirming_unit_id",
                )
            ],
            [self.describe_task(task) for task in directive.task_ids],
            [
                self.plain(
                    relation,
                    ("relation", "related_symbol", "related_date", "related_subject"),
                )
                for relation in directive.relation_ids
            ],
        )

    def describe_unit(self, unit):
        return self.plain(unit, UNIT_FIELDS) | {
            "parent": unit.parent_id.gov_code,
            "successors": unit.gov_successor_ids.mapped("gov_code"),
            "group": unit.gov_ranking_group_id,
        }

    def test_into_an_empty_company_and_equal(self):
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        company.gov_tz = "Asia/Ho_Chi_Minh"
        self.bring_in("unit", self.export("unit", self.units), company)
        copies = self.env["hr.department"].search([("company_id", "=", company.id)])
        by_code = {unit.gov_code: self.describe_unit(unit) for unit in copies}
        self.assertEqual(len(copies), len(self.units))
        for unit in self.units:
            self.assertEqual(by_code[unit.gov_code], self.describe_unit(unit))
        directives = self.env["gov.directive"].union(
            *(self.make_directive(number) for number in range(1, 13))
        )
        self.bring_in("directive", self.export("directive", directives), company)
        copies = self.env["gov.directive"].search([("company_id", "=", company.id)])
        by_symbol = {copy.symbol: self.describe(copy) for copy in copies}
        self.assertEqual(len(copies), 12)
        self.assertGreater(len(directives.task_ids), 12)
        for directive in directives:
            with self.subTest(directive.symbol):
                self.assertEqual(by_symbol[directive.symbol], self.describe(directive))

    def test_words_of_the_reader(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        content = self.export("unit", self.commune, lang="vi_VN")
        [sheet] = openpyxl.load_workbook(io.BytesIO(content)).worksheets
        self.assertEqual(sheet.cell(2, 2).value, "Xã A")
        self.assertNotEqual(sheet.cell(1, 1).value, "Identifier")
        self.commune.name = "Tên sửa tay"
        self.bring_in("unit", content, self.env.company)
        self.assertEqual(self.commune.name, "Xã A")

    def test_what_a_file_cannot_name(self):
        nameless = self._unit("T-X", "Không mã", "office")
        nameless.gov_code = False
        with self.assertRaisesRegex(UserError, "identifier first.*Không mã"):
            self.export("unit", nameless)
        directive = self._directive()
        self._task(directive, nameless)
        with self.assertRaisesRegex(UserError, "Không mã"):
            self.export("directive", directive)
        twin = self._directive(date_issued=date(2024, 4, 14))
        directive.task_ids.unlink()
        with self.assertRaisesRegex(UserError, "515/UBND-NVK"):
            self.export("directive", directive | twin)

    def test_under_the_rights_of_the_user(self):
        far = self._unit("Y", "UBND tỉnh Y", "people_committee")
        far.parent_id = False
        hidden = self._directive(
            symbol="9/UBND",
            issuer_id=far.id,
            assigning_unit_id=far.id,
            monitoring_unit_id=far.id,
            extending_unit_id=far.id,
            confirming_unit_id=far.id,
        )
        self.assertTrue(self.export("directive", self._directive(), "coordinator"))
        with self.assertRaises(AccessError):
            self.export("directive", hidden, "coordinator")
        for login in ("staff_a", "officer_a", "leader", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.export("unit", self.commune, login)

    def test_actions_of_the_lists(self):
        for name, records, login in (
            ("gov_directive_action_export", self._directive(), "coordinator"),
            ("hr_department_action_export", self.commune, "manager"),
        ):
            action = self.env.ref(f"friendly_gov.{name}").with_user(self.users[login])
            action = action.with_context(
                active_model=records._name, active_ids=records.ids
            )
            self.assertIn("/template_file/xuat_", action.run()["url"])
        dialog = self.env["gov.table.import"].with_user(self.users["coordinator"])
        made = dialog.create({"kind": "unit", "template_file": b"eA=="})
        with self.assertRaises(AccessError):
            made.with_user(self.users["manager"]).read(["template_file"])

"""The annex of a directive becomes its draft tasks."""

import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import GovCase

HEADER = "STT\tNội dung nhiệm vụ\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời hạn\tGhi chú"
ROWS = (
    "I\tNHIỆM VỤ CHUNG\t\t\t\t",
    "1\tBan hành kế hoạch\tSở Nội vụ\tSở Tài chính; Ban Dân vận\tQuý II/2023\t",
    "2\tRa mắt mô hình\tUBND các xã, phường, đặc khu\tVP UBND tỉnh\t30/9/2023\tĐợt 1",
    "2\tTập huấn\tSở Lạ; Sở Nội vụ\t\tkhi có văn bản mới của cấp trên\t",
    "3\tTuyên truyền\tBáo Lạ\t\t\t",
)


@tagged("post_install", "-at_install")
class TestAnnexImport(GovCase):
    def setUp(self):
        super().setUp()
        self.directive = self._directive()

    def dialog(self, user="coordinator", **vals):
        values = {"directive_id": self.directive.id, "text": "\n".join((HEADER, *ROWS))}
        annexes = self.env["gov.annex.import"].with_user(self.users[user])
        return annexes.create(values | vals)

    def refuse(self, annex, part, method="action_read"):
        before = self.env["gov.task"].search_count([])
        with self.assertRaises(UserError) as caught:
            getattr(annex, method)()
        self.assertIn(part, str(caught.exception))
        self.assertEqual(self.env["gov.task"].search_count([]), before)

    def test_preview(self):
        annex = self.dialog()
        annex.action_read()
        self.assertEqual(annex.state, "preview")
        self.assertFalse(self.directive.task_ids)
        head, plan, model, train, press = annex.line_ids
        self.assertFalse(head.include)
        self.assertIn("heading", head.warning)
        self.assertTrue(plan.include)
        self.assertEqual(plan.number, 3)
        self.assertEqual(plan.lead_unit_ids, self.home)
        self.assertEqual(plan.coordinating_unit_ids, self.finance | self.party)
        self.assertEqual(plan.date_due, date(2023, 6, 30))
        self.assertFalse(plan.warning)
        group = self.env.ref("friendly_gov.unit_group_ubnd_xa")
        self.assertEqual(model.lead_group_id, group)
        self.assertEqual(model.coordinating_unit_ids, self.office)
        self.assertEqual(train.lead_unit_ids, self.home)
        self.assertEqual(train.unknown_lead, "Sở Lạ")
        self.assertIn("Sở Lạ", train.warning)
        self.assertEqual(
            [line.code for line in annex.line_ids[1:]], ["1", "2", "3", "4"]
        )
        self.assertIn("no lead unit", press.warning)
        self.assertEqual((annex.included_count, annex.warning_count), (4, 2))

    def test_confirmed_rows_become_draft_tasks(self):
        annex = self.dialog("clerk")
        annex.action_read()
        annex.action_confirm()
        tasks = self.directive.task_ids
        self.assertEqual(tasks.mapped("code"), ["1", "2", "3", "4"])
        self.assertEqual(set(tasks.mapped("state")), {"draft"})
        plan, model, train, press = tasks
        self.assertEqual(plan.text, "Ban hành kế hoạch")
        self.assertEqual(plan.date_due, date(2023, 6, 30))
        self.assertEqual(plan.deadline_precision, "quarter")
        self.assertEqual(model.text, "Ra mắt mô hình\nNote: Đợt 1")
        self.assertEqual(model._resolve_lead_units(), self.commune | self.other)
        self.assertEqual(train.text, "Tập huấn\nLead as written: Sở Lạ")
        self.assertEqual(train.deadline_precision, "event")
        self.assertFalse(press._has_lead())
        with self.assertRaisesRegex(UserError, "task 4 has no lead unit"):
            self.directive.action_issue()
        # a second click, and the same table once more: nothing doubled
        self.refuse(annex, "Read the table first", "action_confirm")
        again = self.dialog()
        again.action_read()
        known = again.line_ids.filtered("is_known")
        self.assertEqual(known.mapped("text"), ["Ban hành kế hoạch"])
        self.assertFalse(known.include)

    def test_choices_of_the_person_count(self):
        annex = self.dialog()
        annex.action_read()
        with Form(annex) as form:
            with form.line_ids.edit(4) as line:
                line.lead_unit_ids.add(self.office)
                line.date_due = date(2023, 12, 1)
            with form.line_ids.edit(3) as line:
                line.include = False
        annex.action_confirm()
        press = self.directive.task_ids[-1]
        self.assertEqual(press.text, "Tuyên truyền")
        self.assertEqual(press.lead_unit_ids, self.office)
        self.assertEqual(press.date_due, date(2023, 12, 1))
        self.assertEqual(len(self.directive.task_ids), 3)

    def test_what_would_be_refused_is_told_before(self):
        rows = [HEADER, "1\tMột\tBan Dân vận\t\t\t", "2\tHai\tSở Nội vụ\t\t1/1/2023\t"]
        annex = self.dialog(text="\n".join(rows))
        annex.action_read()
        self.refuse(annex, "Row 2: Ban Dân vận", "action_confirm")
        self.refuse(annex, "Row 3: the deadline precedes", "action_confirm")
        annex.line_ids.include = False
        self.refuse(annex, "Tick at least one row", "action_confirm")
        annex = self.dialog()
        annex.action_read()
        annex.line_ids[1:3].code = "7"
        self.refuse(annex, "stand twice: 7", "action_confirm")

    def test_the_department_of_the_own_province(self):
        far = self._unit("Y", "UBND tỉnh Y", "people_committee")
        far.parent_id = False
        self._unit("Y-SNV", "Sở Nội vụ", "department", parent=far)
        annex = self.dialog()
        annex.action_read()
        self.assertEqual(annex.line_ids[1].lead_unit_ids, self.home)

    def test_refused_tables(self):
        for text, part in (
            ("", "Paste the table"),
            ("a\tb\nc\td", "lead unit and the coordinating unit"),
            ("STT\tĐơn vị chủ trì\tĐơn vị phối hợp\n1\ta\tb", "“Task contents”"),
            (HEADER, "empty"),
            (HEADER + "\n1\tx\ta" * 501, "more than 500 rows"),
        ):
            with self.subTest(part):
                self.refuse(self.dialog(text=text), part)
        for data, name, part in (
            (b"x", "a.xls", ".xlsx"),
            (b"x", "a.xlsx", "no Excel workbook"),
            (b"PK\x03\x04", "a.xlsx", "damaged"),
        ):
            with self.subTest(name):
                file = base64.b64encode(data)
                self.refuse(self.dialog(file=file, file_name=name), part)

    def test_only_drafts_of_the_own_bodies(self):
        annex = self.dialog()
        annex.action_read()
        self._task(self.directive, self.commune)
        self.directive.action_issue()
        self.refuse(annex, "not issued yet", "action_confirm")
        self.refuse(self.dialog(), "not issued yet")

    def test_crafted_calls(self):
        far = self._unit("Y", "UBND tỉnh Y", "people_committee")
        far.parent_id = False
        hidden = self._directive(
            symbol="9/MAT",
            assigning_unit_id=far.id,
            monitoring_unit_id=far.id,
            issuer_id=far.id,
            extending_unit_id=far.id,
            confirming_unit_id=far.id,
        )
        for login in ("staff_a", "officer_a", "leader", "plain", "portal", "public"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.dialog(login)
        with self.assertRaises(AccessError):
            self.dialog(directive_id=hidden.id)
        annex = self.dialog()
        for vals in ({"directive_id": hidden.id}, {"state": "preview"}):
            with self.assertRaises(AccessError):
                annex.write(vals)
        with self.assertRaises(AccessError):
            annex.with_user(self.users["clerk"]).read(["text"])
        lines = self.env["gov.annex.import.line"].with_user(self.users["clerk"])
        with self.assertRaises(AccessError):
            lines.create({"annex_id": annex.id, "text": "x"})

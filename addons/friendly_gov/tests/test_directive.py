from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GovCase

# Numbers and dates as the sources give them.
SYMBOLS = (
    "515/UBND-NVK",
    "01-KH/BCĐDVK",
    "01-HD/BCĐDVK",
    "6174/UBND-KSTTHC",
    "2371/SNV-CCHC&PC",
    "2120/QĐ-UBND-HC",
    "54/2025/QĐ-UBND",
    "161-CTr/BCSĐUBND-BDVTU",
    "12-QyĐ/TU",
    "145/BC-UBND.NC",
)


@tagged("post_install", "-at_install")
class TestDirective(GovCase):
    def test_official_symbols_raise_no_warning(self):
        for symbol in SYMBOLS:
            with self.subTest(symbol):
                directive = self._directive(symbol=symbol)
                self.assertFalse(directive.symbol_warning)
        self.assertTrue(self._directive(symbol="văn bản không số").symbol_warning)

    def test_year_of_the_symbol_stands_over_the_date(self):
        directive = self._directive(
            symbol="54/2025/QĐ-UBND", date_issued=date(2026, 1, 2)
        )
        self.assertEqual(directive.symbol_year, 2025)

    def test_same_number_in_another_year_or_of_another_body_is_another_document(self):
        self._directive()
        self._directive(date_issued=date(2024, 1, 2))
        self._directive(issuer_id=self.home.id)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._directive(subject="khác")

    def test_deadlines_as_written(self):
        directive = self._directive(
            symbol="6174/UBND-KSTTHC", date_issued=date(2020, 10, 5)
        )
        for text, due, precision in (
            ("tháng 12/2020", date(2020, 12, 31), "month"),
            ("trong tháng 11/2020", date(2020, 11, 30), "month"),
            ("quý IV", date(2020, 12, 31), "quarter"),
            ("quý II/2023", date(2023, 6, 30), "quarter"),
            ("năm 2021", date(2021, 12, 31), "year"),
            ("20/12/2020", date(2020, 12, 20), "day"),
            ("theo quy định", False, "regulation"),
            ("trước, trong và sau Hội nghị tổng kết", False, "event"),
            ("", False, "none"),
        ):
            with self.subTest(text):
                task = self._task(directive, self.commune, deadline_text=text)
                self.assertEqual(task.date_due, due)
                self.assertEqual(task.deadline_precision, precision)

    def test_a_deadline_may_be_corrected_and_not_precede_the_document(self):
        task = self._task(
            self._directive(), self.commune, deadline_text="sớm nhất có thể"
        )
        self.assertTrue(task.deadline_warning)
        task.date_due = date(2023, 5, 1)
        self.assertFalse(task.deadline_warning)
        with self.assertRaises(ValidationError):
            task.date_due = date(2023, 4, 13)

    def test_group_is_resolved_at_the_date_of_the_document(self):
        gone = self._unit("T-OLD", "Xã cũ", "people_committee", "commune")
        gone.gov_date_to = date(2023, 4, 13)
        new = self._unit("T-NEW", "Xã mới", "people_committee", "commune")
        new.gov_date_from = date(2023, 4, 15)
        group = self.env["gov.unit.group"].create(
            {
                "name": "UBND các xã",
                "code": "test_xa",
                "unit_kinds": "people_committee",
                "unit_levels": "commune, province",
            }
        )
        directive = self._directive(recipient_group_ids=[Command.set(group.ids)])
        task = self._task(directive, self.env["hr.department"], lead_group_id=group.id)
        task.excluded_unit_ids = self.other
        directive.action_issue()
        # neither the body that gives the order, nor units of another time
        self.assertEqual(task.assignment_ids.unit_id, self.commune)
        self.assertEqual(directive.recipient_ids.unit_id, self.commune | self.other)

    def test_group_values_are_checked(self):
        with self.assertRaises(ValidationError):
            self.env["gov.unit.group"].create(
                {"name": "x", "code": "x", "unit_kinds": "xa, phuong"}
            )

    def test_nothing_to_issue_says_what_is_missing(self):
        directive = self._directive()
        with self.assertRaises(UserError):
            directive.action_issue()
        self._task(directive, self.env["hr.department"])
        with self.assertRaisesRegex(UserError, "1"):
            directive.action_issue()

    def test_tasks_added_later_are_issued_alone(self):
        line = self._issued()
        directive = line.directive_id
        self._task(directive, self.other)
        directive.action_issue()
        self.assertEqual(directive.assignment_ids.unit_id, self.commune | self.other)
        self.assertEqual(len(line.log_ids), 1)
        with self.assertRaises(UserError):
            directive.action_issue()

    def test_withdraw_ends_what_is_open(self):
        lines = self._issued(self.commune | self.other)
        done = lines.filtered(lambda a: a.unit_id == self.commune)
        self._result(done).action_submit()
        done.with_user(self.users["coordinator"]).action_accept()
        directive = lines.directive_id.with_user(self.users["coordinator"])
        directive.action_withdraw()
        self.assertEqual(directive.state, "withdrawn")
        self.assertEqual(set(lines.mapped("state")), {"done", "withdrawn"})
        with self.assertRaises(UserError):
            self._task(lines.directive_id, self.other)

    def test_seen_is_an_explicit_receipt_of_the_own_unit(self):
        directive = self._directive(
            recipient_ids=[
                Command.create({"unit_id": unit.id})
                for unit in (self.commune, self.other)
            ]
        )
        self._task(directive, self.commune)
        directive.action_issue()
        mine = directive.with_user(self.users["officer_a"])
        mine.read(["subject"])
        self.assertFalse(directive.recipient_ids.filtered("seen_at"))
        mine.action_mark_seen()
        seen = directive.recipient_ids.filtered("seen_at")
        self.assertEqual(seen.unit_id, self.commune)
        self.assertEqual(seen.seen_user_id, self.users["officer_a"])
        with self.assertRaises(UserError):
            mine.action_mark_seen()
        with self.assertRaises(AccessError):
            seen.sudo().write({"seen_at": False})
        with self.assertRaises(UserError):
            seen.sudo().unlink()

    def test_one_notice_per_person_however_many_tasks(self):
        directive = self._directive()
        for _number in range(3):
            self._task(directive, self.commune)
        directive.action_issue()
        partner = self.users["officer_a"].partner_id
        notices = self.env["mail.message"].search(
            [
                ("model", "=", "gov.directive"),
                ("res_id", "=", directive.id),
                ("notified_partner_ids", "in", partner.ids),
            ]
        )
        self.assertEqual(len(notices), 1)

    def test_related_documents_in_and_outside_the_system(self):
        basis = self._directive(symbol="01-KH/BCĐDVK", date_issued=date(2023, 3, 10))
        directive = self._directive(
            relation_ids=[
                Command.create({"related_directive_id": basis.id}),
                Command.create(
                    {
                        "related_symbol": "01-HD/BCĐDVK",
                        "related_date": date(2023, 3, 13),
                        "related_issuer": "Ban Chỉ đạo",
                    }
                ),
            ]
        )
        self.assertEqual(
            directive.relation_ids.mapped("related_symbol"),
            ["01-KH/BCĐDVK", "01-HD/BCĐDVK"],
        )
        self.assertEqual(directive.relation_ids[0].related_date, date(2023, 3, 10))
        with self.assertRaises(ValidationError):
            directive.relation_ids = [
                Command.create({"related_directive_id": directive.id})
            ]

    def test_text_is_kept_in_nfc_and_found_in_any_spelling(self):
        decomposed = "Thực hiện mô hình ở Hòa Bình"
        directive = self._directive(subject=decomposed)
        self.assertIn("Hòa Bình", directive.subject)
        for text in ("hoa binh", "Hoà Bình", "HÒA BÌNH", "515", "binh mo hinh"):
            with self.subTest(text):
                found = directive.search([("search_text", "ilike", text)])
                self.assertIn(directive, found)

    def test_issuing_costs_the_same_per_batch(self):
        """Statements of one batch do not grow with the units of a task."""
        units = self.env["hr.department"].create(
            [
                {"name": f"Xã {n}", "gov_kind": "people_committee"}
                | {"company_id": self.env.company.id, "parent_id": self.province.id}
                for n in range(60)
            ]
        )
        counts = []
        for number, batch in enumerate((units[:10], units)):
            directive = self._directive(symbol=f"{number}/UBND-TH")
            self._task(directive, batch)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            directive.action_issue()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 5)

    def test_units_of_another_company_are_refused(self):
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        foreign = self.env["hr.department"].create(
            {"name": "Sở của tỉnh khác", "company_id": company.id}
        )
        with self.assertRaises(UserError):
            self._directive(monitoring_unit_id=foreign.id)
        with self.assertRaises(UserError):
            self._task(self._directive(), foreign)
        with self.assertRaises(UserError):
            self._directive(
                symbol="2/UBND",
                recipient_ids=[Command.create({"unit_id": foreign.id})],
            )

    def test_a_unit_that_ended_is_not_given_tasks(self):
        self.commune.gov_date_to = date(2023, 4, 13)
        directive = self._directive()
        self._task(directive, self.commune)
        with self.assertRaisesRegex(UserError, "Xã A"):
            directive.action_issue()
        self.assertEqual(directive.state, "draft")

    def test_recipients_see_what_was_issued(self):
        directive = self._directive(
            recipient_ids=[Command.create({"unit_id": self.other.id})]
        )
        self._task(directive, self.commune)
        reader = directive.with_user(self.users["officer_b"])
        self.assertFalse(reader.has_access("read"))
        directive.action_issue()
        self.assertTrue(reader.has_access("read"))

    def test_a_delegate_with_no_other_role_acts_for_the_body(self):
        delegate = self._user("delegate", ["coordinator"], self.office)
        directive = self._directive()
        self._task(directive, self.commune)
        mine = directive.with_user(delegate)
        self.assertFalse(mine.has_access("read"))
        self.province.gov_delegate_ids |= self.office
        self.assertTrue(mine.has_access("write"))
        mine.action_issue()
        line = directive.assignment_ids
        line.with_user(delegate)._decide("withdraw", reason="Giao nhầm")
        self.assertEqual(line.state, "withdrawn")
        # taken back, it takes sight and power with it
        self.province.gov_delegate_ids -= self.office
        self.assertFalse(mine.has_access("read"))
        self.assertFalse(line.with_user(delegate).has_access("read"))

    def test_illustrations_send_no_notice(self):
        values = self._directive(symbol="99/MH-UBND").copy_data()[0]
        values |= {"symbol": "100/MH-UBND", "is_demo": True}
        directive = self.env["gov.directive"]._guarded_create([values])
        self._task(directive, self.commune)
        directive.action_issue()
        domain = [("model", "=", "gov.directive"), ("res_id", "=", directive.id)]
        partner = self.users["officer_a"].partner_id
        notices = self.env["mail.message"].search(domain)
        self.assertNotIn(partner, notices.notified_partner_ids)

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .pledge_review_common import PledgeReviewCase

PAPER = ("45/KL-UBND", date(2022, 4, 20))


@tagged("post_install", "-at_install")
class TestPledgeCase(PledgeReviewCase):
    """Praise, reports, and breaches that a document concluded."""

    def test_a_praise_is_noted_and_a_report_waits(self):
        praise = self._case(self.officer_2, kind="praise")
        report = self._case(self.officer_2)
        self.assertEqual((praise.state, report.state), ("noted", "open"))
        self.assertFalse(praise.waiting_text)
        self.assertIn(self.commune.name, report.waiting_text)

    def test_a_breach_is_never_entered(self):
        for login in ("officer_a", "manager", "leader"):
            with self.subTest(login), self.assertRaises(ValidationError):
                self._case(self.users[login], self.unit_pledge, kind="breach")

    def test_a_breach_needs_its_document(self):
        case = self._case(self.officer_2).with_user(self.head_a)
        for symbol, day in ((None, None), (" ", PAPER[1]), (PAPER[0], None)):
            with self.assertRaises(UserError):
                case._conclude("breach", "Đã rõ", (symbol, day))
        with self.assertRaises(UserError):
            case._conclude("breach", None, (PAPER[0], date(2022, 3, 1)))
        case._conclude("breach", None, PAPER)
        self.assertEqual((case.kind, case.state), ("breach", "breach"))
        self.assertEqual((case.conclusion_symbol, case.conclusion_date), PAPER)
        with self.assertRaises(UserError):
            case._conclude("cleared", "x")

    def test_no_breach_needs_a_reason_or_a_document(self):
        case = self._case(self.officer_2).with_user(self.head_a)
        with self.assertRaises(UserError):
            case._conclude("cleared")
        case._conclude("cleared", "Đã xác minh, không có cơ sở")
        self.assertEqual((case.kind, case.state), ("reported", "cleared"))

    def test_concluded_by_the_dialog_with_a_scan(self):
        case = self._case(self.officer_2)
        dialog = (
            self.env["gov.pledge.case.conclude"]
            .with_user(self.head_a)
            .create(
                {
                    "case_id": case.id,
                    "outcome": "breach",
                    "document_symbol": PAPER[0],
                    "document_date": PAPER[1],
                    "file": b"eA==",
                    "file_name": "kl.pdf",
                }
            )
        )
        dialog.action_confirm()
        self.assertEqual(case.file_ids.mapped("name"), ["kl.pdf"])
        row = self.env["gov.history"].search(
            [("res_model", "=", "gov.pledge.case"), ("res_id", "=", case.id)], limit=1
        )
        self.assertEqual((row.event, row.document_symbol), ("case_conclude", PAPER[0]))

    def test_days(self):
        today = self.env.company._gov_today()
        for day in (date(today.year + 1, 1, 1), date(2021, 11, 10)):
            with self.subTest(day), self.assertRaises(ValidationError):
                self._case(self.officer_2, date=day)

    def test_only_signed_pledges(self):
        pledge = self._pledge(self.campaign, unit=self.other)
        with self.assertRaises(ValidationError):
            self._case(self.users["manager"], pledge)

    def test_statement_of_the_same_code(self):
        other = self._measured_code().statement_ids[0]
        with self.assertRaises(ValidationError):
            self._case(self.officer_2, statement_id=other.id)
        self._case(self.officer_2, statement_id=self.code.group_ids.statement_ids[0].id)

    def test_a_case_stays_as_it_was_entered(self):
        case = self._case(self.officer_2)
        for vals in (
            {"description": "x"},
            {"date": date(2022, 3, 16)},
            {"kind": "praise"},
            {"source": "x"},
            {"pledge_id": self.officer_pledge.id},
            {"state": "cleared"},
        ):
            for record in (case, case.sudo()):
                with self.subTest(vals), self.assertRaises(UserError):
                    record.write(vals)
        for record in (case, case.sudo()):
            with self.assertRaises(AccessError):
                record.unlink()

    def test_crafted_values(self):
        for vals in (
            {"state": "cleared"},
            {"recorded_by_id": self.users["manager"].id},
            {"conclusion_symbol": "x"},
            {"unit_id": self.other.id},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                self._case(self.officer_2, **vals)

    def test_who_enters(self):
        # A stranger, plain staff, and whoever it is about.
        for login in ("officer_b", "staff_a", "plain", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self._case(self.users[login])
        with self.assertRaises(AccessError):
            self._case(self.users["officer_a"], self.officer_pledge, kind="praise")
        for user in (
            self.officer_2,
            self.home_officer,
            self.head_a,
            self.users["coordinator"],
            self.users["manager"],
        ):
            with self.subTest(user.login):
                self.assertEqual(self._case(user).state, "open")

    def test_who_concludes_about_a_person(self):
        case = self._case(self.officer_2)
        for login in ("staff_a", "officer_a", "officer_b", "no_scope", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                case.with_user(self.users[login])._conclude("cleared", "x")
        with self.assertRaises(AccessError):
            case._conclude("cleared", "x")
        case.with_user(self.users["coordinator"])._conclude("cleared", "x")

    def test_nobody_concludes_about_oneself_or_the_own_unit(self):
        pledge = self._signed(self._employee(self.head_a, self.commune))
        case = self._case(self.officer_2, pledge)
        with self.assertRaises(AccessError):
            case.with_user(self.head_a)._conclude("cleared", "x")
        unit = self._case(self.officer_2, self.unit_pledge)
        with self.assertRaises(AccessError):
            unit.with_user(self.head_a)._conclude("cleared", "x")
        unit.with_user(self.users["coordinator"])._conclude("cleared", "x")

    def test_a_report_is_not_taken_back_by_the_unit(self):
        case = self._case(self.officer_2, self.unit_pledge)
        for user in (self.officer_2, self.head_a):
            with self.subTest(user.login), self.assertRaises(AccessError):
                case.with_user(user)._conclude("withdrawn", "Nhập nhầm")
        praise = self._case(self.officer_2, self.unit_pledge, kind="praise")
        praise._conclude("withdrawn", "Nhập nhầm")
        self.assertEqual(praise.state, "withdrawn")

    def test_readers(self):
        users = dict(self.users) | {
            "head_a": self.head_a,
            "officer_2": self.officer_2,
            "home_officer": self.home_officer,
        }
        person = {"staff_a", "head_a", "coordinator", "leader", "manager"}
        unit = {"officer_a", "officer_2", "head_a", "home_officer"}
        unit |= {"coordinator", "leader", "manager"}
        for pledge, wanted in (
            # Whoever entered it reads it as well.
            (self.pledge, person | {"officer_2"}),
            (self.unit_pledge, unit),
        ):
            case = self._case(self.officer_2, pledge)
            file = self.env["gov.pledge.case.file"].with_user(self.officer_2)
            file = file.create({"case_id": case.id, "name": "a.pdf", "file": b"eA=="})
            for record in (case, file):
                found = {
                    login
                    for login, user in users.items()
                    if record.with_user(user).has_access("read")
                }
                self.assertEqual(found, wanted)
        self.officer_2.gov_unit_ids = self.other
        self.assertFalse(case.with_user(self.officer_2).has_access("read"))

    def test_colleagues_find_no_case(self):
        case = self._case(self.head_a)
        pledge = self.pledge.with_user(self.users["officer_a"])
        self.assertFalse(pledge.case_ids)
        found = pledge.search([("case_ids.kind", "=", "reported")])
        self.assertNotIn(pledge, found)
        pledge.invalidate_recordset()
        self.assertEqual(pledge.with_user(self.head_a).case_ids, case)

    def test_files_stay_once_it_is_concluded(self):
        case = self._case(self.officer_2)
        case.write(
            {
                "file_ids": [
                    Command.create({"name": "a.pdf", "file": b"eA=="}),
                ]
            }
        )
        file = case.file_ids
        with self.assertRaises(AccessError):
            file.with_user(self.users["officer_b"]).write({"name": "b.pdf"})
        case.with_user(self.head_a)._conclude("cleared", "x")
        for record in (file, file.sudo()):
            with self.assertRaises(UserError):
                record.write({"name": "b.pdf"})
            with self.assertRaises(UserError):
                record.unlink()
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "gov.pledge.case.file"),
                ("res_field", "=", "file"),
                ("res_id", "=", file.id),
            ]
        )
        with self.assertRaises(AccessError):
            attachment.sudo().write({"datas": b"eHg="})
        with self.assertRaises(UserError):
            file.create({"case_id": case.id, "name": "c.pdf", "file": b"eA=="})

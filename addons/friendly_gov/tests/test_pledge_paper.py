import hashlib
import json
from base64 import b64encode
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .pdf_common import PDF, Signer
from .pledge_common import PledgeCase
from .test_pledge_screen import drawing

SCAN = b"%PDF-1.4\nscan of the list\n%%EOF\n"


@tagged("post_install", "-at_install")
class TestPledgePaper(PledgeCase):
    """What was signed on paper is entered by officers, with the scan."""

    def setUp(self):
        super().setUp()
        self.campaign = self._campaign(document_date="2024-06-03")
        people = self.people
        self.staff = self._pledge(self.campaign, people["staff_a"])
        self.officer = self._pledge(self.campaign, people["officer_a"])
        self.nobody = self._pledge(self.campaign, people["nobody"])
        self.unit = self._pledge(self.campaign, unit=self.commune)

    def dialog(self, pledges, login="officer_a", **vals):
        user = self.users[login]
        # Chiềng Sinh, 17/6/2024.
        values = {
            "pledge_ids": [Command.set(pledges.ids)],
            "date_signed": date(2024, 6, 17),
            "file": b64encode(SCAN),
            "file_name": "danh-sach.pdf",
        }
        dialog = self.env["gov.pledge.paper"].with_user(user)
        return dialog.create(values | vals)

    def enter(self, pledges, login="officer_a", **vals):
        self.dialog(pledges, login, **vals).action_confirm()

    def refused(self, pledges, login="officer_a", **vals):
        with self.assertRaises(UserError):
            self.enter(pledges, login, **vals)
        self.assertEqual(set(pledges.mapped("state")), {"to_sign"})
        self.assertFalse(self.campaign.file_ids)

    def test_one(self):
        self.enter(self.staff, place="Nhà văn hóa xã A")
        self.assertEqual(self.staff.state, "signed")
        self.assertEqual(self.staff.method, "paper")
        self.assertEqual(self.staff.date_signed, date(2024, 6, 17))
        self.assertEqual(self.staff.place, "Nhà văn hóa xã A")
        self.assertEqual(self.staff.recorded_by_id, self.users["officer_a"])
        self.assertFalse(self.staff.identity_method)
        self.assertEqual(self.staff.file_ids.kind, "paper")
        content = json.loads(self.staff.signed_content)
        self.assertEqual(content["recorded_by"], "gov_officer_a")
        self.assertEqual(content["signer"]["name"], self.users["staff_a"].name)

    def test_a_whole_list_has_one_scan(self):
        self.enter(self.staff | self.officer)
        file = self.campaign.file_ids
        self.assertEqual(len(file), 1)
        self.assertEqual(file.kind, "list")
        digest = hashlib.sha256(SCAN).hexdigest()
        self.assertEqual(file.sha256, digest)
        for pledge in self.staff | self.officer:
            self.assertFalse(pledge.file_ids)
            content = json.loads(pledge.signed_content)
            self.assertEqual(
                content["files"],
                [{"kind": "list", "name": "danh-sach.pdf", "sha256": digest}],
            )
        # Colleagues see that somebody signed, not the signatures.
        self.assertFalse(file.with_user(self.users["staff_a"]).has_access("read"))
        self.assertTrue(file.with_user(self.users["officer_a"]).has_access("read"))
        # It is no file of the campaign like others: it proves two signatures.
        for user in (self.env.user, self.users["coordinator"]):
            with self.assertRaises(UserError):
                file.with_user(user).unlink()
            with self.assertRaises(UserError):
                file.with_user(user).write({"name": "x"})

    def test_all_or_nothing(self):
        self.enter(self.staff)
        with self.assertRaises(UserError):
            self.enter(self.staff | self.officer)
        self.assertEqual(self.officer.state, "to_sign")
        self.assertFalse(self.campaign.file_ids)
        # One that the officer does not keep.
        self.refused(self.officer | self.nobody)

    def test_who_enters(self):
        for login in ("staff_a", "officer_b", "plain"):
            with self.assertRaises(AccessError, msg=login):
                self.staff.with_user(self.users[login])._sign_on_paper(
                    date(2024, 6, 17), SCAN, "x.pdf"
                )
        # The organiser, who holds the ceremony.
        self.enter(self.staff | self.nobody, "coordinator")
        self.assertEqual(self.nobody.state, "signed")

    def test_days(self):
        self.refused(self.staff, date_signed=self.today + timedelta(days=1))
        # Before the plan of 3/6/2024.
        self.refused(self.staff, date_signed=date(2024, 6, 2))
        self.campaign.document_date = False
        # Before QĐ 1847/QĐ-TTg of 27/12/2018.
        self.refused(self.staff, date_signed=date(2018, 12, 26))
        self.enter(self.staff, date_signed=date(2018, 12, 27))

    def test_files_are_what_they_say(self):
        for data in (b"x", b"PK\x03\x04", b"%PDF-1.4 broken", b"<svg/>"):
            self.refused(self.staff, file=b64encode(data))
        self.enter(self.staff, file=b64encode(drawing()), file_name="ảnh.pdf")
        self.assertEqual(self.staff.file_ids.name, "ảnh.pdf.png")

    def test_one_campaign_a_list(self):
        other = self._campaign(name="Đợt hai")
        more = self._pledge(other, self.people["staff_a"])
        self.refused(self.staff | more)

    def test_closed_campaign(self):
        self.campaign._guarded_write({"state": "closed"})
        self.refused(self.staff)

    def test_paper_of_a_unit_names_the_signer(self):
        self.refused(self.unit)
        self.refused(self.unit, signer_name="Người ký", authority="tuq")
        self.enter(
            self.unit,
            signer_name="Người ký",
            signer_position="Phó Chủ tịch",
            authority="kt",
        )
        content = json.loads(self.unit.signed_content)
        self.assertEqual(content["signer"]["name"], "Người ký")
        self.assertEqual(content["authority"]["kind"], "kt")
        self.assertEqual(self.unit.authority, "kt")


@tagged("post_install", "-at_install")
class TestPledgeDigital(PledgeCase):
    """A PDF with a digital signature, made here by a certificate of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signer = Signer()
        cls.signed = cls.signer.pdf()

    def setUp(self):
        super().setUp()
        self.campaign = self._campaign()
        self.own = self._pledge(self.campaign, self.people["staff_a"])
        self.unit = self._pledge(self.campaign, unit=self.commune)
        self.nobody = self._pledge(self.campaign, self.people["nobody"])

    def dialog(self, pledge, login, data=None):
        return (
            self.env["gov.pledge.digital"]
            .with_user(self.users[login])
            .create(
                {
                    "pledge_id": pledge.id,
                    "file": b64encode(data or self.signed),
                    "file_name": "cam-ket.pdf",
                }
            )
        )

    def test_person_hands_it_in(self):
        dialog = self.dialog(self.own, "staff_a")
        self.assertTrue(dialog.is_valid)
        self.assertIn("Nguyễn Văn Thử", dialog.findings)
        dialog.action_confirm()
        self.assertEqual(self.own.state, "signed")
        self.assertEqual(self.own.method, "digital")
        # 17/6/2024, 01:30 UTC: the day in the office.
        self.assertEqual(self.own.date_signed, date(2024, 6, 17))
        self.assertFalse(self.own.recorded_by_id)
        content = json.loads(self.own.signed_content)
        digest = hashlib.sha256(self.signed).hexdigest()
        self.assertEqual(
            content["files"],
            [{"kind": "digital", "name": "cam-ket.pdf", "sha256": digest}],
        )

    def test_a_clock_set_back_makes_nothing_early(self):
        self.campaign._guarded_write({"date_opened": "2026-01-05"})
        self.dialog(self.own, "staff_a").action_confirm()
        self.assertEqual(self.own.date_signed, self.today)

    def test_who_hands_it_in(self):
        for login in ("officer_a", "manager", "coordinator"):
            with self.assertRaises(AccessError, msg=login):
                self.dialog(self.own, login).action_confirm()
        self.dialog(self.unit, "officer_a").action_confirm()
        self.assertEqual(self.unit.signer_name, "Nguyễn Văn Thử")
        self.assertEqual(self.unit.recorded_by_id, self.users["officer_a"])
        self.dialog(self.nobody, "officer_b").action_confirm()
        self.assertEqual(self.nobody.state, "signed")

    def test_what_does_not_hold_is_refused(self):
        altered = self.signed.replace(b"0 0 595", b"0 0 599")
        for data in (altered, PDF + b"%%EOF", self.signed + b"x", drawing()):
            dialog = self.dialog(self.own, "staff_a", data)
            self.assertFalse(dialog.is_valid)
            self.assertTrue(dialog.findings)
            with self.assertRaises(UserError):
                dialog.action_confirm()
        self.assertEqual(self.own.state, "to_sign")
        self.assertFalse(self.own.file_ids)


@tagged("post_install", "-at_install")
class TestPledgeSignerDialog(PledgeCase):
    """The dialog in which a unit names who signs."""

    def test_dialog_proposes_people_of_the_unit(self):
        pledge = self._pledge(self._campaign(), unit=self.commune)
        officer = self.users["officer_a"]
        action = pledge.with_user(officer).action_name_signer()
        dialog = (
            self.env["gov.pledge.signer"]
            .with_user(officer)
            .with_context(**action["context"])
        )
        self.assertFalse(dialog.new({"pledge_id": pledge.id}).position)
        made = dialog.create({"user_id": self.users["staff_a"].id, "authority": "kt"})
        self.assertIn(self.head_a, made.candidate_ids)
        self.assertNotIn(self.users["officer_b"], made.candidate_ids)
        self.assertEqual(made.position, "Công chức")
        made.action_confirm()
        self.assertEqual(pledge.user_id, self.users["staff_a"])
        self.assertEqual(pledge.waiting_for, self.users["staff_a"].name)

import base64

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import GovCase

PDF = base64.b64encode(b"%PDF-1.4 bien ban ra mat")
OTHER = base64.b64encode(b"%PDF-1.4 khac")


@tagged("post_install", "-at_install")
class TestEvidence(GovCase):
    def setUp(self):
        super().setUp()
        self.line = self._issued()
        self.result = self._result(self.line, document_symbol=False)
        self.evidence = self.result.evidence_ids.create(
            {"result_id": self.result.id, "name": "bien_ban.pdf", "file": PDF}
        )
        self.attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "gov.evidence"), ("res_field", "=", "file")]
            + [("res_id", "=", self.evidence.id)]
        )

    def test_a_draft_is_edited_freely(self):
        self.evidence.write({"file": OTHER})
        self.assertTrue(self.intact(self.evidence))
        self.evidence.unlink()
        self.assertFalse(self.result.evidence_ids)

    def test_a_file_is_evidence_enough(self):
        self.result.action_submit()
        self.assertEqual(self.line.state, "submitted")

    def refuse(self, record, method, *args):
        with self.subTest(f"{record} {method} {args}"):
            with self.assertRaises(AccessError):
                getattr(record, method)(*args)

    def assert_frozen(self):
        for users in (self.users, {"root": self.env.user}):
            for user in users.values():
                evidence = self.evidence.with_user(user)
                result = self.result.with_user(user)
                self.refuse(evidence, "write", {"name": "x.pdf"})
                self.refuse(evidence, "write", {"file": OTHER})
                self.refuse(evidence, "unlink")
                self.refuse(result, "write", {"summary": "x"})
                self.refuse(result, "unlink")
        evidence, attachment = self.evidence.sudo(), self.attachment.sudo()
        self.refuse(evidence, "write", {"file": OTHER})
        self.refuse(evidence, "write", {"result_id": False})
        self.refuse(evidence, "unlink")
        self.refuse(self.result.sudo(), "write", {"summary": "x"})
        self.refuse(self.result.sudo(), "unlink")
        for vals in (
            {"datas": OTHER},
            {"raw": b"x"},
            {"res_id": 0},
            {"res_model": "res.partner"},
            {"public": True},
            {"access_token": "x"},
            {"name": "x"},
        ):
            self.refuse(attachment, "write", vals)
        self.refuse(attachment, "unlink")
        self.refuse(attachment, "generate_access_token")
        self.refuse(
            evidence,
            "create",
            {"result_id": self.result.id, "name": "them.pdf", "file": OTHER},
        )
        self.refuse(
            attachment,
            "create",
            {"name": "x", "raw": b"x", "res_model": "gov.evidence"}
            | {"res_id": evidence.id},
        )
        self.assertEqual(attachment.raw, base64.b64decode(PDF))
        self.assertTrue(self.intact(self.evidence))

    def test_frozen_while_it_waits(self):
        self.result.action_submit()
        self.assert_frozen()

    def test_frozen_once_accepted(self):
        self.result.action_submit()
        self.line.with_user(self.users["coordinator"]).action_accept()
        self.assert_frozen()

    def test_a_returned_result_stays_as_it_was(self):
        self.result.action_submit()
        coordinator = self.line.with_user(self.users["coordinator"])
        coordinator._decide("return", reason="Thiếu")
        self.assert_frozen()

    def test_a_change_by_sql_shows(self):
        self.result.action_submit()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = NULL, db_datas = %s WHERE id = %s",
            [b"forged", self.attachment.id],
        )
        self.attachment.invalidate_recordset()
        self.assertFalse(self.intact(self.evidence))

    def test_files_are_read_by_those_who_see_the_line(self):
        self.result.action_submit()
        allowed = ("staff_a", "officer_a", "coordinator", "leader", "manager")
        for login, user in self.users.items():
            attachment = self.attachment.with_user(user)
            with self.subTest(login):
                if login in allowed or login == "clerk":
                    self.assertTrue(attachment.raw)
                else:
                    with self.assertRaises(AccessError):
                        attachment.check_access("read")

    def test_a_draft_is_not_shown_to_the_bodies(self):
        with self.assertRaises(AccessError):
            self.result.with_user(self.users["coordinator"]).check_access("read")
        self.result.action_submit()
        self.result.with_user(self.users["coordinator"]).check_access("read")

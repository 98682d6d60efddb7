from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .pledge_code_common import CodeCase
from .pledge_common import FOUR_ASKS

DATE_TO = {"date_to": "2030-12-31"}


@tagged("post_install", "-at_install")
class TestPledgeCodeFrozen(CodeCase):
    """What people sign stays, whichever door is tried."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls._scan(cls.draft)
        cls.draft.action_activate()
        cls.group = cls.draft.group_ids
        cls.statement = cls.group.statement_ids[0]
        cls.open_draft = cls._pledge_code(active=False, name="Nháp khác")
        cls.before = cls.words()

    @classmethod
    def words(cls):
        file = cls.file.with_context(bin_size=False)
        return (
            cls.draft._get_text(),
            cls.draft.read(["name", "opening", "document_symbol", "document_date"]),
            cls.group.expected_count,
            (file.name, file.file, file.sha256),
        )

    def commands(self):
        """(model, ids, values) of every write that would change words or files."""
        code, group, statement, file = (
            self.draft,
            self.group,
            self.statement,
            self.file,
        )
        edit = Command.update(statement.id, {"name": "x"})
        yield from (
            (code, {name: "x"})
            for name in ("name", "opening", "closing", "document_symbol", "source")
        )
        yield code, {"document_date": "2020-01-01"}
        yield code, {"level": "unit"}
        yield code, {"date_from": "2020-01-01"}
        yield code, {"needs_confirmation": True}
        yield code, {"company_id": False}
        yield code, {"group_ids": [Command.update(group.id, {"name": "x"})]}
        yield code, {"group_ids": [Command.delete(group.id)]}
        yield code, {"group_ids": [Command.create({"name": "x"})]}
        nested = Command.update(group.id, {"statement_ids": [edit]})
        yield code, {"group_ids": [nested]}
        yield code, {"statement_ids": [edit]}
        yield code, {"file_ids": [Command.delete(file.id)]}
        yield code, {"file_ids": [Command.create({"name": "x", "file": "eA=="})]}
        yield group, {"name": "x"}
        yield group, {"expected_count": 9}
        yield group, {"sequence": 99}
        yield group, {"paste": "1. x"}
        yield group, {"code_id": self.open_draft.id}
        yield group, {"statement_ids": [Command.create({"name": "x"})]}
        yield group, {"statement_ids": [Command.delete(statement.id)]}
        for vals in (
            {"name": "x"},
            {"sequence": 99},
            {"uom": "%"},
            {"direction": "down"},
        ):
            yield statement, vals
        yield statement, {"group_id": self.open_draft.group_ids.id}
        yield file, {"name": "x"}
        yield file, {"file": "eA=="}
        yield file, {"code_id": self.open_draft.id}

    def test_writes_are_refused(self):
        for login in ("coordinator", "manager", "officer_a", "clerk"):
            for record, vals in self.commands():
                self.refuse(login, record._name, "write", record.ids, vals)
        for record, vals in self.commands():
            with self.subTest(f"sudo {vals}"), self.assertRaises(UserError):
                record.sudo().write(vals)
        self.env.invalidate_all()
        self.assertEqual(self.words(), self.before)

    def test_nothing_is_added_or_deleted(self):
        other = self.open_draft.group_ids
        for login in ("coordinator", "manager"):
            for model, vals in (
                ("gov.pledge.group", {"code_id": self.draft.id, "name": "x"}),
                ("gov.pledge.statement", {"group_id": self.group.id, "name": "x"}),
                (
                    "gov.pledge.file",
                    {"code_id": self.draft.id, "name": "x", "file": "eA=="},
                ),
            ):
                self.refuse(login, model, "create", vals)
            for record in (self.draft, self.group, self.statement, self.file):
                self.refuse(login, record._name, "unlink", record.ids)
            # nor pushed in from a draft
            for record, vals in (
                (other, {"code_id": self.draft.id}),
                (other.statement_ids[0], {"group_id": self.group.id}),
            ):
                self.refuse(login, record._name, "write", record.ids, vals)
        self.assertEqual(self.words(), self.before)

    def test_imports_are_refused(self):
        for model, record in (
            ("gov.pledge.code", self.draft),
            ("gov.pledge.group", self.group),
            ("gov.pledge.statement", self.statement),
        ):
            done = self.call(
                "manager", model, "load", [".id", "name"], [[str(record.id), "x"]]
            )
            self.assertFalse(done["ids"], model)
        self.assertEqual(self.words(), self.before)

    def test_the_attachment_behind_the_scan_is_refused(self):
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "gov.pledge.file"), ("res_field", "=", "file")]
            + [("res_id", "=", self.file.id)]
        )
        self.assertTrue(attachment)
        for login in ("coordinator", "manager"):
            for vals in ({"raw": "x"}, {"public": True}, {"res_field": False}):
                self.forbid(login, "ir.attachment", "write", attachment.ids, vals)
            self.forbid(login, "ir.attachment", "unlink", attachment.ids)
        with self.assertRaises(AccessError):
            attachment.sudo().write({"raw": b"x"})
        self.env.invalidate_all()
        self.assertEqual(self.words(), self.before)

    def test_a_superseded_version_stays_too(self):
        self.draft._guarded_write({"state": "superseded"})
        for record, vals in self.commands():
            self.refuse("manager", record._name, "write", record.ids, vals)
        self.refuse("manager", self.draft._name, "write", self.draft.ids, DATE_TO)
        self.assertEqual(self.words(), self.before)

    def test_its_end_and_the_archive_are_free(self):
        self.call("coordinator", self.draft._name, "write", self.draft.ids, DATE_TO)
        vals = {"active": False}
        self.call("coordinator", self.draft._name, "write", self.draft.ids, vals)
        self.assertEqual(self.draft.date_to, date(2030, 12, 31))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.draft.date_to = date(2000, 1, 1)
            self.env.flush_all()

    def test_a_draft_of_a_code_is_written(self):
        group = self.open_draft.group_ids
        self.call("coordinator", group._name, "write", group.ids, {"name": "5 xin"})
        self.call(
            "coordinator", group._name, "write", group.ids, {"paste": "- xin hẹn"}
        )
        self.assertEqual(
            self.open_draft._get_text(), [("5 xin", [*FOUR_ASKS, "xin hẹn"])]
        )
        self.call("coordinator", self.open_draft._name, "unlink", self.open_draft.ids)
        self.assertFalse(group.exists())

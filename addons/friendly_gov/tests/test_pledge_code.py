import base64
import importlib.util
from datetime import date, timedelta
from pathlib import Path

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.statements import split_statements
from .common import GROUPS
from .pledge_common import FOUR_ASKS, PledgeCase
from .test_known_holes import HoleCase

SCAN = base64.b64encode(b"%PDF-1.4 quyet dinh 1847")
SCRIPT = Path(__file__).parents[1] / "migrations/19.0.1.3.0/post-pledge_codes.py"
FOUR_ALWAYS = ["luôn mỉm cười", "luôn nhẹ nhàng", "luôn lắng nghe", "luôn giúp đỡ"]
FIVE_NOT = [
    "Không cửa quyền, hách dịch, gây khó khăn, phiền hà",
    "Không quan liêu, vô cảm, vô trách nhiệm",
    "Không tham nhũng, lãng phí, lợi ích nhóm",
    "Không xu nịnh, chạy chọt, gian dối",
    "Không lợi dụng chức vụ, quyền hạn trong thực thi công vụ",
]


class CodeCase(PledgeCase, HoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls._pledge_code(active=False, name="4 xin (nháp)")

    @classmethod
    def _scan(cls, code, **vals):
        values = {"code_id": code.id, "name": "qd-1847.pdf", "file": SCAN}
        return cls.env["gov.pledge.file"].create(values | vals)

    def as_user(self, record, login="coordinator"):
        return record.with_user(self.users[login])

    def assert_missing(self, code, *lines):
        """The form and the refusal of the button say the same, and all of it."""
        self.assertEqual(code.missing, "\n".join(f"– {line}" for line in lines))
        with self.assertRaises(UserError) as refused:
            self.as_user(code).action_activate()
        for line in lines:
            self.assertIn(line, str(refused.exception))
        self.assertEqual(code.state, "draft")


@tagged("post_install", "-at_install")
class TestPledgeCodeLife(CodeCase):
    def test_a_complete_draft_comes_into_force(self):
        self.assert_missing(self.draft, "The scan of the issuing document.")
        self._scan(self.draft)
        self.assertFalse(self.draft.missing)
        self.as_user(self.draft).action_activate()
        self.assertEqual(self.draft.state, "active")
        self.assertEqual(self.draft.date_from, self.today)
        self.assertFalse(self.draft.missing)
        self.assertTrue(self.draft.is_in_force)

    def test_all_that_is_missing_is_said_at_once(self):
        group = self.draft.group_ids
        group.statement_ids[0].unlink()
        group.statement_ids[0].name = "  "
        tomorrow = self.today + timedelta(days=1)
        self.draft.write(
            {
                "document_symbol": " ",
                "document_date": tomorrow,
                "date_from": tomorrow,
                "group_ids": [Command.create({"name": "Lời hứa khác"})],
            }
        )
        day = tomorrow.strftime("%m/%d/%Y")
        self.assert_missing(
            self.draft,
            "“4 xin” has an empty statement.",
            "“4 xin” announces 4 statements and has 2.",
            "“Lời hứa khác” has no statement.",
            "The number of the issuing document.",
            "The issuing document is dated in the future.",
            "The scan of the issuing document.",
            f"It is valid from {day} only: bring it into force from that day on.",
        )

    def test_one_statement_too_many_is_missing_as_well(self):
        self._scan(self.draft)
        self.draft.group_ids.statement_ids = [Command.create({"name": "xin hẹn"})]
        self.assert_missing(self.draft, "“4 xin” announces 4 statements and has 5.")

    def test_a_code_without_groups_stays_a_draft(self):
        empty = self._pledge_code(active=False, group_ids=[], document_date=False)
        self._scan(empty)
        self.assert_missing(
            empty,
            "There is no statement.",
            "The date of the issuing document.",
        )

    def test_only_coordinators_bring_into_force(self):
        self._scan(self.draft)
        for login in ("staff_a", "officer_a", "clerk", "leader", "plain", "portal"):
            for method in ("action_activate", "action_new_version", "action_reopen"):
                self.forbid(login, self.draft._name, method, self.draft.ids)
        self.assertEqual(self.draft.state, "draft")

    def test_the_private_way_of_shipped_data_is_closed_to_clients(self):
        for login in ("coordinator", "manager"):
            for method in ("_activate_shipped", "_activate"):
                self.forbid(login, self.draft._name, method, self.draft.ids)

    def test_a_state_is_never_written(self):
        for login in ("coordinator", "manager"):
            for vals in ({"state": "active"}, {"version": 9}, {"previous_id": 1}):
                self.forbid(login, self.draft._name, "write", self.draft.ids, vals)
                self.forbid(login, self.draft._name, "create", vals | {"name": "x"})
        self.assertEqual(self.draft.state, "draft")

    def test_back_to_draft_only_while_no_campaign_uses_it(self):
        campaign = self._campaign(state="draft")
        with self.assertRaisesRegex(UserError, "Ký cam kết năm 2026"):
            self.as_user(self.code).action_reopen()
        self.assertEqual(self.code.state, "active")
        campaign.unlink()
        self.as_user(self.code).action_reopen()
        self.assertEqual(self.code.state, "draft")
        self.as_user(self.code.group_ids.statement_ids[0]).name = "xin chào!"
        # opened again it is the office's own, and wants the scan as any other
        self.assert_missing(self.code, "The scan of the issuing document.")

    def test_steps_begin_where_they_may(self):
        with self.assertRaisesRegex(UserError, "Being written"):
            self.as_user(self.draft).action_reopen()
        with self.assertRaisesRegex(UserError, "In force"):
            self.as_user(self.code).action_activate()
        with self.assertRaisesRegex(UserError, "being written"):
            self.as_user(self.draft).action_new_version()

    def test_a_code_is_usable_in_force_on_the_day_only(self):
        self.code._guarded_write(
            {"date_from": date(2018, 12, 27), "date_to": date(2022, 10, 31)}
        )
        for day in ("2018-12-27", date(2021, 11, 1), "2022-10-31"):
            self.code._check_usable(day)
        for code, day in (
            (self.code, "2018-12-26"),
            (self.code, "2022-11-01"),
            (self.code, None),
            (self.draft, None),
        ):
            with self.subTest(f"{code.name} {day}"), self.assertRaises(UserError):
                code._check_usable(day)
        self.code.date_to = self.today
        self.code._check_usable()
        usable = self.env["gov.pledge.code"].search([("is_in_force", "=", True)])
        self.assertIn(self.code, usable)
        self.assertNotIn(self.draft, usable)
        self.code.date_to = self.today - timedelta(days=1)
        self.assertFalse(self.code.is_in_force)
        others = self.env["gov.pledge.code"].search([("is_in_force", "!=", True)])
        self.assertLessEqual(self.code | self.draft, others)


@tagged("post_install", "-at_install")
class TestPledgeCodeVersions(CodeCase):
    def next_version(self, code, login="coordinator"):
        action = self.as_user(code, login).action_new_version()
        return self.env["gov.pledge.code"].browse(action["res_id"])

    def in_force(self, code, **vals):
        code.write({"document_symbol": "2/QĐ", "document_date": "2026-01-05"} | vals)
        self._scan(code)
        self.as_user(code).action_activate()

    def test_the_next_version_copies_the_words_not_the_papers(self):
        new = self.next_version(self.code)
        self.assertEqual((new.version, new.previous_id), (2, self.code))
        self.assertEqual(new.display_name, "4 xin (2)")
        self.assertEqual(new._get_text(), [("4 xin", list(FOUR_ASKS))])
        self.assertEqual(new.group_ids.expected_count, 4)
        self.assertEqual((new.state, new.document_symbol), ("draft", False))
        # a second click goes on with it
        self.assertEqual(self.next_version(self.code), new)

    def test_the_next_version_ends_the_one_before(self):
        self.code._guarded_write({"date_from": date(2021, 11, 1)})
        campaign = self._campaign()
        new = self.next_version(self.code)
        new.group_ids.statement_ids[0].name = "xin được chào"
        self.in_force(new, date_from=date(2026, 2, 1))
        self.assertEqual((new.state, self.code.state), ("active", "superseded"))
        self.assertEqual(self.code.date_to, date(2026, 1, 31))
        # who began with the version before goes on with its words
        self.assertEqual(campaign.code_id, self.code)
        self.assertEqual(self.code._get_text(), [("4 xin", list(FOUR_ASKS))])
        for code, day in ((self.code, "2026-01-31"), (new, "2026-01-31")):
            with self.assertRaises(UserError):
                code._check_usable(day)
        new._check_usable("2026-02-01")

    def test_two_versions_on_one_day_end_no_earlier_than_they_began(self):
        self.code._guarded_write({"date_from": self.today})
        new = self.next_version(self.code)
        self.in_force(new)
        self.assertEqual(self.code.state, "superseded")
        self.assertEqual(self.code.date_to, self.today)

    def test_an_earlier_end_stays(self):
        self.code._guarded_write({"date_to": date(2022, 10, 31)})
        new = self.next_version(self.code)
        self.in_force(new)
        self.assertEqual(self.code.date_to, date(2022, 10, 31))

    def test_a_version_by_mistake_gives_the_one_before_back(self):
        new = self.next_version(self.code)
        self.in_force(new)
        self.as_user(new).action_reopen()
        self.assertEqual((new.state, self.code.state), ("draft", "active"))
        self.assertFalse(self.code.date_to)

    def test_an_older_draft_never_ends_a_newer_version(self):
        second = self.next_version(self.code)
        third = second.copy()
        third._guarded_write({"version": 3, "previous_id": self.code.id})
        self.in_force(third)
        with self.assertRaisesRegex(UserError, r"4 xin \(3\).* newer"):
            self.in_force(second)
        self.assertEqual((second.state, third.state), ("draft", "active"))
        # whichever version it was made from, one of them is in force
        self.as_user(third).action_reopen()
        self.in_force(second)
        self.as_user(third).action_activate()
        self.assertEqual(second.state, "superseded")

    def test_what_all_share_goes_on_for_the_others(self):
        shipped = self.env.ref("friendly_gov.pledge_code_5_khong")
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        user = new_test_user(
            self.env,
            "gov_elsewhere",
            groups=f"base.group_user,{GROUPS['coordinator']}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.users["elsewhere"] = user
        for method in ("action_reopen", "unlink"):
            self.refuse("elsewhere", shipped._name, method, shipped.ids)
        new = self.next_version(shipped, "elsewhere")
        self.assertEqual((new.company_id, new.version), (company, 2))
        new.write({"document_symbol": "1/QĐ", "document_date": "2026-01-05"})
        self._scan(new)
        new.with_user(user).action_activate()
        self.assertEqual((new.state, shipped.state), ("active", "active"))

    def test_scans_of_what_all_share_are_the_administrators(self):
        frame = self.env.ref("friendly_gov.pledge_code_6_biet_5_khong_3_the_hien")
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        company.flush_recordset()
        vals = {"code_id": frame.id, "name": "a.pdf", "file": SCAN}
        self.forbid("coordinator", "gov.pledge.file", "create", vals)
        file = self._scan(frame)
        self.forbid("coordinator", file._name, "write", file.ids, {"name": "x"})
        self.forbid("coordinator", file._name, "unlink", file.ids)
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", file._name), ("res_id", "=", file.id)]
            + [("res_field", "=", "file")]
        )
        self.forbid(
            "coordinator", "ir.attachment", "write", attachment.ids, {"raw": ""}
        )
        self.forbid("coordinator", frame._name, "write", frame.ids, {"name": "x"})


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


DATE_TO = {"date_to": "2030-12-31"}


@tagged("post_install", "-at_install")
class TestPledgeCodeShipped(CodeCase):
    def shipped(self):
        names = ("4_xin_4_luon", "5_khong", "6_biet_5_khong_3_the_hien")
        return [self.env.ref(f"friendly_gov.pledge_code_{name}") for name in names]

    def test_exactly_two_lists_are_in_force_and_one_is_a_frame(self):
        data = self.env["ir.model.data"].search(
            [("module", "=", "friendly_gov"), ("model", "=", "gov.pledge.code")]
        )
        codes = self.env["gov.pledge.code"].browse(data.mapped("res_id"))
        polite, never, frame = self.shipped()
        self.assertEqual(codes, polite | never | frame)
        self.assertEqual(
            polite._get_text(),
            [("4 xin", list(FOUR_ASKS)), ("4 luôn", FOUR_ALWAYS)],
        )
        self.assertEqual(never._get_text(), [("5 không", FIVE_NOT)])
        self.assertEqual((polite.state, never.state), ("active", "active"))
        self.assertTrue(polite.is_in_force and never.is_in_force)
        self.assertEqual(polite.document_symbol, "1847/QĐ-TTg")
        self.assertEqual(polite.document_date, date(2018, 12, 27))
        # no number of a decision is known for the campaign's list
        self.assertFalse(never.document_symbol or never.document_date)
        self.assertEqual(frame.state, "draft")
        self.assertTrue(all(codes.mapped("needs_confirmation")))
        self.assertTrue(all(codes.mapped("source")))
        self.assertFalse(codes.company_id)

    def test_no_words_without_a_source(self):
        """Lists of Phú Giáo and the guessed sixth "biết" are in no record."""
        statements = self.env["gov.pledge.statement"].search([])
        for words in ("Biết chia sẻ", "Biết nghe dân nói", "Tôn trọng trong quan hệ"):
            self.assertFalse(
                statements.filtered(lambda s, words=words: words in s.name)
            )

    def test_the_frame_refuses_to_come_into_force(self):
        frame = self.shipped()[2]
        self.assertTrue(frame.is_frame)
        self.assertEqual(
            frame.group_ids.mapped(lambda g: (g.name, g.expected_count)),
            [("6 biết", 6), ("5 không", 5), ("3 thể hiện", 3)],
        )
        papers = (
            "The number of the issuing document.",
            "The date of the issuing document.",
            "The scan of the issuing document.",
        )
        self.assert_missing(
            frame,
            "“6 biết” announces 6 statements and has 0.",
            "“5 không” announces 5 statements and has 0.",
            "“3 thể hiện” announces 3 statements and has 0.",
            *papers,
        )
        with self.assertRaises(UserError):
            frame._activate_shipped()
        for group in frame.group_ids:
            lines = (f"{n}. Điều {n}" for n in range(1, group.expected_count + 1))
            self.as_user(group).paste = "\n".join(lines)
        self.assertFalse(frame.is_frame)
        self.assert_missing(frame, *papers)
        frame.write({"document_symbol": "01/QĐ-UBND", "document_date": "2026-01-05"})
        self._scan(frame)
        self.as_user(frame).action_activate()
        self.assertEqual(frame.state, "active")
        self.assertEqual(len(frame.statement_ids), 14)

    def test_shipped_lists_come_into_force_by_their_source_only(self):
        self.code.action_reopen()
        with self.assertRaisesRegex(UserError, "The source."):
            self.code._activate_shipped()

    def test_an_update_brings_shipped_lists_into_force(self):
        polite, never, frame = self.shipped()
        (polite | never)._guarded_write({"state": "draft"})
        spec = importlib.util.spec_from_file_location("post_pledge_codes", SCRIPT)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        script.migrate(self.env.cr, None)
        self.env.invalidate_all()
        self.assertEqual(polite.state, "draft", "an installation has done it already")
        for _again in range(2):
            script.migrate(self.env.cr, "19.0.1.2.0")
            self.env.invalidate_all()
            self.assertEqual(
                (polite.state, never.state, frame.state), ("active", "active", "draft")
            )
            self.assertFalse(polite.date_from)


@tagged("post_install", "-at_install")
class TestPledgeCodeEntry(CodeCase):
    def test_lines_lose_their_numbering_and_nothing_else(self):
        text = (
            "1. xin chào\n2) xin lỗi\n\n - xin cảm ơn \n• xin  phép\na) điều a\n"
            "đ) điều đ\n3.1. điều ba một\n100% hồ sơ đúng hạn\n24/24 giờ\n"
            "Không, không\n7 ngày làm việc\n-\n"
        )
        self.assertEqual(
            split_statements(text),
            [
                "xin chào",
                "xin lỗi",
                "xin cảm ơn",
                "xin phép",
                "điều a",
                "điều đ",
                "điều ba một",
                "100% hồ sơ đúng hạn",
                "24/24 giờ",
                "Không, không",
                "7 ngày làm việc",
            ],
        )
        self.assertEqual(split_statements(False), [])

    def test_fourteen_statements_are_pasted(self):
        form = Form(self.as_user(self.env["gov.pledge.code"]))
        form.name = "6 biết, 5 không, 3 thể hiện"
        for name, count in (("6 biết", 6), ("5 không", 5), ("3 thể hiện", 3)):
            with form.group_ids.new() as group:
                group.name = name
                self.assertEqual(group.expected_count, count)
                group.paste = "\n".join(f"{n}. {name} {n}" for n in range(1, count + 1))
                self.assertFalse(group.paste)
                self.assertEqual(len(group.statement_ids), count)
        self.assertIn("6 biết 6", form.preview)
        code = form.save()
        self.assertEqual(
            code._get_text()[0], ("6 biết", [f"6 biết {n}" for n in range(1, 7)])
        )
        self.assertEqual(len(code.statement_ids), 14)

    def test_text_is_kept_as_nfc_and_found_without_accents(self):
        group = self.draft.group_ids
        group.paste = "Không cửa quyền"  # decomposed
        self.assertEqual(group.statement_ids[-1].name, "Không cửa quyền")
        domain = [("statement_ids.search_text", "ilike", "cua quyen")]
        found = self.env["gov.pledge.code"].search(domain)
        self.assertIn(self.draft, found)
        self.assertNotIn(self.code, found)

    def test_the_preview_shows_words_as_text(self):
        self.draft.group_ids.statement_ids[0].name = "<img src=x onerror=alert(1)>"
        self.draft.opening = "<b>Tôi xin cam kết</b>"
        self.assertNotIn("<img", self.draft.preview)
        self.assertNotIn("<b>", self.draft.preview)
        self.assertIn("xin lỗi", self.draft.preview)

    def test_names_of_groups_are_official_and_not_translated(self):
        for model in ("gov.pledge.code", "gov.pledge.group", "gov.pledge.statement"):
            self.assertFalse(self.env[model]._fields["name"].translate)

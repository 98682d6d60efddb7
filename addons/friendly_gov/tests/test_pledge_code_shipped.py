import importlib.util
from datetime import date
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import tagged

from .pledge_code_common import CodeCase
from .pledge_common import FOUR_ASKS

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.1.3.0/post-pledge_codes.py"
FOUR_ALWAYS = ["luôn mỉm cười", "luôn nhẹ nhàng", "luôn lắng nghe", "luôn giúp đỡ"]
FIVE_NOT = [
    "Không cửa quyền, hách dịch, gây khó khăn, phiền hà",
    "Không quan liêu, vô cảm, vô trách nhiệm",
    "Không tham nhũng, lãng phí, lợi ích nhóm",
    "Không xu nịnh, chạy chọt, gian dối",
    "Không lợi dụng chức vụ, quyền hạn trong thực thi công vụ",
]


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

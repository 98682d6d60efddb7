from odoo.tests import Form, tagged

from ..tools.statements import split_statements
from .pledge_code_common import CodeCase


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

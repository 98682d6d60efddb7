import base64

from odoo.exceptions import UserError

from .pledge_common import PledgeCase
from .test_known_holes import HoleCase

SCAN = base64.b64encode(b"%PDF-1.4 quyet dinh 1847")


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

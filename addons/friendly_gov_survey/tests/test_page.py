from odoo.tests import tagged

from .page_common import PageCase


@tagged("post_install", "-at_install")
class TestPage(PageCase):
    def test_an_answer_is_stored_once(self):
        page = self._get()
        self.assertEqual(page.status_code, 200)
        self.assertIn("Công chức có lịch sự không?", page.text)
        self.assertIn("Xã A", page.text)
        nonce = self._nonce()
        for _time in range(3):
            thanks = self._post(self._form(), nonce=nonce)
            self.assertEqual(thanks.status_code, 200)
            self.assertNotIn("<form", thanks.text)
        answer = self._answers()
        self.assertEqual(len(answer), 1)
        self.assertEqual(answer.gov_line_id, self.line)
        self.assertEqual(answer.gov_point_id, self.point)
        self.assertEqual((answer.gov_channel, answer.gov_state), ("qr", "valid"))
        self.assertEqual(len(answer.user_input_line_ids), 4)

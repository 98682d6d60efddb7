import hashlib

from odoo.tests import tagged

from .page_common import PageCase


@tagged("post_install", "-at_install")
class TestPageInvitation(PageCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign.use_invitation = True
        cls.field = cls.env["gov.survey.field"].create({"name": "Hộ tịch x"})
        cls.invitation = cls.env["gov.survey.invitation"]._guarded_create(
            [
                {
                    "line_id": cls.line.id,
                    "token_hash": hashlib.sha256(token.encode()).hexdigest(),
                    "field_id": cls.field.id,
                    "day_made": cls.env.company._gov_today(),
                }
                for token in ("one", "two")
            ]
        )[0]

    def test_once_and_only_by_sending(self):
        path = "/gs/i/one"
        for _time in range(3):
            page = self._get(path)
            self.assertEqual(page.status_code, 200)
            self._assert_in("Xã A", page)
        self.assertFalse(self.invitation.is_used)
        first, second = self._nonce(path), self._nonce(path)
        self.assertEqual(self._post({}, path).status_code, 422)
        self.assertEqual(self._post(self._form(), path, first).status_code, 200)
        self.invitation.invalidate_recordset()
        self.assertTrue(self.invitation.is_used)
        # The same page again is the same answer; another page is too late.
        self.assertEqual(self._post(self._form(), path, first).status_code, 200)
        self.assertEqual(self._post(self._form(), path, second).status_code, 410)
        self.assertEqual(self._get(path).status_code, 410)
        answer = self._answers()
        self.assertEqual(len(answer), 1)
        self.assertEqual(answer.gov_channel, "invitation")
        self.assertEqual(answer.gov_line_id, self.line)
        self.assertEqual(answer.gov_field_id, self.field)
        self.assertFalse(answer.gov_point_id or answer.invite_token)
        # The other one is for somebody else; and nobody leaves a trace.
        self.assertEqual(self._post(self._form(), "/gs/i/two").status_code, 200)
        self.assertEqual(len(self._answers()), 2)
        self.assertFalse(self._rows("gov.survey.trace"))

    def test_a_nonce_is_of_one_invitation(self):
        foreign = self._nonce("/gs/i/two")
        page = self._post(self._form(), "/gs/i/one", foreign)
        self.assertEqual(page.status_code, 422)
        self.assertFalse(self._answers())

    def test_unknown_or_closed(self):
        for token in ("three", "", "%00", "x" * 99):
            self.assertEqual(self._get(f"/gs/i/{token}").status_code, 404, token)
        nonce = self._nonce("/gs/i/one")
        self.campaign.action_close()
        self.assertEqual(self._get("/gs/i/one").status_code, 410)
        page = self._post(self._form(), "/gs/i/one", nonce)
        self.assertEqual(page.status_code, 410)
        self.invitation.invalidate_recordset()
        self.assertFalse(self.invitation.is_used)

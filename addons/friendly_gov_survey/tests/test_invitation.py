import hashlib

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import SurveyCase


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestInvitation(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2023-04-10 03:00:00"):
            cls.campaign = cls._campaign(use_invitation=True)
            cls.campaign.action_open()
        cls.line = cls.campaign.line_ids
        cls.invitation = cls.env["gov.survey.invitation"]._guarded_create(
            [
                {
                    "line_id": cls.line.id,
                    "token_hash": hashlib.sha256(b"abc").hexdigest(),
                    "reference": "H16-230410-0001",
                    "day_made": "2023-04-10",
                }
            ]
        )

    def use(self, token="abc", login="public"):
        return self.env(user=self.users[login])["gov.survey.invitation"]._use(token)

    def test_once(self):
        self.assertFalse(self.use("abd"))
        self.assertFalse(self.use(""))
        self.assertFalse(self.use("\udcff\x00"))
        self.assertEqual(self.use(), self.line)
        self.assertFalse(self.use())
        self.assertTrue(self.invitation.sudo().is_used)

    def test_only_while_the_campaign_takes_answers(self):
        with freeze_time("2023-06-30 17:01:00"):
            self.assertFalse(self.use())
        self.campaign.use_invitation = False
        self.assertFalse(self.use())
        self.campaign.use_invitation = True
        self.campaign.action_close()
        self.assertFalse(self.use())
        self.assertFalse(self.invitation.sudo().is_used)

    def test_use_is_shown_to_nobody(self):
        # one answer on one day of one unit: whoever used the link would be known
        self.use()
        for login in ("coordinator", "manager", "officer_a"):
            invitation = self.invitation.with_user(self.users[login])
            self.assertEqual(invitation.reference, "H16-230410-0001")
            for name in ("is_used", "token_hash"):
                with self.subTest(login, field=name):
                    with self.assertRaises(AccessError):
                        invitation.read([name])
                    with self.assertRaises(AccessError):
                        invitation.search([(name, "!=", False)])
                    self.assertNotIn(name, invitation.fields_get())
        columns = self.env["gov.survey.invitation"]._fields
        stored = {name for name, field in columns.items() if field.column_type}
        self.assertFalse(
            stored & {"write_date", "write_uid", "create_date", "create_uid", "user_id"}
        )

    def test_made_and_changed_by_the_system_only(self):
        invitation = self.invitation
        for vals in (
            {"is_used": False},
            {"token_hash": "x"},
            {"reference": "y"},
            {"line_id": False},
            {"day_made": "2023-01-01"},
            {"unit_id": self.other.id},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                invitation.write(vals)
        values = {"line_id": self.line.id, "token_hash": "z", "day_made": "2023-04-10"}
        with self.assertRaises(AccessError):
            invitation.create(values)
        with self.assertRaises(AccessError):
            invitation.unlink()
        with self.assertRaises(AccessError):
            self.line.with_user(self.users["coordinator"]).write(
                {
                    "quota_ids": [
                        Command.create(
                            {"line_id": self.line.id, "unit_id": self.other.id}
                        )
                    ]
                }
            )

    def test_dossiers_are_forgotten_with_the_answers(self):
        self.campaign._cron_close()
        self.assertEqual(self.invitation.reference, "H16-230410-0001")
        self.campaign.action_close()
        self.campaign._guarded_write({"purged_on": "2025-07-01"})
        self.campaign._cron_close()
        self.assertFalse(self.invitation.reference)
        found = self.invitation.search([("search_text", "ilike", "H16-230410-0001")])
        self.assertFalse(found)
        self.assertEqual(self.line.invited, 1)

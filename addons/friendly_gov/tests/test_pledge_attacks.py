from base64 import b64encode

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .pledge_common import PledgeCase
from .test_pledge_paper import SCAN
from .test_pledge_screen import drawing


@tagged("post_install", "-at_install")
class TestPledgeAttacks(PledgeCase):
    """Dialogs and buttons on pledges of others, called by name."""

    def setUp(self):
        super().setUp()
        campaign = self._campaign()
        self.person = self._pledge(campaign, self.people["officer_b"])
        self.unit = self._pledge(campaign, unit=self.other)
        self.pledges = self.person | self.unit

    def unchanged(self):
        self.assertEqual(set(self.pledges.mapped("state")), {"to_sign"})
        self.assertFalse(self.unit.user_id)
        self.assertFalse(self.pledges.file_ids)

    def test_buttons_of_others(self):
        for login in ("officer_a", "staff_a", "no_scope", "plain", "portal", "public"):
            for pledge in self.pledges:
                for name in (
                    "action_sign",
                    "action_digital",
                    "action_paper",
                    "action_name_signer",
                ):
                    with self.subTest(f"{login} {name}"):
                        call = getattr(pledge.with_user(self.users[login]), name)
                        with self.assertRaises(UserError):
                            call()

    def test_dialogs_on_pledges_of_others(self):
        dialogs = {
            "gov.pledge.sign": {
                "pledge_id": self.person.id,
                "signature": b64encode(drawing()),
            },
            "gov.pledge.digital": {
                "pledge_id": self.person.id,
                "file": b64encode(SCAN),
            },
            "gov.pledge.signer": {
                "pledge_id": self.unit.id,
                "user_id": self.users["officer_a"].id,
            },
        }
        for login in ("officer_a", "staff_a", "plain", "portal", "public"):
            for model, values in dialogs.items():
                with self.subTest(f"{login} {model}"):
                    dialog = self.env[model].with_user(self.users[login])
                    with self.assertRaises(AccessError):
                        dialog.create(values)
        # A list of pledges is looked at when it is sent, and told nothing before.
        paper = self.env["gov.pledge.paper"].with_user(self.users["officer_a"])
        values = {
            "pledge_ids": [Command.set(self.pledges.ids)],
            "date_signed": self.today,
            "file": b64encode(SCAN),
        }
        with self.assertRaises(AccessError):
            paper.create(values).action_confirm()
        with self.assertRaises(AccessError):
            paper.with_context(default_pledge_ids=self.unit.ids).default_get(
                ["signer_name"]
            )
        self.unchanged()

    def test_no_manager_signs_for_others(self):
        manager = self.users["manager"]
        dialog = self.env["gov.pledge.sign"].with_user(manager)
        with self.assertRaises(AccessError):
            self.person.with_user(manager).action_sign()
        made = dialog.create(
            {"pledge_id": self.person.id, "signature": b64encode(drawing())}
        )
        # No HTTP here: refused before anything else, and behind it again.
        with self.assertRaises(UserError):
            made.action_sign()
        with self.assertRaises(AccessError):
            self.person.with_user(manager)._sign_on_screen(
                drawing(), ("password", None)
            )
        self.unchanged()

    def test_contexts_open_nothing(self):
        officer = self.users["officer_b"]
        for context in (
            {"gov_unlock": True},
            {"default_state": "signed"},
            {"gov_unlock": "x", "identity-check-last": 9999999999},
        ):
            pledge = self.person.with_user(officer).with_context(**context)
            for values in ({"state": "signed"}, {"signed_content": "{}"}):
                with self.assertRaises(AccessError):
                    pledge.write(values)
                with self.assertRaises(AccessError):
                    pledge.sudo().write(values)
            with self.assertRaises(AccessError):
                pledge.sudo().create({"campaign_id": pledge.campaign_id.id})
        self.unchanged()

    def test_a_proof_is_not_taken_back(self):
        """A scan of the list, made no proof any more and replaced."""
        both = self.person | self._pledge(
            self.person.campaign_id, self.people["nobody"]
        )
        both.with_user(self.users["officer_b"])._sign_on_paper(
            self.today, SCAN, "x.pdf"
        )
        file = self.person.campaign_id.file_ids
        for login in ("officer_b", "coordinator", "manager"):
            kept = file.with_user(self.users[login])
            for values in (
                {"is_proof": False},
                {"campaign_id": False, "pledge_id": self.unit.id},
                {"file": b64encode(b"x")},
                {"kind": "photo"},
            ):
                with self.assertRaises(UserError):
                    kept.write(values)
                with self.assertRaises(UserError):
                    kept.sudo().write(values)
            with self.assertRaises(UserError):
                kept.sudo().unlink()

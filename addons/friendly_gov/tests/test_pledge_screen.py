import io
import json
import time
from base64 import b64encode
from datetime import datetime

from PIL import Image, ImageDraw

from odoo.exceptions import AccessError, UserError
from odoo.http import root
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .pledge_common import PledgeCase

PASSWORD = "gov_officer_a"


def drawing(ink="navy", size=(300, 100), kind="PNG"):
    """A signature: one line across, or nothing."""
    picture = Image.new("RGB", size, "white")
    if ink:
        ImageDraw.Draw(picture).line((20, 80, 250, 20), fill=ink, width=3)
    out = io.BytesIO()
    picture.save(out, format=kind)
    return out.getvalue()


@tagged("post_install", "-at_install")
class TestPledgeScreen(PledgeCase):
    """Who signs on the screen, and with what."""

    IDENTITY = ("password", datetime(2026, 11, 20, 1, 2, 3))

    def setUp(self):
        super().setUp()
        self.campaign = self._campaign()
        self.pledge = self._pledge(self.campaign, self.people["officer_a"])

    def sign(self, login, pledge=None, image=None):
        pledge = (pledge or self.pledge).with_user(self.users[login])
        return pledge._sign_on_screen(
            drawing() if image is None else image, self.IDENTITY
        )

    def test_person_signs(self):
        self.assertTrue(self.sign("officer_a"))
        self.assertEqual(self.pledge.state, "signed")
        self.assertEqual(self.pledge.method, "screen")
        self.assertEqual(self.pledge.identity_method, "password")
        self.assertEqual(self.pledge.identity_at, self.IDENTITY[1])
        self.assertFalse(self.pledge.recorded_by_id)
        file = self.pledge.file_ids
        self.assertEqual(file.kind, "signature")
        content = json.loads(self.pledge.signed_content)
        self.assertEqual(content["files"][0]["sha256"], file.sha256)
        self.assertTrue(self.intact(file))

    def test_nobody_else_signs(self):
        # Not the manager, the colleague, the leader, nor the system.
        for login in ("manager", "staff_a", "leader", "coordinator", "officer_b"):
            with self.assertRaises(AccessError, msg=login):
                self.sign(login)
        with self.assertRaises(AccessError):
            self.pledge._sign_on_screen(drawing(), self.IDENTITY)
        self.assertEqual(self.pledge.state, "to_sign")

    def test_delegation_never_signs(self):
        staff = self._user("stand_in", ["officer"], self.commune)
        self.users["stand_in"] = staff
        self.env["gov.delegation"].create(
            {
                "user_id": self.users["officer_a"].id,
                "delegate_id": staff.id,
                "date_from": self.today,
                "date_to": self.today,
                "reason": "Nghỉ phép",
            }
        )
        self.assertIn(self.users["officer_a"], staff._gov_delegators())
        for pledge in (
            self.pledge,
            self._pledge(self.campaign, unit=self.commune, user_id=self.head_a.id),
        ):
            with self.assertRaises(AccessError):
                self.sign("stand_in", pledge)

    def test_unit_names_first(self):
        pledge = self._pledge(self.campaign, unit=self.commune)
        with self.assertRaises(UserError):
            self.sign("officer_a", pledge)
        pledge.with_user(self.head_a)._name_signer(self.users["officer_a"], "kt")
        self.sign("officer_a", pledge)
        content = json.loads(pledge.signed_content)
        self.assertEqual(content["authority"]["kind"], "kt")
        self.assertEqual(content["signer"]["position"], "Công chức")

    def test_head_of_the_opening_gets_a_name(self):
        pledge = self._pledge(
            self.campaign, unit=self.commune, user_id=self.users["officer_a"].id
        )
        self.sign("officer_a", pledge)
        self.assertEqual(pledge.signer_name, self.users["officer_a"].name)
        self.assertEqual(pledge.signer_position, "Công chức")

    def test_second_click(self):
        self.assertTrue(self.sign("officer_a"))
        kept = self.pledge.signed_content
        self.assertFalse(self.sign("officer_a"))
        self.assertEqual(self.pledge.signed_content, kept)
        self.assertEqual(len(self.pledge.file_ids), 1)

    def test_what_is_no_signature(self):
        bomb = drawing(size=(3000, 2000))
        for image in (
            b"",
            b"x" * 500,
            b"%PDF-1.7 %%EOF",
            drawing(ink=None),
            drawing()[:60],
            drawing(kind="GIF"),
            b"\x89PNG\r\n\x1a\n" + bytes(2 * 1024 * 1024),
            bomb,
        ):
            with self.assertRaises(UserError):
                self.sign("officer_a", image=image)
        self.assertEqual(self.pledge.state, "to_sign")
        self.assertFalse(self.pledge.file_ids)

    def test_what_hides_in_a_picture_is_not_kept(self):
        self.sign("officer_a", image=drawing(kind="JPEG") + b"<script>x</script>")
        content = self.pledge.file_ids._get_content()
        self.assertNotIn(b"script", content)
        self.assertEqual(Image.open(io.BytesIO(content)).format, "PNG")

    def test_frozen_afterwards(self):
        self.sign("officer_a")
        pledge, file = self.pledge, self.pledge.file_ids
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", file._name),
                ("res_id", "=", file.id),
                ("res_field", "=", "file"),
            ]
        )
        self.assertTrue(attachment)
        for user in (self.users["manager"], self.users["officer_a"], self.env.user):
            own, kept = pledge.with_user(user), file.with_user(user)
            for action in (
                lambda own=own: own.write({"state": "to_sign"}),
                lambda own=own: own.write({"signed_content": "{}"}),
                lambda own=own: own.sudo().write({"signer_name": "x"}),
                lambda own=own: own.unlink(),
                lambda own=own: own.sudo().unlink(),
                lambda own=own: own.copy(),
                lambda own=own: own.sudo().copy(),
                lambda kept=kept: kept.write({"name": "x"}),
                lambda kept=kept: kept.sudo().write({"file": b64encode(b"x")}),
                lambda kept=kept: kept.sudo().write({"is_proof": False}),
                lambda kept=kept: kept.sudo().unlink(),
                lambda user=user: attachment.with_user(user).write({"raw": b"x"}),
                lambda: attachment.sudo().write({"public": True}),
                lambda: attachment.sudo().unlink(),
                lambda user=user: pledge.with_user(user)._sign("paper", self.today),
            ):
                with self.assertRaises(UserError):
                    action()
        self.assertTrue(self.intact(file))

    def test_load_signs_nothing(self):
        result = (
            self.env["gov.pledge"]
            .with_user(self.users["manager"])
            .load([".id", "state"], [[str(self.pledge.id), "signed"]])
        )
        self.assertFalse(result["ids"])
        self.assertEqual(self.pledge.state, "to_sign")

    def test_files_of_a_signature_are_the_steps_own(self):
        for login in ("officer_a", "manager"):
            with self.assertRaises(UserError):
                self.env["gov.pledge.file"].with_user(self.users[login]).create(
                    {
                        "name": "x.png",
                        "kind": "signature",
                        "pledge_id": self.pledge.id,
                        "file": b64encode(drawing()),
                    }
                )

    def test_dialog_is_of_its_maker(self):
        """Whose dialog it is, and whose pledge."""
        mine = self.env["gov.pledge.sign"].with_user(self.users["officer_a"])
        dialog = mine.create({"pledge_id": self.pledge.id})
        for login in ("staff_a", "manager"):
            with self.assertRaises(AccessError):
                dialog.with_user(self.users[login]).read(["signature"])
        with self.assertRaises(AccessError):
            self.env["gov.pledge.sign"].with_user(self.users["officer_b"]).create(
                {"pledge_id": self.pledge.id}
            )

    def test_no_http_no_signature(self):
        dialog = (
            self.env["gov.pledge.sign"]
            .with_user(self.users["officer_a"])
            .create({"pledge_id": self.pledge.id, "signature": b64encode(drawing())})
        )
        with self.assertRaises(UserError):
            dialog.action_sign()
        self.assertEqual(self.pledge.state, "to_sign")

    def test_document_before_and_after(self):
        before = self.pledge.document_html
        self.assertIn("xin chào", before)
        self.sign("officer_a")
        # Whatever becomes of the words of the code, this is what was signed.
        self.env.cr.execute("UPDATE gov_pledge_statement SET name = 'x'")
        self.env.invalidate_all()
        self.assertIn("xin chào", self.pledge.document_html)

    def test_history_is_for_who_keeps_it(self):
        self.sign("officer_a")
        for login in ("officer_a", "leader", "manager", "coordinator"):
            pledge = self.pledge.with_user(self.users[login])
            self.assertEqual(len(pledge._get_history_rows()), 2, login)
            self.assertIn(self.users["officer_a"].name, pledge.history_html)
        with self.assertRaises(AccessError):
            self.pledge.with_user(self.users["staff_a"]).read(["history_html"])


@tagged("post_install", "-at_install")
class TestPledgeIdentity(HttpCase, PledgeCase):
    """The way over HTTP: nothing is signed without a fresh check of the identity."""

    def setUp(self):
        super().setUp()
        self.pledge = self._pledge(self._campaign(), self.people["officer_a"])
        self.users["officer_a"].password = PASSWORD
        self.session = self.authenticate("gov_officer_a", PASSWORD)

    def call(self, model, method, args, **kwargs):
        answer = self.url_open(
            "/web/dataset/call_kw",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": model,
                        "method": method,
                        "args": args,
                        "kwargs": kwargs,
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        if "error" in answer:
            raise UserError(answer["error"]["data"]["message"])
        return answer["result"]

    def dialog(self):
        action = self.call("gov.pledge", "action_sign", [[self.pledge.id]])
        self.assertEqual(action["res_model"], "gov.pledge.sign")
        values = {"signature": b64encode(drawing()).decode()}
        self.call("gov.pledge.sign", "write", [[action["res_id"]], values])
        return action["res_id"]

    def state(self):
        self.pledge.invalidate_recordset()
        return self.pledge.state

    @mute_logger("odoo.http")
    def test_identity_is_asked_then_signed(self):
        dialog = self.dialog()
        check = self.call("gov.pledge.sign", "action_sign", [[dialog]])
        self.assertEqual(check["res_model"], "res.users.identitycheck")
        self.assertEqual(self.state(), "to_sign")
        run = ("res.users.identitycheck", "run_check", [[check["res_id"]]])
        with self.assertRaises(UserError):
            self.call(*run, context={"password": "wrong"})
        self.assertEqual(self.state(), "to_sign")
        before = time.time()
        answer = self.call(*run, context={"password": PASSWORD})
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual(self.state(), "signed")
        self.assertEqual(self.pledge.identity_method, "password")
        asked = (self.pledge.identity_at - datetime(1970, 1, 1)).total_seconds()
        self.assertGreaterEqual(asked, int(before))
        self.assertEqual(self.pledge.file_ids.kind, "signature")

    @mute_logger("odoo.http")
    def test_crafted_calls_sign_nothing(self):
        dialog = self.dialog()
        identity = ["password", "2026-11-20 01:02:03"]
        self.call(
            "gov.pledge.sign",
            "action_sign",
            [[dialog]],
            context={"identity-check-last": time.time() + 1000, "gov_unlock": True},
        )
        for model, method, args in (
            ("gov.pledge.sign", "action_sign", [[dialog], identity]),
            ("gov.pledge", "_sign", [[self.pledge.id], "screen", "2026-11-20"]),
            ("gov.pledge", "_sign_on_screen", [[self.pledge.id], "x", identity]),
            ("gov.pledge", "write", [[self.pledge.id], {"state": "signed"}]),
            ("res.users.identitycheck", "_gov_get_last", []),
        ):
            try:
                self.call(model, method, args)
            except UserError:
                continue
            finally:
                self.assertEqual(self.state(), "to_sign", method)
        # A check of one's own making names another record, another method.
        with self.assertRaises(UserError):
            self.call(
                "res.users.identitycheck",
                "create",
                [{"request": json.dumps([{}, "gov.pledge", [1], "_sign", [], {}])}],
            )

    @mute_logger("odoo.http")
    def test_an_old_check_is_asked_again(self):
        dialog = self.dialog()
        session = self.session
        session["identity-check-last"] = time.time() - 601
        session["gov-identity-method"] = ["password", time.time()]
        root.session_store.save(session)
        check = self.call("gov.pledge.sign", "action_sign", [[dialog]])
        self.assertEqual(check["res_model"], "res.users.identitycheck")
        self.assertEqual(self.state(), "to_sign")
        # Nine minutes ago, by another addon that does not say how.
        session["identity-check-last"] = time.time() - 540
        session["gov-identity-method"] = None
        root.session_store.save(session)
        self.call("gov.pledge.sign", "action_sign", [[dialog]])
        self.assertEqual(self.state(), "signed")
        self.assertEqual(self.pledge.identity_method, "other")

    @mute_logger("odoo.http")
    def test_the_key_of_a_script_signs_nothing(self):
        """A key says who calls, not that the person sits there now."""
        dialog = self.dialog()
        user = self.users["officer_a"]
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        headers = {"Authorization": f"Bearer {keys._generate('rpc', 'test', False)}"}

        def post(model, method, /, **params):
            path = f"/json/2/{model}/{method}"
            return self.url_open(path, json=params, headers=headers)

        # The session of the screen is fresh; the script has none.
        self.session["identity-check-last"] = time.time()
        root.session_store.save(self.session)
        self.opener.cookies.clear()
        answer = post("gov.pledge.sign", "action_sign", ids=[dialog])
        check = answer.json()
        self.assertEqual(check["res_model"], "res.users.identitycheck")
        for context in ({}, {"password": "x"}, {"identity-check-last": 9999999999}):
            answer = post(
                "res.users.identitycheck",
                "run_check",
                ids=[check["res_id"]],
                context=context,
            )
            self.assertNotEqual(answer.status_code, 200)
        for model, method, params in (
            ("gov.pledge.sign", "_sign_on_screen", {"ids": [dialog]}),
            ("gov.pledge", "_sign", {"ids": [self.pledge.id], "method": "screen"}),
            (
                "gov.pledge.sign",
                "action_sign",
                {"ids": [dialog], "identity": ["password", "2026-11-20"]},
            ),
        ):
            post(model, method, **params)
        self.assertEqual(self.state(), "to_sign")

    @mute_logger("odoo.http")
    def test_no_signature_no_password(self):
        """What is wrong with the drawing is said before the password is typed."""
        action = self.call("gov.pledge", "action_sign", [[self.pledge.id]])
        values = {"signature": b64encode(drawing(ink=None)).decode()}
        with self.assertRaises(UserError):
            self.call("gov.pledge.sign", "write", [[action["res_id"]], values])

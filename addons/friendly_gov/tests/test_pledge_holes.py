import contextlib
from base64 import b64decode, b64encode
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .pledge_common import PledgeCase
from .test_known_holes import HoleCase
from .test_pledge_paper import SCAN
from .test_pledge_screen import drawing

# Words for what nobody outside may learn.
SIGNATURE = b64encode(drawing())
SECRET = "Nghỉ thai sản từ ngày 17/6/2024"


@tagged("post_install", "-at_install")
class TestPledgeHoles(PledgeCase, HoleCase):
    """Figures embellished, hidden columns asked for sideways, names told by errors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign()
        cls.staff = cls._pledge(cls.campaign, cls.people["staff_a"])
        cls.unit = cls._pledge(cls.campaign, unit=cls.commune)
        cls.far = cls._pledge(cls.campaign, cls.people["nobody"])

    # Figures

    def test_who_is_measured_takes_nobody_out_of_the_count(self):
        """An officer of the commune made those who refuse a mistake."""
        own = self._pledge(self.campaign, unit=self.home)
        for login, pledge in (
            ("officer_a", self.staff),
            ("officer_a", self.unit),
            # Nor do the organiser's for the office they work for.
            ("coordinator", own),
        ):
            for reason in ("mistake", "out_of_scope", "left"):
                dialog = self.call(
                    login,
                    "gov.pledge.mark",
                    "create",
                    {
                        "event": "retire",
                        "retire_reason": reason,
                        "pledge_ids": [Command.set(pledge.ids)],
                    },
                    context={"default_event": "retire"},
                )
                self.forbid(login, "gov.pledge.mark", "action_confirm", dialog)
            self.forbid(
                login,
                "gov.pledge",
                "action_open_mark",
                pledge.ids,
                context={"gov_event": "retire"},
            )
            self.assertEqual(pledge.state, "to_sign")
        for login, pledge in (("coordinator", self.staff), ("manager", own)):
            pledge.with_user(self.users[login])._retire("mistake")
            self.assertEqual(pledge.state, "retired")
        # A reason is not a way out of the count: the unit gives it.
        self.unit.with_user(self.users["officer_a"])._excuse("other", "x")

    def test_a_campaign_of_the_own_does_not_count_instead(self):
        """The newest campaign counted for the launch: the unit opened one of its own,
        without the parts that had not signed.
        """
        rollout = self._rollout(self.commune)
        part = self._unit("T-A-P", "Phòng A", "division", "commune", self.commune)
        model = rollout.reform_model_id
        campaign = self._campaign(reform_model_id=model.id)
        self._pledge(campaign, self._employee(self.users["clerk"], part))
        officer = self.users["officer_a"]
        own = (
            self.env["gov.pledge.campaign"]
            .with_user(officer)
            .create(
                {
                    "name": "Đợt riêng",
                    "code_id": self.code.id,
                    "organizer_unit_id": self.commune.id,
                    "scope_unit_ids": [Command.set(self.commune.ids)],
                    "excluded_unit_ids": [Command.set(part.ids)],
                    "date_due": self.today,
                    "reform_model_id": model.id,
                }
            )
        )
        own.action_open()
        people = own.pledge_ids.filtered(lambda p: p.level == "person")
        people.sudo()._sign("paper", self.today)
        rollout.invalidate_recordset()
        self.assertEqual(
            (rollout.pledge_person_signed, rollout.pledge_person_open), (0, 1)
        )
        # Where nobody else asks for signatures, the unit's own are what there is.
        self.assertEqual(rollout.pledge_unit_covered, 1)

    def test_an_officer_is_no_deputy_by_own_word(self):
        """KT. needs no paper: an officer named the own person and signed."""
        officer = self.users["officer_a"]
        unit = self.unit.with_user(officer)
        with self.assertRaises(UserError):
            unit._name_signer(officer, "kt")
        self.assertFalse(self.unit.user_id)
        unit._name_signer(officer, "kt", ("12/QĐ-UBND", date(2024, 6, 17)))
        self.assertEqual(self.unit.user_id, officer)
        # Who leads the unit is known to, and so is who was named by somebody else.
        self.unit.with_user(self.head_a)._name_signer(self.head_a, "kt")
        self.unit.with_user(self.users["coordinator"])._name_signer(officer, "kt")
        self.assertEqual(self.unit.user_id, officer)

    # Hidden columns

    def test_why_somebody_did_not_sign_is_not_asked_for_sideways(self):
        self.staff.with_user(self.users["officer_a"])._excuse("maternity", SECRET)
        self.env.flush_all()
        for login in ("staff_a", "clerk"):
            for name in ("excuse_reason", "excuse_note"):
                domain = [(name, "!=", False)]
                self.forbid(login, "gov.pledge", "search", domain)
                self.forbid(login, "gov.pledge", "search_count", domain)
                self.forbid(login, "gov.pledge", "search", [], order=name)
                self.forbid(login, "gov.pledge", "read", self.staff.ids, [name])
                self.forbid(
                    login, "gov.pledge", "formatted_read_group", [], [name], ["__count"]
                )
                self.forbid(login, "gov.pledge", "web_read", self.staff.ids, {name: {}})
                self.refuse(login, "gov.pledge", "export_data", self.staff.ids, [name])
                for model in ("gov.pledge.file", "gov.pledge.seal"):
                    path = [(f"pledge_id.{name}", "!=", False)]
                    self.forbid(login, model, "search", path)
                path = [(f"pledge_ids.{name}", "!=", False)]
                self.forbid(login, "gov.pledge.campaign", "search", path)
            rows = self.call(
                login,
                "gov.history",
                "search_count",
                [("res_model", "=", "gov.pledge")],
            )
            self.assertEqual(rows, 0, login)

    def test_hidden_columns_of_far_pledges(self):
        """Names and counts of another unit, by one path or another."""
        for login in ("staff_a", "officer_a"):
            for model, domain in (
                ("gov.pledge", [("signer_name", "ilike", "tài khoản")]),
                ("gov.pledge", [("waiting", "=", "paper")]),
                ("gov.pledge", [("has_account", "=", False)]),
                ("gov.pledge", [("status", "=", "unsigned"), ("id", "=", self.far.id)]),
                (
                    "gov.pledge.campaign",
                    [("pledge_ids.signer_name", "ilike", "tài khoản")],
                ),
                ("gov.pledge.progress", [("unit_id", "=", self.other.id)]),
            ):
                with self.subTest(f"{login} {model} {domain}"):
                    found = self.call(login, model, "search", domain)
                    self.assertFalse(set(found) - set(self.unit.ids))

    # Names told by errors and answers

    def test_no_error_names_a_pledge_out_of_reach(self):
        name, year = self.far.display_name, self._year()
        for login in ("officer_a", "head_a"):
            self.users.setdefault("head_a", self.head_a)
            for model, values in (
                ("gov.pledge.case", {"description": "x"}),
                ("gov.pledge.case", {"description": "x", "kind": "reported"}),
                ("gov.pledge.review", {"kind": "self"}),
                ("gov.pledge.review", {"kind": "supervisor"}),
            ):
                if model == "gov.pledge.review":
                    values |= {"period_id": year.id}
                with self.subTest(f"{login} {model}"):
                    with self.assertRaises(AccessError) as caught:
                        self.call(
                            login, model, "create", values | {"pledge_id": self.far.id}
                        )
                    self.assertNotIn(name, str(caught.exception))

    def _year(self):
        return self.env["gov.period"].create(
            {"kind": "year", "year": 2026, "index": 1, "profile_id": self.profile.id}
        )

    def test_a_dialog_tells_nothing_of_lists_out_of_reach(self):
        """Stored computes run as superuser: the steering body of another roll-out."""
        condition = self.env["gov.rollout.condition"].create(
            {"rollout_id": self._rollout(self.other).id, "name": "Máy quét"}
        )
        values = {"condition_ids": [Command.set(condition.ids)], "proposal": "x"}
        values |= {"unit_id": self.home.id}
        self.forbid("officer_a", "gov.condition.raise", "create", values)
        self.forbid(
            "officer_a",
            "gov.condition.raise",
            "onchange",
            [],
            {"condition_ids": [[4, condition.id]]},
            ["condition_ids"],
            {"condition_ids": {}, "unit_id": {"fields": {"display_name": {}}}},
        )

    def test_links_tell_no_name_of_a_roll_out(self):
        """A link is shown by its name, which is read as superuser."""
        far = self._rollout(self.other, kind="pilot")
        # Of a department that has nothing to do with it.
        self.users["finance"] = self._user("finance", ["coordinator"], self.finance)
        self.forbid("finance", "gov.rollout", "read", far.ids, ["unit_id"])
        model = self._reform_model(code="CQTT-Y", lead_unit_id=self.finance.id)
        self.forbid(
            "finance",
            "gov.replication",
            "create",
            {
                "reform_model_id": model.id,
                "origin_id": far.id,
                "kind": "replica",
                "plan_source": "origin",
                "steering_unit_id": self.finance.id,
                "body_id": self.finance.id,
                "date_start": self.today,
            },
        )
        values = {"name": "x", "unit_id": self.commune.id, "summary": "x", "year": 2026}
        self.forbid("officer_a", "gov.rollout", "read", far.ids, ["unit_id"])
        self.forbid(
            "officer_a", "gov.initiative", "create", values | {"rollout_id": far.id}
        )

    # Commands through what may be written

    def test_children_are_not_moved_through_the_campaign(self):
        other = self._campaign(name="Đợt khác", state="draft")
        for login in ("coordinator", "manager"):
            for command in (
                Command.create({"level": "unit", "unit_id": self.home.id}),
                Command.update(self.staff.id, {"state": "signed"}),
                Command.update(self.staff.id, {"user_id": self.users["manager"].id}),
                Command.delete(self.staff.id),
                Command.unlink(self.staff.id),
                Command.link(self.staff.id),
                Command.set([]),
            ):
                for campaign in (self.campaign, other):
                    values = {"pledge_ids": [command]}
                    with self.subTest(f"{login} {command}"):
                        # Refused or without effect: what counts is what stands after.
                        with contextlib.suppress(UserError):
                            self.call(
                                login,
                                "gov.pledge.campaign",
                                "write",
                                campaign.ids,
                                values,
                            )
                        self.env.flush_all()
                        self.assertEqual(self.staff.campaign_id, self.campaign)
                        self.assertEqual(self.staff.state, "to_sign")
                        self.assertEqual(self.staff.user_id, self.users["staff_a"])
                        self.assertFalse(other.pledge_ids)

    def test_files_of_pledges_are_nobodys_attachments(self):
        self.staff.with_user(self.users["officer_a"])._sign_on_paper(
            self.today, SCAN, "../../x\r\n.pdf"
        )
        file = self.staff.file_ids
        attachments = self.env["ir.attachment"].sudo()
        kept = attachments.search(
            [
                ("res_model", "=", file._name),
                ("res_id", "=", file.id),
                ("res_field", "=", "file"),
            ]
        )
        self.assertTrue(kept)
        for login in ("officer_b", "clerk", "plain", "portal", "public"):
            self.forbid(login, "ir.attachment", "read", kept.ids, ["datas"])
            try:
                found = self.call(
                    login,
                    "ir.attachment",
                    "search",
                    [("res_model", "=", file._name), ("res_field", "!=", False)],
                )
            except AccessError:
                found = []
            self.assertFalse(found, login)
        for login in ("staff_a", "officer_a", "coordinator", "manager"):
            for values in (
                {"datas": b64encode(b"x")},
                {"res_id": 0},
                {"res_field": False},
                {"public": True},
            ):
                self.refuse(login, "ir.attachment", "write", kept.ids, values)
            self.refuse(login, "ir.attachment", "unlink", kept.ids)
            self.refuse(login, "ir.attachment", "generate_access_token", kept.ids)
            self.refuse(
                login,
                "ir.attachment",
                "create",
                {
                    "name": "x",
                    "datas": b64encode(b"x"),
                    "res_model": file._name,
                    "res_id": file.id,
                    "res_field": "file",
                },
            )


@tagged("post_install", "-at_install")
class TestPledgeAddresses(HttpCase, PledgeCase):
    """What a typed address hands out, to people of other units and to none."""

    def setUp(self):
        super().setUp()
        campaign = self._campaign()
        self.mine = self._pledge(campaign, self.people["staff_a"])
        self.far = self._pledge(campaign, self.people["officer_b"])
        file = {"name": "../x\r\ny.png", "kind": "signature", "file": SIGNATURE}
        for pledge in (self.mine, self.far):
            pledge._sign("screen", self.today, files=[file])
        self.env["gov.pledge.seal"]._seal_batch(self.env.company.id)
        self.env.flush_all()

    def get(self, login, path):
        self.authenticate(login, login)
        return self.url_open(path, allow_redirects=False)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_the_chain(self):
        path = "/gov/pledge_seals"
        far, mine = f"{path}?pledge={self.far.id}", f"{path}?pledge={self.mine.id}"
        for login in ("gov_staff_a", "gov_officer_a", "plain", "portal_x"):
            for address in (path, far, f"{path}?campaign={self.far.campaign_id.id}"):
                with self.subTest(f"{login} {address}"):
                    self.assertEqual(self.get(login, address).status_code, 404)
        for text in ("x", "0", "-1", str(2**31), str(2**70), "1;2", ""):
            for name in ("pledge", "campaign"):
                with self.subTest(f"{name} {text}"):
                    answer = self.get("gov_staff_a", f"{path}?{name}={text}")
                    self.assertEqual(answer.status_code, 404)
        self.authenticate(None, None)
        answer = self.url_open(mine, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        answer = self.get("gov_staff_a", mine)
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn(self.far.signer_name, answer.text)
        self.assertNotIn('"content":', answer.text.split("\n")[2])

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_a_chain_of_numbers_that_are_none(self):
        for text in (str(2**31), str(2**70), "x"):
            path = f"/gov/pledge_seals?campaign={text}"
            with self.subTest(text):
                status = self.get("gov_coordinator", path).status_code
                self.assertIn(status, (200, 404))

    @mute_logger("odoo.http")
    def test_signatures(self):
        file = self.far.file_ids
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", file._name), ("res_id", "=", file.id)]
            + [("res_field", "=", "file")]
        )
        addresses = (
            f"/web/content/gov.pledge.file/{file.id}/file",
            f"/web/image/gov.pledge.file/{file.id}/file",
            f"/web/content?model=gov.pledge.file&id={file.id}&field=file",
            f"/web/image?model=gov.pledge.file&id={file.id}&field=file",
            f"/web/content/{attachment.id}",
            f"/web/image/{attachment.id}",
        )
        raw = b64decode(SIGNATURE)
        for login in ("gov_staff_a", "gov_officer_a", "gov_clerk", "plain", "portal_x"):
            for address in addresses:
                with self.subTest(f"{login} {address}"):
                    self.assertNotEqual(self.get(login, address).content, raw)
        self.authenticate(None, None)
        for address in addresses:
            self.assertNotEqual(self.url_open(address).content, raw)
        answer = self.get("gov_officer_b", addresses[0] + "?download=true")
        self.assertEqual(answer.content, raw)
        name = answer.headers["Content-Disposition"]
        self.assertNotIn("\n", name)

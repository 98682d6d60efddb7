import hashlib
import json
from base64 import b64encode
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools import pledge_seal
from .pledge_common import FOUR_ASKS, PledgeCase


@tagged("post_install", "-at_install")
class TestPledgeSign(PledgeCase):
    """What is kept when a pledge is signed, and by whom a unit's is signed."""

    def setUp(self):
        super().setUp()
        self.campaign = self._campaign()
        self.pledge = self._pledge(self.campaign, self.people["officer_a"])

    def sign(self, pledge=None, **kwargs):
        pledge = pledge or self.pledge
        pledge.with_user(self.users["officer_a"])._sign("screen", self.today, **kwargs)

    def content(self, pledge=None):
        return json.loads((pledge or self.pledge).signed_content)

    def history(self, pledge, event):
        return self.env["gov.history"].search(
            [
                ("res_model", "=", "gov.pledge"),
                ("res_id", "=", pledge.id),
                ("event", "=", event),
            ]
        )

    def test_content_is_kept_word_for_word(self):
        moment = datetime(2026, 11, 20, 1, 2, 3)
        drawn = b"\x89PNG drawn"
        self.sign(
            signed_at=moment,
            identity=("password", moment),
            files=[{"name": "x.png", "kind": "signature", "file": b64encode(drawn)}],
            place="Xã A",
        )
        self.assertEqual(self.pledge.state, "signed")
        self.assertEqual(self.pledge.date_signed, self.today)
        self.assertEqual(
            self.content(),
            {
                "format": 1,
                "pledge": self.pledge.id,
                "company": self.env.company.name,
                "campaign": {
                    "id": self.campaign.id,
                    "name": "Ký cam kết năm 2026",
                },
                "level": "person",
                "unit": {"id": self.commune.id, "code": "T-A", "name": "Xã A"},
                "signer": {
                    "name": self.users["officer_a"].name,
                    "position": "Công chức",
                    "user": "gov_officer_a",
                    "user_id": self.users["officer_a"].id,
                    "employee_id": self.people["officer_a"].id,
                },
                "authority": {"kind": "direct", "symbol": "", "date": ""},
                "code": {
                    "name": "4 xin",
                    "version": 1,
                    "document": "1847/QĐ-TTg",
                    "date": "2018-12-27",
                    "issuer": "Thủ tướng Chính phủ",
                },
                "opening": "",
                "groups": [{"name": "4 xin", "statements": list(FOUR_ASKS)}],
                "closing": "",
                "period": ["", ""],
                "place": "Xã A",
                "date_signed": self.today.isoformat(),
                "signed_at": "2026-11-20T01:02:03Z",
                "method": "screen",
                "identity": {"method": "password", "at": "2026-11-20T01:02:03Z"},
                "recorded_by": "",
                "recorded_by_id": 0,
                "files": [
                    {
                        "kind": "signature",
                        "name": "x.png",
                        "sha256": hashlib.sha256(drawn).hexdigest(),
                    }
                ],
            },
        )
        # What is kept can be made again from the record: nothing is lost on the way.
        again = pledge_seal.canonical(self.pledge._get_signed_content())
        self.assertEqual(again, self.pledge.signed_content)
        self.assertEqual(len(self.history(self.pledge, "sign")), 1)

    def test_twice_is_refused(self):
        self.sign()
        kept = self.pledge.signed_content
        with self.assertRaises(UserError):
            self.sign()
        self.assertEqual(self.pledge.signed_content, kept)
        self.assertEqual(len(self.history(self.pledge, "sign")), 1)

    def test_excused_may_sign_after_all(self):
        self.pledge._history_write(
            {"state": "excused", "excuse_reason": "maternity"}, "excuse"
        )
        self.sign()
        self.assertEqual(self.pledge.state, "signed")
        self.assertFalse(self.pledge.excuse_reason)

    def test_only_open_campaigns_and_no_future(self):
        self.campaign._guarded_write({"state": "closed"})
        with self.assertRaises(UserError):
            self.sign()
        self.campaign._guarded_write({"state": "open"})
        with self.assertRaises(UserError):
            self.pledge._sign("paper", date(2099, 1, 1))
        self.pledge._guarded_write({"state": "retired"})
        with self.assertRaises(UserError):
            self.sign()

    def test_stated_is_for_illustrations(self):
        with self.assertRaises(AccessError):
            self.pledge._sign("stated", date(2021, 11, 11))
        self.campaign._guarded_write({"is_demo": True})
        # Bình Lục, 11/11/2021.
        self.pledge._sign(
            "stated",
            date(2021, 11, 11),
            datetime(2021, 11, 11, 2),
            recorded_at=datetime(2021, 11, 11, 2),
        )
        self.assertEqual(self.pledge.date_signed, date(2021, 11, 11))
        row = self.history(self.pledge, "sign")
        self.assertEqual(row.recorded_at, datetime(2021, 11, 11, 2))

    def test_many_at_once_cost_no_query_each(self):
        people = self.env["hr.employee"].create(
            [
                {"name": f"Người {n}", "department_id": self.commune.id}
                for n in range(20)
            ]
        )
        few = self.env["gov.pledge"].browse()
        for person in people:
            few |= self._pledge(self.campaign, person)
        # The first signature looks up what is kept in memory afterwards.
        few[:1]._sign("paper", self.today)
        one, rest = few[1:3], few[3:]
        self.env.flush_all()
        counts = []
        for pledges in (one, rest):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            pledges._sign("paper", self.today)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def unit_pledge(self):
        return self._pledge(self.campaign, unit=self.commune)

    def test_named_kt_by_the_unit(self):
        pledge = self.unit_pledge()
        deputy = self._user("deputy_a", ["staff"], self.commune)
        pledge.with_user(self.users["officer_a"])._name_signer(
            deputy, "kt", position="Phó Chủ tịch"
        )
        self.assertEqual(pledge.user_id, deputy)
        self.assertEqual(pledge.signer_name, deputy.name)
        self.assertEqual(pledge.signer_position, "Phó Chủ tịch")
        self.assertEqual(pledge.authority, "kt")
        self.assertEqual(
            self.history(pledge, "name_signer").user_id, self.users["officer_a"]
        )

    def test_tuq_needs_its_document(self):
        pledge = self.unit_pledge()
        officer = self.users["officer_a"]
        with self.assertRaises(UserError):
            pledge.with_user(officer)._name_signer(officer, "tuq")
        paper = ("12/UQ-UBND", date(2024, 6, 17))
        pledge.with_user(officer)._name_signer(officer, "tuq", paper)
        self.assertEqual(pledge.authority_symbol, "12/UQ-UBND")
        row = self.history(pledge, "name_signer")
        self.assertEqual(row.document_symbol, "12/UQ-UBND")
        self.assertEqual(row.document_date, date(2024, 6, 17))

    def test_nobody_makes_oneself_the_head(self):
        pledge = self.unit_pledge()
        officer = self.users["officer_a"]
        with self.assertRaises(UserError):
            pledge.with_user(officer)._name_signer(officer)
        self.commune.manager_id = self.people["officer_a"]
        pledge.with_user(officer)._name_signer(officer)
        self.assertEqual(pledge.user_id, officer)
        # The head does not sign for the head, and another is no head.
        with self.assertRaises(UserError):
            pledge.with_user(officer)._name_signer(officer, "kt")
        with self.assertRaises(UserError):
            pledge.with_user(officer)._name_signer(self.users["staff_a"])

    def test_who_may_name(self):
        pledge = self.unit_pledge()
        deputy = self._user("deputy_a", ["staff"], self.commune)
        for login in ("staff_a", "officer_b", "no_scope", "plain"):
            with self.assertRaises(AccessError, msg=login):
                pledge.with_user(self.users[login])._name_signer(deputy, "kt")
        pledge.with_user(self.head_a)._name_signer(deputy, "kt")
        self.assertEqual(pledge.user_id, deputy)
        # Somebody of another unit never signs for this one.
        with self.assertRaises(UserError):
            pledge.with_user(self.head_a)._name_signer(self.users["officer_b"], "kt")
        # A personal pledge stays the person's own.
        with self.assertRaises(UserError):
            self.pledge.with_user(self.users["officer_a"])._name_signer(deputy, "kt")

"""What docs/developer/api.md promises to programs, over HTTP and with a key."""

import base64
import hashlib
import json
from datetime import date

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import GovCase

PDF = b"%PDF-1.4 bien ban"


@tagged("post_install", "-at_install")
class TestApi(GovCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = {}
        for login in ("coordinator", "officer_a", "officer_b", "plain"):
            keys = cls.env["res.users.apikeys"].with_user(cls.users[login]).sudo()
            cls.keys[login] = keys._generate("rpc", "test", False)

    def post(self, login, model, method, key=None, **params):
        """Status and answer of one call."""
        headers = {"Content-Type": "application/json"}
        key = key or self.keys.get(login)
        if key:
            headers["Authorization"] = f"bearer {key}"
        answer = self.url_open(
            f"/json/2/{model}/{method}", data=json.dumps(params), headers=headers
        )
        self.env.invalidate_all()
        return answer.status_code, answer.json()

    def create_directive(self, login="coordinator", **vals):
        task = {
            "code": "1",
            "text": "Xây dựng kế hoạch, thí điểm và ra mắt mô hình",
            "deadline_text": "quý II năm 2023",
            "lead_unit_ids": [[6, 0, [self.commune.id, self.other.id]]],
        }
        values = {
            "symbol": "515/UBND-NVK",
            "date_issued": "2023-04-14",
            "issuer_id": self.province.id,
            "subject": "Triển khai xây dựng mô hình Chính quyền thân thiện",
            "assigning_unit_id": self.province.id,
            "monitoring_unit_id": self.home.id,
            "task_ids": [[0, 0, task]],
        }
        return self.post(login, "gov.directive", "create", vals_list=[values | vals])

    def issue(self):
        status, ids = self.create_directive()
        self.assertEqual(status, 200)
        status, _answer = self.post(
            "coordinator", "gov.directive", "action_issue", ids=ids
        )
        self.assertEqual(status, 200)
        return self.env["gov.directive"].browse(ids)

    def test_a_directive_is_registered_and_issued(self):
        directive = self.issue()
        self.assertEqual(directive.state, "issued")
        self.assertEqual(directive.create_uid, self.users["coordinator"])
        lines = directive.assignment_ids
        self.assertEqual(lines.unit_id, self.commune | self.other)
        self.assertEqual(set(lines.mapped("date_due")), {date(2023, 6, 30)})

    def test_a_unit_reports_with_evidence(self):
        directive = self.issue()
        status, rows = self.post(
            "officer_a",
            "gov.assignment",
            "search_read",
            domain=[["is_mine", "=", True], ["is_overdue", "=", True]],
            fields=["name", "unit_id", "date_due", "days_late", "status"],
            order="date_due, id",
            limit=100,
        )
        self.assertEqual(status, 200)
        self.assertEqual([row["unit_id"][0] for row in rows], [self.commune.id])
        self.assertEqual(rows[0]["status"], "todo_late")
        self.assertEqual(rows[0]["date_due"], "2023-06-30")
        self.assertGreater(rows[0]["days_late"], 1000)
        ids = [rows[0]["id"]]
        status, answer = self.post(
            "officer_a", "gov.assignment", "action_start", ids=ids
        )
        self.assertEqual((status, answer), (200, True))
        status, result_id = self.post(
            "officer_a",
            "gov.assignment",
            "report_result",
            ids=ids,
            summary="Đã ra mắt mô hình tại Bộ phận Một cửa",
            document_symbol="12/BC-UBND",
            document_date="2023-06-28",
            files=[{"name": "bien_ban.pdf", "content": base64.b64encode(PDF).decode()}],
        )
        self.assertEqual(status, 200)
        line = directive.assignment_ids.browse(ids)
        self.assertEqual(line.state, "submitted")
        self.assertEqual(line.result_ids.id, result_id)
        self.assertEqual(line.result_ids.submitted_by_id, self.users["officer_a"])
        evidence = line.result_ids.evidence_ids
        self.assertEqual(evidence.sha256, hashlib.sha256(PDF).hexdigest())
        status, _answer = self.post(
            "coordinator", "gov.assignment", "action_accept", ids=ids
        )
        self.assertEqual((status, line.state), (200, "done"))

    def test_a_draft_is_kept_for_people(self):
        line = self.issue().assignment_ids.filtered(
            lambda line: line.unit_id == self.commune
        )
        for summary in ("Đang làm", "Đã làm xong"):
            status, result_id = self.post(
                "officer_a",
                "gov.assignment",
                "report_result",
                ids=line.ids,
                summary=summary,
                submit=False,
            )
            self.assertEqual(status, 200)
        self.assertEqual(line.result_ids.id, result_id, "one draft, written again")
        self.assertEqual(line.result_ids.summary, "Đã làm xong")
        self.assertEqual(line.state, "received")

    def test_a_failed_report_leaves_nothing(self):
        line = self.issue().assignment_ids.filtered(
            lambda line: line.unit_id == self.commune
        )
        for params in (
            {"summary": "x"},  # neither a document nor a file
            {"summary": "x", "files": [{"name": "a.pdf"}]},
            {"summary": "x", "files": ["a.pdf"]},
            {"summary": " ", "document_symbol": "1/BC", "document_date": "2023-05-01"},
        ):
            status, answer = self.post(
                "officer_a", "gov.assignment", "report_result", ids=line.ids, **params
            )
            with self.subTest(str(params)):
                self.assertEqual(status, 422)
                self.assertEqual(answer["name"], "odoo.exceptions.UserError")
                self.assertFalse(line.result_ids)

    @mute_logger("odoo.http")
    def test_without_a_key_401(self):
        for key in (None, "0" * 40):
            status, answer = self.post(
                "nobody", "gov.assignment", "search", key=key, domain=[]
            )
            with self.subTest(str(key)):
                self.assertEqual(status, 401)
                self.assertEqual(answer["name"], "werkzeug.exceptions.Unauthorized")

    @mute_logger("odoo.http")
    def test_without_the_right_403(self):
        line = self.issue().assignment_ids.filtered(
            lambda line: line.unit_id == self.commune
        )
        report = {"summary": "x", "document_symbol": "1", "document_date": "2023-05-01"}
        for login, method, params in (
            ("officer_b", "action_start", {}),
            ("officer_b", "report_result", report),
            ("coordinator", "report_result", report),
            ("officer_a", "action_follow", {"user_id": False}),
            ("officer_a", "write", {"vals": {"state": "done"}}),
            ("officer_a", "_transition", {"event": "accept"}),
            ("plain", "read", {"fields": ["name"]}),
        ):
            status, answer = self.post(
                login, "gov.assignment", method, ids=line.ids, **params
            )
            with self.subTest(f"{login} {method}"):
                self.assertEqual(status, 403)
                self.assertEqual(answer["name"], "odoo.exceptions.AccessError")
                self.assertTrue(answer["message"])
        self.assertEqual(line.state, "received")
        status, _answer = self.create_directive("officer_a", symbol="1/UBND")
        self.assertEqual(status, 403)

    @mute_logger("odoo.http")
    def test_what_is_not_there_404(self):
        for model, method in (("gov.nothing", "search"), ("gov.assignment", "nothing")):
            status, answer = self.post("officer_a", model, method)
            with self.subTest(f"{model}.{method}"):
                self.assertEqual(status, 404)
                self.assertEqual(answer["name"], "werkzeug.exceptions.NotFound")

    @mute_logger("odoo.http")
    def test_what_makes_no_sense_422(self):
        directive = self.issue()
        line = directive.assignment_ids[0]
        login = "officer_a" if line.unit_id == self.commune else "officer_b"
        self.assertEqual(
            self.post(login, "gov.assignment", "action_start", ids=line.ids)[0], 200
        )
        for who, model, method, params in (
            # not in this state any more
            (login, "gov.assignment", "action_start", {"ids": line.ids}),
            # an argument that there is not
            (login, "gov.assignment", "action_start", {"ids": line.ids, "x": 1}),
            # issued already, and nothing left to issue
            ("coordinator", "gov.directive", "action_issue", {"ids": directive.ids}),
        ):
            status, answer = self.post(who, model, method, **params)
            with self.subTest(f"{model}.{method} {params}"):
                self.assertEqual(status, 422)
                self.assertTrue(answer["message"])
        status, answer = self.create_directive(secrecy="secret", symbol="2/UBND")
        self.assertEqual(status, 422)
        self.assertEqual(answer["name"], "odoo.exceptions.ValidationError")

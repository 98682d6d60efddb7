from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import GovCase

DUE = date(2023, 6, 30)
LATER = date(2023, 7, 31)


@tagged("post_install", "-at_install")
class TestExtensionRequest(GovCase):
    """Asked by the unit, opinion of the monitoring body, decided by the committee.

    The province assigns and extends, the department of home affairs monitors.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["leader_home"] = cls._user("leader_home", ["leader"], cls.home)
        cls.users["coordinator_p"] = cls._user(
            "coordinator_p", ["coordinator"], cls.province
        )

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2023-06-20 03:00:00"))
        self.line = self._issued()

    def dialog(self, login, step, **vals):
        model = self.env["gov.extension.action"].with_user(self.users[login])
        return model.create({"step": step, "reason": "Chờ kinh phí"} | vals)

    def ask(self, line=None, login="officer_a", **vals):
        line = line or self.line
        values = {"assignment_ids": line.ids, "date_due": LATER} | vals
        self.dialog(login, "ask", **values).action_confirm()
        return line.extension_request_ids[:1]

    def step(self, requests, login, step, **vals):
        values = {"request_ids": requests.ids} | vals
        return self.dialog(login, step, **values).action_confirm()

    def opine(self, requests, login="coordinator", **vals):
        return self.step(requests, login, "opinion", **({"opinion": "agree"} | vals))

    def test_asked_opinion_decision(self):
        request = self.ask()
        self.assertEqual(request.state, "opinion")
        self.assertEqual(request.waiting_unit_id, self.home)
        self.assertEqual(request.unit_id, self.commune)
        self.assertEqual((request.date_due_old, request.date_asked), (DUE, LATER))
        self.opine(request, opinion="disagree", reason="Đã gia hạn một lần")
        self.assertEqual(request.state, "decision")
        self.assertEqual(request.waiting_unit_id, self.province)
        self.assertEqual(request.opinion, "disagree")
        self.assertEqual(request.opinion_by_id, self.users["coordinator"])
        self.step(request, "leader", "grant", date_due=date(2023, 7, 10))
        self.assertEqual(request.state, "granted")
        self.assertEqual(request.date_granted, date(2023, 7, 10))
        self.assertFalse(request.waiting_unit_id)
        self.assertEqual(self.line.date_due, date(2023, 7, 10))
        self.assertEqual(self.line.extension_count, 1)
        self.assertEqual(
            self.line.log_ids.sorted("id").mapped("event"),
            ["issue", "ask_extension", "extension_opinion", "extend"],
        )

    def test_nothing_changes_while_it_waits(self):
        before = self.line.read(["state", "date_due", "status", "extension_count"])
        request = self.ask()
        self.opine(request)
        after = self.line.read(["state", "date_due", "status", "extension_count"])
        self.assertEqual(before, after)

    def test_late_stays_late_until_granted(self):
        with freeze_time("2023-07-05 03:00:00"):
            request = self.ask()
            self.line.invalidate_recordset()
            self.assertEqual(self.line.status, "todo_late")
            self.opine(request)
            self.assertEqual(self.line.status, "todo_late")
            self.step(request, "leader", "grant")
            self.line.invalidate_recordset()
            self.assertEqual(self.line.status, "todo_on_time")
            self.assertEqual(self.line.date_due, LATER)

    def test_old_deadlines_are_kept(self):
        self.assertFalse(self.line.old_deadlines)
        for due in (LATER, date(2023, 8, 31)):
            request = self.ask(date_due=due)
            self.opine(request)
            self.step(request, "leader", "grant")
        self.line.invalidate_recordset()
        self.assertEqual(
            self.line.old_deadlines, "30/06/2023 → 31/07/2023 → 31/08/2023"
        )
        requests = self.line.extension_request_ids.sorted("id")
        self.assertEqual(requests.mapped("date_due_old"), [DUE, LATER])
        self.assertEqual(self.line.extension_count, 2)

    def test_refused_with_a_reason(self):
        request = self.ask()
        self.opine(request)
        with self.assertRaises(UserError):
            self.step(request, "leader", "refuse", reason="  ")
        self.step(request, "leader", "refuse", reason="Không đủ lý do")
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.decision_reason, "Không đủ lý do")
        self.assertEqual(self.line.date_due, DUE)
        # asked again: a new request, the old one stays
        self.ask()
        self.assertEqual(
            self.line.extension_request_ids.mapped("state"), ["opinion", "refused"]
        )

    def test_one_body_gives_no_opinion_to_itself(self):
        directive = self._directive(symbol="2/UBND", extending_unit_id=self.home.id)
        line = self._issued(directive=directive)
        request = self.ask(line)
        self.assertEqual(request.state, "decision")
        self.step(request, "coordinator", "grant")
        self.assertEqual(line.date_due, LATER)

    def test_no_decision_before_the_opinion(self):
        request = self.ask()
        with self.assertRaises(UserError):
            self.step(request, "leader", "grant")
        self.assertEqual(self.line.date_due, DUE)

    def test_who_may_do_what(self):
        request = self.ask()
        for login in ("officer_a", "officer_b", "clerk", "no_scope", "plain"):
            with self.subTest(f"opinion {login}"), self.assertRaises(AccessError):
                self.opine(request, login)
        self.opine(request, "leader_home")
        for login in ("officer_a", "officer_b", "clerk", "coordinator", "leader_home"):
            for step in ("grant", "refuse"):
                with self.subTest(f"{step} {login}"), self.assertRaises(AccessError):
                    self.step(request, login, step)
        self.assertEqual(request.state, "decision")
        self.step(request, "coordinator_p", "grant")
        self.assertEqual(request.state, "granted")

    def test_only_the_unit_asks(self):
        for login in ("officer_b", "coordinator", "clerk", "leader", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.ask(login=login)
        self.assertFalse(self.line.extension_request_ids)

    def test_staff_asks_only_on_what_is_in_their_charge(self):
        self.line.with_user(self.users["officer_a"])._decide(
            "assign_owner", vals={"owner_id": self.users["officer_a"].id}
        )
        with self.assertRaises(AccessError):
            self.ask(login="staff_a")

    def test_nobody_decides_for_the_own_unit(self):
        directive = self._directive(symbol="2/UBND", extending_unit_id=self.home.id)
        line = self._issued(self.home, directive=directive)
        request = self.ask(line, login="coordinator")
        self.users["manager"].gov_unit_ids = self.home
        for login in ("coordinator", "leader_home", "manager"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.step(request, login, "grant")
        self.assertEqual(line.date_due, DUE)

    def test_who_asked_for_a_unit_below_does_not_decide(self):
        directive = self._directive(symbol="2/UBND", extending_unit_id=self.home.id)
        line = self._issued(self.division, directive=directive)
        request = self.ask(line, login="coordinator")
        with self.assertRaises(AccessError):
            self.step(request, "coordinator", "grant")
        self.step(request, "leader_home", "grant")
        self.assertEqual(line.date_due, LATER)

    def test_one_open_request(self):
        self.ask()
        with self.assertRaisesRegex(UserError, "asked for already"):
            self.ask()
        self.assertEqual(len(self.line.extension_request_ids), 1)
        self.line.invalidate_recordset()
        self.assertTrue(self.line.has_open_request)
        domain = [("has_open_request", "=", True), ("id", "=", self.line.id)]
        self.assertEqual(self.env["gov.assignment"].search(domain), self.line)

    def test_what_is_asked_makes_sense(self):
        for vals in (
            {"date_due": DUE},
            {"date_due": False},
            {"reason": "x" * 501},
            {"reason": " "},
            {"document_symbol": "1/UBND", "document_date": date(2023, 6, 21)},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                self.ask(**vals)
        # after the deadline: a date that has passed already helps nobody
        with freeze_time("2023-07-05 03:00:00"), self.assertRaises(UserError):
            self.ask(date_due=date(2023, 7, 4))
        self.assertFalse(self.line.extension_request_ids)
        request = self.ask(
            reason="x" * 500,
            document_symbol="1/UBND",
            document_date=date(2023, 6, 20),
        )
        self.assertEqual(request.document_symbol, "1/UBND")

    def test_nothing_to_extend(self):
        no_due = self._issued(directive=self.line.directive_id, deadline_text="")
        with self.assertRaisesRegex(UserError, "no deadline"):
            self.ask(no_due)
        self._result(self.line).action_submit()
        with self.assertRaisesRegex(UserError, "no longer possible"):
            self.ask()

    def test_the_unit_takes_it_back(self):
        request = self.ask()
        for login in ("officer_b", "coordinator", "leader"):
            with self.subTest(login), self.assertRaises(AccessError):
                request.with_user(self.users[login]).action_withdraw()
        request.with_user(self.users["officer_a"]).action_withdraw()
        self.assertEqual(request.state, "withdrawn")
        with self.assertRaises(UserError):
            self.opine(request)
        with self.assertRaises(UserError):
            request.with_user(self.users["officer_a"]).action_withdraw()

    def test_a_line_that_stops_ends_the_request(self):
        document = ("600/UBND-NVK", date(2023, 6, 20))
        for number, (login, event, paper) in enumerate(
            (
                ("coordinator", "hold", document),
                ("coordinator", "withdraw", None),
                ("coordinator", "unstated", None),
                ("officer_a", "request_adjustment", document),
            )
        ):
            line = self._issued(directive=self._directive(symbol=f"{number}/X"))
            request = self.ask(line)
            actor = line.with_user(self.users[login])
            actor._decide(event, reason="x", document=paper)
            with self.subTest(event):
                self.assertEqual(request.state, "lapsed")
                self.assertFalse(request.waiting_unit_id)
        self.assertEqual(line.date_due, DUE)

    def test_a_reported_line_keeps_its_request_until_accepted(self):
        request = self.ask()
        self.opine(request)
        self._result(self.line).action_submit()
        self.assertEqual(request.state, "decision")
        # not decided while the result waits: it would change a measured day
        self.assertFalse(request.with_user(self.users["leader"]).can_decide)
        with self.assertRaises(UserError):
            self.step(request, "leader", "grant")
        self.line.with_user(self.users["coordinator"])._decide("return", reason="x")
        self.assertEqual(request.state, "decision")
        self._result(self.line).action_submit()
        self.line.with_user(self.users["coordinator"]).action_accept()
        self.assertEqual(request.state, "lapsed")

    def test_direct_extension_answers_the_open_request(self):
        request = self.ask()
        due = date(2023, 7, 15)
        self.line.with_user(self.users["leader"])._decide(
            "extend", reason="Cấp trên quyết định", vals={"date_due": due}
        )
        self.assertEqual(request.state, "granted")
        self.assertEqual(request.date_granted, due)
        self.assertEqual(request.decided_by_id, self.users["leader"])
        self.assertFalse(request.opinion)

    def test_many_at_once_with_one_reason(self):
        lines = self._issued(
            self.commune | self.other, directive=self._directive(symbol="2/UBND")
        )
        a, b = lines.sorted(lambda line: line.unit_id.gov_code)
        self.ask(a)
        self.ask(b, login="officer_b", date_due=date(2023, 8, 15))
        requests = lines.extension_request_ids
        self.opine(requests)
        self.step(requests, "leader", "grant", reason="Đồng ý chung")
        self.assertEqual(a.date_due, LATER)
        self.assertEqual(b.date_due, date(2023, 8, 15))
        self.assertEqual(set(requests.mapped("decision_reason")), {"Đồng ý chung"})

    def test_all_or_none(self):
        lines = self._issued(
            self.commune | self.other, directive=self._directive(symbol="2/UBND")
        )
        with self.assertRaises(AccessError):
            self.ask(lines)
        self.assertFalse(lines.extension_request_ids)

    def test_lists_say_for_whom_they_wait(self):
        request = self.ask()
        model = self.env["gov.extension.request"]
        for state, field, logins in (
            ("opinion", "can_opine", {"coordinator", "leader_home", "manager"}),
            ("decision", "can_decide", {"leader", "coordinator_p", "manager"}),
        ):
            if state == "decision":
                self.opine(request)
            found = {
                login
                for login in self.users
                if login not in ("plain", "portal", "public")
                and model.with_user(self.users[login]).search(
                    [(field, "=", True), ("id", "=", request.id)]
                )
            }
            # whoever stands above the monitoring body acts for it, as elsewhere
            above = {"leader", "coordinator_p"}
            self.assertEqual(found, logins | above)
            for login in found:
                self.assertTrue(request.with_user(self.users[login])[field], login)

    def test_notices_go_to_who_must_act(self):
        told = []
        model = self.env.registry["gov.assignment"]

        def notify(records, *, partner_ids, **kwargs):
            told.append(set(partner_ids))

        def partners(*logins):
            return {self.users[login].partner_id.id for login in logins}

        lines = self._issued(directive=self.line.directive_id) | self.line
        with patch.object(model, "message_notify", notify):
            self.dialog(
                "officer_a", "ask", assignment_ids=lines.ids, date_due=LATER
            ).action_confirm()
            requests = lines.extension_request_ids
            self.assertEqual(told, [partners("coordinator", "leader_home")])
            told.clear()
            self.opine(requests)
            self.assertEqual(
                told, [partners("leader", "coordinator_p", "manager")], "one, not two"
            )
            told.clear()
            self.step(requests[0], "leader", "refuse")
            self.assertEqual(told, [partners("officer_a")])

    def test_councils_are_not_alerted(self):
        directive = self._directive(symbol="2/UBND", monitoring_unit_id=self.party.id)
        line = self._issued(directive=directive)
        self._user("coordinator_party", ["coordinator"], self.party)
        model = self.env.registry["gov.assignment"]
        with patch.object(model, "message_notify") as notify:
            self.ask(line)
        notify.assert_not_called()

    def test_crafted_calls_are_refused(self):
        request = self.ask()
        values = {
            "assignment_id": self.line.id,
            "unit_id": self.commune.id,
            "state": "granted",
            "date_asked": "2023-07-31",
            "reason": "x",
            "asked_by_id": self.env.uid,
            "asked_at": "2023-06-20 00:00:00",
        }
        forged = {"gov_unlock": True, "default_state": "granted"}
        for login in ("officer_a", "coordinator", "leader", "manager"):
            mine = request.with_user(self.users[login]).with_context(**forged)
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    mine.create(values)
                with self.assertRaises(AccessError):
                    mine.write({"state": "granted"})
                with self.assertRaises(AccessError):
                    mine.unlink()
                result = mine.load(["id", "state"], [[str(request.id), "Granted"]])
                self.assertFalse(result["ids"])
        with self.assertRaises(AccessError):
            request.sudo().write({"date_granted": "2023-12-31"})
        with self.assertRaises(AccessError):
            request.sudo().unlink()
        self.assertEqual(request.state, "opinion")

    def test_foreign_requests_are_not_reached_through_the_dialog(self):
        request = self.ask()
        with self.assertRaises(AccessError):
            self.step(request, "officer_b", "refuse")
        dialog = self.dialog("coordinator", "opinion", request_ids=request.ids)
        dialog.opinion = "agree"
        # a call from outside begins with nothing read
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            dialog.with_user(self.users["leader"]).action_confirm()
        self.assertEqual(request.state, "opinion")

    def test_buttons_open_the_dialog_on_the_records(self):
        request = self.ask()
        action = request.with_context(gov_step="grant").action_open_dialog()
        dialog = (
            self.env[action["res_model"]]
            .with_user(self.users["leader"])
            .with_context(**action["context"])
            .create({"reason": "x"})
        )
        self.assertEqual(dialog.request_ids, request)
        self.assertEqual((dialog.step, dialog.date_due), ("grant", LATER))
        with self.assertRaises(UserError):
            request.with_context(gov_step="ask").action_open_dialog()
        action = self.line.action_ask_extension()
        dialog = self.env[action["res_model"]].with_context(**action["context"])
        self.assertEqual(dialog.create({}).assignment_ids, self.line)

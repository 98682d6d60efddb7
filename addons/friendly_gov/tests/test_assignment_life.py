from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import GovCase


@tagged("post_install", "-at_install")
class TestAssignmentLife(GovCase):
    def as_user(self, record, login):
        return record.with_user(self.users[login])

    def test_issue_makes_one_line_per_unit_with_its_log(self):
        lines = self._issued(self.commune | self.other)
        self.assertEqual(lines.unit_id, self.commune | self.other)
        self.assertEqual(set(lines.mapped("state")), {"received"})
        self.assertEqual(lines.mapped("date_due"), [date(2023, 6, 30)] * 2)
        self.assertEqual(lines.log_ids.mapped("event"), ["issue", "issue"])
        self.assertEqual(lines[0].log_ids.date_due, date(2023, 6, 30))

    def test_report_accept_closes_with_the_date_of_the_report(self):
        line = self._issued()
        with freeze_time("2023-06-28 03:00:00"):
            self._result(line).action_submit()
        self.assertEqual(line.state, "submitted")
        self.assertEqual(line.date_submitted, date(2023, 6, 28))
        with freeze_time("2023-07-05 03:00:00"):
            self.as_user(line, "coordinator").action_accept()
        self.assertEqual(line.state, "done")
        # accepted after the deadline, reported before it: done on time
        self.assertEqual(line.date_done, date(2023, 6, 28))
        self.assertEqual(line.status, "done_on_time")
        self.assertEqual(line.result_ids.state, "accepted")
        self.assertEqual(line.result_ids.decided_by_id, self.users["coordinator"])

    def test_return_shows_the_reason_and_takes_a_new_result(self):
        line = self._issued()
        self._result(line).action_submit()
        dialog = (
            self.env["gov.assignment.action"]
            .with_user(self.users["coordinator"])
            .create(
                {
                    "event": "return",
                    "assignment_ids": line.ids,
                    "reason": "Thiếu biên bản ra mắt",
                }
            )
        )
        dialog.action_confirm()
        self.assertEqual(line.state, "doing")
        self.assertEqual(line.return_reason, "Thiếu biên bản ra mắt")
        self.assertEqual(line.result_ids.state, "returned")
        self.assertFalse(line.date_submitted)
        self._result(line).action_submit()
        self.assertEqual(line.state, "submitted")
        self.assertFalse(line.return_reason)
        self.assertEqual(len(line.result_ids), 2)

    def test_return_needs_a_reason(self):
        line = self._issued()
        self._result(line).action_submit()
        with self.assertRaises(UserError):
            self.as_user(line, "coordinator")._decide("return", reason="  ")
        self.assertEqual(line.state, "submitted")

    def test_result_needs_evidence(self):
        result = self._result(self._issued(), document_symbol=False)
        self.assertTrue(result.missing)
        with self.assertRaises(UserError):
            result.action_submit()
        self.assertEqual(result.state, "draft")

    def test_nobody_judges_the_own_work(self):
        line = self._issued(self.home)
        coordinator = self.users["coordinator"]
        self._result(line, user="coordinator").action_submit()
        with self.assertRaises(AccessError):
            line.with_user(coordinator).action_accept()
        with self.assertRaises(AccessError):
            line.with_user(coordinator)._decide("return", reason="x")
        self.assertEqual(line.state, "submitted")

    def test_only_the_confirming_body_accepts(self):
        line = self._issued()
        self._result(line).action_submit()
        for login in ("staff_a", "officer_a", "officer_b", "clerk", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(line, login).action_accept()
        self.assertEqual(line.state, "submitted")

    def test_other_units_do_not_report(self):
        line = self._issued()
        with self.assertRaises(AccessError):
            self._result(line, user="officer_b")
        with self.assertRaises(AccessError):
            self.as_user(line, "officer_b").action_start()

    def test_staff_works_only_on_what_is_in_their_charge(self):
        line = self._issued()
        self.as_user(line, "officer_a")._decide(
            "assign_owner", vals={"owner_id": self.users["officer_a"].id}
        )
        with self.assertRaises(AccessError):
            self.as_user(line, "staff_a").action_start()
        # handing over needs a reason, the first naming does not
        with self.assertRaises(UserError):
            self.as_user(line, "officer_a")._decide(
                "assign_owner", vals={"owner_id": self.users["staff_a"].id}
            )
        self.as_user(line, "officer_a")._decide(
            "assign_owner",
            reason="Đổi vị trí",
            vals={"owner_id": self.users["staff_a"].id},
        )
        self.as_user(line, "staff_a").action_start()
        self.assertEqual(line.state, "doing")

    def test_deadline_moves_only_by_an_extension(self):
        line = self._issued()
        leader = self.as_user(line, "leader")
        with self.assertRaises(UserError):
            leader._decide("extend", reason="x", vals={"date_due": line.date_due})
        later = line.date_due + timedelta(days=15)
        leader._decide("extend", reason="Chờ kinh phí", vals={"date_due": later})
        self.assertEqual(line.date_due, later)
        self.assertEqual(line.extension_count, 1)
        dues = line.log_ids.sorted("id").mapped("date_due")
        self.assertEqual(dues, [date(2023, 6, 30), later])

    def test_hold_needs_a_document_and_counts_its_days(self):
        line = self._issued()
        coordinator = self.as_user(line, "coordinator")
        with self.assertRaises(UserError):
            coordinator._decide("hold", reason="Chờ sắp xếp đơn vị")
        with freeze_time("2023-05-01 03:00:00"):
            coordinator._decide(
                "hold", reason="Chờ", document=("600/UBND-NVK", date(2023, 5, 1))
            )
        self.assertEqual(line.status, "held")
        with freeze_time("2023-05-11 03:00:00"):
            coordinator._decide("resume", reason="Hết lý do")
        self.assertEqual(line.held_days, 10)
        self.assertEqual(line.date_due, date(2023, 6, 30))
        self.assertEqual(line.log_ids.sorted("id")[-1].held_days, 10)

    def test_refused_adjustment_goes_back_to_where_it_was(self):
        document = ("5/UBND", date(2023, 5, 3))
        for started in (False, True):
            with self.subTest(started=started), freeze_time("2023-05-03 03:00:00"):
                symbol = f"{started + 20}/UBND"
                line = self._issued(directive=self._directive(symbol=symbol))
                officer = self.as_user(line, "officer_a")
                if started:
                    officer.action_start()
                officer._decide("request_adjustment", reason="x", document=document)
                coordinator = self.as_user(line, "coordinator")
                with self.assertRaises(UserError):
                    coordinator._decide("refuse_adjustment", reason=" ")
                coordinator._decide("refuse_adjustment", reason="Đúng thẩm quyền")
                self.assertEqual(line.state, "doing" if started else "received")

    def test_reasons_are_asked_for(self):
        line = self._issued()
        later = line.date_due + timedelta(days=5)
        with self.assertRaises(UserError):
            self.as_user(line, "leader")._decide("extend", vals={"date_due": later})
        coordinator = self.as_user(line, "coordinator")
        document = ("600/UBND-NVK", date(2023, 5, 1))
        with self.assertRaises(UserError):
            coordinator._decide("hold", document=document)
        coordinator._decide("hold", reason="x", document=document)
        with self.assertRaises(UserError):
            coordinator._decide("resume")
        self.assertEqual(line.state, "held")
        coordinator._decide("resume", reason="x")
        # it had not been started
        self.assertEqual(line.state, "received")

    def test_whoever_reports_without_starting_began_that_day(self):
        line = self._issued()
        with freeze_time("2023-06-28 03:00:00"):
            self._result(line).action_submit()
        self.assertEqual(line.date_started, date(2023, 6, 28))

    def dialog(self, line, login, event, **vals):
        dialog = self.env["gov.assignment.action"].with_user(self.users[login])
        values = {"event": event, "assignment_ids": line.ids}
        return dialog.create(values | vals)

    def test_naming_a_person_needs_a_person(self):
        line = self._issued()
        with self.assertRaises(UserError):
            self.dialog(line, "officer_a", "assign_owner").action_confirm()
        self.assertFalse(line.owner_id)

    def test_the_follower_is_named_in_the_dialog(self):
        line = self._issued()
        clerk = self.users["clerk"]
        dialog = self.dialog(line, "coordinator", "follow", follower_id=clerk.id)
        dialog.action_confirm()
        self.assertEqual(line.follower_id, clerk)
        found = line.with_user(clerk).search([("follower_id", "=", clerk.id)])
        self.assertEqual(found, line)

    def test_due_soon_follows_the_rules_of_the_document(self):
        action = self.profile.action_new_version()
        patient = self.profile.browse(action["res_id"])
        patient.warning_days = 10
        line = self._issued()
        other = self._issued(
            directive=self._directive(symbol="2/UBND", profile_id=patient.id)
        )
        both = line | other
        with freeze_time("2023-06-22 03:00:00"):
            both.invalidate_recordset()
            self.assertEqual(both.mapped("is_due_soon"), [False, True])
            domain = [("id", "in", both.ids), ("is_due_soon", "=", True)]
            self.assertEqual(both.search(domain), other)

    def test_an_overdue_task_is_not_sent_back(self):
        line = self._issued()
        officer = self.as_user(line, "officer_a")
        document = ("5/UBND", date(2023, 6, 30))
        with freeze_time("2023-07-03 03:00:00"), self.assertRaises(UserError):
            officer._decide("request_adjustment", reason="x", document=document)
        self.assertEqual(line.state, "received")
        with freeze_time("2023-06-30 03:00:00"):
            officer._decide("request_adjustment", reason="x", document=document)
        self.assertEqual(line.status, "adjusting")

    def test_wrong_order_is_refused(self):
        line = self._issued()
        with self.assertRaises(UserError):
            self.as_user(line, "coordinator").action_accept()
        self.as_user(line, "officer_a").action_start()
        with self.assertRaises(UserError):
            self.as_user(line, "officer_a").action_start()

    def test_withdrawn_frees_the_unit_for_the_task(self):
        line = self._issued()
        self.as_user(line, "coordinator")._decide("withdraw", reason="Giao nhầm")
        self.assertEqual(line.status, "withdrawn")
        self.assertFalse(line.is_open)
        self.assertFalse(line.waiting_unit_id)

    def test_party_bodies_are_not_given_deadlines(self):
        directive = self._directive()
        self._task(directive, self.party)
        with self.assertRaises(UserError):
            directive.action_issue()
        self.assertEqual(directive.state, "draft")

    def test_waiting_for_names_who_must_act(self):
        line = self._issued()
        self.assertEqual(line.waiting_unit_id, self.commune)
        self._result(line).action_submit()
        self.assertEqual(line.waiting_unit_id, self.home)
        self.as_user(line, "coordinator").action_accept()
        self.assertFalse(line.waiting_unit_id)

    def test_issued_text_is_frozen(self):
        line = self._issued()
        with self.assertRaises(UserError):
            line.task_id.text = "Khác"
        with self.assertRaises(UserError):
            line.directive_id.subject = "Khác"
        with self.assertRaises(UserError):
            line.directive_id.unlink()
        with self.assertRaises(UserError):
            line.task_id.unlink()

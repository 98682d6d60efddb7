from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..report.queries.reminder import digest_sql
from .common import GovCase

# The deadline "quarter II of 2023" is Friday 30/6/2023; long overdue from 5 days on.
TODAY = "2023-07-10 03:00:00"


class ChaseCase(GovCase):
    def setUp(self):
        super().setUp()
        frozen = freeze_time(TODAY)
        frozen.start()
        self.addCleanup(frozen.stop)

    def dialog(self, lines, login, event="chase", **vals):
        values = {"event": event, "assignment_ids": lines.ids, "reason": "Báo cáo gấp"}
        dialogs = self.env["gov.assignment.action"].with_user(self.users[login])
        return dialogs.create(values | vals)

    def chase(self, lines, login="coordinator", **vals):
        """Chase by the dialog; return (its answer, the notices)."""
        last = self.env["mail.message"].search([], order="id desc", limit=1).id or 0
        answer = self.dialog(lines, login, **vals).action_confirm()
        notices = self.env["mail.message"].search(
            [("id", ">", last), ("message_type", "=", "user_notification")]
        )
        return answer, notices

    def rows(self, lines):
        domain = [("assignment_id", "in", lines.ids)]
        return self.env["gov.reminder"].search(domain, order="id")


@tagged("post_install", "-at_install")
class TestChase(ChaseCase):
    def test_each_person_is_told_once_of_all_lines(self):
        directive = self._directive()
        for code in ("1", "2", "3"):
            self._task(directive, self.commune | self.other, code=code)
        directive.action_issue()
        lines = directive.task_ids.assignment_ids
        mine = lines.filtered(lambda line: line.unit_id == self.commune)
        mine[0].sudo()._transition(
            "assign_owner", vals={"owner_id": self.users["staff_a"].id}
        )
        answer, notices = self.chase(lines)
        self.assertEqual(answer, {"type": "ir.actions.act_window_close"})
        told = {
            self.users[login].partner_id: count
            for login, count in (("officer_a", 3), ("officer_b", 3), ("staff_a", 1))
        }
        self.assertEqual(len(notices), 3)
        for notice in notices:
            count = told.pop(notice.notified_partner_ids)
            self.assertEqual(notice.body.count("<li>"), count)
            self.assertIn("Báo cáo gấp", notice.body)
            self.assertIn("10 days late", notice.body)
            self.assertEqual(notice.author_id, self.users["coordinator"].partner_id)
        self.assertFalse(told)

    def test_it_stands_in_the_history_and_in_the_log_of_reminders(self):
        line = self._issued()
        before = line.read(["state", "date_due", "date_started"])
        self.chase(line)
        log = line.log_ids[0]
        self.assertEqual((log.event, log.reason), ("chase", "Báo cáo gấp"))
        self.assertEqual(log.user_id, self.users["coordinator"])
        self.assertEqual(log.state, "received")
        self.assertEqual(line.read(["state", "date_due", "date_started"]), before)
        row = self.rows(line)
        self.assertEqual((row.event, row.level), ("manual", "long_overdue"))
        self.assertEqual(row.sender_id, self.users["coordinator"])
        self.assertEqual(row.message, "Báo cáo gấp")
        self.assertEqual(row.user_ids, self.users["officer_a"])
        self.assertEqual(row.date_sent, date(2023, 7, 10))

    def log_due(self):
        cron = self.env.registry["ir.cron"]
        with patch.object(cron, "_commit_progress", lambda *a, **k: 600):
            self.env["gov.reminder"]._log_due(self.env.company, date(2023, 7, 10))

    def test_the_job_lowers_only_what_it_sent(self):
        line = self._issued()
        self.chase(line)
        self._result(line).action_submit()
        self.log_due()
        self.assertEqual(self.rows(line).mapped("event"), ["manual"])

    def test_what_was_chased_by_hand_is_not_told_again_in_a_digest(self):
        self.chase(self._issued())
        rows = self.env.execute_query(
            digest_sql(self.env.company.id, date(2023, 7, 10))
        )
        self.assertNotIn(self.users["officer_a"].id, [row[0] for row in rows])

    def test_it_can_be_done_again_and_stops_nothing(self):
        line = self._issued()
        self.chase(line)
        _answer, notices = self.chase(line)
        self.assertEqual(len(notices), 1)
        self.log_due()
        self.assertEqual(
            [(row.event, row.level) for row in self.rows(line)],
            [
                ("manual", "long_overdue"),
                ("manual", "long_overdue"),
                ("sent", "overdue"),
                ("sent", "long_overdue"),
            ],
        )

    def test_a_line_without_deadline_is_chased_too(self):
        line = self._issued(deadline_text="theo quy định")
        _answer, notices = self.chase(line)
        self.assertEqual(self.rows(line).level, "none")
        self.assertIn("no deadline", notices.body)

    def test_who_may(self):
        line = self._issued()
        for login in ("staff_a", "officer_a", "officer_b", "no_scope", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.chase(line, login)
        self.assertFalse(self.rows(line))
        for login in ("coordinator", "leader", "manager"):
            self.chase(line, login)
        self.assertEqual(len(self.rows(line)), 3)

    def test_a_strange_line_among_the_chosen_stops_all(self):
        line = self._issued()
        foreign = self._issued(
            self.finance,
            directive=self._directive(
                symbol="7/STC",
                issuer_id=self.finance.id,
                assigning_unit_id=self.finance.id,
                monitoring_unit_id=self.finance.id,
                confirming_unit_id=self.finance.id,
            ),
        )
        with self.assertRaises(AccessError):
            self.chase(line | foreign)
        self.assertFalse(self.rows(line | foreign))

    def test_a_reason_is_needed(self):
        line = self._issued()
        for reason in (False, "  "):
            with self.subTest(reason), self.assertRaises(UserError):
                self.chase(line, reason=reason)

    def test_work_that_waits_for_others_is_not_chased(self):
        line = self._issued()
        self._result(line).action_submit()
        with self.assertRaises(UserError):
            self.chase(line)

    def test_illustrations_and_exempt_kinds_are_not_chased(self):
        directive = self._directive(symbol="3/DEMO")
        directive._guarded_write({"is_demo": True})
        shown = self._issued(directive=directive)
        exempt = self._issued(self.other)
        self.other.gov_kind = "front"
        for line in (shown, exempt):
            with self.subTest(line), self.assertRaises(UserError):
                self.chase(line)
        self.assertFalse(self.rows(shown | exempt))

    def test_units_without_people_are_named(self):
        lines = self._issued(self.commune | self.finance)
        answer, notices = self.chase(lines)
        self.assertEqual(len(notices), 1)
        self.assertIn("Sở Tài chính", answer["params"]["message"])
        self.assertNotIn("Xã A", answer["params"]["message"])
        self.assertEqual(len(self.rows(lines)), 2)

    def test_words_and_names_are_text(self):
        evil = "<img src=x onerror=alert(1)>"
        self.commune.name = evil
        line = self._issued(directive=self._directive(symbol=evil), text=evil)
        _answer, notices = self.chase(line, reason=evil)
        self.assertNotIn("<img", notices.body)
        self.assertEqual(notices.body.count("&lt;img"), 4)

    def test_statements(self):
        """Pinned: one a line, by the check of the user's scope; nothing else grows."""
        counts = []
        for number, symbol in ((2, "5/A"), (2, "6/B"), (30, "7/C")):
            directive = self._directive(symbol=symbol)
            for index in range(number):
                self._task(directive, self.commune, code=f"{symbol}{index}")
            directive.action_issue()
            dialog = self.dialog(directive.task_ids.assignment_ids, "coordinator")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog.action_confirm()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[2], counts[1] + 28)


@tagged("post_install", "-at_install")
class TestBulk(ChaseCase):
    def test_lines_in_the_wrong_state_are_named_and_nothing_is_done(self):
        lines = self._issued(self.commune | self.other)
        waiting = lines.filtered(lambda line: line.unit_id == self.commune)
        self._result(waiting).action_submit()
        dialog = self.dialog(lines, "coordinator", "return")
        with self.assertRaises(UserError) as caught:
            dialog.action_confirm()
        message = str(caught.exception)
        self.assertIn("1 of the 2", message)
        self.assertIn("Xã B, 515/UBND-NVK: Xây dựng kế hoạch", message)
        self.assertIn("Not started", message)
        self.assertNotIn("Xã A", message)
        self.assertEqual(waiting.state, "submitted")

    def test_several_lines_are_accepted_with_one_remark(self):
        lines = self._issued(self.commune | self.other)
        for line, login in zip(lines, ("officer_a", "officer_b"), strict=True):
            self._result(line, user=login).action_submit()
        self.dialog(lines, "coordinator", "accept", reason="Đạt").action_confirm()
        self.assertEqual(lines.mapped("state"), ["done", "done"])
        self.assertEqual([line.log_ids[0].reason for line in lines], ["Đạt", "Đạt"])

    def test_lines_that_cannot_be_accepted_are_named_and_none_is(self):
        lines = self._issued(self.commune | self.other | self.finance)
        waiting = lines.filtered(lambda line: line.unit_id == self.commune)
        self._result(waiting).action_submit()
        with self.assertRaises(UserError) as caught:
            self.dialog(lines, "coordinator", "accept").action_confirm()
        message = str(caught.exception)
        self.assertIn("2 of the 3", message)
        for name in ("Xã B", "Sở Tài chính"):
            self.assertIn(name, message)
        self.assertNotIn("Xã A", message)
        self.assertEqual(waiting.state, "submitted")

    def test_nobody_accepts_the_own_line_among_others(self):
        lines = self._issued(self.commune | self.home)
        self._result(lines[0]).action_submit()
        self.users["officer_h"] = self._user("officer_h", ["officer"], self.home)
        self._result(lines[1], user="officer_h").action_submit()
        with self.assertRaises(AccessError):
            self.dialog(lines, "coordinator", "accept").action_confirm()

    def test_the_dialog_does_not_open_on_lines_in_the_wrong_state(self):
        lines = self._issued(self.commune | self.other)
        coordinator = lines.with_user(self.users["coordinator"])
        with self.assertRaises(UserError):
            coordinator.with_context(gov_event="return").action_open_wizard()
        action = coordinator.with_context(gov_event="chase").action_open_wizard()
        self.assertEqual(action["name"], "Chase")

    def test_several_lines_are_returned_with_one_reason(self):
        lines = self._issued(self.commune | self.other)
        for line, login in zip(lines, ("officer_a", "officer_b"), strict=True):
            self._result(line, user=login).action_submit()
        self.dialog(lines, "coordinator", "return", reason="Thiếu").action_confirm()
        self.assertEqual(lines.mapped("state"), ["doing", "doing"])
        self.assertEqual(lines.mapped("return_reason"), ["Thiếu", "Thiếu"])

    def test_the_actions_menu_names_what_the_role_may_do(self):
        prefix = "friendly_gov.gov_assignment_action_server_"
        bindings = self.env["ir.actions.actions"]
        chase = self.env.ref(prefix + "chase").id
        assign = self.env.ref(prefix + "assign").id
        text = self.env.ref(prefix + "text").id
        for login, wanted in (
            ("staff_a", {text}),
            ("officer_a", {text, assign}),
            ("coordinator", {text, assign, chase}),
            ("leader", {text, chase}),
        ):
            found = bindings.with_user(self.users[login]).get_bindings("gov.assignment")
            ids = {action["id"] for action in found.get("action", ())}
            with self.subTest(login):
                self.assertEqual(ids & {chase, assign, text}, wanted)


@tagged("post_install", "-at_install")
class TestLongOverdue(ChaseCase):
    def test_field_and_filter_follow_the_rules_of_the_document(self):
        rules = self.profile.copy({"version": 9, "long_overdue_days": 11})
        patient = self._issued(
            directive=self._directive(symbol="1/P", profile_id=rules.id)
        )
        plain = self._issued(directive=self._directive(symbol="2/N"))
        lines = patient | plain
        find = [("id", "in", lines.ids), ("is_long_overdue", "=", True)]
        # ten days late
        self.assertEqual(lines.mapped("is_long_overdue"), [False, True])
        self.assertEqual(lines.search(find), plain)
        with freeze_time("2023-07-11 03:00:00"):
            lines.invalidate_recordset()
            self.assertEqual(lines.mapped("is_long_overdue"), [True, True])
            self.assertEqual(lines.search(find), lines)

    def test_it_begins_on_the_fifth_day(self):
        line = self._issued()
        for day, wanted in (("04", False), ("05", True)):
            with freeze_time(f"2023-07-{day} 03:00:00"), self.subTest(day):
                line.invalidate_recordset()
                self.assertEqual(line.is_long_overdue, wanted)

    def test_what_was_reported_or_put_on_hold_is_not(self):
        lines = self._issued(self.commune | self.other)
        self._result(lines[0]).action_submit()
        paper = ("1/CV", date(2023, 7, 1))
        lines[1].sudo()._transition("hold", reason="x", document=paper)
        self.assertEqual(lines.mapped("is_long_overdue"), [False, False])

    def test_last_reminder_is_shown(self):
        line = self._issued()
        self.assertFalse(line.reminder_level)
        self.chase(line)
        line.invalidate_recordset()
        officer = line.with_user(self.users["officer_a"])
        self.assertEqual(officer.reminder_level, "long_overdue")
        self.assertEqual(officer.date_reminded, date(2023, 7, 10))


@tagged("post_install", "-at_install")
class TestText(ChaseCase):
    def text(self, lines, login="coordinator"):
        dialogs = self.env["gov.reminder.text"].with_user(self.users[login])
        return dialogs.create({"assignment_ids": [Command.set(lines.ids)]})

    def test_text_of_two_units(self):
        directive = self._directive()
        self._task(directive, self.commune | self.other, text="Ra mắt mô hình")
        late = {"deadline_text": "15/7/2023", "code": "2"}
        self._task(directive, self.commune, text="Báo cáo sơ kết", **late)
        directive.action_issue()
        lines = directive.task_ids.assignment_ids.sorted("id")
        link = f"{lines[0].get_base_url()}/odoo/gov-assignments/"
        self.assertEqual(
            self.text(lines).text.splitlines(),
            [
                "REMINDER OF TASKS, 10/07/2023",
                "",
                "Xã A:",
                "1. Ra mắt mô hình (515/UBND-NVK; deadline 30/06/2023, 10 days late)",
                f"   {link}{lines[0].id}",
                "2. Báo cáo sơ kết (515/UBND-NVK; deadline 15/07/2023)",
                f"   {link}{lines[2].id}",
                "",
                "Xã B:",
                "1. Ra mắt mô hình (515/UBND-NVK; deadline 30/06/2023, 10 days late)",
                f"   {link}{lines[1].id}",
            ],
        )

    def test_nobody_is_named(self):
        line = self._issued(text="Gửi về an.nguyen@xa-a.gov.vn, ĐT 0912 345 678")
        owner = self.users["staff_a"]
        owner.write({"name": "Nguyễn Văn An", "email": "x@y.vn"})
        line.sudo()._transition("assign_owner", vals={"owner_id": owner.id})
        text = self.text(line).text
        for secret in ("Nguyễn", "x@y.vn", "an.nguyen", "0912", "345 678", owner.login):
            with self.subTest(secret):
                self.assertNotIn(secret, text)
        self.assertIn("Gửi về […], ĐT […]", text)

    def test_finished_lines_are_left_out_and_counted(self):
        lines = self._issued(self.commune | self.other)
        self._result(lines[0]).action_submit()
        dialog = self.text(lines)
        self.assertEqual(dialog.left_out_count, 1)
        self.assertNotIn("Xã A", dialog.text)
        with self.assertRaises(UserError):
            self.text(lines[0]).read(["text"])

    def test_lines_that_are_not_shown_are_not_told(self):
        line = self._issued()
        for login in ("officer_b", "no_scope"):
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    self.text(line, login).read(["text"])
                with self.assertRaises(AccessError):
                    line.with_user(self.users[login]).action_copy_reminder()
        self.assertIn("Xã A", self.text(line, "officer_a").text)

    def test_the_button_opens_it(self):
        line = self._issued().with_user(self.users["officer_a"])
        action = line.action_copy_reminder()
        dialog = self.env[action["res_model"]].with_user(self.users["officer_a"])
        dialog = dialog.with_context(**action["context"]).create({})
        self.assertEqual(dialog.assignment_ids, line)

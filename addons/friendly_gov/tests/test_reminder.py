from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import gov_reminder_digest
from .common import GovCase

# The deadline "quarter II of 2023" is Friday 30/6/2023.
DUE = date(2023, 6, 30)
SOON, LATE, LONG = "2023-06-27", "2023-07-03", "2023-07-05"


class ReminderCase(GovCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reminders = cls.env["gov.reminder"]
        # Whatever demo data the database holds must not mix with the test's.
        cls.env["gov.assignment"].search([]).sudo()._guarded_write({"date_due": False})
        cls.users["coordinator_far"] = cls._user(
            "coordinator_far", ["coordinator"], cls.finance
        )

    def run_job(self, day):
        """Run the daily job at 07:30 of ``day`` in Viet Nam; return the notices."""
        last = self.env["mail.message"].search([], order="id desc", limit=1).id or 0
        cron = self.env.registry["ir.cron"]

        def keep(model, processed=0, *, remaining=None):
            model.env.flush_all()
            return self.time_left.pop() if self.time_left else 600

        with (
            freeze_time(f"{day} 00:30:00"),
            patch.object(cron, "_commit_progress", keep),
        ):
            self.reminders._cron_remind()
        return self.env["mail.message"].search(
            [("id", ">", last), ("message_type", "=", "user_notification")]
        )

    def setUp(self):
        super().setUp()
        self.time_left = []

    def sent(self, line, level=None):
        rows = self.reminders.search([("assignment_id", "in", line.ids)], order="id")
        return rows.filtered(lambda row: not level or row.level == level)

    def extend(self, line, due):
        line.sudo()._transition("extend", reason="x", vals={"date_due": due})

    def people(self, *logins):
        return self.env["res.users"].union(*(self.users[login] for login in logins))


@tagged("post_install", "-at_install")
class TestAddressees(ReminderCase):
    def test_due_soon_goes_to_the_person_in_charge(self):
        line = self._issued()
        owner = self.users["staff_a"]
        line.sudo()._transition("assign_owner", vals={"owner_id": owner.id})
        notices = self.run_job(SOON)
        row = self.sent(line)
        self.assertEqual((row.level, row.event), ("due_soon", "sent"))
        self.assertEqual((row.date_due, row.date_sent), (DUE, date(2023, 6, 27)))
        self.assertEqual(row.user_ids, owner)
        self.assertEqual(notices.notified_partner_ids, owner.partner_id)

    def test_due_soon_goes_to_the_officers_when_nobody_is_in_charge(self):
        line = self._issued()
        self.run_job(SOON)
        self.assertEqual(self.sent(line).user_ids, self.users["officer_a"])

    def test_due_soon_goes_to_the_officers_when_the_person_has_left(self):
        line = self._issued()
        owner = self.users["staff_a"]
        line.sudo()._transition("assign_owner", vals={"owner_id": owner.id})
        owner.active = False
        self.run_job(SOON)
        self.assertEqual(self.sent(line).user_ids, self.users["officer_a"])

    def test_overdue_goes_to_the_leaders_of_the_unit_and_those_who_do_it(self):
        self.users["watcher"] = self._user("watcher", ["leader"], None)
        self.users["watcher"].gov_follow_unit_ids = self.commune
        self.users["leader_a"] = self._user("leader_a", ["leader"], self.commune)
        self.users["leader_b"] = self._user("leader_b", ["leader"], self.other)
        line = self._issued()
        self.run_job(LATE)
        row = self.sent(line)
        self.assertEqual(row.level, "overdue")
        self.assertEqual(row.user_ids, self.people("leader_a", "watcher", "officer_a"))

    def test_overdue_goes_up_where_the_unit_has_no_leader(self):
        line = self._issued()
        self.run_job(LATE)
        self.assertEqual(self.sent(line).user_ids, self.people("leader", "officer_a"))

    def test_overdue_stays_with_the_officers_where_nobody_leads(self):
        self.users["leader"].group_ids -= self.env.ref("friendly_gov.group_leader")
        line = self._issued()
        self.run_job(LATE)
        self.assertEqual(self.sent(line).user_ids, self.people("officer_a"))

    def test_long_overdue_goes_to_the_assigning_body_and_its_delegates(self):
        directive = self._directive(assigning_unit_id=self.home.id)
        self.home.gov_delegate_ids = self.office
        self.users["deputy"] = self._user("deputy", ["leader"], self.office)
        line = self._issued(self.division, directive=directive)
        self.run_job(LATE)
        notices = self.run_job(LONG)
        row = self.sent(line, "long_overdue")
        self.assertEqual(row.user_ids, self.people("coordinator", "deputy"))
        told = notices.notified_partner_ids
        self.assertEqual(told, self.people("coordinator", "deputy").partner_id)

    def test_thresholds_are_those_of_the_directive(self):
        rules = self.profile.copy(
            {"version": 9, "warning_days": 10, "long_overdue_days": 30}
        )
        wide = self._issued(
            directive=self._directive(symbol="1/W", profile_id=rules.id)
        )
        near = self._issued(directive=self._directive(symbol="2/N"))
        self.run_job("2023-06-20")
        self.assertEqual(self.sent(wide).level, "due_soon")
        self.assertFalse(self.sent(near))
        self.run_job(LONG)
        self.assertEqual(self.sent(wide).mapped("level"), ["due_soon", "overdue"])
        self.assertEqual(self.sent(near).mapped("level"), ["overdue", "long_overdue"])

    def test_illustrations_and_exempt_kinds_are_never_reminded(self):
        exempt = self._issued(self.other)
        self.other.gov_kind = "front"
        directive = self._directive(symbol="3/DEMO")
        directive._guarded_write({"is_demo": True})
        shown = self._issued(directive=directive)
        for day in (SOON, LATE, LONG):
            self.assertFalse(self.run_job(day))
        self.assertFalse(self.sent(exempt | shown))

    def test_work_that_waits_for_others_is_not_reminded(self):
        paper = {"reason": "x", "document": ("1/CV", date(2023, 6, 1))}
        lines = self.env["gov.assignment"]
        for number, event in enumerate(
            ("submit", "hold", "request_adjustment", "withdraw", "unstated")
        ):
            directive = self._directive(symbol=f"{number}/X")
            line = self._issued(directive=directive)
            with freeze_time("2023-06-01"):
                line.sudo()._transition(event, **paper)
            lines |= line
        for day in (SOON, LATE, LONG):
            self.assertFalse(self.run_job(day))
        self.assertFalse(self.sent(lines))


@tagged("post_install", "-at_install")
class TestOnce(ReminderCase):
    def test_each_level_once_for_a_deadline(self):
        line = self._issued()
        days = ("26", "27", "28", "29", "30")
        told = [len(self.run_job(f"2023-06-{day}")) for day in days]
        self.assertEqual(told, [0, 1, 0, 0, 0])
        for day in range(3, 8):
            self.run_job(f"2023-07-0{day}")
        self.assertEqual(
            self.sent(line).mapped("level"), ["due_soon", "overdue", "long_overdue"]
        )

    def test_a_replay_sends_nothing(self):
        self._issued()
        self.assertTrue(self.run_job(LATE))
        count = self.reminders.search_count([])
        self.assertFalse(self.run_job(LATE))
        self.assertEqual(self.reminders.search_count([]), count)

    def test_three_missed_days_cost_no_level_and_double_none(self):
        line = self._issued()
        self.run_job("2023-06-26")
        # nothing ran from 27 to 29: due soon is still true on the 30th
        self.assertEqual(len(self.run_job("2023-06-30")), 1)
        # nothing ran until the line was long overdue: superiors are told as well
        self.run_job("2023-07-06")
        self.assertEqual(
            self.sent(line).mapped("level"), ["due_soon", "overdue", "long_overdue"]
        )
        self.assertEqual(
            self.sent(line, "overdue").user_ids, self.people("leader", "officer_a")
        )

    def test_an_interrupted_run_is_finished_by_the_next(self):
        lines = self._issued(self.commune | self.other)
        self.time_left = [0]
        self.assertFalse(self.run_job(SOON))
        self.assertEqual(len(self.sent(lines)), 2)
        # logged, not told: the next run stops after the first person, the one after
        # that tells the second
        self.time_left = [0]
        self.assertEqual(len(self.run_job(SOON)), 1)
        self.assertEqual(len(self.run_job(SOON)), 1)
        self.assertFalse(self.run_job(SOON))
        self.assertEqual(len(self.sent(lines)), 2)

    def test_an_extension_arms_the_reminder_again(self):
        line = self._issued()
        self.run_job(SOON)
        self.extend(line, date(2023, 7, 14))
        self.run_job("2023-06-28")
        notices = self.run_job("2023-07-11")
        self.assertEqual(len(notices), 1)
        rows = self.sent(line, "due_soon")
        self.assertEqual(rows.mapped("date_due"), [DUE, date(2023, 7, 14)])

    def test_a_lowered_level_is_logged_once_and_told_nobody(self):
        line = self._issued()
        self.run_job(LATE)
        self.extend(line, date(2023, 7, 31))
        for day in ("2023-07-04", "2023-07-05", "2023-07-06"):
            self.assertFalse(self.run_job(day))
        row = self.sent(line).filtered(lambda row: row.event == "lowered")
        self.assertEqual(len(row), 1)
        self.assertEqual((row.level, row.date_due), ("none", date(2023, 7, 31)))
        self.assertFalse(row.user_ids)

    def test_lowered_to_due_soon_is_logged_and_sent(self):
        line = self._issued()
        self.run_job(LATE)
        self.extend(line, date(2023, 7, 6))
        self.run_job("2023-07-04")
        events = [(row.event, row.level) for row in self.sent(line)]
        self.assertEqual(
            events,
            [("sent", "overdue"), ("lowered", "due_soon"), ("sent", "due_soon")],
        )

    def test_a_returned_result_is_not_chased_again_for_the_same_deadline(self):
        line = self._issued()
        self.run_job(LATE)
        self._result(line).action_submit()
        self.run_job("2023-07-04")
        self.assertEqual(self.sent(line)[-1:].event, "lowered")
        line.sudo()._transition("return", reason="x")
        self.assertFalse(self.run_job("2023-07-04"))
        self.assertEqual(len(self.sent(line, "overdue")), 1)

    def test_every_lowering_is_logged(self):
        line = self._issued()
        self.run_job(LATE)
        self._result(line).action_submit()
        self.run_job("2023-07-04")
        line.sudo()._decide("return", reason="x")
        # long overdue by now: a new level, and lowered for the same deadline again
        self.run_job(LONG)
        self._result(line).action_submit()
        self.run_job("2023-07-06")
        self.run_job("2023-07-07")
        events = [(row.event, row.level) for row in self.sent(line)]
        self.assertEqual(
            events,
            [
                ("sent", "overdue"),
                ("lowered", "none"),
                ("sent", "long_overdue"),
                ("lowered", "none"),
            ],
        )

    def test_days_off_and_made_up_days_of_the_calendar(self):
        days = self.env["gov.working.day"]
        line = self._issued()
        days.create({"name": "Nghỉ", "kind": "off", "date_from": "2023-07-03"})
        days.create({"name": "Bù", "kind": "working", "date_from": "2023-07-08"})
        self.assertFalse(self.run_job("2023-07-03"))
        self.assertFalse(self.sent(line))
        # a Saturday worked in place of another day
        self.assertTrue(self.run_job("2023-07-08"))

    def test_nothing_is_sent_on_a_saturday_or_sunday(self):
        line = self._issued()
        for day in ("2023-07-01", "2023-07-02"):
            self.assertFalse(self.run_job(day))
        self.assertFalse(self.sent(line))
        self.assertTrue(self.run_job("2023-07-03"))

    def test_the_day_is_that_of_the_office(self):
        line = self._issued()
        # 18:00 UTC on Friday is Saturday in Viet Nam
        with freeze_time("2023-06-30 18:00:00"):
            self.reminders._cron_remind()
        self.assertFalse(self.sent(line))

    def test_the_database_refuses_a_second_row(self):
        line = self._issued()
        self.run_job(LATE)
        row = self.sent(line)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.reminders._guarded_create([row.copy_data()[0] | self.values(row)])

    def values(self, row):
        return {
            "assignment_id": row.assignment_id.id,
            "event": row.event,
            "level": row.level,
            "date_due": row.date_due,
            "date_sent": row.date_sent,
        }

    def test_the_log_is_only_added_to(self):
        line = self._issued()
        self.run_job(LATE)
        row = self.sent(line)
        for change in (
            lambda: row.sudo().write({"level": "none"}),
            lambda: row._guarded_write({"level": "none"}),
            lambda: row.sudo().unlink(),
            lambda: row.sudo().create(self.values(row)),
        ):
            with self.assertRaises(AccessError):
                change()
        manager = row.with_user(self.users["manager"])
        loaded = manager.load(["event", "level"], [["sent", "overdue"]])
        self.assertFalse(loaded["ids"])


@tagged("post_install", "-at_install")
class TestDigest(ReminderCase):
    def test_one_notice_a_person_grouped_by_level(self):
        directive = self._directive()
        for number, text in enumerate(("30/6/2023", "07/07/2023", "05/07/2023")):
            due = {"deadline_text": text, "code": f"d{number}"}
            self._task(directive, self.commune, **due)
        directive.action_issue()
        # one person in several roles
        officer = self.users["officer_a"]
        officer.group_ids += self.env.ref("friendly_gov.group_leader")
        notices = self.run_job("2023-07-04")
        own = notices.filtered(lambda m: officer.partner_id in m.notified_partner_ids)
        self.assertEqual(len(own), 1)
        self.assertEqual(own.body.count("<li>"), 3)
        self.assertLess(own.body.index("Overdue"), own.body.index("Due soon"))
        self.assertIn("4 days late", own.body)

    def test_news_of_the_same_day_wait_for_the_next(self):
        first = self._issued()
        self.assertEqual(len(self.run_job(SOON)), 1)
        second = self._issued(directive=self._directive(symbol="4/X"))
        self.assertFalse(self.run_job(SOON))
        notice = self.run_job("2023-06-28")
        self.assertEqual(len(notice), 1)
        self.assertIn(f"res_id={second.id}", notice.body)
        self.assertNotIn(f'res_id={first.id}"', notice.body)

    def test_a_line_stands_once_at_its_highest_level(self):
        self._issued()
        leader = self.users["leader"].partner_id
        notices = self.run_job(LONG)
        own = notices.filtered(lambda m: leader in m.notified_partner_ids)
        self.assertEqual(len(own), 1)
        self.assertEqual(own.body.count("<li>"), 1)
        self.assertIn("Long overdue", own.body)

    def test_names_are_text(self):
        evil = "<img src=x onerror=alert(1)>"
        self.commune.name = evil
        directive = self._directive(symbol=evil)
        self._issued(directive=directive, text=evil)
        notice = self.run_job(SOON)
        self.assertNotIn("<img", notice.body)
        self.assertEqual(notice.body.count("&lt;img"), 3)

    def test_who_may_no_longer_read_the_line_is_not_told(self):
        line = self._issued()
        self.time_left = [0]
        self.run_job(SOON)
        self.assertEqual(self.sent(line).user_ids, self.users["officer_a"])
        self.users["officer_a"].gov_unit_ids = self.other
        self.assertFalse(self.run_job(SOON))

    def test_a_long_list_is_cut_and_says_so(self):
        directive = self._directive()
        for number in range(3):
            self._task(directive, self.commune, code=f"l{number}")
        directive.action_issue()
        with patch.object(gov_reminder_digest, "MAX_LINES", 2):
            notice = self.run_job(SOON)
        self.assertIn("(3)", notice.body)
        self.assertIn("… and 1 more", notice.body)

    def test_the_notice_speaks_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.env["ir.module.module"]._load_module_terms(["friendly_gov"], ["vi_VN"])
        self.users["officer_a"].lang = "vi_VN"
        self._issued()
        notice = self.run_job(SOON)
        self.assertIn("Sắp đến hạn", notice.body)

    def test_the_job_is_planned_for_half_past_seven(self):
        cron = self.env.ref("friendly_gov.ir_cron_reminder")
        self.assertEqual((cron.interval_number, cron.interval_type), (1, "days"))
        planned = cron.nextcall
        self.assertEqual((planned.hour, planned.minute), (0, 30))


@tagged("post_install", "-at_install")
class TestReminderCost(ReminderCase):
    """Statements do not grow with the lines, neither new ones nor old ones."""

    def count(self, day):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.run_job(day)
        return self.env.cr.sql_log_count - before

    def issue(self, number, symbol):
        directive = self._directive(symbol=symbol)
        for index in range(number):
            self._task(directive, self.commune, code=f"{symbol}{index}")
        directive.action_issue()

    def test_new_lines(self):
        self._issued()
        self.run_job(SOON)  # caches of rights and mail
        self.issue(3, "5/A")
        few = self.count("2023-06-28")
        self.issue(40, "6/B")
        many = self.count("2023-06-29")
        self.assertEqual(many, few)

    def test_nothing_new(self):
        self.issue(40, "7/C")
        self.run_job(SOON)
        self.run_job("2023-06-28")
        companies = self.env["res.company"].search_count([])
        # the companies, and for each its days off, what is due and who is owed a
        # digest, of tasks and of pledges; the rest is what the test itself asks
        self.assertLessEqual(self.count("2023-06-29"), 4 + 5 * companies)

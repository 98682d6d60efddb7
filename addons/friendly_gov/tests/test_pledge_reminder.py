from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .pledge_common import PledgeCase

# Chiềng Sinh signed on Monday, 17/6/2024: that day is the last one here. Three days
# before it is a Friday, five after it a Saturday.
DUE = date(2024, 6, 17)
SOON, LATE, LONG = "2024-06-14", "2024-06-18", "2024-06-24"


class PledgeReminderCase(PledgeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.log = cls.env["gov.pledge.reminder"]
        # What demo data the database holds must not mix with the test's.
        cls.env["gov.pledge.campaign"].search([])._guarded_write({"state": "closed"})
        cls.env["gov.assignment"].search([]).sudo()._guarded_write({"date_due": False})
        cls.campaign = cls._campaign(date_due=DUE)
        cls.mine = cls._pledge(cls.campaign, cls.people["staff_a"])
        cls.paper = cls._pledge(cls.campaign, cls.people["nobody"])
        cls.unit = cls._pledge(cls.campaign, unit=cls.commune, user_id=cls.head_a.id)
        cls.nameless = cls._pledge(cls.campaign, unit=cls.other)
        cls.all = cls.mine | cls.paper | cls.unit | cls.nameless

    def setUp(self):
        super().setUp()
        self.time_left = []

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
            self.env["gov.reminder"]._cron_remind()
        return self.notices(last)

    def notices(self, last):
        return self.env["mail.message"].search(
            [("id", ">", last), ("message_type", "=", "user_notification")]
        )

    def sent(self, pledges, level=None):
        rows = self.log.search([("pledge_id", "in", pledges.ids)], order="id")
        return rows.filtered(lambda row: not level or row.level == level)

    def of(self, notices, user):
        return notices.filtered(lambda m: user.partner_id in m.notified_partner_ids)

    def who(self, *logins):
        return self.env["res.users"].union(*(self.users[login] for login in logins))


@tagged("post_install", "-at_install")
class TestPledgeReminders(PledgeReminderCase):
    def test_due_soon_goes_to_who_signs_or_to_who_must_act(self):
        self.assertFalse(self.run_job("2024-06-13"))
        notices = self.run_job(SOON)
        self.assertEqual(self.sent(self.mine).user_ids, self.users["staff_a"])
        self.assertEqual(self.sent(self.unit).user_ids, self.head_a)
        # no account, nobody named: the officer of commune B
        self.assertEqual(self.sent(self.paper).user_ids, self.users["officer_b"])
        self.assertEqual(self.sent(self.nameless).user_ids, self.users["officer_b"])
        self.assertEqual(set(self.sent(self.all).mapped("level")), {"due_soon"})
        self.assertEqual(set(self.sent(self.all).mapped("date_due")), {DUE})
        self.assertEqual(len(notices), 3)
        self.assertIn("gov_pledge_action_mine", self.of(notices, self.head_a).body)

    def test_overdue_tells_officers_counts_and_nobody_by_name(self):
        more = self._employee(
            self._user("staff_2", ["staff"], self.commune), self.commune
        )
        self._pledge(self.campaign, more)
        notices = self.run_job(LATE)
        self.assertEqual(
            self.sent(self.mine).user_ids, self.who("staff_a", "officer_a")
        )
        body = self.of(notices, self.users["officer_a"]).body
        # two people and the unit itself
        self.assertIn("Xã A: 3 not signed", body)
        self.assertIn("1 days late", body)
        self.assertNotIn(self.mine.signer_name, body)
        body = self.of(notices, self.users["officer_b"]).body
        self.assertIn("Xã B: 1 without an account, to sign on paper", body)
        self.assertIn("Xã B: name who signs for the unit", body)
        self.assertNotIn("Người chưa có tài khoản", body)

    def test_long_overdue_goes_to_leaders_and_the_organiser(self):
        self.run_job(LATE)
        notices = self.run_job(LONG)
        self.assertEqual(
            self.sent(self.mine, "long_overdue").user_ids,
            self.head_a | self.users["coordinator"],
        )
        # nobody leads commune B here
        self.assertEqual(
            self.sent(self.paper, "long_overdue").user_ids, self.users["coordinator"]
        )
        told = self.head_a | self.users["coordinator"]
        self.assertEqual(notices.notified_partner_ids, told.partner_id)
        body = self.of(notices, self.users["coordinator"]).body
        self.assertIn("Xã A: 2 not signed", body)
        self.assertNotIn(self.mine.signer_name, body)

    def test_a_missed_week_skips_nobody(self):
        self.run_job(LONG)
        self.assertEqual(
            self.sent(self.mine).mapped("level"), ["overdue", "long_overdue"]
        )

    def test_each_level_once_for_a_deadline_and_never_on_days_off(self):
        self.assertTrue(self.run_job(SOON))
        # Saturday and Sunday; Monday is the last day itself
        for day in ("2024-06-15", "2024-06-16", "2024-06-17"):
            self.assertFalse(self.run_job(day))
        self.assertTrue(self.run_job(LATE))
        self.assertFalse(self.run_job(LATE))
        self.assertFalse(self.run_job("2024-06-19"))
        # long overdue since Saturday, told on Monday
        self.assertFalse(self.run_job("2024-06-22"))
        self.assertTrue(self.run_job(LONG))
        self.assertEqual(len(self.sent(self.mine)), 3)
        self.all._history_write({"date_due": date(2024, 7, 31)}, "write")
        self.assertTrue(self.run_job("2024-07-29"))
        self.assertEqual(self.sent(self.mine)[-1].date_due, date(2024, 7, 31))

    def test_days_of_warning_are_the_campaigns(self):
        self.campaign.write({"warning_days": 10, "long_overdue_days": 1})
        self.run_job("2024-06-07")
        self.assertEqual(self.sent(self.mine).level, "due_soon")
        self.run_job(LATE)
        self.assertEqual(self.sent(self.mine)[-1].level, "long_overdue")

    def test_who_is_never_reminded(self):
        self.mine._history_write({"state": "signed", "date_signed": DUE}, "sign")
        self.paper._history_write({"state": "excused"}, "excuse")
        self.unit._history_write({"state": "retired"}, "retire")
        self.other.gov_kind = "front"
        for day in (SOON, LATE, LONG):
            self.assertFalse(self.run_job(day))
        self.assertFalse(self.sent(self.all))

    def test_illustrations_and_closed_campaigns(self):
        self.campaign._guarded_write({"is_demo": True})
        self.assertFalse(self.run_job(LATE))
        self.campaign._guarded_write({"is_demo": False, "state": "closed"})
        self.assertFalse(self.run_job(LATE))
        self.campaign._guarded_write({"state": "open"})
        self.assertTrue(self.run_job(LATE))

    def test_an_interrupted_run_is_finished_by_the_next(self):
        self.time_left = [0]
        self.assertFalse(self.run_job(SOON))
        self.assertEqual(len(self.sent(self.all)), 4)
        self.time_left = [0]
        self.assertEqual(len(self.run_job(SOON)), 1)
        self.assertEqual(len(self.run_job(SOON)), 2)
        self.assertFalse(self.run_job(SOON))
        self.assertEqual(len(self.sent(self.all)), 4)

    def test_who_signed_before_the_notice_is_told_nothing(self):
        self.time_left = [0]
        self.run_job(SOON)
        self.mine._history_write({"state": "signed", "date_signed": DUE}, "sign")
        notices = self.run_job(SOON)
        self.assertFalse(self.of(notices, self.users["staff_a"]))

    def test_who_may_no_longer_read_is_told_nothing(self):
        self.time_left = [0]
        self.run_job(LATE)
        self.users["officer_a"].gov_unit_ids = [Command.set(self.finance.ids)]
        self.assertFalse(self.of(self.run_job(LATE), self.users["officer_a"]))

    def test_one_notice_a_day_for_tasks_and_pledges(self):
        with freeze_time("2024-06-10 03:00:00"):
            self._issued(deadline_text="14/06/2024", directive=self._directive())
        notices = self.run_job(LATE)
        own = self.of(notices, self.users["officer_a"])
        self.assertEqual(len(own), 1)
        self.assertEqual(own.subject, "Reminders of 18/06/2024")
        self.assertIn("gov.assignment", own.body)
        self.assertIn("Xã A: 2 not signed", own.body)
        self.assertEqual(
            self.of(notices, self.users["staff_a"]).subject,
            "Pledges to be signed, 18/06/2024",
        )

    def test_a_division_without_officers_is_looked_after_by_its_agency(self):
        user = self._user("staff_p", ["staff"], self.division)
        pledge = self._pledge(self.campaign, self._employee(user, self.division))
        self.users["coordinator"].gov_unit_ids = [Command.set(self.home.ids)]
        self.run_job(LATE)
        self.assertEqual(self.sent(pledge).user_ids, user | self.users["coordinator"])

    def test_names_are_text(self):
        self.campaign.name = "<img src=x onerror=alert(1)>"
        self.commune.name = "<img src=y>"
        notices = self.run_job(LATE)
        self.assertFalse([m for m in notices if "<img" in m.body])

    def test_the_log_stays(self):
        self.run_job(SOON)
        row = self.sent(self.mine)
        with self.assertRaises(AccessError):
            row.sudo().write({"level": "overdue"})
        with self.assertRaises(AccessError):
            row.sudo().unlink()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.log._guarded_create(row.sudo().copy_data())

    def test_statements_do_not_grow_with_the_people(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            with (
                patch.object(self.env.registry[self.log._name], "_guarded_create"),
                patch.object(self.env.registry["ir.cron"], "_commit_progress"),
            ):
                before = self.env.cr.sql_log_count
                self.log._log_due(self.env.company, date(2024, 6, 18))
                return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(20):
            user = self._user(f"m{number}", ["staff"], self.commune)
            self._pledge(self.campaign, self._employee(user, self.commune))
        count()
        self.assertLessEqual(count(), few)


@tagged("post_install", "-at_install")
class TestRemindByHand(PledgeReminderCase):
    def dialog(self, login, **vals):
        dialogs = self.env["gov.pledge.remind"].with_user(self.users[login])
        dialogs = dialogs.with_context(default_campaign_id=self.campaign.id)
        return dialogs.create({"message": "Đề nghị ký trước 17/6", **vals})

    def remind(self, login, **vals):
        last = self.env["mail.message"].search([], order="id desc", limit=1).id or 0
        self.dialog(login, **vals).action_confirm()
        return self.notices(last)

    def test_the_organiser_reminds_all_and_it_is_logged(self):
        notices = self.remind("coordinator")
        self.assertEqual(self.sent(self.all).mapped("event"), ["manual"] * 4)
        self.assertEqual(self.sent(self.all).sender_id, self.users["coordinator"])
        told = self.who("staff_a", "officer_b") | self.head_a
        self.assertEqual(notices.notified_partner_ids, told.partner_id)
        self.assertIn("Đề nghị ký", self.of(notices, self.users["staff_a"]).body)
        body = self.of(notices, self.users["officer_b"]).body
        self.assertIn("1 without an account", body)
        self.assertNotIn("Người chưa có tài khoản", body)

    def test_an_officer_reminds_the_own_unit_only(self):
        dialog = self.dialog("officer_a")
        self.assertEqual((dialog.total_count, dialog.told_count), (2, 2))
        self.assertIn("Xã A: the pledge of the unit and 1 people", dialog.text)
        self.assertNotIn("Xã B", dialog.text)
        self.assertNotIn(self.mine.signer_name, dialog.text)
        dialog.action_confirm()
        self.assertEqual(len(self.sent(self.mine | self.unit)), 2)
        self.assertFalse(self.sent(self.paper | self.nameless))

    def test_what_the_dialog_says_before(self):
        dialog = self.dialog("coordinator")
        self.assertEqual(
            (
                dialog.total_count,
                dialog.told_count,
                dialog.paper_count,
                dialog.unnamed_count,
                dialog.again_count,
            ),
            (4, 2, 1, 1, 0),
        )

    def test_once_a_day_unless_confirmed(self):
        self.remind("officer_a")
        with self.assertRaisesRegex(UserError, "reminded today already"):
            self.remind("officer_a")
        # the others only
        self.remind("coordinator")
        self.assertEqual(len(self.sent(self.all)), 4)
        self.remind("coordinator", again=True)
        self.assertEqual(len(self.sent(self.all)), 8)

    def test_it_neither_arms_nor_stops_the_daily_job(self):
        with freeze_time("2024-06-13 03:00:00"):
            self.remind("coordinator")
        self.run_job(SOON)
        self.assertEqual(self.sent(self.mine).mapped("event"), ["manual", "sent"])
        self.assertEqual(self.sent(self.mine).mapped("level"), ["none", "due_soon"])

    def test_who_may_not(self):
        for login in ("staff_a", "leader", "plain"):
            with self.assertRaises(AccessError, msg=login):
                self.dialog(login).action_confirm()
        campaign = self.campaign.with_user(self.users["officer_a"])
        theirs = self.paper.with_user(self.users["officer_a"])
        with self.assertRaises(AccessError):
            campaign._remind(theirs, "x")
        with self.assertRaises(AccessError):
            self.dialog(
                "officer_a", pledge_ids=[Command.set(self.paper.ids)]
            ).action_confirm()

    def test_exempt_closed_and_signed_are_left_alone(self):
        self.other.gov_kind = "front"
        self.mine._history_write({"state": "signed", "date_signed": DUE}, "sign")
        dialog = self.dialog("coordinator")
        self.assertEqual(dialog.total_count, 1)
        with self.assertRaisesRegex(UserError, "never reminded"):
            self.campaign._remind(self.nameless, "x")
        self.campaign._guarded_write({"state": "closed"})
        with self.assertRaisesRegex(UserError, "not open"):
            self.campaign._remind(self.unit, "x")

    def test_who_needs_paper(self):
        campaign = self.campaign.with_user(self.users["coordinator"])
        self.assertEqual(campaign.no_account_count, 1)
        action = campaign.action_open_no_account()
        pledges = self.env["gov.pledge"].search(action["domain"])
        self.assertEqual(pledges, self.paper)

    def test_statements_do_not_grow_with_the_people_of_a_unit(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.campaign._get_manual_addressees(self.campaign._get_reminded_pledges())
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(20):
            user = self._user(f"m{number}", ["staff"], self.commune)
            self._pledge(self.campaign, self._employee(user, self.commune))
        count()
        self.assertLessEqual(count(), few)

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import GovCase


@tagged("post_install", "-at_install")
class TestReceipt(GovCase):
    """Lengths of time run from the document, or from the receipt by the unit.

    The letter is of Friday 14/4/2023 and is issued in the system on that day.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        action = cls.profile.action_new_version()
        cls.by_receipt = cls.profile.browse(action["res_id"])
        cls.by_receipt.clock_start = "received"

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2023-04-14 03:00:00"))

    def line(self, text="trong vòng 10 ngày làm việc", profile=None, **vals):
        number = self.env["gov.directive"].search_count([])
        directive = self._directive(
            symbol=f"{number}/X", profile_id=(profile or self.by_receipt).id
        )
        return self._issued(directive=directive, deadline_text=text, **vals)

    def act(self, line, day, method="action_receive", login="officer_a"):
        with freeze_time(f"{day} 03:00:00"):
            return getattr(line.with_user(self.users[login]), method)()

    def test_from_the_document_by_default(self):
        line = self.line(profile=self.profile)
        # ten working days after Friday the 14th: Friday the 28th
        self.assertEqual(line.date_due, date(2023, 4, 28))
        self.assertEqual(line.task_id.deadline_precision, "day")
        self.assertFalse(line.date_receipt_limit)
        self.assertFalse(line.with_user(self.users["officer_a"]).can_receive)
        self.act(line, "2023-04-20", "action_start")
        self.assertEqual(line.date_due, date(2023, 4, 28))
        self.assertEqual(line.date_received, date(2023, 4, 20))

    def test_a_receipt_brings_the_deadline_forward(self):
        line = self.line()
        # counts as received on Tuesday the 18th; 1/5 is a day off: 3/5
        self.assertEqual(line.date_receipt_limit, date(2023, 4, 18))
        self.assertEqual(line.date_due, date(2023, 5, 3))
        self.assertTrue(line.with_user(self.users["officer_a"]).can_receive)
        self.act(line, "2023-04-17")
        self.assertEqual(line.date_received, date(2023, 4, 17))
        self.assertEqual(line.date_due, date(2023, 5, 2))
        log = line.log_ids.sorted("id")[-1]
        self.assertEqual((log.event, log.date_due), ("receive", date(2023, 5, 2)))
        self.assertEqual(line.state, "received")

    def test_a_late_receipt_puts_nothing_off(self):
        line = self.line()
        self.act(line, "2023-04-28")
        self.assertEqual(line.date_received, date(2023, 4, 18))
        self.assertEqual(line.date_due, date(2023, 5, 3))

    def test_never_received_is_late_all_the_same(self):
        line = self.line()
        with freeze_time("2023-05-04 03:00:00"):
            line.invalidate_recordset()
            self.assertEqual(line.status, "todo_late")

    def test_the_first_act_is_a_receipt(self):
        line = self.line("trong 5 ngày kể từ ngày nhận")
        self.assertEqual(line.date_due, date(2023, 4, 23))
        self.act(line, "2023-04-15", "action_start")
        self.assertEqual(line.date_received, date(2023, 4, 15))
        self.assertEqual(line.date_due, date(2023, 4, 20))
        other = self.line("trong 5 ngày kể từ ngày nhận")
        with freeze_time("2023-04-16 03:00:00"):
            self._result(other).action_submit()
        self.assertEqual(other.date_due, date(2023, 4, 21))
        self.assertEqual(other.log_ids.sorted("id")[-1].date_due, date(2023, 4, 21))

    def test_once_only_and_by_the_unit(self):
        line = self.line()
        for login in ("officer_b", "coordinator", "leader", "clerk", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.act(line, "2023-04-17", login=login)
        self.act(line, "2023-04-17")
        self.assertFalse(line.with_user(self.users["officer_a"]).can_receive)
        with self.assertRaises(UserError):
            self.act(line, "2023-04-18")
        self.assertEqual(line.date_received, date(2023, 4, 17))

    def test_words_that_name_the_document_go_first(self):
        line = self.line("trong 5 ngày kể từ ngày ký")
        self.assertEqual(line.date_due, date(2023, 4, 19))
        self.assertFalse(line.date_receipt_limit)

    def test_a_date_entered_by_hand_stands(self):
        line = self.line(date_due=date(2023, 4, 30))
        self.assertEqual(line.date_due, date(2023, 4, 30))
        self.act(line, "2023-04-17")
        self.assertEqual(line.date_due, date(2023, 4, 30))

    def test_what_was_granted_is_not_taken_back(self):
        line = self.line()
        line.with_user(self.users["leader"])._decide(
            "extend", reason="x", vals={"date_due": date(2023, 5, 31)}
        )
        self.act(line, "2023-04-17")
        self.assertEqual(line.date_due, date(2023, 5, 31))
        self.assertEqual(line.date_received, date(2023, 4, 17))

    def test_registered_later_counts_from_its_own_day(self):
        with freeze_time("2023-04-24 03:00:00"):
            line = self.line()
        # delivered on Monday the 24th; the 26th and ten working days more: 11/5
        self.assertEqual(line.date_receipt_limit, date(2023, 4, 26))
        self.assertEqual(line.date_due, date(2023, 5, 11))

    def test_rules_in_use_keep_their_clock(self):
        self.line()
        for vals in ({"clock_start": "issued"}, {"receipt_days": 30}):
            with self.subTest(vals), self.assertRaises(UserError):
                self.by_receipt.write(vals)

    def test_dates_of_the_receipt_are_not_typed(self):
        line = self.line()
        for name in ("date_received", "date_receipt_limit", "date_due", "period_key"):
            with self.subTest(name), self.assertRaises(AccessError):
                line.sudo().write({name: "2023-06-30"})

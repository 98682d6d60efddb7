from datetime import datetime

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import GovCase


@tagged("post_install", "-at_install")
class TestSeen(GovCase):
    """Who has seen a document, and who has not: by explicit receipt."""

    def issue(self, units, symbol="515/UBND-NVK", **vals):
        directive = self._directive(symbol=symbol)
        return self._issued(units, directive=directive, **vals).directive_id

    def unseen(self, login):
        model = self.env["gov.directive"].with_user(self.users[login])
        model.invalidate_model()
        return model.search([("is_unseen_by_us", "=", True)])

    def test_whoever_is_given_work_is_a_recipient(self):
        coordinating = self.finance | self.party
        directive = self.issue(
            self.commune | self.province,
            coordinating_unit_ids=[Command.set(coordinating.ids)],
        )
        # the body that gives the order has seen it; a Party body is not asked
        units = self.commune | self.finance
        self.assertEqual(directive.recipient_ids.unit_id, units)
        self._task(directive, self.other)
        directive.action_issue()
        self.assertEqual(directive.recipient_ids.unit_id, units | self.other)

    def test_an_officer_marks_several_at_once(self):
        first = self.issue(self.commune | self.other)
        second = self.issue(self.commune, symbol="516/UBND")
        foreign = self.issue(self.other, symbol="517/UBND")
        self.assertEqual(self.unseen("officer_a"), first | second)
        mine = (first | second).with_user(self.users["officer_a"])
        with freeze_time("2026-03-02 02:00:00"):
            mine.action_mark_seen()
        self.assertFalse(self.unseen("officer_a"))
        self.assertEqual(self.unseen("officer_b"), first | foreign)
        receipt = first.recipient_ids.filtered("seen_at")
        self.assertEqual(receipt.unit_id, self.commune)
        self.assertEqual(receipt.seen_user_id, self.users["officer_a"])
        self.assertEqual(receipt.seen_at, datetime(2026, 3, 2, 2))
        with self.assertRaises(UserError):
            mine.action_mark_seen()

    def test_the_monitor_lists_who_has_not(self):
        directive = self.issue(self.commune | self.other)
        monitor = directive.with_user(self.users["coordinator"])
        self.assertEqual(monitor.unseen_count, 2)
        directive.with_user(self.users["officer_a"]).action_mark_seen()
        self.assertEqual(monitor.unseen_count, 1)
        self.assertFalse(monitor.is_unseen_by_us)
        action = monitor.action_open_unseen()
        receipts = self.env[action["res_model"]].with_user(self.users["coordinator"])
        left = receipts.search([*action["domain"], ("is_unseen", "=", True)])
        self.assertEqual(left.unit_id, self.other)

    def test_what_need_not_be_seen(self):
        draft = self._directive(
            recipient_ids=[Command.create({"unit_id": self.commune.id})]
        )
        withdrawn = self.issue(self.commune, symbol="516/UBND")
        withdrawn.action_withdraw()
        self.assertFalse(self.unseen("officer_a"))
        self.assertEqual((draft.unseen_count, withdrawn.unseen_count), (0, 0))

    def test_superiors_see_for_themselves_only(self):
        self.issue(self.commune)
        self.assertFalse(self.unseen("leader"))

    def test_whoever_takes_over_receives_the_document(self):
        directive = self.issue(self.commune)
        new = self._unit("T-C", "Xã C", "people_committee", "commune")
        self.env["gov.transfer"].create(
            {
                "decision_symbol": "1/NQ",
                "decision_date": "2025-06-16",
                "date_effective": "2025-07-01",
                "unit_id": self.commune.id,
                "successor_ids": [Command.set(new.ids)],
            }
        ).action_execute()
        self.assertEqual(directive.recipient_ids.unit_id, self.commune | new)

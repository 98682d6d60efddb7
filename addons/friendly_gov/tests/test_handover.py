from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GovCase


@tagged("post_install", "-at_install")
class TestHandover(GovCase):
    """Somebody changes post: open tasks go to a successor, with a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.successor = cls._user("staff_2", ["staff"], cls.commune)
        cls.lines = [
            cls._issued(directive=cls._directive(symbol=f"{n}/UBND")) for n in range(3)
        ]
        for line in cls.lines:
            line._decide("assign_owner", vals={"owner_id": cls.users["staff_a"].id})
            line.action_follow(cls.users["clerk"].id)
        cls.lines[2]._decide("withdraw", reason="x")

    def dialog(self, login="officer_a", **vals):
        values = {
            "role": "owner",
            "from_user_id": self.users["staff_a"].id,
            "to_user_id": self.successor.id,
            "reason": "Chuyển công tác",
        }
        model = self.env["gov.handover"].with_user(self.users[login])
        return model.create(values | vals)

    def notices(self, user):
        domain = [("partner_ids", "in", user.partner_id.ids)]
        return self.env["mail.message"].search_count(domain)

    def test_all_open_tasks_of_a_person(self):
        first, second, closed = self.lines
        dialog = self.dialog()
        self.assertEqual(dialog.assignment_ids, first | second)
        before = self.notices(self.successor)
        dialog.action_confirm()
        for line in (first, second):
            self.assertEqual(line.owner_id, self.successor)
            row = line.log_ids[0]
            self.assertEqual(row.event, "assign_owner")
            self.assertIn("Chuyển công tác", row.reason)
            self.assertIn(self.users["staff_a"].name, row.reason)
        self.assertEqual(closed.owner_id, self.users["staff_a"])
        self.assertEqual(self.notices(self.successor), before + 1)

    def test_chosen_tasks_only(self):
        first, second, _closed = self.lines
        dialog = self.dialog(assignment_ids=[Command.set(first.ids)])
        dialog.action_confirm()
        self.assertEqual(first.owner_id, self.successor)
        self.assertEqual(second.owner_id, self.users["staff_a"])
        picked = self.dialog().with_context(
            active_model="gov.assignment", active_ids=second.ids
        )
        values = picked.default_get(["role", "from_user_id"])
        self.assertEqual(values["from_user_id"], self.users["staff_a"].id)

    def test_followers_and_their_log(self):
        first, second, closed = self.lines
        other = self._user("coordinator_2", ["coordinator"], self.home)
        snapshot = first._get_snapshot()
        dialog = self.dialog(
            "coordinator",
            role="follower",
            from_user_id=self.users["clerk"].id,
            to_user_id=other.id,
        )
        self.assertEqual(dialog.assignment_ids, first | second)
        dialog.action_confirm()
        self.assertEqual((first | second).follower_id, other)
        self.assertEqual(closed.follower_id, self.users["clerk"])
        row = first.log_ids[0]
        self.assertEqual((row.event, row.follower_id), ("follow", other))
        self.assertIn("Chuyển công tác", row.reason)
        self.assertEqual(row.user_id, self.users["coordinator"])
        self.assertEqual(first._get_snapshot(), snapshot)
        self.assertEqual(row.state, "received")

    def test_nobody_new_writes_no_history(self):
        line = self.lines[0]
        count = len(line.log_ids)
        line.action_follow(self.users["clerk"].id)
        self.assertEqual(len(line.log_ids), count)

    def test_the_follower_is_not_written_directly(self):
        for vals in ({"follower_id": self.users["manager"].id}, {"follower_id": False}):
            with self.assertRaises(AccessError):
                self.lines[0].sudo().write(vals)

    def test_what_is_refused(self):
        line = self.lines[0]
        lines = [Command.set(line.ids)]
        for vals in (
            {"reason": " "},
            {"to_user_id": self.users["staff_a"].id},
            {"to_user_id": self.users["officer_b"].id},
            {"to_user_id": self.users["portal"].id},
            {"from_user_id": self.users["officer_b"].id, "assignment_ids": lines},
            {"assignment_ids": [Command.clear()]},
            {"assignment_ids": [Command.set(self.lines[2].ids)]},
        ):
            with self.subTest(str(vals)), self.assertRaises(UserError):
                self.dialog(**vals).action_confirm()
        for login in ("officer_b", "coordinator", "plain", "portal", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.dialog(login, assignment_ids=lines).action_confirm()
        self.assertEqual(line.owner_id, self.users["staff_a"])

    def test_one_stranger_and_nothing_moves(self):
        """All of them or none."""
        foreign = self._issued(self.other, directive=self._directive(symbol="9/UBND"))
        lines = self.lines[0] | foreign
        with self.assertRaises(AccessError):
            self.dialog(assignment_ids=[Command.set(lines.ids)]).action_confirm()
        self.assertEqual(self.lines[0].owner_id, self.users["staff_a"])

    def test_work_left_behind_is_listed_and_stays(self):
        first, second, _closed = self.lines
        assignments = self.env["gov.assignment"].with_user(self.users["officer_a"])
        left = [("is_left_behind", "=", True)]
        mine = [("id", "in", (first | second).ids)]
        self.assertFalse(assignments.search(left + mine))
        employee = self.env["hr.employee"].create(
            {
                "name": "A",
                "user_id": self.users["staff_a"].id,
                "department_id": self.commune.id,
            }
        )
        employee.department_id = self.other
        self.assertEqual(assignments.search(left + mine), first | second)
        self.assertTrue(first.is_left_behind)
        self.assertEqual(first.owner_id, self.users["staff_a"])
        self.dialog().action_confirm()
        self.assertFalse(assignments.search(left + mine))
        # the follower left the office altogether
        self.users["clerk"].active = False
        self.assertEqual(assignments.search(left + mine), first | second)

    def test_statements_of_a_hand_over(self):
        directive = self._directive(symbol="50/UBND")
        for _number in range(50):
            self._task(directive, self.commune)
        directive.action_issue()
        lines = directive.assignment_ids
        lines._decide("assign_owner", vals={"owner_id": self.users["staff_a"].id})
        counts = []
        for count in (5, 45):
            chosen = lines[:count]
            lines -= chosen
            dialog = self.dialog(assignment_ids=[Command.set(chosen.ids)])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            dialog.action_confirm()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)

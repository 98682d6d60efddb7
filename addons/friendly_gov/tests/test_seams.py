"""Where the parts meet: delegations, hand-overs and dialogs of every part."""

from contextlib import contextmanager
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GovCase
from .test_transfer import TransferCase

FAR = date(2100, 1, 1)


class SeamCase(GovCase):
    @contextmanager
    def refused(self):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            yield

    def extension(self, line, login="officer_a", day=FAR):
        requests = self.env["gov.extension.request"].with_user(self.users[login])
        return requests._ask(line.with_user(self.users[login]), day, "Chờ kinh phí")

    def obstacle(self, line, login="officer_a", **vals):
        obstacles = self.env["gov.obstacle"].with_user(self.users[login])
        values = {"assignment_id": line.id, "text": "Chưa có kinh phí"}
        return obstacles.create(values | vals)


@tagged("post_install", "-at_install")
class TestStandingIn(SeamCase):
    """The boss wrote something for a unit below and goes on leave; the second, who
    stands in, decides on nothing of it, and does once the boss is back.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login in ("boss", "second"):
            user = cls._user(login, ["coordinator"], cls.province)
            cls.users[login] = user
        cls.boss, cls.second = cls.users["boss"], cls.users["second"]
        bodies = ("monitoring_unit_id", "confirming_unit_id", "extending_unit_id")
        cls.directive = cls._directive(**dict.fromkeys(bodies, cls.province.id))
        cls.line = cls._issued(
            directive=cls.directive,
            coordinating_unit_ids=[Command.set(cls.finance.ids)],
        )

    def leave(self):
        today = self.env.company._gov_today()
        delegation = self.env["gov.delegation"].create(
            {
                "user_id": self.boss.id,
                "delegate_id": self.second.id,
                "date_from": today,
                "date_to": today,
                "reason": "Nghỉ phép",
            }
        )
        self.env.invalidate_all()
        return delegation

    def only_after_the_leave(self, act):
        delegation = self.leave()
        with self.refused():
            act()
        delegation.with_user(self.second).action_revoke()
        self.env.invalidate_all()
        act()

    def test_extension_asked_by_the_absent_person(self):
        request = self.extension(self.line, "boss").with_user(self.second)
        delegation = self.leave()
        self.assertFalse(request.can_decide)
        self.assertNotIn(request, request.search([("can_decide", "=", True)]))
        delegation.action_revoke()
        self.env.invalidate_all()
        self.assertTrue(request.can_decide)
        self.assertIn(request, request.search([("can_decide", "=", True)]))
        self.only_after_the_leave(lambda: request._grant(False, "x"))
        self.assertEqual(self.line.date_due, FAR)

    def test_obstacle_raised_by_the_absent_person(self):
        obstacle = self.obstacle(self.line, "boss").with_user(self.second)
        delegation = self.leave()
        self.assertFalse(obstacle.can_decide)
        delegation.action_revoke()
        self.env.invalidate_all()
        self.assertTrue(obstacle.can_decide)
        self.only_after_the_leave(lambda: obstacle._solve("Cấp vốn"))
        self.assertEqual(obstacle.state, "solved")

    def test_task_in_the_charge_of_the_absent_person(self):
        self.line._decide("assign_owner", vals={"owner_id": self.boss.id})
        obstacle = self.obstacle(self.line).with_user(self.second)
        request = self.extension(self.line).with_user(self.second)
        self.leave()
        for record in (obstacle, request):
            with self.subTest(record._name):
                found = record.search([("can_decide", "=", True)])
                self.assertNotIn(record, found)
                self.assertFalse(record.can_decide)

    def test_answer_written_by_the_absent_person(self):
        request = self.line.task_id.coordination_ids
        request.with_user(self.boss)._step("answer", text="Đồng ý")
        request = request.with_user(self.second)
        self.only_after_the_leave(lambda: request._step("return", reason="Thiếu"))
        self.assertEqual(request.state, "returned")

    def test_part_reported_by_the_absent_person(self):
        part = self._part(self.line)
        part.with_user(self.boss)._step("report", text="Xong")
        part = part.with_user(self.second)
        self.only_after_the_leave(part.action_accept)
        self.assertEqual(part.state, "done")

    def test_result_sent_by_the_absent_person_is_not_corrected(self):
        self._result(self.line, user="boss").action_submit()
        self.line.action_accept()
        line = self.line.with_user(self.second)
        paper = ("9/QĐ", self.env.company._gov_today())
        self.only_after_the_leave(
            lambda: line._correct({"grade": "good"}, "Nhầm", paper)
        )
        self.assertEqual(line.grade, "good")

    def test_part_in_the_charge_of_the_absent_person(self):
        """Whoever stands in goes on with it, as with a task."""
        staff = self._user("staff_2", ["staff"], self.commune)
        absent = self.users["staff_a"]
        part = self._part(self.line, owner_id=absent.id)
        with self.refused():
            part.with_user(staff).action_start()
        today = self.env.company._gov_today()
        self.env["gov.delegation"].create(
            {
                "user_id": absent.id,
                "delegate_id": staff.id,
                "date_from": today,
                "date_to": today,
                "reason": "Nghỉ phép",
            }
        )
        self.env.invalidate_all()
        part.with_user(staff).action_start()
        self.assertEqual(part.state, "doing")

    def test_nobody_is_put_in_charge_because_of_a_delegation(self):
        """It ends, and the task would stay with somebody who cannot see it."""
        absent, line = (
            self.users["officer_b"],
            self._issued(
                self.finance,
                directive=self._directive(
                    symbol="2/UBND",
                    assigning_unit_id=self.finance.id,
                    monitoring_unit_id=self.finance.id,
                ),
            ),
        )
        absent.gov_unit_ids |= self.finance
        other = self._user("officer_b2", ["officer"], self.other)
        part = self._part(line)
        today = self.env.company._gov_today()
        delegation = {"user_id": absent.id, "delegate_id": other.id, "reason": "x"}
        self.env["gov.delegation"].create(
            delegation | {"date_from": today, "date_to": today}
        )
        self.env.invalidate_all()
        line.with_user(other).action_start()
        vals = {"owner_id": other.id}
        for act in (
            lambda: line._decide("assign_owner", vals=vals),
            lambda: line.action_follow(other.id),
            lambda: part._step("assign_owner", vals=vals),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                act()
        other.gov_unit_ids |= self.finance
        line._decide("assign_owner", vals=vals)
        line.action_follow(other.id)
        part._step("assign_owner", vals=vals)
        self.assertEqual(line.owner_id | line.follower_id | part.owner_id, other)


@tagged("post_install", "-at_install")
class TestWaitingWhenHandedOver(SeamCase, TransferCase):
    """A unit ends while others still have to decide on what it asked."""

    def decides(self, record, login):
        model = record.with_user(self.users[login])
        return model.search([("can_decide", "=", True)])

    def test_extension_goes_on_with_the_successor(self):
        line = self._issued(
            directive=self._directive(monitoring_unit_id=self.province.id)
        )
        request = self.extension(line)
        self.transfer().action_execute()
        heir = self.heir(line)
        passed = heir.extension_request_ids
        self.assertEqual((request.state, passed.state), ("lapsed", "decision"))
        self.assertEqual(passed.unit_id, self.new)
        self.assertEqual(passed.reason, "Chờ kinh phí")
        self.assertEqual(passed.asked_by_id, self.users["officer_a"])
        self.assertEqual(self.decides(passed, "leader"), passed)
        self.assertTrue(passed.with_user(self.users["officer_c"]).can_withdraw)
        passed.with_user(self.users["leader"])._grant(False, "x")
        self.assertEqual(heir.date_due, FAR)

    def test_extension_is_not_asked_twice(self):
        line, other = self._issued(self.commune | self.new)
        self.assertEqual((line.unit_id, other.unit_id), (self.commune, self.new))
        self.extension(line)
        own = self.extension(other, "officer_c")
        self.transfer().action_execute()
        self.assertEqual(other.extension_request_ids, own.sudo())

    def test_obstacle_goes_on_with_the_successor(self):
        line = self._issued()
        obstacle = self.obstacle(line, proposal="Cấp 20 triệu đồng")
        self.transfer().action_execute()
        self.assertEqual(obstacle.state, "withdrawn")
        passed = self.heir(line).open_obstacle_id
        self.assertEqual(passed.text, "Chưa có kinh phí")
        self.assertEqual(passed.proposal, "Cấp 20 triệu đồng")
        self.assertEqual(passed.raised_at, obstacle.raised_at)
        self.assertEqual(passed.raised_by_id, self.users["officer_a"])
        self.assertEqual(self.decides(passed, "leader"), passed)
        self.assertTrue(passed.with_user(self.users["officer_c"]).has_access("read"))

    def test_obstacle_ends_with_the_task(self):
        line = self._issued()
        obstacle = self.obstacle(line)
        line.with_user(self.users["manager"])._decide("withdraw", reason="x")
        self.assertEqual(obstacle.state, "withdrawn")
        self.assertTrue(obstacle.closed_at)
        self.assertEqual(obstacle.closed_by_id, self.users["manager"])

    def test_obstacles_follow_the_body_that_decides(self):
        line = self._issued(
            directive=self._directive(assigning_unit_id=self.finance.id)
        )
        solved = self.obstacle(line)
        solved._close("solved", "x")
        obstacle = self.obstacle(line)
        self.assertEqual(obstacle.deciding_unit_id, self.finance)
        head = self._user("head", ["leader"], self.office)
        self.users["head"] = head
        self.transfer(self.finance, self.office).action_execute()
        self.assertEqual(obstacle.deciding_unit_id, self.office)
        self.assertEqual(self.decides(obstacle, "head"), obstacle)
        self.assertEqual(solved.deciding_unit_id, self.finance, "decided by then")

    def test_requests_follow_the_body_that_asked(self):
        line = self._issued(
            directive=self._directive(assigning_unit_id=self.finance.id),
            coordinating_unit_ids=[Command.set(self.other.ids)],
        )
        request = line.task_id.coordination_ids
        self.assertEqual(request.asker_unit_id, self.finance)
        head = self._user("head", ["leader"], self.office)
        self.transfer(self.finance, self.office).action_execute()
        self.assertEqual(request.asker_unit_id, self.office)
        model = request.with_user(head)
        self.assertEqual(model.search([("is_asked_by_us", "=", True)]), request)

    def test_the_successor_reads_the_answers_the_unit_got(self):
        line = self._issued(coordinating_unit_ids=[Command.set(self.finance.ids)])
        lead = line.with_user(self.users["officer_a"])
        asked = lead._ask_units(self.finance, "Ý kiến về kinh phí", False)
        asked = asked.with_env(self.env)
        asked._step("answer", text="Đồng ý", files=[{"name": "a.pdf", "file": "eA=="}])
        officer = self.users["officer_c"]
        self.assertFalse(asked.with_user(officer).has_access("read"))
        self.transfer().action_execute()
        for record in (asked, asked.log_ids[:1], asked.evidence_ids):
            with self.subTest(record._name):
                self.assertTrue(record.with_user(officer).has_access("read"))
        line.task_id._update_visible_units()
        self.assertTrue(asked.with_user(officer).has_access("read"))


@tagged("post_install", "-at_install")
class TestDialogs(SeamCase):
    """A dialog is its maker's alone: Odoo shows it to all who may use the model."""

    def test_every_dialog_has_the_rule(self):
        rules = self.env["ir.rule"].search([("model_id.model", "like", "gov.")])
        own = "('create_uid', '=', user.id)"
        kept = {r.model_id.model for r in rules if own in (r.domain_force or "")}
        dialogs = {
            model._name
            for model in self.env.values()
            if model._transient and model._name.startswith("gov.")
        }
        self.assertGreater(len(dialogs), 15)
        self.assertEqual(dialogs - kept, set())

    def test_files_and_words_of_others_are_not_read_or_changed(self):
        line = self._issued(self.commune)
        part = self._part(line)
        second = self._user("officer_a2", ["officer"], self.commune)
        maker = self.users["officer_a"]
        values = {
            "gov.assignment.action": {
                "event": "request_adjustment",
                "assignment_ids": line.ids,
                "reason": "Chưa gửi",
            },
            "gov.step.action": {
                "event": "report",
                "subassignment_ids": part.ids,
                "file_ids": [Command.create({"name": "a.pdf", "file": "eA=="})],
            },
            "gov.progress.entry": {
                "line_ids": [Command.create({"assignment_id": line.id, "text": "x"})]
            },
            "gov.person.month": {"month": "6", "year": "2023"},
            "gov.coordination.ask": {
                "assignment_id": line.id,
                "unit_ids": self.finance.ids,
                "request": "x",
            },
            "gov.subassignment.give": {"assignment_id": line.id, "text": "x"},
            "gov.reminder.text": {"assignment_ids": line.ids},
        }
        for name, vals in values.items():
            dialog = self.env[name].with_user(maker).create(vals)
            rows = dialog
            for field in {"file_ids", "line_ids"} & dialog._fields.keys():
                rows = dialog[field]
            self.assertTrue(dialog.has_access("write"))
            for record in (dialog, rows):
                with self.subTest(record._name):
                    other = record.with_user(second)
                    self.assertFalse(other.has_access("read"))
                    self.assertFalse(other.has_access("write"))
                    self.assertFalse(other.search([("id", "in", record.ids)]))

    def test_nobody_adds_a_file_to_the_answer_of_another(self):
        part = self._part(self._issued(self.commune))
        second = self._user("officer_a2", ["officer"], self.commune)
        dialog = self.env["gov.step.action"].with_user(self.users["officer_a"])
        dialog = dialog.create({"event": "report", "subassignment_ids": part.ids})
        files = self.env["gov.step.action.file"].with_user(second)
        vals = {"name": "x.pdf", "file": "eA=="}
        with self.refused():
            files.create(vals | {"dialog_id": dialog.id})
        own = dialog.with_user(second).create(
            {"event": "report", "subassignment_ids": part.ids}
        )
        row = files.create(vals | {"dialog_id": own.id})
        with self.refused():
            row.dialog_id = dialog.id
            row.flush_recordset()
            row.invalidate_recordset()
            row.check_access("write")

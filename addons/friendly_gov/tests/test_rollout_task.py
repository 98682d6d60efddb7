"""Tasks of directives and the roll-outs by which they are fulfilled."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .rollout_people_common import RolloutPeopleCase
from .test_transfer import TransferCase


@tagged("post_install", "-at_install")
class TestRolloutTask(RolloutPeopleCase):
    """CV 515/UBND-NVK: pilot at the one-stop unit, by the second quarter of 2023."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one_stop = cls._unit(
            "T-A-MC", "Bộ phận Một cửa", "one_stop", "commune", parent=cls.commune
        )
        cls.line = cls._issued(text="Thí điểm tại Bộ phận một cửa")
        cls.reform.directive_ids = cls.line.directive_id
        cls.foreign = cls._issued(
            cls.other,
            directive=cls._directive(
                symbol="2/UBND",
                issuer_id=cls.finance.id,
                assigning_unit_id=cls.finance.id,
                monitoring_unit_id=cls.finance.id,
                extending_unit_id=cls.finance.id,
                confirming_unit_id=cls.finance.id,
            ),
        )

    def link(self, login, line=None, rollout=None):
        line = line or self.line
        rollout = (rollout or self.rollout).with_user(self.users[login])
        rollout.write({"assignment_ids": [Command.link(n) for n in line.ids]})

    def test_both_ways(self):
        self.link("officer_a")
        for login in ("staff_a", "officer_a", "coordinator", "manager", "leader"):
            user = self.users[login]
            line, rollout = self.line.with_user(user), self.rollout.with_user(user)
            with self.subTest(login):
                self.assertEqual(line.rollout_ids, rollout)
                self.assertEqual((line.rollout_count, rollout.assignment_count), (1, 1))
                self.assertEqual(line.action_open_rollouts()["res_id"], rollout.id)
                self.assertEqual(rollout.action_open_assignments()["res_id"], line.id)
        domain = [("rollout_ids", "!=", False), ("unit_id", "=", self.commune.id)]
        self.assertEqual(self.env["gov.assignment"].search(domain), self.line)

    def test_several_open_as_a_list(self):
        second = self._issued(directive=self._directive(symbol="3/UBND"))
        self.link("officer_a", self.line | second)
        action = self.rollout.action_open_assignments()
        self.assertEqual(action["views"][0][1], "list")
        self.assertEqual(
            self.env["gov.assignment"].search(action["domain"]), self.line | second
        )

    def test_who_may_link(self):
        for login in ("officer_a", "coordinator", "manager"):
            with self.subTest(login):
                self.link(login)
                rollout = self.rollout.with_user(self.users[login])
                rollout.write({"assignment_ids": [Command.unlink(self.line.id)]})
                self.assertFalse(self.line.rollout_ids)
        for login in ("staff_a", "officer_b", "clerk", "leader", "plain", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.link(login)
        self.assertFalse(self.line.rollout_ids)

    def test_only_what_one_may_read_is_linked(self):
        """A made-up id would tell what another unit was given."""
        officer = self.users["officer_a"]
        self.assertFalse(self.foreign.with_user(officer).has_access("read"))
        for command in (
            Command.link(self.foreign.id),
            Command.set([self.foreign.id]),
            Command.set([self.line.id, self.foreign.id]),
        ):
            with self.subTest(command), self.assertRaises(AccessError):
                self.rollout.with_user(officer).write({"assignment_ids": [command]})
                self.rollout.flush_recordset()
        self.assertFalse(self.rollout.assignment_ids)
        reform = self.reform.copy({"code": "CQTT-Q"})
        coordinator = self.users["coordinator"]
        vals = {
            "reform_model_id": reform.id,
            "unit_id": self.commune.id,
            "steering_unit_id": self.home.id,
            "assignment_ids": [Command.set([self.foreign.id])],
        }
        self.assertFalse(self.foreign.with_user(coordinator).has_access("read"))
        with self.assertRaises(AccessError):
            self.env["gov.rollout"].with_user(coordinator).create(vals)

    def test_tasks_are_not_changed_through_the_link(self):
        self.link("officer_a")
        for login in ("officer_a", "coordinator", "manager"):
            rollout = self.rollout.with_user(self.users[login])
            for command in (
                Command.update(self.line.id, {"state": "done"}),
                Command.update(self.line.id, {"follower_id": self.users[login].id}),
                Command.delete(self.line.id),
                Command.create({"task_id": self.line.task_id.id}),
            ):
                with self.subTest(f"{login} {command}"):
                    with self.assertRaises(UserError):
                        rollout.write({"assignment_ids": [command]})
            with self.assertRaises(AccessError):
                self.line.with_user(self.users[login]).write(
                    {"rollout_ids": [Command.clear()]}
                )
        self.assertEqual(self.line.state, "received")
        self.assertEqual(self.line.rollout_ids, self.rollout)

    def test_what_one_may_not_read_stays_hidden_and_linked(self):
        self.rollout.assignment_ids = self.line | self.foreign
        self.env.invalidate_all()
        officer = self.rollout.with_user(self.users["officer_a"])
        self.assertEqual(officer.assignment_ids, self.line)
        self.assertEqual(officer.assignment_count, 1)
        self.assertEqual(
            officer.read(["assignment_ids"])[0]["assignment_ids"], self.line.ids
        )
        # What the user doesn't see is neither removed nor left in the cache.
        for command in (
            Command.unlink(self.foreign.id),
            Command.set(self.line.ids),
            Command.clear(),
            Command.link(self.line.id),
        ):
            officer.write({"assignment_ids": [command]})
            self.assertLessEqual(officer.assignment_ids, self.line)
        self.env.invalidate_all()
        self.assertEqual(self.rollout.assignment_ids, self.line | self.foreign)
        theirs = self.foreign.with_user(self.users["officer_b"])
        self.assertFalse(theirs.rollout_ids, "the roll-out of another unit")

    def test_nothing_is_linked_once_it_has_ended(self):
        self.end(self.rollout)
        with self.assertRaises(UserError):
            self.link("officer_a")

    def test_the_launch_closes_no_task(self):
        self.link("officer_a")
        self.rollout._guarded_write(
            {"state": "launched", "date_launched": date(2023, 7, 11)}
        )
        self.assertEqual(self.line.state, "received")
        self.assertTrue(self.line.is_overdue)
        domain = [
            ("rollout_ids.state", "=", "launched"),
            ("state", "in", ("received", "doing")),
        ]
        found = self.env["gov.assignment"].search(domain)
        self.assertEqual(found & self.line, self.line)
        self._result(self.line).action_submit()
        self.assertFalse(self.env["gov.assignment"].search(domain) & self.line)

    def test_report_is_begun_from_the_rollout(self):
        self.link("officer_a")
        rollout = self.rollout.with_user(self.users["officer_a"])
        action = rollout.assignment_ids.action_report()
        self.assertEqual(action["res_model"], "gov.assignment.result")

    # New roll-out, and one that fits

    def test_a_new_rollout_is_filled_in_from_the_task(self):
        self.rollout._guarded_write({"state": "stopped"})
        line = self.line.with_user(self.users["coordinator"])
        self.assertTrue(line.can_create_rollout)
        action = line.action_create_rollout()
        model = self.model("gov.rollout", "coordinator")
        form = Form(model.with_context(**action["context"]))
        self.assertEqual(form.unit_id, self.commune)
        self.assertEqual(form.steering_unit_id, self.home)
        self.assertEqual(form.reform_model_id, self.reform)
        self.assertEqual(form.date_launch_planned, date(2023, 6, 30))
        rollout = model.with_context(**action["context"]).create({}).sudo()
        self.assertEqual(rollout.assignment_ids, self.line)
        self.assertEqual(rollout.place_unit_id, self.one_stop)
        self.assertEqual(rollout.launch_deadline_text, "quý II năm 2023")

    def test_who_begins_a_rollout(self):
        for login in ("coordinator", "manager"):
            line = self.line.with_user(self.users[login])
            with self.subTest(login):
                self.assertTrue(line.can_create_rollout)
        for login in ("staff_a", "officer_a", "clerk", "leader"):
            line = self.line.with_user(self.users[login])
            with self.subTest(login):
                self.assertFalse(line.can_create_rollout)
                with self.assertRaises(AccessError):
                    line.action_create_rollout()
        # A coordinator of the unit that was given the task doesn't steer.
        self._user("coordinator_a", ["coordinator"], self.commune)
        own = self.env["res.users"].search([("login", "=", "gov_coordinator_a")])
        self.assertFalse(self.line.with_user(own).can_create_rollout)

    def test_the_rollout_that_fits_is_offered(self):
        line = self.line.with_user(self.users["officer_a"])
        self.assertEqual(line.suggested_rollout_id.with_env(self.env), self.rollout)
        line.action_link_rollout()
        self.assertEqual(line.rollout_ids.with_env(self.env), self.rollout)
        self.assertFalse(line.suggested_rollout_id)

    def test_what_does_not_fit_is_not_offered(self):
        elsewhere = self._rollout(self.other)
        officer = self.line.with_user(self.users["officer_a"])
        self.assertNotEqual(officer.suggested_rollout_id.with_env(self.env), elsewhere)
        for login in ("staff_a", "leader"):
            line = self.line.with_user(self.users[login])
            self.assertFalse(line.suggested_rollout_id, "may not link it")
            with self.assertRaises(AccessError):
                self.rollout.with_user(self.users[login]).write(
                    {"assignment_ids": [Command.link(line.id)]}
                )
        self.reform.directive_ids = False
        self.env.invalidate_all()
        self.assertFalse(officer.suggested_rollout_id, "another document")
        self.reform.directive_ids = self.line.directive_id
        self.end(self.rollout)
        self.env.invalidate_all()
        self.assertFalse(officer.suggested_rollout_id, "has ended")

    def test_the_ward_below_the_city_fits(self):
        """UBND thành phố Hòa Bình is given the pilot of phường Phương Lâm."""
        ward = self._unit(
            "T-B-PL", "Phường", "people_committee", "commune", parent=self.other
        )
        line = self._issued(self.other, directive=self._directive(symbol="4/UBND"))
        self.reform.directive_ids |= line.directive_id
        rollout = self._rollout(ward)
        line = line.with_user(self.users["officer_b"])
        self.assertEqual(line.suggested_rollout_id.with_env(self.env), rollout)


@tagged("post_install", "-at_install")
class TestRolloutTaskTransfer(RolloutPeopleCase, TransferCase):
    """Commune A ends: its task and its roll-out go on, and stay linked."""

    def linked(self):
        line = self._issued()
        self.rollout.assignment_ids = line
        return line

    def test_both_go_on_together(self):
        line = self.linked()
        self.transfer().action_execute()
        heir, rollout = line.transferred_to_id, self.rollout.transferred_to_id
        self.assertEqual((heir.unit_id, rollout.unit_id), (self.new, self.new))
        self.assertIn(heir, rollout.assignment_ids)
        officer = rollout.with_user(self.users["officer_c"])
        self.assertIn(heir, officer.assignment_ids.with_env(self.env))
        self.assertIn(line, self.rollout.assignment_ids, "as it was")

    def test_the_task_of_a_unit_above(self):
        line = self._issued(self.province)
        self.rollout.assignment_ids = line
        self.transfer().action_execute()
        self.assertEqual(self.rollout.transferred_to_id.assignment_ids, line)

    def test_the_task_goes_on_and_the_rollout_stays(self):
        line = self._issued(self.finance)
        self.rollout.assignment_ids = line
        self.transfer(self.finance, self.office).action_execute()
        self.assertEqual(self.rollout.assignment_ids, line | line.transferred_to_id)

    def test_one_statement_for_any_number(self):
        self.linked()
        rollouts = self.env["gov.rollout"].search([])
        self.env.flush_all()
        with self.assertQueryCount(1):
            rollouts._pass_on_links(SQL("rollout.id = ANY(%s)", rollouts.ids))

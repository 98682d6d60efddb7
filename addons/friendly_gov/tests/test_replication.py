"""From a pilot to many units: who gets it, with which dates, at once or in turns."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models import gov_replication_job, gov_replication_make
from .common import GovCase

JOB = "odoo.addons.friendly_gov.models.gov_replication_job"


class ReplicationCase(GovCase):
    """The pilot of commune A began on Monday 17/4/2023; 30/4 and 1/5 are days off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.origin = cls._rollout(responsible_id=cls.users["officer_a"].id)
        cls.model = cls.origin.reform_model_id
        days = (date(2023, 5, 2), date(2023, 5, 17), date(2023, 4, 12))
        for step, day in zip(cls.origin.step_ids, days, strict=True):
            step.date_planned = day
        cls.origin.step_ids[0]._guarded_write(
            {"state": "done", "date_done": date(2023, 5, 9)}
        )
        cls.wave = cls.env["gov.rollout.wave"].create(
            {"name": "Đợt 2", "reform_model_id": cls.model.id}
        )
        cls.env["gov.working.day"].create(
            {
                "name": "Tết Giáp Thìn",
                "date_from": date(2024, 2, 8),
                "date_to": date(2024, 2, 14),
            }
        )
        cls.cron = cls.env.ref("friendly_gov.ir_cron_gov_replication")
        # A cron that is due anyway needs no trigger.
        cls.cron.nextcall = datetime.now() + timedelta(minutes=9)

    def replication(self, units=None, login="coordinator", **vals):
        values = {
            "reform_model_id": self.model.id,
            "origin_id": self.origin.id,
            "wave_id": self.wave.id,
            "steering_unit_id": self.home.id,
            "unit_ids": [Command.set((units or self.other).ids)],
            "date_start": date(2024, 1, 29),
        }
        replications = self.env["gov.replication"].with_user(self.users[login])
        return replications.create(values | vals)

    def made(self, replication):
        return replication.sudo().line_ids.rollout_id

    def states(self, replication):
        return {
            line.unit_id.gov_code: (line.state, line.why or "")
            for line in replication.sudo().line_ids
        }

    def communes(self, count, start=0):
        return self.env["hr.department"].union(
            *(
                self._unit(f"T-{n}", f"Xã {n}", "people_committee", "commune")
                for n in range(start, start + count)
            )
        )

    def notices(self, *logins):
        partners = self.env["res.partner"].union(
            *(self.users[login].partner_id for login in logins)
        )
        return self.env["mail.notification"].search(
            [
                ("res_partner_id", "in", partners.ids),
                ("mail_message_id.subject", "=", self.model.name),
            ]
        )


@tagged("post_install", "-at_install")
class TestReplication(ReplicationCase):
    def test_dates_are_shifted_by_working_days(self):
        """Worked out by hand.

        Old plan, after Monday 17/4/2023: B04 2/5 is the 10th working day (Monday 1/5 is
        off), B07 17/5 the 21st, B13 12/4 the third before; the launch on 30/6 the
        53rd. New start Monday 29/1/2024, off from 8/2 to 14/2: the 10th is 19/2, the
        21st 5/3, the third before 24/1, the 53rd 18/4.
        """
        replication = self.replication()
        replication.action_replicate()
        rollout = self.made(replication)
        self.assertEqual(
            [(step.code, step.date_planned) for step in rollout.step_ids],
            [
                ("B04", date(2024, 2, 19)),
                ("B07", date(2024, 3, 5)),
                ("B13", date(2024, 1, 24)),
            ],
        )
        self.assertEqual(rollout.date_launch_planned, date(2024, 4, 18))
        self.assertEqual(rollout.date_next, date(2024, 1, 24))

    def test_a_day_that_is_not_worked(self):
        """30/4/2023 is a Sunday: as the last working day before, Friday 28/4, the 9th;
        from 29/1/2024 that is 16/2."""
        self.origin.step_ids[1].date_planned = date(2023, 4, 30)
        replication = self.replication()
        replication.action_replicate()
        step = self.made(replication).step_ids[1]
        self.assertEqual(step.date_planned, date(2024, 2, 16))

    def test_what_is_copied_and_what_is_not(self):
        replication = self.replication()
        replication.action_replicate()
        rollout, old = self.made(replication), self.origin.step_ids[0]
        self.assertEqual(
            (rollout.kind, rollout.origin_id, rollout.wave_id, rollout.unit_id),
            ("replica", self.origin, self.wave, self.other),
        )
        self.assertEqual(rollout.state, "preparing")
        self.assertEqual((rollout.step_count, rollout.step_done_count), (3, 0))
        self.assertEqual(rollout.visible_unit_ids, self.home | self.commune)
        step = rollout.step_ids[0]
        for name in ("code", "name", "is_mandatory", "needs_evidence", "sequence"):
            self.assertEqual(step[name], old[name])
        self.assertEqual(step.template_step_id, old.template_step_id)
        self.assertEqual((step.state, step.date_done), ("todo", False))
        self.assertFalse(step.responsible_id or rollout.responsible_id)
        rows = self.env["gov.history"].search([("rollout_id", "=", rollout.id)])
        events = rows.sorted("id").mapped(lambda row: (row.res_model, row.event))
        self.assertEqual(
            events,
            [("gov.rollout", "replicate")] + 3 * [("gov.rollout.step", "create")],
        )
        self.assertEqual(rows.user_id, self.users["coordinator"])

    def test_from_the_template(self):
        """B04 lies 10 working days after the start, B07 25, B13 60; 29/1/2024 + 25 is
        11/3: 19/2 is the 10th, 23/2 the 14th, 1/3 the 19th, 8/3 the 24th."""
        replication = self.replication(plan_source="template", begin=False)
        replication.action_replicate()
        rollout = self.made(replication)
        self.assertEqual(
            rollout.step_ids.mapped("date_planned")[:2],
            [date(2024, 2, 19), date(2024, 3, 11)],
        )
        self.assertEqual(rollout.state, "draft")
        self.assertFalse(rollout.date_launch_planned)
        self.assertEqual(
            rollout.step_ids.template_step_id.template_id.id, self.model.template_id.id
        )
        # begun later, it keeps these steps
        rollout.action_begin()
        self.assertEqual(rollout.step_count, 3)

    def test_planned_launch_may_be_given(self):
        replication = self.replication(date_launch_planned=date(2024, 6, 17))
        replication.action_replicate()
        launch = self.made(replication).date_launch_planned
        self.assertEqual(launch, date(2024, 6, 17))
        with self.assertRaises(ValidationError):
            self.replication(date_launch_planned=date(2024, 1, 28))

    def test_units_that_do_not_get_it_are_named(self):
        closed = self._unit("T-C", "Xã C", "people_committee", "commune")
        closed.gov_date_to = date(2024, 1, 28)
        late = self._unit("T-D", "Xã D", "people_committee", "commune")
        late.gov_date_from = date(2024, 1, 30)
        stopped = self._unit("T-E", "Xã E", "people_committee", "commune")
        again = self._rollout(stopped, wave_id=self.wave.id)
        again._guarded_write({"state": "stopped"})
        far = self._unit("Y", "UBND tỉnh Y", "people_committee")
        far.parent_id = False
        self._rollout(self.finance, wave_id=self.wave.id)
        units = self.commune | self.other | self.party | closed | late | stopped
        units |= self.finance | far
        replication = self.replication(units)
        expected = {
            "T-A": ("skipped", "origin"),
            "T-B": ("todo", ""),
            "T-BDV": ("refused", "exempt"),
            "T-C": ("refused", "invalid"),
            "T-D": ("refused", "invalid"),
            "T-E": ("todo", ""),
            "T-STC": ("skipped", "taken"),
            "Y": ("refused", "elsewhere"),
        }
        replication.action_list()
        self.assertEqual(self.states(replication), expected)
        self.assertFalse(self.made(replication), "a list makes nothing")
        replication.action_replicate()
        expected |= dict.fromkeys(("T-B", "T-E"), ("made", ""))
        self.assertEqual(self.states(replication), expected)
        self.assertEqual(self.made(replication).unit_id, self.other | stopped)
        self.assertEqual((replication.made_count, replication.skipped_count), (2, 2))
        # another wave is another matter
        wave = self.wave.copy({"name": "Đợt 3"})
        other = self.replication(self.finance, wave_id=wave.id)
        other.action_replicate()
        self.assertEqual(self.states(other), {"T-STC": ("made", "")})

    def test_groups_are_resolved_below_the_body(self):
        group = self.env["gov.unit.group"].create(
            {
                "name": "Các xã",
                "code": "XA-X",
                "unit_kinds": "people_committee",
                "unit_levels": "commune",
            }
        )
        far = self._unit("Y", "UBND tỉnh Y", "people_committee")
        far.parent_id = False
        self._unit("Y-A", "Xã A tỉnh Y", "people_committee", "commune", parent=far)
        more = self.communes(2)
        replication = self.replication(
            self.finance,
            group_ids=[Command.set(group.ids)],
            excluded_unit_ids=[Command.set(more[0].ids)],
        )
        # the department gives the order in the name of the province
        self.assertEqual(replication.body_id, self.province)
        replication.action_replicate()
        self.assertEqual(
            self.made(replication).unit_id, self.other | self.finance | more[1]
        )

    def test_nobody_chosen_is_said(self):
        replication = self.replication(excluded_unit_ids=[Command.set(self.other.ids)])
        with self.assertRaises(UserError):
            replication.action_replicate()
        self.assertEqual(replication.state, "draft")

    def test_without_steps_nothing_is_replicated(self):
        self.origin.step_ids.sudo()._guarded_write({"state": "todo"})
        self.origin.step_ids.unlink()
        replication = self.replication()
        with self.assertRaises(UserError):
            replication.action_replicate()

    def test_what_does_not_belong_together_is_refused(self):
        other = self._reform_model(code="M2")
        wave = self.env["gov.rollout.wave"].create(
            {"name": "x", "reform_model_id": other.id}
        )
        for vals in (
            {"wave_id": wave.id},
            {"reform_model_id": other.id, "wave_id": wave.id},
            {"kind": "pilot"},
            {"origin_id": False, "plan_source": "origin"},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.replication(**vals)
        replication = self.replication()
        replication.action_replicate()
        with self.assertRaises(ValidationError):
            self.replication(origin_id=self.made(replication).id)
        with self.assertRaises(ValidationError):
            self._rollout(self.finance, wave_id=wave.id)

    def test_who_replicates(self):
        for login in ("staff_a", "officer_a", "clerk", "leader", "plain", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.replication(login=login)
        replication = self.replication()
        for login in ("officer_a", "leader", "no_scope", "plain", "public"):
            for method in ("action_replicate", "action_list", "action_stop"):
                with self.subTest(f"{login} {method}"):
                    with self.assertRaises(AccessError):
                        getattr(replication.with_user(self.users[login]), method)()
        # for a body in whose name the department doesn't act
        self.province.gov_delegate_ids = [Command.clear()]
        replication.body_id = self.province
        with self.assertRaises(AccessError):
            replication.action_replicate()
        replication.with_user(self.users["manager"]).action_replicate()
        self.assertEqual(replication.state, "done")

    def test_lists_and_states_are_not_typed(self):
        replication = self.replication()
        replication.action_list()
        line = replication.line_ids
        for login in ("coordinator", "manager"):
            user = self.users[login]
            for vals in (
                {"state": "done"},
                {"requested_by_id": user.id},
                {"failure": "x"},
                {"line_ids": [Command.clear()]},
            ):
                with self.subTest(f"{login} {vals}"), self.assertRaises(AccessError):
                    replication.with_user(user).write(vals)
            for vals in ({"state": "made"}, {"rollout_id": self.origin.id}):
                with self.subTest(f"{login} {vals}"), self.assertRaises(AccessError):
                    line.with_user(user).write(vals)
            with self.subTest(login), self.assertRaises(AccessError):
                line.with_user(user).unlink()
            with self.subTest(login), self.assertRaises(AccessError):
                line.with_user(user).create(
                    {
                        "replication_id": replication.id,
                        "unit_id": self.finance.id,
                        "state": "todo",
                    }
                )

    def test_what_was_carried_out_stays(self):
        replication = self.replication()
        replication.action_replicate()
        for method in ("action_replicate", "action_list", "action_stop", "unlink"):
            with self.subTest(method), self.assertRaises(UserError):
                getattr(replication, method)()
        with self.assertRaises(UserError):
            replication.date_start = date(2024, 2, 1)
        copy = replication.copy()
        self.assertEqual((copy.state, copy.unit_count), ("draft", 0))

    def test_officers_are_told_once(self):
        more = self.communes(1)
        self.users["officer_b"].gov_unit_ids |= more
        officer = self._user("officer_p", ["officer"], self.party)
        self.users["officer_p"] = officer
        replication = self.replication(self.other | more | self.party)
        replication.action_replicate()
        self.assertEqual(len(self.notices("officer_b")), 1)
        self.assertFalse(self.notices("officer_p", "officer_a", "coordinator"))
        talk = self.made(replication).message_ids
        self.assertFalse(talk, "no message for each of hundreds")

    def test_from_the_buttons(self):
        coordinator = self.users["coordinator"]
        action = self.origin.with_user(coordinator).action_replicate()
        replications = self.env["gov.replication"].with_user(coordinator)
        with Form(replications.with_context(**action["context"])) as form:
            self.assertEqual(form.origin_id, self.origin)
            self.assertEqual((form.kind, form.plan_source), ("replica", "origin"))
            form.date_start = date(2024, 1, 29)
            form.unit_ids.add(self.other)
        self.assertEqual(form.record.steering_unit_id, self.home)
        self.assertEqual(form.record.body_id, self.province)
        form.record.action_replicate()
        self.assertEqual(self.origin.replica_count, 1)
        # units of a wave, from the template
        action = self.wave.with_user(coordinator).action_add_units()
        with Form(replications.with_context(**action["context"])) as form:
            form.kind = "pilot"
            form.date_start = date(2024, 1, 29)
            form.unit_ids.add(self.finance)
        form.record.action_replicate()
        self.wave.invalidate_recordset()
        self.assertEqual(self.wave.rollout_ids.kind, "pilot")
        self.assertEqual((self.wave.rollout_count, self.wave.launched_count), (1, 0))

    def test_progress_of_a_wave(self):
        self.replication(self.other | self.finance).action_replicate()
        first, second = self.wave.rollout_ids
        first.step_ids[:2]._guarded_write({"state": "done"})
        second.step_ids[0]._guarded_write({"state": "skipped"})
        first._guarded_write({"state": "launched", "date_launched": date(2024, 6, 17)})
        self.env.flush_all()
        self.wave.invalidate_recordset()
        self.assertEqual((self.wave.rollout_count, self.wave.launched_count), (2, 1))
        # 2 of 3 and 0 of 2 (one is not applicable)
        self.assertEqual(self.wave.progress, 40)


@tagged("post_install", "-at_install")
class TestReplicationJob(ReplicationCase):
    """Many units: a few at a time, never twice, whatever ends the process."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        parameters = cls.env["ir.config_parameter"]
        parameters.set_param(gov_replication_make.LIMIT_PARAMETER, "2")

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(gov_replication_job, "BATCH", 2))

    def queue(self, count=5):
        replication = self.replication(self.communes(count))
        replication.action_replicate()
        self.assertEqual(replication.state, "queued")
        self.assertFalse(self.made(replication))
        return replication.with_env(self.env)

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.env.invalidate_all()

    def told(self, login="coordinator"):
        return self.env["mail.notification"].search_count(
            [
                ("res_partner_id", "=", self.users[login].partner_id.id),
                ("mail_message_id.model", "=", "gov.replication"),
            ]
        )

    def test_limit_is_a_parameter(self):
        replications, parameters = (
            self.env["gov.replication"],
            self.env["ir.config_parameter"],
        )
        for value, limit in (("17", 17), ("", 300), ("x", 300), ("0", 0)):
            parameters.set_param(gov_replication_make.LIMIT_PARAMETER, value)
            self.assertEqual(replications._get_background_limit(), limit)

    def test_at_the_limit_it_is_done_at_once(self):
        replication = self.replication(self.communes(2))
        replication.action_replicate()
        self.assertEqual((replication.state, replication.made_count), ("done", 2))

    def test_made_by_the_cron_as_whoever_asked(self):
        before = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.cron.id)]
        )
        replication = self.queue()
        after = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.cron.id)]
        )
        self.assertEqual(after, before + 1)
        self.run_cron()
        self.assertEqual((replication.state, replication.progress), ("done", 100))
        rollouts = self.made(replication)
        self.assertEqual(len(rollouts), 5)
        self.assertEqual(rollouts.create_uid, self.users["coordinator"])
        self.assertEqual(set(rollouts.mapped("step_count")), {3})
        self.assertEqual(self.told(), 1)
        # a second run finds nothing
        self.run_cron()
        self.assertEqual(len(self.origin.replica_ids), 5)
        self.assertEqual(self.told(), 1)

    def test_progress_is_seen_between_the_batches(self):
        replication, seen = self.queue(), []
        make = gov_replication_make.GovReplication._make_rollouts

        def note(self, lines):
            seen.append((self.sudo().made_count, self.sudo().progress))
            make(self, lines)

        with patch.object(type(replication), "_make_rollouts", note):
            self.run_cron()
        self.assertEqual(seen, [(0, 0), (2, 40), (4, 80)])

    def test_double_start_is_refused(self):
        replication = self.queue()
        by_user = replication.with_user(self.users["coordinator"])
        for method in ("action_replicate", "action_list", "unlink"):
            with self.subTest(method), self.assertRaises(UserError):
                getattr(by_user, method)()
        with self.assertRaises(UserError):
            by_user.date_start = date(2024, 2, 1)

    def test_stopped_and_taken_up_again(self):
        replication = self.queue()
        by_user = replication.with_user(self.users["coordinator"])
        make, batches = gov_replication_make.GovReplication._make_rollouts, []

        def stop_after(self, lines):
            batches.append(lines)
            make(self, lines)
            by_user.action_stop()
            by_user.env.flush_all()

        with patch.object(type(replication), "_make_rollouts", stop_after):
            self.run_cron()
        self.assertEqual((replication.state, replication.made_count), ("stopped", 2))
        self.assertEqual(len(batches), 1, "nothing is begun after the stop")
        self.run_cron()
        self.assertEqual(replication.made_count, 2)
        with self.assertRaises(UserError):
            by_user.action_stop()
        by_user.action_replicate()
        self.run_cron()
        self.assertEqual((replication.state, replication.made_count), ("done", 5))
        self.assertEqual(len(self.origin.replica_ids), 5)

    def test_a_process_that_was_ended_goes_on(self):
        replication = self.queue()
        done, left = replication._make_batch()
        self.assertEqual((done, left), (2, 3))
        replication._guarded_write({"attempts": 1})
        self.run_cron()
        self.assertEqual((replication.state, replication.made_count), ("done", 5))
        self.assertEqual(len(self.origin.replica_ids), 5)
        units = self.origin.replica_ids.unit_id
        self.assertEqual(len(units), 5, "one roll-out a unit")

    def test_given_up_after_three_attempts_at_one_place(self):
        replication = self.queue()
        replication._guarded_write({"attempts": 3})
        self.run_cron()
        self.assertEqual(replication.state, "failed")
        self.assertIn(str(replication.id), replication.failure)
        self.assertEqual(self.told(), 1)
        # one that got on since is not given up
        other = self.replication(self.communes(5, start=9))
        other.action_replicate()
        other = other.with_env(self.env)
        other._make_batch()
        other._guarded_write({"attempts": 3})
        self.run_cron()
        self.assertEqual(other.state, "done")

    def test_a_failure_keeps_what_was_made(self):
        replication = self.queue()
        make = gov_replication_make.GovReplication._make_rollouts
        calls = []

        def fail(self, lines):
            make(self, lines)
            calls.append(lines)
            if len(calls) == 2:
                raise ZeroDivisionError

        with (
            patch.object(type(replication), "_make_rollouts", fail),
            mute_logger(JOB),
        ):
            self.run_cron()
        self.assertEqual(replication.state, "failed")
        self.assertEqual(replication.made_count, 2, "the second batch is rolled back")
        self.assertEqual(len(self.origin.replica_ids), 2)
        self.assertNotIn("ZeroDivision", replication.failure)
        replication.with_user(self.users["coordinator"]).action_replicate()
        self.run_cron()
        self.assertEqual((replication.state, replication.failure), ("done", False))
        self.assertEqual(len(self.origin.replica_ids), 5)

    def test_units_that_got_it_meanwhile_are_left_out(self):
        replication = self.queue()
        unit = replication.line_ids[1].unit_id
        self._rollout(unit, wave_id=self.wave.id)
        self.run_cron()
        self.assertEqual(replication.made_count, 4)
        self.assertEqual(self.states(replication)[unit.gov_code], ("skipped", "taken"))

    def test_rights_are_checked_again(self):
        replication = self.queue()
        coordinator = self.users["coordinator"]
        coordinator.gov_unit_ids = [Command.clear()]
        self.run_cron()
        self.assertEqual(replication.state, "failed")
        self.assertFalse(self.made(replication))
        coordinator.gov_unit_ids = [Command.set(self.home.ids)]
        replication.with_user(coordinator).action_replicate()
        # no longer acting for the body that gives the order
        self.province.gov_delegate_ids = [Command.clear()]
        self.run_cron()
        self.assertEqual(replication.state, "failed")
        self.assertFalse(self.made(replication))
        self.province.gov_delegate_ids = self.home
        replication.with_user(coordinator).action_replicate()
        coordinator.active = False
        self.run_cron()
        self.assertEqual(replication.state, "failed")
        self.assertFalse(self.made(replication))

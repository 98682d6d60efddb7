"""Roll-outs at a reorganisation, and when somebody changes post."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..report.queries import rollout_status
from .test_transfer import TransferCase

PAPER = ("515/UBND-NVK", date(2023, 4, 14))


@tagged("post_install", "-at_install")
class TestRolloutTransfer(TransferCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rollout = cls._rollout(plan_symbol="63/KH-UBND")
        cls.committee, cls.review, cls.running = cls.rollout.step_ids
        cls.committee._mark("done", day=date(2023, 5, 8), document=PAPER)

    def test_the_successor_goes_on_with_plan_and_steps(self):
        transfer = self.transfer()
        line = transfer.line_ids.filtered(lambda li: li.res_model == "gov.rollout")
        self.assertEqual((line.res_id, line.roles), (self.rollout.id, "unit_id"))
        transfer.action_execute()
        heir = self.rollout.transferred_to_id
        self.assertEqual(self.rollout.state, "transferred")
        self.assertEqual(self.rollout.end_symbol, "1685/NQ-UBTVQH15")
        self.assertEqual(self.rollout.date_ended, date(2025, 7, 1))
        self.assertFalse(self.rollout.date_next)
        self.assertEqual((heir.unit_id, heir.state), (self.new, "preparing"))
        self.assertEqual(heir.plan_symbol, "63/KH-UBND")
        self.assertEqual(heir.date_launch_planned, date(2023, 6, 30))
        self.assertEqual(
            heir.step_ids.mapped("state"), ["done", "todo", "todo"], "and their days"
        )
        self.assertEqual(
            heir.step_ids.mapped("date_planned"),
            self.rollout.step_ids.mapped("date_planned"),
        )
        self.assertEqual(heir.step_ids[0].date_done, date(2023, 5, 8))
        self.assertEqual((heir.step_count, heir.step_done_count), (3, 1))
        self.assertEqual(heir.next_step_id, heir.step_ids[1])
        self.assertEqual(line.outcome, "moved")
        rows = self.env["gov.history"].search(
            [("res_model", "=", "gov.rollout"), ("res_id", "=", heir.id)]
        )
        self.assertEqual(rows.mapped("event"), ["transfer_in"])
        self.assertEqual(rows.document_symbol, "1685/NQ-UBTVQH15")
        self.assertIn("Xã A", rows.reason)

    def test_the_review_goes_on(self):
        conditions = self.rollout.env["gov.rollout.condition"].create(
            [
                {"rollout_id": self.rollout.id, "name": "Máy in", "cost": 5_000_000},
                {"rollout_id": self.rollout.id, "name": "Bảng niêm yết"},
            ]
        )
        conditions[0]._history_write({"state": "unmet"}, "unmet")
        conditions[1]._history_write({"state": "met"}, "met")
        before = conditions.search_count([("rollout_id", "=", self.rollout.id)])
        self.transfer().action_execute()
        heir = self.rollout.transferred_to_id
        taken = conditions.search([("rollout_id", "=", heir.id)])
        self.assertEqual(len(taken), before)
        states = {condition.name: condition.state for condition in taken}
        self.assertEqual((states["Máy in"], states["Bảng niêm yết"]), ("unmet", "met"))
        self.assertEqual(sum(taken.mapped("cost")), 5_000_000)
        self.assertEqual(taken.unit_id, self.new)
        self.assertEqual(conditions.mapped("rollout_id"), self.rollout)

    def test_who_goes_on_reads_what_was_before(self):
        officer = self.users["officer_c"]
        self.assertFalse(self.rollout.with_user(officer).has_access("read"))
        self.transfer().action_execute()
        self.env.invalidate_all()
        self.assertTrue(self.rollout.with_user(officer).has_access("read"))
        self.assertFalse(self.rollout.with_user(officer)._filtered_worker())
        heir = self.rollout.transferred_to_id.with_user(officer)
        heir.step_ids[1]._mark("done", day=date(2023, 6, 1))
        self.assertEqual(heir.step_done_count, 2)

    def test_a_report_of_before_keeps_the_old_unit(self):
        self.env.cr.execute(
            "UPDATE gov_history SET recorded_at = '2023-05-10 02:00:00' "
            "WHERE rollout_id = %s",
            (self.rollout.id,),
        )
        self.transfer().action_execute()
        heir = self.rollout.transferred_to_id

        def as_of(day):
            domain = [("id", "in", (self.rollout | heir).ids)]
            rows = self.env.execute_query_dict(
                rollout_status.as_of_sql(self.env, day, domain)
            )
            return {(row["unit_id"], row["status"]) for row in rows}

        self.assertEqual(
            as_of(date(2023, 5, 12)), {(self.commune.id, "preparing_on_time")}
        )
        today = self.env.company._gov_today()
        self.assertEqual(
            as_of(today),
            {(self.commune.id, "transferred"), (self.new.id, "preparing_late")},
        )

    def test_merged_where_the_successor_has_one(self):
        theirs = self._rollout(self.new)
        transfer = self.transfer()
        transfer.action_execute()
        self.assertEqual(self.rollout.transferred_to_id, theirs)
        self.assertEqual(theirs.step_count, 3)
        line = transfer.line_ids.filtered(lambda li: li.res_model == "gov.rollout")
        self.assertEqual(line.outcome, "merged")

    def test_the_steering_body_changes_its_name(self):
        transfer = self.transfer(self.home, self.finance)
        transfer.action_execute()
        self.assertEqual(self.rollout.steering_unit_id, self.finance)
        self.assertEqual(self.rollout.state, "preparing")
        self.assertIn(self.finance, self.rollout.visible_unit_ids)

    def test_what_ended_stays(self):
        self.rollout._end("stop", date(2023, 5, 9), "x", PAPER)
        transfer = self.transfer()
        self.assertNotIn("gov.rollout", transfer.line_ids.mapped("res_model"))


@tagged("post_install", "-at_install")
class TestRolloutHandover(TransferCase):
    def test_roll_outs_and_open_steps_of_a_person(self):
        rollout = self._rollout(responsible_id=self.users["staff_a"].id)
        theirs = self._rollout(self.other)
        done, todo, _rest = rollout.step_ids
        self.assertEqual(todo.responsible_id, self.users["staff_a"])
        done._mark("done", document=PAPER)
        theirs.step_ids[1].responsible_id = self.users["staff_a"]
        new = self._user("staff_2", ["staff"], self.commune)
        values = {
            "role": "owner",
            "from_user_id": self.users["staff_a"].id,
            "to_user_id": new.id,
            "reason": "Chuyển công tác",
        }
        dialogs = self.env["gov.handover"].with_user(self.users["officer_a"])
        dialog = dialogs.create(values)
        self.assertEqual(dialog.rollout_ids, rollout)
        self.assertEqual(dialog.step_ids, rollout.step_ids - done)
        dialog.action_confirm()
        self.assertEqual((rollout.responsible_id, todo.responsible_id), (new, new))
        self.assertEqual(done.responsible_id, self.users["staff_a"])
        self.assertIn("Chuyển công tác", rollout.message_ids[0].body)
        self.assertEqual(theirs.step_ids[1].responsible_id, self.users["staff_a"])
        with self.assertRaises(UserError):
            dialogs.create(values).action_confirm()
        with self.assertRaises(AccessError):
            crafted = values | {"step_ids": [Command.set(theirs.step_ids.ids)]}
            dialogs.create(crafted).action_confirm()

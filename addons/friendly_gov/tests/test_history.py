"""What counted about a roll-out as of a past moment; nobody rewrites it."""

from datetime import date, datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GovCase

FORGED = {"gov_unlock": True, "gov_history_hold": True, "install_mode": True}


@tagged("post_install", "-at_install")
class TestHistory(GovCase):
    def rows(self, record):
        history = self.env["gov.history"]
        domain = [("res_model", "=", record._name), ("res_id", "in", record.ids)]
        return history.search(domain, order="id")

    def test_rows_are_never_made_changed_or_deleted_by_hand(self):
        row = self.rows(self._rollout())[:1]
        vals = {name: row[name] for name in ("res_model", "res_id", "event")}
        for login in ("officer_a", "coordinator", "manager"):
            mine = row.with_user(self.users[login]).with_context(**FORGED)
            for forged in (mine, mine.sudo()):
                with self.subTest(login):
                    with self.assertRaises(AccessError):
                        forged.write({"snapshot": {"state": "launched"}})
                    with self.assertRaises(AccessError):
                        forged.unlink()
                    with self.assertRaises(AccessError):
                        forged.create(vals)
        with self.assertRaises(AccessError):
            row.sudo()._guarded_write({"event": "x"})
        self.assertTrue(row.exists())

    def test_what_does_not_count_adds_no_row(self):
        rollout = self._rollout()
        before = len(self.rows(rollout))
        rollout.note = "Đã họp"
        rollout.plan_symbol = rollout.plan_symbol
        self.assertEqual(len(self.rows(rollout)), before)
        rollout.plan_symbol = "63/KH-UBND"
        after = self.rows(rollout)
        self.assertEqual(len(after), before + 1)
        self.assertEqual(after[-1].event, "write")
        self.assertEqual(after[-1].snapshot["plan_symbol"], "63/KH-UBND")

    def test_events_have_names_reasons_and_papers(self):
        rollout = self._rollout()
        self.assertEqual(self.rows(rollout).mapped("event"), ["create", "begin"])
        paper = ("515/UBND-NVK", date(2023, 4, 14))
        rollout._end("stop", date(2023, 5, 4), "Sắp xếp lại xã", paper)
        last = self.rows(rollout)[-1]
        self.assertEqual((last.event, last.reason), ("stop", "Sắp xếp lại xã"))
        self.assertEqual((last.document_symbol, last.document_date), paper)
        self.assertEqual(last.snapshot["state"], "stopped")
        self.assertEqual(last.snapshot["date_ended"], "2023-05-04")

    def test_a_forged_context_keeps_no_row_away(self):
        rollout = self._rollout()
        officer = rollout.with_user(self.users["officer_a"]).with_context(**FORGED)
        before = len(self.rows(rollout))
        officer.plan_symbol = "63/KH-UBND"
        self.assertEqual(len(self.rows(rollout)), before + 1)
        with self.assertRaises(AccessError):
            officer.write({"state": "launched"})
        with self.assertRaises(AccessError):
            officer.step_ids[:1].write({"state": "done"})

    def test_only_illustrations_play_in_the_past(self):
        past = datetime(2023, 7, 11, 2)
        rollout = self._rollout()
        with self.assertRaises(AccessError):
            rollout._append_history("launch", recorded_at=past)
        rollout._guarded_write({"is_demo": True})
        rollout._append_history("launch", recorded_at=past)
        self.assertEqual(self.rows(rollout)[-1].recorded_at, past)

    def test_what_was_deleted_is_told(self):
        rollout = self._rollout()
        step = self.env["gov.rollout.step"].create(
            {"rollout_id": rollout.id, "name": "Họp thôn"}
        )
        step_id = step.id
        step.unlink()
        rows = self.env["gov.history"].search(
            [("res_model", "=", "gov.rollout.step"), ("res_id", "=", step_id)],
            order="id",
        )
        self.assertEqual(rows.mapped("event"), ["create", "unlink"])

    def test_one_statement_however_many(self):
        rollouts = self._rollout() | self._rollout(self.other)
        steps = rollouts.step_ids
        steps.write({"date_planned": date(2023, 6, 1)})
        self.env.flush_all()
        with self.assertQueryCount(1):
            steps._append_history("write")
        with self.assertQueryCount(1):
            steps[0]._append_history("write")

    def test_drafts_take_their_history_along(self):
        rollout = self._rollout(begin=False)
        rollout._copy_template_steps()
        self.env["gov.rollout.file"].create(
            {
                "rollout_id": rollout.id,
                "step_id": rollout.step_ids[0].id,
                "name": "a.pdf",
                "file": "eA==",
            }
        )
        rows = self.env["gov.history"].search([("rollout_id", "=", rollout.id)])
        # a file has two: entered, sealed
        self.assertEqual(len(rows), 1 + 3 + 2)
        rollout.with_user(self.users["coordinator"]).unlink()
        self.assertFalse(rows.exists())
        with self.assertRaises(UserError):
            self._rollout().unlink()

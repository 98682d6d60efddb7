"""Life of a roll-out and of its steps, who may do what, and what is missing."""

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GovCase

PAPER = ("515/UBND-NVK", date(2023, 4, 14))


class RolloutCase(GovCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rollout = cls._rollout()
        cls.committee, cls.review, cls.running = cls.rollout.step_ids

    def by(self, record, login):
        return record.with_user(self.users[login])

    def mark(self, steps, event, login="officer_a", **kwargs):
        return self.by(steps, login)._mark(event, **kwargs)


@tagged("post_install", "-at_install")
class TestRolloutBegins(RolloutCase):
    def test_steps_are_copied_and_planned_in_working_days(self):
        self.assertEqual(self.rollout.state, "preparing")
        self.assertEqual(
            [(step.code, step.date_planned) for step in self.rollout.step_ids],
            [
                ("B04", date(2023, 5, 2)),
                ("B07", date(2023, 5, 23)),
                ("B13", date(2023, 7, 11)),
            ],
        )
        self.assertEqual(self.rollout.step_count, 3)
        self.assertEqual(self.rollout.date_next, date(2023, 5, 2))
        self.assertEqual(self.rollout.next_step_id, self.committee)

    def test_a_template_never_touches_what_runs(self):
        template = self.rollout.reform_model_id.template_id
        template.step_ids[0].write({"name": "Khác", "offset_days": 1})
        template.step_ids[1].unlink()
        self.assertEqual(self.rollout.step_count, 3)
        self.assertEqual(self.committee.name, "Thành lập Ban Chỉ đạo")
        self.assertEqual(self.committee.date_planned, date(2023, 5, 2))

    def test_own_steps_are_kept(self):
        rollout = self._rollout(self.other, begin=False)
        rollout.step_ids.create({"rollout_id": rollout.id, "name": "Họp dân"})
        self.by(rollout, "coordinator").action_begin()
        self.assertEqual(rollout.step_ids.mapped("name"), ["Họp dân"])

    def test_who_begins(self):
        for login in ("staff_a", "officer_b", "leader", "clerk"):
            rollout = self._rollout(begin=False, reform_model_id=self.model(login).id)
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(rollout, login).action_begin()
        for login in ("officer_a", "coordinator", "manager"):
            rollout = self._rollout(begin=False, reform_model_id=self.model(login).id)
            self.by(rollout, login).action_begin()
            self.assertEqual(rollout.state, "preparing")
            with self.subTest(login), self.assertRaises(UserError):
                self.by(rollout, login).action_begin()

    def model(self, code):
        return self._reform_model(code=code)

    def test_a_batch_begins_in_as_many_statements_as_one(self):
        def make(code, units):
            model = self.model(code)
            rollouts = self.env["gov.rollout"].concat(
                *(
                    self._rollout(unit, begin=False, reform_model_id=model.id)
                    for unit in units
                )
            )
            self.env.flush_all()
            self.env.invalidate_all()
            return rollouts

        units = [self.commune, self.other, self.home, self.office, self.finance]
        counts = []
        for code, some in (("W", units[:1]), ("X", units[:1]), ("Y", units)):
            rollouts = make(code, some)
            start = self.cr.sql_log_count
            rollouts.action_begin()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[2], counts[1] + 2)

    @mute_logger("odoo.sql_db")
    def test_one_open_roll_out_a_unit_model_and_wave(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._rollout()
        self.rollout._end("stop", date(2023, 5, 4), "x", PAPER)
        again = self._rollout()
        self.assertEqual(again.state, "preparing", "a stopped one is entered anew")


@tagged("post_install", "-at_install")
class TestRolloutRights(RolloutCase):
    def test_identity_stays_once_begun(self):
        for vals in (
            {"unit_id": self.other.id},
            {"steering_unit_id": self.commune.id},
            {"kind": "replica"},
        ):
            for login in ("officer_a", "coordinator", "manager"):
                with self.subTest(f"{login} {vals}"), self.assertRaises(UserError):
                    self.by(self.rollout, login).write(vals)

    def test_a_unit_does_not_make_itself_the_steering_body(self):
        draft = self._rollout(self.other, begin=False)
        with self.assertRaises(AccessError):
            self.by(draft, "officer_b").steering_unit_id = self.other
        with self.assertRaises(AccessError):
            self.by(draft, "coordinator").steering_unit_id = self.finance
        self.by(draft, "coordinator").kind = "replica"
        boss = self._user("coordinator_a", ["coordinator"], self.commune)
        vals = {
            "reform_model_id": self._reform_model(code="MH-2").id,
            "unit_id": self.commune.id,
            "steering_unit_id": self.home.id,
        }
        with self.assertRaises(AccessError):
            self.env["gov.rollout"].with_user(boss).create(vals)

    def test_only_the_steering_body_moves_the_planned_launch(self):
        later = {"date_launch_planned": date(2024, 1, 1)}
        with self.assertRaises(AccessError):
            self.by(self.rollout, "officer_a").write(later)
        self.by(self.rollout, "coordinator").write(later)
        self.rollout._history_write({"state": "launched"}, "launch")
        with self.assertRaises(UserError):
            self.by(self.rollout, "coordinator").write(
                {"date_launch_planned": date(2024, 2, 1)}
            )

    def test_who_ends(self):
        args = ("stop", date(2023, 5, 4), "Sắp xếp lại xã", PAPER)
        # who only follows what happens
        self.users["leader"].gov_unit_ids = [Command.set(self.finance.ids)]
        self.users["leader"].gov_follow_unit_ids = self.province
        for login in ("staff_a", "officer_a", "officer_b", "clerk", "leader"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(self.rollout, login)._end(*args)
        manager = self.users["manager"]
        manager.gov_unit_ids = [Command.set(self.commune.ids)]
        with self.assertRaises(AccessError):
            self.by(self.rollout, "manager")._end(*args)
        self.by(self.rollout, "coordinator")._end(*args)
        self.assertEqual(self.rollout.state, "stopped")

    def test_an_end_needs_words_and_a_paper(self):
        today = self.env.company._gov_today()
        rollout = self.by(self.rollout, "coordinator")
        for args in (
            ("stop", today, " ", PAPER),
            ("stop", today, "x", (False, False)),
            ("stop", today, "x", ("1/QĐ", False)),
            ("stop", today + timedelta(days=1), "x", PAPER),
            ("stop", date(2023, 4, 1), "x", PAPER),
            ("close", today, "x", PAPER),
        ):
            with self.subTest(args), self.assertRaises(UserError):
                rollout._end(*args)
        self.assertEqual(self.rollout.state, "preparing")

    def test_what_ended_stays_as_it_is(self):
        self.rollout._end("stop", date(2023, 5, 4), "x", PAPER)
        self.assertFalse(self.rollout.date_next)
        for login in ("officer_a", "coordinator", "manager"):
            with self.subTest(login):
                with self.assertRaises(UserError):
                    self.by(self.rollout, login).note = "x"
                with self.assertRaises(UserError):
                    self.by(self.committee, login).date_planned = date(2024, 1, 1)
                with self.assertRaises(UserError):
                    self.mark(self.committee, "done", login, document=PAPER)
                with self.assertRaises(UserError):
                    self.by(self.rollout, login).unlink()

    def test_only_illustrations_have_no_stated_outcome(self):
        with self.assertRaises(UserError):
            self.rollout._end_unstated()
        self.rollout._guarded_write({"is_demo": True})
        self.rollout._end_unstated()
        self.assertEqual(self.rollout.state, "unstated")

    def test_dialog_closes_by_the_steering_body(self):
        self.rollout._history_write(
            {"state": "launched", "date_launched": date(2024, 6, 17)}, "launch"
        )
        action = self.by(self.rollout, "coordinator").action_close()
        dialog = (
            self.by(self.env[action["res_model"]], "coordinator")
            .with_context(**action["context"])
            .create(
                {
                    "reason": "97% người dân hài lòng",
                    "document_symbol": "12/BC-UBND",
                    "document_date": date(2024, 12, 20),
                    "day": date(2024, 12, 31),
                }
            )
        )
        dialog.action_confirm()
        self.assertEqual(self.rollout.state, "closed")
        self.assertEqual(self.rollout.date_ended, date(2024, 12, 31))
        self.assertEqual(self.rollout.end_symbol, "12/BC-UBND")


@tagged("post_install", "-at_install")
class TestSteps(RolloutCase):
    def test_evidence_is_asked_for_by_name(self):
        with self.assertRaisesRegex(UserError, "B04. Thành lập Ban Chỉ đạo"):
            self.mark(self.committee, "done")
        self.mark(self.committee, "done", document=PAPER, day=date(2023, 5, 8))
        self.assertEqual(self.committee.state, "done")
        self.assertEqual(self.committee.document_symbol, "515/UBND-NVK")
        self.assertEqual(self.committee.date_done, date(2023, 5, 8))
        self.assertEqual(self.rollout.step_done_count, 1)
        self.assertEqual(self.rollout.next_step_id, self.review)
        self.assertEqual(self.rollout.date_next, self.review.date_planned)

    def test_a_file_is_evidence_and_frozen_with_the_step(self):
        dialog = self.by(self.env["gov.rollout.mark"], "officer_a").create(
            {
                "event": "done",
                "step_ids": [Command.set(self.committee.ids)],
                "day": date(2023, 5, 8),
                "file": "eA==",
                "file_name": "quyet_dinh.pdf",
            }
        )
        dialog.action_confirm()
        file = self.committee.file_ids
        self.assertEqual((file.name, self.committee.state), ("quyet_dinh.pdf", "done"))
        for login in ("officer_a", "coordinator", "manager"):
            mine = self.by(file, login)
            with self.subTest(login):
                with self.assertRaises(UserError):
                    mine.write({"name": "khac.pdf"})
                with self.assertRaises(UserError):
                    mine.unlink()
                with self.assertRaises(UserError):
                    mine.create(
                        {
                            "rollout_id": self.rollout.id,
                            "step_id": self.committee.id,
                            "name": "b.pdf",
                            "file": "eA==",
                        }
                    )
        self.mark(self.committee, "undo", reason="Nhầm tệp")
        self.by(file, "officer_a").unlink()
        self.assertFalse(self.committee.file_ids)

    def test_files_are_not_slipped_under_another_roll_out(self):
        theirs = self._rollout(self.other).step_ids[0]
        with self.assertRaises(UserError):
            self.by(self.env["gov.rollout.file"], "officer_a").create(
                {
                    "rollout_id": self.rollout.id,
                    "step_id": theirs.id,
                    "name": "b.pdf",
                    "file": "eA==",
                }
            )

    def test_not_in_the_future(self):
        tomorrow = self.env.company._gov_today() + timedelta(days=1)
        with self.assertRaises(UserError):
            self.mark(self.review, "done", day=tomorrow)
        with self.assertRaises(UserError):
            self.mark(self.review, "done", document=("1/QĐ", tomorrow))

    def test_staff_mark_what_is_in_their_charge(self):
        with self.assertRaises(AccessError):
            self.mark(self.review, "done", "staff_a")
        self.review.responsible_id = self.users["staff_a"]
        with self.assertRaises(AccessError):
            self.by(self.review, "staff_a").date_planned = date(2024, 1, 1)
        with self.assertRaises(AccessError):
            self.by(self.running, "staff_a").note = "x"
        self.by(self.review, "staff_a").note = "Đã xong"
        with self.assertRaises(AccessError):
            self.mark(self.review, "skip", "staff_a", reason="x")
        self.mark(self.review, "done", "staff_a")
        self.assertEqual(self.review.state, "done")

    def test_strangers_mark_nothing(self):
        for login in ("officer_b", "leader", "clerk", "plain", "no_scope", "portal"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.mark(self.review, "done", login)
        self.assertEqual(self.review.state, "todo")

    def test_mandatory_steps_are_set_aside_by_the_steering_body(self):
        with self.assertRaises(AccessError):
            self.mark(self.review, "skip", reason="x")
        with self.assertRaises(UserError):
            self.mark(self.review, "skip", "coordinator", reason=" ")
        self.mark(self.review, "skip", "coordinator", reason="Đã rà soát năm 2022")
        self.mark(self.running, "skip", reason="x")
        self.assertEqual(
            (self.rollout.step_count, self.rollout.step_done_count), (1, 0)
        )
        self.assertEqual(self.review.reason, "Đã rà soát năm 2022")

    def test_the_gate_of_the_launch_is_not_taken_down_by_the_unit(self):
        for vals in ({"is_mandatory": False}, {"code": "B99"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                self.by(self.review, "officer_a").write(vals)
        with self.assertRaises(AccessError):
            self.by(self.committee, "officer_a").needs_evidence = False
        with self.assertRaises(AccessError):
            self.by(self.committee, "officer_a").unlink()
        with self.assertRaises(AccessError):
            self.by(self.rollout, "officer_a").write(
                {"step_ids": [Command.update(self.review.id, {"is_mandatory": False})]}
            )
        self.by(self.review, "coordinator").is_mandatory = False
        self.mark(self.review, "skip", reason="x")

    def test_undone_with_a_reason_by_whom_and_until_when(self):
        self.mark(self.review, "done", day=date(2023, 5, 10))
        with self.assertRaises(UserError):
            self.by(self.review, "officer_a").document_symbol = "1/BC"
        with self.assertRaises(UserError):
            self.mark(self.review, "undo")
        self.mark(self.review, "undo", reason="Còn thiếu máy in")
        self.assertFalse(self.review.date_done)
        rows = self.env["gov.history"].search(
            [("res_model", "=", "gov.rollout.step"), ("res_id", "=", self.review.id)],
            order="id",
        )
        self.assertEqual(rows.mapped("event"), ["create", "done", "undo"])
        self.assertEqual(rows[1].snapshot["date_done"], "2023-05-10")
        self.mark(self.review, "done", day=date(2023, 5, 12))
        self.rollout._history_write({"state": "launched"}, "launch")
        with self.assertRaises(AccessError):
            self.mark(self.review, "undo", reason="x")
        self.mark(self.review, "undo", "coordinator", reason="Kiểm tra chưa đạt")
        self.assertEqual(self.review.state, "todo")

    def test_nothing_is_marked_before_the_beginning(self):
        rollout = self._rollout(self.other, begin=False)
        rollout._copy_template_steps()
        with self.assertRaises(UserError):
            self.mark(rollout.step_ids[1], "done", "officer_b")

    def test_bulk_is_all_or_none_and_one_count(self):
        both = self.review | self.running
        self.mark(both, "done", day=date(2023, 5, 30))
        self.assertEqual(self.rollout.step_done_count, 2)
        with self.assertRaises(UserError):
            self.mark(self.rollout.step_ids, "done", document=PAPER)
        self.assertEqual(self.committee.state, "todo")

    def test_copies_follow_the_plan(self):
        self.by(self.running, "officer_a").date_planned = date(2023, 4, 20)
        self.assertEqual(self.rollout.date_next, date(2023, 4, 20))
        self.assertEqual(self.rollout.next_step_id, self.running)
        self.rollout.step_ids.write({"date_planned": False})
        self.assertEqual(self.rollout.date_next, date(2023, 6, 30), "planned launch")

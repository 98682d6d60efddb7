"""The launch: what it waits for, how it is recorded, corrected and undone."""

import base64
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import GovCase

PHOTO = base64.b64encode(b"\xff\xd8\xff anh le ra mat")
# A launch in Chiềng Sinh, Điện Biên.
DAY = date(2024, 6, 17)
DECISION = ("2120/QĐ-UBND-HC", date(2021, 10, 25))
PAPER = ("515/UBND-NVK", date(2023, 4, 14))


class LaunchCase(GovCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rollout = cls._rollout(date_launch_planned=date(2024, 6, 30))
        cls.committee, cls.review, cls.running = cls.rollout.step_ids

    def by(self, login, record=None):
        record = self.rollout if record is None else record
        return record.with_user(self.users[login])

    def complete(self):
        self.rollout.write(
            {
                "plan_symbol": PAPER[0],
                "plan_date": PAPER[1],
                "committee_symbol": "01/QĐ-UBND",
                "committee_date": date(2023, 4, 20),
            }
        )
        self.committee._guarded_write({"state": "done", "date_done": PAPER[1]})
        self.review._guarded_write({"state": "skipped"})

    def launch(self, login="officer_a", reason=None, **vals):
        values = {"date_launched": DAY, "launch_place": "Bộ phận Một cửa"}
        return self.by(login)._launch(values | vals, reason=reason)

    def history(self):
        return self.env["gov.history"].search(
            [("res_model", "=", "gov.rollout"), ("res_id", "=", self.rollout.id)],
            order="id",
        )

    def missing(self):
        return [item.label for item in self.rollout._get_launch_gaps()]


@tagged("post_install", "-at_install")
class TestLaunchGate(LaunchCase):
    def test_the_list_says_what_is_missing_and_shrinks(self):
        plan, committee = "Plan of the unit", "Decision on the steering committee"
        b04, b07 = "B04 Thành lập Ban Chỉ đạo", "B07 Rà soát, đánh giá điều kiện"
        self.assertEqual(self.missing(), [plan, committee, b04, b07])
        self.rollout.plan_symbol = PAPER[0]
        [item] = [i for i in self.rollout._get_launch_items() if i.key == "plan"]
        self.assertEqual((item.done, item.detail), (False, "its date is missing"))
        self.rollout.plan_date = PAPER[1]
        self.assertEqual(self.missing(), [committee, b04, b07])
        self.committee._guarded_write({"state": "done", "date_done": PAPER[1]})
        self.assertEqual(self.missing(), [committee, b07])
        # B13 is not needed for the launch
        self.complete()
        self.assertEqual(self.missing(), [])
        self.assertEqual(self.rollout.launch_missing_count, 0)
        self.assertIn("No. 515/UBND-NVK of 14/04/2023", self.rollout.launch_checklist)

    def test_a_roll_out_without_steps_is_not_ready(self):
        self.complete()
        self.rollout.step_ids.sudo()._guarded_write({"state": "todo"})
        self.rollout.step_ids.unlink()
        self.assertEqual(self.missing(), ["Steps"])

    def test_the_office_decides_what_is_needed(self):
        self.rollout.company_id.gov_launch_needs_committee = False
        self.rollout.company_id.gov_launch_needs_steps = False
        self.assertEqual(self.missing(), ["Plan of the unit"])
        # and what isn't needed stays in the list
        self.assertIn("B07", self.rollout.launch_checklist)
        self.assertNotIn("B07", self.rollout.launch_missing)

    def test_the_condition_review(self):
        self.complete()

        def gap():
            return [item.detail for item in self.rollout._get_launch_gaps()]

        def condition(name, **vals):
            values = {"rollout_id": self.rollout.id, "name": name}
            return self.env["gov.rollout.condition"].create(values | vals)

        # no review, nothing to wait for
        self.assertEqual(gap(), [])
        room, desk = condition("Phòng một cửa"), condition("Máy tính")
        self.assertEqual(gap(), ["2 of 2 are not reviewed"])
        room._guarded_write({"state": "met"})
        desk._guarded_write({"state": "unmet"})
        self.assertEqual(gap(), ["not met, and no remedy is entered: Máy tính"])
        desk.remedy = "Mua 5 máy tính"
        self.assertEqual(gap(), [])
        desk.remedy = False
        desk._guarded_write({"raise_state": "raised"})
        self.assertEqual(gap(), [])
        desk._guarded_write({"raise_state": "none"})
        self.rollout.company_id.gov_launch_needs_conditions = False
        self.assertEqual(gap(), [])

    def test_the_briefing_of_staff(self):
        self.complete()
        self.assertEqual(self.missing(), [])
        self.rollout.company_id.gov_launch_needs_briefing = True
        self.assertEqual(self.missing(), ["Briefing of staff"])
        self.env["gov.rollout.briefing"].create(
            {
                "rollout_id": self.rollout.id,
                "date": DAY,
                "attended_count": 27,
                "total_count": 30,
            }
        )
        self.assertEqual(self.missing(), [])
        self.rollout.invalidate_recordset()
        self.assertIn("17/06/2024: 27 of 30 attended", self.rollout.launch_checklist)

    def test_names_in_the_list_are_text(self):
        self.committee.name = "<img src=x onerror=alert(1)>"
        self.rollout.invalidate_recordset()
        self.assertNotIn("<img", self.rollout.launch_checklist)
        self.assertIn("&lt;img", self.rollout.launch_missing)

    def test_the_form_shows_it_while_it_is_typed(self):
        with Form(self.by("officer_a")) as form:
            self.assertEqual(form.launch_missing_count, 4)
            form.plan_symbol = PAPER[0]
            form.plan_date = PAPER[1]
            self.assertEqual(form.launch_missing_count, 3)

    def test_a_page_of_roll_outs_is_read_at_once(self):
        def count(number):
            model = self._reform_model(code=f"M{number}")
            units = [
                self._unit(f"T-{number}-{n}", f"Xã {n}", "people_committee", "commune")
                for n in range(number)
            ]
            rollouts = self.env["gov.rollout"].concat(
                *(self._rollout(unit, reform_model_id=model.id) for unit in units)
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rollouts.with_user(self.users["manager"]).mapped("launch_missing_count")
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(20), count(3))

    def test_the_blocked_button_says_why(self):
        for login in ("officer_a",):
            with self.subTest(login), self.assertRaises(UserError) as raised:
                self.by(login).action_launch()
            self.assertIn(
                "Plan of the unit: number and date are", str(raised.exception)
            )
            self.assertIn("B07", str(raised.exception))
            self.assertIn(self.home.name, str(raised.exception))
        # the steering body may record what happened
        action = self.by("coordinator").action_launch()
        self.assertEqual(action["res_model"], "gov.rollout.launch")
        self.complete()
        action = self.by("officer_a").action_launch()
        self.assertEqual(action["context"]["default_rollout_id"], self.rollout.id)


@tagged("post_install", "-at_install")
class TestLaunch(LaunchCase):
    def dialog(self, login, event="launch", **vals):
        dialogs = self.env["gov.rollout.launch"].with_user(self.users[login])
        return dialogs.create({"rollout_id": self.rollout.id, "event": event} | vals)

    def test_the_dialog_records_everything(self):
        self.complete()
        officer = self.users["officer_a"]
        attachments = self.env["ir.attachment"].with_user(officer)
        photos = attachments.create(
            [
                {
                    "name": f"{n}.jpg",
                    "datas": PHOTO,
                    "res_model": "gov.rollout.launch",
                    "res_id": 0,
                }
                for n in (1, 2)
            ]
        )
        self.dialog(
            "officer_a",
            date=DAY,
            place=" Nhà văn hóa bản ",
            symbol=DECISION[0],
            symbol_date=DECISION[1],
            pledge_unit_count=3,
            pledge_person_count=27,
            note="Có đại diện MTTQ",
            file_ids=photos.ids,
        ).action_confirm()
        rollout = self.rollout
        self.assertEqual((rollout.state, rollout.date_launched), ("launched", DAY))
        self.assertEqual(rollout.launch_place, "Nhà văn hóa bản")
        self.assertEqual((rollout.launch_symbol, rollout.launch_symbol_date), DECISION)
        self.assertEqual(
            (rollout.pledge_unit_count, rollout.pledge_person_count), (3, 27)
        )
        files = rollout.launch_file_ids
        self.assertEqual(files.mapped("name"), ["1.jpg", "2.jpg"])
        self.assertEqual({bytes(f.file) for f in files}, {PHOTO})
        self.assertFalse(photos.exists(), "uploads don't lie about")
        row = self.history()[-1]
        self.assertEqual((row.event, row.user_id), ("launch", officer))
        self.assertEqual((row.document_symbol, row.document_date), DECISION)
        self.assertEqual(row.snapshot["state"], "launched")
        self.assertFalse(rollout.launch_gaps)

    def test_who_launches(self):
        self.complete()
        for login in ("staff_a", "officer_b", "leader", "clerk", "plain", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.launch(login)
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(login).action_launch()
        self.assertEqual(self.rollout.state, "preparing")
        self.launch("coordinator")
        self.assertEqual(self.rollout.state, "launched")

    def test_crafted_calls_are_refused(self):
        self.complete()
        for login in ("officer_a", "coordinator", "manager"):
            for vals in (
                {"state": "launched"},
                {"date_launched": DAY},
                {"launch_gap_reason": "x"},
                {"launch_gaps": "x"},
                {"launch_note": "x"},
                {"launch_place": "x"},
            ):
                with self.subTest(f"{login} {vals}"), self.assertRaises(AccessError):
                    self.by(login).write(vals)
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(login).web_save({"state": "launched"}, {"state": {}})
        # a dialog on the roll-out of another unit
        with self.assertRaises(AccessError):
            self.dialog("officer_b", date=DAY)
        dialogs = self.env["gov.rollout.launch"].with_user(self.users["officer_b"])
        with self.assertRaises(AccessError):
            dialogs.onchange(
                {"rollout_id": {"id": self.rollout.id}},
                [],
                {"place": {}, "missing": {}},
            )
        self.assertEqual(self.rollout.state, "preparing")

    def test_days_are_plausible(self):
        self.complete()
        tomorrow = self.env.company._gov_today() + timedelta(days=1)
        for vals in (
            {"date_launched": False},
            {"date_launched": tomorrow},
            {"launch_symbol": "1/QĐ"},
            {"launch_symbol_date": PAPER[1]},
            {"launch_symbol": "1/QĐ", "launch_symbol_date": tomorrow},
            {"pledge_unit_count": -1},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                self.launch(**vals)
        # before the planned day, and long before
        self.launch(date_launched=date(2023, 7, 11))
        self.assertEqual(self.rollout.launch_days_late, 0)

    def test_a_late_launch_is_recorded_as_late(self):
        self.rollout.date_launch_planned = date(2023, 6, 30)
        self.complete()
        self.assertEqual(self.dialog("officer_a", date=date(2023, 7, 15)).days_late, 15)
        self.launch(date_launched=date(2023, 7, 15))
        self.assertEqual(self.rollout.launch_days_late, 15)

    def test_exempt_bodies_are_never_late(self):
        rollout = self._rollout(self.party, date_launch_planned=date(2023, 6, 30))
        rollout._guarded_write({"state": "launched", "date_launched": DAY})
        self.assertEqual(rollout.launch_days_late, 0)

    def test_what_happened_is_recorded_although_something_was_missing(self):
        with self.assertRaises(UserError):
            self.launch("officer_a", reason="Đã ra mắt")
        with self.assertRaises(UserError):
            self.launch("coordinator", reason=" ")
        self.assertEqual(self.rollout.state, "preparing")
        self.launch("coordinator", reason="Tỉnh chỉ đạo ra mắt sớm")
        self.assertEqual(self.rollout.state, "launched")
        self.assertEqual(self.rollout.launch_gap_reason, "Tỉnh chỉ đạo ra mắt sớm")
        self.assertEqual(len(self.rollout.launch_gaps.split("\n")), 4)
        row = self.history()[-1]
        self.assertEqual(
            (row.event, row.reason), ("launch_early", "Tỉnh chỉ đạo ra mắt sớm")
        )

    def test_nobody_passes_over_what_the_own_unit_lacks(self):
        self.rollout = self._rollout(self.home)
        with self.assertRaises(UserError):
            self.launch("coordinator", reason="x")
        self.launch("manager", reason="x")
        self.assertEqual(self.rollout.state, "launched")

    def test_a_second_launch_is_refused(self):
        self.complete()
        self.launch()
        with self.assertRaises(UserError):
            self.launch()
        with self.assertRaises(UserError):
            self.by("officer_a").action_launch()

    def test_correction_by_a_paper(self):
        self.complete()
        self.launch()
        vals = {"date_launched": date(2024, 6, 16), "launch_place": "x"}
        for login in ("officer_a", "staff_a", "officer_b"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(login)._correct_launch(vals, "Nhầm ngày", PAPER)
        by_body = self.by("coordinator")
        for reason, paper in (
            (" ", PAPER),
            ("Nhầm ngày", (False, False)),
            ("Nhầm ngày", ("1/UBND", False)),
        ):
            with self.subTest(paper), self.assertRaises(UserError):
                by_body._correct_launch(vals, reason, paper)
        self.dialog(
            "coordinator",
            "correct",
            date=date(2024, 6, 16),
            reason="Nhầm ngày",
            document_symbol=PAPER[0],
            document_date=PAPER[1],
        ).action_confirm()
        self.assertEqual(self.rollout.date_launched, date(2024, 6, 16))
        self.assertEqual(self.rollout.launch_place, "Bộ phận Một cửa", "it stays")
        row = self.history()[-1]
        self.assertEqual((row.event, row.reason), ("correct_launch", "Nhầm ngày"))
        self.assertEqual((row.document_symbol, row.document_date), PAPER)
        self.assertEqual(row.snapshot["date_launched"], "2024-06-16")

    def test_undo_by_the_steering_body(self):
        self.complete()
        self.launch()
        with self.assertRaises(AccessError):
            self.by("officer_a")._undo_launch("x")
        with self.assertRaises(UserError):
            self.by("leader")._undo_launch("")
        self.dialog("leader", "undo", reason="Nhập nhầm đơn vị").action_confirm()
        self.assertEqual(self.rollout.state, "preparing")
        self.assertFalse(self.rollout.date_launched)
        self.assertFalse(self.rollout.launch_place)
        row = self.history()[-1]
        self.assertEqual((row.event, row.reason), ("undo_launch", "Nhập nhầm đơn vị"))
        self.assertFalse(row.snapshot["date_launched"])
        # nothing to correct, and it can be launched anew
        with self.assertRaises(UserError):
            self.by("leader")._correct_launch({"date_launched": DAY}, "x", PAPER)
        self.launch()
        self.assertEqual(self.rollout.state, "launched")

"""Roll-outs and steps in and out of files."""

import base64
import io
from datetime import date, datetime

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..report.queries import history
from .common import GovCase
from .test_import import workbook

# Plan and launch of the pilot communes, in the order of the source (S0, S1).
ROLLOUT = {
    "model_code": "CQTT",
    "unit_code": "T-A",
    "kind": "Pilot",
    "steering_code": "T-SNV",
    "plan_symbol": "01-KH/BCĐDVK",
    "plan_date": "10/03/2023",
    "date_start": "14/04/2023",
    "date_launch_planned": "30/06/2023",
    "launch_deadline_text": "quý II/2023",
    "note": "Công văn 515/UBND-NVK",
}
STEP = {
    "model_code": "CQTT",
    "unit_code": "T-A",
    "step_code": "B04",
    "name": "Thành lập Ban Chỉ đạo, phân công từng thành viên",
    "mandatory": "Yes",
    "date_planned": "15/05/2023",
    "source": "S1, P06",
}
IDENTITY = ("model_code", "unit_code", "steering_code")
MODELS = ("gov.rollout", "gov.rollout.step", "gov.rollout.wave", "gov.history")


class RolloutImportCase(GovCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reform = cls.env["gov.reform.model"].create(
            {
                "code": "CQTT",
                "name": "Chính quyền thân thiện vì Nhân dân phục vụ",
                "lead_unit_id": cls.home.id,
            }
        )
        cls.stage = cls.env["gov.stage"].create({"name": "Chuẩn bị thử"})

    def bring_in(self, content, user="coordinator", name="nhap.xlsx", **vals):
        dialogs = self.env["gov.table.import"].with_user(self.users[user])
        vals |= {"kind": "rollout", "file": base64.b64encode(content)}
        dialog = dialogs.create(vals | {"file_name": name})
        dialog.action_import()
        return dialog

    def refuse(self, content, *parts, **kwargs):
        before = self.counts()
        with self.assertRaises(UserError) as caught:
            self.bring_in(content, **kwargs)
        self.env.invalidate_all()
        for part in parts:
            self.assertIn(part, str(caught.exception))
        self.assertEqual(self.counts(), before)

    def counts(self):
        self.env.flush_all()
        return [self.env[model].sudo().search_count([]) for model in MODELS]

    def take_out(self, rollouts, user="coordinator"):
        dialogs = self.env["gov.table.import"].with_user(self.users[user])
        return dialogs._make_export("rollout", rollouts.with_env(dialogs.env))

    def change(self, content, sheet, row, column, value):
        """The file with one cell changed; ``column`` by its header."""
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = book[sheet]
        titles = [cell.value for cell in cells[1]]
        cells.cell(row, titles.index(column) + 1).value = value
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    def rollouts(self):
        return self.env["gov.rollout"].search(
            [("reform_model_id", "=", self.reform.id)]
        )


@tagged("post_install", "-at_install")
class TestImportRollout(RolloutImportCase):
    def good(self):
        wave = {"model_code": "CQTT", "wave_name": "Đợt 1 năm 2023"}
        wave |= {"decision_symbol": "515/UBND-NVK", "decision_date": "14/04/2023"}
        first = ROLLOUT | {"wave": "Đợt 1 năm 2023"}
        copy = {"unit_code": "T-B", "kind": "replica", "origin_code": "T-A"}
        second = {"stage": "chuẩn bị thử", "responsible": "gov_officer_a"}
        second |= {"name": "Kế hoạch của đơn vị", "step_code": "B05"}
        steps = [
            STEP | {"wave": first["wave"]},
            STEP | second | {"wave": first["wave"]},
        ]
        # The copy stands before what it copies.
        return {"wave": [wave], "rollout": [ROLLOUT | copy, first], "step": steps}

    def test_create(self):
        self.bring_in(workbook(**self.good()))
        copy, pilot = self.rollouts().sorted("kind", reverse=True)
        self.assertEqual((pilot.unit_id, copy.unit_id), (self.commune, self.other))
        self.assertEqual(copy.origin_id, pilot)
        self.assertEqual(pilot.state, "draft")
        self.assertEqual(pilot.wave_id.name, "Đợt 1 năm 2023")
        self.assertEqual(pilot.wave_id.decision_date, date(2023, 4, 14))
        self.assertEqual(pilot.date_launch_planned, date(2023, 6, 30))
        self.assertEqual(pilot.plan_symbol, "01-KH/BCĐDVK")
        first, second = pilot.step_ids
        self.assertEqual((first.code, second.code), ("B04", "B05"))
        self.assertEqual(first.date_planned, date(2023, 5, 15))
        self.assertTrue(first.is_mandatory)
        self.assertEqual(second.stage_id, self.stage)
        self.assertEqual(second.responsible_id, self.users["officer_a"])
        self.assertFalse(copy.step_ids)

    def test_round_trip_changes_nothing(self):
        self.bring_in(workbook(**self.good()))
        rollouts = self.rollouts()
        rollouts[0].note = "Ghi chú \nhai dòng, có dấu cách cuối  "
        content, before = self.take_out(rollouts), self.counts()
        stamps = [(r.write_date, r.note) for r in rollouts]
        with freeze_time(datetime.now().replace(year=datetime.now().year + 1)):
            self.bring_in(content)
            self.env.flush_all()
        self.assertEqual(self.counts(), before)
        self.assertEqual([(r.write_date, r.note) for r in rollouts], stamps)
        # A file without some columns leaves them as they are.
        names = {k: ROLLOUT[k] for k in IDENTITY} | {"wave": "Đợt 1 năm 2023"}
        step = names | {"step_code": "B04", "name": STEP["name"]}
        self.bring_in(workbook(rollout=[names], step=[step]), "manager")
        self.assertEqual(self.counts(), before)
        self.assertEqual([(r.write_date, r.note) for r in rollouts], stamps)

    def test_one_date_changes_alone(self):
        self.bring_in(workbook(**self.good()))
        pilot = self.rollouts().filtered(lambda r: r.unit_id == self.commune)
        content, before = self.take_out(self.rollouts()), self.counts()
        content = self.change(
            content, "Steps of roll-outs", 3, "Planned end", date(2023, 5, 22)
        )
        self.bring_in(content)
        changed = pilot.step_ids[1]
        self.assertEqual(changed.date_planned, date(2023, 5, 22))
        self.assertEqual(pilot.step_ids[0].date_planned, date(2023, 5, 15))
        after = self.counts()
        self.assertEqual(after[-1], before[-1] + 1)
        self.assertEqual(after[:-1], before[:-1])
        row = self.env["gov.history"].search([], limit=1)
        self.assertEqual((row.res_model, row.res_id), (changed._name, changed.id))

    def test_into_an_empty_company_and_equal(self):
        self.bring_in(workbook(**self.good()))
        content = self.take_out(self.rollouts())
        self.rollouts().sorted("kind", reverse=True).unlink()
        self.assertFalse(self.rollouts())
        self.bring_in(content)
        self.assertEqual(self.take_out(self.rollouts()), self.take_out(self.rollouts()))
        again, first = self.take_out(self.rollouts()), content
        for sheet in ("Waves", "Roll-outs", "Steps of roll-outs"):
            rows = [
                sorted(
                    tuple(str(cell) for cell in row)
                    for row in openpyxl.load_workbook(io.BytesIO(data))[sheet].values
                )
                for data in (first, again)
            ]
            self.assertEqual(*rows)

    def test_errors_name_their_place(self):
        bad = {
            "model_code": "KHAC",
            "unit_code": "T-Z",
            "steering_code": "T-Y",
            "kind": "thử",
            "date_launch_planned": "01/01/2023",
            "plan_date": "01/01/2199",
            "wave": "Đợt 9",
            "responsible": "ai_do",
            "pledge_unit_count": -1,
        }
        for column, value in bad.items():
            content = workbook(rollout=[ROLLOUT, ROLLOUT | {column: value}])
            if column not in ("unit_code", "model_code", "wave"):
                content = workbook(rollout=[ROLLOUT | {column: value}])
            letter = [*ROLLOUT, column].index(column)
            self.refuse(content, "rollout", f"column {'ABCDEFGHIJKLM'[letter]}")
        for column, value in {
            "unit_code": "T-B",
            "stage": "không có",
            "date_planned": "31/02/2023",
            "mandatory": "có lẽ",
            "date_done": "01/01/2199",
        }.items():
            content = workbook(rollout=[ROLLOUT], step=[STEP | {column: value}])
            letter = [*STEP, column].index(column)
            self.refuse(content, "step", "row 2", f"column {'ABCDEFGHIJ'[letter]}")
        self.refuse(workbook(rollout=[ROLLOUT, ROLLOUT]), "row 3", "twice")
        self.refuse(workbook(rollout=[ROLLOUT], step=[STEP, STEP]), "row 3", "twice")
        circle = [
            ROLLOUT | {"origin_code": "T-B"},
            ROLLOUT | {"unit_code": "T-B", "origin_code": "T-A"},
        ]
        self.refuse(workbook(rollout=circle), "row 2", "circle")

    def test_rights(self):
        content = workbook(rollout=[ROLLOUT], step=[STEP])
        for login in ("staff_a", "officer_a", "leader", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.bring_in(content, login)
        self.refuse(content, "row 2", user="no_scope")
        self.bring_in(content)
        # What the user may not see is not made a second time, nor changed.
        self.refuse(content, "row 2, column B", "may not see", user="no_scope")
        changed = workbook(rollout=[ROLLOUT | {"note": "khác"}])
        lone = self.users["no_scope"]
        lone.gov_unit_ids = self.finance
        self.rollouts().place_unit_id = self.finance
        self.refuse(changed, "row 2", "may not change", user="no_scope")
        with self.assertRaises(AccessError):
            self.bring_in(content, is_demo=True)
        event = {k: ROLLOUT[k] for k in IDENTITY} | {"event": "begin"}
        event |= {"date": "14/04/2023"}
        self.refuse(workbook(rollout_event=[event]), "illustrations only")

    def test_what_a_file_cannot_name(self):
        self.bring_in(workbook(rollout=[ROLLOUT], step=[STEP]))
        rollout = self.rollouts()
        twin = rollout.step_ids.copy({"rollout_id": rollout.id})
        with self.assertRaisesRegex(UserError, "B04"):
            self.take_out(rollout)
        twin.code = False
        self.assertTrue(self.take_out(rollout))
        rollout._history_write({"state": "stopped"}, "stop")
        with self.assertRaisesRegex(UserError, "Leave it out"):
            self.take_out(rollout)

    def test_template_and_words(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        dialogs = self.env["gov.table.import"].with_user(self.users["coordinator"])
        for lang in ("en_US", "vi_VN"):
            dialog = dialogs.with_context(lang=lang).create({"kind": "rollout"})
            dialog.action_download_template()
            data = io.BytesIO(base64.b64decode(dialog.template_file))
            sheets = openpyxl.load_workbook(data).worksheets
            self.assertEqual(len(sheets), 4)
            titles = [cell.value for cell in sheets[2][1]]
            self.assertEqual(len(set(titles)), 14)
        action = self.env.ref("friendly_gov.gov_rollout_action_export")
        self.bring_in(workbook(rollout=[ROLLOUT]))
        context = {"active_model": "gov.rollout", "active_ids": self.rollouts().ids}
        action = action.with_user(self.users["coordinator"]).with_context(**context)
        self.assertIn("/template_file/xuat_rollout", action.run()["url"])


@tagged("post_install", "-at_install")
class TestImportRolloutDone(RolloutImportCase):
    """Steps that were done go the way of the button."""

    def test_done(self):
        paper = {"document_symbol": "12/QĐ-UBND", "document_date": "04/05/2023"}
        done = STEP | paper | {"date_done": "05/05/2023"}
        self.bring_in(workbook(rollout=[ROLLOUT], step=[done]))
        rollout = self.rollouts()
        step = rollout.step_ids
        self.assertEqual(rollout.state, "preparing")
        self.assertEqual((step.state, step.date_done), ("done", date(2023, 5, 5)))
        self.assertEqual(rollout.step_done_count, 1)
        events = self.env["gov.history"].search([("rollout_id", "=", rollout.id)])
        self.assertEqual(events.mapped("user_id"), self.users["coordinator"])
        self.assertIn("done", events.mapped("event"))
        before = self.counts()
        self.bring_in(self.take_out(rollout))
        self.assertEqual(self.counts(), before)
        for value in ("06/05/2023", None):
            self.refuse(
                workbook(step=[done | {"date_done": value}]), "row 2", "buttons"
            )

    def test_each_refusal_has_its_row(self):
        second = STEP | {"step_code": "B05", "name": "Kế hoạch"}
        self.bring_in(workbook(rollout=[ROLLOUT], step=[STEP, second]))
        self.rollouts().step_ids[1].needs_evidence = True
        done = [
            STEP | {"date_done": "05/05/2023"},
            second | {"date_done": "05/05/2023"},
        ]
        self.refuse(workbook(step=done), "row 3", "Kế hoạch")
        self.assertEqual(set(self.rollouts().step_ids.mapped("state")), {"todo"})


@tagged("post_install", "-at_install")
class TestImportRolloutDemo(RolloutImportCase):
    """Tuần Giáo: Chiềng Sinh launched on 17/6/2024 (S1)."""

    def events(self, *events):
        identity = {k: ROLLOUT[k] for k in ("model_code", "unit_code")}
        return [identity | event for event in events]

    def test_replay(self):
        plan = {"plan_date": "01/04/2024", "date_start": "15/04/2024"}
        plan |= {"date_launch_planned": "15/06/2024"}
        events = self.events(
            {"event": "launch", "date": "17/06/2024", "place": "Bộ phận Một cửa"},
            {"event": "begin", "date": "15/04/2024"},
            {"event": "step", "step_code": "B04", "date": "10/05/2024"},
        )
        content = workbook(rollout=[ROLLOUT | plan], step=[STEP], rollout_event=events)
        self.bring_in(content, "manager", is_demo=True)
        rollout = self.rollouts()
        self.assertTrue(rollout.is_demo)
        self.assertEqual(rollout.state, "launched")
        self.assertEqual(rollout.date_launched, date(2024, 6, 17))
        self.assertEqual(rollout.launch_place, "Bộ phận Một cửa")
        states = {}
        for day in (31, 1, 14, 15):
            month = 3 if day == 31 else 4
            states[month, day] = self.state_on(date(2024, month, day))
        self.assertEqual(
            states,
            {(3, 31): None, (4, 1): "draft", (4, 14): "draft", (4, 15): "preparing"},
        )
        self.assertEqual(self.state_on(date(2024, 6, 16)), "preparing")
        self.assertEqual(self.state_on(date(2024, 6, 17)), "launched")
        self.assertEqual(self.state_on(self.env.company._gov_today()), "launched")
        [step] = self.as_of("gov.rollout.step", date(2024, 5, 9))
        self.assertEqual((step["state"], step["date_done"]), ("todo", None))
        [step] = self.as_of("gov.rollout.step", date(2024, 5, 10))
        self.assertEqual(step["date_done"], date(2024, 5, 10))
        self.assertEqual(rollout.step_done_count, 1)

    def test_unstated(self):
        events = self.events({"event": "unstated", "date": "30/06/2023"})
        content = workbook(rollout=[ROLLOUT], rollout_event=events)
        self.bring_in(content, "manager", is_demo=True)
        self.assertEqual(self.rollouts().state, "unstated")
        self.assertEqual(self.state_on(date(2023, 6, 29)), "draft")

    def test_refused(self):
        for event, word in (
            ({"event": "launch", "date": "17/06/2024"}, "row 2"),
            ({"event": "bay", "date": "17/06/2024"}, "bay"),
            ({"event": "begin", "date": "17/06/2199"}, "future"),
            ({"event": "begin", "date": "17/06/2024", "unit_code": "T-B"}, "column B"),
        ):
            content = workbook(rollout=[ROLLOUT], rollout_event=self.events(event))
            self.refuse(content, word, user="manager", is_demo=True)
        self.bring_in(workbook(rollout=[ROLLOUT]))
        event = {"event": "begin", "date": "17/06/2024"}
        content = workbook(rollout_event=self.events(event))
        self.refuse(content, "illustrations", user="manager", is_demo=True)

    def as_of(self, model, day):
        self.env.flush_all()
        end = self.env.company._gov_end_of_day(day)
        domain = [("reform_model_id", "=", self.reform.id)]
        self.env.cr.execute(history.as_of_sql(self.env, model, end, domain))
        return self.env.cr.dictfetchall()

    def state_on(self, day):
        rows = self.as_of("gov.rollout", day)
        return rows[0]["state"] if rows else None

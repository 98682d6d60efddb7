import importlib.util
from datetime import date
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..report.queries import lines, task_report
from .common import GovCase

PAPER = ("27/STC-TB", date(2023, 7, 10))
MIGRATIONS = Path(__file__).parents[1] / "migrations"


@tagged("post_install", "-at_install")
class TestQuality(GovCase):
    """Grade, coefficient, faults and corrections of a line."""

    def as_user(self, record, login="coordinator"):
        return record.with_user(self.users[login])

    def done(self, units=None, user="officer_a", quantity=0, **vals):
        with freeze_time("2023-06-28 03:00:00"):
            line = self._issued(units, **vals)
            self._result(line, user, product_quantity=quantity).action_submit()
        with freeze_time("2023-07-05 03:00:00"):
            self.as_user(line).action_accept(grade="good")
        return line

    def correct(self, line, login="coordinator", document=PAPER, **vals):
        with freeze_time("2023-07-12 03:00:00"):
            self.as_user(line, login)._correct(vals, "Đếm lại", document)

    def dialog(self, line, login="coordinator", **vals):
        values = {"event": "accept", "assignment_ids": line.ids}
        dialogs = self.env["gov.assignment.action"]
        return self.as_user(dialogs, login).create(values | vals)

    def test_the_grade_is_proposed_and_confirmed_in_the_dialog(self):
        line = self._issued()
        self._result(line).action_submit()
        action = self.as_user(line).with_context(gov_event="accept")
        action = action.action_open_wizard()
        dialogs = self.as_user(self.env["gov.assignment.action"])
        with Form(dialogs.with_context(**action["context"])) as form:
            self.assertEqual(form.grade, "met")
        self.assertEqual(line.state, "submitted", "nothing happens by opening it")
        form.record.action_confirm()
        self.assertEqual((line.state, line.grade), ("done", "met"))
        self.assertEqual(line.log_ids[0].grade, "met")

    def test_no_acceptance_without_a_grade(self):
        line = self._issued()
        self._result(line).action_submit()
        for grade in (False, None, "", "best"):
            with self.subTest(grade), self.assertRaises(UserError):
                self.as_user(line).action_accept(grade=grade)
        self.assertEqual(line.state, "submitted")

    def test_several_lines_are_accepted_with_one_grade_and_reason(self):
        lines = self._issued(self.commune | self.other)
        for line, login in zip(lines, ("officer_a", "officer_b"), strict=True):
            self._result(line, login).action_submit()
        self.dialog(
            lines, grade="excellent", reason="Đủ", fault_count=3
        ).action_confirm()
        self.assertEqual(lines.mapped("grade"), ["excellent"] * 2)
        self.assertEqual(lines.mapped("fault_count"), [0, 0], "faults are of one line")
        logs = lines.log_ids.filtered(lambda log: log.event == "accept")
        self.assertEqual(logs.mapped("reason"), ["Đủ"] * 2)

    def test_faults_for_objective_reasons_need_words(self):
        line = self._issued()
        self._result(line).action_submit()
        with self.assertRaises(UserError):
            self.as_user(line).action_accept(fault_count=1, fault_excluded=1)
        with self.assertRaises(UserError):
            self.as_user(line).action_accept(fault_count=-1)
        self.as_user(line).action_accept(
            grade="failed", fault_count=2, fault_excluded=1, fault_note="Mưa lũ"
        )
        log = line.log_ids[0]
        self.assertEqual((log.fault_count, log.fault_excluded), (2, 1))
        self.assertEqual((log.grade, log.fault_note), ("failed", "Mưa lũ"))

    def test_nobody_grades_the_own_work(self):
        line = self._issued(self.home)
        self._result(line, user="coordinator").action_submit()
        with self.assertRaises(AccessError):
            self.dialog(line, grade="excellent").action_confirm()
        line = self._issued(directive=self._directive(symbol="2/UBND"))
        self._result(line).action_submit()
        for login in ("staff_a", "officer_a", "officer_b", "clerk"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.dialog(line, login, grade="excellent").action_confirm()
        self.assertFalse(line.grade)

    def test_figures_are_not_typed(self):
        line = self.done()
        for name, value in (
            ("grade", "excellent"),
            ("quantity_assigned", 0.5),
            ("quantity_done", 99),
            ("coefficient", 9),
            ("fault_count", 0),
            ("fault_excluded", 5),
            ("fault_note", "x"),
        ):
            for record in (line, line.log_ids[0]):
                with self.subTest(f"{record._name}.{name}"):
                    with self.assertRaises(AccessError):
                        record.sudo().write({name: value})

    def test_quantities_come_from_the_task_and_the_accepted_result(self):
        line = self.done(product_quantity=5, coefficient=1.5, quantity=3)
        self.assertEqual((line.quantity_assigned, line.coefficient), (5, 1.5))
        self.assertEqual(line.quantity_done, 3)
        share = self.done(
            directive=self._directive(symbol="3/UBND"),
            product_quantity=100,
            product_uom="%",
            quantity=80,
        )
        self.assertEqual((share.quantity_assigned, share.quantity_done), (1, 0.8))
        plain = self.done(directive=self._directive(symbol="2/UBND"))
        self.assertEqual((plain.quantity_assigned, plain.quantity_done), (1, 1))

    def test_the_coefficient_is_set_by_the_assigning_side_before_closing(self):
        lines = self._issued(self.commune | self.home)
        line = lines.filtered(lambda a: a.unit_id == self.commune)
        wanted = {"event": "set_coefficient", "coefficient": 2}
        self.dialog(line, **wanted).action_confirm()
        self.assertEqual((line.coefficient, line.log_ids[0].coefficient), (2, 2))
        with self.assertRaises(AccessError):
            self.dialog(line, "officer_a", **wanted).action_confirm()
        with self.assertRaises(AccessError):
            self.dialog(lines - line, **wanted).action_confirm()
        with self.assertRaises(UserError):
            self.dialog(line, **(wanted | {"coefficient": 0})).action_confirm()
        self._result(line).action_submit()
        self.as_user(line).action_accept()
        with self.assertRaises(UserError):
            self.dialog(line, **wanted).action_confirm()

    def test_a_correction_is_logged_and_leaves_the_past_alone(self):
        line = self.done(product_quantity=5, quantity=3)
        accepted = line.result_ids.read()
        with freeze_time("2023-07-11 03:00:00"):
            before = self.report(date(2023, 7, 11))
            self.assertEqual(before[0]["done_on_time"], 1)
        self.correct(line, date_submitted=date(2023, 7, 3), date_done=date(2023, 7, 3))
        self.assertEqual(self.report(date(2023, 7, 11)), before)
        after = self.report(date(2023, 7, 12))
        self.assertEqual((after[0]["done_on_time"], after[0]["done_late"]), (0, 1))
        self.assertEqual((line.state, line.status), ("done", "done_late"))
        log = line.log_ids[0]
        self.assertEqual((log.event, log.reason), ("correct", "Đếm lại"))
        self.assertEqual((log.document_symbol, log.document_date), PAPER)
        self.assertEqual(line.log_ids[1].date_done, date(2023, 6, 28))
        self.assertEqual(line.result_ids.read(), accepted, "the result stays")

    def report(self, day):
        domain = [("unit_id", "child_of", self.province.ids)]
        scope = lines.Scope(domain, date(2023, 3, 15), day)
        return task_report.unit_rows(self.env, scope)

    def test_grade_and_quantities_are_corrected_too(self):
        line = self.done(product_quantity=5, quantity=3)
        self.correct(
            line,
            grade="failed",
            quantity_done=2,
            fault_count=1,
            fault_excluded=1,
            fault_note="Mất điện",
        )
        log = line.log_ids[0]
        self.assertEqual((log.grade, log.quantity_done), ("failed", 2))
        self.assertEqual((log.fault_count, log.fault_excluded), (1, 1))
        self.assertEqual(line.log_ids[1].grade, "good")
        self.assertEqual(line.result_ids.product_quantity, 3)

    def test_who_corrects(self):
        line = self.done()
        for login in ("staff_a", "officer_a", "officer_b", "clerk", "leader"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.correct(line, login, grade="met")
        self.correct(line, "manager", grade="met")
        self.assertEqual(line.grade, "met")

    def test_nobody_corrects_the_own_work(self):
        line = self.done()
        self.users["coordinator"].gov_unit_ids += self.commune
        with self.assertRaises(AccessError):
            self.correct(line, grade="excellent")

    def test_a_correction_needs_paper_reason_and_closed_line(self):
        line = self.done()
        with self.assertRaises(UserError):
            self.correct(line, document=None, grade="met")
        with self.assertRaises(UserError):
            self.correct(line, document=("1/UBND", None), grade="met")
        with self.assertRaises(UserError):
            self.correct(line, document=("1/UBND", date(2023, 8, 1)), grade="met")
        with self.assertRaises(UserError):
            self.as_user(line)._correct({"grade": "met"}, " ", PAPER)
        with self.assertRaises(UserError):
            self.correct(line)
        with self.assertRaises(UserError):
            self.correct(line, date_due=date(2023, 12, 31))
        open_line = self._issued(directive=self._directive(symbol="2/UBND"))
        with self.assertRaises(UserError):
            self.correct(open_line, date_done=date(2023, 7, 3))

    def test_corrected_days_follow_one_another(self):
        line = self.done()
        for vals in (
            {"date_done": date(2023, 6, 27)},
            {"date_done": False},
            {"date_done": date(2023, 8, 1)},
            {"date_submitted": date(2023, 4, 13)},
            {"quantity_done": -1},
            {"grade": "best"},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                self.correct(line, **vals)
        self.assertEqual(line.log_ids[0].event, "accept")

    def test_the_dialog_logs_only_what_was_changed(self):
        line = self.done()
        dialogs = self.as_user(self.env["gov.assignment.correction"])
        form = Form(dialogs.with_context(default_assignment_id=line.id))
        self.assertEqual((form.grade, form.date_done), ("good", date(2023, 6, 28)))
        form.document_symbol, form.document_date = PAPER
        form.reason = "Đếm lại"
        with freeze_time("2023-07-12 03:00:00"):
            unchanged = form.save()
            with self.assertRaises(UserError):
                unchanged.action_confirm()
            form.grade = "excellent"
            form.save().action_confirm()
        self.assertEqual(line.grade, "excellent")
        self.assertEqual(line.date_done, date(2023, 6, 28))
        foreign = dialogs.with_user(self.users["officer_b"])
        with self.assertRaises(AccessError):
            foreign.create({"assignment_id": line.id})

    def test_the_unit_hears_of_a_correction(self):
        line = self.done()
        self.correct(line, grade="failed")
        notice = self.env["mail.message"].search(
            [("model", "=", line._name), ("res_id", "=", line.id)]
            + [("message_type", "=", "user_notification")],
            limit=1,
        )
        self.assertIn(self.users["officer_a"].partner_id, notice.partner_ids)
        self.assertIn("Đếm lại", notice.body)

    def test_quantities_of_before_are_filled(self):
        line = self.done(product_quantity=5, quantity=3)
        share = self.done(
            directive=self._directive(symbol="3/UBND"),
            product_quantity=100,
            product_uom="%",
            quantity=80,
        )
        self.env.flush_all()
        for table in ("gov_assignment", "gov_assignment_log"):
            self.env.cr.execute(
                f"UPDATE {table} SET quantity_assigned = 1, quantity_done = NULL"
            )
        path = MIGRATIONS / "19.0.1.1.0" / "post-quality.py"
        spec = importlib.util.spec_from_file_location("post_quality", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual((line.quantity_assigned, line.quantity_done), (5, 3))
        self.assertEqual((share.quantity_assigned, share.quantity_done), (1, 0.8))
        logs = line.log_ids.sorted("id")
        self.assertEqual(logs.mapped("quantity_assigned"), [5, 5, 5])
        self.assertEqual(logs.mapped("quantity_done"), [0, 0, 3])

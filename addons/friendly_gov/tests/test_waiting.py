import importlib.util
from datetime import date
from pathlib import Path

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..report.queries import waiting
from .common import GovCase

MIGRATION = Path(__file__).parents[1] / "migrations" / "19.0.1.1.0" / "post-time.py"


@tagged("post_install", "-at_install")
class TestWaiting(GovCase):
    """Days for which the accepting side held a result are its own."""

    def submit(self, line, day):
        with freeze_time(f"{day} 03:00:00"):
            self._result(line).action_submit()

    def decide(self, line, day, event):
        with freeze_time(f"{day} 03:00:00"):
            actor = line.with_user(self.users["coordinator"])
            if event == "accept":
                actor.action_accept()
            else:
                actor._decide(event, reason="x")

    def look(self, line, day):
        """(status, days late, days waiting, days held, too long) on ``day``."""
        with freeze_time(f"{day} 03:00:00"):
            line.invalidate_recordset()
            return (
                line.status,
                line.days_late,
                line.days_waiting,
                line.days_with_acceptor,
                line.is_waiting_long,
            )

    def test_the_wait_never_makes_the_unit_late(self):
        line = self._issued()  # due 30/6/2023
        self.submit(line, "2023-06-28")
        self.assertEqual(
            self.look(line, "2023-06-28"), ("waiting_on_time", 0, 0, 0, False)
        )
        # five days are the profile's limit
        self.assertEqual(
            self.look(line, "2023-07-03"), ("waiting_on_time", 0, 5, 5, False)
        )
        self.assertEqual(
            self.look(line, "2023-07-20"), ("waiting_on_time", 0, 22, 22, True)
        )
        # something else noted meanwhile ends no wait
        with freeze_time("2023-07-01 03:00:00"):
            line.with_user(self.users["officer_a"])._decide(
                "assign_owner", vals={"owner_id": self.users["staff_a"].id}
            )
        self.decide(line, "2023-07-20", "accept")
        self.assertEqual(
            self.look(line, "2023-08-01"), ("done_on_time", 0, 0, 22, False)
        )

    def test_returned_runs_again_and_shows_what_the_other_side_held(self):
        line = self._issued()
        self.submit(line, "2023-06-28")
        self.decide(line, "2023-07-03", "return")
        # late by its deadline, five of these days were the accepting body's
        self.assertEqual(self.look(line, "2023-07-05"), ("doing_late", 5, 0, 5, False))
        self.submit(line, "2023-07-06")
        self.assertEqual(
            self.look(line, "2023-07-08"), ("waiting_late", 0, 2, 7, False)
        )

    def test_as_of_a_day(self):
        line = self._issued()
        self.submit(line, "2023-06-28")
        self.decide(line, "2023-07-03", "return")
        self.submit(line, "2023-07-06")
        for day, held in (
            (date(2023, 6, 27), None),
            (date(2023, 6, 30), 2),
            (date(2023, 7, 5), 5),
            (date(2023, 7, 8), 7),
        ):
            with self.subTest(day):
                found = waiting.days_held(self.env, line.ids, day)
                self.assertEqual(found.get(line.id), held)

    def test_day_of_the_decision_is_the_office_s(self):
        line = self._issued()
        self.submit(line, "2023-06-28")
        # 17:00 UTC is midnight in Viet Nam: the 4th of July has begun
        with freeze_time("2023-07-03 17:00:00"):
            line.with_user(self.users["coordinator"])._decide("return", reason="x")
        found = waiting.days_held(self.env, line.ids, date(2023, 8, 1))
        self.assertEqual(found, {line.id: 6})

    def test_filter_follows_the_rules_of_the_document(self):
        action = self.profile.action_new_version()
        patient = self.profile.browse(action["res_id"])
        patient.acceptance_days = 10
        line = self._issued()
        directive = self._directive(symbol="2/UBND", profile_id=patient.id)
        other = self._issued(directive=directive)
        both = line | other
        for one in both:
            self.submit(one, "2023-06-20")
        domain = [("id", "in", both.ids), ("is_waiting_long", "=", True)]
        for day, wanted in (("06-25", both[:0]), ("06-26", line), ("07-01", both)):
            with freeze_time(f"2023-{day} 03:00:00"), self.subTest(day):
                both.invalidate_recordset()
                self.assertEqual(both.search(domain), wanted)
                self.assertEqual(both.filtered("is_waiting_long"), wanted)

    def test_limit_changes_while_the_rules_are_in_use(self):
        self._issued()
        self.profile.acceptance_days = 7
        with self.assertRaises(UserError):
            self.profile.warning_days = 7

    def test_rules_of_before_are_to_be_compared(self):
        self.profile.needs_confirmation = False
        self.env.flush_all()
        spec = importlib.util.spec_from_file_location("post_time", MIGRATION)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.migrate(self.env.cr, None)
        self.profile.invalidate_recordset()
        self.assertFalse(self.profile.needs_confirmation, "a new database")
        module.migrate(self.env.cr, "19.0.1.0.0")
        self.profile.invalidate_recordset()
        self.assertTrue(self.profile.needs_confirmation)
        # as before, unless the office says otherwise
        self.assertEqual(self.profile.clock_start, "issued")

    def test_one_statement_for_all_lines(self):
        lines = self._issued(self.commune | self.other)
        for line, user in zip(lines, ("officer_a", "officer_b"), strict=True):
            self._result(line, user).action_submit()
        self.env.flush_all()
        with self.assertQueryCount(1):
            waiting.days_held(self.env, lines.ids, date(2026, 1, 1))


@tagged("post_install", "-at_install")
class TestHoldAndAdjustment(GovCase):
    """Papers that stop a task have a number and a date that has come."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time("2023-05-10 03:00:00"))
        self.line = self._issued()

    def dialog(self, login, event, **vals):
        model = self.env["gov.assignment.action"].with_user(self.users[login])
        values = {"event": event, "assignment_ids": self.line.ids, "reason": "x"}
        return model.create(values | vals).action_confirm()

    def test_number_and_date(self):
        for login, event in (
            ("coordinator", "hold"),
            ("officer_a", "request_adjustment"),
        ):
            for symbol, day in (
                (False, False),
                ("600/UBND", False),
                (False, "2023-05-09"),
                ("600/UBND", "2023-05-11"),
            ):
                with self.subTest(f"{event} {symbol} {day}"):
                    with self.assertRaises(UserError):
                        self.dialog(
                            login, event, document_symbol=symbol, document_date=day
                        )
        self.assertEqual(self.line.state, "received")
        self.dialog(
            "coordinator",
            "hold",
            document_symbol="600/UBND",
            document_date="2023-05-10",
        )
        log = self.line.log_ids.sorted("id")[-1]
        self.assertEqual(log.document_symbol, "600/UBND")
        self.assertEqual(log.document_date, date(2023, 5, 10))

    def test_two_holds_add_up(self):
        for first, last in (("2023-05-10", "2023-05-15"), ("2023-06-01", "2023-06-08")):
            with freeze_time(f"{first} 03:00:00"):
                self.dialog(
                    "coordinator",
                    "hold",
                    document_symbol="600/UBND",
                    document_date=first,
                )
            with freeze_time(f"{last} 03:00:00"):
                self.dialog("coordinator", "resume")
        self.assertEqual(self.line.held_days, 5 + 7)
        self.assertEqual(self.line.date_due, date(2023, 6, 30))

    def adjust(self):
        self.dialog(
            "officer_a",
            "request_adjustment",
            document_symbol="5/UBND",
            document_date="2023-05-10",
        )

    def test_agreed_adjustment_ends_the_line(self):
        with self.assertRaises(UserError):
            self.dialog("coordinator", "accept_adjustment")
        self.adjust()
        self.assertEqual(self.line.waiting_unit_id, self.province)
        with self.assertRaises(UserError):
            self.dialog("coordinator", "accept_adjustment", reason=" ")
        self.dialog("coordinator", "accept_adjustment", reason="Không thuộc Xã A")
        self.assertEqual(self.line.status, "withdrawn")
        log = self.line.log_ids.sorted("id")[-1]
        self.assertEqual((log.event, log.state), ("accept_adjustment", "withdrawn"))
        self.assertEqual(log.reason, "Không thuộc Xã A")

    def test_nobody_agrees_to_the_own_adjustment(self):
        self.adjust()
        for login in ("officer_a", "officer_b", "clerk"):
            with self.subTest(login), self.assertRaises(Exception) as caught:
                self.dialog(login, "accept_adjustment")
            self.assertEqual(type(caught.exception).__name__, "AccessError")
        self.assertEqual(self.line.state, "adjusting")

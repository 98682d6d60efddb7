from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..report.queries import work
from .common import GovCase


@tagged("post_install", "-at_install")
class TestObstacle(GovCase):
    """Raised by the unit, decided by the body asked, then kept."""

    def model(self, login="officer_a"):
        return self.env["gov.obstacle"].with_user(self.users[login])

    def raised(self, line=None, login="officer_a", **vals):
        line = line or self._issued()
        values = {"assignment_id": line.id, "text": "Chưa có kinh phí"}
        return self.model(login).create(values | vals)

    def solve(self, obstacle, login, decision="Cấp bổ sung"):
        dialogs = self.env["gov.obstacle.decision"].with_user(self.users[login])
        dialog = dialogs.create({"obstacle_ids": obstacle.ids, "decision": decision})
        dialog.action_confirm()

    def to_decide(self, login):
        return self.model(login).search([("can_decide", "=", True)])

    def notices(self, line):
        return self.env["mail.message"].search(
            [("model", "=", line._name), ("res_id", "=", line.id)]
            + [("message_type", "=", "user_notification")]
        )

    def test_it_is_raised_from_the_line_and_stays_there(self):
        line = self._issued()
        action = line.with_user(self.users["officer_a"]).action_raise_obstacle()
        view = self.env["ir.ui.view"].browse(action["views"][0][0])
        with Form(self.model().with_context(**action["context"]), view=view) as form:
            form.text = "Chưa có kinh phí"
            form.proposal = "Cấp 20 triệu đồng"
            self.assertEqual(form.decider, "assigning")
        obstacle = form.record
        self.assertEqual(obstacle.state, "open")
        self.assertEqual(obstacle.deciding_unit_id, self.province)
        self.assertEqual(obstacle.raised_by_id, self.users["officer_a"])
        self.assertEqual(line.open_obstacle_id, obstacle)
        self.assertEqual(line.state, "received", "an obstacle is no status")

    def test_the_body_asked_is_told(self):
        line = self._issued()
        self.raised(line)
        told = self.notices(line).partner_ids
        # the province and its delegate
        for login, wanted in (
            ("leader", True),
            ("manager", True),
            ("coordinator", True),
            ("officer_a", False),
            ("officer_b", False),
        ):
            with self.subTest(login):
                self.assertEqual(self.users[login].partner_id in told, wanted)
        line = self._issued(directive=self._directive(symbol="2/UBND"))
        self.raised(line, decider="monitoring")
        told = self.notices(line).partner_ids
        self.assertIn(self.users["coordinator"].partner_id, told)
        self.assertNotIn(self.users["leader"].partner_id, told)

    def test_who_may_raise(self):
        line = self._issued()
        for login in ("officer_b", "coordinator", "leader", "clerk", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.raised(line, login)
        line.with_user(self.users["coordinator"])._decide("withdraw", reason="x")
        with self.assertRaises(UserError):
            self.raised(line)

    def test_length_and_words(self):
        line = self._issued()
        for vals in (
            {"text": "x" * 501},
            {"text": " "},
            {"text": False},
            {"proposal": "x" * 501},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                self.raised(line, **vals)
        self.raised(line, text="x" * 500, proposal="y" * 500)

    @mute_logger("odoo.sql_db")
    def test_one_open_obstacle_a_line(self):
        obstacle = self.raised()
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.raised(obstacle.assignment_id)
        obstacle.action_withdraw()
        self.assertEqual(obstacle.state, "withdrawn")
        self.raised(obstacle.assignment_id, text="Thiếu người")

    def test_it_is_solved_by_the_body_asked_only(self):
        obstacle = self.raised()
        for login in ("staff_a", "officer_a", "officer_b", "clerk"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.solve(obstacle, login)
            with self.subTest(login), self.assertRaises(AccessError):
                obstacle.with_user(self.users[login])._solve("x")
        self.assertEqual(obstacle.state, "open")
        self.solve(obstacle, "leader")
        self.assertEqual((obstacle.state, obstacle.decision), ("solved", "Cấp bổ sung"))
        self.assertEqual(obstacle.closed_by_id, self.users["leader"])
        self.assertFalse(obstacle.assignment_id.open_obstacle_id)
        told = self.notices(obstacle.assignment_id)[0]
        self.assertIn(self.users["officer_a"].partner_id, told.partner_ids)
        self.assertIn("Cấp bổ sung", told.body)

    def test_the_monitoring_body_decides_what_it_was_asked(self):
        obstacle = self.raised(decider="monitoring")
        self.users["leader"].gov_unit_ids = self.finance
        with self.assertRaises(AccessError):
            obstacle.with_user(self.users["leader"])._solve("x")
        self.solve(obstacle, "coordinator")
        self.assertEqual(obstacle.state, "solved")

    def test_nobody_decides_on_the_own_unit(self):
        line = self._issued(self.home)
        obstacle = self.raised(line, "coordinator", decider="monitoring")
        self.assertFalse(self.to_decide("coordinator"))
        with self.assertRaises(AccessError):
            self.solve(obstacle, "coordinator")
        self.assertEqual(self.to_decide("leader"), obstacle)

    def test_a_decision_needs_words(self):
        obstacle = self.raised()
        for words in (" ", "x" * 2001):
            with self.subTest(len(words)), self.assertRaises(UserError):
                self.solve(obstacle, "leader", words)
        self.solve(obstacle, "leader")
        with self.assertRaises(UserError):
            self.solve(obstacle, "manager", "Khác")
        with self.assertRaises(UserError):
            obstacle.action_withdraw()
        self.assertEqual(obstacle.decision, "Cấp bổ sung")

    def test_only_the_raiser_takes_it_back(self):
        obstacle = self.raised()
        for login in ("staff_a", "officer_b", "leader", "manager"):
            with self.subTest(login), self.assertRaises(AccessError):
                obstacle.with_user(self.users[login]).action_withdraw()
        self.assertEqual(obstacle.state, "open")

    def test_nothing_is_typed_or_deleted(self):
        obstacle = self.raised()
        for login in ("officer_a", "leader", "manager"):
            record = obstacle.with_user(self.users[login])
            for vals in ({"state": "solved"}, {"text": "x"}, {"decider": "extending"}):
                with self.subTest(f"{login} {vals}"), self.assertRaises(AccessError):
                    record.write(vals)
            with self.subTest(login), self.assertRaises(AccessError):
                record.unlink()
        for record in (obstacle.sudo(),):
            with self.assertRaises(AccessError):
                record.write({"text": "x"})
            with self.assertRaises(AccessError):
                record.unlink()
        line = self._issued(directive=self._directive(symbol="2/UBND"))
        for name, value in (
            ("state", "solved"),
            ("raised_by_id", self.users["officer_b"].id),
            ("raised_at", "2020-01-01 00:00:00"),
            ("closed_at", "2020-01-01 00:00:00"),
            ("decision", "x"),
            ("deciding_unit_id", self.commune.id),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                self.raised(line, **{name: value})

    def test_the_leader_s_list_until_solved_the_latest_first(self):
        lines = self._issued(self.commune | self.other)
        early = self._issued(
            directive=self._directive(symbol="2/UBND"), deadline_text="31/5/2023"
        )
        by_unit = {line.unit_id: line for line in lines}
        with freeze_time("2023-07-01 03:00:00"):
            first = self.raised(by_unit[self.commune])
            second = self.raised(by_unit[self.other], "officer_b")
            third = self.raised(early)
        with freeze_time("2023-07-05 03:00:00"):
            found = self.to_decide("leader")
            self.assertEqual(found, third | first | second)
            self.assertEqual(found.mapped("days_open"), [4, 4, 4])
            self.assertEqual(found.mapped("days_late"), [35, 5, 5])
            self.assertEqual(found, found.filtered("can_decide"))
        for login in ("officer_a", "staff_a", "clerk", "no_scope"):
            with self.subTest(login):
                self.assertFalse(self.to_decide(login))
        self.assertEqual(self.to_decide("coordinator"), found, "delegate of the body")
        self.province.gov_delegate_ids = False
        self.assertFalse(self.to_decide("coordinator"))
        self.solve(first, "leader")
        second.assignment_id.with_user(self.users["manager"])._decide(
            "withdraw", reason="x"
        )
        self.assertEqual(self.to_decide("leader"), third)

    def test_list_and_check_agree(self):
        obstacles = self.raised() | self.raised(
            self._issued(self.home, directive=self._directive(symbol="2/UBND")),
            "coordinator",
            decider="extending",
        )
        for login in ("coordinator", "leader", "manager", "officer_a"):
            for obstacle in obstacles.with_user(self.users[login]):
                if not obstacle.has_access("read"):
                    continue
                with self.subTest(f"{login} {obstacle.id}"):
                    allowed = True
                    try:
                        obstacle._check_decider()
                    except AccessError:
                        allowed = False
                    self.assertEqual(obstacle.can_decide, allowed)

    def test_the_state_of_a_past_day(self):
        line = self._issued()
        with freeze_time("2023-05-10 02:00:00"):
            obstacle = self.raised(line, proposal="Cấp vốn")
        with freeze_time("2023-05-20 02:00:00"):
            self.solve(obstacle, "leader")
        with freeze_time("2023-05-25 02:00:00"):
            self.raised(line, text="Thiếu người")
        self.env.flush_all()

        def known(day):
            end = self.env.company._gov_end_of_day(day)
            query = work.obstacle_sql(SQL("SELECT %s", line.id), end)
            rows = self.env.execute_query_dict(query)
            return [(row["text"], row["proposal"]) for row in rows]

        self.assertEqual(known(date(2023, 5, 9)), [])
        self.assertEqual(known(date(2023, 5, 10)), [("Chưa có kinh phí", "Cấp vốn")])
        self.assertEqual(known(date(2023, 5, 19)), [("Chưa có kinh phí", "Cấp vốn")])
        self.assertEqual(known(date(2023, 5, 20)), [])
        self.assertEqual(known(date(2023, 5, 25)), [("Thiếu người", None)])

"""Condition review: what is met, what is not, and the counts of sheet B."""

import base64
from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..report.queries import rollout_conditions
from .common import GovCase

PNG = base64.b64encode(b"\x89PNG anh bo phan mot cua")
# Amounts that nobody enters, and how they are refused.
REFUSED = {
    -1: IntegrityError,
    10**13: IntegrityError,
    float("nan"): ValueError,
    float("inf"): OverflowError,
}


class ConditionCase(GovCase):
    """Commune A reviews its conditions as Chiềng Sinh did before 17/6/2024."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rollout = cls._rollout()
        cls.scanner, cls.wifi, cls.money = cls.env["gov.rollout.condition"].create(
            [
                {"rollout_id": cls.rollout.id, "area": area, "name": name}
                for area, name in (
                    ("equipment", "Máy quét"),
                    ("equipment", "Wifi cho người dân"),
                    ("finance", "Kinh phí trong dự toán"),
                )
            ]
        )
        cls.all = cls.scanner | cls.wifi | cls.money

    def by(self, record, login="officer_a"):
        return record.with_user(self.users[login])

    def events(self, condition):
        rows = self.env["gov.history"].search(
            [("res_model", "=", condition._name), ("res_id", "=", condition.id)]
        )
        return rows.sorted("id").mapped("event")

    def photo(self, condition, kind="before", login="officer_a"):
        vals = {"condition_id": condition.id, "kind": kind}
        vals |= {"name": "a.png", "file": PNG}
        return self.by(self.env["gov.rollout.file"], login).create(vals)

    def raised(self, condition=None, login="officer_a", unit=None, **kwargs):
        condition = condition or self.scanner
        if condition.state != "unmet":
            self.by(condition, login).action_unmet()
        self.by(condition, login)._raise_up(
            unit or self.home, "Cấp 02 máy quét", **kwargs
        )
        return condition


@tagged("post_install", "-at_install")
class TestReview(ConditionCase):
    def test_results_are_set_by_buttons_and_kept(self):
        for login in ("staff_a", "officer_a", "coordinator", "manager"):
            with self.subTest(login):
                self.by(self.scanner, login).action_unmet()
                self.assertEqual(self.scanner.state, "unmet")
                self.by(self.scanner, login).action_met()
                self.assertEqual(self.scanner.state, "met")
        self.assertEqual(self.events(self.scanner), ["create"] + ["unmet", "met"] * 4)
        self.assertEqual(self.scanner.date_checked, self.env.company._gov_today())
        self.by(self.scanner).action_uncheck()
        self.assertEqual(self.scanner.state, "unchecked")
        self.assertFalse(self.scanner.date_checked)

    def test_who_does_not_review(self):
        for login in ("officer_b", "clerk", "leader", "no_scope", "plain"):
            for method in ("action_met", "action_unmet", "action_uncheck"):
                with self.subTest(f"{login} {method}"):
                    with self.assertRaises(AccessError):
                        getattr(self.by(self.scanner, login), method)()
        self.assertEqual(self.scanner.state, "unchecked")

    def test_buttons_for_those_who_review(self):
        for login, wanted in (
            ("staff_a", True),
            ("coordinator", True),
            ("leader", False),
            ("clerk", False),
        ):
            with self.subTest(login):
                self.assertEqual(self.by(self.scanner, login).can_review, wanted)
        self.rollout._guarded_write({"state": "closed"})
        self.assertFalse(self.by(self.scanner, "staff_a").can_review)

    def test_items_stand_in_the_order_of_their_areas(self):
        self.assertEqual(self.rollout.condition_ids, self.all)
        desk = self.scanner.create(
            {"rollout_id": self.rollout.id, "name": "Quầy", "area": "facilities"}
        )
        self.rollout.invalidate_recordset()
        self.assertEqual(self.rollout.condition_ids[0], desk)

    def test_many_at_once_cost_no_more(self):
        conditions = self.env["gov.rollout.condition"].create(
            [
                {"rollout_id": self.rollout.id, "name": f"Nội dung {number}"}
                for number in range(40)
            ]
        )
        few, many = conditions[:4], conditions[4:]
        counts = []
        for some in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.action_unmet()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
        self.assertEqual(set(conditions.mapped("state")), {"unmet"})

    def test_the_day_of_the_remedy(self):
        self.by(self.scanner).action_unmet()
        with freeze_time("2100-05-04 03:00:00"):
            self.by(self.scanner).action_met()
        self.assertEqual(self.scanner.date_remedied, date(2100, 5, 4))
        self.by(self.wifi).action_met()
        self.assertFalse(self.wifi.date_remedied, "nothing had to be remedied")
        self.by(self.scanner).action_unmet()
        self.assertFalse(self.scanner.date_remedied)
        tomorrow = self.env.company._gov_today() + timedelta(days=1)
        with self.assertRaises(ValidationError):
            self.by(self.scanner).date_remedied = tomorrow

    def test_late_but_never_a_party_body(self):
        self.scanner.date_due = self.env.company._gov_today() - timedelta(days=1)
        self.assertFalse(self.scanner.is_late, "not reviewed yet")
        self.scanner.action_unmet()
        self.assertTrue(self.scanner.is_late)
        self.commune.gov_kind = "party"
        self.scanner.invalidate_recordset()
        self.assertFalse(self.scanner.is_late)

    @mute_logger("odoo.sql_db")
    def test_amounts(self):
        for cost, error in REFUSED.items():
            with self.subTest(cost):
                with self.assertRaises(error), self.env.cr.savepoint():
                    self.by(self.scanner).cost = cost
                    self.env.flush_all()
            self.env.invalidate_all()
        self.by(self.scanner).cost = 9_999_999_999_999
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.scanner.cost, 9_999_999_999_999)

    def test_standard_items_in_one_batch_and_once(self):
        templates = self.env["gov.condition.template"].search([])
        self.assertEqual(
            set(templates.mapped("area")),
            {"facilities", "equipment", "finance", "people", "documents"},
        )
        self.assertTrue(all(templates.mapped("needs_confirmation")))
        rollout = self._rollout(self.other)
        self.by(rollout, "officer_b").action_take_conditions()
        taken = rollout.condition_ids
        self.assertEqual(len(taken), len(templates))
        self.assertEqual(set(taken.mapped("state")), {"unchecked"})
        self.assertEqual(self.events(taken[0]), ["create"])
        taken[0].unlink()
        taken[1].name = "Nội dung của xã"
        self.by(rollout, "officer_b").action_take_conditions()
        self.assertEqual(len(rollout.condition_ids), len(templates))
        self.assertIn("Nội dung của xã", rollout.condition_ids.mapped("name"))

    def test_who_takes_standard_items(self):
        for login in ("officer_b", "clerk", "leader", "no_scope", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(self.rollout, login).action_take_conditions()
        self.by(self.rollout, "staff_a").action_take_conditions()
        self.assertGreater(len(self.rollout.condition_ids), 10)

    def test_items_of_another_office_are_not_taken(self):
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        self.env["gov.condition.template"].create(
            {"name": "Của tỉnh khác", "area": "people", "company_id": company.id}
        )
        self.rollout.action_take_conditions()
        names = self.rollout.condition_ids.mapped("name")
        self.assertNotIn("Của tỉnh khác", names)

    @mute_logger("odoo.sql_db")
    def test_an_item_stands_once(self):
        self.rollout.action_take_conditions()
        taken = self.rollout.condition_ids.filtered("template_id")[0]
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            vals = {"rollout_id": self.rollout.id, "name": "x"}
            taken._guarded_create([vals | {"template_id": taken.template_id.id}])

    def test_an_ended_roll_out_stays(self):
        self.rollout._guarded_write({"state": "stopped"})
        for act in (
            lambda: self.by(self.scanner).action_met(),
            lambda: self.by(self.scanner).write({"finding": "x"}),
            lambda: self.by(self.rollout).action_take_conditions(),
            lambda: self.by(self.scanner).unlink(),
            lambda: self.photo(self.scanner),
        ):
            with self.assertRaises(UserError):
                act()
        self.assertEqual(self.scanner.state, "unchecked")

    def test_photos_belong_to_the_condition(self):
        photo = self.photo(self.scanner)
        self.assertEqual(photo.rollout_id, self.rollout)
        self.assertEqual(self.scanner.file_ids, photo)
        other = self._rollout(self.other)
        with self.assertRaises(ValidationError):
            self.env["gov.rollout.file"].create(
                {
                    "rollout_id": other.id,
                    "condition_id": self.scanner.id,
                    "name": "x",
                    "file": PNG,
                }
            )
        with self.assertRaises(AccessError):
            self.photo(self.scanner, login="officer_b")
        self.by(self.scanner).unlink()
        self.assertFalse(photo.exists())

    def test_crafted_calls(self):
        values = {
            "state": "met",
            "date_checked": date(2023, 5, 1),
            "template_id": self.env["gov.condition.template"].search([], limit=1).id,
            "raise_state": "decided",
            "raised_unit_id": self.home.id,
            "asked_unit_ids": [Command.link(self.other.id)],
            "raised_by_id": self.users["officer_b"].id,
            "raised_at": "2023-05-01 00:00:00",
            "proposal": "x",
            "outcome": "agreed",
            "decision": "x",
            "decision_due": date(2023, 5, 1),
            "decided_by_id": self.users["officer_a"].id,
            "handled": True,
        }
        vals = {"rollout_id": self.rollout.id, "name": "x"}
        for login in ("officer_a", "coordinator", "manager"):
            for name, value in values.items():
                with self.subTest(f"{login} {name}"):
                    with self.assertRaises(AccessError):
                        self.by(self.scanner, login).write({name: value})
                    with self.assertRaises(AccessError):
                        self.by(self.scanner, login).create(vals | {name: value})
                    with self.assertRaises(AccessError):
                        self.by(self.rollout, login).write(
                            {
                                "condition_ids": [
                                    Command.update(self.scanner.id, {name: value})
                                ]
                            }
                        )
        other = self._rollout(self.other)
        with self.assertRaises(AccessError):
            self.by(self.scanner).write({"rollout_id": other.id})
        self.assertEqual(self.scanner.state, "unchecked")


@tagged("post_install", "-at_install")
class TestCounts(ConditionCase):
    """Reviewed, met, not met, raised, dealt with: one definition, as of any day."""

    def known(self, day):
        end = self.env.company._gov_end_of_day(day)
        self.env.flush_all()
        counts = rollout_conditions.get_counts(self.env, end)
        row = counts.get(self.rollout.id, {})
        names = ("reviewed", "met", "unmet", "raised", "handled")
        return tuple(row.get(name) for name in names)

    def shown(self):
        self.rollout.invalidate_recordset()
        names = ("reviewed", "met", "unmet", "raised", "handled")
        return tuple(self.rollout[f"condition_{name}_count"] for name in names)

    def test_counts_as_of_a_day(self):
        # Later than what setUpClass recorded, each day one event.
        def on(day):
            return freeze_time(f"2100-06-{day:02} 02:00:00")

        with on(1):
            self.by(self.scanner | self.wifi).action_unmet()
        with on(2):
            self.by(self.money).action_met()
            self.raised(self.scanner)
            self.raised(self.wifi)
        with on(3):
            self.by(self.wifi).action_withdraw()
            self.by(self.scanner, "coordinator")._decide("agreed", "Cấp 02 máy")
        with on(4):
            self.by(self.scanner).action_met()
        with on(5):
            self.by(self.wifi).unlink()
        expected = {
            # reviewed, met, unmet, raised, handled
            1: (2, 0, 2, 0, 0),
            2: (3, 1, 2, 2, 0),
            3: (3, 1, 2, 1, 0),
            4: (3, 2, 1, 1, 1),
            5: (2, 2, 0, 1, 1),
        }
        for day, wanted in expected.items():
            with self.subTest(day):
                self.assertEqual(self.known(date(2100, 6, day)), wanted)
        self.assertEqual(self.known(date(2000, 1, 1)), (None,) * 5)
        self.assertEqual(self.shown(), expected[5])
        self.assertEqual(self.rollout.condition_count, 2)
        self.assertEqual(self.rollout.condition_unchecked_count, 0)

    def test_screen_and_history_say_the_same(self):
        self.rollout.action_take_conditions()
        conditions = self.rollout.condition_ids
        conditions[:5].action_unmet()
        conditions[5:9].action_met()
        self.raised(conditions[0])
        self.raised(conditions[1])
        self.by(conditions[1], "coordinator")._decide("refused", "Không có nguồn")
        self.assertEqual(self.shown(), (9, 4, 5, 2, 0))
        self.assertEqual(self.known(self.env.company._gov_today()), self.shown())
        self.assertEqual(self.rollout.condition_open_raise_count, 1)
        self.by(conditions[1]).action_handle()
        self.assertEqual(self.shown(), (9, 4, 5, 2, 1))
        self.assertEqual(self.known(self.env.company._gov_today()), self.shown())

    def test_counts_of_what_the_user_may_read(self):
        self.scanner.action_met()
        found = rollout_conditions.get_counts(self.env(user=self.users["officer_b"]))
        self.assertNotIn(self.rollout.id, found)
        found = rollout_conditions.get_counts(self.env(user=self.users["officer_a"]))
        self.assertEqual(found[self.rollout.id]["met"], 1)

    def test_counts_of_many_roll_outs_in_one_query(self):
        rollouts = self.rollout | self._rollout(self.other)
        rollouts[1].action_take_conditions()
        self.env.flush_all()
        rollouts.invalidate_recordset()
        rollouts.mapped("name")
        with self.assertQueryCount(1):
            rollouts.mapped("condition_count")

    def test_illustrations_play_in_the_past(self):
        with self.assertRaises(AccessError):
            self.scanner._evaluate("met", recorded_at="2023-06-01 02:00:00")
        self.rollout._guarded_write({"is_demo": True})
        self.wifi._evaluate("met", recorded_at="2023-06-01 02:00:00")
        self.assertEqual(self.wifi.date_checked, date(2023, 6, 1))

import random
from datetime import date, datetime, timedelta

from odoo.tests import freeze_time, tagged

from ..report.queries import history
from .common import GovCase

MODELS = ("gov.rollout", "gov.rollout.step", "gov.reform.model")


@tagged("post_install", "-at_install")
class TestHistoryQuery(GovCase):
    """Chiềng Sinh: plan of its own, launch on 17/6/2024 (report of the source)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2024-04-01 02:00:00"):
            cls.reform = cls.env["gov.reform.model"].create(
                {
                    "code": "CQTT",
                    "name": "Chính quyền thân thiện vì Nhân dân phục vụ",
                    "lead_unit_id": cls.home.id,
                }
            )
            cls.rollout = cls._rollout(cls.commune, date_launch_planned="2024-06-15")
            cls.step = cls._step(cls.rollout, date_planned="2024-05-10")

    @classmethod
    def _rollout(cls, unit, **vals):
        values = {
            "reform_model_id": cls.reform.id,
            "unit_id": unit.id,
            "steering_unit_id": cls.home.id,
        }
        return cls.env["gov.rollout"].create(values | vals)

    @classmethod
    def _step(cls, rollout, **vals):
        values = {"rollout_id": rollout.id, "name": "Thành lập Ban Chỉ đạo"}
        return cls.env["gov.rollout.step"].create(values | {"code": "B04"} | vals)

    def as_of(self, model, day, user=None, domain=()):
        """Rows by record, as known at the end of ``day`` in the office."""
        env = self.env(user=user or self.env.uid)
        env.flush_all()
        end = env.company._gov_end_of_day(date.fromisoformat(day))
        env.cr.execute(history.as_of_sql(env, model, end, domain))
        return {row["id"]: row for row in env.cr.dictfetchall()}

    def now(self, model, user=None):
        env = self.env(user=user or self.env.uid)
        env.flush_all()
        env.cr.execute(history.today_sql(env, model))
        return {row["id"]: row for row in env.cr.dictfetchall()}

    def test_typed_columns(self):
        row = self.as_of("gov.rollout", "2024-04-01")[self.rollout.id]
        self.assertEqual(row["date_launch_planned"], date(2024, 6, 15))
        self.assertEqual(row["unit_id"], self.commune.id)
        self.assertEqual(row["state"], "draft")
        self.assertEqual(row["pledge_unit_count"], 0)
        self.assertIsNone(row["date_launched"])
        self.assertEqual(row["rollout_id"], self.rollout.id)
        step = self.as_of("gov.rollout.step", "2024-04-01")[self.step.id]
        self.assertEqual(step["date_planned"], date(2024, 5, 10))
        self.assertIs(step["is_mandatory"], False)
        self.assertEqual(step["rollout_id"], self.rollout.id)

    def test_day_ends_at_midnight_of_the_office(self):
        # 17:00 UTC is midnight in Viet Nam: the second change is one of the next day.
        with freeze_time("2024-05-02 16:59:59"):
            self.rollout.date_launch_planned = "2024-06-16"
        with freeze_time("2024-05-02 17:00:00"):
            self.rollout.date_launch_planned = "2024-06-17"
        for day, planned in (
            ("2024-05-01", date(2024, 6, 15)),
            ("2024-05-02", date(2024, 6, 16)),
            ("2024-05-03", date(2024, 6, 17)),
        ):
            row = self.as_of("gov.rollout", day)[self.rollout.id]
            self.assertEqual(row["date_launch_planned"], planned, day)
        self.assertNotIn(self.rollout.id, self.as_of("gov.rollout", "2024-03-31"))

    def test_later_change_deletion_and_end_leave_the_day(self):
        before = {model: self.as_of(model, "2024-05-31") for model in MODELS}
        with freeze_time("2024-06-03 02:00:00"):
            self.step.date_planned = "2024-06-30"
            self.reform._history_write({"state": "piloting"}, "pilot")
            self._step(self.rollout, code="B05")
        with freeze_time("2024-06-17 02:00:00"):
            self.step.unlink()
            values = {"state": "transferred", "date_ended": "2024-06-17"}
            self.rollout._history_write(
                values, "transfer", document=("2120/QĐ-UBND-HC", date(2024, 6, 17))
            )
        after = {model: self.as_of(model, "2024-05-31") for model in MODELS}
        self.assertEqual(before, after)
        steps = self.as_of("gov.rollout.step", "2024-06-17")
        self.assertNotIn(self.step.id, steps)
        self.assertEqual(len(self.as_of("gov.rollout.step", "2024-06-16")), 2)
        row = self.as_of("gov.rollout", "2024-06-17")[self.rollout.id]
        self.assertEqual((row["state"], row["event"]), ("transferred", "transfer"))

    def test_rights_are_those_of_the_user(self):
        other = self._rollout(self.other)
        today = str(self.env.company._gov_today())
        cases = {
            "officer_a": self.rollout.ids,
            "officer_b": other.ids,
            "manager": (self.rollout | other).ids,
            "leader": (self.rollout | other).ids,
            "no_scope": [],
        }
        for name, expected in cases.items():
            found = self.as_of("gov.rollout", today, self.users[name])
            mine = {self.rollout.id, other.id}.intersection(found)
            self.assertEqual(mine, set(expected), name)
            steps = self.as_of("gov.rollout.step", today, self.users[name])
            self.assertEqual(self.step.id in steps, self.rollout.id in expected, name)
        domain = [("unit_id", "=", self.other.id)]
        found = self.as_of("gov.rollout", today, domain=domain)
        self.assertEqual(list(found), other.ids)

    def test_random_life(self):
        """Every day asked while it was today is answered the same ever after, and
        today is what the tables hold."""
        rng, day, known = random.Random(515), date(2024, 4, 2), {}
        rollouts, steps = self.rollout, self.step
        for number in range(40):
            with freeze_time(datetime.combine(day, datetime.min.time())):
                unit = self._unit(f"X{number}", f"Xã {number}", "people_committee")
                rollouts |= self._rollout(unit)
                steps |= self._step(rng.choice(rollouts), code=f"B{number:02}")
                for step in rng.sample(list(steps), min(3, len(steps))):
                    step.date_planned = day + timedelta(days=rng.randint(1, 40))
                rng.choice(rollouts).kind = rng.choice(["pilot", "replica"])
                if number % 4 == 3:
                    gone = rng.choice(steps)
                    steps -= gone
                    gone.unlink()
                known[str(day)] = {m: self.as_of(m, str(day)) for m in MODELS}
                for model in MODELS:
                    self.check_equals_table(model, known[str(day)][model])
            day += timedelta(days=1)
        for past, answers in known.items():
            for model, rows in answers.items():
                self.assertEqual(self.as_of(model, past), rows, (past, model))
        # The days differ, so the comparison has something to find.
        shown = {str(answers) for answers in known.values()}
        self.assertEqual(len(shown), len(known))

    def check_equals_table(self, model, rows):
        table = self.now(model)
        self.assertEqual(rows.keys(), table.keys(), model)
        for number, row in rows.items():
            for name in self.env[model]._history_fields:
                self.assertEqual(row[name], table[number][name], (model, name))

    def test_one_statement(self):
        self.env.flush_all()
        end = self.env.company._gov_end_of_day(date(2024, 5, 1))
        with self.assertQueryCount(1):
            query = history.as_of_sql(self.env, "gov.rollout.step", end)
            self.env.cr.execute(query)

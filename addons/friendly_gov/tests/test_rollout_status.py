"""Status of a roll-out: one code each, the same from table and history."""

from datetime import date, datetime, timedelta

from odoo.tests import tagged

from ..report.queries import rollout_status
from .common import GovCase

FIELDS = ("state", "is_exempt", "date_launch_planned", "date_launched", "date_next")


def expected(state, exempt, planned, launched, step, day):
    """The rule in words, apart from the code."""
    if state in ("draft", "stopped", "transferred", "unstated"):
        return state
    if exempt:
        return "exempt"
    if state == "closed":
        return "closed"
    if state == "launched":
        if not planned:
            return "launched_no_plan"
        late = launched and launched > planned
        return "launched_late" if late else "launched_on_time"
    if planned and planned < day:
        return "preparing_late"
    if step and step < day:
        return "preparing_slipping"
    return "preparing_on_time"


@tagged("post_install", "-at_install")
class TestRolloutStatus(GovCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env.company._gov_today()
        cls.model = cls._reform_model()
        cls.waves = cls.env["gov.rollout.wave"]

    def make(self, unit=None, step=None, **vals):
        """A roll-out in a wave of its own, with one step planned for ``step``."""
        wave = self.waves.create({"name": "Đợt", "reform_model_id": self.model.id})
        rollout = self._rollout(
            unit,
            begin=False,
            wave_id=wave.id,
            date_launch_planned=vals.pop("date_launch_planned", False),
        )
        if step:
            rollout.step_ids.create(
                {"rollout_id": rollout.id, "name": "x", "date_planned": step}
            )
        rollout._history_write(vals, "test")
        return rollout

    def test_every_combination_has_one_code_and_both_sources_agree(self):
        days = (False, self.today - timedelta(days=1), self.today)
        days += (self.today + timedelta(days=1),)
        states = [
            value for value, _label in self.model.rollout_ids._fields["state"].selection
        ]
        made = {}
        for state in states:
            for unit in (self.commune, self.party):
                for planned in days:
                    for launched in days[:3] if state == "launched" else days[:1]:
                        for step in days:
                            rollout = self.make(
                                unit,
                                step,
                                state=state,
                                date_launch_planned=planned,
                            )
                            if launched:
                                rollout._history_write(
                                    {"date_launched": launched}, "test"
                                )
                            made[rollout] = expected(
                                state,
                                unit == self.party,
                                planned,
                                launched,
                                step,
                                self.today,
                            )
        rollouts = self.env["gov.rollout"].union(*made)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual({r: r.status for r in rollouts}, made)
        self.assertEqual(set(made.values()), set(rollout_status.CODES))
        # the history as of today says the same
        rows = self.env.execute_query_dict(
            rollout_status.as_of_sql(self.env, self.today, [("id", "in", rollouts.ids)])
        )
        self.assertEqual(
            {row["id"]: row["status"] for row in rows},
            {rollout.id: code for rollout, code in made.items()},
        )
        for row in rows:
            rollout = self.env["gov.rollout"].browse(row["id"])
            counts = (rollout.step_count, rollout.step_done_count)
            self.assertEqual((row["step_count"], row["step_done_count"]), counts)
        # and so do searches and groups
        domain = [("id", "in", rollouts.ids)]
        for code in rollout_status.CODES:
            with self.subTest(code):
                found = rollouts.search([*domain, ("status", "=", code)])
                wanted = {rollout for rollout, value in made.items() if value == code}
                self.assertEqual(set(found), wanted)
        groups = dict(rollouts._read_group(domain, ["status"], ["__count"]))
        counts = {}
        for code in made.values():
            counts[code] = counts.get(code, 0) + 1
        self.assertEqual(groups, counts)

    def test_the_selection_names_every_code(self):
        names = dict(self.env["gov.rollout"]._selection_status())
        self.assertEqual(set(names), set(rollout_status.CODES))

    def test_late_by_the_sources(self):
        """Told by Hòa Bình: plan "quý II/2023", launched on 11/7/2023."""
        rollout = self.make(
            state="launched",
            date_launch_planned=date(2023, 6, 30),
            date_launched=date(2023, 7, 11),
        )
        self.assertEqual(rollout.status, "launched_late")
        self.assertTrue(rollout.is_late)
        self.assertIn(rollout, rollout.search([("is_late", "=", True)]))

    def test_as_of_a_past_day_nothing_changes_afterwards(self):
        """Begun on 17/4, launched on 11/7/2023; read as of days in between."""
        rollout = self.make(state="draft", date_launch_planned=date(2023, 6, 30))
        step = rollout.step_ids.create(
            {
                "rollout_id": rollout.id,
                "name": "Thành lập Ban Chỉ đạo",
                "date_planned": date(2023, 5, 4),
            }
        )
        self.env.cr.execute(
            "DELETE FROM gov_history WHERE rollout_id = %s", (rollout.id,)
        )
        rollout._guarded_write({"is_demo": True})

        def at(moment, record, **vals):
            # one row in the past, as an import of illustrations does
            record._guarded_write(vals)
            self.env.cr.execute(
                "DELETE FROM gov_history WHERE rollout_id = %s AND event = 'write'",
                (rollout.id,),
            )
            record._append_history("event", recorded_at=moment)

        at(datetime(2023, 4, 17, 2), step, state="todo")
        at(datetime(2023, 4, 17, 2), rollout, state="preparing")
        at(datetime(2023, 5, 10, 2), step, state="done", date_done=date(2023, 5, 10))
        at(
            datetime(2023, 7, 12, 2),
            rollout,
            state="launched",
            date_launched=date(2023, 7, 11),
        )

        def as_of(day):
            [row] = self.env.execute_query_dict(
                rollout_status.as_of_sql(self.env, day, [("id", "=", rollout.id)])
            )
            return row["status"], row["step_done_count"]

        self.assertEqual(as_of(date(2023, 5, 4)), ("preparing_on_time", 0))
        self.assertEqual(as_of(date(2023, 5, 5)), ("preparing_slipping", 0))
        self.assertEqual(as_of(date(2023, 5, 10)), ("preparing_on_time", 1))
        self.assertEqual(as_of(date(2023, 6, 30)), ("preparing_on_time", 1))
        self.assertEqual(as_of(date(2023, 7, 11)), ("preparing_late", 1))
        self.assertEqual(as_of(date(2023, 7, 12)), ("launched_late", 1))

    def test_overdue_is_a_search(self):
        yesterday = self.today - timedelta(days=1)
        late = self.make(state="launched", step=yesterday)
        exempt = self.make(self.party, state="launched", step=yesterday)
        fine = self.make(state="launched", step=self.today)
        ended = self.make(state="closed", step=yesterday)
        made = late | exempt | fine | ended
        self.assertEqual(made.filtered("is_overdue"), late)
        domain = [("id", "in", made.ids), ("is_overdue", "=", True)]
        self.assertEqual(made.search(domain), late)

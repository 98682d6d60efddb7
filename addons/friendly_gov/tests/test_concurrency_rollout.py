from datetime import date

from odoo.tests import tagged

from . import test_concurrency

# Children first; history and lists refuse to be deleted through their models.
CREATED = (
    ("gov_history", "rollout_id"),
    ("gov_rollout_step", "rollout_id"),
    ("gov_rollout_visible_unit_rel", "gov_rollout_id"),
)
DAY = date(2024, 6, 17)


@tagged("post_install", "-at_install")
class TestRolloutConcurrency(test_concurrency.RaceCase):
    """Two people launch at once, or start one replication twice."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.addCleanup(self.remove_rollouts)
            home, unit, other = env["hr.department"].browse(self.units)
            model = env["gov.reform.model"].create(
                {"code": "TEST-RACE", "name": "x", "lead_unit_id": home.id}
            )
            rollout = env["gov.rollout"].create(
                {
                    "reform_model_id": model.id,
                    "unit_id": unit.id,
                    "steering_unit_id": home.id,
                    "date_start": date(2023, 4, 17),
                }
            )
            rollout.action_begin()
            env["gov.rollout.step"].create({"rollout_id": rollout.id, "name": "x"})
            replication = env["gov.replication"].create(
                {
                    "reform_model_id": model.id,
                    "origin_id": rollout.id,
                    "steering_unit_id": home.id,
                    "date_start": date(2024, 1, 29),
                    "unit_ids": other.ids,
                }
            )
            self.model, self.rollout = model.id, rollout.id
            self.replication = replication.id

    def remove_rollouts(self):
        with self.transaction() as env:
            found = env["gov.rollout"].search([("reform_model_id", "=", self.model)])
            ids = tuple(found.ids) or (0,)
            cr = env.cr
            cr.execute("DELETE FROM gov_replication WHERE id = %s", (self.replication,))
            cr.execute(
                "UPDATE gov_rollout SET next_step_id = NULL WHERE id IN %s", (ids,)
            )
            for table, column in CREATED:
                cr.execute(f"DELETE FROM {table} WHERE {column} IN %s", (ids,))
            cr.execute("DELETE FROM gov_rollout WHERE id IN %s", (ids,))
            cr.execute(
                "DELETE FROM gov_history WHERE res_model = 'gov.reform.model' "
                "AND res_id = %s",
                (self.model,),
            )
            cr.execute("DELETE FROM gov_reform_model WHERE id = %s", (self.model,))
            cr.execute(
                "DELETE FROM mail_message WHERE model = 'gov.rollout' AND res_id IN %s",
                (ids,),
            )

    def launch(self, rollout, place="x"):
        values = {"date_launched": DAY, "launch_place": place}
        rollout._launch(values, reason="Đã ra mắt")

    def test_two_people_launch_at_once(self):
        self.race(
            "gov.rollout",
            self.rollout,
            lambda rollout: self.launch(rollout, "Bộ phận Một cửa"),
            lambda rollout: self.launch(rollout, "Nhà văn hóa"),
        )
        with self.transaction() as env:
            rollout = env["gov.rollout"].browse(self.rollout)
            self.assertEqual(rollout.launch_place, "Bộ phận Một cửa")
            rows = env["gov.history"].search(
                [("rollout_id", "=", rollout.id), ("event", "=", "launch_early")]
            )
            self.assertEqual(len(rows), 1)

    def test_one_replication_started_twice(self):
        self.race(
            "gov.replication",
            self.replication,
            lambda replication: replication.action_replicate(),
            lambda replication: replication.action_replicate(),
        )
        with self.transaction() as env:
            origin = env["gov.rollout"].browse(self.rollout)
            self.assertEqual(len(origin.replica_ids), 1)

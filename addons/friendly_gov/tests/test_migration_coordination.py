import importlib.util
from datetime import timedelta
from pathlib import Path

from odoo.tests import tagged

from .test_coordination import CoordinationCase

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.1.1.0/post-coordination.py"


@tagged("post_install", "-at_install")
class TestMigrationCoordination(CoordinationCase):
    def migrate(self):
        spec = importlib.util.spec_from_file_location("post_coordination", SCRIPT)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        script.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def forget(self, tasks):
        """As the database of the version before was: nobody asked."""
        self.env.flush_all()
        ids = tuple(tasks.coordination_ids.ids)
        for table, column in (
            ("gov_coordination_visible_unit_rel", "gov_coordination_id"),
            ("gov_coordination_log", "coordination_id"),
            ("gov_coordination", "id"),
        ):
            self.env.cr.execute(f"DELETE FROM {table} WHERE {column} IN %s", [ids])
        self.env.invalidate_all()

    def test_open_tasks_get_their_requests_once(self):
        open_line = self.issued()
        late = self.issued(due=self.today - timedelta(days=3), symbol="2/UBND")
        closed = self.issued(symbol="3/UBND")
        closed.with_user(self.users["coordinator"])._decide("withdraw", reason="x")
        lines = open_line | late | closed
        self.forget(lines.task_id)
        self.migrate()
        for _again in range(2):
            requests = open_line.task_id.coordination_ids
            self.assertEqual(requests.unit_id, self.finance | self.party)
            self.assertEqual(set(requests.mapped("state")), {"asked"})
            self.assertEqual(
                set(requests.mapped("date_asked")), {open_line.date_assigned}
            )
            self.assertEqual(set(requests.mapped("date_due")), {open_line.date_due})
            self.assertEqual(
                set(requests.log_ids.mapped("recorded_at")),
                {open_line.log_ids.recorded_at},
            )
            self.assertTrue(requests[0].with_user(self.users["officer_a"]).name)
            # nobody could answer in time what nobody could answer at all
            self.assertEqual(
                set(late.task_id.coordination_ids.mapped("date_due")), {False}
            )
            self.assertEqual(len(late.task_id.coordination_ids), 2)
            self.assertFalse(closed.task_id.coordination_ids)
            self.migrate()

"""Whoever removes or changes a column must bring the data of the offices along."""

import json
from pathlib import Path

from odoo.modules import Manifest
from odoo.tests import TransactionCase, tagged

from .schema import compare, read_schema, version_key

SNAPSHOTS = Path(__file__).parent / "upgrade"
MIGRATIONS = Path(__file__).parents[1] / "migrations"


@tagged("post_install", "-at_install")
class TestUpgrade(TransactionCase):
    def _get_newest(self):
        """Version and schema of the release that offices have."""
        paths = {p.stem.rpartition("-")[2]: p for p in SNAPSHOTS.glob("*.json")}
        version = max(paths, key=version_key)
        return version, json.loads(paths[version].read_text(encoding="utf-8"))

    def test_changes_have_a_migration(self):
        released, old = self._get_newest()
        changes = compare(old, read_schema(self.env.cr))
        migrations = [
            path.name
            for path in MIGRATIONS.glob("*.*")
            if version_key(path.name) > version_key(released)
        ]
        if changes and not migrations:
            self.fail(
                "schema changed: bump the version, write a migration script and take "
                "a new snapshot (scripts/schema_snapshot.py): " + "; ".join(changes)
            )

    def test_snapshot_is_not_ahead(self):
        released, _old = self._get_newest()
        version = Manifest.for_addon("friendly_gov")["version"]
        self.assertLessEqual(version_key(released), version_key(version))

    def test_schema_holds_what_counts(self):
        """The reading itself: own tables, columns added to others, relations."""
        schema = read_schema(self.env.cr)
        self.assertEqual(schema["gov_assignment"]["date_due"], "date")
        self.assertEqual(schema["hr_department"]["gov_code"], "varchar")
        self.assertEqual(schema["gov_task_lead_unit_rel"]["hr_department_id"], "int4")
        self.assertIn("gov_tz", schema["res_company"])
        self.assertNotIn("name", schema["hr_department"])

    def test_compare_tells_losses_only(self):
        old = {"a": {"x": "int4", "y": "varchar", "z": "date"}, "b": {"x": "int4"}}
        new = {"a": {"x": "int4", "y": "int4", "new": "text"}, "c": {"x": "int4"}}
        self.assertEqual(
            compare(old, new),
            [
                "column a.y was varchar, is int4",
                "column a.z is gone",
                "table b is gone",
            ],
        )

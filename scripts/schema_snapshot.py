"""Keep the schema of a release, so that a later one cannot lose columns unnoticed.

Run on a database with friendly_gov installed, after the version was set and before
the release is tagged. The connection comes from the usual PG* variables.

    python scripts/schema_snapshot.py DATABASE

Writes addons/friendly_gov/tests/upgrade/friendly_gov-<version>.json.
"""

import ast
import json
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import psycopg2

ADDON = Path(__file__).resolve().parents[1] / "addons" / "friendly_gov"


def load_reader():
    """The reader of the tests; not imported as a package, which would need Odoo."""
    spec = spec_from_file_location("schema", ADDON / "tests" / "schema.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.read_schema


def main(database):
    manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text("utf-8"))
    with psycopg2.connect(dbname=database) as connection:
        schema = load_reader()(connection.cursor())
    if not schema:
        sys.exit(f"{database}: friendly_gov is not installed there")
    target = ADDON / "tests" / "upgrade" / f"friendly_gov-{manifest['version']}.json"
    target.parent.mkdir(exist_ok=True)
    text = json.dumps(schema, indent=1, sort_keys=True)
    target.write_text(text + "\n", encoding="utf-8")
    print(f"{target.name}: {len(schema)} tables")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])

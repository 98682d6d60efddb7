"""Import of 5,000 units below 170 communes, from CSV to the last row in the database.

ours   the dialog that users have: codes checked, superiors found by code, in levels
stock  Odoo's own import (``base_import``) of the same units, superiors found by name
limit  one ``create`` of the same units with tracking off as in ours, superiors known
"""

import base64

from . import builders
from .import_rows import QUIET, compare, csv_text, install_stock
from .measure import say

UNITS = 5_000
STOCK = {
    "name": "name",
    "gov_code": "code",
    "parent_id": "parent",
    "gov_level": "level",
    "gov_kind": "kind",
    "gov_admin_code": "admin_code",
    "gov_date_from": "date_from",
}
OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "date_format": "%Y-%m-%d",
}


def run(env):
    """Yield the figure of time."""
    env = install_stock(env)
    say("building a province")
    province = builders.build(env, builders.COMMUNES)
    env = builders.as_user(env, province.manager_id)
    yield from compare(env, "import.units", _Case, UNITS)


class _Case:
    """The same units for each variant; every run is rolled back."""

    def __init__(self, env, count):
        above = env["hr.department"].search([("gov_code", "=like", "BENCH-commune%")])
        self.ids = {unit.gov_code: unit.id for unit in above}
        names = {unit.gov_code: unit.complete_name for unit in above}
        codes = sorted(self.ids)
        self.rows = [
            {
                "code": f"NHAP-{number:05}",
                "name": f"Th\u00f4n {number:05}",
                "parent_code": codes[number % len(codes)],
                "level": "village",
                "kind": "other",
                "admin_code": f"{number:05}",
                "date_from": "2025-07-01",
            }
            for number in range(count)
        ]
        stock = [row | {"parent": names[row["parent_code"]]} for row in self.rows]
        self.csv = csv_text(
            STOCK, [{name: row[key] for name, key in STOCK.items()} for row in stock]
        ).encode()
        self.file = base64.b64encode(csv_text(self.rows[0], self.rows).encode())

    def ours(self, env):
        dialog = env["gov.table.import"].create(
            {"kind": "unit", "file": self.file, "file_name": "unit.csv"}
        )
        dialog.action_import()
        return self._finish(env)

    def stock(self, env):
        importer = env["base_import.import"].create(
            {
                "res_model": "hr.department",
                "file": self.csv,
                "file_name": "unit.csv",
                "file_type": "text/csv",
            }
        )
        answer = importer.execute_import(list(STOCK), list(STOCK), OPTIONS)
        if answer["messages"]:
            raise RuntimeError(f"The stock import says: {answer['messages'][0]}")
        return self._finish(env)

    def limit(self, env):
        env["hr.department"].with_context(**QUIET).create(
            [
                {
                    "name": row["name"],
                    "gov_code": row["code"],
                    "parent_id": self.ids[row["parent_code"]],
                    "gov_level": row["level"],
                    "gov_kind": row["kind"],
                    "gov_admin_code": row["admin_code"],
                    "gov_date_from": row["date_from"],
                }
                for row in self.rows
            ]
        )
        return self._finish(env)

    def _finish(self, env):
        """What was made, as one digest; then nothing of it stays."""
        env.flush_all()
        env.cr.execute(
            """
            SELECT count(*), md5(string_agg(concat_ws('|', gov_code, name,
                       parent_id, gov_level, gov_kind, gov_admin_code,
                       gov_date_from, gov_search_key, gov_is_exempt, company_id),
                       chr(10) ORDER BY gov_code))
              FROM hr_department WHERE gov_code LIKE 'NHAP-%'
            """
        )
        result = env.cr.fetchone()
        env.cr.rollback()
        if result[0] != len(self.rows):
            raise RuntimeError(f"{result[0]} units of {len(self.rows)} were made.")
        return result

"""Import of 5,000 tasks with their units, from CSV to the last row in the database.

ours   the dialog that users have: a ZIP with documents and tasks, read, recognised,
       checked (units, duplicates, deadlines) and written
stock  Odoo's own import (``base_import``) of the same tasks, documents and units found
       by name, as a user would map them
limit  one ``create`` of the same documents and one of the same tasks, every reference
       known beforehand, no file and no checks
"""

import base64
import csv
import io
import zipfile
from datetime import date

from odoo import api
from odoo.fields import Command

from . import builders
from .measure import call, in_turns, medians, say
from .output import Figure

DIRECTIVES, TASKS = 50, 5_000
ROUNDS = 3
ISSUED = date(2023, 4, 14)
DEADLINES = ("qu\u00fd II n\u0103m 2023", "30/9/2023", "theo quy \u0111\u1ecbnh", "")
STOCK_FIELDS = (
    "directive_id",
    "sequence",
    "code",
    "text",
    "product",
    "deadline_text",
    "lead_unit_ids",
)


def run(env):
    """Yield the figure of time."""
    env = _install_stock(env)
    say("building a province")
    province = builders.build(env, builders.COMMUNES)
    env = builders.as_user(env, province.manager_id)
    case = _Case(env, TASKS)
    variants = {"ours": case.ours, "stock": case.stock, "limit": case.limit}
    small = _Case(env, DIRECTIVES)
    for variant in (small.ours, small.stock, small.limit):
        call(env, variant)
    runs = in_turns(variants, ROUNDS, lambda variant: call(env, variant), warm_up=False)
    results = {run.result for done in runs.values() for run in done}
    if len(results) > 1:
        raise RuntimeError("The variants do not make the same: nothing is compared.")
    seconds, cpu = medians(runs, "seconds"), medians(runs, "cpu")
    queries = max(run.queries for run in runs["ours"])
    for name, values in (("import", seconds), ("import.cpu", cpu)):
        ordered = (values[who] for who in ("ours", "stock", "limit"))
        yield Figure(name, TASKS, *ordered, "s", queries)


def _install_stock(env):
    """Databases of the benchmarks have nothing installed by itself."""
    module = env["ir.module.module"].search([("name", "=", "base_import")])
    if module.state != "installed":
        say("installing base_import")
        module.button_immediate_install()
    return api.Environment(env.cr, env.uid, env.context)


class _Case:
    """The same tasks for each variant; every run is rolled back."""

    def __init__(self, env, count):
        texts = builders._read_texts()
        units = env["hr.department"].search([("gov_level", "=", "commune")])
        self.root = units.parent_id.gov_code
        self.unit_ids = {unit.gov_code: unit.id for unit in units}
        self.unit_names = {unit.gov_code: unit.complete_name for unit in units}
        codes = sorted(self.unit_ids)
        self.tasks = [
            {
                "symbol": f"{number % DIRECTIVES + 1}/QD-NHAP",
                "task_code": str(number // DIRECTIVES + 1),
                "text": texts[number * 7 % len(texts)][builders.TEXT],
                "product": texts[number * 7 % len(texts)][builders.PRODUCT],
                "deadline_text": DEADLINES[number % len(DEADLINES)],
                "lead_codes": codes[number % len(codes)],
            }
            for number in range(count)
        ]
        self.directives = [
            {
                "symbol": f"{number + 1}/QD-NHAP",
                "date_issued": ISSUED.strftime("%d/%m/%Y"),
                "issuer_code": self.root,
                "subject": texts[number % len(texts)][builders.TEXT],
                "assigning_code": self.root,
                "monitoring_code": self.root,
            }
            for number in range(DIRECTIVES)
        ]
        self.zip = self._make_zip()
        self.csv = self._make_stock_csv()
        self.root_id = units.parent_id.id

    def _make_zip(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, rows in (("directive", self.directives), ("task", self.tasks)):
                archive.writestr(f"{name}.csv", _csv(rows[0], rows))
        return base64.b64encode(target.getvalue())

    def _make_stock_csv(self):
        rows = [
            {
                "directive_id": task["symbol"],
                "sequence": number + 1,
                "code": task["task_code"],
                "text": task["text"],
                "product": task["product"],
                "deadline_text": task["deadline_text"],
                "lead_unit_ids": self.unit_names[task["lead_codes"]],
            }
            for number, task in enumerate(self.tasks)
        ]
        return _csv(STOCK_FIELDS, rows).encode()

    # -- the variants --------------------------------------------------------------

    def ours(self, env):
        dialog = env["gov.table.import"].create(
            {"kind": "directive", "file": self.zip, "file_name": "nhap.zip"}
        )
        dialog.action_import()
        return self._finish(env)

    def stock(self, env):
        self._create_directives(env)
        importer = env["base_import.import"].create(
            {
                "res_model": "gov.task",
                "file": self.csv,
                "file_name": "nhap.csv",
                "file_type": "text/csv",
            }
        )
        options = {
            "has_headers": True,
            "quoting": '"',
            "separator": ",",
            "encoding": "utf-8",
        }
        fields = list(STOCK_FIELDS)
        answer = importer.execute_import(fields, fields, options)
        if answer["messages"]:
            raise RuntimeError(f"The stock import says: {answer['messages'][0]}")
        return self._finish(env)

    def limit(self, env):
        directives = self._create_directives(env)
        ids = {directive.symbol: directive.id for directive in directives}
        env["gov.task"].create(
            [
                {
                    "directive_id": ids[task["symbol"]],
                    "sequence": number + 1,
                    "code": task["task_code"],
                    "text": task["text"],
                    "product": task["product"],
                    "deadline_text": task["deadline_text"],
                    "lead_unit_ids": [Command.set([self.unit_ids[task["lead_codes"]]])],
                }
                for number, task in enumerate(self.tasks)
            ]
        )
        return self._finish(env)

    def _create_directives(self, env):
        return env["gov.directive"].create(
            [
                {
                    "symbol": values["symbol"],
                    "date_issued": ISSUED,
                    "issuer_id": self.root_id,
                    "subject": values["subject"],
                    "assigning_unit_id": self.root_id,
                    "monitoring_unit_id": self.root_id,
                }
                for values in self.directives
            ]
        )

    def _finish(self, env):
        """What was made, as one digest; then nothing of it stays."""
        env.flush_all()
        env.cr.execute(
            """
            SELECT count(*), md5(string_agg(concat_ws('|', d.symbol, d.symbol_key,
                       d.subject, t.sequence, t.code, t.text, t.search_key, t.product,
                       t.deadline_text, t.date_due, t.deadline_precision,
                       r.hr_department_id), chr(10) ORDER BY t.sequence))
              FROM gov_task t
              JOIN gov_directive d ON d.id = t.directive_id
              JOIN gov_task_lead_unit_rel r ON r.gov_task_id = t.id
             WHERE d.symbol LIKE '%/QD-NHAP'
            """
        )
        result = env.cr.fetchone()
        env.cr.rollback()
        if result[0] != len(self.tasks):
            raise RuntimeError(f"{result[0]} tasks of {len(self.tasks)} were made.")
        return result


def _csv(header, rows):
    target = io.StringIO()
    writer = csv.DictWriter(target, list(header))
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()

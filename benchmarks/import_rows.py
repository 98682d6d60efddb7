"""Import of 1,000 documents with 5,000 tasks, from CSV to the last row in the database.

ours   the dialog that users have: a ZIP with documents and tasks, read, recognised,
       checked (units, duplicates, deadlines) and written
stock  Odoo's own import (``base_import``) of the same documents with tasks, type,
       bodies and units found by name, as a user would map them
limit  one ``create`` of the same documents, with tracking off as in ours, one of the
       same tasks: every reference known beforehand, no file and no checks
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

PER_DIRECTIVE, TASKS = 5, 5_000
ROUNDS = 3
ISSUED = date(2023, 4, 14)
DEADLINES = ("qu\u00fd II n\u0103m 2023", "30/9/2023", "theo quy \u0111\u1ecbnh", "")
STOCK_DIRECTIVE = {
    "symbol": "symbol",
    "date_issued": "date_issued",
    "type_id": "type",
    "issuer_id": "root",
    "subject": "subject",
    "assigning_unit_id": "root",
    "monitoring_unit_id": "monitor",
}
STOCK_TASK = {
    "task_ids/sequence": "sequence",
    "task_ids/code": "task_code",
    "task_ids/text": "text",
    "task_ids/product": "product",
    "task_ids/deadline_text": "deadline_text",
    "task_ids/lead_unit_ids": "lead",
    "task_ids/coordinating_unit_ids": "helper",
}
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
}


def run(env):
    """Yield the figure of time."""
    env = install_stock(env)
    say("building a province")
    province = builders.build(env, builders.COMMUNES)
    env = builders.as_user(env, province.manager_id)
    yield from compare(env, "import", _Case, TASKS)


def compare(env, name, make_case, count):
    """Run the three variants of a case in turns; yield clock and CPU seconds."""
    small, case = make_case(env, 50), make_case(env, count)
    for variant in (small.ours, small.stock, small.limit):
        call(env, variant)
    variants = {"ours": case.ours, "stock": case.stock, "limit": case.limit}
    runs = in_turns(variants, ROUNDS, lambda variant: call(env, variant), warm_up=False)
    results = {run.result for done in runs.values() for run in done}
    if len(results) > 1:
        raise RuntimeError("The variants do not make the same: nothing is compared.")
    queries = max(run.queries for run in runs["ours"])
    for suffix, attribute in (("", "seconds"), (".cpu", "cpu")):
        values = medians(runs, attribute)
        ordered = (values[who] for who in ("ours", "stock", "limit"))
        yield Figure(name + suffix, count, *ordered, "s", queries)


def install_stock(env):
    """Databases of the benchmarks have nothing installed by itself."""
    module = env["ir.module.module"].search([("name", "=", "base_import")])
    if module.state != "installed":
        say("installing base_import")
        module.button_immediate_install()
    return api.Environment(env.cr, env.uid, env.context)


class _Case:
    """The same documents for each variant; every run is rolled back."""

    def __init__(self, env, count):
        self.texts = builders._read_texts()
        units = env["hr.department"].search([("gov_code", "=like", "BENCH%")])
        self.ids = {unit.gov_code: unit.id for unit in units}
        self.names = {unit.gov_code: unit.complete_name for unit in units}
        self.type = env["gov.document.type"].search([("code", "!=", False)], limit=1)
        self.type_name, self.type_code = self.type.name, self.type.code
        self.helpers = sorted(code for code in self.ids if "province" in code)
        self.leads = sorted(code for code in self.ids if "commune" in code)
        self.directives = [
            self._describe_directive(number) for number in range(count // PER_DIRECTIVE)
        ]
        self.tasks = [self._describe_task(number) for number in range(count)]
        self.zip = self._make_zip()
        self.csv = self._make_stockcsv_text()

    def _describe_directive(self, number):
        return {
            "symbol": f"{number + 1}/QD-NHAP",
            "type_code": self.type_code,
            "date_issued": ISSUED.strftime("%d/%m/%Y"),
            "issuer_code": "BENCH",
            "subject": self.texts[number % len(self.texts)][builders.TEXT],
            "assigning_code": "BENCH",
            "monitoring_code": self.helpers[number % 3],
        }

    def _describe_task(self, number):
        text = self.texts[number * 7 % len(self.texts)]
        return {
            "symbol": self.directives[number // PER_DIRECTIVE]["symbol"],
            "task_code": str(number % PER_DIRECTIVE + 1),
            "text": text[builders.TEXT],
            "product": text[builders.PRODUCT],
            "deadline_text": DEADLINES[number % len(DEADLINES)],
            "lead_codes": self.leads[number % len(self.leads)],
            "coordinating_codes": self.helpers[number % len(self.helpers)],
        }

    def _make_zip(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, rows in (("directive", self.directives), ("task", self.tasks)):
                archive.writestr(f"{name}.csv", csv_text(rows[0], rows))
        return base64.b64encode(target.getvalue())

    def _make_stockcsv_text(self):
        """A row a task; the document stands in the first row of its tasks."""
        rows = []
        for number, task in enumerate(self.tasks):
            values = task | {
                "sequence": number + 1,
                "lead": self.names[task["lead_codes"]],
                "helper": self.names[task["coordinating_codes"]],
            }
            row = {name: values[key] for name, key in STOCK_TASK.items()}
            if number % PER_DIRECTIVE == 0:
                row |= self._make_stock_directive(number // PER_DIRECTIVE)
            rows.append(row)
        return csv_text([*STOCK_DIRECTIVE, *STOCK_TASK], rows).encode()

    def _make_stock_directive(self, number):
        directive = self.directives[number]
        values = directive | {
            "date_issued": ISSUED.isoformat(),
            "type": self.type_name,
            "root": self.names["BENCH"],
            "monitor": self.names[directive["monitoring_code"]],
        }
        return {name: values[key] for name, key in STOCK_DIRECTIVE.items()}

    # -- the variants --------------------------------------------------------------

    def ours(self, env):
        dialog = env["gov.table.import"].create(
            {"kind": "directive", "file": self.zip, "file_name": "nhap.zip"}
        )
        dialog.action_import()
        return self._finish(env)

    def stock(self, env):
        importer = env["base_import.import"].create(
            {
                "res_model": "gov.directive",
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
            "date_format": "%Y-%m-%d",
        }
        fields = [*STOCK_DIRECTIVE, *STOCK_TASK]
        answer = importer.execute_import(fields, fields, options)
        if answer["messages"]:
            raise RuntimeError(f"The stock import says: {answer['messages'][0]}")
        return self._finish(env)

    def limit(self, env):
        directives = env["gov.directive"].with_context(**QUIET)
        made = directives.create([self._prepare(values) for values in self.directives])
        ids = {directive.symbol: directive.id for directive in made}
        env["gov.task"].create(
            [
                {
                    "directive_id": ids[task["symbol"]],
                    "sequence": number + 1,
                    "code": task["task_code"],
                    "text": task["text"],
                    "product": task["product"],
                    "deadline_text": task["deadline_text"],
                    "lead_unit_ids": self._link(task["lead_codes"]),
                    "coordinating_unit_ids": self._link(task["coordinating_codes"]),
                }
                for number, task in enumerate(self.tasks)
            ]
        )
        return self._finish(env)

    def _link(self, code):
        return [Command.set([self.ids[code]])]

    def _prepare(self, values):
        return {
            "symbol": values["symbol"],
            "type_id": self.type.id,
            "date_issued": ISSUED,
            "issuer_id": self.ids["BENCH"],
            "subject": values["subject"],
            "assigning_unit_id": self.ids["BENCH"],
            "monitoring_unit_id": self.ids[values["monitoring_code"]],
        }

    def _finish(self, env):
        """What was made, as one digest; then nothing of it stays."""
        env.flush_all()
        env.cr.execute(
            """
            SELECT count(*), md5(string_agg(concat_ws('|', d.symbol, d.name,
                       d.symbol_key, d.issuer_name, d.subject, d.monitoring_unit_id,
                       d.confirming_unit_id, d.extending_unit_id, t.sequence, t.code,
                       t.text, t.search_key, COALESCE(t.product, ''),
                       COALESCE(t.deadline_text, ''), t.date_due,
                       t.deadline_precision, l.hr_department_id, c.hr_department_id),
                       chr(10) ORDER BY t.sequence))
              FROM gov_task t
              JOIN gov_directive d ON d.id = t.directive_id
              JOIN gov_task_lead_unit_rel l ON l.gov_task_id = t.id
              JOIN gov_task_coordinating_unit_rel c ON c.gov_task_id = t.id
             WHERE d.symbol LIKE '%/QD-NHAP'
            """
        )
        result = env.cr.fetchone()
        env.cr.rollback()
        if result[0] != len(self.tasks):
            raise RuntimeError(f"{result[0]} tasks of {len(self.tasks)} were made.")
        return result


def csv_text(header, rows):
    target = io.StringIO()
    writer = csv.DictWriter(target, list(header))
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()

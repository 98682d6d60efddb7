"""The detail sheet alone, at 100,000 lines: seconds, and memory above the process.

ours   the sheet as the workbook has it: read from the history as of a day, typed
       cells, heights of the rows, through a server-side cursor and into a file
stock, limit   as in ``workbook``; stock gives 18 of the columns
"""

import tempfile

from odoo.addons.friendly_gov.report import task_tables
from odoo.addons.friendly_gov.report.xlsx import Book, write_table

from . import builders, workbook
from .measure import call_in_child, in_turns, say
from .output import Figure

LINES = 100_000
ROUNDS = 3


def run(env):
    """Yield the figures of wall time, of CPU time of Odoo, and of memory."""
    say(f"building {LINES:,} assignments")
    province = builders.build(env, LINES)
    env = builders.as_user(env, province.manager_id)
    root = env["hr.department"].browse(province.unit_id)
    full, small = (
        workbook.make_report(env, province, unit) for unit in (root, root.child_ids)
    )
    say("detail sheet, each run in a process of its own")
    runs = in_turns(
        {"ours": _ours, "stock": workbook.write_stock, "limit": workbook.write_limit},
        ROUNDS,
        lambda function: call_in_child(
            env, lambda own: function(own, full), lambda own: function(own, small)
        ),
        warm_up=False,
    )
    workbook.check_all_lines(runs, LINES)
    queries = max(run.queries for run in runs["ours"])
    for attribute, unit in (("seconds", "s"), ("cpu", "s CPU"), ("megabytes", "MB")):
        values = workbook.in_order(runs, attribute)
        yield Figure("detail_export", LINES, *values, unit, queries)


def _ours(env, report_id):
    report = env["gov.report"].browse(report_id)
    part = task_tables.get_detail_table(env, report._get_scope())
    with tempfile.TemporaryFile() as target, Book(target) as book:
        sheet = book.add_sheet(part.sheet, [column.width for column in part.columns])
        return write_table(sheet, part.columns, part.rows).count

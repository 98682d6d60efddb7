"""The workbook of a province: seconds, and memory above what the process had.

ours   ``gov.report``: all sheets, as of a day
stock  Odoo's own export to XLSX (the code of web/controllers/export.py) of the same
       lines, of all columns that it can give without splitting a line over rows
limit  one SQL statement on the tables of today, read through a server-side cursor,
       and xlsxwriter in constant memory: the same columns, rows and cell formats
"""

import io
from types import SimpleNamespace

import xlsxwriter

from odoo import http
from odoo.tools import SQL

from odoo.addons.friendly_gov.report import task_lists
from odoo.addons.friendly_gov.report.queries import status
from odoo.addons.web.controllers.export import ExportXlsxWriter

from . import builders
from .measure import call_in_child, in_turns, medians, say
from .output import Figure

LINES = 40_000
ROUNDS = 5
# No coordinating units and results: the stock export gives each a row of its own.
STOCK_FIELDS = (
    "directive_symbol",
    "directive_id/date_issued",
    "directive_id/issuer_name",
    "task_id/code",
    "task_id/text",
    "task_id/product",
    "unit_id/name",
    "owner_id/name",
    "date_assigned",
    "deadline_text",
    "date_due",
    "status",
    "days_late",
    "date_started",
    "date_submitted",
    "date_done",
    "extension_count",
    "held_days",
)


def run(env):
    """Yield the figure of time and the figure of memory."""
    say(f"building {LINES:,} assignments")
    province = builders.build(env, LINES)
    env = builders.as_user(env, province.manager_id)
    root = env["hr.department"].browse(province.unit_id)
    full, small = (make_report(env, province, unit) for unit in (root, root.child_ids))
    say("workbook, each run in a process of its own")
    runs = in_turns(
        {"ours": _ours, "stock": write_stock, "limit": write_limit},
        ROUNDS,
        lambda function: call_in_child(
            env, lambda own: function(own, full), lambda own: function(own, small)
        ),
        warm_up=False,
    )
    check_all_lines(runs, LINES)
    queries = max(run.queries for run in runs["ours"])
    yield Figure("workbook", LINES, *in_order(runs, "seconds"), "s", queries)
    yield Figure("workbook", LINES, *in_order(runs, "megabytes"), "MB", queries)


def make_report(env, province, units):
    """Id of a report on the last unit of ``units``."""
    period = env["gov.period"].browse(province.period_id)
    values = {
        "unit_id": units[-1:].id,
        "period_id": period.id,
        "coverage": "below",
        "date_as_of": period.date_to,
    }
    return env["gov.report"].create(values).id


def in_order(runs, attribute):
    """Medians of ours, stock and limit."""
    values = medians(runs, attribute)
    return values["ours"], values["stock"], values["limit"]


def check_all_lines(runs, lines):
    """Raise unless each run wrote all lines."""
    for name, done in runs.items():
        for one in done:
            if one.result != lines:
                raise RuntimeError(f"{name} wrote {one.result} lines, not {lines}.")


def _ours(env, report_id):
    result = env["gov.report"].browse(report_id)._build(io.BytesIO())
    return result.tables["detail"].count


# -- stock -------------------------------------------------------------------------


def write_stock(env, report_id):
    report = env["gov.report"].browse(report_id)
    # The writer asks the current request for the environment.
    http._request_stack.push(SimpleNamespace(env=env))
    try:
        scope = report._get_scope()
        domain = [*scope.domain, ("unit_id", "in", scope.unit_ids)]
        records = env["gov.assignment"].search(domain)
        rows = records.export_data(list(STOCK_FIELDS))["datas"]
        return _write_stock(rows)
    finally:
        http._request_stack.pop()


def _write_stock(rows):
    fields = [{"name": name, "type": "char"} for name in STOCK_FIELDS]
    with ExportXlsxWriter(fields, STOCK_FIELDS, len(rows)) as writer:
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                writer.write_cell(number, column, value)
    return len(rows)


# -- limit -------------------------------------------------------------------------


def write_limit(env, report_id):
    report = env["gov.report"].browse(report_id)
    columns = task_lists.get_detail_columns(env)
    query = _limit_sql(report)
    book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True})
    sheet = book.add_worksheet()
    writers = [_cell_writer(book, sheet, column) for column in columns]
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(0, number, column.title)
    words = task_lists.get_detail_labels(env)
    places = {i: words[c.key] for i, c in enumerate(columns) if c.key in words}
    with env.cr._cnx.cursor(name="bench") as cursor:
        cursor.itersize = 1000
        cursor.execute(query.code, query.params)
        lines = _write_rows(cursor, writers, places)
    book.close()
    return lines


def _write_rows(cursor, writers, places):
    lines = 0
    for lines, row in enumerate(cursor, start=1):
        cells = [lines, *row]
        for place, words in places.items():
            cells[place] = words[cells[place]]
        for column, (write, value) in enumerate(zip(writers, cells, strict=True)):
            write(lines, column, value)
    return lines


def _cell_writer(book, sheet, column):
    """Function that writes one cell of ``column`` with its border and format."""
    kinds = {"date": sheet.write_datetime, "int": sheet.write_number}
    formats = {"date": "dd/mm/yyyy", "int": "#,##0", "text": "@"}
    style = {"border": 1, "num_format": formats[column.kind]}
    style = book.add_format(style | {"text_wrap": column.kind == "text"})
    write = kinds.get(column.kind, sheet.write_string)

    def write_cell(row, col, value):
        if value is None or value == "":
            sheet.write_blank(row, col, None, style)
        else:
            write(row, col, value, style)

    return write_cell


def _limit_sql(report):
    """The columns of the detail sheet, read from the lines as they are today."""
    Unit = report.env["hr.department"]
    return SQL(
        """
        SELECT d.symbol, d.date_issued, d.issuer_name, %(body_name)s, t.code, t.text,
               t.product,
               %(unit_name)s AS unit_name,
               (SELECT string_agg(%(other_name)s, '; ' ORDER BY c.id)
                  FROM gov_task_coordinating_unit_rel rel
                  JOIN hr_department c ON c.id = rel.hr_department_id
                 WHERE rel.gov_task_id = t.id),
               p.name, a.date_assigned, t.deadline_text,
               CASE WHEN a.date_due IS NULL THEN 'none' ELSE 'dated' END,
               a.date_due, a.status,
               CASE WHEN a.date_due IS NULL THEN NULL
                    WHEN a.status IN %(missed)s THEN 'late'
                    WHEN a.state IN %(running)s AND a.date_due - %(today)s::date <= 3
                    THEN 'due_soon' WHEN a.status IN %(kept)s THEN 'on_track' END,
               entry.percent, entry.text,
               CASE WHEN a.state IN %(running)s AND a.date_due < %(today)s
                    THEN %(today)s::date - a.date_due END,
               a.date_started, a.date_submitted, res.summary,
               res.document_symbol, res.document_date,
               obstacle.text, obstacle.proposal, a.date_done,
               CASE WHEN a.state = 'done' THEN %(confirming_name)s END, acceptor.name,
               NULLIF(a.extension_count, 0),
               (SELECT string_agg(to_char(old.date_due, 'DD/MM/YYYY'), '; ')
                  FROM gov_assignment_log log
                 CROSS JOIN LATERAL (
                       SELECT date_due FROM gov_assignment_log earlier
                        WHERE earlier.assignment_id = a.id AND earlier.id < log.id
                        ORDER BY earlier.id DESC LIMIT 1) old
                 WHERE log.assignment_id = a.id AND log.event = 'extend'
                   AND a.extension_count > 0),
               NULLIF(a.held_days, 0), a.write_date::date, a.id::text
          FROM (SELECT line.*, %(status)s AS status FROM gov_assignment line) a
          JOIN gov_task t ON t.id = a.task_id
          JOIN gov_directive d ON d.id = a.directive_id
          JOIN hr_department u ON u.id = a.unit_id
          LEFT JOIN res_users o ON o.id = a.owner_id
          LEFT JOIN res_partner p ON p.id = o.partner_id
          JOIN hr_department body ON body.id = a.assigning_unit_id
          JOIN hr_department confirming ON confirming.id = a.confirming_unit_id
          LEFT JOIN LATERAL (
               SELECT r.summary, r.document_symbol, r.document_date, r.decided_by_id
                 FROM gov_assignment_result r
                WHERE r.assignment_id = a.id AND r.state <> 'draft'
                ORDER BY r.id DESC LIMIT 1) res ON TRUE
          LEFT JOIN LATERAL (
               SELECT g.percent, g.text FROM gov_progress g
                WHERE g.assignment_id = a.id ORDER BY g.id DESC LIMIT 1) entry ON TRUE
          LEFT JOIN gov_obstacle obstacle
            ON obstacle.assignment_id = a.id AND obstacle.state = 'open'
          LEFT JOIN res_users decider
            ON decider.id = res.decided_by_id AND a.state = 'done'
          LEFT JOIN res_partner acceptor ON acceptor.id = decider.partner_id
         WHERE u.parent_path LIKE %(below)s
         ORDER BY d.date_issued, d.id, t.sequence, t.id, unit_name, a.id
        """,
        unit_name=Unit._field_to_sql("u", "name"),
        other_name=Unit._field_to_sql("c", "name"),
        body_name=Unit._field_to_sql("body", "name"),
        confirming_name=Unit._field_to_sql("confirming", "name"),
        missed=status.MISSED_CODES,
        kept=status.KEPT_CODES,
        status=status.status_sql("line", report.date_as_of),
        running=status.RUNNING_STATES,
        today=report.date_as_of,
        below=report.unit_id.parent_path + "%",
    )

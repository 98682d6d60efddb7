"""Figures of "how assigned tasks are carried out", as of any day.

Everything is read from the log: a row recorded after the as-of day does not exist
for the report. Rights are those of the user: the lines come from ``_search``.
"""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from . import status

# What one column of the summary counts. Every counted code stands in exactly one.
STATUS_COLUMNS = {
    "done_on_time": ("done_on_time",),
    "done_late": ("done_late",),
    "done_no_due": ("done_no_due",),
    "waiting": ("waiting_on_time", "waiting_late"),
    "doing_on_time": ("doing_on_time",),
    "doing_late": ("doing_late",),
    "todo_on_time": ("todo_on_time",),
    "todo_late": ("todo_late",),
    "no_due": ("doing_no_due", "todo_no_due"),
    "held": ("held", "adjusting"),
}
CARRIED_OVER = tuple(name for name in STATUS_COLUMNS if not name.startswith("done"))
SUMMARY_KEYS = (
    "carried_in",
    "arisen",
    "total",
    *STATUS_COLUMNS,
    "carried_over",
    "done_share",
    "not_counted",
)
FETCH_SIZE = 1000


class Scope(NamedTuple):
    """What a report covers.

    :param domain: further domain on ``gov.assignment``
    :param date_from: first day of the period
    :param as_of: day after which nothing is known
    """

    domain: list
    date_from: date
    as_of: date


def unit_rows(env, scope):
    """One dict per lead unit: ``unit_id``, ``name`` and ``SUMMARY_KEYS``."""
    name = env["hr.department"]._field_to_sql("unit", "name")
    return _summary(
        env,
        scope,
        SQL("unit.id AS unit_id, %s AS name", name),
        SQL("JOIN hr_department unit ON unit.id = lines.unit_id"),
        SQL("unit.id"),
        SQL("name, unit.id"),
    )


def directive_rows(env, scope):
    """One dict per directive: ``symbol``, ``date_issued``, ``subject``, figures."""
    return _summary(
        env,
        scope,
        SQL(
            "directive.id AS directive_id, directive.symbol, directive.date_issued, "
            "directive.issuer_name, directive.subject"
        ),
        SQL(
            "JOIN gov_assignment a ON a.id = lines.assignment_id "
            "JOIN gov_directive directive ON directive.id = a.directive_id"
        ),
        SQL("directive.id"),
        SQL("directive.date_issued, directive.id"),
    )


def detail_rows(env, scope):
    """Yield one dict per line, not counted ones included, in a stable order.

    From a cursor on the server: the client library keeps the whole answer of an
    ordinary one, 28 MB for 40,000 lines.
    """
    env.flush_all()
    query = _detail_sql(env, scope)
    with env.cr._cnx.cursor(name="gov_detail_rows") as cursor:
        cursor.itersize = FETCH_SIZE
        cursor.execute(query.code, query.params)
        names = None
        for row in cursor:
            # Known from the first batch on: the server describes rows as it sends.
            names = names or [column.name for column in cursor.description]
            yield dict(zip(names, row, strict=True))


def _lines_sql(env, scope):
    """Common table expressions ending in ``lines``: the population of the report.

    A line belongs to it when the system knew it on the as-of day and it was still
    open when the period began; ``carried`` tells whether it existed before.
    """
    company = env.company
    query = env["gov.assignment"]._search(scope.domain)
    end = company._gov_end_of_day(scope.as_of)
    # The period begins when the day before it ends.
    start = company._gov_end_of_day(date.fromordinal(scope.date_from.toordinal() - 1))
    return SQL(
        """
        WITH now AS (%(now)s),
        before AS (%(before)s),
        lines AS (
            SELECT now.*,
                   %(status)s AS status,
                   before.assignment_id IS NOT NULL AS carried
              FROM now
              LEFT JOIN before ON before.assignment_id = now.assignment_id
             WHERE before.state IS NULL OR before.state NOT IN %(closed)s
        )
        """,
        now=_snapshot_sql(query, end),
        before=_snapshot_sql(query, start),
        status=status.status_sql("now", scope.as_of),
        closed=status.CLOSED_STATES,
    )


def _snapshot_sql(query, before):
    """Last row of each line of ``query`` recorded before a moment (naive UTC).

    Last by id: transitions lock their line, so ids follow the order of events even
    where the clocks of two servers differ.
    """
    return SQL(
        """
        SELECT DISTINCT ON (log.assignment_id)
               log.assignment_id, log.state, log.unit_id, log.owner_id, log.date_due,
               log.date_started, log.date_submitted, log.date_done, log.held_days
          FROM gov_assignment_log log
         WHERE log.recorded_at < %s
           AND log.assignment_id IN %s
         ORDER BY log.assignment_id, log.id DESC
        """,
        before,
        query.subselect(),
    )


def _summary(env, scope, select, join, group_by, order):
    env.flush_all()
    counted = SQL("lines.status NOT IN %s", status.NOT_COUNTED)
    counts = [
        _count("carried_in", SQL("%s AND lines.carried", counted)),
        _count("arisen", SQL("%s AND NOT lines.carried", counted)),
        _count("total", counted),
        *(
            _count(name, SQL("lines.status IN %s", codes))
            for name, codes in STATUS_COLUMNS.items()
        ),
        _count("not_counted", SQL("lines.status IN %s", status.NOT_COUNTED)),
    ]
    env.cr.execute(
        SQL(
            "%s SELECT %s, %s FROM lines %s GROUP BY %s ORDER BY %s",
            _lines_sql(env, scope),
            select,
            SQL(", ").join(counts),
            join,
            group_by,
            order,
        )
    )
    return [_complete(row) for row in env.cr.dictfetchall()]


def _count(name, condition):
    return SQL("count(*) FILTER (WHERE %s) AS %s", condition, SQL.identifier(name))


def _complete(row):
    """Add the figures that are sums and shares of the counted ones."""
    done = row["done_on_time"] + row["done_late"] + row["done_no_due"]
    row["carried_over"] = sum(row[name] for name in CARRIED_OVER)
    row["done_share"] = done / row["total"] if row["total"] else 0
    return row


def _detail_sql(env, scope):
    unit_name = env["hr.department"]._field_to_sql("unit", "name")
    partner_name = env["res.partner"]._field_to_sql("partner", "name")
    other_name = env["hr.department"]._field_to_sql("other", "name")
    return SQL(
        """
        %(lines)s,
        report AS (
            SELECT DISTINCT ON (log.assignment_id)
                   log.assignment_id, log.document_symbol, log.document_date
              FROM gov_assignment_log log
             WHERE log.event = 'submit' AND log.recorded_at < %(end)s
               AND log.assignment_id IN (SELECT assignment_id FROM lines)
             ORDER BY log.assignment_id, log.id DESC
        ),
        extension AS (
            SELECT log.assignment_id, count(*) AS extension_count
              FROM gov_assignment_log log
             WHERE log.event = 'extend' AND log.recorded_at < %(end)s
               AND log.assignment_id IN (SELECT assignment_id FROM lines)
             GROUP BY log.assignment_id
        ),
        coordinating AS (
            SELECT rel.gov_task_id AS task_id,
                   string_agg(%(other_name)s, '; ' ORDER BY other.id) AS names
              FROM gov_task_coordinating_unit_rel rel
              JOIN hr_department other ON other.id = rel.hr_department_id
             GROUP BY rel.gov_task_id
        )
        SELECT directive.symbol,
               directive.date_issued,
               directive.issuer_name,
               task.code,
               task.text,
               task.product,
               %(unit_name)s AS unit_name,
               coordinating.names AS coordinating_names,
               %(partner_name)s AS owner_name,
               a.date_assigned,
               task.deadline_text,
               lines.date_due,
               lines.status,
               CASE WHEN lines.status IN %(overdue)s
                    THEN %(as_of)s::date - lines.date_due END AS days_late,
               lines.date_started,
               lines.date_submitted,
               lines.date_done,
               report.document_symbol,
               report.document_date,
               extension.extension_count,
               NULLIF(lines.held_days, 0) AS held_days
          FROM lines
          JOIN gov_assignment a ON a.id = lines.assignment_id
          JOIN gov_task task ON task.id = a.task_id
          JOIN gov_directive directive ON directive.id = a.directive_id
          JOIN hr_department unit ON unit.id = lines.unit_id
          LEFT JOIN res_users owner ON owner.id = lines.owner_id
          LEFT JOIN res_partner partner ON partner.id = owner.partner_id
          LEFT JOIN report ON report.assignment_id = lines.assignment_id
          LEFT JOIN extension ON extension.assignment_id = lines.assignment_id
          LEFT JOIN coordinating ON coordinating.task_id = task.id
         ORDER BY directive.date_issued, directive.id, task.sequence, task.id,
                  unit_name, lines.assignment_id
        """,
        lines=_lines_sql(env, scope),
        end=env.company._gov_end_of_day(scope.as_of),
        as_of=scope.as_of,
        overdue=status.OVERDUE,
        unit_name=unit_name,
        other_name=other_name,
        partner_name=partner_name,
    )

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
    :param warning_days: days before the deadline on which a line is due soon
    """

    domain: list
    date_from: date
    as_of: date
    warning_days: int


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


def overdue_rows(env, scope):
    """Yield one dict per line overdue on the as-of day, the longest overdue first.

    Overdue is ``status.OVERDUE``: what was reported late waits for somebody else.
    ``returned_on`` and ``return_reason`` are those of the last return; no result was
    submitted where ``returned_on`` is None. ``deciding_name`` is the body that must
    decide next: that confirms a returned result, or else that extends.
    """
    return _stream(env, "gov_overdue_rows", _overdue_sql(env, scope))


def detail_rows(env, scope):
    """Yield one dict per line, not counted ones included, in a stable order."""
    return _stream(env, "gov_detail_rows", _detail_sql(env, scope))


def _stream(env, name, query):
    """Yield dicts from a cursor on the server.

    The client library keeps the whole answer of an ordinary one, 28 MB for 40,000
    lines.
    """
    env.flush_all()
    with env.cr._cnx.cursor(name=name) as cursor:
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
               log.date_started, log.date_submitted, log.date_done, log.held_days,
               log.recorded_at, log.event, log.user_id
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


def _extension_sql(end):
    """Extensions of each of ``lines`` recorded before ``end``, and what they moved.

    The old deadline stands in the row of the log before that of the extension.
    """
    return SQL(
        """
        SELECT log.assignment_id,
               count(*) AS extension_count,
               string_agg(COALESCE(to_char(old.date_due, 'DD/MM/YYYY'), '–'), '; '
                          ORDER BY log.id) AS old_deadlines
          FROM gov_assignment_log log
          LEFT JOIN LATERAL (
               SELECT earlier.date_due
                 FROM gov_assignment_log earlier
                WHERE earlier.assignment_id = log.assignment_id
                  AND earlier.id < log.id
                ORDER BY earlier.id DESC
                LIMIT 1) old ON TRUE
         WHERE log.event = 'extend' AND log.recorded_at < %s
           AND log.assignment_id IN (SELECT assignment_id FROM lines)
         GROUP BY log.assignment_id
        """,
        end,
    )


def _overdue_sql(env, scope):
    Unit, Partner = env["hr.department"], env["res.partner"]
    end = env.company._gov_end_of_day(scope.as_of)
    return SQL(
        """
        %(all_lines)s,
        late AS (SELECT * FROM lines WHERE status IN %(overdue)s),
        returned AS (
            SELECT DISTINCT ON (log.assignment_id)
                   log.assignment_id, %(returned_on)s AS day, log.reason
              FROM gov_assignment_log log
             WHERE log.event = 'return' AND log.recorded_at < %(end)s
               AND log.assignment_id IN (SELECT assignment_id FROM late)
             ORDER BY log.assignment_id, log.id DESC
        ),
        extension AS (%(extension)s)
        SELECT %(unit_name)s AS unit_name,
               task.text,
               task.product,
               directive.symbol,
               directive.date_issued,
               late.date_due,
               %(as_of)s::date - late.date_due AS days_late,
               returned.day AS returned_on,
               returned.reason AS return_reason,
               %(body_name)s AS deciding_name,
               %(partner_name)s AS owner_name,
               extension.extension_count,
               late.assignment_id AS line_id
          FROM late
          JOIN gov_assignment a ON a.id = late.assignment_id
          JOIN gov_task task ON task.id = a.task_id
          JOIN gov_directive directive ON directive.id = a.directive_id
          JOIN hr_department unit ON unit.id = late.unit_id
          LEFT JOIN returned ON returned.assignment_id = late.assignment_id
          JOIN hr_department body
            ON body.id = CASE WHEN returned.day IS NULL
                              THEN directive.extending_unit_id
                              ELSE directive.confirming_unit_id END
          LEFT JOIN res_users owner ON owner.id = late.owner_id
          LEFT JOIN res_partner partner ON partner.id = owner.partner_id
          LEFT JOIN extension ON extension.assignment_id = late.assignment_id
         ORDER BY late.date_due, unit_name, late.assignment_id
        """,
        all_lines=_lines_sql(env, scope),
        overdue=status.OVERDUE,
        returned_on=_local_day(env, SQL("log.recorded_at")),
        end=end,
        extension=_extension_sql(end),
        as_of=scope.as_of,
        unit_name=Unit._field_to_sql("unit", "name"),
        body_name=Unit._field_to_sql("body", "name"),
        partner_name=Partner._field_to_sql("partner", "name"),
    )


def _local_day(env, moment):
    """The office's day of a moment, which the database keeps in UTC."""
    return SQL(
        "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, env.company.gov_tz
    )


def _detail_sql(env, scope):
    unit_name = env["hr.department"]._field_to_sql("unit", "name")
    assigning_name = env["hr.department"]._field_to_sql("assigning", "name")
    partner_name = env["res.partner"]._field_to_sql("partner", "name")
    acceptor_name = env["res.partner"]._field_to_sql("acceptor_partner", "name")
    other_name = env["hr.department"]._field_to_sql("other", "name")
    end = env.company._gov_end_of_day(scope.as_of)
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
        result AS (
            -- Frozen once submitted; one at a time, so ids follow the submissions.
            SELECT DISTINCT ON (result.assignment_id)
                   result.assignment_id, result.summary
              FROM gov_assignment_result result
             WHERE result.submitted_at < %(end)s
               AND result.assignment_id IN (SELECT assignment_id FROM lines)
             ORDER BY result.assignment_id, result.id DESC
        ),
        extension AS (%(extension)s),
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
               %(assigning_name)s AS assigning_name,
               task.code,
               task.text,
               task.product,
               %(unit_name)s AS unit_name,
               coordinating.names AS coordinating_names,
               %(partner_name)s AS owner_name,
               a.date_assigned,
               task.deadline_text,
               CASE WHEN lines.date_due IS NOT NULL THEN 'dated'
                    WHEN task.deadline_precision IN ('event', 'regulation')
                    THEN task.deadline_precision ELSE 'none' END AS deadline_kind,
               lines.date_due,
               lines.status,
               %(progress)s AS progress,
               CASE WHEN lines.status IN %(overdue)s
                    THEN %(as_of)s::date - lines.date_due END AS days_late,
               lines.date_started,
               lines.date_submitted,
               result.summary,
               report.document_symbol,
               report.document_date,
               lines.date_done,
               %(acceptor_name)s AS accepted_by,
               extension.extension_count,
               extension.old_deadlines,
               NULLIF(lines.held_days, 0) AS held_days,
               %(updated_on)s AS date_updated,
               lines.assignment_id AS line_id
          FROM lines
          JOIN gov_assignment a ON a.id = lines.assignment_id
          JOIN gov_task task ON task.id = a.task_id
          JOIN gov_directive directive ON directive.id = a.directive_id
          JOIN hr_department unit ON unit.id = lines.unit_id
          JOIN hr_department assigning ON assigning.id = directive.assigning_unit_id
          LEFT JOIN res_users owner ON owner.id = lines.owner_id
          LEFT JOIN res_partner partner ON partner.id = owner.partner_id
          -- Nothing follows an acceptance: it is the last row where there is one.
          LEFT JOIN res_users acceptor
            ON acceptor.id = lines.user_id AND lines.event = 'accept'
          LEFT JOIN res_partner acceptor_partner
            ON acceptor_partner.id = acceptor.partner_id
          LEFT JOIN report ON report.assignment_id = lines.assignment_id
          LEFT JOIN result ON result.assignment_id = lines.assignment_id
          LEFT JOIN extension ON extension.assignment_id = lines.assignment_id
          LEFT JOIN coordinating ON coordinating.task_id = task.id
         ORDER BY directive.date_issued, directive.id, task.sequence, task.id,
                  unit_name, lines.assignment_id
        """,
        lines=_lines_sql(env, scope),
        end=end,
        extension=_extension_sql(end),
        as_of=scope.as_of,
        overdue=status.OVERDUE,
        progress=status.progress_sql("lines", scope.as_of, scope.warning_days),
        updated_on=_local_day(env, SQL("lines.recorded_at")),
        unit_name=unit_name,
        assigning_name=assigning_name,
        other_name=other_name,
        partner_name=partner_name,
        acceptor_name=acceptor_name,
    )

"""The lines of a report as of any day, from which every figure is taken.

Everything is read from the log: a row recorded after the as-of day does not exist
for the report. Rights are those of the user: the lines come from ``_search``.
"""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from . import status

FETCH_SIZE = 1000


class Scope(NamedTuple):
    """What a report covers.

    :param domain: domain on ``gov.assignment``, of columns that never change
    :param date_from: first day of the period
    :param as_of: day after which nothing is known
    :param unit_ids: the units whose lines count, by the lead unit that the log names
        on the as-of day; None for all
    """

    domain: list
    date_from: date
    as_of: date
    unit_ids: tuple | None = None


def stream(env, name, query):
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


def count_lines(env, scope):
    """Number of lines of the report, not counted ones included."""
    env.flush_all()
    [(count,)] = env.execute_query(
        SQL("%s SELECT count(*) FROM lines", lines_sql(env, scope))
    )
    return count


def local_day(env, moment):
    """The office's day of a moment, which the database keeps in UTC."""
    return SQL(
        "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, env.company.gov_tz
    )


def known_log_sql(env, scope):
    """Condition on ``log``: what the report may know of the lines it may see."""
    return SQL(
        "log.recorded_at < %s AND log.assignment_id IN %s",
        env.company._gov_end_of_day(scope.as_of),
        env["gov.assignment"]._search(scope.domain).subselect(),
    )


def unit_condition(alias, scope):
    """Condition that a row of the log belongs to a unit of the report."""
    if scope.unit_ids is None:
        return SQL("TRUE")
    return SQL("%s IN %s", SQL.identifier(alias, "unit_id"), scope.unit_ids or (0,))


def lines_sql(env, scope):
    """Common table expressions ending in ``lines``: the population of the report.

    A line belongs to it when the system knew it on the as-of day and it was still
    open when the period began; ``carried`` tells whether it existed before. The
    last row of a line is that of the highest id: transitions lock their line, so ids
    follow the order of events even where the clocks of two servers differ.

    One pass over the log; all else is joined by primary keys or looked up line by
    line in an index. Tables that were just filled have no statistics: joined to one
    another, such subqueries were read once for each line, for minutes. Hence
    MATERIALIZED, too: inlined, they were read once for each row of another table.
    """
    # The period begins when the day before it ends.
    eve = date.fromordinal(scope.date_from.toordinal() - 1)
    return SQL(
        """
        WITH history AS MATERIALIZED (
            SELECT log.assignment_id,
                   max(log.id) AS last_id,
                   max(log.id) FILTER (WHERE log.recorded_at < %(start)s) AS before_id,
                   max(log.id) FILTER (WHERE log.recorded_at < %(start)s
                                         AND log.state IN %(closed)s) AS ended_id,
                   max(log.id) FILTER (WHERE log.event = 'submit') AS submit_id,
                   max(log.id) FILTER (WHERE log.event = 'return') AS return_id,
                   max(log.id) FILTER (WHERE log.event = 'accept') AS accept_id,
                   count(*) FILTER (WHERE log.event = 'extend') AS extension_count
              FROM gov_assignment_log log
             WHERE %(known)s
             GROUP BY log.assignment_id
        ),
        lines AS MATERIALIZED (
            SELECT history.*, now.state, now.unit_id, now.owner_id, now.date_due,
                   now.date_started, now.date_submitted, now.date_done,
                   now.held_days, now.recorded_at,
                   %(status)s AS status,
                   history.before_id IS NOT NULL AS carried
              FROM history
              JOIN gov_assignment_log now ON now.id = history.last_id
             WHERE (history.before_id IS NULL
                    OR history.before_id IS DISTINCT FROM history.ended_id)
               AND %(units)s
        )
        """,
        start=env.company._gov_end_of_day(eve),
        closed=status.CLOSED_STATES,
        known=known_log_sql(env, scope),
        status=status.status_sql("now", scope.as_of),
        units=unit_condition("now", scope),
    )

"""Who was asked to coordinate, who answered and who did not.

One definition of the status of a request, for the table of today and for the history
alike. As of a past day the history is read: a row recorded later does not exist for
the report. Bodies of which a state agency counts nobody late (Party, Front, councils,
committees) are never late here: neither when they were known as such on the day they
were asked, nor when they are now.
"""

from odoo.fields import Domain
from odoo.tools import SQL

WAITING_STATES = ("asked", "returned")
CODES = ("withdrawn", "answered_late", "answered", "overdue", "open")
LATE = ("overdue", "answered_late")
SUMMARY_KEYS = ("asked", "answered_in_time", "answered_late", "not_answered", "overdue")


def status_sql(alias, as_of, exempt):
    """SQL expression with the status code of the rows of ``alias``.

    :param str alias: table or CTE with ``state``, ``date_due``, ``date_answered`` and
        ``is_exempt``
    :param datetime.date as_of: the day in the office's time zone
    :param SQL exempt: expression that is true where the unit is exempt by now
    """
    due = SQL.identifier(alias, "date_due")
    counted = SQL(
        "NOT COALESCE(%s, FALSE) AND NOT COALESCE(%s, FALSE)",
        SQL.identifier(alias, "is_exempt"),
        exempt,
    )
    return SQL(
        "CASE WHEN %(state)s = 'withdrawn' THEN 'withdrawn' "
        "WHEN %(state)s = 'answered' AND %(counted)s AND %(answered)s > %(due)s "
        "THEN 'answered_late' "
        "WHEN %(state)s = 'answered' THEN 'answered' "
        "WHEN %(counted)s AND %(as_of)s::date > %(due)s THEN 'overdue' "
        "ELSE 'open' END",
        state=SQL.identifier(alias, "state"),
        counted=counted,
        answered=SQL.identifier(alias, "date_answered"),
        due=due,
        as_of=as_of,
    )


def status_domain(codes, as_of):
    """Domain of the requests whose status today is one of ``codes``."""
    waiting = Domain("state", "in", WAITING_STATES)
    answered = Domain("state", "=", "answered")
    counted = Domain("is_exempt", "=", False) & Domain(
        "unit_id.gov_is_exempt", "!=", True
    )
    overdue = counted & Domain("date_due", "<", as_of)
    late = counted & Domain.custom(
        to_sql=lambda model, alias, query: SQL(
            "COALESCE(%s > %s, FALSE)",
            SQL.identifier(alias, "date_answered"),
            SQL.identifier(alias, "date_due"),
        )
    )
    parts = {
        "withdrawn": Domain("state", "=", "withdrawn"),
        "overdue": waiting & overdue,
        "open": waiting & ~overdue,
        "answered_late": answered & late,
        "answered": answered & ~late,
    }
    return Domain.OR(parts[code] for code in codes if code in parts)


def unit_rows(env, domain, as_of):
    """One dict per asked unit: ``unit_id``, ``name`` and ``SUMMARY_KEYS``.

    ``asked`` = in time + late + not answered; ``overdue`` is part of the latter. What
    was withdrawn is not counted.

    :param list domain: on ``gov.coordination``, under the rights of the user
    :param datetime.date as_of: day after which nothing is known
    """
    env.flush_all()
    name = env["hr.department"]._field_to_sql("unit", "name")
    counts = {
        "asked": CODES[1:],
        "answered_in_time": ("answered",),
        "answered_late": ("answered_late",),
        "not_answered": ("overdue", "open"),
        "overdue": ("overdue",),
    }
    columns = SQL(", ").join(
        SQL(
            "count(*) FILTER (WHERE lines.status IN %s) AS %s",
            codes,
            SQL.identifier(key),
        )
        for key, codes in counts.items()
    )
    env.cr.execute(
        SQL(
            "%s SELECT unit.id AS unit_id, %s AS name, %s FROM lines "
            "JOIN hr_department unit ON unit.id = lines.unit_id "
            "WHERE lines.status != 'withdrawn' GROUP BY unit.id ORDER BY name, unit.id",
            _lines_sql(env, domain, as_of),
            name,
            columns,
        )
    )
    return env.cr.dictfetchall()


def _lines_sql(env, domain, as_of):
    """Common table expressions ending in ``lines``: last row known of each request."""
    query = env["gov.coordination"]._search(domain)
    return SQL(
        """
        WITH now AS (
            SELECT DISTINCT ON (log.coordination_id)
                   log.coordination_id, log.unit_id, log.state, log.date_due,
                   log.date_answered, log.is_exempt
              FROM gov_coordination_log log
             WHERE log.recorded_at < %(end)s AND log.coordination_id IN %(ids)s
             ORDER BY log.coordination_id, log.id DESC
        ),
        lines AS (
            SELECT now.*, %(status)s AS status
              FROM now
              JOIN hr_department known ON known.id = now.unit_id
        )
        """,
        end=env.company._gov_end_of_day(as_of),
        ids=query.subselect(),
        status=status_sql("now", as_of, SQL("known.gov_is_exempt")),
    )

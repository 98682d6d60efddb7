"""Who was asked to coordinate, who answered and who did not.

The status of a request is that of :mod:`answers`. As of a past day the history is read:
a row recorded later does not exist for the report.
"""

from odoo.tools import SQL

from . import answers

WAITING_STATES = ("asked", "returned")
ANSWERED_STATES = ("answered",)
LATE = answers.LATE
CODES = ("withdrawn", "answered_late", "answered", "overdue", "open")
SUMMARY_KEYS = ("asked", "answered_in_time", "answered_late", "not_answered", "overdue")


def status_sql(alias, as_of, exempt):
    """See :func:`answers.status_sql`."""
    return answers.status_sql(alias, as_of, ANSWERED_STATES, exempt)


def status_domain(codes, as_of):
    """Domain of the requests whose status today is one of ``codes``."""
    return answers.status_domain(codes, as_of, WAITING_STATES, ANSWERED_STATES)


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

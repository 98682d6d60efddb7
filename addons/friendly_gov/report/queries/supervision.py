"""Recommendations of supervising bodies: who answered, and who is late.

The status of a recommendation is that of :mod:`answers`. As of a past day the history
is read.
"""

from odoo.tools import SQL

from . import answers

WAITING_STATES = ("open", "asked_again")
ANSWERED_STATES = ("answered", "closed")
LATE = answers.LATE
# Column → codes of the status that it counts.
COUNTS = {
    "asked": ("overdue", "open", "answered_late", "answered"),
    "answered_in_time": ("answered",),
    "answered_late": ("answered_late",),
    "not_answered": ("overdue", "open"),
    "overdue": ("overdue",),
}


def status_sql(alias, as_of):
    """See :func:`answers.status_sql`; ``alias`` has ``unit_id`` besides.

    :param datetime.date as_of: the day in the office's time zone
    """
    exempt = SQL(
        "(SELECT unit.gov_is_exempt FROM hr_department unit WHERE unit.id = %s)",
        SQL.identifier(alias, "unit_id"),
    )
    return answers.status_sql(alias, as_of, ANSWERED_STATES, exempt)


def status_domain(codes, as_of):
    """Domain of the recommendations whose status today is one of ``codes``."""
    return answers.status_domain(codes, as_of, WAITING_STATES, ANSWERED_STATES)


def get_status(env, ids, as_of):
    """Status by id of the recommendations ``ids``, as the table has them now."""
    env["gov.supervision.recommendation"].flush_model()
    env["hr.department"].flush_model(["gov_is_exempt"])
    return dict(
        env.execute_query(
            SQL(
                "SELECT line.id, %s FROM gov_supervision_recommendation line "
                "WHERE line.id = ANY(%s)",
                status_sql("line", as_of),
                list(ids),
            )
        )
    )


def unit_rows(env, domain, as_of):
    """One dict per asked unit: ``unit_id``, ``name`` and the keys of ``COUNTS``.

    ``asked`` = in time + late + not answered; ``overdue`` is part of the latter. What
    was withdrawn is not counted.

    :param list domain: on ``gov.supervision.recommendation``, under the user's rights
    :param datetime.date as_of: day after which nothing is known
    """
    env.flush_all()
    columns = SQL(", ").join(
        SQL(
            "count(*) FILTER (WHERE lines.status IN %s) AS %s",
            codes,
            SQL.identifier(key),
        )
        for key, codes in COUNTS.items()
    )
    env.cr.execute(
        SQL(
            """
            WITH known AS (
                SELECT DISTINCT ON (log.recommendation_id)
                       log.recommendation_id, log.unit_id, log.state, log.date_due,
                       log.date_answered, log.is_exempt
                  FROM gov_supervision_recommendation_log log
                 WHERE log.recorded_at < %(end)s
                   AND log.recommendation_id IN %(ids)s
                 ORDER BY log.recommendation_id, log.id DESC
            ),
            lines AS (SELECT known.*, %(status)s AS status FROM known)
            SELECT named.id AS unit_id, %(name)s AS name, %(columns)s
              FROM lines
              JOIN hr_department named ON named.id = lines.unit_id
             WHERE lines.status <> 'withdrawn'
             GROUP BY named.id
             ORDER BY name, named.id
            """,
            end=env.company._gov_end_of_day(as_of),
            ids=env["gov.supervision.recommendation"]._search(domain).subselect(),
            status=status_sql("known", as_of),
            name=env["hr.department"]._field_to_sql("named", "name"),
            columns=columns,
        )
    )
    return env.cr.dictfetchall()

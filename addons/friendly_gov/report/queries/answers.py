"""Status of what one unit asks another: answered, in time or late, or still open.

The one definition for requests of coordination and for recommendations of supervising
bodies, for the table of today and for the history alike. Bodies of which a state
agency counts nobody late (Party, Front, councils, committees) are never late: neither
when they were known as such on the day they were asked, nor when they are now.
"""

from odoo.fields import Domain
from odoo.tools import SQL

LATE = ("overdue", "answered_late")


def status_sql(alias, as_of, answered_states, exempt):
    """SQL expression with the status code of the rows of ``alias``.

    :param str alias: table or CTE with ``state``, ``date_due``, ``date_answered`` and
        ``is_exempt``
    :param datetime.date as_of: the day in the office's time zone
    :param tuple answered_states: states in which the answer is there
    :param SQL exempt: expression that is true where the unit is exempt by now
    """
    return SQL(
        "CASE WHEN %(state)s = 'withdrawn' THEN 'withdrawn' "
        "WHEN %(state)s IN %(answers)s AND %(counted)s AND %(answered)s > %(due)s "
        "THEN 'answered_late' "
        "WHEN %(state)s IN %(answers)s THEN 'answered' "
        "WHEN %(counted)s AND %(as_of)s::date > %(due)s THEN 'overdue' "
        "ELSE 'open' END",
        state=SQL.identifier(alias, "state"),
        answers=answered_states,
        counted=SQL(
            "NOT COALESCE(%s, FALSE) AND NOT COALESCE(%s, FALSE)",
            SQL.identifier(alias, "is_exempt"),
            exempt,
        ),
        answered=SQL.identifier(alias, "date_answered"),
        due=SQL.identifier(alias, "date_due"),
        as_of=as_of,
    )


def status_domain(codes, as_of, waiting_states, answered_states):
    """Domain of the rows whose status today is one of ``codes``."""
    waiting = Domain("state", "in", waiting_states)
    answered = Domain("state", "in", answered_states)
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

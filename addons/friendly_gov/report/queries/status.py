"""The one definition of an assignment's status.

``RULES`` is read top to bottom, first match wins. Each rule compares the deadline
with one date: none, a column of the row, or the as-of date. From the same table
come the SQL expression (:func:`status_sql`, for the table of today and for the log
of the past alike) and the indexed search domains (:func:`status_domain`).
"""

from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

ON_TIME, LATE, NO_DUE, ANY = "on_time", "late", "no_due", "any"
AS_OF = "as_of"


class Rule(NamedTuple):
    """``code`` applies to ``state`` when the deadline relates so to ``measured``."""

    code: str
    state: str
    due: str = ANY
    measured: str | None = None


RULES = (
    # not counted
    Rule("withdrawn", "withdrawn"),
    Rule("transferred", "transferred"),
    Rule("unstated", "unstated"),
    # done
    Rule("done_no_due", "done", NO_DUE),
    Rule("done_on_time", "done", ON_TIME, "date_done"),
    Rule("done_late", "done", LATE, "date_done"),
    # stopped
    Rule("held", "held"),
    Rule("adjusting", "adjusting"),
    # reported, waits for acceptance: lateness is frozen at the day of submission
    Rule("waiting_on_time", "submitted", NO_DUE),
    Rule("waiting_on_time", "submitted", ON_TIME, "date_submitted"),
    Rule("waiting_late", "submitted", LATE, "date_submitted"),
    # doing
    Rule("doing_no_due", "doing", NO_DUE),
    Rule("doing_on_time", "doing", ON_TIME, AS_OF),
    Rule("doing_late", "doing", LATE, AS_OF),
    # not started
    Rule("todo_no_due", "received", NO_DUE),
    Rule("todo_on_time", "received", ON_TIME, AS_OF),
    Rule("todo_late", "received", LATE, AS_OF),
)
CODES = tuple(dict.fromkeys(rule.code for rule in RULES))
NOT_COUNTED = ("withdrawn", "transferred", "unstated")
OVERDUE = ("doing_late", "todo_late")
# States whose lateness runs with the calendar, and states that end the line.
RUNNING_STATES = ("received", "doing")
CLOSED_STATES = ("done", "withdrawn", "transferred", "unstated")
# Codes that compare with a deadline, ended and reported lines included.
KEPT_CODES = tuple(dict.fromkeys(r.code for r in RULES if r.due == ON_TIME))
MISSED_CODES = tuple(dict.fromkeys(r.code for r in RULES if r.due == LATE))


def status_sql(alias, as_of):
    """SQL expression with the status code of the rows of ``alias``.

    :param str alias: table or CTE with the columns ``state``, ``date_due``,
        ``date_submitted`` and ``date_done``
    :param datetime.date as_of: the day in the office's time zone, bound as a
        parameter: the server's CURRENT_DATE is UTC
    """
    whens = SQL(" ").join(
        SQL("WHEN %s THEN %s", _condition(rule, alias, as_of), rule.code)
        for rule in RULES
    )
    return SQL("CASE %s END", whens)


def due_soon_sql(alias, as_of, warning_days):
    """True for running rows whose deadline lies within ``warning_days``."""
    due = SQL.identifier(alias, "date_due")
    return SQL(
        "(%s IN %s AND %s BETWEEN %s AND %s::date + %s)",
        SQL.identifier(alias, "state"),
        RUNNING_STATES,
        due,
        as_of,
        as_of,
        warning_days,
    )


def long_overdue_sql(alias, as_of, long_overdue_days):
    """True for overdue rows that are so by ``long_overdue_days`` or more."""
    return SQL(
        "(%s IN %s AND %s::date - %s >= %s)",
        status_sql(alias, as_of),
        OVERDUE,
        as_of,
        SQL.identifier(alias, "date_due"),
        long_overdue_days,
    )


def progress_sql(alias, as_of, warning_days):
    """``late``, ``due_soon`` or ``on_track``; NULL where no deadline runs.

    ``late`` includes what was reported or done after the deadline.

    :param str alias: table or CTE with ``state``, ``date_due`` and the code of
        :func:`status_sql` as ``status``
    """
    code = SQL.identifier(alias, "status")
    return SQL(
        "CASE WHEN %s IS NULL THEN NULL WHEN %s IN %s THEN 'late' "
        "WHEN %s THEN 'due_soon' WHEN %s IN %s THEN 'on_track' END",
        SQL.identifier(alias, "date_due"),
        code,
        MISSED_CODES,
        due_soon_sql(alias, as_of, warning_days),
        code,
        KEPT_CODES,
    )


def _condition(rule, alias, as_of):
    parts = [SQL("%s = %s", SQL.identifier(alias, "state"), rule.state)]
    due = SQL.identifier(alias, "date_due")
    if rule.due == NO_DUE:
        parts.append(SQL("%s IS NULL", due))
    elif rule.due != ANY:
        day = (
            SQL("%s::date", as_of)
            if rule.measured == AS_OF
            else SQL.identifier(alias, rule.measured)
        )
        # A missing date counts as on time: lateness must be shown by a date.
        late = SQL("COALESCE(%s > %s, FALSE)", day, due)
        parts.append(SQL("%s IS NOT NULL", due))
        parts.append(late if rule.due == LATE else SQL("NOT %s", late))
    return SQL("(%s)", SQL(" AND ").join(parts))


def status_domain(codes, as_of):
    """Domain of the rows whose status today is one of ``codes``.

    Plain conditions on (state, date_due) wherever the as-of date decides, so that
    the index serves the daily lists; SQL only where two columns are compared.
    """
    return Domain.OR(_rule_domain(rule, as_of) for rule in RULES if rule.code in codes)


def _rule_domain(rule, as_of):
    domain = Domain("state", "=", rule.state)
    if rule.due == ANY:
        return domain
    if rule.due == NO_DUE:
        return domain & Domain("date_due", "=", False)
    if rule.measured == AS_OF:
        operator = "<" if rule.due == LATE else ">="
        return domain & Domain("date_due", operator, as_of)
    return domain & Domain.custom(
        to_sql=lambda model, alias, query: _condition(rule, alias, as_of)
    )

"""The one definition of where a roll-out stands.

``RULES`` is read top to bottom, first match wins. From the same table come the SQL
expression (:func:`status_sql`), for the table of today and for the history of a past
day alike, and the search domains (:func:`status_domain`).
"""

from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from . import history

ANY, NO_PLAN, LATE, SLIPPING = "any", "no_plan", "late", "slipping"


class Rule(NamedTuple):
    """``code`` applies to ``state`` when ``test`` holds; no state: to any."""

    code: str
    state: str | None
    test: str = ANY


RULES = (
    # not counted
    Rule("draft", "draft"),
    Rule("stopped", "stopped"),
    Rule("transferred", "transferred"),
    Rule("unstated", "unstated"),
    # takes part, is never counted late: Party, Front, mass bodies
    Rule("exempt", None),
    Rule("closed", "closed"),
    # launched, compared with the planned launch
    Rule("launched_no_plan", "launched", NO_PLAN),
    Rule("launched_late", "launched", LATE),
    Rule("launched_on_time", "launched"),
    # in preparation on the day
    Rule("preparing_late", "preparing", LATE),
    Rule("preparing_slipping", "preparing", SLIPPING),
    Rule("preparing_on_time", "preparing"),
)
CODES = tuple(rule.code for rule in RULES)
NOT_COUNTED = ("draft", "stopped", "transferred", "unstated", "exempt")
PREPARING = ("preparing_late", "preparing_slipping", "preparing_on_time")
LAUNCHED = ("launched_no_plan", "launched_late", "launched_on_time")
# The planned launch passed, or had passed when the model was launched.
MISSED = ("preparing_late", "launched_late")


def status_sql(alias, as_of):
    """SQL expression with the status code of the rows of ``alias``.

    :param str alias: table or CTE with the columns ``state``, ``is_exempt``,
        ``date_launch_planned``, ``date_launched`` and ``date_next`` (the earliest
        planned date of an open step)
    :param datetime.date as_of: the day in the office's time zone, bound as a
        parameter: the server's CURRENT_DATE is UTC
    """
    whens = SQL(" ").join(
        SQL("WHEN %s THEN %s", _condition(rule, alias, as_of), rule.code)
        for rule in RULES
    )
    return SQL("CASE %s END", whens)


def as_of_sql(env, as_of, domain=()):
    """SELECT of roll-outs as they were at the end of ``as_of``, with ``status``.

    Columns: those of :func:`history.as_of_sql` for ``gov.rollout``, then
    ``is_exempt`` (as known today: a body found to be exempt is late in no report any
    more), ``step_count``, ``step_done_count``, ``date_next`` and ``status``.

    :param domain: on ``gov.rollout``, of columns that never change
    """
    end = env.company._gov_end_of_day(as_of)
    # MATERIALIZED: on tables without statistics the steps were read anew for each
    # roll-out, for ten minutes.
    return SQL(
        """
        WITH r AS MATERIALIZED (%(rollouts)s),
             steps AS MATERIALIZED (%(steps)s)
        SELECT known.*, %(status)s AS status
          FROM (SELECT r.*, COALESCE(unit.gov_is_exempt, FALSE) AS is_exempt,
                       COALESCE(steps.step_count, 0) AS step_count,
                       COALESCE(steps.step_done_count, 0) AS step_done_count,
                       steps.date_next
                  FROM r
                  LEFT JOIN hr_department unit ON unit.id = r.unit_id
                  LEFT JOIN steps ON steps.rollout_id = r.id) known
        """,
        status=status_sql("known", as_of),
        rollouts=history.as_of_sql(env, "gov.rollout", end, domain),
        steps=steps_sql(history.as_of_sql(env, "gov.rollout.step", end, domain)),
    )


def steps_sql(relation):
    """Counts and next date of the steps of each roll-out in ``relation``.

    What does not apply is no step any more.
    """
    return SQL(
        """
        SELECT step.rollout_id,
               count(*) FILTER (WHERE step.state <> 'skipped') AS step_count,
               count(*) FILTER (WHERE step.state = 'done') AS step_done_count,
               min(step.date_planned) FILTER (WHERE step.state = 'todo') AS date_next
          FROM (%s) step
         GROUP BY step.rollout_id
        """,
        relation,
    )


def _condition(rule, alias, as_of):
    if rule.state is None:
        return SQL("%s", SQL.identifier(alias, "is_exempt"))
    state = SQL("%s = %s", SQL.identifier(alias, "state"), rule.state)
    if rule.test == ANY:
        return state
    planned = SQL.identifier(alias, "date_launch_planned")
    if rule.test == NO_PLAN:
        test = SQL("%s IS NULL", planned)
    elif rule.test == SLIPPING:
        test = SQL("%s < %s", SQL.identifier(alias, "date_next"), as_of)
    elif rule.state == "launched":
        test = SQL("%s > %s", SQL.identifier(alias, "date_launched"), planned)
    else:
        test = SQL("%s < %s", planned, as_of)
    # A missing date makes nobody late.
    return SQL("(%s AND COALESCE(%s, FALSE))", state, test)


def status_domain(codes, as_of):
    """Domain of the roll-outs whose status today is one of ``codes``: conditions on
    (state, dates), first match wins, as in :data:`RULES`.
    """
    return Domain.OR(
        _rule_domain(rule, as_of)
        & Domain.AND(
            ~_rule_domain(before, as_of)
            for before in RULES[:number]
            if rule.state is None or before.state in (None, rule.state)
        )
        for number, rule in enumerate(RULES)
        if rule.code in codes
    )


def _rule_domain(rule, as_of):
    if rule.state is None:
        return Domain("is_exempt", "=", True)
    domain = Domain("state", "=", rule.state)
    if rule.test == ANY:
        return domain
    if rule.test == NO_PLAN:
        return domain & Domain("date_launch_planned", "=", False)
    if rule.test == SLIPPING:
        return domain & Domain("date_next", "<", as_of)
    if rule.state == "launched":
        return domain & Domain.custom(
            to_sql=lambda model, alias, query: _condition(rule, alias, as_of)
        )
    return domain & Domain("date_launch_planned", "<", as_of)

"""The one definition of where a pledge stands.

``RULES`` is read top to bottom, first match wins. From the same table come the SQL
expression (:func:`status_sql`), for the table of today and for the history of a past
day alike, and the search domains (:func:`status_domain`).
"""

from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from . import history

ANY, LATE = "any", "late"


class Rule(NamedTuple):
    """``code`` applies to ``state`` when ``test`` holds."""

    code: str
    state: str
    test: str = ANY


RULES = (
    # not counted: left, moved, reorganised
    Rule("retired", "retired"),
    Rule("signed_late", "signed", LATE),
    Rule("signed_on_time", "signed"),
    Rule("excused", "excused"),
    Rule("unsigned_late", "to_sign", LATE),
    Rule("unsigned", "to_sign"),
)
CODES = tuple(rule.code for rule in RULES)
NOT_COUNTED = ("retired",)
SIGNED = ("signed_on_time", "signed_late")
UNSIGNED = ("unsigned", "unsigned_late")
LATE_CODES = ("signed_late", "unsigned_late")


def status_sql(alias, as_of):
    """SQL expression with the status code of the rows of ``alias``.

    :param str alias: table or CTE with the columns ``state``, ``is_exempt``,
        ``date_due`` and ``date_signed``
    :param datetime.date as_of: the day in the office's time zone, bound as a
        parameter: the server's CURRENT_DATE is UTC
    """
    whens = SQL(" ").join(
        SQL("WHEN %s THEN %s", _condition(rule, alias, as_of), rule.code)
        for rule in RULES
    )
    return SQL("CASE %s END", whens)


def as_of_sql(env, as_of, domain=()):
    """SELECT of pledges as they were at the end of ``as_of``, with ``status``.

    Columns: those of :func:`history.as_of_sql` for ``gov.pledge``, then ``is_exempt``
    (as known today: a body found to be exempt is late in no report any more) and
    ``status``.

    :param domain: on ``gov.pledge``, of columns that never change
    """
    end = env.company._gov_end_of_day(as_of)
    return SQL(
        """
        SELECT known.*, %(status)s AS status
          FROM (SELECT p.*, COALESCE(unit.gov_is_exempt, FALSE) AS is_exempt
                  FROM (%(pledges)s) p
                  LEFT JOIN hr_department unit ON unit.id = p.unit_id) known
        """,
        status=status_sql("known", as_of),
        pledges=history.as_of_sql(env, "gov.pledge", end, domain),
    )


def _condition(rule, alias, as_of):
    state = SQL("%s = %s", SQL.identifier(alias, "state"), rule.state)
    if rule.test == ANY:
        return state
    day = SQL.identifier(alias, "date_signed") if rule.state == "signed" else as_of
    # A missing date makes nobody late, nor does the kind of body.
    return SQL(
        "(%s AND NOT COALESCE(%s, FALSE) AND COALESCE(%s < %s, FALSE))",
        state,
        SQL.identifier(alias, "is_exempt"),
        SQL.identifier(alias, "date_due"),
        day,
    )


def status_domain(codes, as_of):
    """Domain of the pledges whose status today is one of ``codes``."""
    return Domain.OR(
        _rule_domain(rule, as_of)
        & Domain.AND(
            ~_rule_domain(before, as_of)
            for before in RULES[:number]
            if before.state == rule.state
        )
        for number, rule in enumerate(RULES)
        if rule.code in codes
    )


def _rule_domain(rule, as_of):
    if rule.test == ANY:
        return Domain("state", "=", rule.state)
    return Domain("state", "=", rule.state) & Domain.custom(
        to_sql=lambda model, alias, query: _condition(rule, alias, as_of)
    )

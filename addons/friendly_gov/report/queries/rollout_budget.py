"""Budgets of roll-outs: sums in dong by unit, model, year and source.

One definition for the table of today and for ``gov.history`` as of a past moment.
Amounts are exact (``numeric``) until they leave the database.
"""

from odoo.tools import SQL

from . import history

MODEL = "gov.rollout.budget.line"
SUMS = SQL(
    """
    SUM(line.amount_estimated)::float8 AS estimated,
    SUM(line.amount_allotted)::float8 AS allotted,
    SUM(line.amount_spent)::float8 AS spent,
    SUM(line.amount_settled)::float8 AS settled,
    COUNT(*) FILTER (
        WHERE line.amount_spent > line.amount_allotted
           OR line.amount_settled > line.amount_spent
    ) AS warnings
    """
)


def _relation(env, model, end, domain):
    if end:
        return history.as_of_sql(env, model, end, domain)
    return history.today_sql(env, model, domain)


def sums_sql(env, end=None, domain=()):
    """Sums of each unit, model, year and source.

    Columns: unit_id, reform_model_id, year, source_id, estimated, allotted, spent,
    settled (dong), warnings (lines with more spent than allotted or more settled than
    spent).

    :param datetime end: end of the as-of day (naive UTC); None: today's table
    :param domain: on ``gov.rollout``
    """
    return SQL(
        """
        SELECT rollout.unit_id, rollout.reform_model_id, line.year, line.source_id,
               %(sums)s
          FROM (%(lines)s) line
          JOIN (%(rollouts)s) rollout ON rollout.id = line.rollout_id
         GROUP BY rollout.unit_id, rollout.reform_model_id, line.year, line.source_id
         ORDER BY rollout.unit_id, rollout.reform_model_id, line.year, line.source_id
        """,
        sums=SUMS,
        lines=_relation(env, MODEL, end, domain),
        rollouts=_relation(env, "gov.rollout", end, domain),
    )


def get_sums(env, end=None, domain=()):
    """Rows of :func:`sums_sql` as dictionaries, under the rights of the user."""
    return env.execute_query_dict(sums_sql(env, end, domain))


def get_rollout_sums(env, end=None, domain=()):
    """``{id of the roll-out: the four sums and the warnings}``."""
    query = SQL(
        "SELECT line.rollout_id, %s FROM (%s) line GROUP BY line.rollout_id",
        SUMS,
        _relation(env, MODEL, end, domain),
    )
    rows = env.execute_query_dict(query)
    return {row.pop("rollout_id"): row for row in rows}

"""Condition reviews of roll-outs: counts of sheet B and of the screen.

One definition for the table of today and for ``gov.history`` as of a past moment.
"""

from odoo.tools import SQL

from . import history

MODEL = "gov.rollout.condition"


def counts_sql(relation):
    """Counts of each roll-out that has conditions.

    Columns: rollout_id; listed, unchecked; reviewed = met + unmet; raised (proposals
    to the level above, taken back ones not among them) = waiting + decided; handled
    (decided, and the item is met since or the unit says it is dealt with).

    :param SQL relation: of :func:`history.as_of_sql` or :func:`history.today_sql`
    """
    return SQL(
        """
        SELECT condition.rollout_id,
               COUNT(*) AS listed,
               COUNT(*) FILTER (WHERE condition.state = 'unchecked') AS unchecked,
               COUNT(*) FILTER (WHERE condition.state <> 'unchecked') AS reviewed,
               COUNT(*) FILTER (WHERE condition.state = 'met') AS met,
               COUNT(*) FILTER (WHERE condition.state = 'unmet') AS unmet,
               COUNT(*) FILTER (WHERE condition.raise_state <> 'none') AS raised,
               COUNT(*) FILTER (WHERE condition.raise_state = 'raised') AS waiting,
               COUNT(*) FILTER (WHERE condition.raise_state = 'decided') AS decided,
               COUNT(*) FILTER (
                   WHERE condition.raise_state = 'decided' AND condition.handled
               ) AS handled
          FROM (%s) condition
         GROUP BY condition.rollout_id
        """,
        relation,
    )


def get_counts(env, end=None, domain=()):
    """``{id of the roll-out: {count: number}}``, under the rights of the user.

    :param datetime end: end of the as-of day (naive UTC); None: today's table
    :param domain: on ``gov.rollout``
    """
    if end:
        relation = history.as_of_sql(env, MODEL, end, domain)
    else:
        relation = history.today_sql(env, MODEL, domain)
    rows = env.execute_query_dict(counts_sql(relation))
    return {row.pop("rollout_id"): row for row in rows}

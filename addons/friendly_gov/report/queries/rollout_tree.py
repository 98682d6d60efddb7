"""Roll-outs summed over the tree of units: how far is whom, what comes next."""

from odoo.tools import SQL

from . import rollout_status

FIGURES = ("rollout_count", "launched_count", "late_count", "progress", "date_next")
# What ended without counting is in no sum; bodies that only take part neither.
LEFT_OUT = ("stopped", "transferred", "unstated", "exempt")


def subtree_rows(env, unit_ids, today):
    """Figures of each of ``unit_ids`` with all units below, in one statement.

    Roll-outs are those that the user may read.

    :return: dict of unit id: dict of :data:`FIGURES`; no entry without a roll-out
    """
    rows = env.execute_query_dict(
        SQL(
            """
            WITH counted AS (
                SELECT known.*
                  FROM (SELECT r.unit_id, r.step_count, r.step_done_count, r.date_next,
                               %(status)s AS status
                          FROM gov_rollout r
                         WHERE r.id IN %(readable)s) known
                 WHERE known.status NOT IN %(left_out)s)
            SELECT above.id,
                   count(*) AS rollout_count,
                   count(*) FILTER (WHERE c.status IN %(launched)s) AS launched_count,
                   count(*) FILTER (WHERE c.status IN %(missed)s) AS late_count,
                   COALESCE(sum(c.step_done_count) * 100
                            / NULLIF(sum(c.step_count), 0), 0)::integer AS progress,
                   min(c.date_next) FILTER (WHERE c.status <> 'draft') AS date_next
              FROM counted c
              JOIN hr_department unit ON unit.id = c.unit_id
             CROSS JOIN LATERAL (
                   SELECT part::integer AS id
                     FROM unnest(string_to_array(unit.parent_path, '/')) part
                    WHERE part <> '') above
             WHERE above.id = ANY(%(units)s)
             GROUP BY above.id
            """,
            status=rollout_status.status_sql("r", today),
            readable=env["gov.rollout"]._search([]).subselect(),
            left_out=LEFT_OUT,
            launched=(*rollout_status.LAUNCHED, "closed"),
            missed=rollout_status.MISSED,
            units=list(unit_ids),
        )
    )
    return {row.pop("id"): row for row in rows}


def units_above_sql(env):
    """SELECT of the ids of units with a readable roll-out in their subtree."""
    return SQL(
        """
        (SELECT DISTINCT part::integer
           FROM gov_rollout r
           JOIN hr_department unit ON unit.id = r.unit_id
          CROSS JOIN LATERAL unnest(string_to_array(unit.parent_path, '/')) part
          WHERE part <> '' AND r.id IN %s)
        """,
        env["gov.rollout"]._search([]).subselect(),
    )

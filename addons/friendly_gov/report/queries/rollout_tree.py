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
    readable = env["gov.rollout"]._search([])
    columns = ("unit_id", "step_count", "step_done_count", "date_next")
    rows = env.execute_query_dict(
        SQL(
            """
            WITH counted AS MATERIALIZED (
                SELECT known.*
                  FROM %(known)s known
                 WHERE known.status NOT IN %(left_out)s),
            part AS (
                -- Once a parent: thousands of communes stand below a few dozen.
                SELECT unit.parent_id AS id, %(figures)s
                  FROM counted c
                  JOIN hr_department unit ON unit.id = c.unit_id
                 GROUP BY unit.parent_id),
            summed AS (
                SELECT above.id::integer AS id, part.rollout_count,
                       part.launched_count, part.late_count, part.done, part.steps,
                       part.date_next
                  FROM part
                  JOIN hr_department parent ON parent.id = part.id
                 CROSS JOIN LATERAL unnest(
                       string_to_array(rtrim(parent.parent_path, '/'), '/')) above(id)
                 UNION ALL
                SELECT c.unit_id, %(figures)s
                  FROM counted c
                 WHERE c.unit_id = ANY(%(units)s)
                 GROUP BY c.unit_id)
            SELECT id, sum(rollout_count)::integer AS rollout_count,
                   sum(launched_count)::integer AS launched_count,
                   sum(late_count)::integer AS late_count,
                   COALESCE(div(sum(done) * 100, NULLIF(sum(steps), 0)), 0)::integer
                       AS progress,
                   min(date_next) AS date_next
              FROM summed
             WHERE id = ANY(%(units)s)
             GROUP BY id
            """,
            known=readable.subselect(
                *(SQL.identifier(readable.table, name) for name in columns),
                SQL("%s AS status", rollout_status.status_sql(readable.table, today)),
            ),
            left_out=LEFT_OUT,
            figures=SQL(
                """
                count(*) AS rollout_count,
                count(*) FILTER (WHERE c.status IN %s) AS launched_count,
                count(*) FILTER (WHERE c.status IN %s) AS late_count,
                sum(c.step_done_count) AS done, sum(c.step_count) AS steps,
                min(c.date_next) FILTER (WHERE c.status <> 'draft') AS date_next
                """,
                (*rollout_status.LAUNCHED, "closed"),
                rollout_status.MISSED,
            ),
            units=list(unit_ids),
        )
    )
    return {row.pop("id"): row for row in rows}


def units_above_sql(env):
    """SELECT of the ids of units with a readable roll-out in their subtree."""
    readable = env["gov.rollout"]._search([])
    return SQL(
        """
        (WITH own AS MATERIALIZED (SELECT DISTINCT r.unit_id FROM %s r)
         SELECT unit_id FROM own
          UNION
         SELECT unnest(string_to_array(rtrim(parent.parent_path, '/'), '/'))::integer
           FROM hr_department parent
          WHERE parent.id IN (SELECT unit.parent_id
                                FROM own
                                JOIN hr_department unit ON unit.id = own.unit_id))
        """,
        readable.subselect(SQL.identifier(readable.table, "unit_id")),
    )

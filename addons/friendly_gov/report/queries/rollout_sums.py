"""Conditions and budgets of the roll-outs of a report, summed by unit.

The counts are those of :mod:`.rollout_conditions`, the sums those of
:mod:`.rollout_budget`; here they are taken over the population of the report.
"""

from odoo.tools import SQL

from . import history, rollout_budget, rollout_conditions
from .rollout_report import rollouts_sql, tree_order_sql

CONDITION_KEYS = ("reviewed", "met", "unmet", "raised", "handled", "unchecked")
AMOUNT_KEYS = ("estimated", "allotted", "spent", "settled")
# What is no part of the programme any more; money that was spent stays.
NOT_REVIEWED = ("stopped", "transferred")


def condition_rows(env, scope):
    """One dict per unit with reviewed conditions: unit_name, rollout_count and
    :data:`CONDITION_KEYS`. Stopped and transferred roll-outs are left out.
    """
    env.flush_all()
    query = SQL(
        """
        %(rollouts)s,
        c AS MATERIALIZED (%(conditions)s)
        SELECT %(unit)s AS unit_name, count(*) AS rollout_count, %(counts)s
          FROM rollouts r
          JOIN c ON c.rollout_id = r.id
          JOIN hr_department unit ON unit.id = r.unit_id
         WHERE r.state NOT IN %(left_out)s
         GROUP BY unit.id
         ORDER BY %(order)s
        """,
        rollouts=rollouts_sql(env, scope),
        unit=env["hr.department"]._field_to_sql("unit", "name"),
        counts=SQL(", ").join(
            SQL("sum(c.%(name)s)::int AS %(name)s", name=SQL.identifier(name))
            for name in CONDITION_KEYS
        ),
        conditions=rollout_conditions.counts_sql(
            _known(env, scope, rollout_conditions.MODEL)
        ),
        left_out=NOT_REVIEWED,
        order=tree_order_sql(env, "unit"),
    )
    return env.execute_query_dict(query)


def budget_rows(env, scope):
    """One dict per unit, reform model, year and source of funds: unit_name,
    model_name, year, source_name and :data:`AMOUNT_KEYS`, in dong.
    """
    env.flush_all()
    query = SQL(
        """
        %(rollouts)s,
        line AS MATERIALIZED (%(lines)s)
        SELECT %(unit)s AS unit_name, %(model)s AS model_name, line.year,
               %(source)s AS source_name, %(sums)s
          FROM rollouts r
          JOIN line ON line.rollout_id = r.id
          JOIN hr_department unit ON unit.id = r.unit_id
          JOIN gov_reform_model model ON model.id = r.reform_model_id
          JOIN gov_budget_source source ON source.id = line.source_id
         GROUP BY unit.id, model.id, line.year, source.id
         ORDER BY %(order)s, model.code, line.year, source.sequence, source.id
        """,
        rollouts=rollouts_sql(env, scope),
        unit=env["hr.department"]._field_to_sql("unit", "name"),
        model=env["gov.reform.model"]._field_to_sql("model", "name"),
        source=env["gov.budget.source"]._field_to_sql("source", "name"),
        sums=rollout_budget.SUMS,
        lines=_known(env, scope, rollout_budget.MODEL),
        order=tree_order_sql(env, "unit"),
    )
    return env.execute_query_dict(query)


def _known(env, scope, model):
    end = env.company._gov_end_of_day(scope.as_of)
    return history.as_of_sql(env, model, end, scope.domain)

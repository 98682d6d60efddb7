"""Roll-outs of a report: "how reform models are carried out", by roll-out and unit.

Everything is read as of the day from ``gov.history`` under the rights of the user, by
a number of statements that does not depend on the number of roll-outs. The tree of
units gives the order; names and tree are those of today.
"""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from . import history, pledge_rollout, rollout_people, rollout_status
from .lines import stream

# What one column of progress counts. Every code stands in exactly one.
PROGRESS_COLUMNS = {
    "in_time": (
        "launched_on_time",
        "launched_no_plan",
        "preparing_on_time",
        "preparing_slipping",
    ),
    "overdue": rollout_status.MISSED,
    "concluded": ("closed",),
    "not_counted": rollout_status.NOT_COUNTED,
}
# Those that ended so before the period began are no longer reported.
GONE_STATES = ("stopped", "transferred")


class RolloutScope(NamedTuple):
    """What a report covers.

    :param domain: on ``gov.rollout``, of columns that never change
    :param date_from: first day of the period
    :param as_of: day after which nothing is known
    :param unit_ids: units whose roll-outs count, as the history names them on the
        as-of day; None for all
    :param steering_ids: likewise the bodies that steer them
    """

    domain: list
    date_from: date
    as_of: date
    unit_ids: tuple | None = None
    steering_ids: tuple | None = None


def count_rollouts(env, scope):
    """Number of roll-outs of the report, not counted ones included."""
    env.flush_all()
    query = SQL("%s SELECT count(*) FROM rollouts", rollouts_sql(env, scope))
    return env.execute_query(query)[0][0]


def rollout_rows(env, scope):
    """Yield one dict per roll-out, grouped by unit in the order of the tree.

    Keys: unit_name, model_name, kind, committee_symbol, committee_date, plan_symbol,
    plan_date, briefing_date (the first one), briefing_count (people of all briefings),
    date_launch_planned, date_launched, pledge_unit_count, pledge_person_count
    (signed in the campaign of the model, declared where none covers the unit; None for
    none), status, and 1 or None for each of
    :data:`PROGRESS_COLUMNS`.
    """
    query = SQL(
        """
        %(rollouts)s,
        briefing AS MATERIALIZED (%(briefings)s)
        SELECT %(unit)s AS unit_name, %(model)s AS model_name, r.kind,
               r.committee_symbol, r.committee_date, r.plan_symbol, r.plan_date,
               briefing.date_first AS briefing_date,
               briefing.attended_count AS briefing_count,
               r.date_launch_planned, r.date_launched,
               %(pledges)s,
               r.status, %(progress)s, r.id AS rollout_id
          FROM rollouts r
          JOIN hr_department unit ON unit.id = r.unit_id
          JOIN gov_reform_model model ON model.id = r.reform_model_id
          LEFT JOIN briefing ON briefing.rollout_id = r.id
          %(pledged)s
         ORDER BY %(order)s, model.code, r.id
        """,
        rollouts=rollouts_sql(env, scope),
        unit=env["hr.department"]._field_to_sql("unit", "name"),
        model=env["gov.reform.model"]._field_to_sql("model", "name"),
        progress=SQL(", ").join(
            SQL(
                "CASE WHEN r.status IN %s THEN 1 END AS %s", codes, SQL.identifier(name)
            )
            for name, codes in PROGRESS_COLUMNS.items()
        ),
        briefings=_briefing_sql(env, scope),
        order=tree_order_sql(env, "unit"),
        **_pledge_parts(env, scope),
    )
    return stream(env, "gov_rollout_rows", query)


def rollouts_sql(env, scope):
    """Common table expression ``rollouts``: the population of the report.

    Columns: those of :func:`rollout_status.as_of_sql`.
    """
    # The period begins when the day before it ends.
    eve = date.fromordinal(scope.date_from.toordinal() - 1)
    before = history.as_of_sql(
        env, "gov.rollout", env.company._gov_end_of_day(eve), scope.domain
    )
    return SQL(
        """
        WITH gone AS MATERIALIZED (
            SELECT before.id FROM (%(before)s) before WHERE before.state IN %(gone)s
        ),
        rollouts AS MATERIALIZED (
            SELECT known.*
              FROM (%(known)s) known
             WHERE %(units)s AND %(bodies)s
               AND known.id NOT IN (SELECT gone.id FROM gone)
        )
        """,
        known=rollout_status.as_of_sql(env, scope.as_of, scope.domain),
        units=_one_of("unit_id", scope.unit_ids),
        bodies=_one_of("steering_unit_id", scope.steering_ids),
        before=before,
        gone=GONE_STATES,
    )


def tree_order_sql(env, alias):
    """Expression that sorts units as the tree shows them: below a unit, by name."""
    return SQL(
        """(SELECT array_agg(%(name)s || ' ' || above.id ORDER BY place.number)
              FROM unnest(string_to_array(trim('/' FROM %(path)s), '/')::int[])
                   WITH ORDINALITY AS place(id, number)
              JOIN hr_department above ON above.id = place.id)""",
        name=env["hr.department"]._field_to_sql("above", "name"),
        path=SQL.identifier(alias, "parent_path"),
    )


def _pledge_parts(env, scope):
    """Columns of pledges, and the join that they need."""
    used = pledge_rollout.is_used(env)
    parts = {
        "pledges": SQL(", ").join(
            _pledge_column(level, used) for level in pledge_rollout.LEVELS
        ),
        "pledged": SQL(),
    }
    if used:
        parts["pledged"] = SQL(
            "LEFT JOIN (%s) pledged ON pledged.rollout_id = r.id",
            pledge_rollout.counts_sql(
                SQL("SELECT known.id FROM rollouts known"),
                pledge_rollout.as_of_sql(env, scope.as_of),
            ),
        )
    return parts


def _pledge_column(level, used):
    name = SQL.identifier(f"pledge_{level}_count")
    count = SQL("r.%s", name)
    if used:
        count = SQL(
            "CASE WHEN pledged.%s > 0 THEN pledged.%s ELSE %s END",
            SQL.identifier(f"{level}_covered"),
            SQL.identifier(f"{level}_signed"),
            count,
        )
    return SQL("NULLIF(%s, 0) AS %s", count, name)


def _one_of(column, ids):
    if ids is None:
        return SQL("TRUE")
    return SQL("known.%s = ANY(%s)", SQL.identifier(column), list(ids))


def _briefing_sql(env, scope):
    end = env.company._gov_end_of_day(scope.as_of)
    relation = history.as_of_sql(env, "gov.rollout.briefing", end, scope.domain)
    return rollout_people.briefing_sql(relation)

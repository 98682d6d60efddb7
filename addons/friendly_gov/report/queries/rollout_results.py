"""Periodic results of roll-outs: against the target of their period, pilots against
replicas, before the launch and after it.

A result is compared with the target of its own period alone, and only once that
period is over: half a year held against the target of a year makes a list of units
that "did not reach it" out of units that are on their way. Everything else is a
milestone. Bodies that are never counted late are compared with no target.
"""

from odoo.tools import SQL

from . import history

MET = ("met", "not_met")
KINDS = ("pilot", "model_unit", "replica")


ALL = SQL("TRUE")


def results_sql(env, as_of=None, domain=(), only=ALL):
    """SELECT of one row a result that the user may read.

    Columns: id, company_id, is_demo, rollout_id, unit_id, reform_model_id, kind,
    indicator_id, period_id, date_from, date_to, value, target, outcome (``met``,
    ``not_met``, ``running``: the period is not over, ``no_target``), phase
    (``before``, ``during``: the period of the launch, ``since``), is_due (the unit
    had launched by the end of the period and gone on into it).

    :param date as_of: day after which nothing is known; none: today, from the tables
    :param domain: on ``gov.rollout``, of columns that never change
    :param SQL only: condition on ``rollout``, a roll-out as it was on that day
    """
    company = env.company
    day = as_of or company._gov_today()

    def known(model, found=()):
        if as_of is None:
            return history.today_sql(env, model, found)
        end = company._gov_end_of_day(as_of)
        return history.as_of_sql(env, model, end, found)

    return SQL(
        """
        SELECT figure.*, %(outcome)s AS outcome
          FROM (
            SELECT result.id, result.company_id,
                   COALESCE(model.is_demo, FALSE) AS is_demo, result.rollout_id,
                   rollout.unit_id, rollout.reform_model_id, rollout.kind,
                   result.indicator_id, result.period_id,
                   period.date_from, period.date_to, result.value,
                   CASE WHEN unit.gov_is_exempt THEN NULL
                        ELSE COALESCE(own.target, general.target) END AS target,
                   general.target AS general_target,
                   indicator.direction,
                   CASE WHEN rollout.date_launched IS NULL
                             OR period.date_to < rollout.date_launched THEN 'before'
                        WHEN period.date_from >= rollout.date_launched THEN 'since'
                        ELSE 'during' END AS phase,
                   %(due)s AS is_due
              FROM (%(results)s) result
              JOIN (%(rollouts)s) rollout ON rollout.id = result.rollout_id
              JOIN gov_rollout model ON model.id = result.rollout_id
              JOIN hr_department unit ON unit.id = rollout.unit_id
              JOIN gov_period period ON period.id = result.period_id
              JOIN gov_reform_indicator indicator
                ON indicator.id = result.indicator_id
              LEFT JOIN (%(targets)s) own
                ON own.indicator_id = result.indicator_id
               AND own.period_id = result.period_id
               AND own.unit_id = rollout.unit_id
              LEFT JOIN (%(targets)s) general
                ON general.indicator_id = result.indicator_id
               AND general.period_id = result.period_id
               AND general.unit_id IS NULL
             WHERE %(only)s
          ) figure
        """,
        outcome=_outcome_sql(day),
        due=due_sql("rollout", "period"),
        only=only,
        results=known("gov.rollout.result", domain),
        rollouts=known("gov.rollout", domain),
        targets=known("gov.reform.target"),
    )


def _outcome_sql(day):
    return SQL(
        """CASE WHEN target IS NULL THEN 'no_target'
                WHEN date_to >= %s THEN 'running'
                WHEN direction = 'up' AND value >= target
                  OR direction = 'down' AND value <= target THEN 'met'
                ELSE 'not_met' END""",
        day,
    )


def due_sql(rollout, period):
    """Condition that figures of a roll-out are expected for a period (aliases)."""
    return SQL(
        """(%(launched)s <= %(to)s AND %(state)s <> 'unstated'
            AND (%(ended)s IS NULL OR %(ended)s >= %(from)s)) IS TRUE""",
        launched=SQL.identifier(rollout, "date_launched"),
        ended=SQL.identifier(rollout, "date_ended"),
        state=SQL.identifier(rollout, "state"),
        **{
            "from": SQL.identifier(period, "date_from"),
            "to": SQL.identifier(period, "date_to"),
        },
    )


def comparison_sql(env, as_of=None, domain=(), only=ALL):
    """SELECT of one row an indicator and period: pilots beside their replicas.

    Columns: id (lowest result of the row), company_id, is_demo, reform_model_id,
    indicator_id, period_id, date_to, target (for all units) and has_target;
    pilot_value and model_unit_value (mean); replica_median, replica_mean, replica_min,
    replica_max; for each kind a count ``*_count`` of units with a figure and
    ``*_total`` of units from which one is expected; met_count of compared_count.

    Parameters as :func:`results_sql`.
    """
    if as_of is None:
        rollouts = history.today_sql(env, "gov.rollout", domain)
    else:
        end = env.company._gov_end_of_day(as_of)
        rollouts = history.as_of_sql(env, "gov.rollout", end, domain)
    return SQL(
        """
        WITH figure AS MATERIALIZED (%(results)s),
        rollout AS MATERIALIZED (%(rollouts)s),
        expected AS (
            SELECT known.reform_model_id, known.period_id, known.is_demo,
                   %(expected)s
              FROM (SELECT DISTINCT reform_model_id, period_id, is_demo,
                           date_from, date_to
                      FROM figure) known
              JOIN rollout ON rollout.reform_model_id = known.reform_model_id
              JOIN gov_rollout today
                ON today.id = rollout.id
               AND COALESCE(today.is_demo, FALSE) = known.is_demo
             WHERE %(due)s AND %(only)s
             GROUP BY known.reform_model_id, known.period_id, known.is_demo
        ),
        reported AS (
            SELECT min(id) AS id, company_id, is_demo, reform_model_id, indicator_id,
                   period_id, date_to, %(figures)s
              FROM figure
             GROUP BY company_id, is_demo, reform_model_id, indicator_id, period_id,
                      date_to
        )
        SELECT reported.*, %(totals)s
          FROM reported
          LEFT JOIN expected USING (reform_model_id, period_id, is_demo)
        """,
        results=results_sql(env, as_of, domain, only),
        rollouts=rollouts,
        only=only,
        expected=SQL(", ").join(
            SQL(
                "count(*) FILTER (WHERE rollout.kind = %s) AS %s",
                kind,
                SQL.identifier(f"{kind}_due"),
            )
            for kind in KINDS
        ),
        due=due_sql("rollout", "known"),
        figures=_figures_sql(),
        # Who reported without being expected to is one more of whom there are.
        totals=SQL(", ").join(
            SQL(
                "COALESCE(%s, 0) + %s AS %s",
                SQL.identifier(f"{kind}_due"),
                SQL.identifier(f"{kind}_extra"),
                SQL.identifier(f"{kind}_total"),
            )
            for kind in KINDS
        ),
    )


def _figures_sql():
    """What is told of the results of one indicator in one period."""
    parts = [
        SQL(
            """max(general_target) AS target,
            bool_or(general_target IS NOT NULL) AS has_target,
            avg(value) FILTER (WHERE kind = 'pilot') AS pilot_value,
            avg(value) FILTER (WHERE kind = 'model_unit') AS model_unit_value,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY value)
                FILTER (WHERE kind = 'replica') AS replica_median,
            avg(value) FILTER (WHERE kind = 'replica') AS replica_mean,
            min(value) FILTER (WHERE kind = 'replica') AS replica_min,
            max(value) FILTER (WHERE kind = 'replica') AS replica_max,
            count(*) FILTER (WHERE outcome = 'met') AS met_count,
            count(*) FILTER (WHERE outcome IN %s) AS compared_count""",
            MET,
        )
    ]
    for kind in KINDS:
        count = SQL.identifier(f"{kind}_count")
        extra = SQL.identifier(f"{kind}_extra")
        parts.append(
            SQL(
                "count(*) FILTER (WHERE kind = %s) AS %s, "
                "count(*) FILTER (WHERE kind = %s AND NOT is_due) AS %s",
                kind,
                count,
                kind,
                extra,
            )
        )
    return SQL(", ").join(parts)

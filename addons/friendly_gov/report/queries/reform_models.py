"""Block F of the report: each reform model with what it reached, as of a day.

Everything is read from ``gov.history`` under the rights of the user; names are those
of today. A scope is what :mod:`rollout_report` takes: ``domain`` on ``gov.rollout``,
``date_from`` and ``as_of``, ``unit_ids`` and ``steering_ids`` or None for all.
"""

from odoo.tools import SQL

from . import history, rollout_results
from .rollout_results import MET

# Roll-outs that citizens meet, or met until they were concluded.
LAUNCHED = ("launched", "closed")
NOT_COUNTED = ("transferred", "unstated")


def model_rows(env, scope):
    """One dict per reform model, by code.

    Keys: reform_model_id, code, name, lead_unit_name, state, date_start, date_end,
    rating_name, rating_date (effectiveness, None for none); pilot_count,
    model_unit_count, replica_count (units that launched), preparing_count,
    total_count; unit_count (units with a figure in the period), met_count of
    compared_count figures (the last of each indicator and unit whose period is over,
    against the target of that period); proposal_count (sent), proposal_state,
    decision_symbol, decision_date of the last one sent.

    A report on some units lists the models that they roll out or propose.
    """
    env.flush_all()
    end = env.company._gov_end_of_day(scope.as_of)
    return env.execute_query_dict(
        SQL(
            """
            SELECT model.id AS reform_model_id, today.code, %(name)s AS name,
                   %(lead)s AS lead_unit_name, model.state, model.date_start,
                   model.date_end, %(level)s AS rating_name, model.rating_date,
                   %(counts)s,
                   COALESCE(reached.unit_count, 0) AS unit_count,
                   COALESCE(reached.met_count, 0) AS met_count,
                   COALESCE(reached.compared_count, 0) AS compared_count,
                   COALESCE(proposed.proposal_count, 0) AS proposal_count,
                   proposed.proposal_state, proposed.decision_symbol,
                   proposed.decision_date
              FROM (%(models)s) model
              JOIN gov_reform_model today ON today.id = model.id
              JOIN hr_department lead ON lead.id = model.lead_unit_id
              LEFT JOIN gov_rating_level level ON level.id = model.rating_level_id
              LEFT JOIN (%(rollouts)s) spread ON spread.reform_model_id = model.id
              LEFT JOIN (%(results)s) reached ON reached.reform_model_id = model.id
              LEFT JOIN (%(proposals)s) proposed ON proposed.reform_model_id = model.id
             WHERE %(everything)s OR spread.total_count > 0
                OR proposed.proposal_count > 0
             ORDER BY today.code, model.id
            """,
            name=env["gov.reform.model"]._field_to_sql("today", "name"),
            lead=env["hr.department"]._field_to_sql("lead", "name"),
            level=env["gov.rating.level"]._field_to_sql("level", "name"),
            counts=SQL(", ").join(
                SQL(
                    "COALESCE(spread.%s, 0) AS %s",
                    SQL.identifier(name),
                    SQL.identifier(name),
                )
                for name in (
                    *(f"{kind}_count" for kind in rollout_results.KINDS),
                    "preparing_count",
                    "total_count",
                )
            ),
            models=history.as_of_sql(env, "gov.reform.model", end),
            rollouts=_spread_sql(env, scope, end),
            results=_reached_sql(env, scope),
            proposals=_proposed_sql(env, scope, end),
            everything=scope.unit_ids is None and scope.steering_ids is None,
        )
    )


def indicator_rows(env, scope):
    """One dict per indicator: the last period of the report that is over.

    Keys: those of :func:`rollout_results.comparison_sql`, indicator_name, uom,
    period_name; by code of the model and place of the indicator.
    """
    env.flush_all()
    return env.execute_query_dict(
        SQL(
            """
            SELECT row.*, %(name)s AS indicator_name, %(uom)s AS uom,
                   period.name AS period_name
              FROM (SELECT DISTINCT ON (indicator_id, is_demo) comparison.*
                      FROM (%(comparison)s) comparison
                     WHERE comparison.date_to BETWEEN %(start)s AND %(as_of)s
                     ORDER BY indicator_id, is_demo, date_to DESC, period_id) row
              JOIN gov_reform_indicator indicator ON indicator.id = row.indicator_id
              JOIN gov_period period ON period.id = row.period_id
              JOIN gov_reform_model model ON model.id = row.reform_model_id
             ORDER BY model.code, indicator.sequence, indicator.id, row.is_demo
            """,
            name=env["gov.reform.indicator"]._field_to_sql("indicator", "name"),
            uom=env["gov.reform.indicator"]._field_to_sql("indicator", "uom"),
            comparison=rollout_results.comparison_sql(
                env, scope.as_of, scope.domain, _covered(scope)
            ),
            start=scope.date_from,
            as_of=scope.as_of,
        )
    )


def _covered(scope, alias="rollout"):
    """Condition that a roll-out, as it was on the day, is one of the report."""
    parts = [SQL("TRUE")]
    for column, ids in (
        ("unit_id", scope.unit_ids),
        ("steering_unit_id", scope.steering_ids),
    ):
        if ids is not None:
            name = SQL.identifier(alias, column)
            parts.append(SQL("%s IN %s", name, tuple(ids) or (0,)))
    return SQL("(%s)", SQL(" AND ").join(parts))


def _spread_sql(env, scope, end):
    """How many units of each kind roll out each model."""
    return SQL(
        """
        SELECT rollout.reform_model_id, count(*) AS total_count,
               count(*) FILTER (WHERE rollout.state = 'preparing') AS preparing_count,
               %(kinds)s
          FROM (%(rollouts)s) rollout
         WHERE rollout.state NOT IN %(not_counted)s AND %(covered)s
         GROUP BY rollout.reform_model_id
        """,
        kinds=SQL(", ").join(
            SQL(
                "count(*) FILTER (WHERE rollout.kind = %s AND rollout.state IN %s) "
                "AS %s",
                kind,
                LAUNCHED,
                SQL.identifier(f"{kind}_count"),
            )
            for kind in rollout_results.KINDS
        ),
        rollouts=history.as_of_sql(env, "gov.rollout", end, scope.domain),
        not_counted=NOT_COUNTED,
        covered=_covered(scope),
    )


def _reached_sql(env, scope):
    """The last figure of each indicator and unit, against its target."""
    return SQL(
        """
        SELECT last.reform_model_id, count(DISTINCT last.unit_id) AS unit_count,
               count(*) FILTER (WHERE last.outcome = 'met') AS met_count,
               count(*) FILTER (WHERE last.outcome IN %(compared)s) AS compared_count
          FROM (SELECT DISTINCT ON (figure.rollout_id, figure.indicator_id) figure.*
                  FROM (%(results)s) figure
                 WHERE figure.date_to BETWEEN %(start)s AND %(as_of)s
                 ORDER BY figure.rollout_id, figure.indicator_id,
                          figure.date_to DESC, figure.id) last
         GROUP BY last.reform_model_id
        """,
        compared=MET,
        results=rollout_results.results_sql(
            env, scope.as_of, scope.domain, _covered(scope)
        ),
        start=scope.date_from,
        as_of=scope.as_of,
    )


def _proposed_sql(env, scope, end):
    """Proposals to replicate that were sent: how many, and how the last one stands."""
    if scope.unit_ids is None:
        units = SQL("TRUE")
    else:
        units = SQL("proposal.unit_id IN %s", tuple(scope.unit_ids) or (0,))
    return SQL(
        """
        SELECT DISTINCT ON (proposal.reform_model_id) proposal.reform_model_id,
               count(*) OVER (PARTITION BY proposal.reform_model_id) AS proposal_count,
               proposal.state AS proposal_state, proposal.decision_symbol,
               proposal.decision_date
          FROM (%(proposals)s) proposal
         WHERE proposal.state <> 'draft' AND %(units)s
         ORDER BY proposal.reform_model_id, proposal.id DESC
        """,
        proposals=history.as_of_sql(env, "gov.reform.proposal", end),
        units=units,
    )

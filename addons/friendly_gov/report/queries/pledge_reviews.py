"""Reviews of pledges: by unit and statement, and against the target of their period.

A figure is compared with the target of its own period alone, and only once that
period is over: half a year held against the target of a year makes a list of people
who "did not keep their pledge" out of people who are on their way. Everything else is
a milestone. Bodies that are never counted late are compared with no target.

A sent review never changes, so of a past day only its state is read from the history.
"""

from odoo.fields import Domain
from odoo.tools import SQL

from . import history

SENT = ("sent",)
LEVELS = ("well", "kept", "partly", "not")
KINDS = ("self", "supervisor")
MET = ("met", "not_met")
ALL = SQL("TRUE")


def reviews_sql(env, as_of=None, domain=(), states=SENT):
    """SELECT of the reviews that the user may read, those in ``states``.

    Columns: id, company_id, pledge_id, campaign_id, unit_id, level, period_id, kind,
    state, date_sent.

    :param date as_of: day after which nothing is known; none: today, from the table
    :param domain: on ``gov.pledge.review``, of columns that never change
    :param tuple states: empty: all
    """
    return SQL(
        "SELECT known.* FROM (%s) known WHERE %s",
        _known(env, "gov.pledge.review", as_of, domain),
        SQL("known.state IN %s", tuple(states)) if states else ALL,
    )


def lines_sql(env, as_of=None, domain=(), states=SENT, only=ALL):
    """SELECT of one row a statement of a review.

    Columns: id, review_id, pledge_id, campaign_id, unit_id, level, period_id, kind,
    statement_id, sequence, assessment, has_value, value, target (of the same
    statement and period; NULL: none), outcome (NULL for what is not measured or has
    no figure; ``met``, ``not_met``, ``running``: the period is not over,
    ``no_target``).

    :param SQL only: condition on ``line``; others as :func:`reviews_sql`
    """
    day = as_of or env.company._gov_today()
    return SQL(
        """
        SELECT figure.*, %(outcome)s AS outcome
          FROM (
            SELECT line.id, review.id AS review_id, review.pledge_id,
                   review.campaign_id, review.unit_id, review.level, review.period_id,
                   review.kind, line.statement_id, line.sequence, line.assessment,
                   line.has_value, line.value, line.direction, period.date_to,
                   line.uom IS NOT NULL AND line.has_value AS is_measured,
                   CASE WHEN unit.gov_is_exempt THEN NULL
                        ELSE target.target END AS target
              FROM (%(reviews)s) review
              JOIN gov_pledge_review_line line ON line.review_id = review.id
              JOIN gov_period period ON period.id = review.period_id
              JOIN hr_department unit ON unit.id = review.unit_id
              LEFT JOIN (%(targets)s) target
                ON target.statement_id = line.statement_id
               AND target.period_id = review.period_id
             WHERE %(only)s
          ) figure
        """,
        outcome=_outcome_sql(day),
        reviews=reviews_sql(env, as_of, domain, states),
        targets=_known(env, "gov.pledge.target", as_of),
        only=only,
    )


def _known(env, model, as_of, domain=()):
    if as_of is None:
        return history.today_sql(env, model, domain)
    return history.as_of_sql(env, model, env.company._gov_end_of_day(as_of), domain)


def _outcome_sql(day):
    return SQL(
        """CASE WHEN NOT COALESCE(is_measured, FALSE) THEN NULL
                WHEN target IS NULL THEN 'no_target'
                WHEN date_to >= %s THEN 'running'
                WHEN direction = 'down' AND value <= target
                  OR COALESCE(direction, 'up') = 'up' AND value >= target THEN 'met'
                ELSE 'not_met' END""",
        day,
    )


def statement_rows(env, as_of=None, domain=(), period_ids=(), unit_ids=None):
    """Reviews by campaign, unit, level, period and statement, for whom they are shown.

    One row for each statement of the code of each unit with signed pledges, in each
    period for which somebody of the campaign was reviewed (or in ``period_ids``), in
    the order campaign, unit, level, end of period, statement. Counted are the pledges
    whose reviews the user may read, no others.

    Each row is a dict: ``campaign_id``, ``unit_id``, ``level`` (unit, person),
    ``code_id``, ``period_id``, ``date_from``, ``date_to``, ``statement_id``,
    ``statement``, ``group_name``, ``uom`` (or None), ``pledge_count`` (signed pledges
    that held in the period), ``self_count`` and ``supervisor_count`` (reviews sent),
    ``not_reviewed_count`` (pledges without a self-review), for each kind and level of
    assessment ``self_well``, ``self_kept``, ``self_partly``, ``self_not``,
    ``supervisor_well`` …; of self-reviews with a figure ``value_count``,
    ``compared_count`` (with the target of the same period, once over), ``met_count``,
    ``milestone_count``. ``self_count`` is the sum of the four ``self_*``.

    :param date as_of: day after which nothing is known; none: today, from the tables
    :param domain: on ``gov.pledge``, of columns that never change
    :param period_ids: only these periods, even where nobody was reviewed
    :param unit_ids: only pledges of these units
    """
    pledges = env["gov.pledge"]
    domain = pledges._get_review_readers() & Domain(list(domain))
    if unit_ids is not None:
        domain &= Domain("unit_id", "in", list(unit_ids))
    for model in ("gov.pledge", "gov.pledge.review", "gov.pledge.review.line"):
        env[model].flush_model()
    periods = (
        SQL("SELECT id AS period_id FROM gov_period WHERE id IN %s", tuple(period_ids))
        if period_ids
        else None
    )
    query = SQL(
        """
        WITH pledge AS MATERIALIZED (
            SELECT known.* FROM (%(pledges)s) known WHERE known.state = 'signed'
        ),
        line AS MATERIALIZED (%(lines)s),
        asked AS (%(asked)s),
        due AS (
            SELECT pledge.id, pledge.campaign_id, pledge.unit_id, pledge.level,
                   campaign.code_id, period.id AS period_id, period.date_from,
                   period.date_to
              FROM pledge
              JOIN gov_pledge_campaign campaign ON campaign.id = pledge.campaign_id
              JOIN asked ON asked.campaign_id = pledge.campaign_id
              JOIN gov_period period ON period.id = asked.period_id
             WHERE (pledge.date_signed <= period.date_to) IS NOT FALSE
               AND (campaign.date_from <= period.date_to) IS NOT FALSE
               AND (campaign.date_to >= period.date_from) IS NOT FALSE
        )
        SELECT due.campaign_id, due.unit_id, due.level, due.code_id, due.period_id,
               due.date_from, due.date_to, statement.id AS statement_id,
               statement.name AS statement, grp.name AS group_name, statement.uom,
               count(DISTINCT due.id) AS pledge_count,
               count(own.id) AS self_count,
               count(DISTINCT due.id) - count(own.id) AS not_reviewed_count,
               count(other.id) AS supervisor_count, %(levels)s,
               count(*) FILTER (WHERE own.is_measured) AS value_count,
               count(*) FILTER (WHERE own.outcome IN %(met)s) AS compared_count,
               count(*) FILTER (WHERE own.outcome = 'met') AS met_count,
               count(*) FILTER (
                   WHERE own.outcome IN ('running', 'no_target')) AS milestone_count
          FROM due
          JOIN gov_pledge_statement statement ON statement.code_id = due.code_id
          JOIN gov_pledge_group grp ON grp.id = statement.group_id
          LEFT JOIN line own
            ON own.pledge_id = due.id AND own.period_id = due.period_id
           AND own.statement_id = statement.id AND own.kind = 'self'
          LEFT JOIN line other
            ON other.pledge_id = due.id AND other.period_id = due.period_id
           AND other.statement_id = statement.id AND other.kind = 'supervisor'
          JOIN hr_department unit ON unit.id = due.unit_id
         GROUP BY due.campaign_id, due.unit_id, due.level, due.code_id,
                  due.period_id, due.date_from, due.date_to, statement.id, grp.id,
                  unit.name
         ORDER BY due.campaign_id, unit.name, due.unit_id, due.level, due.date_to,
                  due.period_id, grp.sequence, grp.id, statement.sequence, statement.id
        """,
        pledges=_known(env, "gov.pledge", as_of, domain),
        lines=lines_sql(env, as_of),
        asked=SQL(
            "SELECT DISTINCT campaign.id AS campaign_id, wanted.period_id "
            "FROM gov_pledge_campaign campaign CROSS JOIN (%s) wanted",
            periods,
        )
        if period_ids
        else SQL("SELECT DISTINCT campaign_id, period_id FROM line"),
        levels=_levels_sql(),
        met=MET,
    )
    return env.execute_query_dict(query)


def _levels_sql():
    return SQL(", ").join(
        SQL(
            "count(*) FILTER (WHERE %s = %s) AS %s",
            SQL.identifier(alias, "assessment"),
            level,
            SQL.identifier(f"{kind}_{level}"),
        )
        for kind, alias in zip(KINDS, ("own", "other"), strict=True)
        for level in LEVELS
    )


def case_rows(env, as_of=None, domain=()):
    """Cases by campaign, unit and level, of those that the user may read.

    Each row is a dict: ``campaign_id``, ``unit_id``, ``level``, ``praise_count``,
    ``open_count`` (reported, not concluded), ``breach_count`` (concluded by a
    document), ``cleared_count``. What was taken back counts nowhere.

    :param date as_of: day after which nothing is known; none: today, from the table
    :param domain: on ``gov.pledge.case``, of columns that never change
    """
    env["gov.pledge.case"].flush_model()
    counts = {"praise": "noted", "open": "open", "breach": "breach"}
    counts["cleared"] = "cleared"
    return env.execute_query_dict(
        SQL(
            """
            SELECT known.campaign_id, known.unit_id, known.level, %(counts)s
              FROM (%(cases)s) known
              JOIN hr_department unit ON unit.id = known.unit_id
             WHERE known.state <> 'withdrawn'
             GROUP BY known.campaign_id, known.unit_id, known.level, unit.name
             ORDER BY known.campaign_id, unit.name, known.unit_id, known.level
            """,
            counts=SQL(", ").join(
                SQL(
                    "count(*) FILTER (WHERE known.state = %s) AS %s",
                    state,
                    SQL.identifier(f"{name}_count"),
                )
                for name, state in counts.items()
            ),
            cases=_known(env, "gov.pledge.case", as_of, domain),
        )
    )

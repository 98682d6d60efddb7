"""Forms handed out and come back: samples, quotas, response rates.

The one place where these figures are counted; screens and workbook read them here.
Nobody scans answers: they come from ``gov.survey.return`` (what was summed up) plus
``gov.survey.delta`` (what still waits to be).

The response rate of a unit is its valid forms divided by the visitors of its daily log
or, where no visitor is entered, by the forms and invitations handed out. Without
either, or with more valid forms than people counted (the log has gaps), there is none.
"""

from odoo.tools import SQL

from odoo.addons.friendly_gov.report.queries import history

STATES = ("valid", "suspect", "excluded")
COUNTS = (
    "population",
    "target",
    "days",
    "visitors",
    "forms",
    "invited",
    "handed_out",
    "opened",
    "returned",
    *STATES,
    "rate_base",
    "rate_valid",
)
# What is piled up about a line, beside its forms by state.
PILED = ("population", "target", "days", "visitors", "forms", "invited", "opened")
# A line of which nothing is known.
NOTHING = dict.fromkeys(COUNTS, 0) | {"rate": None}
# A campaign of which the user may read no line.
NO_LINES = NOTHING | dict.fromkeys(("lines", "reached", "unsized", "enough"), 0)


def return_rows(env, domain=(), as_of=None):
    """Figures of each unit in a campaign that the user may read, in one statement.

    :param domain: on ``gov.survey.unit``
    :param datetime.date as_of: as known at the end of this day; None for now
    :return: list of dicts in the order of ``line_id``: ``line_id``, ``campaign_id``,
        ``unit_id``, ``population`` (N), ``target`` (n), ``days`` (days logged),
        ``visitors``, ``forms`` (paper forms handed out), ``invited`` (invitations
        made), ``handed_out`` (the two together), ``opened`` (pages opened),
        ``returned`` = ``valid`` + ``suspect`` + ``excluded``, ``rate_base`` (people
        counted, 0 without a rate), ``rate_valid`` (valid forms that count for the
        rate), ``rate`` (0 to 1 or None, their quotient)
    """
    query = SQL(
        "WITH %(lines)s SELECT * FROM returned ORDER BY line_id",
        lines=returned_sql(env, domain, as_of),
    )
    return [_add_rate(row) for row in env.execute_query_dict(query)]


def campaign_rows(env, campaign_ids, as_of=None):
    """Sums of :func:`return_rows` by campaign, over the lines that the user may read.

    The rate is that of the units which have one.

    :return: dict of campaign id: dict of :data:`COUNTS`, ``lines`` (how many),
        ``reached`` (lines with all the forms wanted), ``unsized`` (lines without a
        population), ``enough`` (valid forms up to the number wanted of each line, so
        that one unit with too many does not hide another), ``rate``
    """
    query = SQL(
        """
        WITH %(lines)s
        SELECT campaign_id, count(*) AS lines,
               count(*) FILTER (WHERE valid >= target) AS reached,
               count(*) FILTER (WHERE population = 0) AS unsized,
               sum(LEAST(valid, target))::bigint AS enough, %(sums)s
          FROM returned
         GROUP BY campaign_id
        """,
        lines=returned_sql(env, [("campaign_id", "in", list(campaign_ids))], as_of),
        sums=SQL(", ").join(
            SQL("sum(%s)::bigint AS %s", SQL.identifier(name), SQL.identifier(name))
            for name in COUNTS
        ),
    )
    rows = (_add_rate(row) for row in env.execute_query_dict(query))
    return {row.pop("campaign_id"): row for row in rows}


def behind_sql(env):
    """Ids of readable lines of open campaigns with fewer valid forms than wanted."""
    return SQL(
        "(WITH %s SELECT line_id FROM returned WHERE valid < target)",
        returned_sql(env, [("state", "=", "open")], None),
    )


def quota_counts(env, quota_ids):
    """Valid forms by quota: ``{id: count}``, of the quotas that the user may read."""
    if not quota_ids:
        return {}
    readable = env["gov.survey.quota"]._search([("id", "in", list(quota_ids))])
    env.flush_all()
    return dict(
        env.execute_query(
            SQL(
                """
                SELECT quota.id, sum(form.n)::integer
                  FROM gov_survey_quota quota
                 CROSS JOIN LATERAL (
                        SELECT summed.count AS n
                          FROM gov_survey_return summed
                         WHERE summed.campaign_id = quota.campaign_id
                           AND summed.dimension = 'field'
                           AND summed.value = quota.field_id::varchar
                           AND summed.line_id = quota.line_id
                           AND summed.kind = 'valid'
                         UNION ALL
                        SELECT delta.sign
                          FROM gov_survey_delta delta
                         WHERE delta.line_id = quota.line_id
                           AND delta.field_id = quota.field_id
                           AND delta.kind = 'valid') form
                 WHERE quota.id IN %(readable)s
                 GROUP BY quota.id
                """,
                readable=readable.subselect(),
            )
        )
    )


def day_counts(env, day_ids):
    """Forms recorded on the days of the log: ``{id: returned}``, as the user reads."""
    if not day_ids:
        return {}
    readable = env["gov.survey.day"]._search([("id", "in", list(day_ids))])
    env.flush_all()
    return dict(
        env.execute_query(
            SQL(
                """
                SELECT log.id, sum(form.n)::integer
                  FROM gov_survey_day log
                  JOIN gov_survey_unit line ON line.id = log.line_id
                 CROSS JOIN LATERAL (
                        SELECT summed.count AS n
                          FROM gov_survey_return summed
                         WHERE summed.campaign_id = line.campaign_id
                           AND summed.dimension = 'day'
                           AND summed.value = log.day::varchar
                           AND summed.line_id = line.id
                           AND summed.kind IN %(states)s
                         UNION ALL
                        SELECT delta.sign
                          FROM gov_survey_delta delta
                         WHERE delta.line_id = line.id
                           AND delta.day = log.day
                           AND delta.kind IN %(states)s) form
                 WHERE log.id IN %(readable)s
                 GROUP BY log.id
                """,
                states=STATES,
                readable=readable.subselect(),
            )
        )
    )


def returned_sql(env, domain, as_of):
    """CTEs for a WITH clause, the last of them ``returned``: see :func:`return_rows`.

    ``line`` comes first and holds the readable lines. What is counted about them is
    piled up and grouped once, nothing is joined: on tables without statistics, right
    after a mass import, joins of such relations were run row against row (8 seconds for
    3,321 units instead of a fifth of one). Arrays are read once and find their rows by
    index; sums have many rows a line, so their lines are hashed (COALESCE, see
    ``history._readable_sql``) within bounds that the index knows.
    """
    env.flush_all()
    lines = env["gov.survey.unit"]._search(list(domain))
    until, made = SQL(), SQL()
    when = SQL("summed.dimension = 'all'")
    if as_of:
        when = SQL("summed.dimension = 'day' AND summed.value <= %s", str(as_of))
        until = SQL("AND delta.day <= %s", as_of)
        made = SQL("AND invitation.day_made <= %s", as_of)
    return SQL(
        """
        line AS MATERIALIZED (
            SELECT id, campaign_id, unit_id, population, target
              FROM gov_survey_unit WHERE id IN %(lines)s
        ), counted AS (
            SELECT id AS line_id, campaign_id, unit_id, 'line' AS kind, 1 AS n
              FROM line
             UNION ALL
            SELECT size.id, NULL, NULL, part.kind, part.n
              FROM (%(sizes)s) size
             CROSS JOIN LATERAL (VALUES ('population', size.population),
                                        ('target', size.target)) part (kind, n)
             UNION ALL
            SELECT log.line_id, NULL, NULL, part.kind, part.n
              FROM (%(log)s) log
             CROSS JOIN LATERAL (VALUES ('days', 1), ('visitors', log.visitors),
                                        ('forms', log.handed_out)) part (kind, n)
             UNION ALL
            SELECT invitation.line_id, NULL, NULL, 'invited', 1
              FROM gov_survey_invitation invitation
             WHERE invitation.line_id = ANY(ARRAY(SELECT id FROM line)) %(made)s
             UNION ALL
            SELECT summed.line_id, NULL, NULL, summed.kind, summed.count
              FROM gov_survey_return summed
             WHERE summed.campaign_id
                       = ANY(ARRAY(SELECT DISTINCT campaign_id FROM line))
               AND summed.line_id BETWEEN (SELECT min(id) FROM line)
                                      AND (SELECT max(id) FROM line)
               AND COALESCE(summed.line_id IN (SELECT id FROM line), FALSE)
               AND %(when)s
             UNION ALL
            SELECT delta.line_id, NULL, NULL, delta.kind, delta.sign
              FROM gov_survey_delta delta
             WHERE delta.line_id = ANY(ARRAY(SELECT id FROM line)) %(until)s
        ), grouped AS (
            SELECT line_id, max(campaign_id) AS campaign_id, max(unit_id) AS unit_id,
                   %(kinds)s
              FROM counted
             GROUP BY line_id
            HAVING bool_or(kind = 'line')
        ), counts AS (
            SELECT grouped.*, forms + invited AS handed_out,
                   valid + suspect + excluded AS returned,
                   CASE WHEN visitors > 0 THEN visitors ELSE forms + invited END
                       AS people
              FROM grouped
        ), returned AS (
            SELECT counts.*,
                   CASE WHEN valid <= people THEN people ELSE 0 END AS rate_base,
                   CASE WHEN valid <= people THEN valid ELSE 0 END AS rate_valid
              FROM counts
        )
        """,
        lines=lines.subselect(),
        sizes=_sizes_sql(env, domain, as_of),
        log=_log_sql(env, domain, as_of),
        made=made,
        when=when,
        until=until,
        kinds=SQL(", ").join(
            SQL(
                "COALESCE(sum(n) FILTER (WHERE kind = %s), 0)::integer AS %s",
                kind,
                SQL.identifier(kind),
            )
            for kind in (*PILED, *STATES)
        ),
    )


def _sizes_sql(env, domain, as_of):
    """``id``, ``population`` and ``target`` of the lines that the user may read."""
    if not as_of:
        return SQL("SELECT id, population, target FROM line")
    end = env.company._gov_end_of_day(as_of)
    return history.as_of_sql(env, "gov.survey.unit", end, domain)


def _log_sql(env, domain, as_of):
    """Days of the log, of those that the user may read."""
    domain = [("line_id", "any", list(domain))]
    if as_of:
        end = env.company._gov_end_of_day(as_of)
        return history.as_of_sql(env, "gov.survey.day", end, domain)
    # COALESCE: see history._readable_sql.
    return SQL(
        """
        SELECT line_id, visitors, handed_out FROM gov_survey_day
         WHERE line_id = ANY(ARRAY(SELECT id FROM line))
           AND COALESCE(id IN %s, FALSE)
        """,
        env["gov.survey.day"]._search(domain).subselect(),
    )


def _add_rate(row):
    row.pop("people", None)
    row["rate"] = row["rate_valid"] / row["rate_base"] if row["rate_base"] else None
    return row

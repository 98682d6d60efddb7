"""Parts of the statement of :mod:`survey_results`: lines, counts, what stays hidden."""

from odoo.tools import SQL

LEVELS = range(1, 6)


def line_ctes(env, domain, scope):
    """``line``: those asked for; ``part``: which lines make up which row."""
    part = {
        "line": SQL("SELECT id AS key, id AS line_id FROM line"),
        "campaign": SQL("SELECT campaign_id AS key, id AS line_id FROM line"),
        "subtree": SQL(
            "SELECT top.id AS key, below.id AS line_id FROM line top "
            "JOIN line below ON below.campaign_id = top.campaign_id "
            "AND starts_with(below.parent_path, top.parent_path)"
        ),
    }[scope]
    row = (
        SQL(
            "SELECT DISTINCT campaign_id AS key, campaign_id, NULL::int AS line_id, "
            "NULL::int AS unit_id FROM line"
        )
        if scope == "campaign"
        else SQL("SELECT id AS key, campaign_id, id AS line_id, unit_id FROM line")
    )
    return SQL(
        """
        line AS MATERIALIZED (
            SELECT asked.id, asked.campaign_id, asked.unit_id, unit.parent_path
              FROM gov_survey_unit asked
              JOIN hr_department unit ON unit.id = asked.unit_id
             WHERE asked.id IN %s
        ),
        part AS (%s),
        head AS (
            SELECT row.*, campaign.rule, campaign.smallest_cell, campaign.survey_id
              FROM (%s) row
              JOIN gov_survey_campaign campaign ON campaign.id = row.campaign_id
        )
        """,
        env["gov.survey.unit"]._search(domain).subselect(),
        part,
        row,
    )


def _dimension_sql(split, as_of):
    """Condition on a table of cells: those that add up to the figures asked for."""
    if as_of:
        return SQL(
            "((cell.dimension = 'month' AND cell.value < %(month)s) OR "
            "(cell.dimension = 'day' AND cell.value BETWEEN %(month)s AND %(day)s))",
            month=as_of.isoformat()[:7],
            day=as_of.isoformat(),
        )
    return SQL("cell.dimension = %s", "given" if split == "month" else split or "all")


def _delta_sql(split, as_of):
    """Value and condition of changes not yet summed up, as the cells have them."""
    value = {
        None: SQL("''"),
        "month": SQL("left(COALESCE(delta.given, delta.day)::text, 7)"),
        "channel": SQL("COALESCE(delta.channel, '')"),
        "field": SQL("COALESCE(delta.field_id, 0)::text"),
        "point": SQL("COALESCE(delta.point_id, 0)::text"),
    }[split]
    return value, SQL("delta.day <= %s", as_of) if as_of else SQL("TRUE")


def count_ctes(split, as_of):
    """``returned``: forms by line and value; ``chosen``: choices of ratings."""
    cells = _dimension_sql(split, as_of)
    value, known = _delta_sql(split, as_of)
    cell_value = SQL("cell.value") if split else SQL("''")
    return SQL(
        """
        campaign AS (SELECT DISTINCT campaign_id AS id FROM line),
        returned AS (
            SELECT line_id, value,
                   COALESCE(sum(count) FILTER (WHERE kind = 'valid'), 0) AS forms,
                   COALESCE(sum(count) FILTER (WHERE kind = 'suspect'), 0) AS suspect,
                   COALESCE(sum(count) FILTER (WHERE kind = 'excluded'), 0) AS excluded
              FROM (SELECT cell.line_id, %(cell_value)s AS value, cell.kind, cell.count
                      FROM gov_survey_return cell
                     WHERE cell.campaign_id IN (SELECT id FROM campaign)
                       AND %(cells)s
                     UNION ALL
                    SELECT delta.line_id, %(value)s, delta.kind, delta.sign
                      FROM gov_survey_delta delta
                     WHERE delta.campaign_id IN (SELECT id FROM campaign)
                       AND %(known)s) counted
             WHERE kind IN ('valid', 'suspect', 'excluded')
             GROUP BY line_id, value
        ),
        chosen AS (
            SELECT part.key, counted.value, counted.answer_id, counted.matrix_row,
                   sum(counted.count) AS count
              FROM (SELECT cell.line_id, %(cell_value)s AS value, cell.answer_id,
                           cell.matrix_row, cell.count
                      FROM gov_survey_tally cell
                      JOIN line ON line.id = cell.line_id
                       AND line.campaign_id = cell.campaign_id
                     WHERE %(cells)s
                     UNION ALL
                    SELECT delta.line_id, %(value)s, split_part(pair, ':', 2)::int,
                           split_part(pair, ':', 1)::int, delta.sign
                      FROM gov_survey_delta delta
                      JOIN line ON line.id = delta.line_id
                     CROSS JOIN unnest(string_to_array(delta.chosen, ',')) pair
                     WHERE delta.chosen <> '' AND %(known)s) counted
              JOIN part ON part.line_id = counted.line_id
             GROUP BY 1, 2, 3, 4
        )
        """,
        cells=cells,
        cell_value=cell_value,
        value=value,
        known=known,
    )


def hidden_cte(scope, split):
    """``shown``: rows and values with their forms, and whether these are too few."""
    if scope == "line" and not split:
        return SQL(
            """
            place AS (
                SELECT other.id AS line_id, campaign.smallest_cell,
                       COALESCE(returned.forms, 0) AS forms,
                       ARRAY[other.campaign_id,
                             CASE WHEN EXISTS (
                                  SELECT FROM gov_survey_unit child
                                    JOIN hr_department lower
                                      ON lower.id = child.unit_id
                                   WHERE child.campaign_id = other.campaign_id
                                     AND lower.parent_id = other.unit_id)
                             THEN other.unit_id
                             ELSE COALESCE(unit.parent_id, 0) END] AS family
                  FROM gov_survey_unit other
                  JOIN hr_department unit ON unit.id = other.unit_id
                  JOIN gov_survey_campaign campaign ON campaign.id = other.campaign_id
                  LEFT JOIN returned ON returned.line_id = other.id
                 WHERE other.campaign_id IN (SELECT id FROM campaign)
            ),
            hidden AS (
                SELECT line_id, %s AS is_hidden FROM place
            ),
            shown AS (
                SELECT head.*, '' AS value, COALESCE(returned.forms, 0) AS forms,
                       COALESCE(returned.suspect, 0) AS suspect,
                       COALESCE(returned.excluded, 0) AS excluded, hidden.is_hidden
                  FROM head
                  JOIN hidden ON hidden.line_id = head.key
                  LEFT JOIN returned ON returned.line_id = head.key
            )
            """,
            _too_few_sql("family", "line_id"),
        )
    return SQL(
        """
        summed AS (
            SELECT part.key, returned.value, sum(returned.forms) AS forms,
                   sum(returned.suspect) AS suspect, sum(returned.excluded) AS excluded
              FROM part
              JOIN returned ON returned.line_id = part.line_id
             GROUP BY part.key, returned.value
        ),
        counted AS (
            SELECT head.*, %s AS value, COALESCE(summed.forms, 0) AS forms,
                   COALESCE(summed.suspect, 0) AS suspect,
                   COALESCE(summed.excluded, 0) AS excluded
              FROM head
              %s JOIN summed ON summed.key = head.key
        ),
        shown AS (
            SELECT counted.*, %s AS is_hidden FROM counted
        )
        """,
        SQL("summed.value") if split else SQL("''"),
        SQL() if split else SQL("LEFT"),
        _too_few_sql("key", "value") if split else SQL("forms < smallest_cell"),
    )


def _too_few_sql(group, order):
    """Too small, or needed so that the hidden ones of the group aren't too small."""
    return SQL(
        "forms < smallest_cell OR COALESCE(sum(forms) OVER (PARTITION BY %(group)s "
        "ORDER BY forms, %(order)s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), "
        "0) BETWEEN 1 AND smallest_cell - 1",
        group=SQL.identifier(group),
        order=SQL.identifier(order),
    )


def item_ctes(split):
    """``item``: a row of ``shown`` and a statement, with its counts by level."""
    return SQL(
        """
        statement AS (
            SELECT question.survey_id, question.id AS question_id, question.page_id,
                   COALESCE(page.gov_weight, 1) AS weight, question.sequence,
                   row.id AS matrix_row_id
              FROM survey_question question
              LEFT JOIN survey_question page ON page.id = question.page_id
              LEFT JOIN survey_question_answer row
                ON row.matrix_question_id = question.id
             WHERE question.gov_role = 'rating'
               AND question.survey_id IN (SELECT survey_id FROM head)
        ),
        rated AS (
            SELECT chosen.key, chosen.value, choice.question_id, chosen.matrix_row,
                   sum(count) FILTER (WHERE level BETWEEN 1 AND 5) AS n,
                   sum(count) FILTER (WHERE level = 0) AS no_opinion,
                   %s
              FROM chosen
              JOIN (SELECT answer.id, answer.question_id, answer.gov_level::int AS level
                      FROM survey_question_answer answer
                     WHERE answer.question_id IN (SELECT question_id FROM statement)
                   ) choice ON choice.id = chosen.answer_id
             GROUP BY 1, 2, 3, 4
        ),
        item AS (
            SELECT shown.*, statement.page_id, statement.weight, statement.sequence,
                   statement.question_id, statement.matrix_row_id,
                   COALESCE(rated.n, 0) AS n,
                   COALESCE(rated.no_opinion, 0) AS no_opinion,
                   %s,
                   COALESCE(rated.level_4, 0) + COALESCE(rated.level_5, 0) AS satisfied
              FROM shown
              JOIN statement ON statement.survey_id = shown.survey_id
              LEFT JOIN rated ON rated.key = shown.key
               AND rated.value = shown.value
               AND rated.question_id = statement.question_id
               AND rated.matrix_row = COALESCE(statement.matrix_row_id, 0)
        )
        """,
        SQL(", ").join(
            SQL("sum(count) FILTER (WHERE level = %s) AS %s", level, _level(level))
            for level in LEVELS
        ),
        SQL(", ").join(
            SQL(
                "COALESCE(%s, 0) AS %s",
                SQL.identifier("rated", f"level_{level}"),
                _level(level),
            )
            for level in LEVELS
        ),
    )


def _level(level):
    return SQL.identifier(f"level_{level}")

"""The tallies of a campaign counted anew from its answers and their judgements."""

from odoo.tools import SQL

from .survey_cells import (
    RETURN_KEY,
    TALLY_KEY,
    columns_sql,
    return_cells_sql,
    tally_cells_sql,
)


def recount_sql(campaign_id):
    """Statement that corrects the cells that differ; returns how many did.

    What answers don't tell (pages opened) stays. Valid as long as every answer is
    there; what waits in ``gov.survey.delta`` must have been summed up before.
    """
    changes = SQL("changes")
    return SQL(
        """
        WITH answer AS MATERIALIZED (%s),
        changes AS MATERIALIZED (%s), %s, %s
        SELECT (SELECT count(*) FROM gov_survey_tally_diff)
             + (SELECT count(*) FROM gov_survey_return_diff)
        """,
        _answers_sql(campaign_id),
        SQL(_CHANGES),
        _correct_sql(
            "gov_survey_tally",
            TALLY_KEY,
            tally_cells_sql(changes),
            SQL("campaign_id = %s", campaign_id),
        ),
        _correct_sql(
            "gov_survey_return",
            RETURN_KEY,
            return_cells_sql(changes),
            SQL("campaign_id = %s AND kind <> 'opened'", campaign_id),
        ),
    )


def _correct_sql(table, key, cells, condition):
    """CTEs that set the cells of ``table`` that differ to what was counted."""
    question = "answer_id" in key
    return SQL(
        """
        %(diff)s AS MATERIALIZED (
            SELECT %(key)s, COALESCE(counted.count, 0) AS count, kept.id AS kept_id
                   %(question)s
              FROM (%(cells)s) counted
              FULL JOIN (SELECT * FROM %(table)s WHERE %(condition)s) kept
             USING (%(key)s)
             WHERE COALESCE(counted.count, 0) <> COALESCE(kept.count, 0)
        ),
        %(updated)s AS (
            UPDATE %(table)s kept SET count = diff.count
              FROM %(diff)s diff WHERE kept.id = diff.kept_id
        ),
        %(inserted)s AS (
            INSERT INTO %(table)s (%(columns)s)
            SELECT %(columns)s FROM %(diff)s WHERE kept_id IS NULL
        )
        """,
        table=SQL.identifier(table),
        diff=SQL.identifier(f"{table}_diff"),
        updated=SQL.identifier(f"{table}_updated"),
        inserted=SQL.identifier(f"{table}_inserted"),
        key=SQL(", ").join(map(SQL.identifier, key)),
        columns=columns_sql(key),
        question=SQL(", counted.question_id") if question else SQL(),
        cells=cells,
        condition=condition,
    )


def _answers_sql(campaign_id):
    """Each answer that counts, with its choices and the state it came in."""
    return SQL(
        """
        SELECT given.id, given.gov_line_id AS line_id, line.campaign_id,
               given.gov_point_id AS point_id, given.gov_channel AS channel,
               given.gov_field_id AS field_id, given.gov_day AS day,
               COALESCE(judged.state_from, given.gov_state) AS kind, chosen.pairs
          FROM survey_user_input given
          JOIN gov_survey_unit line ON line.id = given.gov_line_id
          LEFT JOIN LATERAL (SELECT log.state_from
                               FROM gov_survey_validity log
                              WHERE log.user_input_id = given.id
                              ORDER BY log.id
                              LIMIT 1) judged ON TRUE
          LEFT JOIN LATERAL (
               SELECT string_agg(concat(COALESCE(row.matrix_row_id, 0), ':',
                                        row.suggested_answer_id), ',') AS pairs
                 FROM survey_user_input_line row
                WHERE row.user_input_id = given.id
                  AND row.suggested_answer_id IS NOT NULL) chosen ON TRUE
         WHERE line.campaign_id = %s AND given.test_entry IS NOT TRUE
        """,
        campaign_id,
    )


# One change for what came in, two for each judgement: as they were recorded.
_CHANGES = """
    SELECT line_id, campaign_id, point_id, channel, field_id, change.day,
           answer.day AS given, change.kind, change.sign,
           CASE WHEN change.kind = 'valid' THEN pairs END AS chosen
      FROM answer
     CROSS JOIN LATERAL (
           SELECT answer.day, answer.kind, 1 AS sign
            UNION ALL
           SELECT log.day, log.state_from, -1
             FROM gov_survey_validity log WHERE log.user_input_id = answer.id
            UNION ALL
           SELECT log.day, log.state, 1
             FROM gov_survey_validity log WHERE log.user_input_id = answer.id) change
"""

"""The tallies of a campaign counted anew from its answers and their judgements."""

from odoo.tools import SQL

from .survey_cells import return_cells_sql, tally_cells_sql


def recount_sql(campaign_id):
    """Statement that corrects the cells that differ; returns how many did.

    What answers don't tell (pages opened) stays. Valid as long as every answer is
    there; what waits in ``gov.survey.delta`` must have been summed up before.
    """
    return SQL(
        """
        WITH answer AS MATERIALIZED (%(answers)s),
        changes AS MATERIALIZED (%(changes)s),
        tally_diff AS MATERIALIZED (
            SELECT line_id, campaign_id, dimension, value,
                   COALESCE(counted.question_id, kept.question_id) AS question_id,
                   matrix_row, answer_id, COALESCE(counted.count, 0) AS count
              FROM (%(tally_cells)s) counted
              FULL JOIN (SELECT * FROM gov_survey_tally
                          WHERE campaign_id = %(campaign)s) kept
             USING (line_id, campaign_id, dimension, value, matrix_row, answer_id)
             WHERE COALESCE(counted.count, 0) <> COALESCE(kept.count, 0)
        ),
        return_diff AS MATERIALIZED (
            SELECT line_id, campaign_id, dimension, value, kind,
                   COALESCE(counted.count, 0) AS count
              FROM (%(return_cells)s) counted
              FULL JOIN (SELECT * FROM gov_survey_return
                          WHERE campaign_id = %(campaign)s AND kind <> 'opened') kept
             USING (line_id, campaign_id, dimension, value, kind)
             WHERE COALESCE(counted.count, 0) <> COALESCE(kept.count, 0)
        ),
        tallied AS (
            INSERT INTO gov_survey_tally
                   (line_id, campaign_id, dimension, value, question_id, matrix_row,
                    answer_id, count)
            SELECT * FROM tally_diff
            ON CONFLICT (campaign_id, dimension, line_id, value, answer_id, matrix_row)
            DO UPDATE SET count = excluded.count
        ),
        returned AS (
            INSERT INTO gov_survey_return
                   (line_id, campaign_id, dimension, value, kind, count)
            SELECT * FROM return_diff
            ON CONFLICT (campaign_id, dimension, line_id, value, kind)
            DO UPDATE SET count = excluded.count
        )
        SELECT (SELECT count(*) FROM tally_diff) + (SELECT count(*) FROM return_diff)
        """,
        answers=_answers_sql(campaign_id),
        changes=SQL(_CHANGES),
        tally_cells=tally_cells_sql(SQL("changes")),
        return_cells=return_cells_sql(SQL("changes")),
        campaign=campaign_id,
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

"""Cells of the tallies: how one change (``gov.survey.delta``) is counted.

The one definition for compaction and for the recount of a campaign. Each change is
counted once in each *dimension*; dimensions are never split by one another, a cube of
all of them would be as large as the answers:

``all``       value "": everything
``day``       ISO date on which it was recorded: figures as of a day
``month``     YYYY-MM of that day: so that a figure as of a day reads 31 days at most
``given``     YYYY-MM in which the answer was given, for trends: an answer that is
              excluded later leaves the month in which it came
``channel``   code of the channel
``field``, ``point``   id, "0" for none
"""

from odoo.tools import SQL

# Columns that a relation of changes has.
COLUMNS = SQL(
    "line_id, campaign_id, point_id, channel, field_id, day, given, kind, sign, chosen"
)
DIMENSIONS = ("all", "day", "month", "given", "channel", "field", "point")

_VALUES = """
    (VALUES ('all', ''),
            ('day', day::text),
            ('month', left(day::text, 7)),
            ('given', left(COALESCE(given, day)::text, 7)),
            ('channel', COALESCE(channel, '')),
            ('field', COALESCE(field_id, 0)::text),
            ('point', COALESCE(point_id, 0)::text)
    ) AS cell (dimension, value)
"""


def tally_cells_sql(source):
    """SELECT of the cells of ``gov_survey_tally`` that the changes add up to.

    Pairs are summed up before they are split: what many people answered alike at one
    counter on one day is one row then.

    :param SQL source: name of a relation with :data:`COLUMNS`
    """
    return SQL(
        """
        SELECT chosen.line_id, chosen.campaign_id, cell.dimension, cell.value,
               choice.question_id, chosen.matrix_row, chosen.answer_id,
               sum(chosen.count)::int AS count
          FROM (SELECT line_id, campaign_id, point_id, channel, field_id, day, given,
                       split_part(pair, ':', 1)::int AS matrix_row,
                       split_part(pair, ':', 2)::int AS answer_id,
                       sum(sign) AS count
                  FROM %s
                 CROSS JOIN unnest(string_to_array(chosen, ',')) AS pair
                 WHERE chosen <> ''
                 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9) chosen
          JOIN survey_question_answer choice ON choice.id = chosen.answer_id
         CROSS JOIN LATERAL %s
         GROUP BY 1, 2, 3, 4, 5, 6, 7
        HAVING sum(chosen.count) <> 0
         ORDER BY cell.dimension, chosen.line_id, cell.value
        """,
        source,
        SQL(_VALUES),
    )


def return_cells_sql(source):
    """SELECT of the cells of ``gov_survey_return``; see :func:`tally_cells_sql`."""
    return SQL(
        """
        SELECT line_id, campaign_id, cell.dimension, cell.value, kind,
               sum(sign)::int AS count
          FROM %s
         CROSS JOIN LATERAL %s
         GROUP BY 1, 2, 3, 4, 5
        HAVING sum(sign) <> 0
        """,
        source,
        SQL(_VALUES),
    )


def insert_sql(source):
    """CTEs that add the changes of ``source`` to both tables of cells.

    One statement with one picture of the tables: a reader never sees half of it.
    """
    return SQL(
        """
        returned AS (
            INSERT INTO gov_survey_return
                   (line_id, campaign_id, dimension, value, kind, count)
            %s
            ON CONFLICT (campaign_id, dimension, line_id, value, kind)
            DO UPDATE SET count = gov_survey_return.count + excluded.count
        ),
        tallied AS (
            INSERT INTO gov_survey_tally
                   (line_id, campaign_id, dimension, value, question_id, matrix_row,
                    answer_id, count)
            %s
            ON CONFLICT (campaign_id, dimension, line_id, value, answer_id, matrix_row)
            DO UPDATE SET count = gov_survey_tally.count + excluded.count
        )
        """,
        return_cells_sql(source),
        tally_cells_sql(source),
    )


def compact_sql(limit):
    """Statement that moves ``limit`` changes into the cells; returns their number."""
    return SQL(
        """
        WITH moved AS (
            DELETE FROM gov_survey_delta
             WHERE id IN (SELECT id
                            FROM gov_survey_delta
                           ORDER BY id
                           LIMIT %s
                             FOR UPDATE SKIP LOCKED)
         RETURNING %s
        ),
        %s
        SELECT count(*) FROM moved
        """,
        limit,
        COLUMNS,
        insert_sql(SQL("moved")),
    )

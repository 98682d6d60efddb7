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
# What makes a cell, in the order of the indexes.
RETURN_KEY = ("campaign_id", "dimension", "line_id", "value", "kind")
TALLY_KEY = ("campaign_id", "dimension", "line_id", "value", "answer_id", "matrix_row")
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


def add_sql(source):
    """CTEs that add the changes of ``source`` to both tables of cells.

    One statement with one picture of the tables: a reader never sees half of it, and
    only one at a time runs it.
    """
    return SQL(
        "%s, %s",
        _add_to_sql("gov_survey_return", RETURN_KEY, return_cells_sql(source)),
        _add_to_sql("gov_survey_tally", TALLY_KEY, tally_cells_sql(source)),
    )


def _add_to_sql(table, key, cells):
    """Cells that are there are found by the index, whatever the planner believes about
    the size of the tables, and keep their id: drawing one for each of them, as
    ON CONFLICT on the other columns does, would use up all there are.
    """
    same = SQL(" AND ").join(
        SQL("%s = %s", SQL.identifier("kept", name), SQL.identifier("cell", name))
        for name in key
    )
    return SQL(
        """
        %(cells)s AS MATERIALIZED (
            SELECT cell.*, (SELECT kept.id FROM %(table)s kept WHERE %(same)s) AS id
              FROM (%(source)s) cell
        ),
        %(updated)s AS (
            INSERT INTO %(table)s (id, %(columns)s)
            SELECT id, %(columns)s FROM %(cells)s WHERE id IS NOT NULL
            ON CONFLICT (id)
            DO UPDATE SET count = %(count)s + excluded.count
        ),
        %(inserted)s AS (
            INSERT INTO %(table)s (%(columns)s)
            SELECT %(columns)s FROM %(cells)s WHERE id IS NULL
        )
        """,
        table=SQL.identifier(table),
        cells=SQL.identifier(f"{table}_cells"),
        updated=SQL.identifier(f"{table}_updated"),
        inserted=SQL.identifier(f"{table}_inserted"),
        count=SQL.identifier(table, "count"),
        columns=columns_sql(key),
        source=cells,
        same=same,
    )


def columns_sql(key):
    """Columns of a table of cells; a choice tells its question."""
    names = [*key, "count", *(["question_id"] if "answer_id" in key else [])]
    return SQL(", ").join(map(SQL.identifier, names))


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
        add_sql(SQL("moved")),
    )

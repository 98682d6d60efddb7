"""The tree of units as it stood on a past day."""

from odoo.tools import SQL


def below_condition(unit_ids):
    """Condition on ``unit``, a row of ``hr_department``: one of these, or below."""
    return SQL(
        "EXISTS (SELECT FROM hr_department top WHERE top.id IN %s "
        "AND unit.parent_path LIKE top.parent_path || '%%')",
        tuple(unit_ids) or (0,),
    )


def below_on_sql(unit_ids, end):
    """Ids of these units and those below them, as known before ``end`` (naive UTC).

    The place of a unit is that of its last row before ``end``. Where there is none,
    its first one: units are entered after the events of an illustration, or of the
    time before the office had the system.
    """
    return SQL(
        """
        SELECT place.unit_id
          FROM (SELECT DISTINCT ON (known.unit_id) known.unit_id, known.path
                  FROM gov_unit_path known
                 ORDER BY known.unit_id,
                          known.recorded_at < %(end)s DESC,
                          CASE WHEN known.recorded_at < %(end)s
                               THEN known.id ELSE -known.id END DESC) place
         WHERE string_to_array(place.path, '/') && %(ids)s::text[]
        """,
        end=end,
        ids=[str(number) for number in unit_ids],
    )

"""Bodies and coordinating units as of a day, whatever was reorganised since.

The lines of ``gov.transfer`` are the history of these fields: the first one carried out
after the day names the unit that stood there before it.
"""

from odoo.fields import Domain
from odoo.tools import SQL

_BEFORE = """
    SELECT DISTINCT ON (line.res_id)
           line.res_id, transfer.unit_id, line.successor_id
      FROM gov_transfer_line line
      JOIN gov_transfer transfer ON transfer.id = line.transfer_id
     WHERE line.res_model = %(model)s AND line.done_at >= %(end)s
       AND %(role)s = ANY(string_to_array(line.roles, ','))
     ORDER BY line.res_id, line.done_at, line.id
"""


def body_sql(env, name, end, alias="directive", model="gov.directive"):
    """SQL expression with the id of the body ``name`` before ``end``.

    :param str name: field of ``model``
    :param datetime.datetime end: naive UTC, first moment after the day
    :param str alias: table or CTE with the row of ``model``
    """
    now = SQL.identifier(alias, name)
    if not _moved(env, model, end):
        return now
    before = SQL(_BEFORE, model=model, end=end, role=name)
    return SQL(
        "COALESCE((SELECT before.unit_id FROM (%s) before WHERE before.res_id = %s), "
        "%s)",
        before,
        SQL.identifier(alias, "id"),
        now,
    )


def body_domain(env, names, units, end):
    """Domain of the assignments of which one of ``units`` was a body before ``end``.

    :param names: fields of ``gov.directive`` that ``gov.assignment`` repeats
    :param units: ids of units
    """
    today = Domain.OR(Domain(name, "in", units) for name in names)
    if not _moved(env, "gov.directive", end):
        return today
    # Those that were moved since are few: they are looked at one by one.
    found = {}
    for name in names:
        query = SQL(_BEFORE, model="gov.directive", end=end, role=name)
        for directive_id, unit_id, _successor in env.execute_query(query):
            found.setdefault(directive_id, {})[name] = unit_id
    # sudo: the lines of the report follow the rules, not what they hang on.
    directives = env["gov.directive"].sudo().browse(found).exists()
    then = [
        directive.id
        for directive in directives
        if any(found[directive.id].get(n, directive[n].id) in units for n in names)
    ]
    untouched = Domain("directive_id", "not in", directives.ids)
    return (untouched & today) | Domain("directive_id", "in", then)


def coordinating_sql(env, end):
    """Table of (gov_task_id, hr_department_id): who coordinated before ``end``."""
    now = SQL(
        "SELECT gov_task_id, hr_department_id FROM gov_task_coordinating_unit_rel"
    )
    if not _moved(env, "gov.task", end):
        return now
    moved = SQL(
        """
        SELECT line.id, line.res_id, transfer.unit_id, line.successor_id, line.outcome
          FROM gov_transfer_line line
          JOIN gov_transfer transfer ON transfer.id = line.transfer_id
         WHERE line.res_model = 'gov.task' AND line.done_at >= %s
           AND 'coordinating_unit_ids' = ANY(string_to_array(line.roles, ','))
        """,
        end,
    )
    return SQL(
        """
        (%(now)s EXCEPT SELECT moved.res_id, moved.successor_id FROM (%(moved)s) moved
                    WHERE moved.outcome = 'moved')
        UNION
        SELECT moved.res_id, moved.unit_id FROM (%(moved)s) moved
         WHERE NOT EXISTS (
               SELECT 1 FROM (%(moved)s) earlier
                WHERE earlier.res_id = moved.res_id AND earlier.id < moved.id
                  AND earlier.successor_id = moved.unit_id)
        """,
        now=now,
        moved=moved,
    )


def _moved(env, model, end):
    """Was anything of ``model`` moved since? Mostly not, and then it costs nothing."""
    env["gov.transfer.line"].flush_model()
    env["gov.transfer"].flush_model()
    query = SQL(
        "SELECT EXISTS (SELECT 1 FROM gov_transfer_line "
        "WHERE res_model = %s AND done_at >= %s)",
        model,
        end,
    )
    return env.execute_query(query)[0][0]

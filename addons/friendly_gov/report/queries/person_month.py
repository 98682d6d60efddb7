"""Products of each person in a month, as of its last day, from the log.

Decree 335/2025 looks at quantity, quality and progress of converted products. These
are the quantities; the product rates nobody.

A line belongs to the month when it was still open as the month began or was assigned
in it. What was closed earlier and corrected in the month stands apart, as a change:
figures of a month that has passed never move.
"""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from . import status

GRADES = ("failed", "met", "good", "excellent")
DONE_ON_TIME = ("done_on_time", "done_no_due")
DONE_LATE = ("done_late",)


class Month(NamedTuple):
    """What the export covers.

    :param domain: domain on ``gov.assignment``
    :param date_from: first day of the month
    :param as_of: its last day, or today
    :param unit_ids: the units whose lines count, as the log names them
    """

    domain: list
    date_from: date
    as_of: date
    unit_ids: tuple


def person_rows(env, month):
    """One dict per person and unit; lines nobody is in charge of have no name.

    Products are lines, quantities are in the units of measure of their tasks, a
    converted quantity is quantity × coefficient. ``fault_count`` counts, while
    ``fault_excluded`` is told apart. ``fixed_*`` are changes to earlier months.
    """
    env.flush_all()
    counted = SQL("part.status NOT IN %s", status.NOT_COUNTED)
    done = SQL("part.status IN %s", DONE_ON_TIME + DONE_LATE)
    on_time = SQL("part.status IN %s", DONE_ON_TIME)
    late = SQL("part.status IN %s", DONE_LATE)
    figures = [
        _figure("assigned", SQL("1"), counted),
        _figure("done", SQL("1"), done),
        _figure("done_on_time", SQL("1"), on_time),
        _figure("done_late", SQL("1"), late),
        _figure("overdue", SQL("1"), SQL("part.status IN %s", status.OVERDUE)),
        _figure("converted_assigned", SQL("part.converted_assigned"), counted),
        _figure("converted_done", SQL("part.converted_done"), done),
        _figure("converted_on_time", SQL("part.converted_done"), on_time),
        _figure("fault_count", SQL("part.fault_count"), done),
        _figure("fault_excluded", SQL("part.fault_excluded"), done),
        *(
            _figure(f"grade_{grade}", SQL("1"), SQL("part.grade = %s", grade), done)
            for grade in GRADES
        ),
        _figure("fixed", SQL("1"), SQL("part.is_fixed")),
        _figure("fixed_converted", SQL("part.fixed_converted"), SQL("part.is_fixed")),
        _figure("fixed_faults", SQL("part.fixed_faults"), SQL("part.is_fixed")),
    ]
    return env.execute_query_dict(
        SQL(
            """
            %(parts)s
            SELECT part.owner_id, part.unit_id,
                   %(owner_name)s AS owner_name, %(unit_name)s AS unit_name,
                   %(figures)s
              FROM part
              JOIN hr_department unit ON unit.id = part.unit_id
              LEFT JOIN res_users owner ON owner.id = part.owner_id
              LEFT JOIN res_partner partner ON partner.id = owner.partner_id
             WHERE part.is_fixed OR %(counted)s
             GROUP BY part.owner_id, part.unit_id, unit.id, partner.id
             ORDER BY unit_name, part.unit_id, owner_name NULLS LAST, part.owner_id
            """,
            parts=_parts_sql(env, month),
            figures=SQL(", ").join(figures),
            counted=counted,
            **_names(env),
        )
    )


def product_rows(env, month):
    """One dict per product behind :func:`person_rows`, in the same order."""
    env.flush_all()
    return env.execute_query_dict(
        SQL(
            """
            %(parts)s
            SELECT %(owner_name)s AS owner_name, %(unit_name)s AS unit_name,
                   directive.symbol, task.code, task.text, task.product,
                   NULLIF(trim(task.product_uom), '%%') AS product_uom,
                   part.quantity_assigned,
                   CASE WHEN part.state = 'done' THEN part.quantity_done END
                       AS quantity_done,
                   part.coefficient, part.converted_assigned,
                   CASE WHEN part.state = 'done' THEN part.converted_done END
                       AS converted_done,
                   part.date_due, part.date_done, part.status, part.grade,
                   part.fault_count, part.fault_excluded, part.fault_note,
                   part.is_fixed
              FROM part
              JOIN gov_assignment a ON a.id = part.assignment_id
              JOIN gov_task task ON task.id = a.task_id
              JOIN gov_directive directive ON directive.id = a.directive_id
              JOIN hr_department unit ON unit.id = part.unit_id
              LEFT JOIN res_users owner ON owner.id = part.owner_id
              LEFT JOIN res_partner partner ON partner.id = owner.partner_id
             WHERE part.is_fixed OR part.status NOT IN %(outside)s
             ORDER BY unit_name, part.unit_id, owner_name NULLS LAST, part.owner_id,
                      directive.date_issued, directive.id, task.sequence,
                      part.assignment_id
            """,
            parts=_parts_sql(env, month),
            outside=status.NOT_COUNTED,
            **_names(env),
        )
    )


def _figure(name, value, *conditions):
    return SQL(
        "COALESCE(sum(%s) FILTER (WHERE %s AND %s), 0) AS %s",
        value,
        SQL("TRUE") if name.startswith("fixed") else SQL("NOT part.is_fixed"),
        SQL(" AND ").join(conditions),
        SQL.identifier(name),
    )


def _names(env):
    return {
        "owner_name": env["res.partner"]._field_to_sql("partner", "name"),
        "unit_name": env["hr.department"]._field_to_sql("unit", "name"),
    }


def _parts_sql(env, month):
    """Common table expressions ending in ``part``: products, and what was fixed.

    ``last_id`` and ``before_id`` are the last rows of the log known at the end of
    the month and at its beginning. Last by id: transitions lock their line.
    """
    eve = date.fromordinal(month.date_from.toordinal() - 1)
    return SQL(
        """
        WITH history AS (
            SELECT log.assignment_id,
                   max(log.id) AS last_id,
                   max(log.id) FILTER (WHERE log.recorded_at < %(start)s) AS before_id
              FROM gov_assignment_log log
             WHERE log.recorded_at < %(end)s
               AND log.assignment_id IN %(lines)s
             GROUP BY log.assignment_id
        ),
        part AS (
            SELECT now.*,
                   %(status)s AS status,
                   now.quantity_assigned * now.coefficient AS converted_assigned,
                   now.quantity_done * now.coefficient AS converted_done,
                   before.state IS NOT NULL AND before.state IN %(closed)s AS is_fixed,
                   (now.quantity_done - COALESCE(before.quantity_done, 0))
                       * now.coefficient AS fixed_converted,
                   now.fault_count - COALESCE(before.fault_count, 0) AS fixed_faults
              FROM history
              JOIN gov_assignment_log now ON now.id = history.last_id
              LEFT JOIN gov_assignment_log before ON before.id = history.before_id
             WHERE now.unit_id IN %(units)s
               AND (before.state IS NULL
                    OR before.state NOT IN %(closed)s
                    OR (now.event = 'correct' AND now.id <> before.id))
        )
        """,
        start=env.company._gov_end_of_day(eve),
        end=env.company._gov_end_of_day(month.as_of),
        lines=env["gov.assignment"]._search(month.domain).subselect(),
        status=status.status_sql("now", month.as_of),
        closed=status.CLOSED_STATES,
        units=month.unit_ids or (0,),
    )

"""Sums of "how assigned tasks are carried out", by unit and by directive."""

from odoo.tools import SQL

from . import status
from .lines import lines_sql

# What one column of the summary counts. Every counted code stands in exactly one.
STATUS_COLUMNS = {
    "done_on_time": ("done_on_time",),
    "done_late": ("done_late",),
    "done_no_due": ("done_no_due",),
    "waiting": ("waiting_on_time", "waiting_late"),
    "doing_on_time": ("doing_on_time",),
    "doing_late": ("doing_late",),
    "todo_on_time": ("todo_on_time",),
    "todo_late": ("todo_late",),
    "no_due": ("doing_no_due", "todo_no_due"),
    "held": ("held", "adjusting"),
}
CARRIED_OVER = tuple(name for name in STATUS_COLUMNS if not name.startswith("done"))
SUMMARY_KEYS = (
    "carried_in",
    "arisen",
    "total",
    *STATUS_COLUMNS,
    "carried_over",
    "done_share",
    "not_counted",
)


def unit_rows(env, scope):
    """One dict per lead unit: ``unit_id``, ``name`` and ``SUMMARY_KEYS``."""
    name = env["hr.department"]._field_to_sql("unit", "name")
    return _summary(
        env,
        scope,
        SQL("unit.id AS unit_id, %s AS name", name),
        SQL("JOIN hr_department unit ON unit.id = lines.unit_id"),
        SQL("unit.id"),
        SQL("name, unit.id"),
    )


def directive_rows(env, scope):
    """One dict per directive: ``symbol``, ``date_issued``, ``subject``, figures."""
    return _summary(
        env,
        scope,
        SQL(
            "directive.id AS directive_id, directive.symbol, directive.date_issued, "
            "directive.issuer_name, directive.subject"
        ),
        SQL(
            "JOIN gov_assignment a ON a.id = lines.assignment_id "
            "JOIN gov_directive directive ON directive.id = a.directive_id"
        ),
        SQL("directive.id"),
        SQL("directive.date_issued, directive.id"),
    )


def _summary(env, scope, select, join, group_by, order):
    env.flush_all()
    counted = SQL("lines.status NOT IN %s", status.NOT_COUNTED)
    counts = [
        _count("carried_in", SQL("%s AND lines.carried", counted)),
        _count("arisen", SQL("%s AND NOT lines.carried", counted)),
        _count("total", counted),
        *(
            _count(name, SQL("lines.status IN %s", codes))
            for name, codes in STATUS_COLUMNS.items()
        ),
        _count("not_counted", SQL("lines.status IN %s", status.NOT_COUNTED)),
    ]
    env.cr.execute(
        SQL(
            "%s SELECT %s, %s FROM lines %s GROUP BY %s ORDER BY %s",
            lines_sql(env, scope),
            select,
            SQL(", ").join(counts),
            join,
            group_by,
            order,
        )
    )
    return [complete(row) for row in env.cr.dictfetchall()]


def _count(name, condition):
    return SQL("count(*) FILTER (WHERE %s) AS %s", condition, SQL.identifier(name))


def complete(row):
    """Add the figures that are sums and shares of the counted ones."""
    done = row["done_on_time"] + row["done_late"] + row["done_no_due"]
    row["carried_over"] = sum(row[name] for name in CARRIED_OVER)
    row["done_share"] = done / row["total"] if row["total"] else 0
    return row

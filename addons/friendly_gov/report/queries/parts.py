"""Roll-up of the parts that a unit gave to its own units and people.

Nothing of this enters a figure of the province: the lead line alone counts there.
"""

from odoo.fields import Domain
from odoo.tools import SQL

RUNNING_STATES = ("todo", "doing", "returned")
OPEN_STATES = (*RUNNING_STATES, "reported")


def late_domain(as_of):
    """Parts that are not reported after their deadline; exempt units never are."""
    return (
        Domain("state", "in", RUNNING_STATES)
        & Domain("date_due", "<", as_of)
        & Domain("unit_id.gov_is_exempt", "!=", True)
    )


def roll_up(env, link, ids, as_of):
    """{id: (given, done, late, next due)} of the records of ``ids``.

    :param str link: ``assignment_id`` or ``parent_id``. Of an assignment, given and
        done count what the lead unit itself gave: a part of a part is how that part
        is done. Late and the next deadline look at every level.
    """
    parts = env["gov.subassignment"]
    parts.flush_model(["parent_id", "state", "date_due", "assignment_id"])
    domain = Domain(link, "in", list(ids))
    query = parts._search(domain & Domain("state", "!=", "withdrawn"))
    top = SQL("part.parent_id IS NULL") if link == "assignment_id" else SQL("TRUE")
    late = parts._search(domain & late_domain(as_of))
    rows = env.execute_query(
        SQL(
            """
            SELECT part.%(link)s,
                   count(*) FILTER (WHERE %(top)s),
                   count(*) FILTER (WHERE %(top)s AND part.state = 'done'),
                   count(*) FILTER (WHERE part.id IN %(late)s),
                   min(part.date_due) FILTER (WHERE part.state IN %(open)s)
              FROM gov_subassignment part
             WHERE part.id IN %(ids)s
             GROUP BY part.%(link)s
            """,
            link=SQL.identifier(link),
            top=top,
            late=late.subselect(),
            open=RUNNING_STATES,
            ids=query.subselect(),
        )
    )
    return {row[0]: row[1:] for row in rows}

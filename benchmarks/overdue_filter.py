"""The daily list: filter "overdue", page of 80, count; and the groups by status.

ours   the status of today, not stored
stock  the same, in a stored and indexed selection field of the same model: made by
       Odoo itself as a field added by hand, so table, rights and rows are the same
limit  the SQL statements that answer the same questions, without Odoo
"""

from odoo.tools import SQL

from odoo.addons.friendly_gov.report.queries import status

from . import builders
from .measure import call, in_turns, medians, say
from .output import Figure

LINES = 100_000
ROUNDS = 15
PAGE = 80
STORED = "x_bench_status"
COLUMNS = ("directive_symbol", "name", "date_due", "product")
ROLES = ("manager", "leader")


def run(env):
    """Yield figures of the whole and of its two halves, and one as a leader."""
    _add_stored_status(env)
    say(f"building {LINES:,} assignments")
    province = builders.build(env, LINES)
    _fill_stored_status(env)
    for role in ROLES:
        say(f"filter and groups as a {role}")
        user_env = builders.as_user(env, getattr(province, f"{role}_id"))
        # The limit is told the day: reading the company is no part of it.
        today = env.company._gov_today()
        user_env = user_env(context=dict(user_env.context, bench_today=today))
        suffix = "" if role == "manager" else f".{role}"
        halves = [_measure(user_env, *pair) for pair in (_FILTER, _GROUPS)]
        names = (f"overdue_filter{suffix}.list", f"overdue_filter{suffix}.group_by")
        yield _sum_up(f"overdue_filter{suffix}", halves)
        for name, half in zip(names, halves, strict=True):
            yield _sum_up(name, [half])


def _measure(env, variants, check):
    runs = in_turns(variants, ROUNDS, lambda function: call(env, function))
    check({name: done[0].result for name, done in runs.items()})
    return runs


def _sum_up(name, halves):
    seconds = [medians(runs, "seconds") for runs in halves]
    return Figure(
        name,
        LINES,
        *(
            1000 * sum(one[who] for one in seconds)
            for who in ("ours", "stock", "limit")
        ),
        "ms",
        sum(max(run.queries for run in runs["ours"]) for runs in halves),
    )


# -- the stored field --------------------------------------------------------------


def _add_stored_status(env):
    """An ordinary stored selection with an index, as "Studio" would add it."""
    if STORED in env["gov.assignment"]._fields:
        return
    labels = env["gov.assignment"]._selection_status()
    env["ir.model.fields"].create(
        {
            "name": STORED,
            "field_description": "Stored status",
            "model_id": env["ir.model"]._get_id("gov.assignment"),
            "ttype": "selection",
            "selection": str(labels),
            "index": True,
        }
    )
    env.cr.commit()


def _fill_stored_status(env):
    today = env.company._gov_today()
    env.cr.execute(
        SQL(
            "UPDATE gov_assignment a SET %s = %s",
            SQL.identifier(STORED),
            status.status_sql("a", today),
        )
    )
    env.cr.commit()
    builders.settle(env.cr.dbname, ("gov_assignment",))


# -- the list ----------------------------------------------------------------------


def _list_ours(env):
    return _list(env, [("is_overdue", "=", True)], "status")


def _list_stock(env):
    return _list(env, [(STORED, "in", list(status.OVERDUE))], STORED)


def _list(env, domain, name):
    """What the web client calls for a list: rows with names, and the count."""
    fields = dict.fromkeys((*COLUMNS, name), {})
    fields["unit_id"] = {"fields": {"display_name": {}}}
    answer = env["gov.assignment"].web_search_read(domain, fields, limit=PAGE)
    return answer["length"], [(row["id"], row[name]) for row in answer["records"]]


def _list_limit(env):
    today = env.context["bench_today"]
    overdue = SQL("a.state IN ('received', 'doing') AND a.date_due < %s", today)
    rows = env.execute_query(
        SQL(
            """
            SELECT a.id, %s, a.date_due, d.symbol, t.text, t.product, %s
              FROM gov_assignment a
              JOIN gov_task t ON t.id = a.task_id
              JOIN gov_directive d ON d.id = a.directive_id
              JOIN hr_department u ON u.id = a.unit_id
             WHERE %s ORDER BY a.date_due, a.id LIMIT %s
            """,
            status.status_sql("a", today),
            env["hr.department"]._field_to_sql("u", "name"),
            overdue,
            PAGE,
        )
    )
    count = env.execute_query(
        SQL("SELECT count(*) FROM gov_assignment a WHERE %s", overdue)
    )
    return count[0][0], [row[:2] for row in rows]


def _check_same(results):
    if not results["ours"] == results["stock"] == results["limit"]:
        raise RuntimeError("The variants do not answer alike: nothing is compared.")


# -- the groups --------------------------------------------------------------------


def _groups_ours(env):
    return _groups(env, "status")


def _groups_stock(env):
    return _groups(env, STORED)


def _groups(env, name):
    rows = env["gov.assignment"].formatted_read_group([], [name], ["__count"])
    return sorted((row[name], row["__count"]) for row in rows)


def _groups_limit(env):
    # By position: a repeated expression with parameters is not the same to SQL.
    code = status.status_sql("a", env.context["bench_today"])
    rows = SQL("SELECT %s, count(*) FROM gov_assignment a GROUP BY 1", code)
    return sorted(env.execute_query(rows))


_FILTER = (
    {"ours": _list_ours, "stock": _list_stock, "limit": _list_limit},
    _check_same,
)
_GROUPS = (
    {"ours": _groups_ours, "stock": _groups_stock, "limit": _groups_limit},
    _check_same,
)

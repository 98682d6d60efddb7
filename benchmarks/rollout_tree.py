"""Opening the pages of roll-outs: list, kanban, and the tree of units with its sums.

ours   the page with 3,321 roll-outs of 18 steps: every commune of the country
limit  the same page with 100 roll-outs, in the same 3,321 units

There is no stock counterpart: the fields are ours. The calls are those of the web
client. As in ``assignment_open`` the sizes can't take turns: CPU time of Odoo and
PostgreSQL is compared, the fastest of many rounds.
"""

import os

from lxml import etree

from . import builders
from .measure import call_cpu, say
from .output import Figure

SIZES = (100, int(os.environ.get("FG_BENCH_ROLLOUTS", "3321")))
ROUNDS = int(os.environ.get("FG_BENCH_ROUNDS", "31"))
PAGE = 80
PROVINCES, STEPS = 34, 18
CODE = "BENCH-TREE"
ROLES = ("manager", "leader")
COUNT_LIMIT = 10_000


def run(env):
    """Yield one figure a role and page."""
    units, root = _make_units(env, SIZES[1])
    users = {role: builders._make_user(env, role, root) for role in ROLES}
    small, large = (_measure(env, units, users, size) for size in SIZES)
    for key, done in large.items():
        yield Figure(
            "rollout_tree." + ".".join(key),
            SIZES[1],
            1000 * done.cpu,
            None,
            1000 * small[key].cpu,
            "ms CPU",
            done.queries,
        )


def _measure(env, units, users, size):
    say(f"building {size:,} roll-outs of {STEPS} steps")
    _make_rollouts(env, units[:: max(1, len(units) // size)][:size])
    pages = {}
    for role, user in users.items():
        user_env = builders.as_user(env, user.id)
        for page, function in _get_pages(user_env, units[0].parent_id).items():
            pages[role, page] = user_env, function
            call_cpu(user_env, function)
    fastest = {}
    # All pages in every round: a busy second falls on each of them alike.
    for _round in range(ROUNDS):
        for key, (user_env, function) in pages.items():
            done = call_cpu(user_env, function)
            if not done.result["records"]:
                raise RuntimeError("An empty page: nothing is compared.")
            fastest[key] = min(done, fastest.get(key, done), key=_cpu)
    return fastest


def _get_pages(env, province):
    is_open = [("is_open", "=", True)]
    below = [("parent_id", "=", province.parent_id.id), ("gov_has_rollouts", "=", True)]
    tree = "friendly_gov.gov_rollout_tree_view_list"
    return {
        "list": _page(env, "gov.rollout", "list", is_open),
        "kanban": _page(env, "gov.rollout", "kanban", is_open),
        "tree": _page(env, "hr.department", "list", below, env.ref(tree).id),
    }


def _page(env, model, view_type, domain, view_id=None):
    arch = etree.fromstring(
        env[model].get_view(view_id=view_id, view_type=view_type)["arch"]
    )
    fields = env[model]._fields
    specification = {
        name: {"fields": {"display_name": {}}} if fields[name].relational else {}
        for name in sorted({node.get("name") for node in arch.iter("field")})
    }
    limit = int(arch.get("count_limit", COUNT_LIMIT)) + 1
    return lambda env: env[model].web_search_read(
        domain, specification, limit=PAGE, count_limit=limit
    )


def _make_units(env, count):
    """A country: 34 provinces, all communes spread over them."""
    units = env["hr.department"]
    root = units.search([("gov_code", "=", CODE)])
    if not root:
        values = {"name": "Benchmark", "gov_level": "province"}
        values["gov_kind"] = "people_committee"
        root = units.create(values | {"gov_code": CODE})
        provinces = units.create(
            [
                values
                | {
                    "name": f"UBND province {number:02}",
                    "gov_code": f"{CODE}-{number:02}",
                    "parent_id": root.id,
                }
                for number in range(PROVINCES)
            ]
        )
        units.create(
            [
                values
                | {
                    "name": f"UBND commune {number:04}",
                    "gov_code": f"{CODE}-{number:04}",
                    "gov_level": "commune",
                    "parent_id": provinces[number % PROVINCES].id,
                }
                for number in range(100, 100 + count)
            ]
        )
    communes = [("parent_id.parent_id", "=", root.id)]
    return units.search(communes, order="id"), root


def _make_rollouts(env, units):
    """One roll-out a unit, begun; a third launched, a third of the steps done."""
    foreign = env["gov.rollout"].search_count(
        [("reform_model_id.code", "not =like", "BENCH-%")]
    )
    if foreign:
        raise RuntimeError(f"A fresh database is needed: {foreign} roll-outs are here.")
    env.flush_all()
    env.cr.execute("DELETE FROM gov_rollout")
    env.invalidate_all()
    root = units[0].parent_id.parent_id
    model = env["gov.reform.model"].search([("code", "=", CODE)])
    model = model or env["gov.reform.model"].create(
        {"code": CODE, "name": "Benchmark", "lead_unit_id": root.id}
    )
    today = env.company._gov_today()
    env.cr.execute(
        """
        INSERT INTO gov_rollout (
               reform_model_id, company_id, unit_id, steering_unit_id, kind, state,
               name, search_key, is_exempt, date_start, date_launch_planned,
               date_launched, step_count, step_done_count, create_uid, create_date,
               write_uid, write_date)
        SELECT %(model)s, %(company)s, u.id, %(root)s, 'replica',
               CASE WHEN u.id %% 3 = 0 THEN 'launched' ELSE 'preparing' END,
               'Benchmark', 'benchmark', FALSE, %(today)s::date - 100,
               %(today)s::date + (u.id %% 60) - 20,
               CASE WHEN u.id %% 3 = 0 THEN %(today)s::date - 5 END, 0, 0,
               1, now(), 1, now()
          FROM unnest(%(units)s) u(id)
        """,
        {
            "model": model.id,
            "company": env.company.id,
            "root": root.id,
            "today": today,
            "units": units.ids,
        },
    )
    env.cr.execute(
        """
        INSERT INTO gov_rollout_visible_unit_rel
        SELECT r.id, r.steering_unit_id FROM gov_rollout r
        """
    )
    env.cr.execute(
        """
        INSERT INTO gov_rollout_step (
               rollout_id, company_id, unit_id, sequence, code, name, search_key, state,
               date_planned, date_done, is_mandatory, create_uid, create_date,
               write_uid, write_date)
        SELECT r.id, r.company_id, r.unit_id, n, 'B' || n, 'Step ' || n, 'step',
               CASE WHEN n <= 6 THEN 'done' ELSE 'todo' END,
               r.date_start + 8 * n, CASE WHEN n <= 6 THEN r.date_start + 8 * n END,
               n %% 3 = 0, 1, now(), 1, now()
          FROM gov_rollout r, generate_series(1, %s) n
        """,
        (STEPS,),
    )
    env["gov.rollout"].search([])._update_step_copies()
    env.cr.commit()
    env.invalidate_all()
    tables = ("gov_rollout", "gov_rollout_step", "gov_rollout_visible_unit_rel")
    builders.settle(env.cr.dbname, (*tables, "hr_department"))


def _cpu(done):
    return done.cpu

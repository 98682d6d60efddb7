"""A campaign for 5,000 people; the pages of pledges with 1,000 and 50,000 rows.

``pledge_campaign``
ours   ``action_open`` as an officer of the organiser: rights, scope, who is in
       service, one pledge for each person with its first row of history
stock  ``create`` of the same rows through the ORM, tracking off: no check, nobody
       looked up; as their model makes it, with the history

``pledge_open``
ours   list of who has not signed, list of all, and the form of a campaign, with 50,000
       pledges: ten campaigns for 5,000 people
limit  the same pages with 1,000 pledges: ten campaigns for 100 people; the form has
       5,000 in either, since it adds them up

The pages are compared by CPU time, as in ``assignment_open``: the sizes can't take
turns.
"""

import os

from lxml import etree

from odoo.fields import Command

from . import builders
from .measure import call, call_cpu, in_turns, medians, say
from .output import Figure

PEOPLE = 5_000
SIZES = (1_000, int(os.environ.get("FG_BENCH_PLEDGES", "50000")))
ROUNDS = 5
PAGE_ROUNDS = int(os.environ.get("FG_BENCH_ROUNDS", "31"))
CAMPAIGNS, PAGE, COUNT_LIMIT = 10, 80, 10_000
CODE = "BENCH-PLEDGE"
ROLES = ("officer", "leader")


def run_campaign(env):
    """Yield the figure of opening a campaign."""
    root, units = _make_units(env)
    user = builders._make_user(env, "officer", root)
    _make_people(env, units, PEOPLE)
    env.cr.commit()
    campaign = _draft(env, root)
    campaign_id = campaign.id
    env.cr.commit()
    say(f"opening a campaign for {PEOPLE:,} people in {len(units)} units")

    def measure(function):
        savepoint = env.cr.savepoint(flush=False)
        user_env = builders.as_user(env, user.id)
        target = user_env["gov.pledge.campaign"].browse(campaign_id)
        done = call(user_env, lambda env: function(target.with_env(env)))
        savepoint.rollback()
        savepoint.close(rollback=True)
        env.invalidate_all(flush=False)
        if done.result != PEOPLE:
            raise RuntimeError(f"{function.__name__} made {done.result}.")
        return done

    runs = in_turns({"ours": _ours, "stock": _stock}, ROUNDS, measure)
    seconds = medians(runs, "seconds")
    yield Figure(
        "pledge_campaign",
        PEOPLE,
        1000 * seconds["ours"],
        1000 * seconds["stock"],
        None,
        "ms",
        runs["ours"][0].queries,
    )


def _ours(campaign):
    campaign.action_open()
    campaign.env.flush_all()
    return _count(campaign)


def _stock(campaign):
    people = campaign.env["hr.employee"].sudo()
    people = people.search([("department_id.parent_id.gov_code", "=", CODE)])
    pledges = campaign.env["gov.pledge"].sudo().with_context(tracking_disable=True)
    pledges._guarded_create(
        [
            {
                "campaign_id": campaign.id,
                "level": "person",
                "unit_id": person.department_id.id,
                "employee_id": person.id,
                "signer_name": person.name,
                "date_due": campaign.date_due,
            }
            for person in people
        ]
    )
    campaign.env.flush_all()
    return _count(campaign)


def _count(campaign):
    campaign.env.cr.execute(
        "SELECT count(*) FROM gov_pledge WHERE campaign_id = %s", (campaign.id,)
    )
    return campaign.env.cr.fetchone()[0]


def run_open(env):
    """Yield one figure a role and page."""
    root, units = _make_units(env)
    users = {role: builders._make_user(env, role, root) for role in ROLES}
    _make_people(env, units, PEOPLE)
    env.cr.execute("DELETE FROM gov_pledge")
    whole = _draft(env, root)
    campaigns = whole.union(*(_draft(env, root) for _number in range(CAMPAIGNS)))
    campaigns._guarded_write({"state": "open"})
    _make_pledges(env, whole, PEOPLE)
    lists = campaigns - whole
    small, large = (_measure(env, whole, lists, users, size) for size in SIZES)
    for key, done in large.items():
        yield Figure(
            "pledge_open." + ".".join(key),
            SIZES[1],
            1000 * done.cpu,
            None,
            1000 * small[key].cpu,
            "ms CPU",
            done.queries,
        )


def _measure(env, whole, campaigns, users, size):
    say(f"building {size:,} pledges")
    for campaign in campaigns:
        _make_pledges(env, campaign, size // CAMPAIGNS)
    pages = {}
    for role, user in users.items():
        user_env = builders.as_user(env, user.id)
        for page, function in _get_pages(user_env, whole, campaigns).items():
            pages[role, page] = user_env, function
            call_cpu(user_env, function)
    fastest = {}
    for _round in range(PAGE_ROUNDS):
        for key, (user_env, function) in pages.items():
            done = call_cpu(user_env, function)
            if not done.result:
                raise RuntimeError("An empty page: nothing is compared.")
            fastest[key] = min(done, fastest.get(key, done), key=lambda run: run.cpu)
    return fastest


def _get_pages(env, whole, campaigns):
    unsigned = "friendly_gov.gov_pledge_view_list_unsigned"
    listed = [("campaign_id", "in", campaigns.ids)]
    campaign = "gov.pledge.campaign"
    form = _specification(env, campaign, _arch(env, campaign, "form"))
    return {
        "all": _page(env, listed),
        "unsigned": _page(
            env, [*listed, ("state", "=", "to_sign")], env.ref(unsigned).id
        ),
        "campaign": lambda env: (
            env["gov.pledge.campaign"].browse(whole.id).web_read(form)
        ),
    }


def _page(env, domain, view_id=None):
    arch = _arch(env, "gov.pledge", "list", view_id)
    specification = _specification(env, "gov.pledge", arch)
    limit = int(arch.get("count_limit", COUNT_LIMIT)) + 1
    order = arch.get("default_order")
    return lambda env: env["gov.pledge"].web_search_read(
        domain, specification, limit=PAGE, order=order, count_limit=limit
    )["records"]


def _arch(env, model, view_type, view_id=None):
    return etree.fromstring(
        env[model].get_view(view_id=view_id, view_type=view_type)["arch"]
    )


def _specification(env, model, arch):
    fields = env[model]._fields
    names = {node.get("name") for node in arch.xpath("//field[not(ancestor::field)]")}
    return {
        name: {"fields": {"display_name": {}}}
        if fields[name].type in ("many2one", "many2many")
        else {}
        for name in sorted(names)
    }


def _make_units(env):
    units = env["hr.department"]
    root = units.search([("gov_code", "=", CODE)])
    if not root:
        values = {"gov_kind": "people_committee", "gov_level": "province"}
        root = units.create(values | {"name": "Benchmark", "gov_code": CODE})
        units.create(
            [
                builders._unit_values(root, number, "people_committee", "commune")
                | {"gov_code": f"{CODE}-{number:03}"}
                for number in range(1, 171)
            ]
        )
    return root, units.search([("parent_id", "=", root.id)], order="id")


def _make_people(env, units, count):
    """Employees spread over the units, by the ORM: their versions come along."""
    people = env["hr.employee"].with_context(tracking_disable=True)
    known = people.search_count([("department_id", "in", units.ids)])
    for start in range(known, count, 5_000):
        people.create(
            [
                {
                    "name": f"Official {number}",
                    "department_id": units[number % len(units)].id,
                }
                for number in range(start, min(start + 5_000, count))
            ]
        )
        env.cr.commit()
        env.invalidate_all()


def _draft(env, root):
    code = env["gov.pledge.code"].search([("state", "=", "active")], limit=1)
    return env["gov.pledge.campaign"].create(
        {
            "name": "Benchmark",
            "code_id": code.id,
            "organizer_unit_id": root.id,
            "scope_unit_ids": [Command.set(root.ids)],
            "signs_units": False,
            "date_due": env.company._gov_today(),
        }
    )


def _make_pledges(env, campaign, count):
    """Three of four signed, one of twenty with a reason."""
    env.flush_all()
    env.cr.execute("DELETE FROM gov_pledge WHERE campaign_id = %s", (campaign.id,))
    env.cr.execute(
        """
        INSERT INTO gov_pledge (
               campaign_id, company_id, code_id, organizer_unit_id, level, unit_id,
               employee_id, signer_name, name, search_key, authority, state, date_due,
               date_signed, excuse_reason, is_exempt, create_uid, create_date,
               write_uid, write_date)
        SELECT %(campaign)s, %(company)s, %(code)s, %(root)s, 'person',
               person.department_id, person.id, person.name, person.name,
               lower(person.name), 'direct',
               CASE WHEN n %% 20 = 0 THEN 'excused'
                    WHEN n %% 4 = 1 THEN 'to_sign' ELSE 'signed' END,
               %(today)s::date - 3,
               CASE WHEN n %% 20 <> 0 AND n %% 4 <> 1
                    THEN %(today)s::date - (n %% 9)::integer END,
               CASE WHEN n %% 20 = 0 THEN 'study' END, FALSE,
               1, now(), 1, now()
          FROM (SELECT employee.id, employee.name, version.department_id,
                       row_number() OVER (ORDER BY employee.id) AS n
                  FROM hr_employee employee
                  JOIN hr_version version ON version.id = employee.current_version_id
                  JOIN hr_department unit ON unit.id = version.department_id
                 WHERE unit.parent_id = %(root)s) person
         WHERE n <= %(count)s
        """,
        {
            "campaign": campaign.id,
            "company": campaign.company_id.id,
            "code": campaign.code_id.id,
            "root": campaign.organizer_unit_id.id,
            "today": env.company._gov_today(),
            "count": count,
        },
    )
    env.cr.commit()
    env.invalidate_all()
    builders.settle(env.cr.dbname, ("gov_pledge", "hr_department"))

"""Opening the daily pages: list and kanban of the lines, at two sizes.

ours   the page with 100,000 lines in the database
limit  the same page with 1,000 lines: what does not depend on their number

There is no stock counterpart: the fields are ours. The calls are those of the web
client: the fields of the view, 80 rows, and the count up to the limit of the view.
The two sizes can't take turns in one database, so other work on the machine would
fall on one of them: CPU time of Odoo and PostgreSQL is compared, not the clock, and
the fastest of many rounds, not the median.
"""

from lxml import etree

from . import builders
from .measure import call_cpu, say
from .output import Figure

SIZES = (1_000, 100_000)
ROUNDS = 31
PAGE = 80
# Where the client stops counting, unless the view says less.
COUNT_LIMIT = 10_000
# The filter that is on when the page opens.
PAGES = {"list": [("is_open", "=", True)], "kanban": [("is_open", "=", True)]}
ROLES = ("manager", "leader")


def run(env):
    """Yield one figure a role and page."""
    small, large = (_measure(env, size) for size in SIZES)
    for key, run in large.items():
        yield Figure(
            "assignment_open." + ".".join(key),
            SIZES[1],
            1000 * run.cpu,
            None,
            1000 * small[key].cpu,
            "ms CPU",
            run.queries,
        )


def _measure(env, size):
    """Fastest run of each role and page with ``size`` lines in the database."""
    say(f"building {size:,} assignments")
    province = builders.build(env, size)
    pages = {}
    for role in ROLES:
        user_env = builders.as_user(env, getattr(province, f"{role}_id"))
        for page, domain in PAGES.items():
            pages[role, page] = user_env, _get_page(user_env, page, domain)
            call_cpu(*pages[role, page])
    fastest = {}
    # All pages in every round: a busy second falls on each of them alike.
    for _round in range(ROUNDS):
        for key, (user_env, page) in pages.items():
            done = call_cpu(user_env, page)
            if len(done.result["records"]) != PAGE:
                raise RuntimeError("Less than a page: nothing is compared.")
            fastest[key] = min(done, fastest.get(key, done), key=_cpu)
    return fastest


def _get_page(env, view_type, domain):
    arch = etree.fromstring(env["gov.assignment"].get_view(view_type=view_type)["arch"])
    specification = _specification(env, arch)
    limit = int(arch.get("count_limit", COUNT_LIMIT)) + 1
    return lambda env: env["gov.assignment"].web_search_read(
        domain, specification, limit=PAGE, count_limit=limit
    )


def _specification(env, arch):
    """What the client asks for: the fields of the view, names of linked records."""
    fields = env["gov.assignment"]._fields
    return {
        name: {"fields": {"display_name": {}}} if fields[name].relational else {}
        for name in sorted({node.get("name") for node in arch.iter("field")})
    }


def _cpu(run):
    return run.cpu

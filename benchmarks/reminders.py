"""The daily job of reminders on a day with nothing new, over a full log.

ours   ``gov.reminder._cron_remind``, as the scheduler calls it
limit  two SQL statements that ask the same of the same tables, without Odoo

Odoo has nothing for the same purpose: an activity is made by hand and reminds nobody
but its owner, so there is no ``stock``.
"""

from odoo.tools import SQL

from odoo.addons.friendly_gov.report.queries import status

from . import builders
from .measure import call, in_turns, medians, say
from .output import Figure

LINES = 100_000
ROUNDS = 15
TABLES = ("gov_assignment", "gov_reminder", "gov_reminder_user_rel")


def run(env):
    """Yield the figure of the job; the first run, which fills the log, is not in it."""
    say(f"building {LINES:,} assignments")
    builders.build(env, LINES)
    _work_today(env)
    first = call(env, _remind)
    env.cr.commit()
    builders.settle(env.cr.dbname, TABLES)
    say(f"  first run: {first.result:,} rows logged in {first.seconds:.1f} s")
    if not first.result:
        raise RuntimeError("Nothing was due: the log is empty, nothing is measured.")
    runs = in_turns(
        {"ours": _remind, "limit": _ask}, ROUNDS, lambda function: call(env, function)
    )
    if any(run.result for done in runs.values() for run in done):
        raise RuntimeError("Something new was found: this is not what is measured.")
    seconds = medians(runs, "seconds")
    yield Figure(
        "reminders",
        LINES,
        1000 * seconds["ours"],
        None,
        1000 * seconds["limit"],
        "ms",
        max(run.queries for run in runs["ours"]),
    )


def _work_today(env):
    """The job does nothing on a day off; the benchmark runs on any day."""
    today = env.company._gov_today()
    days = env["gov.working.day"]
    if not days.search_count([("date_from", "=", today), ("kind", "=", "working")]):
        days.create({"name": "Benchmark", "kind": "working", "date_from": today})
    env.cr.commit()


def _remind(env):
    """Number of rows that the job adds to its log."""
    before = _count(env)
    env["gov.reminder"]._cron_remind()
    return _count(env) - before


def _count(env):
    env.flush_all()
    return env.execute_query(SQL("SELECT count(*) FROM gov_reminder"))[0][0]


def _ask(env):
    """Number of late or nearly due lines without a row, plus people to be told."""
    today = env.company._gov_today()
    lines = env.execute_query(
        SQL(
            """
            SELECT count(*)
              FROM gov_assignment a
              JOIN gov_directive d ON d.id = a.directive_id
              JOIN gov_period_profile p ON p.id = d.profile_id
             WHERE a.state IN %(running)s
               AND a.date_due <= %(today)s::date + p.warning_days
               AND NOT EXISTS (SELECT FROM gov_reminder r
                                WHERE r.assignment_id = a.id
                                  AND r.date_due = a.date_due)
            """,
            running=status.RUNNING_STATES,
            today=today,
        )
    )
    people = env.execute_query(
        SQL(
            """
            SELECT count(DISTINCT u.id)
              FROM res_users u
              JOIN gov_reminder_user_rel rel ON rel.user_id = u.id
             WHERE u.active AND rel.reminder_id > COALESCE(u.gov_reminder_last_id, 0)
            """
        )
    )
    return lines[0][0] + people[0][0]

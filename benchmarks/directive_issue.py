"""Issuing a directive: 20 tasks to 170 units, 3,400 lines in one click.

ours   ``action_issue`` as a coordinator: rights, validity of the units, lines, their
       visibility and first row of history, recipients
stock  ``create`` of the same lines through the ORM, tracking off: no check, no history
limit  the same rows by SQL, one statement a table
"""

from odoo.fields import Command

from . import builders
from .measure import call, in_turns, medians, say
from .output import Figure

TASKS = 20
ROUNDS = 7
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


def run(env):
    """Yield one figure."""
    # A province with its communes and people, and a few lines of before.
    builders.build(env, 1_000)
    root, departments, communes = builders._make_units(env)
    user = builders._make_user(env, "coordinator", root)
    env.cr.commit()
    lines = TASKS * len(communes)
    say(f"issuing {TASKS} tasks to {len(communes)} units")
    variants = {"ours": _ours, "stock": _stock, "limit": _limit}

    def measure(function):
        savepoint = env.cr.savepoint(flush=False)
        directive = _draft(env, root, departments, communes)
        user_env = builders.as_user(env, user.id)
        done = call(user_env, lambda env: function(directive.with_env(env)))
        found = done.result
        savepoint.rollback()
        savepoint.close(rollback=True)
        env.invalidate_all(flush=False)
        if found != lines:
            raise RuntimeError(f"{function.__name__} made {found} lines, not {lines}.")
        return done

    runs = in_turns(variants, ROUNDS, measure)
    seconds = medians(runs, "seconds")
    yield Figure(
        "directive_issue",
        lines,
        *(1000 * seconds[who] for who in ("ours", "stock", "limit")),
        "ms",
        runs["ours"][0].queries,
    )


def _draft(env, root, departments, communes):
    texts = builders._read_texts()
    today = env.company._gov_today()
    values = builders._directive_values(root, departments, 0, texts, today)
    directive = env["gov.directive"].create(values | {"symbol": "9999/KH-UBND"})
    tasks = [
        builders._task_values(directive, departments, number, texts, today)
        | {"code": str(number), "lead_unit_ids": [Command.set(communes.ids)]}
        for number in range(TASKS)
    ]
    env["gov.task"].create(tasks)
    env.flush_all()
    return directive


def _ours(directive):
    directive.action_issue()
    directive.env.flush_all()
    return _count(directive)


def _stock(directive):
    values = [
        task._prepare_assignment(unit)
        for task in directive.task_ids
        for unit in task.lead_unit_ids
    ]
    lines = directive.env["gov.assignment"].sudo().with_context(**QUIET)
    lines._guarded_create(values)
    directive.env.flush_all()
    return _count(directive)


_LIMIT = (
    """
    INSERT INTO gov_assignment (
        task_id, directive_id, company_id, unit_id, state, is_demo,
        assigning_unit_id, monitoring_unit_id, confirming_unit_id, waiting_unit_id,
        date_assigned, date_due, create_uid, write_uid, create_date, write_date)
    SELECT t.id, d.id, d.company_id, rel.hr_department_id, 'received', FALSE,
           d.assigning_unit_id, d.monitoring_unit_id, d.confirming_unit_id,
           rel.hr_department_id, d.date_issued, t.date_due, 1, 1, now(), now()
      FROM gov_task t
      JOIN gov_directive d ON d.id = t.directive_id
      JOIN gov_task_lead_unit_rel rel ON rel.gov_task_id = t.id
     WHERE d.id = %(id)s
    """,
    """
    INSERT INTO gov_assignment_visible_unit_rel (gov_assignment_id, hr_department_id)
    SELECT a.id, u.unit
      FROM gov_assignment a
     CROSS JOIN LATERAL (
           SELECT a.assigning_unit_id AS unit UNION SELECT a.monitoring_unit_id
            UNION SELECT a.confirming_unit_id
            UNION SELECT rel.hr_department_id FROM gov_task_coordinating_unit_rel rel
                   WHERE rel.gov_task_id = a.task_id) u
     WHERE a.directive_id = %(id)s
    """,
    """
    INSERT INTO gov_assignment_log (
        assignment_id, company_id, recorded_at, user_id, event, state, unit_id,
        date_due, create_uid, write_uid, create_date, write_date)
    SELECT id, company_id, now(), 1, 'issue', state, unit_id, date_due, 1, 1, now(),
           now()
      FROM gov_assignment WHERE directive_id = %(id)s
    """,
)


def _limit(directive):
    for statement in _LIMIT:
        directive.env.cr.execute(statement, {"id": directive.id})
    return _count(directive)


def _count(directive):
    directive.env.cr.execute(
        "SELECT count(*) FROM gov_assignment WHERE directive_id = %s", (directive.id,)
    )
    return directive.env.cr.fetchone()[0]

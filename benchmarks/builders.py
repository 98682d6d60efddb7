"""A province of work for the benchmarks: units, directives, tasks, lines, history.

What the ORM computes (names, keys, paths) is made by the ORM, a few hundred records;
assignments and history are made by SQL, since through the ORM a hundred thousand of
them take minutes. Nothing is random: the same call makes the same rows.

The tables are emptied first, so :func:`build` refuses any database in which somebody
else has registered a directive.
"""

import csv
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.sql_db import db_connect

DATA = Path(__file__).resolve().parent.parent / "data"
MARK = "benchmark"
COMMUNES, DEPARTMENTS, DIRECTIVES, OWNERS = 170, 20, 200, 40
# The reporting period, and how far back directives go: some lines are carried in.
PERIOD_DAYS, HISTORY_DAYS = 300, 360
# In data/*/nhiem_vu.csv: contents, product, deadline as written.
TEXT, PRODUCT, DEADLINE = 2, 4, 8
TABLES = (
    "gov_assignment",
    "gov_assignment_log",
    "gov_assignment_result",
    "gov_assignment_visible_unit_rel",
    "gov_task",
    "gov_directive",
    "hr_department",
)


def as_user(env, user_id):
    """Environment of a user with real rights: the superuser skips every rule."""
    lang = env["res.lang"]._lang_get("vi_VN").code or "en_US"
    return api.Environment(env.cr, user_id, {"lang": lang, "tz": "Asia/Ho_Chi_Minh"})


class Province(NamedTuple):
    """What was built; ids, because each measurement has its own cursor."""

    unit_id: int
    period_id: int
    manager_id: int
    leader_id: int
    lines: int
    logs: int


def build(env, lines):
    """Make a province with ``lines`` assignments, committed; return its ids."""
    _refuse_foreign_data(env)
    _empty(env)
    today = env.company._gov_today()
    root, departments, communes = _make_units(env)
    owners = _make_owners(env, root)
    _make_tasks(env, root, departments, lines, today)
    env.flush_all()
    _insert_assignments(env, communes, owners, lines, today)
    _insert_visibility(env)
    logs = _insert_logs(env, today)
    _insert_results(env)
    period = _make_period(env, today)
    people = [_make_user(env, role, root).id for role in ("manager", "leader")]
    env.cr.commit()
    env.invalidate_all()
    settle(env.cr.dbname)
    return Province(root.id, period.id, *people, lines, logs)


def settle(dbname, tables=TABLES):
    """What autovacuum does in the end, done now: statistics, visibility, hint bits."""
    with db_connect(dbname).cursor() as cr:
        cr._cnx.autocommit = True
        for table in tables:
            cr.execute(f"VACUUM (ANALYZE) {table}")


def _refuse_foreign_data(env):
    foreign = env["gov.directive"].search_count([("source_note", "!=", MARK)])
    if foreign:
        raise UserError(
            f"Benchmarks need a fresh database: {foreign} directives are in this one."
        )


def _empty(env):
    env.cr.execute("TRUNCATE gov_directive, gov_task, gov_assignment CASCADE")
    env.invalidate_all()


# -- a few hundred records, by the ORM ---------------------------------------------


def _make_units(env):
    """Province, its departments, its communes; those of an earlier build again."""
    Unit = env["hr.department"]
    root = Unit.search([("gov_code", "=", "BENCH")])
    if not root:
        values = {"name": "UBND B", "gov_code": "BENCH", "gov_level": "province"}
        root = Unit.create(values | {"gov_kind": "people_committee"})
        Unit.create(
            [
                _unit_values(root, number, "department")
                for number in range(1, DEPARTMENTS + 1)
            ]
            + [
                _unit_values(root, number, "people_committee", "commune")
                for number in range(1, COMMUNES + 1)
            ]
        )
    below = Unit.search([("parent_id", "=", root.id)], order="id")
    communes = below.filtered(lambda unit: unit.gov_level == "commune")
    return root, below - communes, communes


def _unit_values(root, number, kind, level="province"):
    return {
        "name": f"UBND {level} {number:03}",
        "gov_code": f"BENCH-{level}-{number:03}",
        "gov_kind": kind,
        "gov_level": level,
        "parent_id": root.id,
    }


def _make_owners(env, root):
    return env["res.users"].union(
        *(_make_user(env, "user", root, number) for number in range(OWNERS))
    )


def _make_user(env, role, root, number=0):
    login = f"bench-{role}-{number}"
    user = env["res.users"].search([("login", "=", login)])
    names = ("base.group_user", "base.group_allow_export", f"friendly_gov.group_{role}")
    return user or env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": f"Bench {role} {number}",
            "login": login,
            "group_ids": [Command.link(env.ref(name).id) for name in names],
            "gov_unit_ids": [Command.set(root.ids)],
        }
    )


def _make_tasks(env, root, departments, lines, today):
    """One task for every 170 lines, spread over the directives, all issued."""
    texts = _read_texts()
    directives = env["gov.directive"]
    directives = directives.with_context(tracking_disable=True).create(
        [
            _directive_values(root, departments, number, texts, today)
            for number in range(DIRECTIVES)
        ]
    )
    env["gov.task"].create(
        [
            _task_values(
                directives[number % DIRECTIVES], departments, number, texts, today
            )
            for number in range(-(-lines // COMMUNES))
        ]
    )
    env.flush_all()
    env.cr.execute("UPDATE gov_directive SET state = 'issued'")
    env.cr.execute("UPDATE gov_task SET state = 'issued'")


def _read_texts():
    """Rows of the tasks of the source documents: texts of a real length."""
    rows = []
    for path in sorted(DATA.glob("*/nhiem_vu.csv")):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows += list(csv.reader(handle))[1:]
    return rows


def _directive_values(root, departments, number, texts, today):
    return {
        "symbol": f"{number + 1}/KH-UBND",
        "date_issued": today - timedelta(days=HISTORY_DAYS * number // DIRECTIVES + 1),
        "issuer_id": root.id,
        "subject": texts[number % len(texts)][TEXT],
        "assigning_unit_id": root.id,
        "monitoring_unit_id": departments[number % 3].id,
        "source_note": MARK,
    }


def _task_values(directive, departments, number, texts, today):
    """One task in ten has no deadline, the others have 20 to 155 days."""
    text = texts[number * 7 % len(texts)]
    issued, days = directive.date_issued, 20 + number * 37 % 136
    first = number % len(departments)
    return {
        "directive_id": directive.id,
        "code": str(number // DIRECTIVES + 1),
        "text": text[TEXT],
        "product": text[PRODUCT],
        "deadline_text": text[DEADLINE],
        "date_due": False if number % 10 == 9 else issued + timedelta(days=days),
        "coordinating_unit_ids": [
            Command.set(departments[first : first + number % 4].ids)
        ],
    }


def _make_period(env, today):
    values = {
        "kind": "other",
        "name": "Benchmark",
        "year": today.year,
        "profile_id": env["gov.directive"]._default_profile_id().id,
        "date_from": today - timedelta(days=PERIOD_DAYS),
        "date_to": today,
    }
    return env["gov.period"].create(values)


# -- the many, by SQL --------------------------------------------------------------

# No create_uid and write_uid: each would cost a check of its foreign key a row.
# `dice` are a line's own numbers from 0 to 999. Of the lines past their deadline a
# tenth still runs; of the others most do. Nothing ends before the period begins, so
# that every line belongs to its report.
_ASSIGNMENTS = """
    WITH unit AS (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS number
          FROM hr_department WHERE id IN %(communes)s
    ), task AS (
        SELECT id, directive_id, company_id, date_due,
               row_number() OVER (ORDER BY id) - 1 AS number
          FROM gov_task
    ), line AS (
        SELECT number, number / %(per_task)s AS task_number,
               number %% %(per_task)s AS unit_number,
               abs(hashint4(number)::bigint) %% 1000 AS dice,
               abs(hashint4(number + 1000003)::bigint) %% 1000 AS dice2
          FROM generate_series(0, %(lines)s - 1) AS number
    ), known AS (
        SELECT line.*, task.id AS task_id, task.company_id, d.*,
               unit.id AS unit_id,
               %(today)s::date - d.date_issued AS age,
               CASE WHEN task.date_due < %(today)s THEN
                    CASE WHEN dice < 760 THEN 'done' WHEN dice < 840 THEN 'submitted'
                         WHEN dice < 910 THEN 'doing' WHEN dice < 940 THEN 'received'
                         WHEN dice < 955 THEN 'held' WHEN dice < 965 THEN 'adjusting'
                         WHEN dice < 985 THEN 'withdrawn' ELSE 'unstated' END
               ELSE CASE WHEN dice < 200 THEN 'done' WHEN dice < 300 THEN 'submitted'
                         WHEN dice < 650 THEN 'doing' WHEN dice < 930 THEN 'received'
                         WHEN dice < 960 THEN 'held' WHEN dice < 980 THEN 'adjusting'
                         ELSE 'withdrawn' END
               END AS state,
               CASE WHEN dice2 < 60 THEN 1 ELSE 0 END AS extension_count,
               task.date_due
          FROM line
          JOIN task ON task.number = line.task_number
          JOIN unit ON unit.number = line.unit_number
          JOIN (SELECT id AS directive_id, date_issued, assigning_unit_id,
                       monitoring_unit_id, confirming_unit_id
                  FROM gov_directive) d ON d.directive_id = task.directive_id
    ), dated AS (
        -- Reports come after 0.3 to 1.3 times the allowed days, as far as these have
        -- gone by, and not before the second day of the period.
        SELECT known.*,
               date_issued + (age * dice2 / 4000)::int AS started,
               GREATEST(
                   %(first)s::date + 1,
                   date_issued + (LEAST(
                       COALESCE(date_due - date_issued, 90) * (300 + dice2),
                       age * (200 + dice2 * 4 / 5)) / 1000)::int
               ) AS submitted
          FROM known
    )
    INSERT INTO gov_assignment (
        task_id, directive_id, company_id, unit_id, owner_id, state, is_demo,
        assigning_unit_id, monitoring_unit_id, confirming_unit_id, waiting_unit_id,
        date_assigned, date_received, date_due, extension_count, held_days,
        date_started, date_submitted, date_done, held_since, create_date, write_date)
    SELECT task_id, directive_id, company_id, unit_id,
           CASE WHEN dice2 < 600 THEN (%(owners)s)[1 + dice2 %% %(owner_count)s] END,
           state, FALSE, assigning_unit_id, monitoring_unit_id, confirming_unit_id,
           CASE WHEN state IN ('received', 'doing') THEN unit_id
                WHEN state = 'submitted' THEN confirming_unit_id
                WHEN state IN ('held', 'adjusting') THEN assigning_unit_id END,
           date_issued, date_issued, date_due + 20 * extension_count,
           extension_count, 0,
           CASE WHEN state NOT IN ('received', 'unstated', 'withdrawn')
                THEN LEAST(started, submitted) END,
           CASE WHEN state IN ('submitted', 'done') THEN submitted END,
           CASE WHEN state = 'done' THEN submitted END,
           CASE WHEN state = 'held' THEN submitted END,
           date_issued, date_issued
      FROM dated
     ORDER BY date_issued, number
"""


def _insert_assignments(env, communes, owners, lines, today):
    env.cr.execute(
        _ASSIGNMENTS,
        {
            "communes": tuple(communes.ids),
            "per_task": COMMUNES,
            "lines": lines,
            "today": today,
            "first": today - timedelta(days=PERIOD_DAYS),
            "owners": owners.ids,
            "owner_count": len(owners),
        },
    )
    if env.cr.rowcount != lines:
        raise UserError(f"{env.cr.rowcount} lines made in place of {lines}.")


def _insert_visibility(env):
    """Issuer, the bodies and the coordinating units see a line."""
    env.cr.execute(
        """
        INSERT INTO gov_assignment_visible_unit_rel
               (gov_assignment_id, hr_department_id)
        SELECT a.id, a.assigning_unit_id FROM gov_assignment a
         UNION SELECT a.id, a.monitoring_unit_id FROM gov_assignment a
         UNION SELECT a.id, a.confirming_unit_id FROM gov_assignment a
         UNION SELECT a.id, rel.hr_department_id FROM gov_assignment a
                 JOIN gov_task_coordinating_unit_rel rel ON rel.gov_task_id = a.task_id
        """
    )


# Each event with the snapshot after it, in the order in which the system learned of
# them all: the rows of one line lie apart from each other, as in a real history.
_LOGS = """
    INSERT INTO gov_assignment_log (
        assignment_id, company_id, recorded_at, user_id, event, reason,
        document_symbol, document_date, state, unit_id, owner_id, date_due,
        date_started, date_submitted, date_done, held_days, create_date, write_date)
    SELECT a.id, a.company_id, at, 1, event, e.reason,
           CASE WHEN event = 'submit' THEN a.id || '/BC-UBND' END,
           CASE WHEN event = 'submit' THEN e.day END,
           e.state, a.unit_id, a.owner_id,
           CASE WHEN e.step < 3 THEN a.date_due - 20 * a.extension_count
                ELSE a.date_due END,
           CASE WHEN e.step >= 2 THEN a.date_started END,
           CASE WHEN event IN ('submit', 'accept') THEN a.date_submitted END,
           CASE WHEN event = 'accept' THEN a.date_done END,
           0, at, at
      FROM gov_assignment a
     CROSS JOIN LATERAL (SELECT COALESCE(a.date_submitted, a.held_since,
           GREATEST(a.date_started, %(today)s::date - 5), a.date_assigned) AS last) l
     CROSS JOIN LATERAL (VALUES
        (1, TRUE, 'issue', 'received', a.date_assigned, NULL),
        (2, a.date_started IS NOT NULL, 'start', 'doing', a.date_started, NULL),
        (3, a.extension_count > 0, 'extend',
            CASE WHEN a.date_started IS NULL THEN 'received' ELSE 'doing' END,
            COALESCE(a.date_started, a.date_assigned), 'More time'),
        (4, a.state = 'done' AND a.id %% 20 = 0, 'submit', 'submitted', l.last, NULL),
        (5, a.state = 'done' AND a.id %% 20 = 0, 'return', 'doing', l.last, 'Mend it'),
        (6, a.date_submitted IS NOT NULL, 'submit', 'submitted', l.last, NULL),
        (7, a.state = 'done', 'accept', 'done', l.last, NULL),
        (8, a.state = 'held', 'hold', 'held', l.last, 'Funds'),
        (8, a.state = 'adjusting', 'request_adjustment', 'adjusting', l.last, 'Why'),
        (8, a.state = 'withdrawn', 'withdraw', 'withdrawn',
            GREATEST(a.date_assigned, %(first)s::date + 1), 'Replaced'),
        (8, a.state = 'unstated', 'unstated', 'unstated',
            GREATEST(a.date_assigned, %(first)s::date + 1), 'Not said')
     ) e (step, wanted, event, state, day, reason)
     CROSS JOIN LATERAL (SELECT e.day + make_interval(hours => e.step,
           secs => a.id %% 3600) AS at) moment
     WHERE e.wanted
     ORDER BY at
"""


def _insert_logs(env, today):
    """History of every line; return the number of its rows."""
    first = today - timedelta(days=PERIOD_DAYS)
    env.cr.execute(_LOGS, {"today": today, "first": first})
    return env.cr.rowcount


def _insert_results(env):
    """The result that each submission of the history sent, in the words of its task."""
    env.cr.execute(
        """
        INSERT INTO gov_assignment_result (
            assignment_id, company_id, state, summary, document_symbol, document_date,
            submitted_at, submitted_by_id, decided_at, decided_by_id)
        SELECT log.assignment_id, log.company_id,
               CASE next.event WHEN 'accept' THEN 'accepted'
                               WHEN 'return' THEN 'returned' ELSE 'submitted' END,
               task.text, log.document_symbol, log.document_date,
               log.recorded_at, log.user_id, next.recorded_at, next.user_id
          FROM gov_assignment_log log
          JOIN gov_assignment a ON a.id = log.assignment_id
          JOIN gov_task task ON task.id = a.task_id
          LEFT JOIN LATERAL (
               SELECT event, recorded_at, user_id
                 FROM gov_assignment_log later
                WHERE later.assignment_id = log.assignment_id AND later.id > log.id
                ORDER BY later.id
                LIMIT 1) next ON TRUE
         WHERE log.event = 'submit'
         ORDER BY log.id
        """
    )

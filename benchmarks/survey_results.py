"""Results of a survey of 170 communes, 22 statements, 1,000 and 1,000,000 answers.

``survey_results``
ours   ``result_rows`` as a leader of the province: index of each unit, statements of
       the province, of each unit, by field of work; of one unit as its officer; units
       as of a past day; 100 answers wait to be summed up
limit  the same with 1,000 answers
stock  what the results page of Survey computes (``_prepare_statistics``), without its
       HTML, for 1,000 answers; it reads every answer

``survey_compact``
ours   10,000 answers summed up by our job beside 990,000, CPU microseconds an answer

Answers are spread over 90 days, 170 units, 3 channels and 8 fields of work; they are
stored for the 1,000 of stock only.
"""

import os
from datetime import timedelta

from odoo.fields import Command

from . import builders
from .measure import Run, call, call_cpu, call_in_child, say
from .output import Figure

SIZES = (1_000, int(os.environ.get("FG_BENCH_ANSWERS", "1000000")))
ROUNDS = int(os.environ.get("FG_BENCH_ROUNDS", "15"))
SECTIONS = (4, 5, 6, 3, 4)
DAYS = 90
# Answers that one run of the job sums up, and what waits for it when a page is opened.
BATCH, WAITING = 10_000, 100
CODE = "BENCH-SURVEY"
TABLES = ("gov_survey_tally", "gov_survey_return", "gov_survey_delta")


def run(env):
    """Yield one figure a page, the memory of all of them, and the summing up."""
    campaign, users = _make_campaign(env)
    small, _compacted = _measure(env, campaign, users, SIZES[0])
    stock = _measure_stock(env, campaign)
    large, compacted = _measure(env, campaign, users, SIZES[1])
    for name, done in large.items():
        yield Figure(
            f"survey_results.{name}",
            SIZES[1],
            1000 * done.cpu,
            None,
            1000 * small[name].cpu,
            "ms CPU",
            done.queries,
        )
    yield Figure(
        "survey_results.stock",
        SIZES[0],
        1000 * small["items"].cpu,
        1000 * stock.cpu,
        None,
        "ms CPU",
        small["items"].queries,
    )
    memory = call_in_child(env, lambda env: _all_pages(env, campaign, users), _warm)
    yield Figure(
        "survey_results.memory", SIZES[1], memory.megabytes, None, None, "MB", None
    )
    yield Figure("survey_compact", BATCH, compacted, None, None, "us CPU", 2)


def _warm(env):
    env["gov.survey.unit"].search([], limit=1).read()


def _all_pages(env, campaign, users):
    for user, page in _get_pages(campaign).values():
        page(builders.as_user(env, users[user]))


def _get_pages(campaign):
    from odoo.addons.friendly_gov_survey.report.queries.survey_results import (
        result_rows,
    )

    domain = [("campaign_id", "=", campaign.id)]
    past = campaign.date_open + timedelta(days=DAYS // 2)

    def page(by, as_of=None):
        return lambda env: result_rows(env, domain, by, as_of)

    return {
        "units": ("leader", page("line")),
        "items": ("leader", page(("campaign", "item"))),
        "units_items": ("leader", page(("line", "item"))),
        "fields": ("leader", page(("campaign", "field"))),
        "own_unit": ("officer", page(("line", "item"))),
        "as_of": ("leader", page("line", past)),
    }


def _measure(env, campaign, users, size):
    say(f"summing up {size:,} answers")
    compacted = _fill(env, campaign, size)
    pages = {
        name: (builders.as_user(env, users[user]), page)
        for name, (user, page) in _get_pages(campaign).items()
    }
    fastest = {}
    for _round in range(ROUNDS):
        for name, (user_env, page) in pages.items():
            done = call_cpu(user_env, page)
            if not any(row["n"] for row in done.result):
                raise RuntimeError(f"{name}: an empty result, nothing is compared.")
            done = done._replace(result=None)
            fastest[name] = min(done, fastest.get(name, done), key=lambda run: run.cpu)
    for name, done in fastest.items():
        say(f"  {name}: {done.seconds:.4f} s wall, {done.cpu:.4f} s CPU")
    return fastest, compacted


def _fill(env, campaign, size):
    """``size`` answers, the last of them not summed up yet.

    Few are summed up by our job; of many, whose cells are all filled, the cells are
    written as it would leave them.

    :return: microseconds an answer to sum up a batch, None for few answers
    """
    env.cr.execute("TRUNCATE gov_survey_tally, gov_survey_return, gov_survey_delta")
    batch = min(BATCH, size - WAITING)
    done = size - batch - WAITING
    if done:
        _make_cells(env, campaign, done)
    env.cr.commit()
    builders.settle(env.cr.dbname, TABLES)
    _make_changes(env, campaign, done, done + batch, size)
    env.cr.commit()
    compacted = call_cpu(env, lambda env: env["gov.survey.tally"]._compact(batch))
    if compacted.result != batch:
        raise RuntimeError(f"{compacted.result} summed up, not {batch}.")
    say(f"  {batch:,} summed up: {compacted.seconds:.1f} s, CPU {compacted.cpu:.1f} s")
    _make_changes(env, campaign, done + batch, size, size)
    env.cr.commit()
    builders.settle(env.cr.dbname, TABLES)
    return 10**6 * compacted.cpu / batch if done else None


# Days in their order, each with all units: as they are written in a campaign.
_CELLS = """
    WITH value (dimension, value, part) AS (
        SELECT 'all', '', 1.0
         UNION ALL
        SELECT 'day', (%(first)s::date + day)::text, 1.0 / %(days)s
          FROM generate_series(0, %(days)s - 1) day
         UNION ALL
        SELECT dimension, left((%(first)s::date + day)::text, 7),
               count(*) / %(days)s::float
          FROM generate_series(0, %(days)s - 1) day
         CROSS JOIN (VALUES ('month'), ('given')) both_of (dimension)
         GROUP BY 1, 2
         UNION ALL
        SELECT 'channel', code, 1 / 3.0 FROM unnest(ARRAY['qr', 'kiosk', 'paper']) code
         UNION ALL
        SELECT 'field', id::text, 1 / 8.0
          FROM gov_survey_field WHERE code LIKE 'BENCH%%'
         UNION ALL
        SELECT 'point', '0', 1.0
    ),
    line AS (
        SELECT id, count(*) OVER () AS lines
          FROM gov_survey_unit WHERE campaign_id = %(campaign)s
    )
"""


def _make_cells(env, campaign, size):
    values = {
        "campaign": campaign.id,
        "survey": campaign.survey_id.id,
        "first": campaign.date_open,
        "days": DAYS,
        "size": size,
    }
    env.cr.execute(
        _CELLS
        + """
        INSERT INTO gov_survey_tally
               (line_id, campaign_id, dimension, value, question_id, answer_id,
                matrix_row, count)
        SELECT line.id, %(campaign)s, value.dimension, value.value, question.id,
               choice.id, 0,
               ceil(%(size)s * part / lines / 21 * (choice.sequence + 1))
          FROM value
         CROSS JOIN line
         CROSS JOIN survey_question question
          JOIN survey_question_answer choice ON choice.question_id = question.id
         WHERE question.survey_id = %(survey)s AND question.gov_role = 'rating'
         ORDER BY value.dimension, value.value, line.id
        """,
        values,
    )
    env.cr.execute(
        _CELLS
        + """
        INSERT INTO gov_survey_return
               (line_id, campaign_id, dimension, value, kind, count)
        SELECT line.id, %(campaign)s, value.dimension, value.value, 'valid',
               ceil(%(size)s * part / lines)
          FROM value CROSS JOIN line
         ORDER BY value.dimension, value.value, line.id
        """,
        values,
    )


def _make_changes(env, campaign, start, stop, size):
    """Day after day; unit, choices, field and channel in turns of different length."""
    env.cr.execute(
        """
        WITH item AS (
            SELECT id, row_number() OVER (ORDER BY sequence, id) AS place
              FROM survey_question
             WHERE survey_id = %(survey)s AND gov_role = 'rating'
        ),
        pattern AS MATERIALIZED (
            SELECT number, string_agg('0:' || choice.id, ',' ORDER BY place) AS chosen
              FROM generate_series(0, 996) number
             CROSS JOIN item
              JOIN survey_question_answer choice
                ON choice.question_id = item.id
               AND choice.sequence = (number * 7 + place * 5 + number * place %% 3) %% 6
             GROUP BY number
        ),
        line AS (
            SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () n
              FROM gov_survey_unit WHERE campaign_id = %(campaign)s
        ),
        field AS (
            SELECT id, row_number() OVER (ORDER BY id) - 1 AS place
              FROM gov_survey_field WHERE code LIKE 'BENCH%%'
        )
        INSERT INTO gov_survey_delta
               (line_id, campaign_id, channel, field_id, day, kind, sign, chosen)
        SELECT line.id, %(campaign)s,
               (ARRAY['qr', 'kiosk', 'paper'])[1 + answer.n %% 3], field.id,
               %(first)s::date + (answer.n * %(days)s / %(size)s)::int, 'valid', 1,
               pattern.chosen
          FROM generate_series(%(start)s::bigint, %(stop)s - 1) answer (n)
          JOIN line ON line.place = answer.n * 37 %% line.n
          JOIN field ON field.place = answer.n / 11 %% 8
          JOIN pattern ON pattern.number = answer.n * 13 %% 997
         ORDER BY answer.n
        """,
        {
            "campaign": campaign.id,
            "survey": campaign.survey_id.id,
            "first": campaign.date_open,
            "days": DAYS,
            "start": start,
            "stop": stop,
            "size": size,
        },
    )


def _measure_stock(env, campaign):
    """Statistics of 1,000 answers, as the page of results has them computed."""
    from odoo.addons.friendly_gov_survey.tools.form import Form

    say(f"stock statistics of {SIZES[0]:,} answers")
    questions = campaign.survey_id.question_ids
    options = {question: question.suggested_answer_ids for question in questions}
    forms = []
    for number in range(SIZES[0]):
        form = Form()
        for place, question in enumerate(questions):
            choice = options[question][(number * 7 + place * 5) % 6]
            form.chosen.append((0, choice.id))
            form.lines.append(
                {
                    "question_id": question.id,
                    "answer_type": "suggestion",
                    "suggested_answer_id": choice.id,
                }
            )
        forms.append({"form": form, "nonce": f"bench-{campaign.id}-{number}"})
    store = env["survey.user_input"]._gov_store
    stored = call(env, lambda env: store(campaign.line_ids[0], forms, "paper"))
    say(f"  stored in {stored.seconds:.2f} s")
    ids = stored.result.ids
    env.cr.commit()

    def statistics(env):
        lines = env["survey.user_input"].browse(ids).user_input_line_ids
        survey = env["survey.survey"].browse(campaign.survey_id.id)
        survey._prepare_statistics(lines)
        return survey.question_and_page_ids._prepare_statistics(lines)

    runs = [call_cpu(env, statistics) for _round in range(3)]
    return Run(*min(runs, key=lambda done: done.cpu)[:4], None)


def _make_campaign(env):
    root, units = _make_units(env)
    fields_of_work = env["gov.survey.field"].search([("code", "like", "BENCH%")])
    if not fields_of_work:
        env["gov.survey.field"].create(
            [{"name": f"Field {n}", "code": f"BENCH-{n}"} for n in range(8)]
        )
    today = env.company._gov_today()
    campaign = env["gov.survey.campaign"].create(
        {
            "name": "Benchmark",
            "unit_id": root.id,
            "unit_ids": [Command.set(units.ids)],
            "survey_id": _make_questionnaire(env).id,
            "date_open": today,
            "date_close": today + timedelta(days=DAYS),
        }
    )
    campaign._guarded_write({"state": "open"})
    campaign._make_lines()
    users = {
        "leader": builders._make_user(env, "leader", root).id,
        "officer": builders._make_user(env, "officer", units[0]).id,
    }
    env.cr.commit()
    return campaign, users


def _make_questionnaire(env):
    parts = []
    for section, count in enumerate(SECTIONS):
        parts.append({"title": f"Section {section}", "is_page": True})
        parts += [
            {
                "title": f"Statement {section}.{number}",
                "question_type": "simple_choice",
                "gov_role": "rating",
                "suggested_answer_ids": [
                    Command.create(
                        {"value": level, "gov_level": level, "sequence": int(level)}
                    )
                    for level in "012345"
                ],
            }
            for number in range(count)
        ]
    return env["survey.survey"].create(
        {
            "title": "Benchmark",
            "survey_type": "friendly_gov",
            "question_and_page_ids": [
                Command.create(part | {"sequence": place})
                for place, part in enumerate(parts)
            ],
        }
    )


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
                for number in range(1, builders.COMMUNES + 1)
            ]
        )
    return root, units.search([("parent_id", "=", root.id)], order="id")

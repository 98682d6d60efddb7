"""Citizens who answer 22 questions, page included, on a server of two workers.

ours   GET and POST of the public page of a survey point
stock  the four requests of Odoo's Survey for the same questions on one page: start,
       the page, begin, submit

Both are asked by eight clients at once. ``survey_submit`` is CPU, of the workers and of
PostgreSQL, a whole answer (ms); ``.rate`` the answers a second that both give, as
seconds an answer (ms), so that less is better there too. A page is sent some seconds
after it was opened, as by people: answers that come faster are stored as suspect.
"""

import json
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from odoo.fields import Command
from odoo.tools import config

from .measure import say
from .output import Figure
from .survey_server import Server, backends, cpu_seconds

ANSWERS = int(os.environ.get("FG_BENCH_ANSWERS", "400"))
STOCK_ANSWERS = int(os.environ.get("FG_BENCH_STOCK_ANSWERS", "80"))
CLIENTS = 8
QUESTIONS, LEVELS, SECTIONS = 22, 5, 5
# Half a second a question, and some.
READING = 13
NONCE = re.compile(r'name="nonce" value="([^"]+)"')
CHOICE = re.compile(r'name="(q\d+)" value="(\d+)"')


def run(env):
    """Yield CPU and rate of a whole answer, ours against stock."""
    point = make_point(env)
    survey = _make_stock(env)
    env.cr.commit()
    with Server(env.cr.dbname, *_options()) as server:
        for call in (_ours, _stock):
            call(server, point if call is _ours else survey, 2 * CLIENTS, lambda: 0)
        meter = _Meter(env, server)
        ours = _ours(server, point, ANSWERS, meter)
        stock = _stock(server, survey, STOCK_ANSWERS, meter)
    _check(env, point)
    yield Figure("survey_submit", ANSWERS, ours[0], stock[0], None, "ms CPU", None)
    yield Figure("survey_submit.rate", ANSWERS, ours[1], stock[1], None, "ms", None)


def _options():
    return [
        f"--addons-path={','.join(map(str, config['addons_path']))}",
        f"--data-dir={config['data_dir']}",
        f"--limit-request={10**6}",
    ]


class _Meter:
    """CPU seconds of the server and of PostgreSQL so far."""

    def __init__(self, env, server):
        self.env, self.server = env, server

    def __call__(self):
        pids = backends(self.env)
        self.env.cr.rollback()
        return cpu_seconds(self.server.workers()) + cpu_seconds(pids)


def _timed(count, meter, function, tasks):
    cpu, start = meter(), time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        results = list(pool.map(function, tasks))
    return results, 1000 * (meter() - cpu) / count, time.perf_counter() - start


def _ours(server, point, count, meter):
    path = f"/gs/{point}"

    def read(_number):
        status, text = server.get(path)
        if status != 200:
            raise RuntimeError(f"The page: {status}")
        form = dict(CHOICE.findall(text))
        if len(form) != QUESTIONS:
            raise RuntimeError(f"{len(form)} questions on the page.")
        return form | {"nonce": NONCE.search(text)[1]}

    def send(numbered):
        number, form = numbered
        status, text = server.post(path, form, **{"User-Agent": f"phone {number}"})
        if status != 200 or "<form" in text:
            raise RuntimeError(f"An answer was not taken: {status}")

    forms, read_cpu, read_seconds = _timed(count, meter, read, range(count))
    time.sleep(READING)
    _done, send_cpu, send_seconds = _timed(count, meter, send, enumerate(forms))
    say(f"  ours: GET {read_cpu:.1f} ms, POST {send_cpu:.1f} ms CPU")
    return read_cpu + send_cpu, 1000 * (read_seconds + send_seconds) / count


def _stock(server, survey, count, meter):
    token, answers = survey

    def rpc(path, params):
        body = {"jsonrpc": "2.0", "id": 1, "method": "call", "params": params}
        status, text = server.get(
            path, json.dumps(body).encode(), **{"Content-Type": "application/json"}
        )
        if status != 200 or '"error"' in text:
            raise RuntimeError(f"{path}: {status} {text[:200]}")

    def answer(_number):
        # Its redirect is followed: the second request is the page.
        status, text = server.get(f"/survey/start/{token}")
        found = re.search(rf"{token}/([0-9a-f-]{{36}})", text) or re.search(
            r'data-answer-token="([0-9a-f-]{36})"', text
        )
        if status != 200 or not found:
            raise RuntimeError(f"The stock page: {status}")
        own = found[1]
        rpc(f"/survey/begin/{token}/{own}", {})
        rpc(f"/survey/submit/{token}/{own}", answers)

    _done, cpu, seconds = _timed(count, meter, answer, range(count))
    say(f"  stock: {cpu:.1f} ms CPU")
    return cpu, 1000 * seconds / count


def _check(env, point):
    env.cr.rollback()
    env.invalidate_all()
    line = (
        env["gov.survey.point"]
        .search([("token", "=", point)])
        ._get_line(env.company._gov_today())
    )
    found = env["survey.user_input"]._read_group(
        [("gov_line_id", "=", line.id)], ["gov_state"], ["__count"]
    )
    if found != [("valid", ANSWERS + 2 * CLIENTS)]:
        raise RuntimeError(f"Not what was sent: {found}")


def _pages(levels):
    number = 0
    for section in range(SECTIONS):
        number += 1
        yield {
            "title": f"Section {section}",
            "is_page": True,
            "question_type": False,
            "sequence": number,
        }
        for _question in range(
            QUESTIONS // SECTIONS + (section < QUESTIONS % SECTIONS)
        ):
            number += 1
            yield {
                "title": f"Statement {number}",
                "question_type": "simple_choice",
                "constr_mandatory": True,
                "sequence": number,
                "suggested_answer_ids": [Command.create(dict(v)) for v in levels],
            }


def make_point(env):
    """Token of a point whose campaign asks 22 questions today."""
    levels = [
        {"value": f"Level {n}", "gov_level": str(n)} for n in range(LEVELS, 0, -1)
    ]
    questions = [
        vals if vals.get("is_page") else vals | {"gov_role": "rating"}
        for vals in _pages(levels)
    ]
    survey = env["survey.survey"].create(
        {
            "title": "Benchmark",
            "survey_type": "friendly_gov",
            "question_and_page_ids": [Command.create(vals) for vals in questions],
        }
    )
    unit = env["hr.department"].create(
        {
            "name": "Benchmark",
            "gov_code": "BENCH-PAGE",
            "gov_kind": "people_committee",
            "gov_level": "commune",
        }
    )
    profile = env.ref("friendly_gov.period_profile_nd09_2019")
    today = env.company._gov_today()
    campaign = env["gov.survey.campaign"].create(
        {
            "name": "Benchmark",
            "unit_id": unit.id,
            "unit_ids": [Command.set(unit.ids)],
            "survey_id": survey.id,
            "period_id": env["gov.period"]
            .create(
                {
                    "kind": "other",
                    "name": "Benchmark",
                    "year": today.year,
                    "date_from": today,
                    "date_to": today,
                    "profile_id": profile.id,
                }
            )
            .id,
            "date_open": today,
            "date_close": today + timedelta(days=1),
        }
    )
    campaign.action_open()
    return env["gov.survey.point"].create({"name": "1", "unit_id": unit.id}).token


def _make_stock(env):
    """Token of a stock survey, and an answer to each question as its page sends it."""
    levels = [{"value": f"Level {n}"} for n in range(LEVELS, 0, -1)]
    survey = env["survey.survey"].create(
        {
            "title": "Benchmark",
            "access_mode": "public",
            "questions_layout": "one_page",
            "question_and_page_ids": [Command.create(v) for v in _pages(levels)],
        }
    )
    answers = {
        str(question.id): str(question.suggested_answer_ids[0].id)
        for question in survey.question_ids
    }
    return survey.access_token, answers

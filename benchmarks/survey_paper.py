"""Import of 10,000 paper forms of 22 questions, from an XLSX to the last row.

ours   ``gov.importer.paper``: the file read, each form held against the questionnaire,
       numbers looked up, answers, comments and figures stored
stock  one ``create`` of an answer with its 22 lines after another, of a stock survey,
       as its own page stores them: nothing is read or checked; of fewer forms, and
       multiplied
limit  the same rows inserted with psycopg2 (``execute_values``), nothing else

``s CPU`` is that of Odoo; PostgreSQL is in the seconds of the clock alone.
"""

import io
import os

import xlsxwriter
from psycopg2.extras import execute_values

from odoo.fields import Command

from .measure import call, in_turns, medians, say
from .output import Figure
from .survey_submit import QUESTIONS, make_point

FORMS = int(os.environ.get("FG_BENCH_FORMS", "10000"))
STOCK_FORMS = min(FORMS, 200)
ROUNDS = int(os.environ.get("FG_BENCH_ROUNDS", "1"))


def run(env):
    """Yield the time of one import."""
    case = _Case(env)
    env.cr.commit()
    runs = in_turns(
        {"ours": case.ours, "stock": case.stock, "limit": case.limit},
        ROUNDS,
        lambda function: call(env, function),
        warm_up=False,
    )
    queries = runs["ours"][0].queries
    times = FORMS / STOCK_FORMS
    for attribute, unit in (("seconds", "s"), ("cpu", "s CPU")):
        spent = medians(runs, attribute)
        yield Figure(
            "survey_paper",
            FORMS,
            spent["ours"],
            spent["stock"] * times,
            spent["limit"],
            unit,
            queries,
        )


class _Case:
    """The same forms for each variant; every run is rolled back."""

    def __init__(self, env):
        point = env["gov.survey.point"].search([("token", "=", make_point(env))])
        self.line = point._get_line(env.company._gov_today())
        ours = self.line.campaign_id.survey_id
        self.file = self._make_file(env)
        self.survey = env["survey.survey"].create(
            {
                "title": "Benchmark",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": question.title,
                            "question_type": "simple_choice",
                            "sequence": question.sequence,
                            "suggested_answer_ids": [
                                Command.create({"value": choice.value})
                                for choice in question.suggested_answer_ids
                            ],
                        }
                    )
                    for question in ours.question_ids
                ],
            }
        )
        self.lines = [
            {
                "question_id": question.id,
                "answer_type": "suggestion",
                "suggested_answer_id": question.suggested_answer_ids[0].id,
            }
            for question in self.survey.question_ids
        ]

    def _make_file(self, env):
        say(f"writing {FORMS:,} forms")
        importer = env["gov.importer.paper"].with_context(gov_line_id=self.line.id)
        headers = list(importer._get_column_labels()["form"].values())
        if len(headers) != QUESTIONS + 1:
            raise RuntimeError(f"{len(headers)} columns.")
        target = io.BytesIO()
        with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
            sheet = book.add_worksheet(importer._get_table_labels()["form"])
            sheet.write_row(0, 0, headers)
            for number in range(FORMS):
                digits = [str((number + place) % 5 + 1) for place in range(QUESTIONS)]
                sheet.write_row(number + 1, 0, [f"P-{number}", *digits])
        return target.getvalue()

    def ours(self, env):
        importer = env["gov.importer.paper"].with_context(gov_line_id=self.line.id)
        importer._import_file(self.file, "forms.xlsx")
        return self._undo(env, FORMS)

    def stock(self, env):
        for _number in range(STOCK_FORMS):
            env["survey.user_input"].create(
                {
                    "survey_id": self.survey.id,
                    "state": "done",
                    "user_input_line_ids": [
                        Command.create(dict(vals)) for vals in self.lines
                    ],
                }
            )
        return self._undo(env, STOCK_FORMS)

    def limit(self, env):
        # Beneath the wrapper of Odoo: what psycopg2 itself takes.
        cursor = env.cr._obj
        ids = execute_values(
            cursor,
            "INSERT INTO survey_user_input (survey_id, access_token, state) VALUES %s "
            "RETURNING id",
            [(self.survey.id, f"limit-{number}", "done") for number in range(FORMS)],
            page_size=1000,
            fetch=True,
        )
        rows = [
            (
                answer,
                self.survey.id,
                vals["question_id"],
                vals["answer_type"],
                vals["suggested_answer_id"],
                0,
            )
            for (answer,) in ids
            for vals in self.lines
        ]
        execute_values(
            cursor,
            "INSERT INTO survey_user_input_line (user_input_id, survey_id, "
            "question_id, answer_type, suggested_answer_id, answer_score) VALUES %s",
            rows,
            page_size=1000,
        )
        return self._undo(env, FORMS)

    def _undo(self, env, forms):
        env.flush_all()
        env.cr.execute("SELECT count(*) FROM survey_user_input_line")
        found = env.cr.fetchone()[0]
        env.cr.rollback()
        if found != forms * QUESTIONS:
            raise RuntimeError(f"{found} lines of {forms} forms.")
        return found

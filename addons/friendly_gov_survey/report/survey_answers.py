"""All answers of a campaign in one wide sheet: a row an answer, columns of the form."""

from odoo.tools import SQL

from odoo.addons.friendly_gov.report.xlsx.writer import Book

from ..tools import paper

BATCH = 2000
HEAD = {"bold": True, "bg_color": "#D9E2F3", "border": 1, "text_wrap": True}
# Where a line of an answer keeps what was given.
VALUE = """
    COALESCE(line.value_char_box, line.value_text_box, line.value_numerical_box::text,
             line.value_date::text, line.value_datetime::text, line.value_scale::text)
"""


def write_answers(target, campaign):
    """Write the workbook; the caller checked that the user may read every answer.

    Answers are read in batches by id and never all held at once. Trials are left out.

    :param target: file opened in binary
    :param campaign: ``gov.survey.campaign``
    :return: number of answers written
    """
    env = campaign.env
    # sudo: the questionnaire of a campaign whose answers the user may read.
    spec = campaign.sudo().survey_id._gov_get_spec()
    asked = paper.columns(spec)
    labels = {
        option["id"]: option["label"]
        for _name, question, _row in asked
        for option in question["options"]
    }
    words = _get_words(env)
    count = 0
    with Book(target) as book:
        titles = [
            *_get_fixed_titles(env),
            *(paper.title(question, row) for _name, question, row in asked),
        ]
        sheet = book.add_sheet(env._("Answers"), [16] * len(titles))
        sheet.write_row(titles, [book.format(**HEAD)] * len(titles))
        for answer in _read_answers(env, campaign):
            values = _get_values(answer["lines"] or (), labels)
            sheet.write_row(
                [
                    *_get_fixed_values(answer, words),
                    *("; ".join(values.get(name, ())) for name, _q, _r in asked),
                ]
            )
            count += 1
    return count


def _get_fixed_titles(env):
    return [
        env._("No."),
        env._("Unit"),
        env._("Channel"),
        env._("Counter"),
        env._("Field of work"),
        env._("Recorded on"),
        env._("Validity"),
        env._("Rule that makes it suspect"),
    ]


def _get_fixed_values(answer, words):
    return [
        answer["id"],
        answer["unit"] or "",
        words["gov_channel"].get(answer["channel"], ""),
        answer["point"] or "",
        answer["field"] or "",
        answer["day"],
        words["gov_state"].get(answer["state"], ""),
        answer["rule"] or "",
    ]


def _get_words(env):
    answers = env["survey.user_input"]
    return {
        name: dict(answers._fields[name]._description_selection(env))
        for name in ("gov_channel", "gov_state")
    }


def _get_values(lines, labels):
    values = {}
    for question, row, choice, text in lines:
        name = f"q{question}_{row}" if row else f"q{question}"
        values.setdefault(name, []).append(
            labels.get(choice, "") if choice else text or ""
        )
    return values


def _read_answers(env, campaign):
    readable = env["survey.user_input"]._search(
        [("gov_line_id.campaign_id", "=", campaign.id), ("test_entry", "=", False)]
    )
    env.flush_all()
    last = 0
    while True:
        rows = env.execute_query_dict(
            SQL(
                """
                SELECT answer.id, unit.name AS unit, answer.gov_channel AS channel,
                       point.name AS point, field.name AS field, answer.gov_day AS day,
                       answer.gov_state AS state, answer.gov_rule AS rule,
                       (SELECT json_agg(json_build_array(
                                   line.question_id, line.matrix_row_id,
                                   line.suggested_answer_id, %(value)s)
                               ORDER BY line.id)
                          FROM survey_user_input_line line
                         WHERE line.user_input_id = answer.id) AS lines
                  FROM survey_user_input answer
                  JOIN gov_survey_unit asked ON asked.id = answer.gov_line_id
                  JOIN hr_department department ON department.id = asked.unit_id
                 CROSS JOIN LATERAL (SELECT %(unit)s AS name) unit
                  LEFT JOIN gov_survey_point point ON point.id = answer.gov_point_id
                  LEFT JOIN gov_survey_field field ON field.id = answer.gov_field_id
                 WHERE answer.id > %(last)s AND answer.id IN %(readable)s
                 ORDER BY answer.id
                 LIMIT %(limit)s
                """,
                value=SQL(VALUE),
                unit=env["hr.department"]._field_to_sql("department", "name"),
                last=last,
                readable=readable.subselect(),
                limit=BATCH,
            )
        )
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1]["id"]

"""What a respondent sent, held against the questionnaire. Pure Python.

A *spec* is the plain description of a questionnaire that
``survey.survey._gov_get_spec`` returns; *raw* is what a page, a row of a file or the
entry screen sent: texts by name, hostile until shown otherwise.
"""

from dataclasses import dataclass, field

MAX_TEXT = 2000
# What an answer may hold at all; more is no form that a page of ours has sent.
MAX_VALUES = 500


@dataclass
class Form:
    """A form that was read.

    ``lines``: values of ``survey.user_input.line`` without the link to the answer.
    ``chosen``: pairs (matrix row id or 0, choice id), what tallies count.
    ``comments``: pairs (question id, text). ``field_id``: the field of work told.
    ``errors``: code by question id; 0 stands for the form as a whole. Codes:
    ``required``, ``unknown`` (foreign or impossible choice), ``number``, ``date``,
    ``long``.
    """

    lines: list = field(default_factory=list)
    chosen: list = field(default_factory=list)
    comments: list = field(default_factory=list)
    field_id: int = 0
    errors: dict = field(default_factory=dict)

    @property
    def is_empty(self):
        """True without a single answer."""
        return not self.lines


def name_of(question, row=None):
    """Name of the input of a question, of one row of a matrix."""
    return f"q{question['id']}_{row['id']}" if row else f"q{question['id']}"


def read(spec, raw):
    """Read ``raw`` against ``spec``; see :class:`Form`.

    :param dict spec: see ``survey.survey._gov_get_spec``
    :param dict raw: lists of texts by name
    """
    form = Form()
    if sum(len(values) for values in raw.values()) > MAX_VALUES:
        form.errors[0] = "unknown"
        return form
    told = set()
    for page in spec["pages"]:
        for question in page["questions"]:
            if question["when"] and told.isdisjoint(question["when"]):
                continue
            _read_question(question, raw, form)
            told.update(choice for _row, choice in form.chosen)
    known = {
        name_of(question, row)
        for page in spec["pages"]
        for question in page["questions"]
        for row in question["rows"] or [None]
    }
    if any(name[:1] == "q" and name not in known for name in raw):
        form.errors[0] = "unknown"
    return form


def _read_question(question, raw, form):
    if question["type"] in ("text", "long_text"):
        _read_text(question, raw, form)
        return
    for row in question["rows"] or [None]:
        values = [value for value in raw.get(name_of(question, row), ()) if value]
        if not values:
            if question["required"]:
                form.errors[question["id"]] = "required"
            continue
        options = {str(option["id"]): option for option in question["options"]}
        if set(values) - set(options) or (not question["many"] and len(values) > 1):
            form.errors[question["id"]] = "unknown"
            continue
        for option in (options[value] for value in dict.fromkeys(values)):
            form.chosen.append((row["id"] if row else 0, option["id"]))
            form.field_id = option.get("field") or form.field_id
            form.lines.append(
                {
                    "question_id": question["id"],
                    "answer_type": "suggestion",
                    "suggested_answer_id": option["id"],
                    "matrix_row_id": row["id"] if row else False,
                }
            )


def _read_text(question, raw, form):
    text = "\n".join(raw.get(name_of(question), ())).replace("\r\n", "\n").strip()
    if len(text) > MAX_TEXT:
        form.errors[question["id"]] = "long"
    elif text:
        long_text = question["type"] == "long_text"
        form.lines.append(
            {
                "question_id": question["id"],
                "answer_type": "text_box" if long_text else "char_box",
                "value_text_box" if long_text else "value_char_box": text,
            }
        )
        form.comments.append((question["id"], text))
    elif question["required"]:
        form.errors[question["id"]] = "required"

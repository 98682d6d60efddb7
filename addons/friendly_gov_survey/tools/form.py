"""What a respondent sent, held against the questionnaire. Pure Python.

A *spec* is the plain description of a questionnaire that
``survey.survey._gov_get_spec`` returns; *raw* is what a page, a row of a file or the
entry screen sent: texts by name, hostile until shown otherwise.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime

MAX_TEXT = 2000
# What an answer may hold at all; more is no form that a page of ours has sent.
MAX_VALUES = 500
EARLIEST_YEAR = 1900
NUMBER = re.compile(r"-?[0-9]{1,12}([.,][0-9]{1,6})?", re.ASCII)
VIETNAMESE_DATE = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", re.ASCII)


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


def clean(text):
    """Text as it may be stored: NFC, without what no keyboard sends.

    PostgreSQL takes neither NUL nor half a surrogate; other control characters, and
    those that turn the direction of writing, mislead whoever reads a list of comments.
    """
    return "".join(
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs", "Cf")
    ).strip()


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
    kind = question["type"]
    if kind in READERS:
        _read_value(question, raw, form)
        return
    options = {str(option["id"]): option for option in question["options"]}
    for row in question["rows"] or [None]:
        values = [value for value in raw.get(name_of(question, row), ()) if value]
        if not values:
            if question["required"]:
                form.errors[question["id"]] = "required"
        elif set(values) - set(options) or (not question["many"] and len(values) > 1):
            form.errors[question["id"]] = "unknown"
        elif kind == "scale":
            line = {"answer_type": "scale", "value_scale": int(values[0])}
            form.lines.append({"question_id": question["id"], **line})
        else:
            chosen = [options[value] for value in dict.fromkeys(values)]
            _choose(question, row, chosen, form)


def _choose(question, row, options, form):
    for option in options:
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


def _read_value(question, raw, form):
    text = "\n".join(raw.get(name_of(question), ())).replace("\r\n", "\n").strip()
    reader, answer_type, code = READERS[question["type"]]
    if code == "long":
        text = clean(text)
    if not text:
        if question["required"]:
            form.errors[question["id"]] = "required"
        return
    try:
        value = reader(text, question.get("least"), question.get("most"))
    except (ValueError, OverflowError):
        form.errors[question["id"]] = code
        return
    form.lines.append(
        {
            "question_id": question["id"],
            "answer_type": answer_type,
            f"value_{answer_type}": value,
        }
    )
    if code == "long":
        form.comments.append((question["id"], value))


def _read_text(text, least, most):
    if len(text) < (least or 0) or len(text) > min(most or MAX_TEXT, MAX_TEXT):
        raise ValueError("length")
    return text


def _read_number(text, least, most):
    # Written as in Vietnam, or as programs do; "nan" and "1e9" are neither.
    if not NUMBER.fullmatch(text):
        raise ValueError("number")
    return _within(float(text.replace(",", ".")), least, most)


def _read_date(text, least, most):
    if VIETNAMESE_DATE.fullmatch(text):
        found = datetime.strptime(text, "%d/%m/%Y").date()
    else:
        found = date.fromisoformat(text)
    if found.year < EARLIEST_YEAR:
        raise ValueError("date")
    return _within(found.isoformat(), least, most)


def _read_datetime(text, least, most):
    found = datetime.fromisoformat(text)
    if found.year < EARLIEST_YEAR or found.tzinfo:
        raise ValueError("date")
    return _within(found.strftime("%Y-%m-%d %H:%M:%S"), least, most)


def _within(value, least, most):
    if (least is not None and value < least) or (most is not None and value > most):
        raise ValueError("limits")
    return value


# Kind of question: how its text is read, type of the stored line, code of an error.
READERS = {
    "text": (_read_text, "char_box", "long"),
    "long_text": (_read_text, "text_box", "long"),
    "number": (_read_number, "numerical_box", "number"),
    "date": (_read_date, "date", "date"),
    "datetime": (_read_datetime, "datetime", "date"),
}

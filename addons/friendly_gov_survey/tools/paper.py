"""Forms on paper: digits beside the boxes, and what a digit stands for. Pure Python.

Where each choice of a question has a level of its own, the digit is the level, as
printed on the usual forms (5 = very satisfied); elsewhere the place of the choice.
"""

from hashlib import sha256

from .form import name_of


def keys(question):
    """``[(digit as text, option)]`` of a question of a spec, in the printed order."""
    options = question["options"]
    levels = [option["level"] for option in options]
    rated = question["role"] == "rating" and len(set(levels)) == len(levels)
    return [
        (str(option["level"] if rated else place), option)
        for place, option in enumerate(options, 1)
    ]


def columns(spec):
    """``[(input name, question, row or None)]`` of everything a form asks, in order."""
    return [
        (name_of(question, row), question, row)
        for page in spec["pages"]
        for question in page["questions"]
        for row in question["rows"] or [None]
    ]


def title(question, row):
    """Header of a column: code, text, row."""
    parts = [question["code"] and f"{question['code']}.", question["title"]]
    if row:
        parts.append(f"– {row['label']}")
    return " ".join(part for part in parts if part)


def read_cell(question, text, fold):
    """Values as :func:`tools.form.read` takes them, of a cell or of what was typed.

    Digits and words both count; several are separated by semicolons. What is no choice
    is given back as it is, for the form to refuse.

    :param fold: makes texts comparable
    """
    if not question["options"]:
        return [text] if text else []
    known = {fold(option["label"]): option["id"] for option in question["options"]}
    known |= {key: option["id"] for key, option in keys(question)}
    parts = [part.strip() for part in text.split(";")]
    return [
        str(known.get(part) or known.get(fold(part)) or f"?{part}")
        for part in parts
        if part
    ]


def nonce(line_id, number):
    """What makes a sheet of paper one answer: its number in one unit and campaign."""
    return sha256(f"paper/{line_id}/{number}".encode()).hexdigest()

from odoo.fields import Command

from ..tools.form import Form
from .common import SurveyCase

# One questionnaire for all: two sections of the index, one of background.
#   A (weight 3): a1, a2 single; B (weight 1): b, a matrix of two rows; level 0 = none
LEVELS = ("5", "4", "3", "2", "1", "0")


class TallyCase(SurveyCase):
    """An open campaign about home, its division, both communes and the finance
    department; answers are given as levels by statement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rated = cls._rated_questionnaire()
        questions = {q.gov_code: q for q in cls.rated.question_ids}
        cls.questions = questions
        cls.choices = {
            (code, choice.gov_level): choice
            for code, question in questions.items()
            for choice in question.suggested_answer_ids
        }
        cls.rows = questions["b"].matrix_row_ids
        cls.items = {
            "a1": (questions["a1"], 0),
            "a2": (questions["a2"], 0),
            "b1": (questions["b"], cls.rows[0].id),
            "b2": (questions["b"], cls.rows[1].id),
        }
        cls.land, cls.civil = cls.env["gov.survey.field"].create(
            [{"name": "Đất đai X"}, {"name": "Hộ tịch X"}]
        )
        cls.number = 0

    @classmethod
    def _rated_questionnaire(cls):
        def scale():
            return [
                Command.create({"value": f"Mức {level}", "gov_level": level})
                for level in LEVELS
            ]

        def question(code, **vals):
            values = {
                "title": code,
                "gov_code": code,
                "gov_role": "rating",
                "question_type": "simple_choice",
                "suggested_answer_ids": scale(),
            }
            return Command.create(values | vals)

        def page(title, weight):
            return Command.create(
                {"title": title, "is_page": True, "gov_weight": weight}
            )

        parts = [
            page("A", 3),
            question("a1"),
            question("a2"),
            page("B", 1),
            question(
                "b",
                question_type="matrix",
                matrix_row_ids=[
                    Command.create({"value": "Một"}),
                    Command.create({"value": "Hai"}),
                ],
            ),
            page("C", 1),
            question("sex", gov_role="background"),
            question("words", gov_role="other", question_type="text_box"),
        ]
        for number, (_code, _zero, vals) in enumerate(parts):
            vals["sequence"] = number
        return cls._questionnaire(question_and_page_ids=parts)

    @classmethod
    def _open(cls, units=None, **vals):
        units = units or cls.home | cls.commune | cls.other | cls.finance
        campaign = cls._campaign(
            survey_id=cls.rated.id, unit_ids=[Command.set(units.ids)], **vals
        )
        campaign.action_open()
        return campaign

    @classmethod
    def _line(cls, campaign, unit):
        return campaign.line_ids.filtered(lambda line: line.unit_id == unit)

    @classmethod
    def _form(cls, levels, words=None, field=None):
        """Form of ``{"a1": 5, "b2": 0, "sex": 1}``."""
        form = Form(field_id=field.id if field else 0)
        for name, level in levels.items():
            question, row = cls.items.get(name) or (cls.questions[name], 0)
            choice = cls.choices[question.gov_code, str(level)]
            form.chosen.append((row, choice.id))
            form.lines.append(
                {
                    "question_id": question.id,
                    "answer_type": "suggestion",
                    "suggested_answer_id": choice.id,
                    "matrix_row_id": row or False,
                }
            )
        if words:
            question = cls.questions["words"]
            form.comments.append((question.id, words))
            form.lines.append(
                {
                    "question_id": question.id,
                    "answer_type": "text_box",
                    "value_text_box": words,
                }
            )
        return form

    @classmethod
    def _answer(cls, line, *levels, channel="qr", point=None, **item):
        """Store one form for each of ``levels``."""
        extra = {key: item.pop(key, None) for key in ("words", "field")}
        forms = []
        for one in levels:
            cls.number += 1
            form = cls._form(one, **extra)
            forms.append({"form": form, "nonce": f"n{cls.number}"} | item)
        model = cls.env["survey.user_input"]
        return model._gov_store(line, forms, channel, point=point)

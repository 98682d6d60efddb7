from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

# Kinds of questions of the Survey app, and what they are on a page of ours.
TYPES = {
    "simple_choice": "choice",
    "multiple_choice": "choice",
    "matrix": "matrix",
    "char_box": "text",
    "text_box": "long_text",
    "numerical_box": "number",
    "date": "date",
    "datetime": "datetime",
    "scale": "scale",
}


class SurveySurvey(models.Model):
    """A questionnaire as plain values."""

    _inherit = "survey.survey"

    @tools.ormcache("self.id", "self.env.lang", cache="templates")
    def _gov_get_spec(self):
        """Plain description of the questionnaire in the language of the context.

        Kept until a questionnaire changes (``gov.questionnaire.mixin``): it is read
        with each answer. Callers must not change it.

        :return: dict ``id``, ``title``, ``description``, ``thanks``, ``pages``; a page
            is ``id``, ``title``, ``weight``, ``questions``; a question is ``id``,
            ``code``, ``title``, ``type`` (values of ``TYPES``), ``many``,
            ``required``, ``role``, ``sensitive``, ``when`` (ids of choices,
            one of which must have been made before), ``least`` and ``most`` (number,
            ISO date, or length of a text; None without), ``options`` (``id``,
            ``label``, ``level``, ``field``) and ``rows`` (``id``, ``label``; empty but
            for a matrix). Choices of a scale have their number as id.
        """
        self.ensure_one()
        pages, current = [], None
        for record in self.question_and_page_ids:
            if record.is_page or current is None:
                current = {
                    "id": record.id if record.is_page else 0,
                    "title": record.title if record.is_page else "",
                    "weight": record.gov_weight if record.is_page else 1.0,
                    "questions": [],
                }
                pages.append(current)
            if not record.is_page and record.question_type in TYPES:
                current["questions"].append(record._gov_get_spec())
        return {
            "id": self.id,
            "title": self.title,
            "description": str(self.description or ""),
            "thanks": str(self.description_done or ""),
            "pages": pages,
        }


class SurveyQuestion(models.Model):
    _inherit = "survey.question"

    def _gov_get_spec(self):
        """See the questionnaire's method of this name."""
        least, most = self._gov_get_limits()
        return {
            "id": self.id,
            "code": self.gov_code or "",
            "title": self.title,
            "type": TYPES[self.question_type],
            "many": self.question_type == "multiple_choice"
            or (self.question_type == "matrix" and self.matrix_subtype == "multiple"),
            "required": self.constr_mandatory,
            "role": self.gov_role,
            "sensitive": self.gov_is_sensitive,
            "when": self.triggering_answer_ids.ids,
            "least": least,
            "most": most,
            "options": self._gov_get_options(),
            "rows": [{"id": row.id, "label": row.value} for row in self.matrix_row_ids]
            if self.question_type == "matrix"
            else [],
        }

    def _gov_get_options(self):
        if self.question_type == "scale":
            return [
                {"id": number, "label": str(number), "level": 0, "field": False}
                for number in range(self.scale_min, self.scale_max + 1)
            ]
        if self.question_type not in ("simple_choice", "multiple_choice", "matrix"):
            return []
        return [
            {
                "id": option.id,
                "label": option.value,
                "level": int(option.gov_level or 0),
                "field": option.gov_field_id.id,
            }
            for option in self.suggested_answer_ids
        ]

    def _gov_get_limits(self):
        """Smallest and largest value, or length, that is taken."""
        if not self.validation_required:
            return None, None
        return {
            "char_box": (self.validation_length_min, self.validation_length_max),
            "numerical_box": (
                self.validation_min_float_value,
                self.validation_max_float_value,
            ),
            "date": (
                fields.Date.to_string(self.validation_min_date) or None,
                fields.Date.to_string(self.validation_max_date) or None,
            ),
            "datetime": (
                fields.Datetime.to_string(self.validation_min_datetime) or None,
                fields.Datetime.to_string(self.validation_max_datetime) or None,
            ),
        }.get(self.question_type, (None, None))

    @api.constrains("gov_role", "question_type", "matrix_subtype", "gov_is_sensitive")
    def _check_gov_role(self):
        for question in self:
            takes_one = question.question_type == "simple_choice" or (
                question.question_type == "matrix"
                and question.matrix_subtype != "multiple"
            )
            if question.gov_role == "rating" and question.gov_is_sensitive:
                raise ValidationError(
                    self.env._(
                        "“%(question)s” is sensitive, so it can't count in the index, "
                        "which is published.",
                        question=question.title,
                    )
                )
            if question.gov_role == "rating" and not takes_one:
                raise ValidationError(
                    self.env._(
                        "“%(question)s” counts in the index, so it takes exactly one "
                        "choice of several.",
                        question=question.title,
                    )
                )

"""What the tests of the public page share: an open campaign, a point, a form."""

import base64
import hashlib
import re
import time
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import HttpCase

from ..models import gov_survey_page
from .common import SurveyCase

LEVELS = (("5", "Rất hài lòng"), ("4", "Hài lòng"), ("1", "Không hài lòng"))
NONCE = re.compile(r'name="nonce" value="([^"]+)"')


def choice(value, **vals):
    return Command.create({"value": value, **vals})


class PageCase(SurveyCase, HttpCase):
    """A campaign that is open today, and a counter of commune A with its QR code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        levels = [choice(label, gov_level=level) for level, label in LEVELS]
        cls.survey = cls._questionnaire(
            title="Phiếu khảo sát bộ phận một cửa",
            # What the tests look for, also where Vietnamese is installed.
            lang_ids=cls.env["res.lang"]._lang_get("en_US").ids,
            question_and_page_ids=[
                Command.create(values)
                for values in (
                    {
                        "title": "Thái độ phục vụ",
                        "is_page": True,
                        "question_type": False,
                        "sequence": 1,
                    },
                    {
                        "title": "Công chức có lịch sự không?",
                        "question_type": "simple_choice",
                        "constr_mandatory": True,
                        "gov_role": "rating",
                        "suggested_answer_ids": levels,
                        "sequence": 2,
                    },
                    {
                        "title": "Ông/Bà hài lòng đến mức nào về",
                        "question_type": "matrix",
                        "gov_role": "rating",
                        "suggested_answer_ids": levels,
                        "matrix_row_ids": [choice("nơi ngồi chờ"), choice("biển hiệu")],
                        "sequence": 3,
                    },
                    {
                        "title": "Ý kiến khác",
                        "question_type": "text_box",
                        "sequence": 5,
                    },
                )
            ],
        )
        attitude, matrix, cls.comment = cls.survey.question_ids
        cls.attitude, cls.matrix = attitude, matrix
        cls.good, cls.fair, cls.bad = attitude.suggested_answer_ids
        cls.why = cls.env["survey.question"].create(
            {
                "survey_id": cls.survey.id,
                "title": "Vì sao không hài lòng?",
                "question_type": "simple_choice",
                "constr_mandatory": True,
                "sequence": 4,
                "triggering_answer_ids": [Command.set(cls.bad.ids)],
                "suggested_answer_ids": [choice("Thờ ơ"), choice("Chậm")],
            }
        )
        cls.campaign = cls._open(cls.survey)
        cls.line = cls.campaign.line_ids
        cls.point = cls._point()

    @classmethod
    def _open(cls, survey, **vals):
        """Ask ``survey`` from today on."""
        today = cls.env.company._gov_today()
        days = {"date_open": today, "date_close": today + timedelta(days=30)}
        campaign = cls._campaign(**{"survey_id": survey.id} | days | vals)
        campaign.action_open()
        return campaign

    @classmethod
    def _point(cls, **vals):
        values = {"name": "Quầy số 1", "unit_id": cls.commune.id}
        return cls.env["gov.survey.point"].create(values | vals)

    def _get(self, path=None):
        return self.url_open(path or f"/gs/{self.point.token}")

    def _nonce(self, path=None, age=60):
        """The nonce of a page that was opened some seconds ago."""
        with self._at(time.time() - age):
            return NONCE.search(self._get(path).text)[1]

    @contextmanager
    def _at(self, seconds):
        """The clock of the page stands still."""
        with patch.object(gov_survey_page, "time") as clock:
            clock.time.return_value = seconds
            yield

    def _form(self, **values):
        """A complete form, as a browser without JavaScript sends it."""
        rows = self.matrix.matrix_row_ids
        column = self.matrix.suggested_answer_ids[1]
        form = {f"q{self.attitude.id}": self.good.id}
        form |= {f"q{self.matrix.id}_{row.id}": column.id for row in rows}
        return form | {f"q{self.comment.id}": "Phòng chờ hơi chật"} | values

    def _post(self, form, path=None, nonce=None, **params):
        path = path or f"/gs/{self.point.token}"
        form = {"nonce": nonce or self._nonce(path)} | form
        return self.url_open(path, data=form, **params)

    def _assert_in(self, text, page):
        """As assertIn, but a failure shows no more than the body of the page."""
        self.assertIn(text, page.text.partition("<main>")[2].partition("<script")[0])

    def _source(self, text):
        """How a policy names an inline style or script."""
        found = hashlib.sha256(text.encode()).digest()
        return f"'sha256-{base64.b64encode(found).decode()}'"

    def _rows(self, model):
        """Rows of ``model`` about the campaign."""
        return self.env[model].search([("campaign_id", "=", self.campaign.id)])

    def _answers(self):
        domain = [("gov_line_id.campaign_id", "=", self.campaign.id)]
        return self.env["survey.user_input"].search(domain)

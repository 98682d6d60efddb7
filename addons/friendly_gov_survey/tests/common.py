from datetime import date

from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.friendly_gov.tests import common


class SurveyCase(common.GovCase):
    """Two campaigns of different bodies, and people of the Survey app."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["survey_user"] = new_test_user(
            cls.env, "survey_user_x", groups="base.group_user,survey.group_survey_user"
        )
        cls.users["survey_manager"] = new_test_user(
            cls.env,
            "survey_manager_x",
            groups="base.group_user,survey.group_survey_manager",
        )
        cls.period = cls.env["gov.period"].create(
            {"kind": "quarter", "year": 2023, "index": 2, "profile_id": cls.profile.id}
        )
        cls.questionnaire = cls._questionnaire()

    @classmethod
    def _questionnaire(cls, user=None, **vals):
        surveys = cls.env["survey.survey"]
        values = {
            "title": "Khảo sát đánh giá công chức một cửa",
            "survey_type": "friendly_gov",
            "question_and_page_ids": [
                Command.create(
                    {
                        "title": "Thái độ của công chức?",
                        "question_type": "simple_choice",
                        "gov_role": "rating",
                        "suggested_answer_ids": [
                            Command.create({"value": "Hài lòng", "gov_level": "4"}),
                            Command.create(
                                {"value": "Không hài lòng", "gov_level": "2"}
                            ),
                        ],
                    }
                ),
                Command.create(
                    {
                        "title": "Ông/bà hài lòng đến mức nào?",
                        "question_type": "matrix",
                        "suggested_answer_ids": [Command.create({"value": "Có"})],
                        "matrix_row_ids": [Command.create({"value": "Nơi ngồi chờ"})],
                    }
                ),
            ],
        }
        return surveys.with_user(user or cls.env.user).create(values | vals)

    @classmethod
    def _campaign(cls, **vals):
        values = {
            "name": "Đợt quý II năm 2023",
            "unit_id": cls.home.id,
            "unit_ids": [Command.set(cls.commune.ids)],
            "period_id": cls.period.id,
            "survey_id": cls.questionnaire.id,
            "date_open": date(2023, 4, 1),
            "date_close": date(2023, 6, 30),
        }
        return cls.env["gov.survey.campaign"].create(values | vals)

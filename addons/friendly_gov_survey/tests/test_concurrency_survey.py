import hashlib
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.friendly_gov.tests import test_concurrency


@tagged("post_install", "-at_install")
class TestSurveyConcurrency(test_concurrency.RaceCase):
    """Two at once, each in a transaction of its own."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.remove_campaigns)
        self.campaigns = []
        with self.transaction() as env:
            today = env.company._gov_today()
            questionnaire = env["survey.survey"].create(
                {
                    "title": "Phiếu thử",
                    "survey_type": "friendly_gov",
                    "question_and_page_ids": [
                        Command.create(
                            {
                                "title": "Ông/bà có hài lòng không?",
                                "question_type": "simple_choice",
                                "gov_role": "rating",
                                "suggested_answer_ids": [
                                    Command.create({"value": "Có", "gov_level": "5"}),
                                    Command.create(
                                        {"value": "Không", "gov_level": "1"}
                                    ),
                                ],
                            }
                        )
                    ],
                }
            )
            self.survey = questionnaire.id
            period = env["gov.period"].create(
                {
                    "kind": "other",
                    "year": today.year,
                    "name": "Kỳ thử",
                    "date_from": today,
                    "date_to": today,
                    "profile_id": env.ref("friendly_gov.period_profile_nd09_2019").id,
                }
            )
            self.period = period.id
            values = {
                "name": "Đợt thử",
                "unit_id": self.units[0],
                "unit_ids": [Command.set(self.units[1:2])],
                "period_id": period.id,
                "survey_id": questionnaire.id,
                "date_open": today,
                "date_close": today + timedelta(days=1),
                "use_invitation": True,
            }
            campaigns = env["gov.survey.campaign"].create([values, values])
            self.campaigns = campaigns.ids

    def remove_campaigns(self):
        with self.transaction() as env:
            ids = (tuple(self.campaigns) or (0,),)
            env.cr.execute(
                "DELETE FROM gov_history WHERE res_model = 'gov.survey.unit' AND "
                "res_id IN (SELECT id FROM gov_survey_unit WHERE campaign_id IN %s)",
                ids,
            )
            env.cr.execute("DELETE FROM gov_survey_campaign WHERE id IN %s", ids)
            env.cr.execute(
                "DELETE FROM mail_message WHERE model = 'gov.survey.campaign' "
                "AND res_id IN %s",
                ids,
            )
            env.cr.execute("DELETE FROM survey_survey WHERE id = %s", (self.survey,))
            env.cr.execute("DELETE FROM gov_period WHERE id = %s", (self.period,))

    def open(self, env, index):
        env["gov.survey.campaign"].browse(self.campaigns[index]).action_open()
        env.flush_all()

    def states(self):
        with self.transaction() as env:
            campaigns = env["gov.survey.campaign"].browse(self.campaigns)
            return campaigns.mapped("state")

    def invite(self):
        with self.transaction() as env:
            self.open(env, 0)
            campaign = env["gov.survey.campaign"].browse(self.campaigns[0])
            env["gov.survey.invitation"]._guarded_create(
                [
                    {
                        "line_id": campaign.line_ids.id,
                        "token_hash": hashlib.sha256(b"race").hexdigest(),
                        "day_made": env.company._gov_today(),
                    }
                ]
            )

    def test_one_link_two_answers(self):
        self.invite()
        with self.transaction() as one, self.transaction() as two:
            # The snapshot of this transaction begins before the other commits.
            two.cr.execute("SELECT 1")
            self.assertTrue(one["gov.survey.invitation"]._use("race"))
            one.cr.commit()  # pylint: disable=invalid-commit
            with (
                self.assertRaises(SerializationFailure),
                mute_logger("odoo.sql_db"),
            ):
                two["gov.survey.invitation"]._use("race")
            two.cr.rollback()
            # as the server does: once more
            self.assertFalse(two["gov.survey.invitation"]._use("race"))

    def test_a_failed_answer_leaves_the_link(self):
        self.invite()
        with self.transaction() as one, self.transaction() as two:
            self.assertTrue(one["gov.survey.invitation"]._use("race"))
            one.cr.rollback()
            self.assertTrue(two["gov.survey.invitation"]._use("race"))

    def test_two_campaigns_of_one_unit_opened_at_once(self):
        with self.transaction() as one, self.transaction() as two:
            two.cr.execute("SELECT 1")
            self.open(one, 0)
            one.cr.commit()  # pylint: disable=invalid-commit
            with (
                self.assertRaises(SerializationFailure),
                mute_logger("odoo.sql_db"),
            ):
                self.open(two, 1)
            two.cr.rollback()
            two.invalidate_all()
            with self.assertRaises(UserError):
                self.open(two, 1)
            two.cr.rollback()
        self.assertEqual(self.states(), ["open", "draft"])

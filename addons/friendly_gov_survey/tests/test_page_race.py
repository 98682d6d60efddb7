import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..models import gov_survey_page
from ..models.gov_survey_page_submit import GovSurveyPage, Sender

# Children first: what was committed is removed behind the models, which refuse it.
CREATED = (
    ("gov_survey_trace", "campaign_id"),
    ("gov_survey_delta", "campaign_id"),
    ("gov_survey_tally", "campaign_id"),
    ("gov_survey_return", "campaign_id"),
)


@tagged("post_install", "-at_install")
class TestPageRace(BaseCase):
    """Two requests at one moment, each in a transaction of its own, as the server
    runs them: what fails because of the other is tried again.
    """

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.make(env)
        self.addCleanup(self.remove)

    @contextmanager
    def transaction(self):
        """An environment of its own connection; commits at the end."""
        with db_connect(get_db_name()).cursor() as cr:
            # A test that waits for a lock fails instead of hanging.
            cr.execute("SET LOCAL lock_timeout = '5s'")
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.commit()  # pylint: disable=invalid-commit

    def make(self, env):
        unit = env["hr.department"].create(
            {"name": "Xã thử", "gov_level": "commune", "company_id": env.company.id}
        )
        today = env.company._gov_today()
        period = env["gov.period"].create(
            {
                "kind": "other",
                "name": "Đợt thử song song",
                "year": today.year,
                "date_from": today,
                "date_to": today,
                "profile_id": env.ref("friendly_gov.period_profile_nd09_2019").id,
            }
        )
        survey = env["survey.survey"].create(
            {
                "title": "Phiếu thử",
                "survey_type": "friendly_gov",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "Hài lòng không?",
                            "question_type": "simple_choice",
                            "gov_role": "rating",
                            "suggested_answer_ids": [
                                Command.create({"value": "Có", "gov_level": "5"}),
                                Command.create({"value": "Không", "gov_level": "1"}),
                            ],
                        }
                    )
                ],
            }
        )
        campaign = env["gov.survey.campaign"].create(
            {
                "name": "Đợt thử song song",
                "unit_id": unit.id,
                "unit_ids": [Command.set(unit.ids)],
                "period_id": period.id,
                "survey_id": survey.id,
                "date_open": today,
                "date_close": today,
                "use_invitation": True,
            }
        )
        campaign.action_open()
        point = env["gov.survey.point"].create({"name": "1", "unit_id": unit.id})
        digest = hashlib.sha256(point.token.encode()).hexdigest()
        env["gov.survey.invitation"]._guarded_create(
            [
                {
                    "line_id": campaign.line_ids.id,
                    "token_hash": digest,
                    "day_made": today,
                }
            ]
        )
        question = survey.question_ids
        self.form = {f"q{question.id}": [str(question.suggested_answer_ids[0].id)]}
        self.token, self.line = point.token, campaign.line_ids.id
        self.made = {
            "gov_survey_campaign": campaign.id,
            "survey_survey": survey.id,
            "gov_period": period.id,
            "hr_department": unit.id,
        }

    def remove(self):
        with self.transaction() as env:
            campaign = self.made["gov_survey_campaign"]
            for table, column in CREATED:
                env.cr.execute(f'DELETE FROM "{table}" WHERE {column} = %s', [campaign])
            for table, column in (
                ("survey_user_input", "gov_line_id"),
                ("gov_survey_invitation", "line_id"),
                ("gov_survey_unit", "id"),
            ):
                env.cr.execute(
                    f'DELETE FROM "{table}" WHERE {column} = %s', [self.line]
                )
            env.cr.execute(
                "DELETE FROM gov_survey_point WHERE token = %s", [self.token]
            )
            for table, record in self.made.items():
                env.cr.execute(f'DELETE FROM "{table}" WHERE id = %s', [record])

    def nonces(self, find):
        with self.transaction() as env:
            pages = env["gov.survey.page"]
            place = getattr(pages, find)(self.token)
            with patch.object(gov_survey_page, "time") as clock:
                clock.time.return_value = time.time() - 60
                return [pages._make_nonce(place) for _number in range(2)]

    def submit(self, find, nonce):
        def call(env):
            pages = env["gov.survey.page"]
            place = getattr(pages, find)(self.token)
            form = self.form | {"nonce": [nonce]}
            return pages._submit(place, form, "en_US", Sender("113.160.0.1", "x"))

        with self.transaction() as env:
            public = env(user=env.ref("base.public_user").id)
            # As a request: without rights, and tried again.
            return retrying(partial(call, public), public).code

    def at_once(self, find, nonces):
        """What two people are told who send ``nonces`` at the same moment."""
        both, original = Barrier(2, timeout=10), GovSurveyPage._is_stored
        first = set()

        def is_stored(pages, token):
            found = original(pages, token)
            # Both have looked before either writes; whoever tries again goes on.
            if pages.env.cr not in first:
                first.add(pages.env.cr)
                both.wait()
            return found

        with (
            patch.object(GovSurveyPage, "_is_stored", is_stored),
            patch("odoo.service.model.time.sleep"),
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(2) as pool,
        ):
            jobs = [pool.submit(self.submit, find, nonce) for nonce in nonces]
            return sorted(job.result(20) for job in jobs)

    def count(self):
        with self.transaction() as env:
            answers = env["survey.user_input"].search_count(
                [("gov_line_id", "=", self.line)]
            )
            deltas = env["gov.survey.delta"].search_count([("line_id", "=", self.line)])
            return answers, deltas

    def test_one_page_sent_twice_at_once(self):
        nonce = self.nonces("_find_point")[0]
        told = self.at_once("_find_point", [nonce, nonce])
        self.assertEqual(told, ["thanks", "thanks"])
        self.assertEqual(self.count(), (1, 1))

    def test_two_people_at_once(self):
        """On a day without a salt yet: both make it, one is kept."""
        with self.transaction() as env:
            env.cr.execute("DELETE FROM gov_survey_salt")
        told = self.at_once("_find_point", self.nonces("_find_point"))
        self.assertEqual(told, ["thanks", "thanks"])
        self.assertEqual(self.count(), (2, 2))
        with self.transaction() as env:
            self.assertEqual(env["gov.survey.salt"].search_count([]), 1)

    def test_one_invitation_used_twice_at_once(self):
        told = self.at_once("_find_invitation", self.nonces("_find_invitation"))
        self.assertEqual(told, ["thanks", "used"])
        self.assertEqual(self.count(), (1, 1))

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import test_concurrency
from .test_pledge_screen import drawing

PEOPLE = 200
# Connections at once: the pool of a server has more.
AT_ONCE = 20
IDENTITY = ("password", datetime(2026, 11, 20, 1, 2, 3))


class PledgeRaceCase(test_concurrency.RaceCase):
    """Pledges that are committed, and removed afterwards."""

    def setUp(self):
        super().setUp()
        self.image = drawing()
        self.campaign, self.people, self.pledges = 0, [], []

    def make(self, count):
        """Pledges of ``count`` people of one campaign and one unit."""
        self.addCleanup(self.remove_pledges)
        with self.transaction() as env:
            home, unit, _other = env["hr.department"].browse(self.units)
            campaign = env["gov.pledge.campaign"].create(
                {
                    "name": "Ký cam kết",
                    "code_id": env.ref("friendly_gov.pledge_code_5_khong").id,
                    "organizer_unit_id": home.id,
                }
            )
            campaign._guarded_write({"state": "open"})
            quiet = env["hr.employee"].with_context(tracking_disable=True)
            people = quiet.create(
                [{"name": f"Người {n}", "department_id": unit.id} for n in range(count)]
            )
            pledges = env["gov.pledge"]._history_create(
                [
                    {
                        "campaign_id": campaign.id,
                        "level": "person",
                        "unit_id": unit.id,
                        "employee_id": person.id,
                        "user_id": SUPERUSER_ID,
                        "signer_name": person.name,
                    }
                    for person in people
                ],
                "open",
            )
            self.campaign, self.people = campaign.id, people.ids
            self.pledges = pledges.ids

    def remove_pledges(self):
        with self.transaction() as env:
            files = env["gov.pledge.file"].search([("pledge_id", "in", self.pledges)])
            ids = tuple(self.pledges) or (0,)
            env.cr.execute(
                "DELETE FROM ir_attachment WHERE res_model = 'gov.pledge.file' "
                "AND res_id IN %s",
                (tuple(files.ids) or (0,),),
            )
            env.cr.execute(
                "DELETE FROM gov_history WHERE res_model = 'gov.pledge' "
                "AND res_id IN %s",
                (ids,),
            )
            env.cr.execute("DELETE FROM gov_pledge WHERE id IN %s", (ids,))
            env.cr.execute(
                "DELETE FROM gov_pledge_campaign WHERE id = %s", (self.campaign,)
            )
            env.cr.execute(
                "DELETE FROM mail_message WHERE model = 'gov.pledge.campaign' "
                "AND res_id = %s",
                (self.campaign,),
            )
            env["hr.employee"].browse(self.people).unlink()


@tagged("post_install", "-at_install")
class TestPledgeConcurrency(PledgeRaceCase):
    """Two hundred people sign at once, each in a transaction of its own."""

    def sign(self, pledge_id, gate):
        with self.transaction() as env:
            pledge = env["gov.pledge"].browse(pledge_id)
            # The view of the data from before anybody else commits.
            self.assertEqual(pledge.state, "to_sign")
            gate.wait(30)
            return pledge._sign_on_screen(self.image, IDENTITY)

    def test_two_hundred_at_once(self):
        """None lost, none doubled, none aborted: no row is shared between them."""
        self.make(PEOPLE)
        gate = Barrier(AT_ONCE)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            made = list(pool.map(lambda one: self.sign(one, gate), self.pledges))
        self.assertEqual(made, [True] * PEOPLE)
        with self.transaction() as env:
            pledges = env["gov.pledge"].browse(self.pledges)
            self.assertEqual(set(pledges.mapped("state")), {"signed"})
            self.assertEqual(len(pledges.file_ids), PEOPLE)
            contents = [json.loads(pledge.signed_content) for pledge in pledges]
            self.assertEqual([c["pledge"] for c in contents], self.pledges)
            rows = env["gov.history"].search_count(
                [
                    ("res_model", "=", "gov.pledge"),
                    ("res_id", "in", self.pledges),
                    ("event", "=", "sign"),
                ]
            )
            self.assertEqual(rows, PEOPLE)

    def test_one_person_clicks_twice(self):
        self.make(1)
        one = self.pledges[0]
        with self.transaction() as slow, self.transaction() as env:
            second = slow["gov.pledge"].browse(one)
            slow.cr.execute("SELECT 1")
            env["gov.pledge"].browse(one)._sign_on_screen(self.image, IDENTITY)
            env.flush_all()
            # While the first click is under way: told so, nothing is stored.
            with self.assertRaises(UserError):
                second._sign_on_screen(self.image, IDENTITY)
            env.cr.commit()
            slow.invalidate_all()
            # A view from before: aborted, and the server tries again by itself.
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                second._sign_on_screen(self.image, IDENTITY)
            slow.cr.rollback()
            slow.invalidate_all()
            self.assertFalse(second._sign_on_screen(self.image, IDENTITY))
        with self.transaction() as env:
            pledge = env["gov.pledge"].browse(one)
            self.assertEqual(len(pledge.file_ids), 1)

    def test_drawn_and_entered_from_paper_at_once(self):
        self.make(1)
        self.race(
            "gov.pledge",
            self.pledges[0],
            lambda pledge: pledge._sign_on_screen(self.image, IDENTITY),
            lambda pledge: pledge._sign("paper", datetime(2026, 11, 20).date()),
        )

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from unittest.mock import patch

from psycopg2.errors import LockNotAvailable

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from . import test_concurrency_pledge as pledges
from .test_pledge_screen import drawing

MODELS = "odoo.addons.friendly_gov.models"


@tagged("post_install", "-at_install")
class TestSealConcurrency(pledges.PledgeRaceCase):
    """The job beside itself and beside people, each in a transaction of its own."""

    def remove_pledges(self):
        with self.transaction() as env:
            # Seals refuse to be deleted through their model.
            env.cr.execute(
                "DELETE FROM gov_pledge_seal WHERE pledge_id IN %s",
                (tuple(self.pledges) or (0,),),
            )
        return super().remove_pledges()

    def sign_all(self, ids):
        with self.transaction() as env:
            found = env["gov.pledge"].browse(ids)
            found._sign("paper", env.company._gov_today())

    def seals(self, env):
        return env["gov.pledge.seal"].search(
            [("pledge_id", "in", self.pledges)], order="number"
        )

    def assert_one_chain(self, count):
        with self.transaction() as env:
            seals = self.seals(env)
            self.assertEqual(len(seals), count)
            self.assertEqual(len(seals.pledge_id), count)
            for one, two in zip(seals, seals[1:], strict=False):
                self.assertEqual(two.number, one.number + 1)
                self.assertEqual(two.previous, one.digest)
            found = env["gov.pledge.seal"]._verify(env.company)
            mine = [f for f in found if f["pledge_id"] in self.pledges]
            self.assertEqual(mine, [])

    def test_two_nodes_wait_for_each_other(self):
        """The second sees what the first made, and goes on after it."""
        self.make(4)
        self.sign_all(self.pledges)
        began = Event()
        done = []

        def second(company):
            # As after a commit of the job: nothing was read in this transaction.
            with self.transaction() as env:
                began.set()
                done.append(env["gov.pledge.seal"]._seal_batch(company))

        with patch(f"{MODELS}.gov_pledge_seal.BATCH", 2), ThreadPoolExecutor(1) as pool:
            with self.transaction() as env:
                company = env.company.id
                self.assertEqual(env["gov.pledge.seal"]._seal_batch(company), 2)
                other = pool.submit(second, company)
                began.wait(10)
                # Nothing is made while the first holds the table.
                self.assertEqual(done, [])
            other.result(20)
        self.assertEqual(done, [2])
        self.assert_one_chain(4)

    def test_many_jobs_at_once(self):
        self.make(12)
        self.sign_all(self.pledges)

        def job(_number):
            with self.transaction() as env:
                env["gov.pledge.seal"]._cron_seal()

        with (
            patch(f"{MODELS}.gov_pledge_seal.BATCH", 2),
            ThreadPoolExecutor(4) as pool,
        ):
            list(pool.map(job, range(4)))
        self.assert_one_chain(12)

    def test_people_sign_and_retire_while_it_seals(self):
        self.make(3)
        sealed, signing, leaving = self.pledges
        self.sign_all([sealed, leaving])
        image = drawing()
        with self.transaction() as job:
            self.assertEqual(job["gov.pledge.seal"]._seal_batch(job.company.id), 2)
            # Its rows are not committed yet; nobody waits, nobody is refused.
            with self.transaction() as env:
                env.cr.execute("SET LOCAL lock_timeout = '500ms'")
                pledge = env["gov.pledge"].browse(signing)
                self.assertTrue(pledge._sign_on_screen(image, pledges.IDENTITY))
                gone = env["gov.pledge"].browse(leaving)
                gone._lock()
                gone._history_write(
                    {
                        "state": "retired",
                        "retire_reason": "left",
                        "date_retired": fields.Date.today(),
                    },
                    "retire",
                )
                # Readers of the chain go through too.
                self.assertFalse(
                    env["gov.pledge.seal"].search_count(
                        [("pledge_id", "in", self.pledges)]
                    )
                )
        with self.transaction() as env:
            env["gov.pledge.seal"]._seal_batch(env.company.id)
        self.assert_one_chain(3)

    def test_it_reads_while_people_sign(self):
        """Rows that are being signed hold nothing up, and are sealed later."""
        self.make(2)
        self.sign_all(self.pledges[:1])
        with self.transaction() as person:
            pledge = person["gov.pledge"].browse(self.pledges[1])
            pledge._sign_on_screen(drawing(), pledges.IDENTITY)
            person.flush_all()
            with self.transaction() as env:
                env.cr.execute("SET LOCAL lock_timeout = '500ms'")
                done = env["gov.pledge.seal"]._seal_batch(env.company.id)
                self.assertEqual(done, 1)
        with self.transaction() as env:
            env["gov.pledge.seal"]._seal_batch(env.company.id)
        self.assert_one_chain(2)

    def test_signing_meets_the_scheduler(self):
        """Waking the job refers to its row, and waits for nobody who changes it."""
        self.make(2)
        image = drawing()
        with self.transaction() as person:
            cron = person.ref("friendly_gov.ir_cron_gov_pledge_seal").id
            one, two = person["gov.pledge"].browse(self.pledges)
            change = "UPDATE ir_cron SET lastcall = now() WHERE id = %s"
            with self.transaction() as env:
                env.cr.execute(change, (cron,))
                # While the scheduler holds the row, and after it changed it.
                person.cr.execute("SET LOCAL lock_timeout = '500ms'")
                one._sign_on_screen(image, pledges.IDENTITY)
                person.flush_all()
            two._sign_on_screen(image, pledges.IDENTITY)
            person.flush_all()
        with self.transaction() as env:
            env["gov.pledge.seal"]._seal_batch(env.company.id)
        self.assert_one_chain(2)

    def test_the_table_is_locked_while_it_seals(self):
        self.make(1)
        self.sign_all(self.pledges)
        with self.transaction() as env:
            env["gov.pledge.seal"]._seal_batch(env.company.id)
            with self.transaction() as other, mute_logger("odoo.sql_db"):
                other.cr.execute("SET LOCAL lock_timeout = '200ms'")
                with self.assertRaises(LockNotAvailable):
                    other["gov.pledge.seal"]._seal_batch(other.company.id)
                other.cr.rollback()
        self.assert_one_chain(1)

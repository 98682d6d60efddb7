import hashlib
import io
import json
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import pledge_seal
from .pledge_seal_common import SealCase


@tagged("post_install", "-at_install")
class TestPledgeSeal(SealCase):
    """Signed pledges are sealed in order, once, and for good."""

    def test_chain_by_hand(self):
        # The second one signed first.
        first, second, third = (
            self._signed(signed_at=datetime(2026, 11, 20, 1, minute))
            for minute in (2, 1, 3)
        )
        pledges = first | second | third
        self.assertEqual(set(pledges.mapped("seal_state")), {"waiting"})
        self._seal()
        self.assertEqual(pledges.mapped("seal_number"), [2, 1, 3])
        previous = "0" * 64
        for pledge in pledges.sorted("seal_number"):
            seal = pledge.seal_ids
            told = hashlib.sha256(pledge.signed_content.encode()).hexdigest()
            at = seal.sealed_at.strftime("%Y-%m-%dT%H:%M:%SZ")
            payload = f"{previous}\n{seal.number}\n{at}\n{told}"
            self.assertEqual(seal.previous, previous)
            self.assertEqual(seal.digest, hashlib.sha256(payload.encode()).hexdigest())
            self.assertEqual(pledge.seal_digest, seal.digest)
            self.assertEqual(pledge.sealed_at, seal.sealed_at)
            self.assertEqual(pledge.seal_state, "sealed")
            previous = seal.digest
        self.assertEqual(self.seals._get_head(self.company.id), (3, previous))
        self.assertEqual(self.found(), [])

    def test_only_once_and_going_on(self):
        first = self._sealed(2)
        head = self.seals._get_head(self.company.id)
        self._seal()
        self.assertEqual(self.seals._get_head(self.company.id), head)
        later = self._sealed()
        self.assertEqual(later.seal_number, 3)
        self.assertEqual(later.seal_ids.previous, head[1])
        self.assertEqual(first.mapped("seal_number"), [1, 2])

    def test_batches_tell_their_progress(self):
        self._signed(5)
        told = self._seal(batch=2)
        self.assertEqual(told, [(0, 5), (2, 3), (2, 1), (1, 0)])
        self.assertEqual(self.found(), [])

    def test_each_company_has_its_chain(self):
        mine = self._sealed(2)
        other = self.env["res.company"].create({"name": "UBND tỉnh Y"})
        self.env.user.company_ids |= other
        theirs = self._signed()
        self.env.cr.execute(
            "UPDATE gov_pledge SET company_id = %s WHERE id = %s", (other.id, theirs.id)
        )
        self.env.invalidate_all()
        self._seal()
        self.assertEqual(theirs.seal_number, 1)
        self.assertEqual(theirs.seal_ids.company_id, other)
        self.assertEqual(theirs.seal_ids.previous, "0" * 64)
        self.assertEqual(mine.mapped("seal_number"), [1, 2])
        self.assertEqual(self.seals._verify(other), [])
        self.assertEqual(self.found(), [])

    def test_signed_then_retired_is_sealed_too(self):
        pledge = self._signed()
        pledge._history_write(
            {"state": "retired", "retire_reason": "left", "date_retired": self.today},
            "retire",
        )
        self._seal()
        self.assertEqual(pledge.seal_state, "sealed")
        self.assertEqual(self.found(), [])

    def test_unsigned_is_not_sealed(self):
        pledge = self._pledge(self.campaign, self.people["staff_a"])
        self._seal()
        self.assertEqual(pledge.seal_state, "none")
        self.assertFalse(pledge.seal_number)

    def test_sealing_leaves_the_pledge_alone(self):
        pledge = self._signed()
        self.env.cr.execute("SELECT xmin FROM gov_pledge WHERE id = %s", (pledge.id,))
        before = self.env.cr.fetchone()
        self._seal()
        self.env.cr.execute("SELECT xmin FROM gov_pledge WHERE id = %s", (pledge.id,))
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_signing_calls_the_job_once(self):
        cron = self.env.ref("friendly_gov.ir_cron_gov_pledge_seal")
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        self._signed(3)
        after = triggers.search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after - before, 1)

    def test_search(self):
        sealed = self._sealed()
        waiting = self._signed()
        unsigned = self._pledge(self.campaign, self.people["staff_a"])
        mine = [("id", "in", (sealed | waiting | unsigned).ids)]
        for state, expected in (
            ("sealed", sealed),
            ("waiting", waiting),
            ("none", unsigned),
        ):
            found = self.env["gov.pledge"].search([*mine, ("seal_state", "=", state)])
            self.assertEqual(found, expected, state)
        found = self.env["gov.pledge"].search([*mine, ("seal_state", "!=", "sealed")])
        self.assertEqual(found, waiting | unsigned)
        found = self.env["gov.pledge"].search([*mine, ("seal_number", "=", 1)])
        self.assertEqual(found, sealed)

    def test_one_query_a_page(self):
        pledges = self._sealed(5)
        self.env.flush_all()
        pledges.invalidate_recordset()
        with self.assertQueryCount(1):
            pledges.mapped("seal_state")
            pledges.mapped("seal_number")

    def test_job_costs_no_query_each(self):
        self._signed(2)
        counts = []
        for more in (0, 30):
            if more:
                self._signed(more)
            before = self.env.cr.sql_log_count
            self._seal()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_verification_costs_few_queries(self):
        self._sealed(20)
        self.env.flush_all()
        # Files of lists, one batch, what is not sealed.
        with self.assertQueryCount(3):
            self.assertEqual(self.seals._verify(self.company), [])

    def test_seals_never_change(self):
        seal = self._sealed().seal_ids
        for user in (self.env.user, self.users["manager"]):
            mine = seal.with_user(user).sudo()
            with self.assertRaises(AccessError):
                mine.write({"digest": "0" * 64})
            with self.assertRaises(AccessError):
                mine._guarded_write({"digest": "0" * 64})
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine._guarded_delete()
            with self.assertRaises(AccessError):
                mine.create({"pledge_id": seal.pledge_id.id, "number": 9})

    @mute_logger("odoo.sql_db")
    def test_pledge_with_a_seal_stays(self):
        pledge = self._sealed()
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.env.cr.execute("DELETE FROM gov_pledge WHERE id = %s", (pledge.id,))
        self.assertEqual(caught.exception.pgcode[:2], "23")

    def test_whole_chain_is_for_three_roles(self):
        pledge = self._sealed()
        for name in ("staff_a", "officer_a"):
            user = self.users[name]
            with self.assertRaises(AccessError):
                self.seals.with_user(user)._check_may_verify()
            with self.assertRaises(AccessError):
                self.env["gov.pledge.seal.check"].with_user(user).create({})
        dialog = self.env["gov.pledge.seal.check"].with_user(self.head_a).create({})
        action = dialog.action_verify()
        record = self.env[action["res_model"]].browse(action["res_id"])
        record = record.with_user(self.head_a)
        self.assertEqual(record.result, "intact")
        self.assertEqual(record.seal_count, 1)
        self.assertEqual(record.head_digest, pledge.seal_digest)
        self.assertEqual(record.user_id, self.head_a)
        with self.assertRaises(AccessError):
            record.sudo().write({"result": "altered"})
        with self.assertRaises(AccessError):
            record.sudo().unlink()

    def test_verifications_are_read_by_three_roles_and_written_by_none(self):
        record = self.env["gov.pledge.verification"]._record(self.company)
        readers = {"coordinator", "leader", "manager", "no_scope"}
        for login, user in self.users.items():
            mine = record.with_user(user)
            with self.subTest(login):
                self.assertEqual(mine.has_access("read"), login in readers)
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(mine.has_access(operation))

    def test_verification_is_named_by_its_moment_as_people_read_it(self):
        record = self.env["gov.pledge.verification"]._record(self.company)
        # 2026-11-23 10:29:50 is in nobody's notation.
        self.assertTrue(record.display_name)
        self.assertNotRegex(record.display_name, r"^\d{4}-")

    def test_result_names_only_what_may_be_read(self):
        pledge = self._sealed()
        self.env.cr.execute(
            "UPDATE gov_pledge SET place = 'x' WHERE id = %s", (pledge.id,)
        )
        self.env.invalidate_all()
        record = self.env["gov.pledge.verification"]._record(self.company)
        self.assertEqual(record.result, "altered")
        stranger = self._user("head_b", ["leader"], self.other)
        self.assertIn("Người ký 0", record.with_user(self.head_a).findings_html)
        html = record.with_user(stranger).findings_html
        self.assertNotIn("Người ký 0", html)
        self.assertIn("1", html)

    def test_dialog_compares_with_a_head_noted_earlier(self):
        pledges = self._sealed(2)
        dialogs = self.env["gov.pledge.seal.check"]
        for vals in (
            {"expected_number": 1},
            {"expected_digest": "0" * 64},
            {"expected_number": 1, "expected_digest": "xyz"},
        ):
            with self.assertRaises(UserError):
                dialogs.create(vals).action_verify()
        noted = {
            "expected_number": 2,
            "expected_digest": f" {pledges[1].seal_digest.upper()} ",
        }
        action = dialogs.create(noted).action_verify()
        record = self.env["gov.pledge.verification"].browse(action["res_id"])
        self.assertEqual(record.result, "intact")

    def test_one_pledge_by_whoever_reads_it(self):
        pledge = self._sealed()
        mine = pledge.with_user(self.users["staff_a"])
        answer = mine.action_verify()["params"]
        self.assertEqual(answer["type"], "success")
        with self.assertRaises(AccessError):
            pledge.with_user(self.users["officer_b"]).action_verify()
        waiting = self._signed()
        self.assertEqual(waiting.action_verify()["params"]["type"], "warning")


@tagged("post_install", "-at_install")
class TestPledgeSealExport(SealCase):
    """The chain as a file."""

    def export(self, user=None, domain=()):
        seals = self.seals.with_user(user or self.env.user)
        data = b"".join(seals._iter_file(self.company, domain))
        rows = [json.loads(line) for line in data.splitlines()]
        found = list(pledge_seal.verify(pledge_seal.read(io.BytesIO(data))))
        return rows, found

    def test_whole_chain(self):
        pledges = self._sealed(3)
        (header, *rows), found = self.export()
        self.assertEqual(found, [])
        self.assertEqual(
            header,
            {
                "format": "gov.pledge.chain/1",
                "company": self.company.name,
                "count": 3,
                "number": 3,
                "head": pledges[2].seal_digest,
            },
        )
        self.assertEqual(
            [row["content"] for row in rows], pledges.mapped("signed_content")
        )

    def test_what_is_not_readable_is_a_digest(self):
        pledges = self._sealed(2)
        stranger = self._user("head_b", ["leader"], self.other)
        (_header, *rows), found = self.export(stranger)
        self.assertEqual(found, [])
        self.assertEqual([row["number"] for row in rows], [1, 2])
        self.assertFalse(any("content" in row for row in rows))
        self.assertNotIn("Người ký", json.dumps(rows, ensure_ascii=False))
        (_header, *rows), found = self.export(self.head_a)
        self.assertTrue(all("content" in row for row in rows))
        # One pledge: the others as digests.
        (_header, *rows), found = self.export(domain=[("id", "=", pledges[1].id)])
        self.assertEqual(found, [])
        self.assertEqual(["content" in row for row in rows], [False, True])

    def test_of_one_campaign(self):
        self._sealed()
        other = self._campaign(date_due="2099-12-31")
        self.campaign, first = other, self.campaign
        pledge = self._pledge(other, self.people["officer_a"])
        pledge._sign("paper", self.today)
        self.env.flush_all()
        self._seal()
        (_header, *rows), found = self.export(domain=[("campaign_id", "=", first.id)])
        self.assertEqual(found, [])
        self.assertEqual(["content" in row for row in rows], [True, False])

    def test_tampered_content_goes_out_as_it_is(self):
        pledge = self._sealed()
        self.env.cr.execute(
            "UPDATE gov_pledge SET signed_content = '{}' WHERE id = %s", (pledge.id,)
        )
        self.env.invalidate_all()
        _rows, found = self.export()
        self.assertEqual(found, [(1, "content")])

import os
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..tools import pledge_seal
from .pledge_seal_common import SealCase


@tagged("post_install", "-at_install")
class TestPledgeTamper(SealCase):
    """What SQL changes behind the models is found, each by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pledges = cls._sealed(4)

    def sql(self, statement, *values):
        self.env.cr.execute(statement, values)
        self.env.invalidate_all()

    def test_each_column_of_the_pledge(self):
        pledge = self.pledges[1]
        other = self._campaign()
        changes = {
            "state": "to_sign",
            "campaign_id": other.id,
            "level": "unit",
            "unit_id": self.other.id,
            "user_id": self.users["officer_a"].id,
            "employee_id": self.people["officer_a"].id,
            "signer_name": "Người khác",
            "signer_position": "Chủ tịch",
            "authority": "kt",
            "authority_symbol": "1/UQ",
            "authority_date": "2024-06-17",
            "place": "Xã B",
            "date_signed": "2021-11-11",
            "signed_at": "2021-11-11 02:00:00",
            "method": "paper",
            "identity_method": "password",
            "identity_at": "2021-11-11 02:00:00",
            "recorded_by_id": self.users["officer_a"].id,
        }
        self.sql("ALTER TABLE gov_pledge DROP CONSTRAINT gov_pledge_who_check")
        for column, value in changes.items():
            with self.subTest(column), self.env.cr.savepoint() as savepoint:
                self.sql(
                    f"UPDATE gov_pledge SET {column} = %s WHERE id = %s",
                    value,
                    pledge.id,
                )
                findings = self.seals._verify(self.company)
                self.assertEqual(
                    [(f["number"], f["code"], f["fields"]) for f in findings],
                    [(2, "columns", [column])],
                )
                self.assertEqual(findings[0]["pledge_id"], pledge.id)
                one = self.seals._verify_pledge(pledge)
                self.assertEqual([f["fields"] for f in one], [[column]])
                savepoint.rollback()

    def test_each_column_of_the_seal(self):
        anything = "f" * 64
        for column, value, expected in (
            ("content_digest", anything, [(2, "content"), (2, "digest")]),
            ("digest", anything, [(2, "digest"), (3, "link")]),
            ("previous", anything, [(2, "link"), (2, "digest")]),
            ("sealed_at", "2021-11-11 02:00:00", [(2, "digest")]),
            ("number", 9, [(3, "gap"), (9, "gap"), (9, "digest")]),
            ("number", -1, [(-1, "gap"), (-1, "digest"), (1, "gap"), (3, "gap")]),
        ):
            with self.subTest(column), self.env.cr.savepoint() as savepoint:
                self.sql(
                    f"UPDATE gov_pledge_seal SET {column} = %s WHERE pledge_id = %s",
                    value,
                    self.pledges[1].id,
                )
                self.assertEqual(self.found(), expected)
                self.assertTrue(self.seals._verify_pledge(self.pledges[1]))
                savepoint.rollback()

    def test_content(self):
        pledge = self.pledges[2]
        for content in (
            pledge.signed_content.replace("xin chào", "xin"),
            f"{pledge.signed_content} ",
        ):
            with self.env.cr.savepoint() as savepoint:
                self.sql(
                    "UPDATE gov_pledge SET signed_content = %s WHERE id = %s",
                    content,
                    pledge.id,
                )
                self.assertEqual(self.found(), [(3, "content")])
                self.assertEqual(
                    pledge.with_user(self.users["staff_a"]).action_verify()["params"][
                        "type"
                    ],
                    "danger",
                )
                savepoint.rollback()
        self.sql("UPDATE gov_pledge SET signed_content = 'x' WHERE id = %s", pledge.id)
        self.assertEqual(self.found(), [(3, "content"), (3, "columns")])
        # Emptied.
        self.sql("UPDATE gov_pledge SET signed_content = NULL WHERE id = %s", pledge.id)
        self.assertEqual(self.found(), [(3, "no_content")])
        self.assertEqual(self.pledges.mapped("seal_state"), ["sealed"] * 4)

    def test_content_with_its_digests_made_anew(self):
        """Whoever knows the program too: the next seal tells; the last by the head."""
        pledge, seal = self.pledges[1], self.pledges[1].seal_ids
        head = self.seals._get_head(self.company.id)
        content = pledge.signed_content.replace('"place":"Xã A"', '"place":"Xã B"')
        told = pledge_seal.digest(content)
        sealed = pledge_seal.seal(
            seal.previous, 2, f"{seal.sealed_at.isoformat()}Z", told
        )
        self.sql(
            "UPDATE gov_pledge SET signed_content = %s, place = 'Xã B' WHERE id = %s",
            content,
            pledge.id,
        )
        self.sql(
            "UPDATE gov_pledge_seal SET content_digest = %s, digest = %s WHERE id = %s",
            told,
            sealed,
            seal.id,
        )
        self.assertEqual(self.found(), [(3, "link")])
        self.sql("DELETE FROM gov_pledge_seal WHERE number > 2")
        self.sql("UPDATE gov_pledge SET signed_at = now() WHERE id = %s", 0)
        self._seal()
        # All made anew: from inside nothing shows, the head noted earlier tells.
        self.assertEqual(self.found(), [])
        self.assertEqual(self.found(expected=head), [(4, "head")])

    def test_removed_seal(self):
        self.sql("DELETE FROM gov_pledge_seal WHERE number = 2")
        self.assertEqual(self.found(), [(3, "gap")])
        self.assertEqual(
            [f["number"] for f in self.seals._verify_pledge(self.pledges[0])], [2]
        )
        # Sealed again by the job, it doesn't fill the gap.
        self._seal()
        self.assertEqual(self.found(), [(3, "gap")])

    def test_first_seal_removed(self):
        self.sql("DELETE FROM gov_pledge_seal WHERE number = 1")
        self.assertEqual(self.found(), [(2, "gap")])

    def test_two_swapped(self):
        one, two = self.pledges[1:3]
        self.sql("DROP INDEX gov_pledge_seal_pledge_uniq")
        self.sql(
            "UPDATE gov_pledge_seal SET pledge_id = %s - pledge_id "
            "WHERE pledge_id IN %s",
            one.id + two.id,
            (one.id, two.id),
        )
        found = self.found()
        self.assertEqual(found[0], (2, "content"))
        self.assertIn((3, "content"), found)

    def test_inserted_between(self):
        extra = self._signed()
        self.sql("DROP INDEX gov_pledge_seal_number_uniq")
        self.sql(
            "INSERT INTO gov_pledge_seal (pledge_id, company_id, number, previous, "
            "content_digest, digest, sealed_at) SELECT %s, company_id, number, "
            "previous, content_digest, digest, sealed_at FROM gov_pledge_seal "
            "WHERE number = 2",
            extra.id,
        )
        self.assertEqual(self.found()[0], (2, "gap"))

    def test_end_cut_off(self):
        head = self.seals._get_head(self.company.id)
        self.sql("DELETE FROM gov_pledge_seal WHERE number > 2")
        # Young ones just wait for the job.
        self.assertEqual(self.found(), [])
        self.assertEqual(self.found(expected=head), [(4, "head")])
        old = datetime.now() - timedelta(days=2)
        self.pledges[3]._guarded_write({"signed_at": old})
        self.env.flush_all()
        self.assertEqual(self.found(), [(None, "unsealed")])

    def test_expected_head_of_the_past(self):
        seal = self.pledges[1].seal_ids
        self.assertEqual(self.found(expected=(2, seal.digest)), [])
        self.assertEqual(self.found(expected=(3, seal.digest)), [(3, "head")])

    def test_pledge_removed(self):
        self.sql("SET LOCAL session_replication_role = replica")
        self.sql("DELETE FROM gov_pledge WHERE id = %s", self.pledges[3].id)
        self.sql("SET LOCAL session_replication_role = DEFAULT")
        self.assertEqual(self.found(), [(4, "missing")])

    def test_signed_without_content(self):
        pledge = self._pledge(self.campaign, self.people["staff_a"])
        self.sql("UPDATE gov_pledge SET state = 'signed' WHERE id = %s", pledge.id)
        self.assertEqual(self.found(), [(None, "no_content")])

    def test_retired_without_history(self):
        pledge = self.pledges[0]
        self.sql("UPDATE gov_pledge SET state = 'retired' WHERE id = %s", pledge.id)
        self.assertEqual(self.found(), [(1, "history")])

    def test_files(self):
        pledge = self.pledges[0]
        file = pledge.file_ids
        with self.env.cr.savepoint() as savepoint:
            self.sql("DELETE FROM gov_pledge_file WHERE id = %s", file.id)
            self.assertEqual(self.found(), [(1, "file")])
            savepoint.rollback()
        with self.env.cr.savepoint() as savepoint:
            self.sql("UPDATE gov_pledge_file SET sha256 = 'x' WHERE id = %s", file.id)
            self.assertEqual(self.found(), [(1, "file")])
            savepoint.rollback()
        with self.env.cr.savepoint() as savepoint:
            self.sql(
                "UPDATE gov_pledge_file SET pledge_id = %s WHERE id = %s",
                self.pledges[1].id,
                file.id,
            )
            self.assertEqual(self.found(), [(1, "file"), (2, "file")])
            savepoint.rollback()
        self.assertEqual(self.found(), [])

    def test_bytes_in_the_file_store(self):
        pledge = self._sealed(drawn=b"\x89PNG\r\n\x1a\nby itself")
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "gov.pledge.file"),
                ("res_id", "=", pledge.file_ids.id),
                ("res_field", "=", "file"),
            ]
        )
        path = attachment._full_path(attachment.store_fname)
        with open(path, "rb") as stream:
            before = stream.read()
        self.addCleanup(self.restore, path, before)
        self.restore(path, before + b"x")
        self.assertEqual(self.found(), [])
        self.assertEqual(self.found(with_files=True), [(5, "bytes")])
        self.env.invalidate_all()
        self.assertEqual(
            [f["code"] for f in self.seals._verify_pledge(pledge)], ["bytes"]
        )

    def restore(self, path, content):
        os.chmod(path, 0o600)
        with open(path, "wb") as stream:
            stream.write(content)

    def test_limit(self):
        self.sql("UPDATE gov_pledge SET place = 'x'")
        self.assertEqual(len(self.found()), 4)
        self.assertEqual(self.found(limit=2), [(1, "columns"), (2, "columns")])

    def test_across_batches(self):
        self.patch_batch(2)
        self.assertEqual(self.found(), [])
        self.sql("DELETE FROM gov_pledge_seal WHERE number = 3")
        self.assertEqual(self.found(), [(4, "gap")])

    def patch_batch(self, size):
        module = "odoo.addons.friendly_gov.models.gov_pledge_seal_verify.BATCH"
        self.startPatcher(patch(module, size))

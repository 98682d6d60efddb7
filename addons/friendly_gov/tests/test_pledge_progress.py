"""Progress of signing: figures on the campaign, by unit, and who reads them."""

from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..report.queries import pledge_report
from .pledge_common import PledgeCase


@tagged("post_install", "-at_install")
class TestPledgeProgress(PledgeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign(state="draft")
        cls.campaign.action_open()
        # Units A and B; staff and officer of A; officer of B and one without account.
        by_person = {p.employee_id: p for p in cls.campaign.pledge_ids}
        cls.of = {name: by_person[who] for name, who in cls.people.items()}
        cls.of["staff_a"].sudo()._sign("paper", cls.today)
        cls.of["nobody"]._excuse("study")
        cls.of["officer_b"].sudo()._guarded_write(
            {"date_due": cls.today - timedelta(days=3)}
        )

    def test_the_campaign_counts_what_the_reader_may_read(self):
        def counts(login):
            campaign = self.campaign.with_user(self.users[login])
            campaign.invalidate_recordset()
            return (
                campaign.pledge_count,
                campaign.signed_count,
                campaign.unsigned_count,
                campaign.late_count,
                campaign.excused_count,
                campaign.signed_share,
                campaign.signer_missing_count,
            )

        self.assertEqual(counts("coordinator"), (6, 1, 4, 1, 1, 16, 2))
        self.assertEqual(counts("officer_a"), (3, 1, 2, 0, 0, 33, 1))
        self.assertEqual(counts("no_scope"), (0, 0, 0, 0, 0, 0, 0))

    def test_rows_are_those_of_the_workbook(self):
        rows = self.env["gov.pledge.progress"].search(
            [("campaign_id", "=", self.campaign.id)]
        )
        told = {
            (row["unit_id"], row["level"]): row
            for row in pledge_report.progress_rows(
                self.env, domain=[("campaign_id", "=", self.campaign.id)]
            )
        }
        self.assertEqual(len(rows), 4)
        for row in rows:
            figures = told[row.unit_id.id, row.level]
            for name in ("total", "signed", "unsigned", "unsigned_late", "excused"):
                self.assertEqual(row[name], figures[name], name)
        people_b = rows.filtered(lambda r: r.unit_id == self.other)
        people_b = people_b.filtered(lambda r: r.level == "person")
        self.assertEqual((people_b.total, people_b.unsigned_late), (2, 1))
        self.assertEqual(rows[-1].signed_share, 50.0)
        opened = people_b.action_open_pledges()
        found = self.env["gov.pledge"].search(opened["domain"])
        self.assertEqual(found, self.of["officer_b"] | self.of["nobody"])

    def test_rows_of_another_unit_are_not_read(self):
        rows = self.env["gov.pledge.progress"]
        hidden = rows.search([("unit_id", "=", self.other.id)])
        own = rows.with_user(self.users["officer_a"])
        self.assertEqual(own.search([]).unit_id, self.commune)
        own.invalidate_model()
        # For this reader the rows don't exist.
        self.assertFalse(own.browse(hidden.ids).read(["total"]))
        self.assertFalse(own.browse(hidden.ids).exists())
        for login in ("plain", "portal", "public"):
            with self.assertRaises(AccessError):
                rows.with_user(self.users[login]).search([])

    def test_what_people_were_told_stays(self):
        campaign = self.campaign.with_user(self.users["coordinator"])
        for vals in (
            {"code_id": self._pledge_code(name="5 không").id},
            {"organizer_unit_id": self.province.id},
            {"signs_people": False},
            {"date_to": self.today},
            {"date_due": False},
        ):
            with self.assertRaises(UserError):
                campaign.write(vals)
        with self.assertRaises(AccessError):
            campaign.write({"state": "draft"})
        with self.assertRaises(UserError):
            campaign.unlink()

    def test_a_later_day_is_for_those_who_have_not_signed(self):
        later = self.today + timedelta(days=7)
        self.campaign.with_user(self.users["coordinator"]).date_due = later
        self.assertEqual(self.of["officer_b"].date_due, later)
        self.assertEqual(self.of["nobody"].date_due, later)
        self.assertEqual(self.of["staff_a"].date_due, self.today)

    def test_next_years_campaign(self):
        copy = self.campaign.copy()
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.scope_unit_ids, self.campaign.scope_unit_ids)
        self.assertFalse(copy.date_due or copy.pledge_ids or copy.date_opened)

    def test_the_dialog_of_reasons(self):
        pledge = self.of["staff_a"].replaced_by_id | self.of["officer_b"]
        keeper = pledge.with_user(self.users["coordinator"])
        action = keeper.with_context(gov_event="excuse").action_open_mark()
        dialogs = self.env["gov.pledge.mark"].with_user(self.users["coordinator"])
        dialog = dialogs.with_context(**action["context"]).create(
            {"excuse_reason": "secondment"}
        )
        dialog.action_confirm()
        self.assertEqual(
            (pledge.state, pledge.excuse_reason), ("excused", "secondment")
        )
        with self.assertRaises(UserError):
            keeper.with_context(gov_event="sign").action_open_mark()
        other = self.env["gov.pledge.mark"].with_user(self.users["officer_a"])
        crafted = other.create({"event": "retire", "retire_reason": "mistake"})
        crafted.sudo().pledge_ids = pledge
        with self.assertRaises(UserError):
            crafted.action_confirm()
        self.assertEqual(pledge.state, "excused")

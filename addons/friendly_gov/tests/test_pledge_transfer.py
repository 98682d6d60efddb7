"""Pledges and campaigns at a reorganisation."""

from odoo.fields import Command
from odoo.tests import tagged

from .pledge_common import PledgeCase
from .test_transfer import TransferCase


@tagged("post_install", "-at_install")
class TestPledgeTransfer(TransferCase, PledgeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._campaign(state="draft", signs_people=False)
        cls.campaign.action_open()
        cls.pledge = cls.of(cls.commune)

    @classmethod
    def of(cls, unit):
        pledges = cls.campaign.pledge_ids.filtered(lambda p: p.unit_id == unit)
        return pledges.filtered(lambda p: p.state != "retired")

    def line(self, transfer, model):
        return transfer.line_ids.filtered(lambda line: line.res_model == model)

    def test_the_successor_signs_what_was_open(self):
        transfer = self.transfer()
        line = self.line(transfer, "gov.pledge")
        self.assertEqual((line.res_id, line.roles), (self.pledge.id, "unit_id"))
        transfer.action_execute()
        heir = self.pledge.replaced_by_id
        self.assertEqual(
            (self.pledge.state, self.pledge.retire_reason), ("retired", "reorganised")
        )
        self.assertEqual((heir.unit_id, heir.state), (self.new, "to_sign"))
        self.assertEqual(line.outcome, "moved")
        self.assertIn(self.new, self.campaign.scope_unit_ids)
        self.assertNotIn(self.commune, self.campaign.scope_unit_ids)
        # The next night changes nothing any more.
        self.campaign.action_refresh()
        self.assertEqual(self.of(self.new), heir)

    def test_merged_where_the_successor_has_one(self):
        self.campaign.scope_unit_ids = [Command.link(self.new.id)]
        self.campaign.action_refresh()
        known = self.of(self.new)
        transfer = self.transfer()
        transfer.action_execute()
        self.assertEqual(self.line(transfer, "gov.pledge").outcome, "merged")
        self.assertEqual(self.pledge.replaced_by_id, known)
        self.assertEqual(self.of(self.new), known)

    def test_what_was_signed_stays(self):
        self.pledge.sudo()._sign("paper", self.today)
        transfer = self.transfer()
        self.assertFalse(self.line(transfer, "gov.pledge"))
        transfer.action_execute()
        self.assertEqual(
            (self.pledge.state, self.pledge.unit_id.id), ("signed", self.commune.id)
        )

    def test_the_organiser_changes(self):
        own = self._campaign(
            organizer_unit_id=self.commune.id,
            scope_unit_ids=[Command.set(self.other.ids)],
        )
        self.transfer().action_execute()
        self.assertEqual(own.organizer_unit_id, self.new)

"""Reviews and proposals when units are reorganised."""

from odoo.tests import tagged

from .test_transfer import TransferCase


@tagged("post_install", "-at_install")
class TestConditionTransfer(TransferCase):
    def raised(self, unit):
        rollout = self._rollout()
        condition = self.env["gov.rollout.condition"].create(
            {"rollout_id": rollout.id, "name": "Máy quét", "cost": 5}
        )
        condition.action_unmet()
        officer = self.users["officer_a"]
        condition.with_user(officer)._raise_up(unit, "Cấp 02 máy quét")
        return condition

    def test_the_review_goes_on_with_the_successor(self):
        condition = self.raised(self.finance)
        self.transfer().action_execute()
        heir = condition.rollout_id.transferred_to_id.condition_ids
        self.assertEqual(len(heir), 1)
        self.assertEqual((heir.name, heir.state, heir.cost), ("Máy quét", "unmet", 5))
        self.assertEqual(
            (heir.raise_state, heir.proposal), ("raised", "Cấp 02 máy quét")
        )
        self.assertIn(self.finance, heir.rollout_id.visible_unit_ids)
        leader = self.env["gov.rollout.condition"].with_user(self.users["leader"])
        self.assertEqual(leader.search([("can_decide", "=", True)]), heir)

    def test_the_successor_of_the_body_decides(self):
        condition = self.raised(self.home)
        self.transfer(self.home, self.finance).action_execute()
        self.assertEqual(condition.raise_state, "raised")
        self.assertEqual(condition.raised_unit_id, self.finance)
        self.assertIn(self.finance, condition.rollout_id.visible_unit_ids)
        row = self.env["gov.history"].search(
            [("res_model", "=", condition._name), ("res_id", "=", condition.id)],
            limit=1,
        )
        self.assertEqual(row.event, "transfer_body")
        self.assertTrue(row.document_symbol)

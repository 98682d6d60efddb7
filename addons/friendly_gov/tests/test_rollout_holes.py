"""Holes of dialogs on roll-outs, attacked as a client would."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .result_common import ResultCase
from .test_known_holes import HoleCase


@tagged("post_install", "-at_install")
class TestDialogsTellNothing(HoleCase):
    def test_a_launch_dialog_is_not_moved_to_an_unread_roll_out(self):
        """``missing`` is related, hence read as superuser."""
        mine, hidden = self._rollout(), self._rollout(self.other)
        hidden.step_ids[:1].name = "Bí mật"
        dialog = self.call(
            "officer_a", "gov.rollout.launch", "create", {"rollout_id": mine.id}
        )
        self.forbid(
            "officer_a",
            "gov.rollout.launch",
            "write",
            dialog,
            {"rollout_id": hidden.id},
        )


@tagged("post_install", "-at_install")
class TestEntryTellsNothing(ResultCase, HoleCase):
    def test_an_entry_on_an_unread_roll_out_is_not_filled_in(self):
        """Stored computes run as superuser: the check has to be the caller's."""
        period = self._period(7)
        self._reached(self.replicas[0], self.rate, period, 87.65)
        hidden = {"rollout_id": self.replicas[0].id, "period_id": period.id}
        entries = self.env["gov.result.entry"].with_user(self.users["officer_a"])
        with self.assertRaises(AccessError):
            entries.create(hidden)
        with self.assertRaises(AccessError):
            entries.onchange(hidden, [], {"line_ids": {"fields": {"value": {}}}})
        entry = entries.create({"rollout_id": self.pilot.id, "period_id": period.id})
        with self.assertRaises(AccessError):
            entry.write({"rollout_id": self.replicas[0].id})

"""Holes of dialogs on roll-outs, attacked as a client would."""

from odoo.exceptions import AccessError
from odoo.fields import Command
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


@tagged("post_install", "-at_install")
class TestGate(HoleCase):
    def test_a_step_of_the_own_does_not_replace_the_gate_of_the_launch(self):
        """A roll-out with any step at all used to begin without the template's."""
        rollout = self._rollout(begin=False)
        step = {"rollout_id": rollout.id, "name": "x"}
        self.call("officer_a", "gov.rollout.step", "create", step)
        self.call("officer_a", "gov.rollout", "action_begin", rollout.ids)
        mandatory = rollout.step_ids.filtered("is_mandatory")
        self.assertEqual(mandatory.mapped("code"), ["B04", "B07"])

    def test_what_the_template_asks_is_not_waived_in_a_draft(self):
        """A draft was open to its unit: untick or delete, then begin and launch."""
        template = self._reform_model(code="GATE").template_id.step_ids
        asked = template.filtered("is_mandatory")[0]
        rollout = self._rollout(begin=False)
        step = rollout.step_ids._history_create(
            [
                {
                    "rollout_id": rollout.id,
                    "template_step_id": asked.id,
                    "name": asked.name,
                    "code": asked.code,
                    "is_mandatory": True,
                }
            ],
            "create",
        )
        unticked = {"is_mandatory": False}
        self.forbid("officer_a", "gov.rollout.step", "write", step.ids, unticked)
        self.forbid("officer_a", "gov.rollout.step", "unlink", step.ids)
        self.call("coordinator", "gov.rollout.step", "write", step.ids, unticked)
        self.assertFalse(step.is_mandatory)

    def test_a_copied_step_of_the_origin_is_not_waived(self):
        """Steps that the origin added itself come from no template."""
        origin = self._rollout()
        self.call(
            "coordinator",
            "gov.rollout.step",
            "create",
            {"rollout_id": origin.id, "name": "Ký cam kết", "is_mandatory": True},
        )
        replication = self.env["gov.replication"].with_user(self.users["coordinator"])
        replication = replication.create(
            {
                "reform_model_id": origin.reform_model_id.id,
                "origin_id": origin.id,
                "steering_unit_id": self.home.id,
                "unit_ids": [Command.set(self.other.ids)],
                "date_start": self.env.company._gov_today(),
            }
        )
        replication.action_replicate()
        steps = replication.sudo().line_ids.rollout_id.step_ids
        step = steps.filtered(lambda step: step.name == "Ký cam kết")
        unticked = {"is_mandatory": False}
        self.forbid("officer_b", "gov.rollout.step", "write", step.ids, unticked)
        self.forbid("officer_b", "gov.rollout.step", "unlink", step.ids)
        own = {"rollout_id": step.rollout_id.id, "name": "x", "is_mandatory": True}
        own = self.call("officer_b", "gov.rollout.step", "create", own)
        self.call("officer_b", "gov.rollout.step", "unlink", own)

    def test_a_division_of_the_commune_does_not_judge_the_commune(self):
        """Whoever worked for the steering body too could record its launch anyway."""
        room = self._unit("T-A-P", "Phòng Văn hóa - Xã hội", "division", "commune")
        room.parent_id = self.commune
        both = self._user("both", ["coordinator"], self.home | room)
        rollout = self._rollout()
        self.assertTrue(
            rollout.with_user(self.users["coordinator"])._filtered_decider()
        )
        self.assertFalse(rollout.with_user(both)._filtered_decider())

from datetime import date

from odoo.tests import freeze_time, tagged

from .common import GovCase


@tagged("post_install", "-at_install")
class TestRolloutLeader(GovCase):
    """The leader's list: who, days late, what is missing, who must decide.

    Steps: B04 by 4/5, B07 by 25/5, B13 by 13/7/2023; launch by 30/6/2023.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2023-04-17 02:00:00"):
            cls.rollout = cls._rollout()
            cls.exempt = cls._rollout(cls.party)
            days = ("2023-05-04", "2023-05-25", "2023-07-13")
            for step, day in zip(cls.rollout.step_ids, days, strict=True):
                step.date_planned = day

    def shown(self, day, user="leader"):
        """Roll-outs of the list on ``day``, and the four columns of ours."""
        self.env.invalidate_all()
        with freeze_time(f"{day} 02:00:00"):
            rollouts = self.env["gov.rollout"].with_user(self.users[user])
            view = self.env.ref("friendly_gov.gov_rollout_view_search_leader")
            arch = rollouts.get_view(view.inherit_id.id, "search")["arch"]
            self.assertIn('name="attention"', arch)
            domain = [
                "|",
                ("is_overdue", "=", True),
                "&",
                ("is_open", "=", True),
                ("condition_ids.raise_state", "=", "raised"),
            ]
            self.assertIn(str(domain).replace("&", "&amp;"), arch)
            found = rollouts.search(domain)
            mine = self.rollout.with_env(rollouts.env)
            facts = (mine.days_behind, mine.missing_text, mine.deciding_unit_id.name)
            return found.sudo() & (self.rollout | self.exempt), facts

    def test_in_time(self):
        found, facts = self.shown("2023-05-04")
        self.assertFalse(found)
        self.assertEqual(facts, (0, False, False))

    def test_a_step_behind(self):
        found, (days, missing, body) = self.shown("2023-05-06")
        self.assertEqual(found, self.rollout)
        self.assertEqual(days, 2)
        self.assertIn("1 (B04. Thành lập Ban Chỉ đạo)", missing)
        self.assertEqual(body, "Sở Nội vụ tỉnh X")

    def test_launch_late(self):
        _found, (days, missing, _body) = self.shown("2023-07-14")
        # Since the first deadline, that of B04.
        self.assertEqual(days, (date(2023, 7, 14) - date(2023, 5, 4)).days)
        self.assertIn("30/06/2023", missing)
        self.assertIn("3 (B04", missing)
        self.assertIn("…", missing)

    def test_waiting_for_a_decision(self):
        with freeze_time("2023-04-20 02:00:00"):
            condition = self.env["gov.rollout.condition"].create(
                {
                    "rollout_id": self.rollout.id,
                    "area": "finance",
                    "name": "Kinh phí mua máy quét",
                }
            )
            condition._history_write({"state": "unmet"}, "unmet")
        found, facts = self.shown("2023-04-21")
        self.assertFalse(found)
        self.assertIn("1", facts[1])
        with freeze_time("2023-04-22 02:00:00"):
            vals = {"raise_state": "raised", "raised_unit_id": self.finance.id}
            condition._history_write(vals, "raise")
        found, (days, missing, body) = self.shown("2023-04-24")
        self.assertEqual(found, self.rollout)
        self.assertEqual((days, body), (0, "Sở Tài chính tỉnh X"))
        self.assertEqual(missing.count("1"), 2)
        self.rollout._history_write({"state": "stopped"}, "stop")
        found, facts = self.shown("2023-07-14")
        self.assertFalse(found)
        self.assertEqual(facts[:2], (0, False))

    def test_who_takes_part_is_never_late(self):
        found, _facts = self.shown("2023-07-14", "manager")
        self.assertEqual(found, self.rollout)
        self.assertFalse(self.exempt.missing_text)
        self.assertFalse(self.exempt.deciding_unit_id)

    def test_statements_do_not_grow(self):
        def statements(rollouts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for name in ("missing_text", "days_behind", "deciding_unit_id"):
                rollouts.mapped(name)
            return self.env.cr.sql_log_count - before

        model = self.rollout.reform_model_id.id
        more = self.rollout
        for number in range(8):
            unit = self._unit(f"N{number}", f"Xã N{number}", "people_committee")
            more |= self._rollout(unit, reform_model_id=model)
        statements(more)
        self.assertEqual(statements(self.rollout), statements(more))

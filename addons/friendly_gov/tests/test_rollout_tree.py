"""Figures of the subtree: worked out by hand, under the rules of the reader."""

from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import GovCase


@tagged("post_install", "-at_install")
class TestRolloutTree(GovCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env.company._gov_today()
        cls.district = cls._unit("T-H", "Huyện H", "people_committee", "district")
        cls.one = cls._unit("T-H-1", "Xã 1", "people_committee", parent=cls.district)
        cls.two = cls._unit("T-H-2", "Xã 2", "people_committee", parent=cls.district)
        late = cls._rollout(cls.one)  # planned for 30/6/2023, not launched
        done = late.step_ids[1:]
        done._mark("done", day=date(2023, 6, 1))
        launched = cls._rollout(cls.two)
        launched.step_ids[1]._mark("done", day=date(2023, 6, 1))
        launched._history_write(
            {"state": "launched", "date_launched": date(2023, 6, 17)}, "launch"
        )
        launched.step_ids[0].date_planned = cls.today + timedelta(days=3)
        launched.step_ids[2].date_planned = cls.today + timedelta(days=9)
        stopped = cls._rollout(cls.district)
        stopped._guarded_write({"state": "stopped"})
        cls._rollout(cls.party)
        cls._rollout(cls.home, begin=False)
        cls.env.flush_all()
        cls.late, cls.launched = late, launched

    def figures(self, unit, login=None):
        unit = unit.with_user(self.users[login]) if login else unit
        unit.invalidate_recordset()
        return (
            unit.gov_rollout_count,
            unit.gov_rollout_launched_count,
            unit.gov_rollout_late_count,
            unit.gov_rollout_progress,
            unit.gov_rollout_date_next,
        )

    def test_sums(self):
        # 2 of 3 steps; planned: the committee, the tenth working day after 17/4/2023
        first = self.late.step_ids[0].date_planned
        self.assertEqual(self.figures(self.one), (1, 0, 1, 66, first))
        soon = self.today + timedelta(days=3)
        self.assertEqual(self.figures(self.two), (1, 1, 0, 33, soon))
        # stopped: not counted; 3 of 6 steps
        self.assertEqual(self.figures(self.district), (2, 1, 1, 50, first))
        # a draft of the department counts as one; the Party body takes part only
        self.assertEqual(self.figures(self.province), (3, 1, 1, 50, first))
        self.assertEqual(self.figures(self.party), (0, 0, 0, 0, False))
        self.assertEqual(self.figures(self.other), (0, 0, 0, 0, False))

    def test_one_statement_a_page(self):
        units = self.district | self.one | self.two | self.province
        units.mapped("gov_rollout_count")
        self.env.flush_all()
        units.invalidate_recordset(["gov_rollout_count"])
        with self.assertQueryCount(1):
            units.mapped("gov_rollout_count")

    def test_only_what_the_reader_sees(self):
        user = self._user("officer_1", ["officer"], self.one)
        self.users["officer_1"] = user
        first = self.late.step_ids[0].date_planned
        self.assertEqual(self.figures(self.district, "officer_1"), (1, 0, 1, 66, first))
        units = self.env["hr.department"].with_user(user)
        found = units.search([("gov_has_rollouts", "=", True)])
        self.assertEqual(found.sudo(), self.province | self.district | self.one)
        user.gov_unit_ids = [Command.clear()]
        self.env.invalidate_all()
        self.assertFalse(units.search([("gov_has_rollouts", "=", True)]))

    def test_level_by_level(self):
        action = self.district.action_gov_open_units_below()
        below = self.env["hr.department"].search(action["domain"])
        self.assertEqual(below, self.one | self.two)
        action = self.one.action_gov_open_units_below()
        self.assertEqual(action["res_model"], "gov.rollout")
        self.assertEqual(self.env["gov.rollout"].search(action["domain"]), self.late)

"""Block F: reform models with what they reached, as of a day. Worked out by hand."""

from datetime import date
from typing import NamedTuple

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.friendly_gov.report.queries import reform_models

from .result_common import ResultCase


class Scope(NamedTuple):
    domain: list = []
    date_from: date = date(2024, 6, 15)
    as_of: date = date(2024, 9, 30)
    unit_ids: tuple | None = None
    steering_ids: tuple | None = None


@tagged("post_install", "-at_install")
class TestReformModels(ResultCase):
    def setUp(self):
        super().setUp()
        august, september = self._period(8), self._period(9)
        self._target(self.rate, august, 50)
        self._target(self.rate, september, 90)
        self._target(self.late, self._period(3, "quarter"), 5)
        # The pilot reached August and missed September, which is the later one.
        self._reached(self.pilot, self.rate, august, 99)
        self._reached(self.pilot, self.rate, september, 89)
        self._reached(self.replicas[0], self.rate, september, 95)
        self._reached(self.replicas[1], self.rate, august, 40)
        # Without a target: told, not compared.
        self._reached(self.replicas[1], self.rate, self._period(7), 40)
        # Before the report begins.
        self._reached(self.pilot, self.rate, self._period(5), 1)
        self._all_recorded("2024-09-20 02:00:00")

    def row(self, login="manager", scope=None):
        env = self.env(user=self.users[login].id)
        rows = reform_models.model_rows(env, scope or Scope())
        found = [row for row in rows if row["reform_model_id"] == self.model.id]
        return found[0] if found else None

    def figures(self, row):
        names = ("pilot_count", "replica_count", "total_count", "unit_count")
        return tuple(row[name] for name in (*names, "met_count", "compared_count"))

    def propose(self, **vals):
        proposal = self.env["gov.reform.proposal"].create(
            {
                "reform_model_id": self.model.id,
                "unit_id": self.commune.id,
                "reasons": "97% người dân hài lòng",
                "target_unit_ids": [Command.set(self.third.ids)],
                **vals,
            }
        )
        self._recorded(proposal, "2024-09-21 02:00:00")
        return proposal

    def test_units_and_results(self):
        row = self.row()
        # pilot 89 < 90, B 95, C 40 < 50: three units, one of three figures reached
        self.assertEqual(self.figures(row), (1, 3, 4, 3, 1, 3))
        self.assertEqual(row["name"], "Chính quyền thân thiện")
        self.assertEqual(row["lead_unit_name"], "Sở Nội vụ tỉnh X")
        self.assertEqual((row["proposal_count"], row["proposal_state"]), (0, None))

    def test_earlier_days_know_less(self):
        self.assertIsNone(self.row(scope=Scope(as_of=date(2024, 9, 1))))
        # 10/9/2024 had been reported on 20/9: nothing of it is known before
        self._all_recorded("2024-09-05 02:00:00")
        row = self.row(scope=Scope(as_of=date(2024, 9, 10)))
        # September ends on 14/9: only August is over, and July without a target
        self.assertEqual(self.figures(row), (1, 3, 4, 2, 1, 2))

    def test_the_past_does_not_change(self):
        before = self.row()
        self.pilot.result_ids._correct({"value": 100})
        self._reached(self.replicas[2], self.rate, self._period(9), 1)
        self.replicas[2]._history_write({"state": "stopped"}, "stop")
        self.env["gov.reform.target"].search([]).target = 1
        self.propose()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE gov_history SET recorded_at = '2024-10-20' "
            "WHERE recorded_at > '2024-09-20 02:00:00'"
        )
        self.env.invalidate_all()
        self.assertEqual(self.row(), before)
        later = self.row(scope=Scope(as_of=date(2024, 10, 31)))
        self.assertNotEqual(self.figures(later), self.figures(before))

    def test_the_last_proposal_that_was_sent(self):
        proposal = self.propose()
        self.assertEqual(self.row()["proposal_count"], 0, "a draft is not told")
        proposal.action_submit()
        self._recorded(proposal, "2024-09-22 02:00:00")
        row = self.row()
        self.assertEqual(
            (row["proposal_count"], row["proposal_state"]), (1, "submitted")
        )
        self.assertIsNone(row["decision_symbol"])
        proposal._decide(
            "agree",
            document=("2120/QĐ-UBND-HC", date(2021, 10, 25)),
            vals={
                "decision_symbol": "2120/QĐ-UBND-HC",
                "decision_date": date(2021, 10, 25),
            },
        )
        self._recorded(proposal, "2024-10-02 02:00:00")
        self.assertEqual(self.row()["proposal_state"], "submitted")
        row = self.row(scope=Scope(as_of=date(2024, 10, 3)))
        self.assertEqual(row["proposal_state"], "agreed")
        self.assertEqual(row["decision_symbol"], "2120/QĐ-UBND-HC")
        self.assertEqual(row["decision_date"], date(2021, 10, 25))

    def test_a_report_on_some_units(self):
        scope = Scope(unit_ids=tuple(self.commune.ids))
        # the pilot alone: its September, missed
        self.assertEqual(self.figures(self.row(scope=scope)), (1, 0, 1, 1, 0, 1))
        self.assertIsNone(self.row(scope=Scope(unit_ids=tuple(self.finance.ids))))
        self.assertIsNone(self.row(scope=Scope(unit_ids=())))
        scope = Scope(steering_ids=tuple(self.home.ids))
        self.assertEqual(self.figures(self.row(scope=scope)), (1, 3, 4, 3, 1, 3))

    def test_each_reads_what_the_rules_show(self):
        # officer B: the replica of the own unit
        self.assertEqual(self.figures(self.row("officer_b")), (0, 1, 1, 1, 1, 1))
        self.assertEqual(self.figures(self.row("no_scope")), (0, 0, 0, 0, 0, 0))

    def test_figures_of_each_indicator(self):
        env = self.env(user=self.users["manager"].id)
        rows = reform_models.indicator_rows(env, Scope())
        [row] = [row for row in rows if row["reform_model_id"] == self.model.id]
        self.assertEqual(row["indicator_name"], "Hồ sơ giải quyết đúng hạn")
        self.assertEqual((row["uom"], row["target"]), ("%", 90))
        self.assertEqual((row["pilot_value"], row["replica_median"]), (89, 95))
        self.assertEqual((row["replica_count"], row["replica_total"]), (1, 3))
        only = Scope(unit_ids=tuple(self.commune.ids))
        [row] = reform_models.indicator_rows(env, only)
        self.assertEqual((row["pilot_value"], row["replica_total"]), (89, 0))

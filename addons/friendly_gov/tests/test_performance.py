from datetime import date

from lxml import etree

from odoo.tests import tagged
from odoo.tests.common import users, warmup

from .common import GovCase

# What the list of assignments asks for.
SPECIFICATION = {
    "name": {},
    "unit_id": {"fields": {"display_name": {}}},
    "date_due": {},
    "status": {},
    "is_overdue": {},
    "is_due_soon": {},
    "is_open": {},
    "days_late": {},
    "waiting_for": {},
    "directive_symbol": {},
}


@tagged("post_install", "-at_install")
class TestPerformance(GovCase):
    """Statements of the pages that are opened all day, pinned.

    A warm request of the list: the lines, their count is known from the page, names
    of tasks, documents, units and people, the rules' warning days and the one
    statement that gives the status of all lines.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        directive = cls._directive()
        for number in range(40):
            cls._task(directive, cls.commune | cls.other, code=f"t{number}")
        directive.action_issue()
        cls.env.flush_all()

    def read_list(self, limit):
        self.env.invalidate_all()
        domain = [("is_mine", "=", True), ("is_open", "=", True)]
        assignments = self.env["gov.assignment"]
        return assignments.web_search_read(domain, SPECIFICATION, limit=limit)

    @users("gov_officer_a")
    @warmup
    def test_list(self):
        with self.assertQueryCount(gov_officer_a=12):
            result = self.read_list(80)
        self.assertEqual(len(result["records"]), 40)

    @users("gov_officer_a")
    @warmup
    def test_list_does_not_grow_with_its_rows(self):
        counts = []
        for limit in (5, 40):
            before = self.env.cr.sql_log_count
            self.read_list(limit)
            counts.append(self.env.cr.sql_log_count - before)
        # one more for the count, where the page does not show all
        self.assertLessEqual(counts[1], counts[0])

    @users("gov_leader")
    @warmup
    def test_overdue_filter_and_groups(self):
        assignments = self.env["gov.assignment"]
        with self.assertQueryCount(gov_leader=6):
            self.env.invalidate_all()
            assignments.search_count([("is_overdue", "=", True)])
            assignments.formatted_read_group([], ["status"], ["__count"])

    @users("gov_leader")
    @warmup
    def test_form(self):
        line = self.env["gov.assignment"].search([], limit=1)
        names = ("can_work", "can_confirm", "can_extend", "can_assign", "is_mine")
        with self.assertQueryCount(gov_leader=13):
            self.env.invalidate_all()
            line.web_read({**SPECIFICATION, **{name: {} for name in names}})

    def test_issue_costs_statements_by_the_hundred_lines(self):
        """Not by task and not by unit: rows are inserted a hundred at a time."""
        units = self.env["hr.department"].union(
            *(
                self._unit(f"T-{number}", f"Xã {number}", "people_committee", "commune")
                for number in range(50)
            )
        )
        coordinator = self.users["coordinator"]

        def count(symbol, tasks, unit_count):
            directive = self._directive(symbol=symbol)
            for _number in range(tasks):
                self._task(directive, units[:unit_count])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            directive.with_user(coordinator).action_issue()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count("1/warm", 1, 2)
        # 20 lines either way
        self.assertEqual(count("2/UBND", 1, 20), count("3/UBND", 10, 2))
        hundred, five_hundred = count("4/UBND", 2, 50), count("5/UBND", 10, 50)
        # lines, history, copies of the bodies: one statement each a hundred lines
        self.assertLessEqual(five_hundred - hundred, 4 * 4)
        # the receipts of the lead units are asked for once, whatever their number
        self.assertLessEqual(hundred, 66)

    def test_replication_costs_statements_by_the_hundred_rows(self):
        """Not by unit and not by step: roll-outs, steps and history in batches."""
        origin = self._rollout()
        units = self.env["hr.department"].union(
            *(
                self._unit(f"R-{number}", f"Xã {number}", "people_committee", "commune")
                for number in range(60)
            )
        )
        coordinator = self.users["coordinator"]

        def count(name, unit_count):
            wave = self.env["gov.rollout.wave"].create(
                {"name": name, "reform_model_id": origin.reform_model_id.id}
            )
            replication = self.env["gov.replication"].create(
                {
                    "reform_model_id": origin.reform_model_id.id,
                    "origin_id": origin.id,
                    "wave_id": wave.id,
                    "steering_unit_id": self.home.id,
                    "date_start": "2024-01-29",
                    "unit_ids": units[:unit_count].ids,
                }
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            replication.with_user(coordinator).action_replicate()
            self.env.flush_all()
            self.assertEqual(replication.made_count, unit_count)
            return self.env.cr.sql_log_count - before

        count("warm", 2)
        twenty, sixty = count("20", 20), count("60", 60)
        # 60 and 180 steps: one more batch of rows and of their history
        self.assertLessEqual(sixty - twenty, 4)


@tagged("post_install", "-at_install")
class TestRolloutPerformance(GovCase):
    """Statements behind the pages of roll-outs don't grow with their number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        units = cls.env["hr.department"].union(
            *(
                cls._unit(f"T-R{number}", f"Xã {number}", "people_committee", "commune")
                for number in range(30)
            )
        )
        for unit in units:
            cls._rollout(unit)
        cls.mine = cls._rollout()
        cls.env.flush_all()

    def page(self, view_type, limit):
        rollouts = self.env["gov.rollout"]
        arch = etree.fromstring(rollouts.get_view(view_type=view_type)["arch"])
        names = {node.get("name") for node in arch.iter("field")}
        specification = {
            name: {"fields": {"display_name": {}}}
            if rollouts._fields[name].relational
            else {}
            for name in names
        }
        self.env.invalidate_all()
        rollouts.web_search_read([], specification, limit=limit, count_limit=4001)

    @users("gov_leader")
    @warmup
    def test_list_and_kanban(self):
        for view_type in ("list", "kanban"):
            with self.subTest(view_type), self.assertQueryCount(gov_leader=13):
                self.page(view_type, 30)

    @users("gov_officer_a")
    @warmup
    def test_a_step_is_marked(self):
        step = self.mine.step_ids[1].with_env(self.env)
        with self.assertQueryCount(gov_officer_a=15):
            self.env.invalidate_all()
            step._mark("done", day=date(2023, 6, 1))
            self.env.flush_all()

import random
from collections import Counter
from datetime import date, datetime, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..report import rollout_tables
from ..report.queries import (
    reform_models,
    rollout_report,
    rollout_status,
    rollout_sums,
)
from .report_common import ReportCase

DAY = date(2023, 7, 10)


class RolloutReportCase(ReportCase):
    """Quarter II of 2023; launches were asked for by 30/6/2023 (CV 515/UBND-NVK)."""

    def setUp(self):
        super().setUp()
        with freeze_time("2023-04-14 02:00:00"):
            self.model = self._reform_model()

    def begin(self, unit, day="2023-04-17", **vals):
        with freeze_time(f"{day} 02:00:00"):
            return self._rollout(unit, reform_model_id=self.model.id, **vals)

    def event(self, rollout, day, event, **vals):
        """An event by the system on ``day``."""
        with freeze_time(f"{day} 02:00:00"):
            rollout.sudo()._history_write(vals, event)

    def launch(self, rollout, day):
        self.event(rollout, day, "launch", state="launched", date_launched=day)

    def rollout_scope(self, as_of=DAY, **kwargs):
        domain = [("company_id", "=", self.env.company.id), ("is_demo", "=", False)]
        domain.append(("reform_model_id", "=", self.model.id))
        first = self.period.date_from
        return rollout_report.RolloutScope(domain, first, as_of, **kwargs)

    def rows(self, as_of=DAY, user=None, **kwargs):
        env = self.env(user=user) if user else self.env
        return list(
            rollout_report.rollout_rows(env, self.rollout_scope(as_of, **kwargs))
        )

    def statuses(self, as_of=DAY, **kwargs):
        rows = self.rows(as_of, **kwargs)
        return {row["unit_name"]: row["status"] for row in rows}

    def condition(self, rollout, day, name="Bàn làm việc", **vals):
        with freeze_time(f"{day} 02:00:00"):
            values = {"rollout_id": rollout.id, "area": "facilities", "name": name}
            made = self.env["gov.rollout.condition"].create(values)
            if vals:
                made._history_write(vals, "test")
        return made

    def budget(self, rollout, day, **vals):
        source = self.env["gov.budget.source"].search([], limit=1)
        with freeze_time(f"{day} 02:00:00"):
            values = {"rollout_id": rollout.id, "name": "Trang thiết bị", "year": 2023}
            values["source_id"] = source.id
            return self.env["gov.rollout.budget.line"].create(values | vals)

    def sheet_a(self, report, **kwargs):
        book = self.open(report, **kwargs)
        env = self.in_file_language(report.sudo()).env
        return book[rollout_tables.get_rollout_table(env, self.rollout_scope()).sheet]


@tagged("post_install", "-at_install")
class TestReportRollout(RolloutReportCase):
    def test_every_status_stands_in_one_column(self):
        counted = Counter(
            code for codes in rollout_report.PROGRESS_COLUMNS.values() for code in codes
        )
        self.assertEqual(set(counted), set(rollout_status.CODES))
        self.assertEqual(set(counted.values()), {1})

    def test_row(self):
        rollout = self.begin(
            self.commune,
            plan_symbol="01-KH/BCĐDVK",
            plan_date="2023-03-10",
            committee_symbol="12/QĐ-UBND",
            committee_date="2023-04-17",
            pledge_unit_count=5,
            pledge_person_count=21,
        )
        self.launch(rollout, "2023-07-11")
        [row] = self.rows()
        expected = {
            "unit_name": "Xã A",
            "model_name": "Chính quyền thân thiện",
            "kind": "pilot",
            "plan_symbol": "01-KH/BCĐDVK",
            "plan_date": date(2023, 3, 10),
            "committee_symbol": "12/QĐ-UBND",
            "committee_date": date(2023, 4, 17),
            "date_launch_planned": date(2023, 6, 30),
            "date_launched": None,
            "pledge_unit_count": 5,
            "pledge_person_count": 21,
            "status": "preparing_late",
            "in_time": None,
            "overdue": 1,
            "concluded": None,
            "not_counted": None,
        }
        self.assertEqual({key: row[key] for key in expected}, expected)
        [row] = self.rows(date(2023, 6, 30))
        self.assertEqual((row["status"], row["in_time"]), ("preparing_slipping", 1))
        [row] = self.rows(date(2023, 7, 11))
        self.assertEqual(row["date_launched"], date(2023, 7, 11))
        self.assertEqual((row["status"], row["overdue"]), ("launched_late", 1))
        self.assertEqual(self.rows(date(2023, 4, 16)), [])

    def test_briefings(self):
        rollout = self.begin(self.commune)
        briefings = self.env["gov.rollout.briefing"]
        for day, attended in (("2023-04-20", 20), ("2023-06-01", 18)):
            with freeze_time(f"{day} 02:00:00"):
                values = {"rollout_id": rollout.id, "date": day}
                values |= {"attended_count": attended, "total_count": 23}
                briefings.create(values)
        for day, count in ((date(2023, 4, 19), None), (date(2023, 5, 31), 20)):
            [row] = self.rows(day)
            self.assertEqual(row["briefing_count"], count)
        [row] = rollout_tables._label(self.env, self.rows())
        found = (row["briefing_date"], row["briefing_count"])
        self.assertEqual(found, (date(2023, 4, 20), 38))

    def test_exempt_bodies_and_drafts_are_not_late(self):
        self.begin(self.party)
        self.begin(self.other, begin=False)
        late = self.begin(self.commune)
        found = self.statuses()
        wanted = {"Xã A": "preparing_late", "Xã B": "draft"}
        self.assertEqual(found, wanted | {"Ban Dân vận Tỉnh ủy X": "exempt"})
        columns = [row for row in self.rows() if row["overdue"]]
        self.assertEqual([row["rollout_id"] for row in columns], late.ids)
        self.assertEqual(sum(row["not_counted"] or 0 for row in self.rows()), 2)

    def test_scope(self):
        mine = self.begin(self.commune)
        other = self.begin(self.other, steering_unit_id=self.office.id)
        cases = (
            ({}, mine | other),
            ({"unit_ids": (self.commune.id,)}, mine),
            ({"steering_ids": (self.home.id,)}, mine),
            ({"steering_ids": (self.office.id,), "unit_ids": (self.commune.id,)}, None),
            ({"unit_ids": ()}, None),
        )
        for kwargs, found in cases:
            rows = self.rows(**kwargs)
            ids = {row["rollout_id"] for row in rows}
            self.assertEqual(ids, set(found.ids if found else ()), kwargs)
            scope = self.rollout_scope(**kwargs)
            count = rollout_report.count_rollouts(self.env, scope)
            self.assertEqual(count, len(rows))
        rows = self.rows(user=self.users["officer_b"])
        self.assertEqual([row["rollout_id"] for row in rows], other.ids)
        # Stopped before the period: no longer told.
        self.event(other, "2023-05-05", "stop", state="stopped")
        self.assertEqual(len(self.rows()), 2)
        scope = self.rollout_scope()._replace(date_from=date(2023, 5, 6))
        rows = list(rollout_report.rollout_rows(self.env, scope))
        self.assertEqual([row["rollout_id"] for row in rows], mine.ids)
        # … and on the first day of the period it still is.
        scope = scope._replace(date_from=date(2023, 5, 5))
        self.assertEqual(rollout_report.count_rollouts(self.env, scope), 2)

    def test_order_of_the_tree(self):
        village = self._unit("A-1", "Bản 1", "people_committee", parent=self.commune)
        first = self._unit("T-0", "An Bình", "people_committee", "commune")
        for unit in (self.other, village, first, self.commune):
            self.begin(unit)
        names = [row["unit_name"] for row in self.rows()]
        self.assertEqual(names, ["An Bình", "Xã A", "Bản 1", "Xã B"])

    def test_whatever_comes_later(self):
        """Figures of past days stay, whatever is done to roll-outs and steps."""
        rng, known, day = random.Random(2120), {}, date(2023, 4, 18)
        units = self.commune | self.other | self.finance | self.party
        rollouts = self.env["gov.rollout"].union(*(self.begin(unit) for unit in units))
        while day < date(2023, 8, 10):
            with freeze_time(datetime.combine(day, datetime.min.time())):
                self.anything(rng, rng.choice(rollouts), day)
                self.anything(rng, rng.choice(rollouts), day)
                known[day] = self.rows(day)
            day += timedelta(days=3)
        for past, rows in known.items():
            self.assertEqual(self.rows(past), rows, past)
        self.assertGreater(len({str(rows) for rows in known.values()}), 15)
        self.check_today(rollouts)

    def anything(self, rng, rollout, day):
        steps = rollout.step_ids.filtered(lambda step: step.state == "todo")
        later = day + timedelta(days=rng.randint(1, 60))
        try:
            match rng.randrange(7):
                case 0:
                    rollout.plan_symbol = f"{day.day}/KH-UBND"
                case 1 if rollout.state == "preparing":
                    rollout.date_launch_planned = later
                case 2 if steps:
                    steps[0].date_planned = later
                case 3 if steps:
                    steps[0]._mark("done", day=day, document=("1/BC", day))
                case 4 if steps:
                    steps[-1].unlink()
                case 5 if rollout.state == "preparing" and rng.random() < 0.3:
                    vals = {"state": "launched", "date_launched": day}
                    rollout._history_write(vals, "launch")
                case 6 if rng.random() < 0.1:
                    vals = {"state": rng.choice(("transferred", "closed"))}
                    rollout._history_write(vals, "end")
        except UserError:
            return

    def check_today(self, rollouts):
        """The screen of today groups by the statuses that the sheet counts."""
        today = self.env.company._gov_today()
        domain = [("id", "in", rollouts.ids)]
        groups = dict(rollouts._read_group(domain, ["status"], ["__count"]))
        rows = self.rows(today)
        # Stopped or transferred in an earlier period: not on the sheet of this one.
        self.assertEqual(groups, Counter(row["status"] for row in rows))
        for name, codes in rollout_report.PROGRESS_COLUMNS.items():
            total = sum(row[name] or 0 for row in rows)
            self.assertEqual(total, sum(groups.get(code, 0) for code in codes))
        self.assertGreater(len(groups), 1)

    def test_conditions_of_units(self):
        mine, other = self.begin(self.commune), self.begin(self.other)
        self.condition(mine, "2023-05-10", state="met")
        raised = self.condition(
            mine, "2023-05-10", "Kinh phí", state="unmet", raise_state="raised"
        )
        self.condition(mine, "2023-05-10", "Máy quét")
        late = self.condition(mine, "2023-07-11", "Máy in", state="unmet")
        stopped = self.begin(self.finance)
        self.condition(stopped, "2023-05-10", state="met")
        self.event(stopped, "2023-06-01", "stop", state="stopped")
        keys = rollout_sums.CONDITION_KEYS
        rows = self.sums(rollout_sums.condition_rows)
        self.assertEqual([row["unit_name"] for row in rows], ["Xã A"])
        self.assertEqual([rows[0][key] for key in keys], [2, 1, 1, 1, 0, 1])
        with freeze_time("2023-07-11 02:00:00"):
            vals = {"raise_state": "decided", "handled": True}
            raised._history_write(vals, "decide")
            late.unlink()
        self.assertEqual(self.sums(rollout_sums.condition_rows), rows)
        [row] = self.sums(rollout_sums.condition_rows, as_of=date(2023, 7, 11))
        self.assertEqual([row[key] for key in keys], [2, 1, 1, 1, 1, 1])
        self.condition(other, "2023-05-10", state="met")
        rows = self.sums(rollout_sums.condition_rows, unit_ids=(self.other.id,))
        self.assertEqual([row["unit_name"] for row in rows], ["Xã B"])

    def test_budget_of_units(self):
        mine = self.begin(self.commune)
        line = self.budget(mine, "2023-05-10", amount_estimated=120_000_000)
        self.budget(mine, "2023-05-10", amount_estimated=30_000_000, amount_spent=1)
        self.budget(mine, "2023-05-10", year=2024, amount_estimated=5_000_000)
        self.budget(mine, "2023-07-11", amount_estimated=7)
        rows = self.sums(rollout_sums.budget_rows)
        found = [(row["year"], row["estimated"], row["spent"]) for row in rows]
        self.assertEqual(found, [(2023, 150_000_000, 1), (2024, 5_000_000, 0)])
        with freeze_time("2023-08-01 02:00:00"):
            line.amount_estimated = 1
        self.assertEqual(self.sums(rollout_sums.budget_rows), rows)
        user = self.users["officer_b"]
        self.assertEqual(self.sums(rollout_sums.budget_rows, user=user), [])

    def sums(self, function, as_of=DAY, user=None, **kwargs):
        env = self.env(user=user) if user else self.env
        return function(env, self.rollout_scope(as_of, **kwargs))

    def test_number_of_statements(self):
        def statements():
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            rows = self.rows(user=self.users["manager"])
            return len(rows), self.env.cr.sql_log_count - before

        self.begin(self.commune)
        statements()
        few = statements()
        for number in range(12):
            unit = self._unit(f"N{number}", f"Xã N{number}", "people_committee")
            self.begin(unit)
        many = statements()
        self.assertEqual((few[0], many[0]), (1, 13))
        self.assertEqual(few[1], many[1])


@tagged("post_install", "-at_install")
class TestReportRolloutWorkbook(RolloutReportCase):
    def made(self, user="leader", **vals):
        values = {"unit": self.province, "day": DAY}
        report = self.make_report(user=user, **values | vals)
        report.action_generate()
        return report

    def test_no_sheet_without_roll_outs(self):
        self.issue("2023-04-14", self.commune)
        before = self.open(self.made()).sheetnames
        self.begin(self.commune)
        after = self.open(self.made()).sheetnames
        added = [name for name in after if name not in before]
        self.assertTrue(added[0].startswith("A. "))
        # The detail sheet stays the last one.
        self.assertEqual(after[-1], before[-1])
        self.assertEqual(len(before) + len(added), len(after))

    def test_sheet_equals_screen(self):
        units = self.commune | self.other | self.finance | self.party | self.office
        rollouts = [self.begin(unit) for unit in units]
        for rollout in rollouts[:2]:
            with freeze_time("2023-05-04 02:00:00"):
                rollout.pledge_person_count = 20
        self.launch(rollouts[1], "2023-06-17")
        self.launch(rollouts[2], "2023-07-03")
        report = self.made()
        sheet = self.sheet_a(report, data_only=True)
        rows = list(sheet.iter_rows(values_only=True))
        table = [row for row in rows if row[0] in set(units.mapped("name"))]
        self.assertEqual(len(table), 5)
        numbers = next(row for row in rows if row[0] == "(1)")
        total = rows[rows.index(table[-1]) + 1]
        self.assertEqual(len(numbers), len(self.keys(report)))
        at = {name: index for index, name in enumerate(self.keys(report))}
        domain = [("reform_model_id", "=", self.model.id)]
        with freeze_time(f"{DAY} 02:00:00"):
            groups = dict(
                self.env["gov.rollout"]._read_group(domain, ["status"], ["__count"])
            )
        self.assertEqual(
            groups,
            {
                "preparing_late": 2,
                "launched_on_time": 1,
                "launched_late": 1,
                "exempt": 1,
            },
        )
        for name, codes in rollout_report.PROGRESS_COLUMNS.items():
            screen = sum(groups.get(code, 0) for code in codes)
            self.assertEqual(total[at[name]], screen, name)
            column = sum(row[at[name]] or 0 for row in table)
            self.assertEqual(column, screen, name)
        self.assertEqual(total[at["pledge_person_count"]], 40)
        formulas = self.sheet_a(report)
        row = 1 + rows.index(total)
        cell = formulas.cell(row, at["overdue"] + 1)
        self.assertTrue(cell.value.startswith("=SUM("), cell.value)

    def test_conditions_and_budget_have_sheets_of_their_own(self):
        rollout = self.begin(self.commune)
        self.condition(rollout, "2023-05-10", state="met")
        self.condition(rollout, "2023-05-10", "Kinh phí", state="unmet")
        self.budget(rollout, "2023-05-10", amount_estimated=120_000_000)
        self.budget(rollout, "2023-05-10", amount_estimated=1, name="=1+1", year=2022)
        report = self.made()
        book, formulas = self.open(report, data_only=True), self.open(report)
        names = book.sheetnames
        at = next(i for i, name in enumerate(names) if name.startswith("A. "))
        self.assertTrue(names[at + 1].startswith("B. "))
        self.assertTrue(names[at + 2].startswith("F. "))
        self.assertEqual(at + 3, len(names) - 2)
        for number, first, wanted in (
            (at + 1, 2, [1, 2, 1, 1, 0, 0, 0]),
            (at + 3, 5, [120_000_001, 0, 0, 0]),
        ):
            sheet, with_formulas = book.worksheets[number], formulas.worksheets[number]
            rows = list(sheet.iter_rows(values_only=True))
            last = max(i for i, row in enumerate(rows) if row[0] == "Xã A")
            total = [
                value for value in rows[last + 1][first - 1 :] if value is not None
            ]
            self.assertEqual(total, wanted)
            cell = with_formulas.cell(last + 2, first)
            self.assertTrue(cell.value.startswith("=SUM("))

    def test_models_have_a_sheet_that_equals_the_query(self):
        self.model.name = "=1+1"
        self.launch(self.begin(self.commune), "2023-06-17")
        self.launch(self.begin(self.other, kind="replica"), "2023-06-20")
        self.begin(self.finance)
        report = self.made()
        env = self.in_file_language(report.sudo()).env
        part = rollout_tables.get_model_table(env, self.rollout_scope())
        book = self.open(report, data_only=True)
        rows = list(book[part.sheet].iter_rows(values_only=True))
        [found] = [row for row in rows if row[0] == "=1+1"]
        at = {column.key: index for index, column in enumerate(part.columns)}
        names = ("pilot_count", "model_unit_count", "replica_count", "preparing_count")
        self.assertEqual([found[at[name]] for name in names], [1, 0, 1, 1])
        [asked] = reform_models.model_rows(env, self.rollout_scope(unit_ids=None))
        for name in (*names, "unit_count", "met_count", "proposal_count"):
            self.assertEqual(found[at[name]], asked[name], name)
        total = rows[rows.index(found) + 1]
        self.assertEqual(total[at["pilot_count"]], 1)

    def keys(self, report):
        env = self.in_file_language(report.sudo()).env
        table = rollout_tables.get_rollout_table(env, self.rollout_scope())
        return [column.key for column in table.columns]

    def test_text_stays_text_and_the_form_is_called_proposed(self):
        evil = "=1+1/KH-UBND"
        self.begin(self.commune, plan_symbol=evil)
        report = self.made()
        sheet = self.sheet_a(report)
        cells = [cell for row in sheet.iter_rows() for cell in row]
        [found] = [cell for cell in cells if cell.value == evil]
        self.assertEqual(found.data_type, "s")
        note = rollout_tables.get_form_note(self.in_file_language(report).env)
        self.assertTrue([cell for cell in cells if cell.value == note])

    def test_illustrations_stand_apart(self):
        self.begin(self.commune)
        demo = self.begin(self.other, begin=False)
        demo.sudo()._guarded_write({"is_demo": True})
        report = self.made(user="manager", is_demo=True)
        cells = [c for row in self.sheet_a(report).iter_rows() for c in row if c.value]
        texts = {str(cell.value) for cell in cells}
        self.assertIn("Xã B", texts)
        self.assertNotIn("Xã A", texts)
        banner = self.open(report).worksheets[0]
        shown = {str(c.value) for row in banner.iter_rows() for c in row if c.value}
        self.assertTrue(
            [text for text in shown & texts if "Illustration" in text or "minh" in text]
        )

    def test_rights_of_the_maker(self):
        self.begin(self.commune)
        hidden = self.begin(self.finance, steering_unit_id=self.office.id)
        self.model.lead_unit_id = self.office
        report = self.made(user="coordinator", coverage="monitored", unit=self.home)
        names = {row[0] for row in self.sheet_a(report).iter_rows(values_only=True)}
        self.assertIn("Xã A", names)
        self.assertNotIn(hidden.unit_id.name, names)
        report = self.made(user="officer_a", unit=self.commune)
        names = {row[0] for row in self.sheet_a(report).iter_rows(values_only=True)}
        self.assertIn("Xã A", names)

"""Results of roll-outs: entry, the target of the same period, pilots and replicas."""

from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.friendly_gov.report.queries import rollout_results

from .result_common import ResultCase


@tagged("post_install", "-at_install")
class TestResult(ResultCase):
    def test_a_half_year_is_not_held_against_the_year(self):
        """Only a target of the same period says "not met"; the rest is a milestone."""
        june, july = self._period(6), self._period(7)
        quarter = self._period(2, "quarter")
        self._target(self.rate, july, 95)
        self._target(self.late, quarter, 3)
        cases = (
            (self.rate, june, 80, "no_target"),
            (self.rate, july, 95, "met"),
            (self.late, quarter, 4, "not_met"),
        )
        for indicator, period, value, outcome in cases:
            result = self._reached(self.pilot, indicator, period, value)
            with self.subTest(outcome):
                self.assertEqual(result.outcome, outcome)
        search = self.env["gov.rollout.result"].search
        mine = [("rollout_id", "=", self.pilot.id)]
        found = search([*mine, ("outcome", "=", "not_met")])
        self.assertEqual(found.indicator_id, self.late)
        self.assertEqual(len(search([*mine, ("outcome", "!=", "not_met")])), 2)

    def test_direction_and_the_target_of_the_unit(self):
        period = self._period(8)
        self._target(self.rate, period, 90)
        self._target(self.rate, period, 99, unit=self.commune)
        self.assertEqual(
            self._reached(self.pilot, self.rate, period, 95).outcome, "not_met"
        )
        other = self._reached(self.replicas[0], self.rate, period, 95)
        self.assertEqual((other.target, other.outcome), (90, "met"))

    def test_a_period_that_is_not_over_is_a_milestone(self):
        today = self.env.company._gov_today()
        period = self.env["gov.period"].create(
            {
                "name": "Tháng này",
                "kind": "other",
                "year": today.year,
                "profile_id": self.profile.id,
                "date_from": today - timedelta(days=3),
                "date_to": today,
            }
        )
        # As the month that runs now: the kind is not what is tried here.
        self.env.cr.execute(
            "UPDATE gov_period SET kind = 'month', index = 77 WHERE id = %s",
            (period.id,),
        )
        self.env.invalidate_all()
        self._target(self.rate, period, 90)
        result = self._reached(self.pilot, self.rate, period, 10)
        self.assertEqual(result.outcome, "running")

    def test_bodies_never_counted_late_are_compared_with_no_target(self):
        period = self._period(9)
        self._target(self.rate, period, 90)
        rollout = self._launched(self.party, "pilot", date(2024, 6, 17))
        result = self._reached(rollout, self.rate, period, 1)
        self.assertEqual((result.target, result.outcome), (0, "no_target"))

    def test_what_is_refused(self):
        month, quarter = self._period(6), self._period(2, "quarter")
        elsewhere = self.rate.copy(
            {
                "reform_model_id": self.model.copy({"code": "KHAC"}).id,
                "code": "CT09",
            }
        )
        future = self.env["gov.period"]._generate(self.profile, 2099)
        future = future.filtered(lambda p: p.kind == "month")[:1]
        for indicator, period in (
            (self.rate, quarter),
            (self.late, month),
            (elsewhere, month),
            (self.rate, future),
        ):
            with self.subTest(f"{indicator.name} {period.name}"):
                with self.assertRaises(ValidationError):
                    self._reached(self.pilot, indicator, period, 1)
        self._reached(self.pilot, self.rate, month, 1)
        for value in (-1, 1e13):
            period = self._period(7)
            with self.subTest(value), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError):
                    with self.env.cr.savepoint():
                        self._reached(self.pilot, self.rate, period, value)
                        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self._reached(self.pilot, self.rate, month, 2)

    def test_nothing_is_entered_once_the_rollout_ended(self):
        result = self._reached(self.pilot, self.rate, self._period(6), 90)
        self.pilot._history_write({"state": "closed"}, "close")
        for call in (
            lambda: self._reached(self.pilot, self.rate, self._period(7), 90),
            lambda: result.write({"value": 91}),
            lambda: result._correct({"value": 91}),
            result.unlink,
        ):
            with self.assertRaises(UserError):
                call()
        self.assertEqual(result.value, 90)

    def test_a_correction_keeps_what_stood_before(self):
        result = self._reached(self.pilot, self.rate, self._period(6), 90, "officer_a")
        own = result.with_user(self.users["officer_a"])
        own._correct({"value": 92.5}, reason="Cộng sót một ngày")
        self.assertEqual(result.value, 92.5)
        self.assertIn("90", result.earlier_values)
        domain = [("res_model", "=", result._name), ("res_id", "=", result.id)]
        history = self.env["gov.history"].search(domain)
        self.assertEqual(history.mapped("event"), ["correct", "create"])
        self.assertEqual(history[0].reason, "Cộng sót một ngày")
        own.value = 92.5
        self.env.flush_all()
        self.assertEqual(len(history.search(domain)), 2)
        with self.assertRaises(AccessError):
            result.with_user(self.users["officer_b"])._correct({"value": 1})

    def test_an_indicator_with_results_is_not_changed(self):
        self._reached(self.pilot, self.rate, self._period(6), 90)
        with self.assertRaises(UserError):
            self.rate.direction = "down"

    def test_evidence_stays_with_its_rollout(self):
        result = self._reached(self.pilot, self.rate, self._period(6), 90)
        files = self.env["gov.rollout.file"].with_user(self.users["officer_a"])
        vals = {"name": "bc.pdf", "file": "eA==", "result_id": result.id}
        file = files.create(vals | {"rollout_id": self.pilot.id})
        self.assertEqual(result.file_ids, file)
        with self.assertRaises(ValidationError):
            files.sudo().create(vals | {"rollout_id": self.replicas[0].id})


@tagged("post_install", "-at_install")
class TestEntry(ResultCase):
    """The table for one roll-out and one period."""

    def entry(self, period, login="officer_a", rollout=None, **figures):
        rollout = rollout or self.pilot
        entries = self.env["gov.result.entry"].with_user(self.users[login])
        with Form(entries.with_context(default_rollout_id=rollout.id)) as form:
            form.period_id = period
            for at in range(len(form.line_ids)):
                with form.line_ids.edit(at) as line:
                    code = line.indicator_id.code
                    if code in figures:
                        line.value = figures[code]
        return form.record

    def results(self, period):
        found = self.env["gov.rollout.result"].search(
            [("rollout_id", "=", self.pilot.id), ("period_id", "=", period.id)]
        )
        return {result.indicator_id.code: result.value for result in found}

    def test_all_indicators_with_what_stood_before(self):
        second = self.rate.copy({"code": "CT03", "name": "Hồ sơ trực tuyến"})
        may, june = self._period(5), self._period(6)
        self._reached(self.pilot, self.rate, may, 1234.5)
        self._target(self.rate, june, 95)
        entry = self.entry(june)
        self.assertEqual(entry.line_ids.indicator_id, self.rate | second)
        line = entry.line_ids[0]
        self.assertIn("1234,5", line.last_value)
        self.assertIn(may.name, line.last_value)
        self.assertEqual(line.target, "95")
        self.assertEqual(self.entry(self._period(4)).line_ids[0].last_value, False)

    def test_figures_as_written_in_vietnam(self):
        self.rate.copy({"code": "CT03", "name": "Lượt dịch vụ"})
        june = self._period(6)
        self.entry(june, CT01="97,5", CT03="1.234.567").action_save()
        self.assertEqual(self.results(june), {"CT01": 97.5, "CT03": 1234567})

    def test_an_empty_row_is_not_zero_and_an_empty_form_is_refused(self):
        self.rate.copy({"code": "CT03", "name": "Lượt dịch vụ"})
        june = self._period(6)
        with self.assertRaisesRegex(UserError, "No row was filled in"):
            self.entry(june).action_save()
        self.entry(june, CT01="0").action_save()
        self.assertEqual(self.results(june), {"CT01": 0})

    def test_all_or_nothing(self):
        self.rate.copy({"code": "CT03", "name": "Lượt dịch vụ"})
        june = self._period(6)
        for bad in ("chín mươi", "-1", "1e999", "99999999999999"):
            with self.subTest(bad), self.assertRaisesRegex(UserError, "Lượt dịch vụ"):
                self.entry(june, CT01="97", CT03=bad).action_save()
            self.assertFalse(self.results(june))

    def test_what_stands_is_corrected_never_emptied(self):
        june = self._period(6)
        self.entry(june, CT01="97").action_save()
        with self.assertRaisesRegex(UserError, "stands already"):
            self.entry(june, CT01="").action_save()
        entry = self.entry(june, CT01="96")
        self.assertTrue(entry.has_earlier)
        entry.reason = "Đối chiếu lại"
        entry.action_save()
        self.assertEqual(self.results(june), {"CT01": 96})
        with self.assertRaisesRegex(UserError, "No row was filled in"):
            self.entry(june).action_save()

    def test_the_latest_period_that_is_over_is_proposed(self):
        today = self.env.company._gov_today()
        for year in (today.year - 1, today.year):
            self.env["gov.period"]._generate(self.profile, year)
        entry = self.env["gov.result.entry"].create({"rollout_id": self.pilot.id})
        self.assertIn(entry.period_id.kind, ("month", "quarter"))
        self.assertLess(entry.period_id.date_to, today)
        self.assertLess(today - entry.period_id.date_to, timedelta(days=32))

    def test_nobody_enters_or_looks_for_others(self):
        june = self._period(6)
        for login in ("officer_b", "clerk", "plain", "no_scope"):
            entries = self.env["gov.result.entry"].with_user(self.users[login])
            with self.subTest(login), self.assertRaises(AccessError):
                entry = entries.create(
                    {"rollout_id": self.pilot.id, "period_id": june.id}
                )
                entry.line_ids.value = "1"
                entry.action_save()
        self.assertFalse(self.results(june))
        entries = self.env["gov.result.entry"].with_user(self.users["officer_b"])
        spec = {"rollout_id": {"fields": {"display_name": {}}}}
        spec["line_ids"] = {"fields": {"last_value": {}, "target": {}}}
        with self.assertRaises(AccessError):
            entries.onchange({"rollout_id": self.pilot.id}, ["rollout_id"], spec)
        with self.assertRaises(AccessError):
            entry = entries.create(
                {
                    "rollout_id": self.replicas[0].id,
                    "line_ids": [
                        Command.create({"indicator_id": self.rate.id, "value": "1"})
                    ],
                }
            )
            entry.write({"rollout_id": self.pilot.id, "period_id": june.id})
            entry.action_save()
        # who steers may, since a unit need not have users
        self.entry(june, "coordinator", CT01="97").action_save()
        self.assertEqual(self.results(june), {"CT01": 97})


@tagged("post_install", "-at_install")
class TestComparison(ResultCase):
    """Worked out by hand."""

    def setUp(self):
        super().setUp()
        self.september = self._period(9)
        self._target(self.rate, self.september, 90)
        self._reached(self.pilot, self.rate, self.september, 97)
        for rollout, value in zip(self.replicas[:2], (80, 92), strict=True):
            self._reached(rollout, self.rate, self.september, value)

    def row(self, login="manager", period=None, as_of=None):
        env = self.env(user=self.users[login].id)
        if as_of:
            query = rollout_results.comparison_sql(env, as_of)
            rows = env.execute_query_dict(query)
            period = period or self.september
            rows = [row for row in rows if row["period_id"] == period.id]
            rows = [row for row in rows if row["reform_model_id"] == self.model.id]
            return rows[0] if rows else None
        rows = env["gov.rollout.comparison"].search(
            [
                ("reform_model_id", "=", self.model.id),
                ("period_id", "=", (period or self.september).id),
            ]
        )
        return rows.ensure_one()

    def figures(self, row):
        names = ("pilot_value", "replica_median", "replica_mean")
        names += ("replica_min", "replica_max", "replica_count", "replica_total")
        return tuple(row[name] for name in names)

    def test_pilot_beside_its_replicas(self):
        row = self.row()
        self.assertEqual(self.figures(row), (97, 86, 86, 80, 92, 2, 3))
        self.assertEqual(row.replica_reported, "2 of 3 units")
        self.assertEqual((row.pilot_count, row.pilot_total), (1, 1))
        self.assertEqual(row.target, 90)
        self.assertEqual((row.met_count, row.compared_count), (2, 3))
        self._reached(self.replicas[2], self.rate, self.september, 83)
        self.env.invalidate_all()
        # 80, 83, 92: the middle one, and 255 / 3
        self.assertEqual(self.figures(self.row()), (97, 83, 85, 80, 92, 3, 3))

    def test_who_had_not_launched_is_not_missing(self):
        """Replicas launched on 1/8/2024; the month of June ended on 14/6/2024."""
        june, august = self._period(6), self._period(8)
        self._reached(self.pilot, self.rate, june, 70)
        row = self.row(period=june)
        self.assertEqual((row.replica_count, row.replica_total), (0, 0))
        # The pilot launched three days after that month: it reported all the same.
        self.assertEqual((row.pilot_count, row.pilot_total), (1, 1))
        self._reached(self.replicas[0], self.rate, august, 75)
        row = self.row(period=august)
        self.assertEqual((row.replica_count, row.replica_total), (1, 3))
        self.replicas[1]._history_write(
            {"state": "stopped", "date_ended": date(2024, 8, 20)}, "stop"
        )
        self.env.invalidate_all()
        row = self.row()
        self.assertEqual((row.replica_count, row.replica_total), (2, 3))
        self.assertEqual(self.row(period=august).replica_total, 3)

    def test_before_and_after_the_launch(self):
        """Launch on 17/6/2024: June ended before it, August began after it."""
        for index, value in ((5, 60), (6, 70), (7, 80), (8, 99)):
            self._reached(self.pilot, self.rate, self._period(index), value)
        rows = self.env["gov.rollout.result.analysis"].search(
            [("rollout_id", "=", self.pilot.id)], order="date_to"
        )
        self.assertEqual(
            rows.mapped("phase"), ["before", "before", "during", "since", "since"]
        )
        groups = self.env["gov.rollout.result.analysis"]._read_group(
            [("rollout_id", "=", self.pilot.id)], ["phase"], ["value:avg"]
        )
        # (60 + 70) / 2 and (99 + 97) / 2
        self.assertEqual(dict(groups), {"before": 65, "during": 80, "since": 98})

    def test_each_compares_what_the_rules_show(self):
        officer = self.row("officer_a")
        self.assertEqual((officer.pilot_value, officer.replica_total), (97, 0))
        everything = self.figures(self.row())
        self.assertEqual(self.figures(self.row("coordinator")), everything)
        for login in ("no_scope", "clerk"):
            seen = self.env["gov.rollout.comparison"].with_user(self.users[login])
            analysis = self.env["gov.rollout.result.analysis"]
            analysis = analysis.with_user(self.users[login])
            shown = 0 if login == "no_scope" else 3
            self.assertEqual(len(analysis.search([])), shown, login)
            self.assertEqual(bool(seen.search([])), bool(shown), login)
        for login in ("plain", "portal", "public"):
            for name in ("gov.rollout.comparison", "gov.rollout.result.analysis"):
                with self.subTest(f"{login} {name}"), self.assertRaises(AccessError):
                    self.env[name].with_user(self.users[login]).search([])

    def test_the_past_does_not_change(self):
        self._all_recorded("2024-09-20 02:00:00")
        before = self.row(as_of=date(2024, 9, 30))
        self.assertEqual(self.figures(before), (97, 86, 86, 80, 92, 2, 3))
        result = self.env["gov.rollout.result"].search(
            [("rollout_id", "=", self.replicas[0].id)]
        )
        result._correct({"value": 50}, reason="Nhập nhầm")
        self._recorded(result, "2024-10-02 02:00:00")
        self._reached(self.replicas[2], self.rate, self.september, 10)
        self.env["gov.reform.target"].search(
            [("indicator_id", "=", self.rate.id)]
        ).target = 99
        self.env.flush_all()
        self.assertEqual(self.row(as_of=date(2024, 9, 30)), before)
        october = self.row(as_of=date(2024, 10, 31))
        # the correction is known, the third unit reported today
        self.assertEqual(self.figures(october), (97, 71, 71, 50, 92, 2, 3))
        self.assertIsNone(self.row(as_of=date(2024, 9, 1)))

    def test_today_is_the_same_from_the_tables_and_from_the_history(self):
        today = self.env.company._gov_today()
        row, past = self.row(), self.row(as_of=today)
        for name, value in past.items():
            if name in row._fields and row._fields[name].type != "many2one":
                with self.subTest(name):
                    self.assertEqual(row[name], value or row._fields[name].falsy_value)

    def test_constant_number_of_statements(self):
        with self.assertQueryCount(3):
            self.env.flush_all()
            self.env.execute_query(rollout_results.comparison_sql(self.env))

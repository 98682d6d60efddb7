from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import gov_report_job
from ..report import task_tables
from .common import GROUPS
from .report_common import ReportCase

JOB = "odoo.addons.friendly_gov.models.gov_report_job"


@tagged("post_install", "-at_install")
class TestReportJob(ReportCase):
    """Long workbooks: queued, made by the cron, never half and never twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(gov_report_job.LIMIT_PARAMETER, "2")
        cls.cron = cls.env.ref("friendly_gov.ir_cron_gov_report_make")
        # A cron that is due anyway needs no trigger.
        cls.cron.nextcall = datetime.now() + timedelta(minutes=9)

    def queue(self, symbol="515/UBND-NVK"):
        """A queued report of the officer on three lines, as the system sees it."""
        directive = self._directive(symbol=symbol)
        for code in "abc":
            self._task(directive, self.commune, code=code)
        directive.action_issue()
        today = self.env.company._gov_today()
        report = self.make_report(user="officer_a", unit=self.commune, day=today)
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", self.cron.id)])
        report.action_generate()
        after = triggers.search_count([("cron_id", "=", self.cron.id)])
        self.assertEqual(after, before + 1)
        self.assertEqual(report.state, "queued")
        self.assertFalse(report.file)
        return report.with_env(self.env)

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.with_user(self.env.ref("base.user_root")).method_direct_trigger()
        self.env.invalidate_all()

    def notices(self, report):
        return self.env["mail.message"].search(
            [("model", "=", "gov.report"), ("res_id", "=", report.id)]
        )

    def files(self, report):
        return self.env["ir.attachment"].search(
            [("res_model", "=", "gov.report"), ("res_id", "=", report.id)]
            + [("res_field", "=", "file")]
        )

    def test_at_the_limit_it_is_made_at_once(self):
        self.issue("2023-04-14", self.commune)
        report = self.make_report(user="officer_a", unit=self.commune)
        report.action_generate()
        self.assertEqual((report.state, report.line_count), ("done", 1))
        self.assertFalse(self.notices(report))

    def test_limit_is_a_parameter(self):
        reports, parameters = self.env["gov.report"], self.env["ir.config_parameter"]
        for value, limit in (("17", 17), ("", 5000), ("many", 5000), ("0", 0)):
            parameters.set_param(gov_report_job.LIMIT_PARAMETER, value)
            self.assertEqual(reports._get_background_limit(), limit, value)

    def test_made_by_the_cron_as_whoever_asked(self):
        report = self.queue()
        self.run_cron()
        self.assertEqual(report.state, "done")
        self.assertEqual((report.line_count, report.progress), (3, 100))
        officer = self.users["officer_a"]
        self.assertEqual(report.generated_by_id, officer)
        cover = self.open(report).worksheets[0].iter_rows(values_only=True)
        self.assertIn(officer.name, [row[1] for row in cover])
        notice = self.notices(report)
        self.assertEqual(notice.notified_partner_ids, officer.partner_id)
        self.assertIn("3", notice.body)

    def test_same_workbook_as_at_once(self):
        report = self.queue()
        self.run_cron()
        self.env["ir.config_parameter"].set_param(gov_report_job.LIMIT_PARAMETER, "9")
        other = report.with_user(self.users["officer_a"]).copy()
        other.action_generate()
        for one, two in zip(
            self.open(report).worksheets[1:],
            self.open(other).worksheets[1:],
            strict=True,
        ):
            self.assertEqual(
                list(one.iter_rows(values_only=True)),
                list(two.iter_rows(values_only=True)),
            )

    def test_second_request_and_change_are_refused_meanwhile(self):
        report = self.queue()
        with self.assertRaises(UserError):
            report.action_generate()
        with self.assertRaises(UserError):
            report.unit_id = self.other
        for vals in ({"state": "done"}, {"progress": 50}, {"attempts": 0}):
            with self.assertRaises(AccessError):
                report.write(vals)
        with self.assertRaises(AccessError):
            report.with_user(self.users["staff_a"]).action_stop()
        report.action_stop()
        self.assertEqual(report.state, "draft")
        self.run_cron()
        self.assertEqual(report.state, "draft")
        with self.assertRaises(UserError):
            report.action_stop()

    def test_rights_are_checked_again(self):
        losses = (
            {"gov_unit_ids": [Command.clear()]},
            {"group_ids": [Command.unlink(self.env.ref(GROUPS["officer"]).id)]},
            {"active": False},
        )
        officer = self.users["officer_a"]
        before = {
            "gov_unit_ids": [Command.set(self.commune.ids)],
            "group_ids": [Command.link(self.env.ref(GROUPS["officer"]).id)],
            "active": True,
        }
        for number, loss in enumerate(losses):
            with self.subTest(str(loss)):
                report = self.queue(symbol=f"{number + 1}/UBND")
                officer.write(loss)
                self.run_cron()
                self.assertEqual(report.state, "failed")
                self.assertTrue(report.failure)
                self.assertFalse(self.files(report))
                self.assertFalse(report.generated_at)
                officer.write(before)

    def test_failure_tells_why_and_leaves_no_file(self):
        report = self.queue()
        with (
            patch.object(task_tables, "get_tables", side_effect=ZeroDivisionError),
            mute_logger(JOB),
        ):
            self.run_cron()
        self.assertEqual(report.state, "failed")
        self.assertIn(str(report.id), report.failure)
        self.assertNotIn("ZeroDivision", report.failure)
        self.assertFalse(self.files(report))
        self.assertEqual(
            self.notices(report).notified_partner_ids,
            self.users["officer_a"].partner_id,
        )
        # and can be asked for again
        report.with_user(self.users["officer_a"]).action_generate()
        self.assertEqual((report.state, report.failure), ("queued", False))
        self.run_cron()
        self.assertEqual(report.state, "done")

    def test_one_that_fails_does_not_hold_up_the_others(self):
        bad, good = self.queue(), self.queue(symbol="1/UBND")
        build = type(bad)._build_as

        def fail_first(report, user, target):
            if report == bad:
                raise ZeroDivisionError
            return build(report, user, target)

        with patch.object(type(bad), "_build_as", fail_first), mute_logger(JOB):
            self.run_cron()
        self.assertEqual((bad.state, good.state), ("failed", "done"))

    def test_process_that_ends_half_way_starts_again(self):
        report = self.queue()
        report._guarded_write({"attempts": 1, "progress": 40})
        self.run_cron()
        self.assertEqual(report.state, "done")
        self.assertEqual(len(self.files(report)), 1)
        # a second run finds nothing to do
        before = self.files(report)
        self.run_cron()
        self.assertEqual(self.files(report), before)
        self.assertEqual(len(self.notices(report)), 1)

    def test_after_three_attempts_it_is_given_up(self):
        report = self.queue()
        report._guarded_write({"attempts": 3})
        self.run_cron()
        self.assertEqual(report.state, "failed")
        self.assertIn("3", report.failure)
        self.assertFalse(self.files(report))

    def test_progress_is_noted_while_it_is_made(self):
        report, seen = self.queue(), []
        note = type(report)._note_progress

        def record(report, percent):
            note(report, percent)
            seen.append(percent)

        with (
            patch.object(gov_report_job, "SECONDS_BETWEEN_NOTES", 0),
            patch.object(type(report), "_note_progress", record),
            patch.object(task_tables, "ROWS_BETWEEN_NOTES", 1),
        ):
            self.run_cron()
        self.assertEqual(seen, [0, 33, 66])
        self.assertEqual(report.state, "done")

    def test_it_is_stored_by_a_fresh_transaction(self):
        """One begun before the last note of progress could not lock the row."""
        report, fresh = self.queue(), []
        take = type(report)._take

        def record(report):
            fresh.append(report.env.cr._savepoint is None)
            return take(report)

        with patch.object(type(report), "_take", record):
            self.run_cron()
        # to begin, and to store
        self.assertEqual(len(fresh), 2)
        self.assertTrue(fresh[-1])
        self.assertEqual(report.state, "done")

    def test_stopped_while_it_is_made(self):
        report = self.queue()

        def stop(self, percent):
            with self.env.registry.cursor() as cr:
                self.with_env(self.env(cr=cr))._guarded_write({"state": "draft"})
            raise gov_report_job.Stopped

        with (
            patch.object(gov_report_job, "SECONDS_BETWEEN_NOTES", 0),
            patch.object(type(report), "_note_progress", stop),
        ):
            self.run_cron()
        self.assertFalse(self.files(report))
        self.assertNotIn(report.state, ("done", "failed"))

    def test_empty_file_is_never_kept(self):
        report = self.queue()
        built = type(report)._build_as

        def nothing(report, user, target):
            result = built(report, user, target)
            target.truncate(0)
            return result

        with patch.object(type(report), "_build_as", nothing), mute_logger(JOB):
            self.run_cron()
        self.assertEqual(report.state, "failed")
        self.assertFalse(self.files(report))

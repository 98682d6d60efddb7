"""Decisions, receipts, imports and settings in a browser, in Vietnamese."""

from datetime import date

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .browser import BrowserCase


@tagged("post_install", "-at_install")
class TestBrowserDecisions(BrowserCase):
    def _open(self, line, tour, login):
        self.start_tour(f"/odoo/gov-assignments/{line.id}", tour, login=login)

    def test_officer_reports_on_a_phone(self):
        self._use_phone()
        line = self._issued()
        self.start_tour(
            "/odoo/gov-my-work", "friendly_gov_officer_phone", login="gov_officer_a"
        )
        self.assertEqual(line.state, "submitted")
        self.assertEqual(line.result_ids.document_symbol, "12/BC-UBND")

    def test_coordinator_holds_and_resumes(self):
        line = self._issued()
        self._open(line, "friendly_gov_hold", "gov_coordinator")
        self.assertEqual(line.state, "received")
        self.assertEqual(
            line.log_ids.sorted("id").mapped("event"), ["issue", "hold", "resume"]
        )
        held = line.log_ids.filtered(lambda row: row.event == "hold")
        self.assertEqual(held.document_symbol, "20/UBND-NVK")

    def test_coordinator_withdraws(self):
        line = self._issued()
        self._open(line, "friendly_gov_withdraw", "gov_coordinator")
        self.assertEqual(line.state, "withdrawn")
        self.assertEqual(line.log_ids[0].reason, "Giao nhầm đơn vị")

    def test_coordinator_extends(self):
        line = self._issued()
        line.directive_id._guarded_write({"extending_unit_id": self.home.id})
        self._open(line, "friendly_gov_extend", "gov_coordinator")
        self.assertEqual(line.date_due, date(2023, 9, 30))
        self.assertEqual(line.extension_count, 1)

    def test_unit_marks_the_directive_as_seen(self):
        directive = self._directive()
        directive.recipient_ids = [Command.create({"unit_id": self.commune.id})]
        self._issued(directive=directive)
        self.start_tour(
            f"/odoo/gov-directives/{directive.id}",
            "friendly_gov_seen",
            login="gov_officer_a",
        )
        self.assertEqual(directive.recipient_ids.seen_user_id, self.users["officer_a"])

    def test_coordinator_imports_after_an_error(self):
        self.start_tour(
            "/odoo/gov-directives", "friendly_gov_import", login="gov_coordinator"
        )
        directive = self.env["gov.directive"].search([("symbol", "=", "518/UBND-NVK")])
        self.assertEqual(directive.date_issued, date(2023, 4, 14))
        self.assertFalse(
            self.env["gov.directive"].search([("symbol", "=", "519/UBND-NVK")])
        )

    def test_settings_open(self):
        new_test_user(
            self.env,
            "gov_admin",
            groups="base.group_system,friendly_gov.group_manager",
            lang="vi_VN",
        )
        self.start_tour("/odoo/settings", "friendly_gov_settings", login="gov_admin")

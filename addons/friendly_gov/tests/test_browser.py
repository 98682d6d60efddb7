"""The daily paths in a browser, in Vietnamese: what a user clicks, and what is kept."""

import base64
import hashlib
import io
import json
from datetime import date

from lxml import etree
from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged

from .common import GovCase

# Opens each [action, view type, record] and tells of errors and overflow.
WALK = """(async () => {
    const { env } = odoo.__WOWL_DEBUG__.root;
    const appears = async (selector) => {
        for (let tries = 0; tries < 200; tries++) {
            if (document.querySelector(selector)) { return; }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(`${selector} did not appear`);
    };
    for (const [action, viewType, resId, additionalContext] of %s) {
        const props = resId ? { resId } : {};
        await env.services.action.doAction(
            action, { viewType, props, additionalContext, clearBreadcrumbs: true });
        // Pivot and activity name their inner part otherwise.
        await appears(`.o_${viewType}_view :is(.o_${viewType}_renderer, .o_pivot,
            .o_activity_view_table), .o_activity_view .o_view_nocontent`);
        // The client scrolls inside its content, where the page itself would not.
        const scrollWidth = Math.max(
            document.scrollingElement.scrollWidth,
            document.querySelector(".o_content").scrollWidth,
        );
        if (document.querySelector(".o_error_dialog, .o_notification .bg-danger")) {
            throw new Error(`${action} ${viewType}: an error is shown`);
        }
        if (window.innerWidth < 500 && scrollWidth > window.innerWidth) {
            throw new Error(`${action} ${viewType}: ${scrollWidth} px wide`);
        }
    }
    console.log("test successful");
})()"""


@tagged("post_install", "-at_install")
class TestBrowser(GovCase, HttpCase):
    """Users of the province who read Vietnamese, whatever the database speaks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        modules = cls.env["ir.module.module"]
        modules._load_module_terms(["friendly_gov"], ["vi_VN"], overwrite=True)
        for user in cls.users.values():
            user.write({"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})
        # The language in which periods get their names.
        cls.env = cls.env(context=dict(cls.env.context, lang="vi_VN"))
        # Once for all tests: each would build the client anew, at 10 s a time.
        for bundle in ("web.assets_web", "web.__assets_tests_call__"):
            assets = cls.env["ir.qweb"]._get_asset_bundle(bundle)
            assets.js()
            assets.css()

    def _use_phone(self):
        self.browser_size = "390x844"
        self.touch_enabled = True

    def _submitted(self, line, user):
        result = self._result(line, user=user)
        result.action_submit()
        return result

    def _walk(self, steps, login):
        code = WALK % json.dumps(steps)
        self.browser_js("/odoo", code, "odoo.isReady === true", login=login)

    def _get_menu_actions(self, login):
        """Window actions below the addon's root menu that the user may open."""
        user = self.env["res.users"].search([("login", "=", login)])
        root = self.env.ref("friendly_gov.friendly_gov_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        menus = menus.filtered(lambda menu: menu.id in visible)
        # Menus of the addons beside this one are walked by their own tests.
        names = menus.get_external_id()
        menus = menus.filtered(lambda m: names[m.id].startswith("friendly_gov."))
        actions = [menu.action for menu in menus if menu.action]
        return [action for action in actions if action.target == "current"]

    def _get_steps(self, login, only=None):
        """Each view of each menu action, the form with its first record."""
        user = self.env["res.users"].search([("login", "=", login)])
        steps = []
        for action in self._get_menu_actions(login):
            record = self.env[action.res_model].with_user(user).search([], limit=1)
            for view_type in action.view_mode.split(","):
                if only and view_type not in only:
                    continue
                record_id = record.id if view_type == "form" else False
                steps.append([action.id, view_type, record_id, {}])
        return steps

    def _get_filter_steps(self, login):
        """Each list once more, with every filter and grouping of its search on."""
        steps = []
        for action in self._get_menu_actions(login):
            view = action.search_view_id
            views = self.env[action.res_model].get_views([(view.id, "search")])
            arch = etree.fromstring(views["views"]["search"]["arch"])
            names = arch.xpath("//filter/@name")
            context = {f"search_default_{name}": 1 for name in names}
            if context:
                steps.append([action.id, "list", False, context])
        return steps

    def test_officer_reports_with_evidence(self):
        line = self._issued()
        self.start_tour(
            "/odoo/gov-my-work", "friendly_gov_officer", login="gov_officer_a"
        )
        self.assertEqual(line.state, "submitted")
        evidence = line.result_ids.evidence_ids
        content = "Biên bản ra mắt".encode()
        self.assertEqual(evidence.mapped("name"), ["bien-ban.txt"])
        self.assertEqual(evidence.sha256, hashlib.sha256(content).hexdigest())

    def test_coordinator_returns_and_accepts(self):
        lines = self._issued(self.commune | self.other).sorted("id")
        by_unit = {line.unit_id: line for line in lines}
        returned, accepted = by_unit[self.commune], by_unit[self.other]
        self._submitted(returned, "officer_a")
        self._submitted(accepted, "officer_b")
        self.start_tour(
            "/odoo/gov-acceptance", "friendly_gov_coordinator", login="gov_coordinator"
        )
        self.assertEqual(returned.state, "doing")
        self.assertEqual(returned.return_reason, "Thiếu biên bản ra mắt")
        self.assertEqual(returned.result_ids.state, "returned")
        self.assertEqual(accepted.state, "done")
        self.assertEqual(accepted.result_ids.state, "accepted")

    def test_coordinator_chases_and_copies_a_text(self):
        lines = self._issued(self.commune | self.other)
        self.start_tour(
            "/odoo/gov-overdue?view_type=list",
            "friendly_gov_chase",
            login="gov_coordinator",
        )
        for line in lines:
            log = line.log_ids[0]
            self.assertEqual((log.event, log.reason), ("chase", "Báo cáo trước 17 giờ"))
        rows = self.env["gov.reminder"].search([("assignment_id", "in", lines.ids)])
        self.assertEqual(
            rows.user_ids, self.users["officer_a"] | self.users["officer_b"]
        )

    def test_coordinator_issues_a_directive(self):
        self.start_tour(
            "/odoo/gov-directives", "friendly_gov_directive", login="gov_coordinator"
        )
        directive = self.env["gov.directive"].search([("symbol", "=", "516/UBND-NVK")])
        self.assertEqual(directive.state, "issued")
        self.assertEqual(directive.date_issued, date(2023, 4, 14))
        self.assertEqual(directive.monitoring_unit_id, self.home)
        line = directive.assignment_ids
        self.assertEqual(line.unit_id, self.commune)
        self.assertEqual(line.date_due, date(2023, 6, 30))

    def test_coordinator_makes_a_report(self):
        self._issued()
        # As of today: what was recorded later than its cut-off date is in no report.
        self.env["gov.period"].create(
            {
                "kind": "other",
                "name": "Nhiệm kỳ 2021 - 2026",
                "year": 2023,
                "date_from": date(2021, 1, 1),
                "date_to": date(2099, 12, 31),
                "profile_id": self.profile.id,
            }
        )
        self.start_tour(
            "/odoo/gov-reports", "friendly_gov_report", login="gov_coordinator"
        )
        report = self.env["gov.report"].search([("unit_id", "=", self.home.id)])
        self.assertEqual(report.state, "done")
        book = load_workbook(io.BytesIO(base64.b64decode(report.file)))
        texts = {
            cell.value for sheet in book for row in sheet.iter_rows() for cell in row
        }
        self.assertIn("Xây dựng kế hoạch, thí điểm và ra mắt mô hình", texts)

    def test_every_view_opens(self):
        line = self._issued()
        obstacle = {"assignment_id": line.id, "text": "Chưa có kinh phí"}
        self.env["gov.obstacle"].with_user(self.users["officer_a"]).create(obstacle)
        self._submitted(line, "officer_a")
        self.env["gov.period"]._generate(self.profile, 2023)
        self.env["gov.report"].create(
            {
                "period_id": self.env["gov.period"].search([], limit=1).id,
                "unit_id": self.home.id,
            }
        )
        steps = self._get_steps("gov_manager")
        kinds = {step[1] for step in steps}
        usual = {"list", "kanban", "form", "pivot", "calendar", "graph", "activity"}
        self.assertLessEqual(usual, kinds)
        forms = [step[2] for step in steps if step[1] == "form"]
        self.assertTrue(all(forms), "every form is opened with a record")
        filters = self._get_filter_steps("gov_manager")
        self.assertGreater(len(filters), 5)
        self._walk(steps + filters, "gov_manager")

    def test_leader_sees_and_accepts_on_a_phone(self):
        self._use_phone()
        late, waiting = (
            self._issued(unit, directive=self._directive(symbol=symbol))
            for unit, symbol in (
                (self.commune, "515/UBND-NVK"),
                (self.other, "517/UBND-NVK"),
            )
        )
        self._submitted(waiting, "officer_b")
        self.start_tour("/odoo/gov-overdue", "friendly_gov_leader", login="gov_leader")
        self.assertTrue(late.is_overdue)
        self.assertEqual(waiting.state, "done")

    def test_no_view_is_wider_than_the_phone(self):
        self._use_phone()
        self._submitted(self._issued(), "officer_a")
        steps = self._get_steps("gov_leader", only=("kanban", "form"))
        steps = [step for step in steps if step[1] != "form" or step[2]]
        self.assertGreater(len(steps), 5)
        self._walk(steps, "gov_leader")

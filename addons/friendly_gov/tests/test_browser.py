"""The daily paths in a browser, in Vietnamese: what a user clicks, and what is kept."""

import base64
import hashlib
import io
from datetime import date, timedelta

from openpyxl import load_workbook

from odoo.fields import Command
from odoo.tests import tagged

from .browser import BrowserCase


@tagged("post_install", "-at_install")
class TestBrowser(BrowserCase):
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

    def _make_one_of_each(self):
        """A record for every form that a menu opens."""
        officer, today = self.users["officer_a"], self.env.company._gov_today()
        asked, line = (
            self._issued(
                directive=self._directive(symbol=symbol, date_issued=today),
                deadline_text=False,
                date_due=today + timedelta(days=9),
                coordinating_unit_ids=[Command.set(self.finance.ids)],
            ).with_user(officer)
            for symbol in ("515/UBND-NVK", "517/UBND-NVK")
        )
        env = line.env
        env["gov.obstacle"].create(
            {"assignment_id": line.id, "text": "Chưa có kinh phí"}
        )
        env["gov.extension.request"]._ask(asked, today + timedelta(days=30), "x")
        env["gov.subassignment.give"].create(
            {
                "assignment_id": asked.id,
                "text": "Soạn kế hoạch",
                "owner_ids": [Command.set(self.users["staff_a"].ids)],
            }
        ).action_confirm()
        self._submitted(line, "officer_a")
        colleague = self._user("officer_2", ["officer"], self.commune)
        env["gov.delegation"].create(
            {
                "delegate_id": colleague.id,
                "date_from": today,
                "date_to": today,
                "reason": "Nghỉ phép",
            }
        )
        self.env["gov.transfer"].with_user(self.users["manager"]).create(
            {
                "decision_symbol": "1685/NQ-UBTVQH15",
                "decision_date": date(2025, 6, 16),
                "date_effective": date(2025, 7, 1),
                "unit_id": self.commune.id,
                "successor_ids": [Command.set(self.other.ids)],
            }
        )
        env["gov.rollout.posting"].create(
            {
                "name": "Nội quy tiếp công dân",
                "unit_id": self.commune.id,
                "kind_id": self.env.ref("friendly_gov.posting_kind_rules").id,
                "date_from": today,
            }
        )
        self.env["gov.period"]._generate(self.profile, 2023)
        rollout = self._rollout()
        month = self.env["gov.period"].search([("kind", "=", "month")], limit=1)
        indicator = self.env["gov.reform.indicator"].create(
            {
                "reform_model_id": rollout.reform_model_id.id,
                "name": "Hồ sơ đúng hạn",
                "uom": "%",
                "period_kind": "month",
            }
        )
        self.env["gov.rollout.result"].create(
            {
                "rollout_id": rollout.id,
                "indicator_id": indicator.id,
                "period_id": month.id,
                "value": 97,
            }
        )
        self.env["gov.service.figure"].create(
            {"unit_id": self.commune.id, "period_id": month.id, "received": 9}
        )
        wave = self.env["gov.rollout.wave"].create(
            {"name": "Đợt 1", "reform_model_id": rollout.reform_model_id.id}
        )
        self.env["gov.replication"].create(
            {
                "reform_model_id": rollout.reform_model_id.id,
                "wave_id": wave.id,
                "steering_unit_id": rollout.steering_unit_id.id,
                "date_start": today,
                "unit_ids": [Command.set(self.other.ids)],
            }
        )._list_units()
        self._make_oversight()
        self._make_register(rollout.reform_model_id)
        self._make_review(rollout)
        self._make_pledge_review(month)
        self._make_pledges()
        self.env["gov.pledge.seal"]._seal_batch(self.env.company.id)
        self.env["gov.pledge.verification"]._record(self.env.company)
        self.env["gov.report"].create(
            {
                "period_id": self.env["gov.period"].search([], limit=1).id,
                "unit_id": self.home.id,
            }
        )

    def _make_register(self, model):
        """A proposal to replicate a reform model, and an initiative."""
        self.env["gov.reform.proposal"].create(
            {
                "reform_model_id": model.id,
                "unit_id": self.commune.id,
                "reasons": "97% người dân hài lòng",
                "target_unit_ids": [Command.set(self.other.ids)],
            }
        )
        self.env["gov.initiative"].create(
            {
                "unit_id": self.commune.id,
                "name": "Khảo sát hài lòng bằng mã QR",
                "summary": "Dán mã QR tại Bộ phận Một cửa",
            }
        )

    def _make_review(self, rollout):
        """A condition that waits for the level above, and a budget line."""
        condition = self.env["gov.rollout.condition"].create(
            {"rollout_id": rollout.id, "name": "Máy quét", "area": "equipment"}
        )
        condition.action_unmet()
        condition._raise_up(rollout.steering_unit_id, "Cấp 02 máy quét")
        self.env["gov.rollout.budget.line"].create(
            {
                "rollout_id": rollout.id,
                "year": 2024,
                "source_id": self.env.ref("friendly_gov.budget_source_commune").id,
                "name": "Chỉnh trang Bộ phận Một cửa",
                "amount_allotted": 50_000_000,
            }
        )

    def _make_pledges(self):
        """What the manager signs, and a unit that names first who signs."""
        campaign = self.env["gov.pledge.campaign"].create(
            {
                "name": "Ký cam kết",
                "code_id": self.env.ref("friendly_gov.pledge_code_5_khong").id,
                "organizer_unit_id": self.home.id,
            }
        )
        campaign._guarded_write({"state": "open"})
        manager = self.users["manager"]
        person = self.env["hr.employee"].create(
            {
                "name": manager.name,
                "user_id": manager.id,
                "department_id": self.province.id,
            }
        )
        pledge = {"campaign_id": campaign.id, "unit_id": self.province.id}
        own = {"level": "person", "employee_id": person.id, "user_id": manager.id}
        self.env["gov.pledge"]._history_create(
            [pledge | own, pledge | {"level": "unit"}], "open"
        )

    def _make_pledge_review(self, period):
        """A signed pledge that was reviewed, and a report that waits."""
        code = self.env.ref("friendly_gov.pledge_code_5_khong")
        campaign = self.env["gov.pledge.campaign"].create(
            {
                "name": "Ký cam kết năm 2023",
                "code_id": code.id,
                "organizer_unit_id": self.home.id,
            }
        )
        campaign._guarded_write({"state": "open"})
        vals = {"campaign_id": campaign.id, "level": "unit"}
        pledge = self.env["gov.pledge"]._history_create(
            [vals | {"unit_id": self.commune.id}], "open"
        )
        row = {"event": "manual", "level": "none", "date_sent": date(2023, 4, 14)}
        self.env["gov.pledge.reminder"]._guarded_create(
            [row | {"pledge_id": pledge.id}]
        )
        pledge._sign("paper", date(2023, 4, 14))
        review = self.env["gov.pledge.review"].create(
            {"pledge_id": pledge.id, "period_id": period.id}
        )
        review.line_ids.assessment = "kept"
        review.action_send()
        self.env["gov.pledge.case"].create(
            {
                "pledge_id": pledge.id,
                "kind": "reported",
                "date": date(2023, 6, 1),
                "description": "Phản ánh phải chờ lâu",
            }
        )

    def _make_oversight(self):
        """A quoted criticism with its proposal, and a supervision that asks."""
        outlet = self.env["gov.media.outlet"].create({"name": "Báo X"})
        self.env["gov.media.item"].create(
            {
                "title": "Còn đơn vị chưa nghiêm túc",
                "outlet_id": outlet.id,
                "date": date(2024, 6, 17),
                "unit_ids": [Command.set(self.commune.ids)],
                "tone": "critical",
                "quote": "thực hiện chưa nghiêm túc",
                "link": "https://bao.example/tin/1",
            }
        )
        self.env["gov.supervision"].create(
            {
                "body_name": "Ban Thanh tra nhân dân xã A",
                "kind": "people_inspection",
                "date": date(2024, 7, 1),
                "unit_ids": [Command.set(self.commune.ids)],
                "content": "Niêm yết tại Bộ phận Một cửa",
                "recommendation_ids": [Command.create({"text": "Niêm yết đủ"})],
            }
        )

    def test_every_view_opens(self):
        self._make_one_of_each()
        steps = self._get_steps("gov_manager")
        kinds = {step[1] for step in steps}
        usual = {"list", "kanban", "form", "pivot", "calendar", "graph", "activity"}
        self.assertLessEqual(usual, kinds)
        empty = [
            self.env["ir.actions.act_window"].browse(action).res_model
            for action, kind, record, _context in steps
            if kind == "form" and not record
        ]
        self.assertFalse(empty, "every form is opened with a record")
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

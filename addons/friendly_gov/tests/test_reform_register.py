import base64
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .test_reform_indicator import RegisterCase

FILE = base64.b64encode(b"%PDF-1.4 bao cao ket qua thi diem")
# QĐ 2120/QĐ-UBND-HC of 25/10/2021 (Hồng Ngự)
PAPER = ("2120/QĐ-UBND-HC", date(2021, 10, 25))


class DecisionCase(RegisterCase):
    def as_user(self, record, login):
        return record.with_user(self.users[login])

    def decide(self, record, login, event, **vals):
        """Through button and dialog, as on the screen."""
        record = self.as_user(record, login).with_context(gov_event=event)
        action = record.action_decide()
        dialog = self.env[action["res_model"]].with_user(self.users[login])
        values = {"document_symbol": PAPER[0], "document_date": PAPER[1]}
        dialog = dialog.with_context(**action["context"]).create(values | vals)
        dialog.action_confirm()

    def events(self, record):
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        rows = self.env["gov.history"].search(domain, order="id")
        return rows.mapped("event")

    def rating(self, login="manager", **vals):
        values = {"reform_model_id": self.model.id, "evidence": "120 lượt đánh giá"}
        return self.as_user(self.env["gov.reform.rating"], login).create(values | vals)

    def proposal(self, login="officer_a", **vals):
        values = {
            "reform_model_id": self.model.id,
            "unit_id": self.commune.id,
            "reasons": "97% người dân hài lòng",
            "target_unit_ids": [Command.set(self.other.ids)],
        }
        model = self.env["gov.reform.proposal"]
        return self.as_user(model, login).create(values | vals)

    def initiative(self, login="staff_a", **vals):
        values = {
            "unit_id": self.commune.id,
            "kind": "initiative",
            "name": "Khảo sát hài lòng bằng mã QR",
            "summary": "Dán mã QR tại Bộ phận Một cửa",
            "year": 2023,
        }
        return self.as_user(self.env["gov.initiative"], login).create(values | vals)

    def notices(self, record):
        return self.env["mail.message"].search(
            [("model", "=", record._name), ("res_id", "=", record.id)]
            + [("message_type", "=", "user_notification")]
        )


@tagged("post_install", "-at_install")
class TestModelState(DecisionCase):
    """Proposed → piloting → running → replicated, or stopped; by the body above."""

    def test_the_body_above_decides(self):
        self.assertEqual(self.model.deciding_unit_id, self.province)
        for event, state in (
            ("pilot", "piloting"),
            ("run", "running"),
            ("replicate", "replicated"),
        ):
            self.decide(self.model, "leader", event)
            self.assertEqual(self.model.state, state)
            self.assertEqual(self.model.date_state, date(2021, 10, 25))
        self.decide(self.model, "leader", "stop", reason="Hết giai đoạn")
        self.assertEqual(self.model.state, "stopped")
        self.assertEqual(
            self.events(self.model), ["create", "pilot", "run", "replicate", "stop"]
        )
        for words in ("2120/QĐ-UBND-HC", "Hết giai đoạn", self.users["leader"].name):
            self.assertIn(words, self.model.history_text)

    def test_who_never_decides(self):
        for login in ("staff_a", "officer_a", "officer_b", "clerk"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(self.model, login)._decide("pilot", document=PAPER)
        # The home department stands in for the province, but leads this model itself.
        self.assertIn(self.home, self.province.gov_delegate_ids)
        with self.assertRaises(AccessError):
            self.decide(self.model, "coordinator", "pilot")
        self.assertEqual(self.model.state, "proposed")
        theirs = self._model(code="B", lead_unit_id=self.finance.id)
        self.decide(theirs, "coordinator", "pilot")
        self.assertEqual(theirs.state, "piloting")
        self.assertTrue(self.as_user(self.model, "leader").can_decide)
        self.assertFalse(self.as_user(self.model, "coordinator").can_decide)

    def test_order_paper_and_reason(self):
        for event in ("replicate", "rate", "agree", "unstated", ""):
            with self.subTest(event), self.assertRaises(UserError):
                self.model._decide(event, reason="x", document=PAPER)
        for document in (None, ("", PAPER[1]), ("1/QĐ", False)):
            with self.subTest(document), self.assertRaises(UserError):
                self.model._decide("pilot", document=document)
        today = self.env.company._gov_today()
        with self.assertRaises(UserError):
            self.model._decide("pilot", document=("1/QĐ", today + timedelta(days=1)))
        for reason in (None, " ", "x" * 2001):
            with self.subTest(reason and len(reason)), self.assertRaises(UserError):
                self.model._decide("stop", reason=reason)
        self.model._decide("stop", reason="Không còn phù hợp")
        with self.assertRaises(UserError):
            self.model._decide("stop", reason="x")
        self.model._decide("pilot", document=PAPER)
        self.assertEqual(self.model.state, "piloting")

    def test_a_friendly_body_is_not_named(self):
        """Whoever keeps the model doesn't choose who judges it."""
        model = self.as_user(self.model, "coordinator")
        for unit in (self.finance, self.division, self.home):
            with self.subTest(unit.name), self.assertRaises(AccessError):
                model.deciding_unit_id = unit
        with self.assertRaises(AccessError):
            self.as_user(self.env["gov.reform.model"], "coordinator").create(
                {
                    "code": "C",
                    "name": "x",
                    "lead_unit_id": self.home.id,
                    "deciding_unit_id": self.division.id,
                }
            )
        with self.assertRaises(AccessError):
            model.lead_unit_id = self.finance
        self.as_user(self.model, "manager").deciding_unit_id = self.finance
        self.assertEqual(self.model.deciding_unit_id, self.finance)

    def test_nobody_above_only_managers_enter_it(self):
        top = self._model(code="T", lead_unit_id=self.province.id)
        self.assertFalse(top.deciding_unit_id)
        with self.assertRaises(AccessError):
            self.decide(top, "leader", "pilot")
        self.decide(top, "manager", "pilot")
        self.assertEqual(top.state, "piloting")

    def test_committee_beside_its_departments(self):
        """Under a node of no kind the committee stands above its departments."""
        node = self.env["hr.department"].create(
            {"name": "Tỉnh Z", "company_id": self.env.company.id}
        )
        body = self._unit("Z", "UBND tỉnh Z", "people_committee", parent=node)
        home = self._unit("Z-SNV", "Sở Nội vụ tỉnh Z", "department", parent=node)
        get = self.model._get_superior
        self.assertEqual(get(home), body)
        self.assertFalse(get(body))
        self.assertFalse(get(node))

    def test_a_model_that_began_is_never_deleted(self):
        indicator = self._indicator()
        begun = self._model(code="B")
        begun._decide("pilot", document=PAPER)
        with self.assertRaises(UserError):
            begun.unlink()
        self.model.unlink()
        self.assertFalse(indicator.exists())

    def test_counts_follow_the_rights(self):
        for unit in (self.commune, self.other):
            self.env["gov.rollout"].create(
                {
                    "reform_model_id": self.model.id,
                    "unit_id": unit.id,
                    "steering_unit_id": self.province.id,
                }
            )
        self.env.invalidate_all()
        self.assertEqual(self.as_user(self.model, "manager").rollout_count, 2)
        self.assertEqual(self.as_user(self.model, "officer_a").rollout_count, 1)
        action = self.as_user(self.model, "manager").action_open_rollouts()
        self.assertEqual(action["domain"], [("reform_model_id", "=", self.model.id)])


@tagged("post_install", "-at_install")
class TestRating(DecisionCase):
    def test_evidence_then_level_then_nothing_changes(self):
        rating = self.rating("coordinator")
        file = self.as_user(self.env["gov.reform.file"], "coordinator").create(
            {"rating_id": rating.id, "name": "bao_cao.pdf", "file": FILE}
        )
        self.assertFalse(self.model.rating_level_id)
        level = self.env.ref("friendly_gov.rating_level_effective")
        self.decide(rating, "leader", "rate", level_id=level.id)
        self.assertEqual(rating.state, "given")
        self.assertEqual(rating.rated_by_id, self.users["leader"])
        self.assertEqual(self.model.rating_level_id, level)
        self.assertEqual(self.model.rating_date, PAPER[1])
        self.assertEqual(self.events(self.model), ["create", "rate"])
        for attack in (
            lambda: rating.write({"evidence": "x"}),
            lambda: rating.unlink(),
            lambda: file.write({"name": "x.pdf"}),
            lambda: file.write({"file": base64.b64encode(b"y")}),
            lambda: file.unlink(),
            lambda: rating.write(
                {"file_ids": [Command.create({"name": "a", "file": FILE})]}
            ),
            lambda: self.rating("coordinator").file_ids.create(
                {"rating_id": rating.id, "name": "a", "file": FILE}
            ),
        ):
            with self.assertRaises(UserError):
                attack()
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", file._name), ("res_id", "=", file.id)]
            + [("res_field", "=", "file")]
        )
        for vals in ({"datas": FILE[:8]}, {"res_id": 0}, {"public": True}):
            with self.subTest(vals), self.assertRaises(AccessError):
                attachment.sudo().write(vals)
        with self.assertRaises(AccessError):
            attachment.sudo().unlink()
        self.assertTrue(self.intact(file))

    def test_never_by_the_lead_unit_and_never_without_level_or_paper(self):
        rating = self.rating("coordinator")
        level = self.env.ref("friendly_gov.rating_level_very_effective")
        with self.assertRaises(AccessError):
            self.decide(rating, "coordinator", "rate", level_id=level.id)
        with self.assertRaises(UserError):
            self.decide(rating, "leader", "rate")
        with self.assertRaises(UserError):
            self.as_user(rating, "leader")._rate(level)
        with self.assertRaises(AccessError):
            self.as_user(rating, "officer_a")._rate(level, document=PAPER)
        for vals in ({"state": "given"}, {"level_id": level.id}):
            with self.subTest(vals), self.assertRaises(AccessError):
                rating.write(vals)
        with self.assertRaises(AccessError):
            self.as_user(self.model, "manager").rating_level_id = level

    def test_the_newest_counts_and_the_old_one_stays(self):
        levels = [
            self.env.ref(f"friendly_gov.rating_level_{name}")
            for name in ("partly_effective", "effective")
        ]
        ratings = [self.rating(), self.rating()]
        for rating, level in zip(ratings, levels, strict=True):
            rating.sudo()._rate(level, document=PAPER)
        self.assertEqual(self.model.rating_level_id, levels[1])
        self.assertEqual([r.level_id for r in ratings], levels)
        self.assertEqual(self.events(self.model), ["create", "rate", "rate"])

    def test_a_draft_is_deleted_with_its_files(self):
        rating = self.rating()
        file = rating.file_ids.create(
            {"rating_id": rating.id, "name": "a", "file": FILE}
        )
        rating.unlink()
        self.assertFalse(file.exists())

    def test_the_scale_is_flagged(self):
        levels = self.env["gov.rating.level"].search([])
        self.assertEqual(
            levels.mapped("name"),
            ["Không hiệu quả", "Hiệu quả một phần", "Hiệu quả", "Rất hiệu quả"],
        )
        self.assertEqual(levels.mapped("is_effective"), [False, False, True, True])
        self.assertTrue(all(levels.mapped("needs_confirmation")))


@tagged("post_install", "-at_install")
class TestProposal(DecisionCase):
    def test_from_draft_to_an_agreement(self):
        action = self.as_user(self.model, "officer_a").action_propose()
        self.assertEqual(action["context"]["default_reform_model_id"], self.model.id)
        model = self.as_user(self.env["gov.reform.proposal"], "officer_a")
        with Form(model.with_context(**action["context"])) as form:
            self.assertEqual(form.unit_id, self.commune)
            form.reasons = "97% người dân hài lòng"
        proposal = form.record
        self.assertEqual(proposal.missing, "the units that are to take the model over")
        with self.assertRaises(UserError):
            proposal.action_submit()
        self.assertEqual(proposal.waiting_unit_id, self.commune)
        proposal.target_unit_ids = self.other
        self.assertFalse(proposal.missing)
        self.assertTrue(proposal.can_submit)
        proposal.action_submit()
        self.assertEqual(proposal.state, "submitted")
        self.assertEqual(proposal.waiting_unit_id, self.province)
        self.assertIn(
            self.users["leader"].partner_id, self.notices(proposal).partner_ids
        )
        self.decide(proposal, "leader", "agree", reason="Nhân rộng từ quý III")
        self.assertEqual(proposal.state, "agreed")
        self.assertEqual((proposal.decision_symbol, proposal.decision_date), PAPER)
        self.assertEqual(proposal.decided_by_id, self.users["leader"])
        self.assertFalse(proposal.waiting_unit_id)
        self.assertEqual(self.events(proposal), ["create", "submit", "agree"])
        self.assertEqual(proposal._get_target_units(), self.other)

    def test_sent_back_with_a_reason_and_sent_again(self):
        proposal = self.proposal()
        proposal.action_submit()
        with self.assertRaises(UserError):
            proposal.reasons = "Khác"
        with self.assertRaises(UserError):
            self.decide(proposal, "leader", "return")
        self.decide(proposal, "leader", "return", reason="Thiếu số liệu thí điểm")
        self.assertEqual(proposal.state, "returned")
        self.assertEqual(proposal.return_reason, "Thiếu số liệu thí điểm")
        self.assertFalse(proposal.decision_symbol)
        self.assertEqual(proposal.waiting_unit_id, self.commune)
        self.assertIn("Thiếu số liệu thí điểm", proposal.history_text)
        proposal.results = "Khảo sát 120 lượt"
        proposal.action_submit()
        self.assertFalse(proposal.return_reason)
        self.decide(proposal, "manager", "refuse", reason="Chưa đủ điều kiện")
        self.assertEqual(proposal.state, "refused")
        with self.assertRaises(UserError):
            self.decide(proposal, "leader", "agree")

    def test_who_decides(self):
        proposal = self.proposal()
        with self.assertRaises(AccessError):
            proposal.with_user(self.users["leader"]).action_submit()
        proposal.action_submit()
        for login in ("staff_a", "officer_a", "officer_b", "clerk", "coordinator"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(proposal, login)._decide("agree", document=PAPER)
        # Not even a leader above, who works for the proposing unit as well.
        self.users["leader"].gov_unit_ids |= self.commune
        with self.assertRaises(AccessError):
            self.decide(proposal, "leader", "agree")
        self.assertEqual(proposal.state, "submitted")
        with self.assertRaises(UserError):
            self.decide(proposal, "manager", "agree", document_symbol=False)
        found = self.env["gov.reform.proposal"].search
        for login, waits in (
            ("manager", True),
            ("leader", False),
            ("coordinator", False),
            ("officer_a", False),
        ):
            with self.subTest(login):
                model = self.as_user(self.env["gov.reform.proposal"], login)
                found = model.search([("can_decide", "=", True)])
                self.assertEqual(proposal in found, waits)
                readable = model.search([("id", "=", proposal.id)])
                self.assertEqual(any(readable.mapped("can_decide")), waits)

    def test_the_deciding_body_proposes_nothing_to_itself(self):
        with self.assertRaises(ValidationError):
            self.proposal("manager", unit_id=self.province.id)
        lead = self.proposal("coordinator", unit_id=self.home.id)
        lead.action_submit()
        with self.assertRaises(AccessError):
            self.decide(lead, "coordinator", "agree")

    def test_a_proposal_for_another_unit_is_refused(self):
        for login, unit in (("officer_a", self.other), ("staff_a", self.commune)):
            with self.subTest(login), self.assertRaises(AccessError):
                self.proposal(login, unit_id=unit.id)
        proposal = self.proposal()
        with self.assertRaises(AccessError):
            proposal.unit_id = self.other

    def test_only_an_agreed_one_is_replicated(self):
        proposal = self.proposal()
        with self.assertRaises(UserError):
            proposal.action_start_replication()
        proposal.action_submit()
        self.decide(proposal, "leader", "agree")
        action = self.as_user(proposal, "coordinator").action_start_replication()
        context = action["context"]
        self.assertEqual(context["default_reform_model_id"], self.model.id)
        self.assertEqual(context["default_unit_ids"], [Command.set(self.other.ids)])
        # The coordinator acts for the province through the own department.
        self.assertEqual(context["default_steering_unit_id"], self.home.id)
        self.assertIn("2120/QĐ-UBND-HC of 25/10/2021", context["default_note"])

    def test_units_of_the_group_are_those_of_the_day(self):
        group = self.env.ref("friendly_gov.unit_group_ubnd_xa")
        proposal = self.proposal(
            target_group_id=group.id, target_unit_ids=[Command.clear()]
        )
        self.assertFalse(proposal.missing)
        self.assertEqual(proposal._get_target_units(), self.other)

    def test_the_body_asked_is_kept_once_sent(self):
        proposal = self.proposal()
        proposal.action_submit()
        self.model.deciding_unit_id = self.finance
        self.assertEqual(proposal.deciding_unit_id, self.province)

    def test_the_roll_out_is_one_of_the_model(self):
        rollout = self.env["gov.rollout"].create(
            {
                "reform_model_id": self._model(code="B").id,
                "unit_id": self.commune.id,
                "steering_unit_id": self.province.id,
            }
        )
        with self.assertRaises(ValidationError):
            self.proposal(origin_id=rollout.id)


@tagged("post_install", "-at_install")
class TestInitiative(DecisionCase):
    def test_reviewed_and_recognised_by_the_body_above(self):
        initiative = self.initiative()
        self.assertEqual(initiative.deciding_unit_id, self.province)
        self.assertEqual(initiative.waiting_unit_id, self.province)
        with self.assertRaises(UserError):
            self.decide(initiative, "leader", "recognise")
        self.as_user(initiative, "leader").action_review()
        self.assertEqual(initiative.state, "reviewed")
        with self.assertRaises(UserError):
            initiative.name = "Khác"
        with self.assertRaises(UserError):
            initiative.unlink()
        self.decide(initiative, "leader", "return", reason="Nêu rõ kết quả")
        self.assertEqual(initiative.return_reason, "Nêu rõ kết quả")
        initiative.result = "120 lượt đánh giá"
        self.as_user(initiative, "leader").action_review()
        self.decide(initiative, "leader", "recognise")
        self.assertEqual(initiative.state, "recognised")
        self.assertEqual((initiative.decision_symbol, initiative.decision_date), PAPER)
        self.assertEqual(
            self.events(initiative),
            ["create", "review", "return", "review", "recognise"],
        )

    def test_never_by_the_own_unit(self):
        initiative = self.initiative()
        for login in ("staff_a", "officer_a", "officer_b", "clerk"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(initiative, login).action_review()
        self.users["leader"].gov_unit_ids = self.commune
        with self.assertRaises(AccessError):
            self.as_user(initiative, "leader").action_review()
        # a delegate of the province, of another unit
        self.as_user(initiative, "coordinator").action_review()
        with self.assertRaises(UserError):
            self.decide(initiative, "coordinator", "refuse")
        self.decide(initiative, "coordinator", "refuse", reason="Đã có ở nơi khác")
        self.assertEqual(initiative.state, "not_recognised")
        self.assertEqual(initiative.decision_text, "Đã có ở nơi khác")

    def test_many_are_recognised_by_one_decision(self):
        both = self.initiative() | self.initiative(name="Trả kết quả tại nhà")
        self.as_user(both, "leader").action_review()
        self.decide(both, "leader", "recognise")
        self.assertEqual(both.mapped("state"), ["recognised"] * 2)

    def test_who_reads(self):
        initiative = self.initiative()
        for login in ("staff_a", "officer_a", "coordinator", "leader", "manager"):
            with self.subTest(login):
                self.assertTrue(self.as_user(initiative, login).has_access("read"))
        for login in ("officer_b", "no_scope", "plain", "portal"):
            with self.subTest(login):
                self.assertFalse(self.as_user(initiative, login).has_access("read"))
        initiative.sudo()._decide("review")
        initiative.sudo()._decide("recognise", document=PAPER)
        self.assertTrue(self.as_user(initiative, "officer_b").has_access("read"))
        self.assertFalse(self.as_user(initiative, "officer_b").has_access("write"))

    def test_the_history_is_told_to_readers_of_the_record_only(self):
        initiative = self.initiative()
        rows = self.env["gov.history"].search(
            [("res_model", "=", "gov.initiative"), ("res_id", "=", initiative.id)]
        )
        self.assertTrue(rows)
        self.assertFalse(rows.with_user(self.users["officer_b"]).has_access("read"))
        with self.assertRaises(AccessError):
            self.as_user(initiative, "officer_b").read(["history_text"])
        self.assertTrue(initiative.history_text)

    def test_years_are_years(self):
        for year in (23, 2203):
            with self.subTest(year), self.assertRaises(Exception):  # noqa: B017
                with self.env.cr.savepoint():
                    self.initiative(year=year)


@tagged("post_install", "-at_install")
class TestDialog(DecisionCase):
    def test_a_foreign_or_made_up_record_is_refused(self):
        rating = self.rating("coordinator")
        dialogs = self.env["gov.reform.decision"]
        for login, vals, error in (
            ("leader", {"res_ids": "x", "event": "rate"}, UserError),
            ("leader", {"res_ids": "0", "event": "rate"}, UserError),
            ("leader", {"res_ids": str(rating.id), "event": "agree"}, UserError),
        ):
            values = {"res_model": rating._name} | vals
            with self.subTest(vals), self.assertRaises(error):
                dialog = dialogs.with_user(self.users[login]).create(values)
                dialog.action_confirm()
        far = self._unit("Y", "UBND tỉnh Y", "people_committee")
        far.parent_id = False
        theirs = self.initiative("manager", unit_id=far.id)
        with self.assertRaises(AccessError):
            dialogs.with_user(self.users["leader"]).create(
                {
                    "res_model": theirs._name,
                    "res_ids": str(theirs.id),
                    "event": "review",
                }
            ).action_confirm()
        with self.assertRaises(ValueError):
            dialogs.create({"res_model": "res.users", "res_ids": "2", "event": "x"})

    def test_it_says_what_goes_on(self):
        self.env["gov.rollout"].create(
            {
                "reform_model_id": self.model.id,
                "unit_id": self.commune.id,
                "steering_unit_id": self.province.id,
            }
        )
        dialog = self.env["gov.reform.decision"].create(
            {
                "res_model": "gov.reform.model",
                "res_ids": str(self.model.id),
                "event": "stop",
            }
        )
        self.assertEqual(dialog.running_count, 1)
        self.assertTrue(dialog.needs_reason)
        self.assertFalse(dialog.needs_document)
        with self.assertRaises(UserError):
            self.model.action_decide()


@tagged("post_install", "-at_install")
class TestTemplate(RegisterCase):
    """The 18 steps, their sources, and versions."""

    def template(self):
        return self.env.ref("friendly_gov.stage_template_friendly_government")

    def test_eighteen_steps_each_with_its_source(self):
        template = self.template()
        self.assertFalse(template.company_id)
        self.assertTrue(template.needs_confirmation)
        steps = template.step_ids
        self.assertEqual(len(steps), 18)
        self.assertEqual(steps.mapped("code"), [f"B{i:02d}" for i in range(1, 19)])
        for step in steps:
            with self.subTest(step.code):
                self.assertTrue(step.source)
                self.assertTrue(step.stage_id)
        by_code = {step.code: step for step in steps}
        for code, name, source in (
            ("B01", "văn bản chỉ đạo", "Công văn 515/UBND-NVK ngày 14/4/2023"),
            ("B04", "Ban Chỉ đạo", "Báo Điện Biên Phủ ngày 17/6/2024"),
            ("B05", "kế hoạch", "11/11/2021 của UBND huyện Bình Lục"),
            ("B12", "ký cam kết", "Báo Điện Biên Phủ ngày 17/6/2024"),
            ("B14", "kiểm tra, giám sát", "26/KH-UBND ngày 01/8/2025"),
            ("B17", "công nhận", "Quyết định 54/2025/QĐ-UBND"),
            ("B18", "Nhân rộng", "2120/QĐ-UBND-HC ngày 25/10/2021"),
        ):
            with self.subTest(code):
                self.assertIn(name, by_code[code].name)
                self.assertIn(source, by_code[code].source)
        offsets = [step.offset_days for step in steps if step.offset_days]
        self.assertEqual(offsets, sorted(offsets))

    @freeze_time("2026-03-02 03:00:00")
    def test_the_next_version(self):
        old = self.env["gov.stage.template"].create(
            {
                "name": "Hẹn giờ tại nhà",
                "code": "HG",
                "date_from": date(2025, 1, 1),
                "step_ids": [Command.create({"name": "Khảo sát", "source": "Tự đặt"})],
            }
        )
        self._model(code="HG", template_id=old.id)
        new = old.browse(old.action_new_version()["res_id"])
        self.assertEqual((old.version, new.version), (1, 2))
        self.assertEqual(old.date_to, date(2026, 3, 1))
        self.assertEqual((new.date_from, new.date_to), (date(2026, 3, 2), False))
        self.assertEqual(new.step_ids.mapped("name"), ["Khảo sát"])
        new.step_ids.name = "Khảo sát nhu cầu"
        self.assertEqual(old.step_ids.name, "Khảo sát")
        self.assertEqual((old.model_count, new.model_count), (1, 0))
        newest = old.browse(old.action_new_version()["res_id"])
        self.assertEqual(newest.version, 3)
        with self.assertRaises(UserError):
            old.unlink()
        with self.assertRaises(AccessError):
            new.version = 7

    def test_what_all_companies_share_is_not_changed_through_its_steps(self):
        self.env["res.company"].create({"name": "Tỉnh Y"})
        template = self.template().with_user(self.users["manager"])
        for attack in (
            lambda: template.step_ids[0].write({"name": "x"}),
            lambda: template.step_ids[0].unlink(),
            lambda: template.step_ids.create({"template_id": template.id, "name": "x"}),
            lambda: template.write({"step_ids": [Command.create({"name": "x"})]}),
        ):
            with self.assertRaises(AccessError):
                attack()
        own = template.browse(template.action_new_version()["res_id"])
        self.assertEqual(own.company_id, self.env.company)
        self.assertEqual(len(own.step_ids), 18)
        self.assertFalse(template.date_to)

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common import GovCase
from .oversight_common import QUOTE, OversightCase

NOT_COMPETENT = ("staff_a", "officer_a", "coordinator_a", "officer_b", "clerk")


@tagged("post_install", "-at_install")
class TestProposal(OversightCase):
    """A proposal, never an assignment: the competent body decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        case.users = cls.users
        cls.source = case.critical(
            proposed_action="Kiểm tra, báo cáo", proposed_due=date(2024, 7, 15)
        )
        cls.proposal = cls.source.proposal_ids.sudo(False)
        cls.directive = cls._directive()

    def by(self, login, proposal=None):
        return (proposal or self.proposal).with_user(self.users[login])

    def take_up(self, login, proposal=None, directive=None, **vals):
        dialogs = self.env["gov.proposal.take.up"].with_user(self.users[login])
        values = {
            "proposal_id": (proposal or self.proposal).id,
            "directive_id": (directive or self.directive).id,
        }
        action = dialogs.create(values | vals).action_confirm()
        return self.env["gov.task"].browse(action["res_id"])

    def test_a_criticism_opens_one_a_unit(self):
        item = self.critical(units=self.commune | self.other | self.party)
        self.assertEqual(
            item.proposal_ids.sudo().unit_id,
            self.commune | self.other,
            "a Party body is given no task by a state agency",
        )
        self.assertFalse(self.env["gov.assignment"].search([]))
        for proposal in item.proposal_ids.sudo():
            self.assertEqual(proposal.competent_unit_id, self.province)
            self.assertIn(QUOTE, proposal.text)
        self.assertEqual(self.proposal.text, "Kiểm tra, báo cáo")
        self.assertEqual(self.proposal.date_due, date(2024, 7, 15))
        self.assertEqual(self.proposal.source, "media_item_id")
        self.assertEqual(self.proposal.waiting_for, "UBND tỉnh X")
        self.assertFalse(self.item(tone="exemplary").proposal_ids)

    def test_whom_it_waits_for(self):
        for login, wanted in (
            ("coordinator", True),
            ("leader", True),
            ("manager", True),
            ("staff_a", False),
            ("officer_a", False),
            ("coordinator_a", False),
            ("officer_b", False),
            ("coordinator_b", False),
            ("clerk", False),
        ):
            mine = self.env["gov.assignment.proposal"].with_user(self.users[login])
            found = mine.search([("can_decide", "=", True)])
            with self.subTest(login):
                self.assertEqual(found.sudo(False), self.proposal if wanted else found)
                self.assertEqual(bool(found), wanted)
                if self.by(login).has_access("read"):
                    self.assertEqual(self.by(login).can_decide, wanted)

    def test_the_unit_concerned_decides_nothing(self):
        mine = self._directive(
            symbol="1/UBND-A",
            issuer_id=self.commune.id,
            assigning_unit_id=self.commune.id,
            monitoring_unit_id=self.commune.id,
        )
        for login in (*NOT_COMPETENT, "coordinator_b"):
            for directive in (self.directive, mine):
                with self.subTest(login), self.assertRaises(AccessError):
                    self.take_up(login, directive=directive)
                with self.subTest(login), self.assertRaises(AccessError):
                    self.by(login)._take_up(directive, "x")
            with self.subTest(login), self.assertRaises(AccessError):
                self.step(login, self.proposal, "dismiss")
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(login)._step("dismiss", reason="x")
        for login in ("plain", "portal", "public", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(login)._step("dismiss", reason="x")
        self.assertEqual(self.proposal.state, "open")
        self.assertFalse(mine.task_ids | self.directive.task_ids)

    def test_nor_does_the_body_when_it_is_concerned_itself(self):
        proposal = self.critical("manager", self.home).proposal_ids.sudo(False)
        self.assertEqual(proposal.competent_unit_id, self.province)
        self.assertFalse(self.by("coordinator", proposal).can_decide)
        with self.assertRaises(AccessError):
            self.take_up("coordinator", proposal)
        with self.assertRaises(AccessError):
            self.step("coordinator", proposal, "dismiss")
        self.step("leader", proposal, "dismiss")

    def test_taken_up_as_a_draft_that_is_issued_as_usual(self):
        for login in ("coordinator", "leader", "manager"):
            proposal = self.critical().proposal_ids.sudo(False)
            with freeze_time("2024-07-01 03:00:00"):
                task = self.take_up(login, proposal, text="Khắc phục")
            with self.subTest(login):
                self.assertEqual((task.state, task.text), ("draft", "Khắc phục"))
                self.assertEqual(task.lead_unit_ids, self.commune)
                self.assertEqual(task.directive_id, self.directive)
                self.assertFalse(task.assignment_ids)
                self.assertEqual(proposal.state, "taken_up")
                self.assertEqual(proposal.task_id, task)
                self.assertEqual(task.proposal_ids, proposal)
                self.assertEqual(proposal.decided_by_id, self.users[login])
                self.assertEqual(proposal.waiting_for, "UBND tỉnh X", "not issued yet")
                with self.assertRaises(UserError):
                    self.take_up(login, proposal)
        self.assertEqual(self.directive.task_ids.mapped("code"), ["1", "2", "3"])
        self.directive.with_user(self.users["coordinator"]).action_issue()
        lines = self.directive.assignment_ids
        self.assertEqual(lines.mapped("unit_id"), self.commune)
        self.assertEqual(len(lines), 3)
        self.assertFalse(proposal.waiting_for)

    def test_the_proposed_deadline_is_the_draft_s(self):
        task = self.take_up("coordinator")
        self.assertEqual(task.deadline_text, "15/07/2024")
        self.assertEqual(task.date_due, date(2024, 7, 15))
        self.assertEqual(task.text, "Kiểm tra, báo cáo")

    def test_only_in_a_document_of_the_body(self):
        far = self._unit("Y", "UBND tỉnh Y", "people_committee")
        far.parent_id = False
        bodies = ("issuer_id", "assigning_unit_id", "monitoring_unit_id")
        bodies += ("extending_unit_id", "confirming_unit_id")
        theirs = self._directive(symbol="2/Y", **dict.fromkeys(bodies, far.id))
        for login in ("coordinator", "leader"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.take_up(login, directive=theirs)
        # monitored by the department, ordered by a body that is not its own
        bodies = dict.fromkeys(bodies, far.id) | {"monitoring_unit_id": self.home.id}
        watched = self._directive(symbol="3/Y", **bodies)
        with self.assertRaises(AccessError):
            self.take_up("coordinator", directive=watched)
        self.directive.action_withdraw()
        with self.assertRaises(UserError):
            self.take_up("coordinator")
        demo = self._directive(symbol="4/UBND")
        demo._guarded_write({"is_demo": True})
        with self.assertRaises(UserError):
            self.take_up("coordinator", directive=demo)
        self.assertEqual(self.proposal.state, "open")

    def test_dismissed_with_a_reason(self):
        with self.assertRaises(UserError):
            self.step("coordinator", self.proposal, "dismiss", reason=" ")
        self.step("coordinator", self.proposal, "dismiss", reason="Đã khắc phục")
        self.assertEqual(self.proposal.state, "dismissed")
        self.assertEqual(self.proposal.reason, "Đã khắc phục")
        self.assertEqual(self.proposal.decided_by_id, self.users["coordinator"])
        self.assertFalse(self.proposal.waiting_for)
        with self.assertRaises(UserError):
            self.take_up("coordinator")
        events = self.proposal.log_ids.sorted("id").mapped("event")
        self.assertEqual(events, ["open", "dismiss"])
        self.assertEqual(self.proposal.log_ids[0].reason, "Đã khắc phục")

    def test_a_draft_thrown_away_opens_it_again(self):
        task = self.take_up("coordinator")
        task.with_user(self.users["coordinator"]).unlink()
        self.assertEqual(self.proposal.state, "open")
        self.assertFalse(self.proposal.decided_at)
        self.take_up("coordinator")
        self.directive.with_user(self.users["coordinator"]).unlink()
        self.assertEqual(self.proposal.state, "open")
        events = self.proposal.log_ids.sorted("id").mapped("event")
        wanted = ["open", "take_up", "reopen", "take_up", "reopen"]
        self.assertEqual(events, wanted)

    def test_nothing_is_typed(self):
        for login in ("officer_a", "coordinator", "manager"):
            mine = self.by(login)
            for vals in (
                {"state": "dismissed"},
                {"unit_id": self.other.id},
                {"text": "x"},
                {"task_id": False},
            ):
                with self.subTest(f"{login} {vals}"), self.assertRaises(AccessError):
                    mine.write(vals)
            with self.subTest(login), self.assertRaises(AccessError):
                mine.unlink()
            with self.subTest(login), self.assertRaises(AccessError):
                mine.create({"text": "x", "unit_id": self.other.id})
            for model in (self.proposal, self.proposal.log_ids):
                with self.assertRaises(AccessError):
                    model.sudo().write({"state": "dismissed"})
                with self.assertRaises(AccessError):
                    model.sudo().unlink()

    def test_an_event_of_the_system_is_no_button(self):
        for event in ("lapse", "reopen"):
            with self.subTest(event), self.assertRaises(AccessError):
                self.by("manager")._step(event)
            record = self.by("manager").with_context(gov_event=event)
            with self.subTest(event), self.assertRaises(UserError):
                record.action_open_step()

    def test_a_dialog_tells_nothing_of_what_is_not_seen(self):
        dialogs = self.env["gov.proposal.take.up"]
        far = self._user("far", ["coordinator"], self.other).id
        mine = dialogs.with_user(far).with_context(default_proposal_id=self.proposal.id)
        with self.assertRaises(AccessError):
            Form(mine)
        with self.assertRaises(AccessError):
            mine.onchange({}, [], {"text": {}, "proposal_id": {}})
        typed = {"directive_id": self.directive.id, "proposal_id": self.proposal.id}
        with self.assertRaises(AccessError):
            dialogs.with_user(far).create(typed).read(["text"])
        dialog = dialogs.sudo().create(typed | {"text": "x"})
        self.env.cr.execute(
            "UPDATE gov_proposal_take_up SET create_uid = %s WHERE id = %s",
            (far, dialog.id),
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            dialog.with_user(far).read(["unit_id"])

    def test_who_is_told(self):
        def told(proposal):
            return (
                self.env["mail.message"]
                .search(
                    [("model", "=", proposal._name), ("res_id", "in", proposal.ids)]
                )
                .partner_ids
            )

        # entered by a coordinator, who need not be told
        partners = {n: u.partner_id for n, u in self.users.items()}
        self.assertIn(partners["leader"], told(self.proposal))
        for login in ("officer_a", "staff_a", "coordinator", "front"):
            with self.subTest(login):
                self.assertNotIn(partners[login], told(self.proposal))
        # a committee steers: a Party body, Front or committee is never alerted
        board = self._unit("T-BCD", "Ban Chỉ đạo", "committee")
        secretary = self._user("secretary", ["coordinator"], board)
        opened = self.env["gov.assignment.proposal"]._open(
            [
                {
                    "media_item_id": self.source.id,
                    "unit_id": self.commune.id,
                    "competent_unit_id": board.id,
                    "company_id": self.env.company.id,
                    "text": "x",
                }
            ]
        )
        self.assertNotIn(secretary.partner_id, told(opened))
        self.assertTrue(opened.with_user(secretary).can_decide)

    def test_the_list_costs_the_same_however_long(self):
        def statements(count):
            items = [self.critical() for _number in range(count)]
            ids = [item.proposal_ids.sudo().id for item in items]
            self.env.flush_all()
            self.env.invalidate_all()
            mine = self.env["gov.assignment.proposal"].with_user(self.users["leader"])
            # The reader's own company, which the cache holds or not.
            mine.env.user.company_id.mapped("name")
            before = self.env.cr.sql_log_count
            names = ("text", "unit_id", "source", "waiting_for", "can_decide")
            names += ("days_open", "source_text")
            mine.web_search_read([("id", "in", ids)], {name: {} for name in names})
            return self.env.cr.sql_log_count - before

        statements(1)
        self.assertEqual(statements(2), statements(20))

    def test_a_body_that_ends_leaves_its_proposals_to_the_successor(self):
        new = self._unit("T-SNV2", "Sở Nội vụ mới", "department")
        division = self.critical("manager", self.division).proposal_ids.sudo(False)
        self.assertEqual(division.competent_unit_id, self.home)
        transfer = self.env["gov.transfer"].with_user(self.users["manager"])
        transfer = transfer.create(
            {
                "decision_symbol": "1685/NQ-UBTVQH15",
                "decision_date": date(2024, 7, 1),
                "date_effective": date(2024, 7, 5),
                "unit_id": self.home.id,
                "successor_ids": [Command.set(new.ids)],
            }
        )
        transfer.line_ids.filtered(
            lambda li: li.res_model == "hr.department"
        ).keep = True
        transfer.action_execute()
        self.assertEqual(division.competent_unit_id, new)
        self.assertEqual(division.unit_id, self.division)
        self.assertEqual(self.proposal.competent_unit_id, self.province)

    def test_exactly_one_source(self):
        values = {
            "unit_id": self.commune.id,
            "competent_unit_id": self.province.id,
            "company_id": self.env.company.id,
            "text": "x",
        }
        with self.assertRaises(UserError):
            self.env["gov.assignment.proposal"]._open([values])

    def test_where_it_came_from_is_opened_with_one_s_own_rights(self):
        action = self.by("officer_a").action_open_source()
        self.assertEqual(action["res_id"], self.source.id)
        with self.assertRaises(AccessError):
            self.by("officer_b").action_open_source()


@tagged("post_install", "-at_install")
class TestCompetentBodies(GovCase):
    def bodies(self, units):
        return units._gov_competent_bodies()

    def test_those_above_and_who_acts_for_them(self):
        self.assertEqual(self.bodies(self.commune), self.province | self.home)
        self.assertEqual(self.bodies(self.commune)[:1], self.province)
        self.assertEqual(self.bodies(self.division), self.home | self.province)
        self.assertEqual(self.bodies(self.division)[:1], self.home, "the nearest")
        self.assertEqual(self.bodies(self.home), self.province, "not itself")
        self.assertFalse(self.bodies(self.province))
        both = self.bodies(self.commune | self.home)
        self.assertEqual(both, self.province)

    def test_a_territory_stands_for_its_committee(self):
        place = self._unit("Z", "Tỉnh Z", False)
        place.parent_id = False
        committee = self._unit("Z-UB", "UBND tỉnh Z", "people_committee", parent=place)
        unit = self._unit("Z-A", "Xã A", "people_committee", "commune", parent=place)
        agency = self._unit("Z-S", "Sở Z", "department", parent=place)
        self.assertIn(committee, self.bodies(agency))
        self.assertNotIn(agency, self.bodies(unit))

    def test_a_steering_body_of_the_roll_out(self):
        model = self.env["gov.reform.model"].create(
            {"code": "CQTT", "name": "Thân thiện", "lead_unit_id": self.home.id}
        )
        rollout = self.env["gov.rollout"].create(
            {
                "reform_model_id": model.id,
                "unit_id": self.commune.id,
                "steering_unit_id": self.finance.id,
            }
        )
        proposals = self.env["gov.assignment.proposal"]
        found = proposals._get_competent_units(self.commune, rollout)
        self.assertEqual(found[:1], self.finance)
        self.assertEqual(found, self.finance | self.province | self.home)
        item = self.env["gov.media.item"].create(
            {
                "title": "x",
                "outlet_id": self.env["gov.media.outlet"].create({"name": "B"}).id,
                "rollout_id": rollout.id,
                "unit_ids": [Command.set(self.commune.ids)],
            }
        )
        self.assertEqual(item.competent_unit_id, self.finance)
        self.assertEqual(item.reform_model_id, model)
        self.assertEqual(rollout.media_item_count, 1)
        action = rollout.action_open_media_items()
        form = Form(self.env["gov.media.item"].with_context(**action["context"]))
        self.assertEqual(form.rollout_id, rollout)
        self.assertEqual(form.unit_ids[:], self.commune)
        found = self.env["gov.media.item"].search(action["domain"])
        self.assertEqual(found, item)

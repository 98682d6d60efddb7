import base64
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..report.queries import supervision as queries
from .oversight_common import OversightCase

FILE = base64.b64encode(b"%PDF-1.4 tra loi")


class SupervisionCase(OversightCase):
    def setUp(self):
        super().setUp()
        self.start_freeze("2024-07-10 03:00:00")

    def start_freeze(self, moment):
        freezer = freeze_time(moment)
        freezer.start()
        self.addCleanup(freezer.stop)

    def answer(self, login, line, **vals):
        values = {"text": "Đã niêm yết đủ", "document_symbol": "12/BC-UBND"}
        values |= {"document_date": date(2024, 7, 9)}
        self.step(login, line, "answer", **(values | vals))


@tagged("post_install", "-at_install")
class TestSupervision(SupervisionCase):
    def test_who_enters_one(self):
        for login in ("front", "coordinator", "manager"):
            with self.subTest(login):
                self.supervision(login)
        for login in (
            "staff_a",
            "officer_a",
            "coordinator_a",
            "officer_b",
            "coordinator_b",
            "clerk",
            "leader",
            "plain",
            "portal",
            "no_scope",
        ):
            with self.subTest(login), self.assertRaises(AccessError):
                self.supervision(login)
            with self.subTest(login), self.assertRaises(AccessError):
                self.supervision(login, body_unit_id=self.front.id)

    def test_a_front_below_the_commune_lends_it_no_hand(self):
        """The commune's people have its Front in their scope, and are not the Front."""
        below = self._unit("T-A-MT", "MTTQ xã A", "front", "commune", self.commune)
        body = {"body_unit_id": below.id}
        for login in ("officer_a", "coordinator_a"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.supervision(login, **body)
        secretary = self._user("mttq_a", ["officer"], below)
        self.users["mttq_a"] = secretary
        supervision = self.supervision("mttq_a", **body)
        line = self.recommendation("mttq_a", supervision)
        with self.assertRaises(AccessError):
            supervision.with_user(self.users["officer_a"]).result = "Tốt"
        with self.assertRaises(AccessError):
            supervision.with_user(self.users["officer_a"]).unlink()
        with self.assertRaises(AccessError):
            self.recommendation("officer_a", supervision)
        self.answer("officer_a", line)
        with self.assertRaises(AccessError):
            line.with_user(self.users["officer_a"]).action_close()
        line.with_user(secretary).action_close()
        self.assertEqual(line.state, "closed")

    def test_body_dates_and_units(self):
        for vals in (
            {"body_unit_id": self.home.id},
            {"date": date(2024, 7, 11)},
            {"date": date(1999, 1, 1)},
            {"document_date": date(2024, 7, 11)},
            {"unit_ids": [Command.set(self.front.ids)]},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.supervision("manager", **({"body_unit_id": self.front.id} | vals))
        supervision = self.supervision()
        self.assertEqual(supervision.body_name, "Ủy ban MTTQ tỉnh X")
        self.assertEqual(supervision.registering_unit_id, self.front)
        for vals in (
            {"unit_id": self.other.id},
            {"date_due": date(2024, 6, 30)},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.recommendation("front", supervision, **vals)

    def test_it_is_fixed_once_something_is_recommended(self):
        supervision = self.supervision()
        supervision.write({"date": date(2024, 6, 30), "result": "x"})
        line = self.recommendation(supervision=supervision)
        self.assertEqual(line.unit_id, self.commune, "the one unit there is")
        for vals in (
            {"date": date(2024, 6, 1)},
            {"unit_ids": [Command.set(self.other.ids)]},
            {"body_name": "x"},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                supervision.write(vals)
        with self.assertRaises(UserError):
            supervision.unlink()
        supervision.result = "Chưa niêm yết đủ"

    def test_who_sees_it(self):
        line = self.recommendation()
        for login, wanted in (
            ("staff_a", True),
            ("front", True),
            ("leader", True),
            ("manager", True),
            ("officer_b", False),
            ("coordinator_b", False),
        ):
            for record in (line, line.supervision_id, line.log_ids):
                with self.subTest(f"{login} {record._name}"):
                    seen = record.with_user(self.users[login]).has_access("read")
                    self.assertEqual(seen, wanted)


@tagged("post_install", "-at_install")
class TestRecommendation(SupervisionCase):
    def test_answered_asked_again_and_closed(self):
        line = self.recommendation()
        self.assertEqual((line.state, line.waiting_for), ("open", "Xã A"))
        self.answer("officer_a", line)
        self.assertEqual(line.state, "answered")
        self.assertEqual(line.waiting_for, "Ủy ban MTTQ tỉnh X")
        self.step("front", line, "ask_again", date_due=date(2024, 8, 15))
        self.assertEqual(line.state, "asked_again")
        self.assertEqual((line.return_reason, line.date_answered), ("Lý do", False))
        self.answer("officer_a", line, text="Đã bổ sung")
        line.with_user(self.users["front"]).action_close()
        self.assertEqual((line.state, line.answer), ("closed", "Đã bổ sung"))
        self.assertFalse(line.waiting_for)
        log = line.log_ids.sorted("id")
        wanted = ["recommend", "answer", "ask_again", "answer", "close"]
        self.assertEqual(log.mapped("event"), wanted)
        self.assertEqual(log[1].text, "Đã niêm yết đủ", "the first words are kept")
        for event in ("answer", "ask_again", "withdraw"):
            with self.subTest(event), self.assertRaises(UserError):
                login = "officer_a" if event == "answer" else "front"
                due = date(2024, 9, 1)
                self.step(login, line, event, text="x", date_due=due)

    def test_who_answers(self):
        line = self.recommendation()
        for login in ("staff_a", "officer_b", "coordinator", "front", "leader"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.answer(login, line)
        with self.assertRaises(UserError):
            self.answer("officer_a", line, text=" ")
        with self.assertRaises(UserError):
            self.answer("officer_a", line, document_date=date(2024, 7, 11))
        with self.assertRaises(UserError):
            self.answer("officer_a", line, document_date=False)
        self.answer("coordinator_a", line)

    def test_files_of_an_answer_stay(self):
        line = self.recommendation()
        file = {"name": "a.pdf", "file": FILE}
        self.answer("officer_a", line, file_ids=[Command.create(file)])
        evidence = line.evidence_ids
        self.assertTrue(self.intact(evidence))
        self.assertEqual(evidence.company_id, self.env.company)
        for login in ("officer_a", "front", "manager"):
            for vals in ({"name": "b.pdf"}, {"file": base64.b64encode(b"x")}):
                with self.subTest(login), self.assertRaises(AccessError):
                    evidence.with_user(self.users[login]).write(vals)
            with self.subTest(login), self.assertRaises(AccessError):
                evidence.with_user(self.users[login]).unlink()
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "gov.evidence"), ("res_id", "=", evidence.id)]
            + [("res_field", "=", "file")]
        )
        with self.assertRaises(AccessError):
            attachment.sudo().unlink()
        with self.assertRaises(AccessError):
            evidence.with_user(self.users["officer_a"]).create(
                file | {"recommendation_id": line.id}
            )
        for login, wanted in (("front", True), ("officer_b", False)):
            with self.subTest(login):
                seen = evidence.with_user(self.users[login]).has_access("read")
                self.assertEqual(seen, wanted)
        self.assertTrue(self.intact(evidence))

    def test_who_judges(self):
        line = self.recommendation()
        self.answer("officer_a", line)
        for login in ("officer_a", "coordinator_a", "coordinator", "leader"):
            with self.subTest(login), self.assertRaises(AccessError):
                line.with_user(self.users[login]).action_close()
            with self.subTest(login), self.assertRaises(AccessError):
                self.step(login, line, "ask_again", date_due=date(2024, 8, 1))
            with self.subTest(login), self.assertRaises(AccessError):
                self.step(login, line, "withdraw")
        line.with_user(self.users["front"]).action_close()

    def test_whoever_entered_it_judges_for_a_body_without_users(self):
        line = self.recommendation("coordinator")
        self.answer("officer_a", line)
        for login in ("front", "coordinator_b", "officer_a", "leader"):
            with self.subTest(login), self.assertRaises(AccessError):
                line.with_user(self.users[login]).action_close()
        line.with_user(self.users["coordinator"]).action_close()
        # written down for the Front, which has an account: the Front's own
        supervision = self.supervision("coordinator", body_unit_id=self.front.id)
        line = self.recommendation("coordinator", supervision)
        self.answer("officer_a", line)
        with self.assertRaises(AccessError):
            line.with_user(self.users["coordinator"]).action_close()
        line.with_user(self.users["front"]).action_close()

    def test_nobody_edits_it(self):
        line = self.recommendation()
        for login in ("officer_a", "front", "manager"):
            mine = line.with_user(self.users[login])
            for vals in (
                {"text": "x"},
                {"date_due": date(2030, 1, 1)},
                {"state": "closed"},
                {"answer": "x"},
                {"unit_id": self.other.id},
                {"is_exempt": True},
            ):
                with self.subTest(f"{login} {vals}"), self.assertRaises(AccessError):
                    mine.write(vals)
                command = [Command.update(line.id, vals)]
                with self.subTest(f"{login} {vals}"), self.assertRaises(UserError):
                    mine.supervision_id.write({"recommendation_ids": command})
            with self.subTest(login), self.assertRaises(AccessError):
                mine.unlink()
            command = [Command.delete(line.id)]
            with self.subTest(login), self.assertRaises(UserError):
                mine.supervision_id.write({"recommendation_ids": command})
        for record in (line, line.log_ids):
            with self.assertRaises(AccessError):
                record.sudo().write({"state": "closed"})
            with self.assertRaises(AccessError):
                record.sudo().unlink()
        for name, value in (("state", "closed"), ("answer", "x")):
            with self.subTest(name), self.assertRaises(AccessError):
                self.recommendation(**{name: value})

    def test_a_deadline_moves_with_a_reason(self):
        line = self.recommendation()
        with self.assertRaises(UserError):
            self.step("front", line, "reschedule", date_due=date(2024, 7, 9))
        with self.assertRaises(UserError):
            self.step(
                "front", line, "reschedule", date_due=date(2024, 8, 9), reason=" "
            )
        with self.assertRaises(AccessError):
            self.step("officer_a", line, "reschedule", date_due=date(2024, 8, 9))
        self.step("front", line, "reschedule", date_due=date(2024, 8, 9))
        self.assertEqual(line.date_due, date(2024, 8, 9))

    def test_days_left_and_late(self):
        line = self.recommendation()
        self.assertEqual((line.status, line.days_left), ("open", 21))
        with freeze_time("2024-07-31 03:00:00"):
            line.invalidate_recordset()
            self.assertEqual((line.status, line.days_left), ("open", 0))
        with freeze_time("2024-08-03 03:00:00"):
            line.invalidate_recordset()
            self.assertEqual((line.status, line.days_late), ("overdue", 3))
            found = line.search([("is_late", "=", True)])
            self.assertEqual(found, line)
            self.answer("officer_a", line)
            self.assertEqual((line.status, line.days_late), ("answered_late", 3))
        self.assertEqual(line.search([("status", "=", "answered_late")]), line)
        self.assertEqual(
            line._read_group([("id", "=", line.id)], ["status"], ["__count"]),
            [("answered_late", 1)],
        )

    def test_party_front_and_committees_are_never_late(self):
        council = self._unit("T-HND", "Hội Nông dân tỉnh X", "front")
        supervision = self.supervision(units=council)
        line = self.recommendation(supervision=supervision)
        self.assertTrue(line.is_exempt)
        with freeze_time("2024-09-01 03:00:00"):
            line.invalidate_recordset()
            self.assertEqual(line.status, "open")
            self.assertEqual((line.days_late, line.days_left), (0, 0))
            self.assertFalse(line.search([("is_late", "=", True)]))
        told = self.env["mail.message"].search(
            [("model", "=", line._name), ("res_id", "=", line.id)]
        )
        self.assertFalse(told)

    def test_figures_as_of_each_day(self):
        first = self.recommendation()
        self.recommendation()
        gone = self.recommendation()
        with freeze_time("2024-07-20 03:00:00"):
            self.step("front", gone, "withdraw")
            self.answer("officer_a", first)
        with freeze_time("2024-07-25 03:00:00"):
            self.step("front", first, "ask_again", date_due=date(2024, 7, 28))

        def row(day):
            env = self.env(user=self.users["manager"].id)
            rows = queries.unit_rows(env, [], day)
            self.assertLessEqual(len(rows), 1)
            return [tuple(r[key] for key in queries.COUNTS) for r in rows]

        # asked, in time, late, not answered, of these overdue
        self.assertEqual(row(date(2024, 7, 9)), [])
        self.assertEqual(row(date(2024, 7, 10)), [(3, 0, 0, 3, 0)])
        self.assertEqual(row(date(2024, 7, 20)), [(2, 1, 0, 1, 0)])
        self.assertEqual(row(date(2024, 7, 25)), [(2, 0, 0, 2, 0)])
        self.assertEqual(row(date(2024, 7, 30)), [(2, 0, 0, 2, 1)])
        self.assertEqual(row(date(2024, 8, 1)), [(2, 0, 0, 2, 2)])

    def test_a_recommendation_may_open_a_proposal(self):
        line = self.recommendation()
        dialogs = self.env["gov.proposal.open"].with_user(self.users["front"])
        with Form(dialogs.with_context(default_recommendation_id=line.id)) as form:
            self.assertEqual(form.text, line.text)
            self.assertEqual(form.competent_unit_id, self.province)
            form.date_due = date(2024, 9, 1)
        form.record.action_confirm()
        proposal = line.proposal_ids
        self.assertEqual(proposal.unit_id, self.commune)
        self.assertEqual(proposal.source, "recommendation_id")
        self.assertTrue(proposal.with_user(self.users["front"]).has_access("read"))
        self.assertFalse(proposal.with_user(self.users["front"]).can_decide)
        self.assertTrue(proposal.with_user(self.users["coordinator"]).can_decide)
        with self.assertRaises(UserError):
            form.record.action_confirm()
        self.assertEqual(len(line.proposal_ids), 1)
        self.assertEqual(line.state, "open", "it goes on beside")

    def test_who_proposes_and_to_whom(self):
        line = self.recommendation()
        with self.assertRaises(UserError):
            line.with_user(self.users["front"])._propose("x", False, self.other)
        for login in ("officer_a", "coordinator_a", "staff_a"):
            with self.subTest(login), self.assertRaises(UserError):
                line.with_user(self.users[login])._propose("x", False, self.province)
        line.with_user(self.users["coordinator"])._propose("x", False, self.province)

    def test_a_unit_that_ends_leaves_nothing_unanswered(self):
        new = self._unit("T-C", "Xã C", "people_committee", "commune")
        line, settled = self.recommendation(), self.recommendation()
        self.answer("officer_a", settled)
        settled.with_user(self.users["front"]).action_close()
        proposal = line.with_user(self.users["front"])._propose(
            "Giao việc", False, self.province
        )
        transfer = self.env["gov.transfer"].with_user(self.users["manager"])
        transfer = transfer.create(
            {
                "decision_symbol": "1685/NQ-UBTVQH15",
                "decision_date": date(2024, 7, 1),
                "date_effective": date(2024, 7, 5),
                "unit_id": self.commune.id,
                "successor_ids": [Command.set(new.ids)],
            }
        )
        moved = {(li.res_model, li.res_id) for li in transfer.line_ids}
        wanted = {(line._name, line.id), (proposal._name, proposal.id)}
        self.assertEqual(moved, wanted)
        with freeze_time("2024-07-12 03:00:00"):
            transfer.action_execute()
        self.assertEqual(line.unit_id, new)
        self.assertEqual((line.state, line.waiting_for), ("open", "Xã C"))
        self.assertEqual(proposal.unit_id, new)
        self.assertEqual(settled.unit_id, self.commune)
        for record in (line, proposal):
            last = record.sudo().log_ids[0]
            self.assertEqual(last.event, "transfer")
            self.assertEqual(last.document_symbol, "1685/NQ-UBTVQH15")
        # figures of the day before keep the old unit
        for day, units in ((11, {"Xã A": 2}), (12, {"Xã A": 1, "Xã C": 1})):
            rows = queries.unit_rows(self.env, [], date(2024, 7, day))
            with self.subTest(day):
                self.assertEqual({r["name"]: r["asked"] for r in rows}, units)

    def test_lists_cost_the_same_however_long(self):
        def statements(count):
            supervision = self.supervision()
            for number in range(count):
                self.recommendation(supervision=supervision, text=f"Số {number}")
            domain = [("supervision_id", "=", supervision.id)]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines = self.env["gov.supervision.recommendation"].with_user(
                self.users["front"]
            )
            names = ("text", "unit_id", "status", "days_late", "waiting_for")
            lines.web_search_read(domain, {name: {} for name in names})
            return self.env.cr.sql_log_count - before

        statements(1)
        self.assertEqual(statements(2), statements(30))

    def test_the_form(self):
        model = self.env["gov.supervision"].with_user(self.users["front"])
        with Form(model) as form:
            form.body_unit_id = self.front
            form.unit_ids.add(self.commune)
            form.content = "Niêm yết tại Bộ phận Một cửa"
            with form.recommendation_ids.new() as line:
                line.text = "Niêm yết đủ biểu mẫu"
                line.date_due = date(2024, 7, 31)
                self.assertEqual(line.unit_id, self.commune)
        self.assertEqual(form.record.waiting_count, 1)

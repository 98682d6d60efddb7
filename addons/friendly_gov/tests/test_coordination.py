import base64
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..report.queries import coordination as queries
from .common import GovCase

PDF = base64.b64encode(b"%PDF-1.4 gop y")


class CoordinationCase(GovCase):
    """Commune A leads; Finance and the Party's committee coordinate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env.company._gov_today()
        cls.users["officer_f"] = cls._user("officer_f", ["officer"], cls.finance)
        cls.users["officer_p"] = cls._user("officer_p", ["officer"], cls.party)
        cls.users["leader_a"] = cls._user("leader_a", ["leader"], cls.commune)

    def issued(self, units=None, due=None, coordinating=None, symbol="515/UBND-NVK"):
        coordinating = coordinating or self.finance | self.party
        return self._issued(
            units or self.commune,
            directive=self._directive(
                symbol=symbol, date_issued=self.today - timedelta(days=60)
            ),
            coordinating_unit_ids=[Command.set(coordinating.ids)],
            deadline_text=False,
            date_due=due or self.today + timedelta(days=10),
        )

    def of(self, line, unit):
        return line.task_id.coordination_ids.filtered(lambda r: r.unit_id == unit)

    def step(self, record, login, event, **vals):
        link = {
            "gov.coordination": "coordination_ids",
            "gov.subassignment": "subassignment_ids",
        }[record._name]
        dialog = self.env["gov.step.action"].with_user(self.users[login])
        values = {"event": event, link: [Command.set(record.ids)]} | vals
        return dialog.create(values).action_confirm()

    def answer(self, request, login="officer_f", **vals):
        return self.step(request, login, "answer", **({"text": "Đồng ý"} | vals))

    def ask(self, line, login="officer_a", **vals):
        values = {
            "assignment_id": line.id,
            "unit_ids": [Command.set(self.finance.ids)],
            "request": "Cho ý kiến về kinh phí",
        }
        dialog = self.env["gov.coordination.ask"].with_user(self.users[login])
        dialog.create(values | vals).action_confirm()
        return line.task_id.coordination_ids.filtered("assignment_id")


@tagged("post_install", "-at_install")
class TestCoordination(CoordinationCase):
    def test_each_coordinating_unit_gets_its_own_line(self):
        line = self.issued()
        requests = line.task_id.coordination_ids
        self.assertEqual(requests.unit_id, self.finance | self.party)
        self.assertEqual(set(requests.mapped("state")), {"asked"})
        self.assertEqual(set(requests.mapped("date_asked")), {line.date_assigned})
        self.assertEqual(set(requests.mapped("date_due")), {line.date_due})
        self.assertEqual(requests.asker_unit_id, self.province)
        self.assertEqual(requests.log_ids.mapped("event"), ["ask", "ask"])
        # the document issued again makes no second request
        self._task(line.directive_id, self.other, deadline_text=False)
        line.directive_id.action_issue()
        self.assertEqual(line.task_id.coordination_ids, requests)

    def test_statements_of_the_issue_do_not_grow_with_its_units(self):
        units = self.env["hr.department"]
        for number in range(12):
            units |= self._unit(f"T-{number}", f"Sở {number}", "department")
        counts = []
        for size, symbol in ((2, "1/A"), (2, "2/A"), (12, "3/A")):
            directive = self._directive(symbol=symbol)
            tasks = self.env["gov.task"]
            for number in range(3):
                tasks |= self._task(
                    directive,
                    self.commune,
                    code=str(number),
                    coordinating_unit_ids=[Command.set(units[:size].ids)],
                )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            tasks._issue()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], "the first one warms the caches")
        made = self.env["gov.coordination"].search_count([("task_id", "in", tasks.ids)])
        self.assertEqual(made, 36)

    def test_an_answer_with_text_document_and_file(self):
        line = self.issued()
        request = self.of(line, self.finance)
        self.answer(
            request,
            document_symbol="99/STC-NS",
            document_date=self.today,
            file_ids=[Command.create({"name": "gop_y.pdf", "file": PDF})],
        )
        self.assertEqual(request.state, "answered")
        self.assertEqual(request.date_answered, self.today)
        self.assertEqual(request.answered_by_id, self.users["officer_f"])
        self.assertEqual(request.status, "answered")
        self.assertTrue(self.intact(request.evidence_ids))
        self.assertEqual(request.log_ids[0].text, "Đồng ý")
        # the lead line is not moved by it
        self.assertEqual(line.state, "received")
        self.assertEqual(line.log_ids.mapped("event"), ["issue"])
        with self.assertRaises(UserError):
            self.answer(request)

    def test_an_answer_says_what_is_missing(self):
        request = self.of(self.issued(), self.finance)
        with self.assertRaisesRegex(UserError, "in words"):
            self.answer(request, text="  ")
        with self.assertRaisesRegex(UserError, "date of the document"):
            self.answer(request, document_symbol="99/STC-NS")
        both = self.issued(symbol="2/UBND").task_id.coordination_ids
        with self.assertRaises(UserError):
            self.answer(both, "manager")
        self.assertEqual(request.state, "asked")

    def test_only_the_asked_unit_answers(self):
        request = self.of(self.issued(), self.finance)
        for login in ("officer_a", "coordinator", "officer_p", "clerk", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.answer(request, login)
        for login in ("plain", "portal", "public"):
            with self.subTest(login), self.assertRaises(AccessError):
                request.with_user(self.users[login])._step("answer", text="x")
        self.assertEqual(request.state, "asked")

    def test_returned_and_answered_again_keeps_the_first_words(self):
        line = self.issued()
        request = self.of(line, self.finance)
        self.answer(request, file_ids=[Command.create({"name": "a.pdf", "file": PDF})])
        with self.assertRaises(UserError):
            self.step(request, "coordinator", "return")
        self.step(request, "coordinator", "return", reason="Thiếu số liệu")
        self.assertEqual(request.state, "returned")
        self.assertEqual(request.return_reason, "Thiếu số liệu")
        self.assertFalse(request.date_answered)
        self.answer(request, text="Bổ sung số liệu")
        self.assertEqual(request.state, "answered")
        self.assertFalse(request.return_reason)
        self.assertEqual(
            request.log_ids.sorted("id").mapped("event"),
            ["ask", "answer", "return", "answer"],
        )
        self.assertIn("Đồng ý", request.log_ids.mapped("text"))
        self.assertEqual(request.evidence_ids.mapped("name"), ["a.pdf"])

    def test_who_returns_and_who_withdraws(self):
        line = self.issued()
        request = self.of(line, self.finance)
        self.answer(request)
        for login in ("officer_f", "officer_p", "officer_b", "staff_a", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.step(request, login, "return", reason="x")
        # the only lead unit works with the answer, so it may return it …
        self.step(request, "officer_a", "return", reason="x")
        # … but what the directive ordered is taken back by its bodies
        with self.assertRaises(AccessError):
            self.step(request, "officer_a", "withdraw", reason="x")
        self.step(request, "leader", "withdraw", reason="x")
        self.assertEqual(request.state, "withdrawn")

    def test_with_several_lead_units_none_of_them_returns(self):
        line = self.issued(self.commune | self.other)[:1]
        request = self.of(line, self.finance)
        self.answer(request)
        with self.assertRaises(AccessError):
            self.step(request, "officer_a", "return", reason="x")
        self.step(request, "coordinator", "return", reason="x")

    def test_nobody_decides_on_the_own_answer(self):
        request = self.of(self.issued(coordinating=self.home), self.home)
        self.answer(request, "clerk")
        with self.assertRaises(AccessError):
            self.step(request, "coordinator", "return", reason="x")
        # a superior who answered in the unit's place doesn't judge it either
        other = self.of(self.issued(symbol="2/UBND"), self.finance)
        self.answer(other, "manager")
        with self.assertRaises(AccessError):
            self.step(other, "manager", "return", reason="x")

    def test_a_lead_unit_asks_in_its_own_words(self):
        lines = self.issued(self.commune | self.other)
        line = lines.filtered(lambda a: a.unit_id == self.commune)
        request = self.ask(line, date_due=line.date_due - timedelta(days=5))
        self.assertEqual(request.assignment_id, line)
        self.assertEqual(request.name, "Cho ý kiến về kinh phí")
        self.assertEqual(request.date_asked, self.today)
        self.assertEqual(request.asker_unit_id, self.commune)
        for login, wanted in (
            ("officer_f", True),
            ("officer_a", True),
            ("coordinator", True),
            ("officer_b", False),
            ("officer_p", False),
        ):
            with self.subTest(login):
                found = request.with_user(self.users[login])
                self.assertEqual(found.has_access("read"), wanted)
        self.answer(request)
        # a monitor does not decide on what the lead asked for itself
        with self.assertRaises(AccessError):
            self.step(request, "coordinator", "return", reason="x")
        self.step(request, "leader_a", "return", reason="x")
        self.step(request, "officer_a", "withdraw", reason="Không cần nữa")
        self.assertEqual(request.state, "withdrawn")

    def test_limits_of_what_a_lead_unit_may_ask(self):
        line = self.issued()
        for vals, error in (
            ({"date_due": line.date_due + timedelta(days=1)}, "comes after"),
            ({"date_due": self.today - timedelta(days=1)}, "already past"),
            ({"unit_ids": [Command.set(self.home.ids)]}, "not a coordinating unit"),
            ({"request": "  "}, "what is asked"),
            ({"unit_ids": []}, "choose a unit"),
        ):
            with self.subTest(error), self.assertRaisesRegex(UserError, error):
                self.ask(line, **vals)
        for login in ("staff_a", "coordinator", "officer_f", "officer_b", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.ask(line, login)
        self.ask(line, "leader_a", date_due=line.date_due)

    def test_a_new_day_stays_within_the_task(self):
        line = self.issued(due=self.today + timedelta(days=3))
        request = self.of(line, self.finance)
        due = self.today + timedelta(days=5)
        with self.assertRaises(UserError):
            self.step(request, "coordinator", "reschedule", reason="x", date_due=due)
        line.sudo()._transition("extend", reason="x", vals={"date_due": due})
        # an extension of the line moves nothing by itself
        self.assertEqual(request.date_due, self.today + timedelta(days=3))
        with self.assertRaises(AccessError):
            self.step(request, "officer_f", "reschedule", reason="x", date_due=due)
        self.step(request, "coordinator", "reschedule", reason="x", date_due=due)
        self.assertEqual(request.date_due, due)

    def test_late_is_computed_and_never_for_exempt_bodies(self):
        line = self.issued(due=self.today - timedelta(days=2))
        finance, party = self.of(line, self.finance), self.of(line, self.party)
        self.assertEqual(finance.status, "overdue")
        self.assertEqual(finance.days_late, 2)
        self.assertEqual(party.status, "open")
        self.assertFalse(party.is_late)
        domain = [("task_id", "=", line.task_id.id)]
        requests = self.env["gov.coordination"]
        for code, wanted in (("overdue", finance), ("open", party)):
            with self.subTest(code):
                found = requests.search([*domain, ("status", "=", code)])
                self.assertEqual(found, wanted)
        groups = dict(requests._read_group(domain, ["status"], ["__count"]))
        self.assertEqual(groups, {"overdue": 1, "open": 1})
        self.answer(finance)
        self.answer(party, "officer_p")
        self.assertEqual(finance.status, "answered_late")
        self.assertEqual(finance.days_late, 2)
        self.assertEqual(party.status, "answered")
        # a body that turns out to be exempt is late no more
        self.finance.gov_kind = "committee"
        self.env.invalidate_all()
        self.assertEqual(finance.status, "answered")
        self.assertFalse(requests.search([*domain, ("is_late", "=", True)]))

    def test_no_deadline_is_never_late(self):
        line = self._issued(
            coordinating_unit_ids=[Command.set(self.finance.ids)],
            deadline_text="theo quy định",
        )
        self.assertEqual(self.of(line, self.finance).status, "open")

    def test_an_illustration_shows_nobody_late(self):
        """Sources don't tell who answered; real bodies stand in them."""
        directive = self._directive()
        directive._guarded_write({"is_demo": True})
        line = self._issued(
            directive=directive,
            coordinating_unit_ids=[Command.set(self.finance.ids)],
            date_due=date(2023, 6, 30),
        )
        request = self.of(line, self.finance)
        self.assertEqual((request.status, request.is_late), ("open", False))
        self._result(line).action_submit()
        line.with_user(self.users["coordinator"]).action_accept()
        self.assertEqual(request.state, "withdrawn")

    def test_it_ends_with_the_task_but_not_with_its_completion(self):
        line = self.issued()
        request, tied = self.of(line, self.finance), self.ask(line)
        self._result(line).action_submit()
        line.with_user(self.users["coordinator"]).action_accept()
        self.assertEqual(request.state, "asked", "who never answered stays on record")
        self.assertEqual(tied.state, "asked")
        lines = self.issued(self.commune | self.other, symbol="2/UBND")
        mine = lines.filtered(lambda a: a.unit_id == self.commune)
        request, tied = self.of(lines, self.finance)[:1], self.ask(mine)
        coordinator = mine.with_user(self.users["coordinator"])
        coordinator._decide("withdraw", reason="Không còn cần")
        self.assertEqual(tied.state, "withdrawn")
        self.assertEqual(request.state, "asked", "another unit still leads the task")
        coordinator = (lines - mine).with_user(self.users["coordinator"])
        coordinator._decide("withdraw", reason="Không còn cần")
        self.assertEqual(request.state, "withdrawn")
        self.assertEqual(request.log_ids[0].event, "end")

    def test_the_lead_unit_is_warned_and_not_stopped(self):
        line = self.issued().with_user(self.users["officer_a"])
        due = line.date_due.strftime("%d/%m/%Y")
        self.assertEqual(
            line.coordination_missing,
            f"Sở Tài chính tỉnh X ({due}); Ban Dân vận Tỉnh ủy X ({due})",
        )
        self.assertEqual(line.coordination_progress, "0/2")
        self.answer(self.of(line.sudo(), self.finance))
        self.env.invalidate_all()
        self.assertEqual(line.coordination_progress, "1/2")
        result = self._result(line)
        self.assertIn("Ban Dân vận", result.coordination_missing)
        result.action_submit()
        self.assertEqual(line.state, "submitted")

    def test_one_notice_a_person_and_none_to_exempt_bodies(self):
        both = self._user("both", ["officer"], self.commune)
        both.gov_unit_ids += self.finance
        line = self.issued()
        notices = self.env["mail.message"].search(
            [("model", "=", "gov.directive"), ("res_id", "=", line.directive_id.id)]
            + [("message_type", "=", "user_notification")]
        )
        told = notices.notified_partner_ids
        self.assertEqual(
            sum(both.partner_id in n.notified_partner_ids for n in notices), 1
        )
        self.assertIn(self.users["officer_f"].partner_id, told)
        self.assertNotIn(self.users["officer_p"].partner_id, told)
        request = self.ask(
            line, unit_ids=[Command.set((self.finance | self.party).ids)]
        )
        message = self.env["mail.message"].search([], order="id desc", limit=1)
        self.assertEqual(len(request), 2)
        self.assertEqual(
            message.notified_partner_ids,
            (both | self.users["officer_f"]).partner_id,
        )

    def test_coordinating_units_do_not_read_each_other(self):
        line = self.issued()
        request = self.of(line, self.finance)
        self.answer(request, file_ids=[Command.create({"name": "a.pdf", "file": PDF})])
        for record in (request, request.log_ids, request.evidence_ids):
            with self.subTest(record._name):
                other = record.with_user(self.users["officer_p"])
                self.assertFalse(other.search([("id", "in", record.ids)]))
                for login in ("officer_f", "officer_a", "coordinator", "leader"):
                    mine = record.with_user(self.users[login])
                    self.assertTrue(mine.has_access("read"), login)

    def test_files_of_an_answer_are_frozen_at_once(self):
        request = self.of(self.issued(), self.finance)
        self.answer(request, file_ids=[Command.create({"name": "a.pdf", "file": PDF})])
        evidence = request.evidence_ids
        file = self.env["ir.attachment"].search(
            [("res_model", "=", "gov.evidence"), ("res_id", "=", evidence.id)]
            + [("res_field", "=", "file")]
        )
        self.assertEqual(file.raw, base64.b64decode(PDF))
        for login in ("officer_f", "officer_a", "coordinator", "manager", None):
            user = self.users[login] if login else self.env.user
            for record, vals in (
                (evidence, {"file": PDF}),
                (evidence, {"name": "x"}),
                (evidence, {"coordination_id": False}),
                (file, {"raw": b"x"}),
                (file, {"public": True}),
                (file, {"res_id": 0}),
            ):
                with self.subTest(f"{login} {vals}"), self.assertRaises(AccessError):
                    record.with_user(user).write(vals)
            for record in (evidence, file):
                with self.subTest(f"{login} unlink"), self.assertRaises(AccessError):
                    record.with_user(user).unlink()
        values = {"name": "b.pdf", "file": PDF, "coordination_id": request.id}
        for user in (self.users["officer_f"], self.users["manager"], self.env.user):
            with self.assertRaises(AccessError):
                evidence.with_user(user).create(values)
        self.assertTrue(self.intact(evidence))

    def test_delegates_and_new_lead_units_see_it(self):
        line = self.issued()
        request = self.of(line, self.finance)
        self.assertFalse(request.with_user(self.users["officer_b"]).has_access("read"))
        self.province.gov_delegate_ids |= self.other
        self.assertTrue(request.with_user(self.users["officer_b"]).has_access("read"))


@tagged("post_install", "-at_install")
class TestCoordinationFigures(CoordinationCase):
    """Figures as of a day, worked out by hand."""

    def logged(self, request, event, state, recorded, **vals):
        """One row of the past, as a step would have written it on that day."""
        row = {
            "coordination_id": request.id,
            "event": event,
            "state": state,
            "unit_id": request.unit_id.id,
            "date_due": request.date_due,
            "is_exempt": request.is_exempt,
            "user_id": self.env.uid,
            "recorded_at": recorded,
        }
        self.env["gov.coordination.log"]._guarded_create([row | vals])

    def rows(self, requests, day):
        domain = [("id", "in", requests.ids)]
        return {
            row["unit_id"]: tuple(row[key] for key in queries.SUMMARY_KEYS)
            for row in queries.unit_rows(self.env, domain, day)
        }

    def test_as_of_a_day_and_never_otherwise_later(self):
        requests = self.env["gov.coordination"]
        for number in range(3):
            task = self._task(
                self._directive(symbol=f"{number}/A"), self.commune, code="1"
            )
            due = date(2023, 6, 30)
            requests |= requests._guarded_create(
                [
                    {
                        "task_id": task.id,
                        "unit_id": unit.id,
                        "asker_unit_id": self.province.id,
                        "date_asked": date(2023, 4, 14),
                        "date_due": due,
                        "is_exempt": unit.gov_is_exempt,
                    }
                    for unit in (self.finance, self.party)
                ]
            )
        for request in requests:
            self.logged(request, "ask", "asked", "2023-04-14 02:00:00")
        first, second, _third = requests.filtered(lambda r: r.unit_id == self.finance)
        # in time; at 23:30 of 30/6 in Hanoi, which is 16:30 UTC
        day = {"date_answered": date(2023, 6, 30)}
        self.logged(first, "answer", "answered", "2023-06-30 16:30:00", **day)
        # late by two days, returned on 10/7
        day = {"date_answered": date(2023, 7, 2)}
        self.logged(second, "answer", "answered", "2023-07-02 03:00:00", **day)
        self.logged(second, "return", "returned", "2023-07-10 03:00:00")
        finance, party = self.finance.id, self.party.id
        expected = {
            # asked, in time, late, not answered, of these overdue
            date(2023, 4, 13): {},
            date(2023, 6, 29): {finance: (3, 0, 0, 3, 0), party: (3, 0, 0, 3, 0)},
            date(2023, 6, 30): {finance: (3, 1, 0, 2, 0), party: (3, 0, 0, 3, 0)},
            date(2023, 7, 1): {finance: (3, 1, 0, 2, 2), party: (3, 0, 0, 3, 0)},
            date(2023, 7, 2): {finance: (3, 1, 1, 1, 1), party: (3, 0, 0, 3, 0)},
            date(2023, 7, 10): {finance: (3, 1, 0, 2, 2), party: (3, 0, 0, 3, 0)},
        }
        for day, rows in expected.items():
            with self.subTest(day):
                self.assertEqual(self.rows(requests, day), rows)
        # whatever happens now, the past stays
        requests.sudo()._step("withdraw", reason="x")
        for day, rows in expected.items():
            with self.subTest(f"again {day}"):
                self.assertEqual(self.rows(requests, day), rows)
        self.assertEqual(self.rows(requests, self.today), {})

    def test_screen_and_figures_agree(self):
        lines = self.issued(due=self.today - timedelta(days=1))
        lines |= self.issued(symbol="2/UBND")
        requests = lines.task_id.coordination_ids
        self.answer(self.of(lines[0], self.finance))
        self.answer(self.of(lines[1], self.finance))
        groups = requests._read_group(
            [("id", "in", requests.ids)], ["unit_id", "status"], ["__count"]
        )
        screen = {(unit.id, status): count for unit, status, count in groups}
        self.assertEqual(
            screen,
            {
                (self.finance.id, "answered"): 1,
                (self.finance.id, "answered_late"): 1,
                (self.party.id, "open"): 2,
            },
        )
        self.assertEqual(
            self.rows(requests, self.today),
            {self.finance.id: (2, 1, 1, 0, 0), self.party.id: (2, 0, 0, 2, 0)},
        )

    def test_figures_follow_the_rights_of_the_reader(self):
        line = self.issued()
        env = self.env(user=self.users["officer_f"])
        rows = queries.unit_rows(env, [("task_id", "=", line.task_id.id)], self.today)
        self.assertEqual([row["unit_id"] for row in rows], self.finance.ids)


@tagged("post_install", "-at_install")
class TestCoordinationAttacks(CoordinationCase):
    """Everything but the steps is refused, under sudo too."""

    def test_crafted_writes(self):
        request = self.of(self.issued(), self.finance)
        log = request.log_ids
        values = {
            "state": "answered",
            "date_due": date(2030, 1, 1),
            "date_answered": self.today,
            "answer": "x",
            "is_exempt": True,
            "is_waiting": False,
            "unit_id": self.other.id,
            "visible_unit_ids": [Command.set(self.other.ids)],
        }
        for user in (*self.users.values(), self.env.user):
            record = request.with_user(user)
            for name, value in values.items():
                with self.subTest(f"{user.login} {name}"):
                    with self.assertRaises(AccessError):
                        record.write({name: value})
            with self.assertRaises(AccessError):
                record.unlink()
            with self.assertRaises(AccessError):
                record.create({"task_id": request.task_id.id, **values})
            with self.assertRaises(AccessError):
                log.with_user(user).write({"state": "answered"})
            with self.assertRaises(AccessError):
                log.with_user(user).unlink()
            with self.assertRaises(AccessError):
                log.with_user(user).create({"coordination_id": request.id})
        for record in (request.sudo(), request.with_context(gov_unlock=True).sudo()):
            with self.assertRaises(AccessError):
                record.write({"state": "answered"})
        with self.assertRaises(AccessError):
            request.task_id.sudo().write(
                {
                    "coordination_ids": [
                        Command.update(request.id, {"state": "answered"})
                    ]
                }
            )
        result = request.with_user(self.users["manager"]).load(
            [".id", "state"], [[str(request.id), "Answered"]]
        )
        self.assertFalse(result["ids"])
        self.assertEqual(request.state, "asked")
        with self.assertRaises(AccessError):
            log._guarded_write({"state": "answered"})

    def test_dialogs_on_foreign_lines(self):
        line = self.issued()
        request = self.of(line, self.finance)
        for login in ("officer_b", "officer_p"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.answer(request, login)
            with self.subTest(login), self.assertRaises(AccessError):
                self.step(request, login, "withdraw", reason="x")
        # a made-up dialog tells nothing about a line of somebody else
        foreign = self.issued(self.home, symbol="3/UBND", coordinating=self.finance)
        dialog = self.env["gov.coordination.ask"].with_user(self.users["officer_b"])
        with self.assertRaises(AccessError):
            dialog.new({"assignment_id": foreign.id}).allowed_unit_ids  # noqa: B018
        for event in ("end", "accept", "x"):
            with self.subTest(event), self.assertRaises(UserError):
                self.step(request, "manager", event, reason="x")
        with self.assertRaises(UserError):
            request.with_context(gov_event="end").action_open_step()
        self.assertEqual(request.state, "asked")

    def test_people_without_a_role_reach_nothing(self):
        line = self.issued()
        request = self.of(line, self.finance)
        for login in ("plain", "portal", "public", "no_scope"):
            user = self.users[login]
            for record, method in (
                (line, "action_ask_coordination"),
                (line, "action_open_coordination"),
                (line, "action_give_part"),
            ):
                with self.subTest(f"{login} {method}"):
                    if method == "action_open_coordination" and login == "no_scope":
                        continue
                    with self.assertRaises(AccessError):
                        getattr(record.with_user(user), method)()
            with self.subTest(login), self.assertRaises(AccessError):
                request.with_user(user)._step("withdraw", reason="x")

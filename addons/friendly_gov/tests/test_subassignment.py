import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import users, warmup

from .test_coordination import CoordinationCase

PDF = base64.b64encode(b"%PDF-1.4 bien ban")


class PartCase(CoordinationCase):
    """The department leads; its division and people do parts of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls._unit("T-SNV-P-1", "Tổ 1", "division", parent=cls.division)
        for login, roles, unit in (
            ("officer_h", ["officer"], cls.home),
            ("staff_h", ["staff"], cls.home),
            ("officer_d", ["officer"], cls.division),
            ("staff_d", ["staff"], cls.division),
            ("leader_h", ["leader"], cls.home),
        ):
            cls.users[login] = cls._user(login, roles, unit)
        cls.finance_user = cls._user("other_f", ["coordinator"], cls.finance)

    def led(self, due=10, symbol="515/UBND-NVK"):
        """A line of the department, monitored by Finance."""
        directive = self._directive(
            symbol=symbol,
            date_issued=self.today - timedelta(days=60),
            monitoring_unit_id=self.finance.id,
            confirming_unit_id=self.finance.id,
        )
        return self._issued(
            self.home,
            directive=directive,
            deadline_text=False,
            date_due=self.today + timedelta(days=due),
        )

    def give(self, above, login="officer_h", units=None, people=(), **vals):
        """Parts of a line or of another part, through the dialog."""
        link = "assignment_id" if above._name == "gov.assignment" else "parent_id"
        before = self.env["gov.subassignment"].search([])
        people = self.env["res.users"].union(*(self.users[p] for p in people))
        values = {
            link: above.id,
            "text": "Soạn kế hoạch",
            "unit_ids": [Command.set(units.ids if units else [])],
            "owner_ids": [Command.set(people.ids)],
        }
        dialog = self.env["gov.subassignment.give"].with_user(self.users[login])
        dialog.create(values | vals).action_confirm()
        return self.env["gov.subassignment"].search([]) - before


@tagged("post_install", "-at_install")
class TestSubassignment(PartCase):
    def test_life_of_a_part(self):
        line = self.led()
        part = self.give(
            line, units=self.division, date_due=self.today + timedelta(days=5)
        )
        self.assertEqual(part.state, "todo")
        self.assertEqual((part.unit_id, part.giver_unit_id), (self.division, self.home))
        part.with_user(self.users["staff_d"]).action_start()
        self.assertEqual(part.state, "doing")
        with self.assertRaisesRegex(UserError, "in words"):
            self.step(part, "staff_d", "report")
        self.step(
            part,
            "staff_d",
            "report",
            text="Đã soạn",
            file_ids=[Command.create({"name": "kh.pdf", "file": PDF})],
        )
        self.assertEqual(part.state, "reported")
        with self.assertRaises(UserError):
            self.step(part, "officer_h", "return")
        self.step(part, "officer_h", "return", reason="Thiếu kinh phí")
        self.assertEqual(part.return_reason, "Thiếu kinh phí")
        self.step(part, "staff_d", "report", text="Đã bổ sung")
        self.assertFalse(part.return_reason)
        part.with_user(self.users["leader_h"]).action_accept()
        self.assertEqual((part.state, part.date_done), ("done", self.today))
        self.assertEqual(
            part.log_ids.sorted("id").mapped("event"),
            ["give", "start", "report", "return", "report", "accept"],
        )
        self.assertEqual(part.log_ids[0].user_id, self.users["leader_h"])
        self.assertTrue(self.intact(part.evidence_ids))
        # the line itself has not moved
        self.assertEqual(line.log_ids.mapped("event"), ["issue"])

    def test_one_part_for_each_unit_and_person(self):
        parts = self.give(
            self.led(), units=self.division | self.team, people=["staff_h", "staff_d"]
        )
        found = {(p.unit_id, p.owner_id) for p in parts}
        nobody = self.env["res.users"]
        self.assertEqual(
            found,
            {
                (self.division, nobody),
                (self.team, nobody),
                (self.home, self.users["staff_h"]),
                (self.division, self.users["staff_d"]),
            },
        )

    def test_limits_of_giving(self):
        line = self.led()
        units = self.division
        for vals, error in (
            ({"units": self.finance}, "does not stand below"),
            ({"units": self.home}, "does not stand below"),
            ({"people": ["officer_f"]}, "does not work for"),
            ({"people": ["plain"]}, "does not work for"),
            ({}, "at least one"),
            ({"units": units, "date_due": line.date_due + timedelta(1)}, "comes after"),
            ({"units": units, "date_due": self.today - timedelta(1)}, "already past"),
        ):
            with self.subTest(error), self.assertRaisesRegex(UserError, error):
                self.give(line, **vals)
        for login in ("staff_h", "officer_d", "officer_f", "staff_d", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.give(line, login, units=units)
        self.give(line, "leader_h", units=units, date_due=line.date_due)
        self._result(line, user="officer_h", summary="x", confirm_open_parts=True)
        line.result_ids.with_user(self.users["officer_h"]).action_submit()
        with self.assertRaisesRegex(UserError, "not open"):
            self.give(line, units=units)

    def test_given_further_down_to_a_depth(self):
        part = self.give(self.led(), units=self.division)
        due = self.today + timedelta(days=3)
        self.step(part, "officer_h", "reschedule", reason="x", date_due=due)
        with self.assertRaisesRegex(UserError, "comes after"):
            self.give(part, "officer_d", units=self.team, date_due=due + timedelta(1))
        with self.assertRaisesRegex(UserError, "does not stand below"):
            self.give(part, "officer_d", units=self.home)
        with self.assertRaises(AccessError):
            self.give(part, "staff_d", units=self.team)
        for depth in range(2, 6):
            part = self.give(part, "officer_d", people=["staff_d"], date_due=due)
            self.assertEqual(part.depth, depth)
        self.assertFalse(part.with_user(self.users["officer_d"]).can_give)
        with self.assertRaisesRegex(UserError, "5 times"):
            self.give(part, "officer_d", people=["staff_d"])

    def test_who_does_it_does_not_accept_it(self):
        line = self.led()
        part = self.give(line, units=self.division, people=["officer_h"])
        unit_part = part.filtered(lambda p: p.unit_id == self.division)
        own = part - unit_part
        self.step(unit_part, "officer_d", "report", text="x")
        for login in ("officer_d", "staff_d", "staff_h", "officer_f"):
            with self.subTest(login), self.assertRaises(AccessError):
                unit_part.with_user(self.users[login]).action_accept()
        # a superior who reported in the place of the unit below
        other = self.give(line, units=self.division)
        self.step(other, "officer_h", "report", text="x")
        with self.assertRaises(AccessError):
            other.with_user(self.users["officer_h"]).action_accept()
        # the person in charge
        self.step(own, "officer_h", "report", text="x")
        with self.assertRaises(AccessError):
            own.with_user(self.users["officer_h"]).action_accept()
        with self.assertRaises(AccessError):
            due = self.today + timedelta(days=9)
            self.give(line, people=["officer_h"]).with_user(
                self.users["officer_h"]
            )._step("reschedule", reason="x", vals={"date_due": due})
        (unit_part | other | own).with_user(self.users["leader_h"]).action_accept()
        self.assertEqual(set((unit_part | other | own).mapped("state")), {"done"})

    def test_staff_do_what_is_theirs_or_nobody_s(self):
        part = self.give(self.led(), units=self.division)
        self.step(part, "officer_d", "assign_owner", owner_id=self.users["staff_d"].id)
        colleague = self._user("colleague", ["staff"], self.division)
        self.users["colleague"] = colleague
        with self.assertRaises(AccessError):
            part.with_user(colleague).action_start()
        part.with_user(self.users["staff_d"]).action_start()
        for login in ("officer_f", "plain"):
            with self.subTest(login), self.assertRaises(UserError):
                owner = self.users[login].id
                self.step(part, "officer_d", "assign_owner", owner_id=owner)

    def test_the_owner_sees_the_part_and_the_facts_of_the_line(self):
        line = self.led()
        part = self.give(line, people=["staff_d"])
        owner = part.with_user(self.users["staff_d"])
        self.assertFalse(line.with_user(self.users["staff_d"]).has_access("read"))
        self.assertEqual(owner.task_text, line.task_id.text)
        self.assertEqual(owner.directive_symbol, "515/UBND-NVK")
        self.assertEqual(owner.line_date_due, line.date_due)
        data = owner.web_read({"task_text": {}, "text": {}, "log_ids": {}})
        self.assertEqual(data[0]["text"], "Soạn kế hoạch")
        # the person keeps it after leaving the unit, the old colleagues too
        self.users["staff_d"].gov_unit_ids = self.commune
        self.assertTrue(owner.has_access("read"))
        for login in ("officer_f", "officer_b", "clerk", "coordinator", "manager"):
            with self.subTest(login):
                got = part.with_user(self.users[login]).has_access("read")
                # clerk and coordinator of the tests work for the department
                self.assertEqual(got, login in ("clerk", "coordinator", "manager"))
        self.assertFalse(part.with_user(self.finance_user).has_access("read"))
        self.assertTrue(line.with_user(self.finance_user).has_access("read"))

    def test_roll_up(self):
        line = self.led().with_user(self.users["officer_h"])
        self.assertFalse(line.part_progress)
        early, late = self.today + timedelta(days=2), self.today - timedelta(days=1)
        first = self.give(line, units=self.division, date_due=early)
        second = self.give(line, people=["staff_h"])
        third = self.give(line, people=["staff_h"])
        nested = self.give(first, "officer_d", units=self.team, date_due=early)
        gone = self.give(line, people=["staff_h"])
        self.step(gone, "officer_h", "withdraw", reason="x")
        self.step(second, "staff_h", "report", text="x")
        second.with_user(self.users["officer_h"]).action_accept()
        nested._guarded_write({"date_due": late})
        self.env.invalidate_all()
        # of three that the unit gave itself one is done; the nested one is late
        self.assertEqual(line.part_progress, "1/3")
        self.assertEqual(line.part_late_count, 1)
        self.assertEqual(line.part_date_due, late)
        self.assertEqual(first.progress, "0/1")
        self.assertTrue(nested.is_late)
        self.assertEqual(nested.days_late, 1)
        found = nested.search([("is_late", "=", True), ("id", "in", line.part_ids.ids)])
        self.assertEqual(found, nested)
        self.team.gov_kind = "party"
        self.env.invalidate_all()
        self.assertFalse(nested.is_late)
        self.assertEqual(line.part_late_count, 0)
        self.assertEqual(third.state, "todo")
        # who monitors learns nothing of the inside
        self.assertFalse(line.with_user(self.finance_user).part_progress)

    def test_submitting_with_open_parts_needs_a_word(self):
        line = self.led()
        part = self.give(line, people=["staff_h"])
        result = self._result(line, user="officer_h")
        self.assertIn("Soạn kế hoạch", result.open_parts)
        with self.assertRaisesRegex(UserError, "Soạn kế hoạch.*gov_staff_h"):
            result.action_submit()
        self.assertEqual(line.state, "received")
        result.confirm_open_parts = True
        result.action_submit()
        self.assertEqual(line.state, "submitted")
        self.assertEqual(part.state, "todo")
        line.with_user(self.finance_user).action_accept()
        self.assertEqual(part.state, "withdrawn")
        self.assertEqual(part.log_ids[0].event, "end")
        self.assertIn("The task ended", part.log_ids[0].reason)

    def test_a_report_with_open_parts_needs_a_word(self):
        part = self.give(self.led(), units=self.division)
        child = self.give(part, "officer_d", people=["staff_d"])
        with self.assertRaisesRegex(UserError, "Soạn kế hoạch"):
            self.step(part, "officer_d", "report", text="x")
        self.step(part, "officer_d", "report", text="x", confirm_open=True)
        self.assertEqual(child.state, "todo")
        part.with_user(self.users["officer_h"]).action_accept()
        self.assertEqual(child.state, "withdrawn")

    def test_parts_end_with_the_line(self):
        line = self.led()
        part = self.give(line, units=self.division)
        child = self.give(part, "officer_d", people=["staff_d"])
        self._user("boss", ["leader"], self.province)
        line.with_user(self.users["leader"])._decide("withdraw", reason="Thay văn bản")
        for record in (part, child):
            self.assertEqual(record.state, "withdrawn")
            self.assertIn("Thay văn bản", record.log_ids[0].reason)
            self.assertEqual(record.log_ids[0].user_id, self.users["leader"])

    def test_withdrawing_takes_back_what_was_given_further(self):
        part = self.give(self.led(), units=self.division)
        child = self.give(part, "officer_d", people=["staff_d"])
        with self.assertRaises(AccessError):
            self.step(part, "officer_d", "withdraw", reason="x")
        self.step(part, "officer_h", "withdraw", reason="Nhầm đơn vị")
        self.assertEqual(child.state, "withdrawn")

    def test_an_extension_of_the_line_moves_no_part(self):
        line = self.led()
        part = self.give(line, units=self.division, date_due=line.date_due)
        due = part.date_due
        line.sudo()._transition(
            "extend", reason="x", vals={"date_due": due + timedelta(days=7)}
        )
        self.assertEqual(part.date_due, due)

    def test_parts_enter_no_figure_of_the_province(self):
        line = self.led()
        before = self.env["gov.assignment"].search_count([])
        self.give(line, units=self.division, people=["staff_h"])
        self.assertEqual(self.env["gov.assignment"].search_count([]), before)
        self.assertEqual(line.owner_id, self.env["res.users"])

    def test_one_notice_a_person_and_action(self):
        line = self.led()
        last = self.env["mail.message"].search([], order="id desc", limit=1)
        self.users["staff_d"].group_ids += self.env.ref("friendly_gov.group_officer")
        self.give(line, units=self.division | self.team, people=["staff_d"])
        messages = self.env["mail.message"].search([("id", ">", last.id)])
        self.assertEqual(len(messages), 1)
        self.assertEqual(
            messages.notified_partner_ids,
            (self.users["staff_d"] | self.users["officer_d"]).partner_id,
        )


@tagged("post_install", "-at_install")
class TestSubassignmentAttacks(PartCase):
    def test_crafted_writes(self):
        part = self.give(self.led(), units=self.division)
        log = part.log_ids
        other = self.led(symbol="2/UBND")
        values = {
            "state": "done",
            "date_due": False,
            "owner_id": self.users["officer_d"].id,
            "unit_id": self.commune.id,
            "giver_unit_id": self.division.id,
            "parent_id": part.id,
            "assignment_id": other.id,
            "lead_unit_id": self.commune.id,
            "depth": 1,
            "text": "x",
        }
        for user in (*self.users.values(), self.env.user):
            record = part.with_user(user)
            for name, value in values.items():
                with self.subTest(f"{user.login} {name}"):
                    with self.assertRaises(AccessError):
                        record.write({name: value})
            with self.assertRaises(AccessError):
                record.unlink()
            with self.assertRaises(AccessError):
                record.create(values)
            with self.assertRaises(AccessError):
                log.with_user(user).unlink()
            with self.assertRaises(AccessError):
                log.with_user(user).write({"reason": "x"})
        with self.assertRaises(AccessError):
            part.sudo().write({"child_ids": [Command.create(values)]})
        with self.assertRaises(AccessError):
            part.assignment_id.sudo().write(
                {"part_ids": [Command.update(part.id, {"state": "done"})]}
            )
        loaded = part.with_user(self.users["manager"]).load(
            [".id", "state"], [[str(part.id), "Done"]]
        )
        self.assertFalse(loaded["ids"])
        self.assertEqual(part.state, "todo")

    def test_files_of_a_report_are_frozen_at_once(self):
        part = self.give(self.led(), units=self.division)
        files = [Command.create({"name": "a.pdf", "file": PDF})]
        self.step(part, "staff_d", "report", text="x", file_ids=files)
        for login in ("staff_d", "officer_h", "manager"):
            evidence = part.evidence_ids.with_user(self.users[login])
            self.assertTrue(evidence.has_access("read"))
            with self.subTest(login), self.assertRaises(AccessError):
                evidence.write({"file": PDF})
            with self.subTest(login), self.assertRaises(AccessError):
                evidence.unlink()
        self.assertFalse(
            part.evidence_ids.with_user(self.finance_user).has_access("read")
        )

    def test_dialogs_on_foreign_parts(self):
        part = self.give(self.led(), units=self.division)
        for login in ("officer_f", "officer_b", "officer_a"):
            for event, vals in (
                ("report", {"text": "x"}),
                ("withdraw", {"reason": "x"}),
                ("assign_owner", {"owner_id": self.users["officer_b"].id}),
            ):
                with self.subTest(f"{login} {event}"), self.assertRaises(AccessError):
                    self.step(part, login, event, **vals)
            with self.subTest(login), self.assertRaises(AccessError):
                self.give(part, login, units=self.team)
        dialog = self.env["gov.subassignment.give"].with_user(self.users["officer_b"])
        for link, above in (("parent_id", part), ("assignment_id", part.assignment_id)):
            with self.subTest(link), self.assertRaises(AccessError):
                dialog.new({link: above.id}).limit_date  # noqa: B018
        with self.assertRaises(UserError):
            part.with_context(gov_event="end").action_open_step()
        # an event of the other model
        with self.assertRaises(UserError):
            self.step(part, "manager", "answer", text="x")

    def test_people_without_a_role_reach_nothing(self):
        part = self.give(self.led(), units=self.division)
        for login in ("plain", "portal", "public", "no_scope"):
            record = part.with_user(self.users[login])
            for method in ("action_start", "action_accept", "action_give_further"):
                with self.subTest(f"{login} {method}"):
                    if method == "action_give_further":
                        with self.assertRaises(AccessError):
                            getattr(record, method)() and record.check_access("read")
                    else:
                        with self.assertRaises(AccessError):
                            getattr(record, method)()
        self.assertEqual(part.state, "todo")


@tagged("post_install", "-at_install")
class TestPartPages(PartCase):
    """Statements of the list of lines with its roll-up, pinned."""

    @users("gov_officer_h")
    @warmup
    def test_roll_up_is_one_statement_for_the_page(self):
        lines = self.led() | self.led(symbol="2/UBND") | self.led(symbol="3/UBND")
        for line in lines:
            self.give(line, units=self.division)
        lines = lines.with_user(self.env.user)
        self.env.flush_all()
        self.env.invalidate_all()
        lines.mapped("state")
        with self.assertQueryCount(gov_officer_h=2):
            lines.mapped("part_progress")

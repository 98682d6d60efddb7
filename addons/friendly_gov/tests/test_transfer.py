from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..report.queries import detail, lines, task_report
from .common import GovCase


class TransferCase(GovCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.new = cls._unit("T-C", "Xã C", "people_committee", "commune")
        cls.users["officer_c"] = cls._user("officer_c", ["officer"], cls.new)

    def transfer(self, unit=None, successors=None, login="manager", **vals):
        values = {
            "decision_symbol": "1685/NQ-UBTVQH15",
            "decision_date": date(2025, 6, 16),
            "date_effective": date(2025, 7, 1),
            "unit_id": (unit or self.commune).id,
            "successor_ids": [Command.set((successors or self.new).ids)],
        }
        model = self.env["gov.transfer"].with_user(self.users[login])
        return model.create(values | vals)

    def heir(self, line):
        return line.transferred_to_id


@tagged("post_install", "-at_install")
class TestTransfer(TransferCase):
    """Units are merged or split: open work goes on with the successor."""

    def test_the_line_ends_and_the_successor_goes_on(self):
        line = self._issued(self.commune | self.other)[0]
        due = date(2023, 9, 30)
        line._decide("extend", reason="x", vals={"date_due": due})
        line._decide(
            "assign_owner", reason="x", vals={"owner_id": self.users["staff_a"].id}
        )
        line.with_user(self.users["staff_a"]).action_start()
        transfer = self.transfer()
        self.assertEqual(transfer.line_ids.mapped("res_id"), line.ids)
        self.assertFalse(transfer.missing)
        transfer.action_execute()

        self.assertEqual((line.state, line.status), ("transferred", "transferred"))
        self.assertFalse(line.is_overdue)
        self.assertFalse(line.waiting_unit_id)
        new = self.heir(line)
        self.assertEqual((new.task_id, new.unit_id), (line.task_id, self.new))
        self.assertEqual((new.state, new.date_due), ("received", due))
        self.assertEqual(new.date_assigned, date(2023, 4, 14))
        self.assertEqual(new.extension_count, 1)
        self.assertFalse(new.owner_id)
        self.assertFalse(new.date_started)
        last, first = line.log_ids[0], new.log_ids
        self.assertEqual((last.event, first.event), ("transfer", "transfer_in"))
        for row in last | first:
            self.assertEqual(row.document_symbol, "1685/NQ-UBTVQH15")
            self.assertEqual(row.document_date, date(2025, 6, 16))
            self.assertEqual(row.user_id, self.users["manager"])
            self.assertIn("Xã A", row.reason)
        self.assertEqual(transfer.state, "done")
        self.assertEqual(transfer.executed_by_id, self.users["manager"])
        self.assertEqual(transfer.line_ids.outcome, "moved")
        self.assertEqual(transfer.line_ids.result_id, new.id)

    def test_each_period_of_a_periodic_task_goes_on(self):
        with freeze_time("2023-04-14 03:00:00"):
            first = self._issued(
                recurrence="month",
                recurrence_day=20,
                deadline_text="trước ngày 20 hằng tháng",
            )
        cron = self.env["ir.cron"]
        with patch.object(type(cron), "_commit_progress", return_value=60):
            with freeze_time("2023-05-02 03:00:00"):
                self.env["gov.task"]._cron_make_periods()
            second = first.task_id.assignment_ids - first
            self.transfer().action_execute()
            heirs = self.heir(first) | self.heir(second)
            self.assertEqual(heirs.mapped("period_key"), ["2023-04", "2023-05"])
            self.assertEqual(
                heirs.mapped("date_due"), [date(2023, 4, 20), date(2023, 5, 20)]
            )
            with freeze_time("2023-06-02 03:00:00"):
                self.env["gov.task"]._cron_make_periods()
        lines = first.task_id.assignment_ids
        last = lines.filtered(lambda line: line.period_key == "2023-06")
        self.assertEqual(last.unit_id, self.new, "the series goes on with the heir")

    def test_the_successor_reads_what_was_reported_before(self):
        line = self._issued()
        result = self._result(line)
        result.action_submit()
        line._decide("return", reason="Thiếu")
        officer = self.users["officer_c"]
        self.assertFalse(result.with_user(officer).has_access("read"))
        self.transfer().action_execute()
        for record in (line, result, line.log_ids[:1], line.task_id, line.directive_id):
            with self.subTest(record._name):
                self.assertTrue(record.with_user(officer).has_access("read"))
        # and works on the new line, not on the old one
        with self.assertRaises(UserError):
            self._result(line, user="officer_c")
        self._result(self.heir(line), user="officer_c").action_submit()
        # what the monitor recomputes later leaves it so
        line.task_id._update_visible_units()
        self.assertTrue(result.with_user(officer).has_access("read"))

    def test_twice_transferred_stays_readable_to_the_last(self):
        line = self._issued()
        self.transfer().action_execute()
        self.transfer(self.new, self.other).action_execute()
        self.assertEqual(self.heir(self.heir(line)).unit_id, self.other)
        officer_b = line.with_user(self.users["officer_b"])
        self.assertTrue(officer_b.has_access("read"))
        line.task_id._update_visible_units()
        self.assertTrue(officer_b.has_access("read"))

    def test_one_unit_to_two_chosen_line_by_line(self):
        directive = self._directive()
        first, second = (self._task(directive, self.commune) for _n in range(2))
        directive.action_issue()
        transfer = self.transfer(successors=self.new | self.other)
        self.assertEqual(transfer.open_count, 2)
        self.assertIn("2", transfer.missing)
        with self.assertRaises(UserError):
            transfer.action_execute()
        by_record = {line.res_id: line for line in transfer.line_ids}
        by_record[first.assignment_ids.id].successor_id = self.new
        transfer.all_to_id = self.other
        transfer.action_all_to()
        transfer.action_execute()
        self.assertEqual(first.assignment_ids.transferred_to_id.unit_id, self.new)
        self.assertEqual(second.assignment_ids.transferred_to_id.unit_id, self.other)

    def test_the_successor_has_the_task_already(self):
        lines = self._issued(self.commune | self.new)
        old = lines.filtered(lambda line: line.unit_id == self.commune)
        transfer = self.transfer()
        self.assertEqual(transfer.merge_count, 1)
        transfer.action_execute()
        self.assertEqual(old.state, "transferred")
        self.assertEqual(self.heir(old), lines - old)
        self.assertEqual(old.task_id.assignment_ids, lines)
        self.assertEqual((lines - old).log_ids.mapped("event"), ["issue"])
        self.assertEqual(transfer.line_ids.outcome, "merged")

    def test_a_hold_goes_over(self):
        line = self._issued()
        line._decide("hold", reason="x", document=("1/UBND", date(2023, 5, 1)))
        since = line.held_since
        self.transfer().action_execute()
        new = self.heir(line)
        self.assertEqual((new.state, new.held_since), ("held", since))
        new._decide("resume", reason="x")
        self.assertEqual(new.state, "received")

    def test_what_waits_for_a_decision_is_in_the_way(self):
        line = self._issued(date_due=date(2030, 1, 1), deadline_text=False)
        result = self._result(line)
        result.action_submit()
        transfer = self.transfer()
        self.assertEqual(transfer.blocked_count, 1)
        self.assertTrue(transfer.line_ids.blocked)
        with self.assertRaises(UserError):
            transfer.action_execute()
        line._decide("return", reason="x")
        # the list is older than the decision
        with self.assertRaisesRegex(UserError, "Not possible yet"):
            transfer.action_execute()
        transfer.action_list()
        self.assertFalse(transfer.line_ids.blocked)
        line._decide(
            "request_adjustment", reason="x", document=("2/UBND", date(2023, 5, 2))
        )
        with self.assertRaisesRegex(UserError, "changed since"):
            transfer.action_execute()
        line._decide("refuse_adjustment", reason="x")
        transfer.action_execute()
        self.assertEqual(line.state, "transferred")

    def test_closed_lines_stay(self):
        done, withdrawn = (
            self._issued(directive=self._directive(symbol=symbol))
            for symbol in ("1/UBND", "2/UBND")
        )
        self._result(done).action_submit()
        done.with_user(self.users["coordinator"]).action_accept()
        withdrawn._decide("withdraw", reason="x")
        transfer = self.transfer()
        self.assertFalse(transfer.line_ids)
        self.assertTrue(transfer.missing)
        with self.assertRaises(UserError):
            transfer.action_execute()
        self.assertEqual((done.state, withdrawn.state), ("done", "withdrawn"))

    def test_what_stays_with_a_unit_that_goes_on(self):
        lines = self._issued(), self._issued(directive=self._directive(symbol="2/UB"))
        transfer = self.transfer()
        kept, moved = transfer.line_ids
        kept.keep = True
        transfer.ends_unit = True
        with self.assertRaises(UserError):
            transfer.action_execute()
        transfer.ends_unit = False
        transfer.action_execute()
        states = {line.id: line.state for line in lines}
        self.assertEqual(states[kept.res_id], "received")
        self.assertEqual(states[moved.res_id], "transferred")
        self.assertEqual(kept.outcome, "kept")
        self.assertFalse(self.commune.gov_date_to)

    def test_the_end_of_the_unit_is_noted(self):
        self._issued()
        self.transfer(ends_unit=True).action_execute()
        self.assertEqual(self.commune.gov_date_to, date(2025, 6, 30))
        self.assertEqual(self.commune.gov_successor_ids, self.new)
        # the next list proposes what is noted
        again = self.env["gov.transfer"].new({"unit_id": self.commune.id})
        self.assertEqual(again.successor_ids.ids, self.new.ids)

    def test_dates_and_units_that_make_no_sense(self):
        with self.assertRaises(ValidationError):
            self.transfer(successors=self.commune)
        self.new.gov_date_to = date(2025, 6, 30)
        with self.assertRaises(ValidationError):
            self.transfer()
        self.new.gov_date_to = False
        self.new.gov_date_from = date(2025, 7, 2)
        with self.assertRaises(ValidationError):
            self.transfer()
        self.new.gov_date_from = date(2025, 7, 1)
        self.commune.gov_date_from = date(2025, 7, 2)
        with self.assertRaises(ValidationError):
            self.transfer()
        self.commune.gov_date_from = False
        self._issued()
        with self.assertRaises(ValidationError):
            self.transfer().line_ids.successor_id = self.other
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.transfer(decision_symbol=False)

    def test_party_bodies_are_given_no_deadline(self):
        self._issued()
        transfer = self.transfer(successors=self.party)
        with self.assertRaisesRegex(UserError, "not given a deadline"):
            transfer.action_execute()

    def test_it_waits_for_its_day(self):
        self._issued()
        with freeze_time("2025-06-30 16:59:59"):
            transfer = self.transfer()
            with self.assertRaisesRegex(UserError, "01/07/2025"):
                transfer.action_execute()
        # midnight of the office
        with freeze_time("2025-06-30 17:00:00"):
            transfer.action_execute()

    def test_all_or_nothing(self):
        lines = self._issued(), self._issued(directive=self._directive(symbol="2/UB"))
        transfer = self.transfer()
        lines[1]._decide("withdraw", reason="x")
        with self.assertRaises(UserError), self.env.cr.savepoint():
            transfer.action_execute()
        self.assertEqual(lines[0].state, "received")
        self.assertEqual(transfer.state, "draft")

    def test_new_work_after_the_list_is_not_overlooked(self):
        self._issued()
        transfer = self.transfer()
        self._issued(directive=self._directive(symbol="2/UBND"))
        with self.assertRaisesRegex(UserError, "changed since"):
            transfer.action_execute()
        transfer.action_list()
        self.assertEqual(transfer.line_count, 2)
        transfer.action_execute()

    def test_done_is_kept(self):
        self._issued()
        transfer = self.transfer()
        transfer.action_execute()
        for change in (
            lambda: transfer.action_execute(),
            lambda: transfer.action_list(),
            lambda: transfer.write({"note": "x"}),
            lambda: transfer.line_ids.write({"keep": True}),
            lambda: transfer.unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_bodies_coordination_and_drafts_move_along(self):
        line = self._issued(coordinating_unit_ids=[Command.set(self.finance.ids)])
        closed = self._issued(directive=self._directive(symbol="2/UBND"))
        closed._decide("withdraw", reason="x")
        draft = self._directive(
            symbol="3/UBND",
            issuer_id=self.home.id,
            recipient_ids=[Command.create({"unit_id": self.home.id})],
        )
        task = self._task(draft, self.home | self.commune)
        new = self._unit("T-SNV2", "Sở Nội vụ mới", "department")
        transfer = self.transfer(self.home, new)
        self.assertEqual(
            {(li.res_model, li.res_id, li.roles) for li in transfer.line_ids},
            {
                (
                    "gov.directive",
                    line.directive_id.id,
                    "monitoring_unit_id,confirming_unit_id",
                ),
                (
                    "gov.directive",
                    draft.id,
                    "monitoring_unit_id,confirming_unit_id,issuer_id,recipient_ids",
                ),
                ("gov.task", task.id, "lead_unit_ids"),
                ("hr.department", self.province.id, "gov_delegate_ids"),
            },
        )
        transfer.action_execute()
        self.assertEqual(line.directive_id.monitoring_unit_id, new)
        self.assertEqual(line.confirming_unit_id, new)
        self.assertIn(new, line.visible_unit_ids)
        self.assertEqual(self.province.gov_delegate_ids, new)
        self.assertNotIn(self.home, line.directive_id.visible_unit_ids)
        self.assertNotIn(self.home, line.visible_unit_ids)
        self.assertEqual(closed.directive_id.monitoring_unit_id, self.home)
        self.assertEqual(draft.issuer_id, new)
        self.assertEqual(draft.recipient_ids.unit_id, new)
        self.assertEqual(task.lead_unit_ids, new | self.commune)
        # the unit that coordinates
        other = self._unit("T-STC2", "Sở Tài chính mới", "department")
        self.transfer(self.finance, other).action_execute()
        self.assertEqual(line.task_id.coordinating_unit_ids, other)
        self.assertIn(other, line.visible_unit_ids)
        self.assertNotIn(self.finance, line.visible_unit_ids)
        self.assertIn(other, line.directive_id.visible_unit_ids)

    def test_requests_for_coordination_go_on(self):
        units = self.finance | self.other
        line = self._issued(coordinating_unit_ids=[Command.set(units.ids)])
        finance, other = line.task_id.coordination_ids.sorted(
            lambda request: request.unit_id != self.finance
        )
        tied = line.with_user(self.users["officer_a"])._ask_units(
            self.finance, "Góp ý dự thảo", False
        )
        # another unit leads: nobody's request ends, nobody is asked twice
        self.transfer().action_execute()
        heir = self.heir(line)
        self.assertEqual(line.task_id.coordination_ids, finance | other | tied)
        self.assertEqual({finance.state, other.state, tied.state}, {"asked"})
        self.assertEqual((tied.assignment_id, tied.asker_unit_id), (heir, self.new))
        self.assertTrue(finance.with_user(self.users["officer_c"]).has_access("read"))
        # the asked unit is reorganised
        department = self._unit("T-STC2", "Sở Tài chính mới", "department")
        transfer = self.transfer(self.finance, department)
        listed = {(li.res_model, li.res_id) for li in transfer.line_ids}
        self.assertIn(("gov.coordination", finance.id), listed)
        transfer.action_execute()
        self.assertEqual((finance | tied).unit_id, department)
        rows = finance.log_ids.sorted("id")
        self.assertEqual(rows.mapped("event"), ["ask", "transfer"])
        self.assertEqual(rows.unit_id, self.finance | department)
        # both were asked for the same task
        third = self._unit("T-STC3", "Sở Tài chính thứ ba", "department")
        task = line.task_id
        task._guarded_write({"coordinating_unit_ids": [Command.link(third.id)]})
        self.env["gov.coordination"]._ask_for_lines(heir)
        self.transfer(department, third).action_execute()
        self.assertEqual(finance.state, "withdrawn")
        live = task.coordination_ids.filtered(
            lambda request: request.unit_id == third and not request.assignment_id
        )
        self.assertEqual(live.state, "asked")

    def test_officers_of_the_successor_get_one_notice(self):
        self._issued(), self._issued(directive=self._directive(symbol="2/UBND"))
        partner = self.users["officer_c"].partner_id
        domain = [("partner_ids", "in", partner.ids)]
        before = self.env["mail.message"].search_count(domain)
        self.transfer().action_execute()
        self.assertEqual(self.env["mail.message"].search_count(domain), before + 1)

    def test_statements_do_not_grow_with_the_lines(self):
        counts = []
        for size in (5, 50):
            directive = self._directive(symbol=f"{size}/UBND")
            for _number in range(size):
                self._task(directive, self.commune)
            directive.action_issue()
            transfer = self.transfer()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            transfer.action_execute()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)


@tagged("post_install", "-at_install")
class TestTransferReport(TransferCase):
    """A report as of an earlier day keeps the unit of that day."""

    def rows(self, as_of):
        domain = [("unit_id", "child_of", self.province.ids)]
        scope = lines.Scope(domain, date(2025, 3, 15), as_of)
        rows = task_report.unit_rows(self.env, scope)
        names = ("total", "todo_late", "todo_on_time", "not_counted")
        return {row["name"]: tuple(row[name] for name in names) for row in rows}

    def test_before_and_after(self):
        with freeze_time("2025-04-01 02:00:00"):
            directive = self._directive(date_issued=date(2025, 4, 1))
            line = self._issued(directive=directive, deadline_text="30/6/2025")
        before = {"Xã A": (1, 1, 0, 0)}
        with freeze_time("2025-07-02 02:00:00"):
            self.assertEqual(self.rows(date(2025, 7, 2)), before)
            transfer = self.transfer()
        with freeze_time("2025-07-03 02:00:00"):
            transfer.action_execute()
            self._result(self.heir(line), user="officer_c").action_submit()
        with freeze_time("2025-08-01 02:00:00"):
            self.assertEqual(self.rows(date(2025, 7, 2)), before)
            # transferred: outside the total, never late
            after = {"Xã A": (0, 0, 0, 1), "Xã C": (1, 0, 0, 0)}
            self.assertEqual(self.rows(date(2025, 7, 3)), after)

    def monitored(self, unit, as_of):
        """(assigning, coordinating) of the lines in a report of ``unit``."""
        profile = self.profile
        period = self.env["gov.period"].search(
            [("kind", "=", "year"), ("year", "=", 2025)], limit=1
        ) or self.env["gov.period"].create(
            {"kind": "year", "year": 2025, "profile_id": profile.id}
        )
        report = self.env["gov.report"].create(
            {
                "period_id": period.id,
                "unit_id": unit.id,
                "coverage": "monitored",
                "date_as_of": as_of,
            }
        )
        names = ("assigning_name", "coordinating_names")
        rows = detail.detail_rows(self.env, report._get_scope())
        return [tuple(row[name] for name in names) for row in rows]

    def test_bodies_and_coordinating_units_of_that_day(self):
        with freeze_time("2025-04-01 02:00:00"):
            directive = self._directive(date_issued=date(2025, 4, 1))
            self._issued(
                directive=directive,
                deadline_text="30/6/2025",
                coordinating_unit_ids=[Command.set((self.finance | self.other).ids)],
            )
        home = self._unit("T-SNV2", "Sở Nội vụ mới", "department")
        money = self._unit("T-STC2", "Sở Tài chính mới", "department")
        third = self._unit("T-SNV3", "Sở Nội vụ thứ ba", "department")
        for day, unit, successor in (
            ("2025-07-03", self.home, home),
            ("2025-07-04", self.finance, money),
            ("2025-07-05", home, third),
        ):
            with freeze_time(f"{day} 02:00:00"):
                self.transfer(unit, successor).action_execute()
        before = ("UBND tỉnh X", "Sở Tài chính tỉnh X; Xã B")
        after = ("UBND tỉnh X", "Xã B; Sở Tài chính mới")
        with freeze_time("2025-08-01 02:00:00"):
            for unit, as_of, wanted in (
                (self.home, date(2025, 7, 2), [before]),
                (home, date(2025, 7, 2), []),
                (third, date(2025, 7, 2), []),
                (self.home, date(2025, 7, 4), []),
                (home, date(2025, 7, 4), [after]),
                (home, date(2025, 7, 5), []),
                (third, date(2025, 7, 5), [after]),
            ):
                with self.subTest(f"{unit.name} {as_of}"):
                    self.assertEqual(self.monitored(unit, as_of), wanted)


@tagged("post_install", "-at_install")
class TestTransferRights(TransferCase):
    def test_managers_only(self):
        self._issued()
        transfer = self.transfer()
        for login in ("officer_a", "coordinator", "clerk", "leader", "staff_a"):
            user = self.users[login]
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    self.transfer(login=login)
                for method in ("action_execute", "action_list", "action_all_to"):
                    with self.assertRaises(AccessError):
                        getattr(transfer.with_user(user), method)()
                with self.assertRaises(AccessError):
                    transfer.line_ids.with_user(user).action_open_record()
        self.assertEqual(transfer.state, "draft")

    def test_lists_are_not_forged(self):
        line, foreign = (
            self._issued(self.commune),
            self._issued(self.other, directive=self._directive(symbol="2/UBND")),
        )
        transfer = self.transfer()
        item = transfer.line_ids
        values = {
            "transfer_id": transfer.id,
            "res_model": "gov.assignment",
            "res_id": foreign.id,
            "successor_id": self.new.id,
        }
        for attack in (
            lambda: item.create(values),
            lambda: item.sudo().create(values),
            lambda: item.write({"res_id": foreign.id}),
            lambda: item.write({"blocked": False, "roles": "x"}),
            lambda: item.write({"outcome": "moved"}),
            lambda: item.unlink(),
            lambda: item.sudo().unlink(),
            lambda: transfer.write({"line_ids": [Command.create(values)]}),
            lambda: transfer.write({"state": "done"}),
            lambda: transfer.sudo().write({"executed_by_id": 1}),
            lambda: line.sudo().write({"transferred_to_id": foreign.id}),
        ):
            with self.assertRaises(AccessError):
                attack()
        messages = item.load(
            ["transfer_id/.id", "res_model", "res_id"],
            [[str(transfer.id), "gov.assignment", str(foreign.id)]],
        )["messages"]
        self.assertTrue(messages)
        self.assertEqual(transfer.line_ids.res_id, line.id)

    def test_another_company(self):
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        unit = self.env["hr.department"].create(
            {"name": "Xã tỉnh khác", "company_id": company.id}
        )
        self._issued()
        with self.assertRaises(UserError):
            self.transfer(successors=unit)
        transfer = self.transfer()
        stranger = self._user("stranger", ["manager"], self.province)
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        with self.assertRaises(AccessError):
            transfer.with_user(stranger).action_execute()

    def test_the_event_is_reached_through_a_transfer_only(self):
        line = self._issued()
        for login in ("coordinator", "manager", "leader"):
            dialog = self.env["gov.assignment.action"].with_user(self.users[login])
            values = {
                "event": "transfer",
                "assignment_ids": line.ids,
                "reason": "x",
                "document_symbol": "1/NQ",
                "document_date": date(2023, 5, 2),
            }
            with self.subTest(login), self.assertRaises(AccessError):
                dialog.create(values).action_confirm()
        self.assertEqual(line.state, "received")

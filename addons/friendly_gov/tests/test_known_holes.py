"""Eight holes read in a comparable product's code, attacked here as a client would.

Calls go through the framework's own door for RPC (``call_kw``), as users with roles:
private methods, contexts, commands and values are those that a script can send. The
second class doesn't name models: every ``gov.*`` model there is gets crafted calls.
"""

import base64
from datetime import date

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GovCase

FILE = base64.b64encode(b"%PDF-1.4 bien ban")
ROLES = ("staff_a", "officer_a", "officer_b", "coordinator", "clerk", "leader")
ROLES += ("manager",)
OUTSIDERS = ("plain", "portal", "public", "no_scope")
PAPER = {"document_symbol": "1/UBND", "document_date": "2023-05-01"}


class HoleCase(GovCase):
    def call(self, login, model, method, *args, **kwargs):
        """What ``/json/2`` and ``/web/dataset/call_kw`` do, without the wire."""
        user = self.users[login]
        env = self.env(user=user.id)
        # The context too is what the client sends: call_kw knows no other.
        return call_kw(env[model], method, list(args), dict(kwargs))

    def refuse(self, login, model, method, *args, error=UserError, **kwargs):
        """The call is refused with words for the user."""
        what = f"{login} {model}.{method} {args} {kwargs}"
        with self.subTest(what), self.assertRaises(error):
            self.call(login, model, method, *args, **kwargs)

    def forbid(self, *args, **kwargs):
        """Refused as a matter of rights, before anything else is looked at."""
        self.refuse(*args, error=AccessError, **kwargs)

    def decide(self, login, line, event, **vals):
        values = {"event": event, "assignment_ids": [Command.set(line.ids)]}
        values |= {"reason": "x"} | vals
        dialog = self.call(login, "gov.assignment.action", "create", values)
        return self.call(login, "gov.assignment.action", "action_confirm", dialog)


@tagged("post_install", "-at_install")
class TestKnownHoles(HoleCase):
    def test_hole_1_a_state_is_never_written(self):
        """State was not among the guarded fields: RPC, import, a drag closed a task."""
        line = self._issued()
        self._result(line).action_submit()
        unlock = {"gov_unlock": True, "_UNLOCK": True, "install_mode": True}
        for login in (*ROLES, *OUTSIDERS):
            for state in ("done", "withdrawn", "received"):
                vals = {"state": state}
                self.forbid(login, "gov.assignment", "write", line.ids, vals)
                self.forbid(
                    login, "gov.assignment", "write", line.ids, vals, context=unlock
                )
                self.forbid(login, "gov.assignment", "web_save", line.ids, vals, {})
            if login in OUTSIDERS:
                continue
            # as an import names it
            loaded = self.call(
                login, "gov.assignment", "load", [".id", "state"], [[line.id, "done"]]
            )
            self.assertFalse(loaded["ids"], login)
            # through the document, and through the task
            for model, record in (
                ("gov.directive", line.directive_id),
                ("gov.task", line.task_id),
            ):
                command = [Command.update(line.id, {"state": "done"})]
                self.refuse(
                    login, model, "write", record.ids, {"assignment_ids": command}
                )
        line.invalidate_recordset()
        self.assertEqual(line.state, "submitted")
        self.assertEqual(line.log_ids.sorted("id").mapped("event"), ["issue", "submit"])

    def test_hole_2_start_reject_and_hold_are_checked_on_the_server(self):
        """They checked nothing; a rejection kept no reason; no way led out of hold."""
        line = self._issued()
        for login in ("officer_b", "coordinator", "clerk", "leader", *OUTSIDERS):
            self.refuse(login, "gov.assignment", "action_start", line.ids)
        self.call("officer_a", "gov.assignment", "action_start", line.ids)
        for login in ("staff_a", "officer_a", "officer_b", "clerk"):
            with self.subTest(login), self.assertRaises(UserError):
                self.decide(login, line, "hold", **PAPER)
        with self.assertRaises(UserError):
            self.decide("coordinator", line, "hold")  # without a paper
        with self.assertRaises(UserError):
            self.decide("coordinator", line, "hold", reason=" ", **PAPER)
        self.decide("coordinator", line, "hold", **PAPER)
        self.assertEqual(line.state, "held")
        self.refuse("officer_a", "gov.assignment", "action_start", line.ids)
        self.decide("coordinator", line, "resume")
        self.assertEqual(line.state, "doing")
        self._result(line).action_submit()
        for login in ("officer_a", "staff_a", "officer_b"):
            with self.subTest(login), self.assertRaises(UserError):
                self.decide(login, line, "return")
        with self.assertRaises(UserError):
            self.decide("coordinator", line, "return", reason="")
        self.decide("coordinator", line, "return", reason="Thiếu biên bản")
        self.assertEqual(line.return_reason, "Thiếu biên bản")
        self.assertEqual(line.result_ids.decision_reason, "Thiếu biên bản")
        self.assertEqual(line.log_ids.sorted("id")[-1].reason, "Thiếu biên bản")

    def test_hole_3_a_result_is_locked_by_itself(self):
        """The line was locked through its parent only; who and when were writable."""
        line = self._issued()
        result = self._result(line)
        evidence = result.evidence_ids.create(
            {"result_id": result.id, "name": "a.pdf", "file": FILE}
        )
        for vals in (
            {"submitted_by_id": self.users["staff_a"].id},
            {"submitted_at": "2020-01-01 00:00:00"},
            {"decided_by_id": self.users["staff_a"].id},
            {"state": "accepted"},
        ):
            self.refuse("officer_a", result._name, "write", result.ids, vals)
        result.action_submit()
        self.assertEqual(result.submitted_by_id, self.users["officer_a"])
        for accept in (False, True):
            if accept:
                line.with_user(self.users["coordinator"]).action_accept()
            for login in ROLES:
                for record, vals in (
                    (result, {"summary": "Khác"}),
                    (result, {"evidence_ids": [Command.delete(evidence.id)]}),
                    (evidence, {"name": "b.pdf"}),
                    (evidence, {"file": base64.b64encode(b"x").decode()}),
                ):
                    self.refuse(login, record._name, "write", record.ids, vals)
                for record in (result, evidence):
                    self.refuse(login, record._name, "unlink", record.ids)
        self.assertTrue(self.intact(evidence))

    def test_hole_4_no_right_without_a_role_and_none_beside_the_scope(self):
        """Every internal user created and deleted; a coordinating unit could delete."""
        line = self._issued(coordinating_unit_ids=[Command.set(self.other.ids)])
        names = [name for name in self.env if name.startswith("gov.")]
        for name in names:
            if self.env[name]._abstract or self.env[name]._transient:
                continue
            for login in ("plain", "portal", "public"):
                model = self.env[name].with_user(self.users[login])
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(f"{login} {name} {operation}"):
                        self.assertFalse(model.has_access(operation))
        self.assertTrue(line.with_user(self.users["officer_b"]).has_access("read"))
        for record in (line, line.task_id, line.directive_id):
            self.refuse("officer_b", record._name, "unlink", record.ids)
        for event in ("withdraw", "hold", "extend", "return", "assign_owner"):
            with self.subTest(event), self.assertRaises(UserError):
                self.decide("officer_b", line, event, date_due="2030-01-01", **PAPER)

    def test_hole_5_a_leader_sees_what_he_leads_without_being_administrator(self):
        """The Secretary saw his own department only, unless made an administrator."""
        leader = self._user("vice", ["leader"], self.home)
        self.users["vice"] = leader
        lines = self._issued(self.commune | self.other)
        far = self._unit("Y", "UBND tỉnh Y", "people_committee")
        far.parent_id = False
        bodies = ("issuer_id", "assigning_unit_id", "monitoring_unit_id")
        bodies += ("extending_unit_id", "confirming_unit_id")
        elsewhere = self._directive(symbol="2/Y", **dict.fromkeys(bodies, far.id))
        theirs = self._issued(far, directive=elsewhere)
        ids = [*lines.ids, *theirs.ids]

        def seen():
            domain = [("id", "in", ids)]
            return self.call("vice", "gov.assignment", "search", domain)

        self.assertEqual(set(seen()), set(lines.ids), "the body that monitors")
        leader.gov_unit_ids = [Command.clear()]
        self.assertFalse(seen())
        leader.gov_follow_unit_ids = self.commune | far
        self.assertEqual(
            set(seen()),
            {
                *lines.filtered_domain([("unit_id", "=", self.commune.id)]).ids,
                *theirs.ids,
            },
        )
        self.assertFalse(leader.has_group("base.group_system"))
        self.assertFalse(leader.has_group("friendly_gov.group_manager"))

    def test_hole_6_lateness_is_no_note_that_can_be_ticked_off(self):
        """Done activities hid the reminder's key: "overdue" came back every day."""
        line = self._issued()
        self.assertTrue(line.is_overdue)
        # Whoever ticks off an activity changes nothing about the deadline.
        for login in ("officer_a", "coordinator"):
            activity = (
                self.env["mail.activity"]
                .with_user(self.users[login])
                .create(
                    {
                        "res_model_id": self.env["ir.model"]._get_id("gov.assignment"),
                        "res_id": line.id,
                        "summary": "Quá hạn",
                        "user_id": self.users[login].id,
                    }
                )
            )
            activity.action_done()
        self.env.invalidate_all()
        self.assertTrue(line.is_overdue)
        self.decide("leader", line, "extend", date_due="2099-01-01")
        self.assertFalse(line.is_overdue)
        self.assertEqual(line.log_ids.sorted("id")[-1].date_due, date(2099, 1, 1))

    def test_hole_7_what_cannot_be_reported_there(self):
        """No completion date, no log of extensions, held lines counted overdue."""
        line = self._issued()
        for due in ("2023-07-15", "2023-08-15"):
            self.decide("leader", line, "extend", date_due=due)
        self.assertEqual(line.extension_count, 2)
        dates = line.log_ids.sorted("id").mapped("date_due")
        self.assertEqual(
            dates, [date(2023, 6, 30), date(2023, 7, 15), date(2023, 8, 15)]
        )
        self.decide("coordinator", line, "hold", **PAPER)
        self.assertFalse(line.is_overdue, "a held line is not late")
        self.assertEqual(line.status, "held")
        self.decide("coordinator", line, "resume")
        self._result(line).action_submit()
        self.assertEqual(line.status, "waiting_late", "late by the day of the report")
        line.with_user(self.users["coordinator"]).action_accept()
        self.assertEqual(line.status, "done_late")
        self.assertEqual(line.date_done, line.date_submitted)

    def test_hole_8_names_in_notices_are_text(self):
        """A digest was made of names that were not escaped."""
        evil = "<img src=x onerror=alert(1)>"
        self.commune.name = evil
        directive = self._directive(symbol=evil, issuer_name=evil, subject=evil)
        line = self._issued(directive=directive, text=evil)
        self._result(line, summary=evil).action_submit()
        self.decide("coordinator", line, "return", reason=evil)
        line.with_user(self.users["officer_a"]).message_post(body=evil)
        messages = self.env["mail.message"].search(
            [("model", "=like", "gov.%"), ("res_id", "in", [line.id, directive.id])]
        )
        self.assertTrue(messages)
        for message in messages:
            self.assertNotIn("<img", message.body or "")
            for tracked in message.tracking_value_ids:
                self.assertNotIn("<img", str(tracked._tracking_value_format()))


@tagged("post_install", "-at_install")
class TestEveryModel(HoleCase):
    """Crafted calls on every model of ours that there is, new ones included."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._issued()
        cls.result = cls._result(cls.line)
        cls.evidence = cls.result.evidence_ids.create(
            {"result_id": cls.result.id, "name": "a.pdf", "file": FILE}
        )
        cls.result.action_submit()

    def own_models(self):
        for name in sorted(self.env):
            model = self.env[name]
            if name.startswith("gov.") and not model._abstract and model._auto:
                yield model

    def guarded(self, model):
        """Stored columns that only methods set."""
        return [
            name
            for name, field in model._fields.items()
            if field.store
            and name not in models.MAGIC_COLUMNS
            and hasattr(model, "_get_guarded")
            and model._get_guarded([name])
        ]

    def value(self, field):
        """Something that a client could send for the field."""
        return {
            "selection": "done",
            "boolean": True,
            "integer": 1,
            "float": 1.0,
            "many2one": 1,
            "many2many": [Command.set([1])],
            "one2many": [],
            "date": "2020-01-01",
            "datetime": "2020-01-01 00:00:00",
            "binary": FILE.decode(),
        }.get(field.type, "x")

    def test_there_are_models_and_guarded_columns(self):
        found = {model._name: self.guarded(model) for model in self.own_models()}
        self.assertGreater(len(found), 15)
        self.assertIn("state", found["gov.assignment"])
        self.assertGreater(sum(map(len, found.values())), 60)

    def test_create_with_a_guarded_column(self):
        for model in self.own_models():
            for name in self.guarded(model):
                vals = {name: self.value(model._fields[name])}
                for login in ("officer_a", "coordinator", "manager"):
                    for context in ({}, {"gov_unlock": True}):
                        self.forbid(
                            login, model._name, "create", [vals], context=context
                        )

    def test_write_of_a_guarded_column(self):
        for model in self.own_models():
            records = model.sudo().search([], limit=2)
            for name in self.guarded(model) if records else ():
                vals = {name: self.value(model._fields[name])}
                for login in ("officer_a", "coordinator", "manager"):
                    self.forbid(login, model._name, "write", records.ids, vals)
                with self.subTest(f"sudo {model._name}.{name}"):
                    with self.assertRaises(AccessError):
                        records.sudo().write(vals)

    @mute_logger("odoo.sql_db")
    def test_load_with_a_guarded_column(self):
        for model in self.own_models():
            if model._transient:
                continue
            for name in self.guarded(model):
                for login in ("coordinator", "manager"):
                    with self.subTest(f"{login} {model._name}.{name}"):
                        try:
                            done = self.call(
                                login, model._name, "load", [name], [["done"]]
                            )
                        except UserError:
                            continue
                        self.assertFalse(done["ids"])
                        self.assertTrue(done["messages"])

    def test_unlink_of_what_was_sent(self):
        records = (
            self.line,
            self.line.log_ids,
            self.line.task_id,
            self.line.directive_id,
            self.result,
            self.evidence,
        )
        for record in records:
            for login in (*ROLES, *OUTSIDERS):
                self.refuse(login, record._name, "unlink", record.ids)
            with self.subTest(f"sudo {record._name}"), self.assertRaises(UserError):
                record.sudo().unlink()
        for record in records:
            self.assertEqual(record.exists(), record)

    def test_attachments_behind_what_was_sent(self):
        file = self.env["ir.attachment"].search(
            [("res_model", "=", "gov.evidence"), ("res_field", "=", "file")]
            + [("res_id", "=", self.evidence.id)]
        )
        self.assertTrue(file)
        for login in (*ROLES, *OUTSIDERS):
            for vals in (
                {"raw": "x"},
                {"datas": FILE.decode()},
                {"public": True},
                {"access_token": "x"},
                {"res_model": "res.partner", "res_id": 1},
                {"res_field": False},
            ):
                self.forbid(login, "ir.attachment", "write", file.ids, vals)
            self.forbid(login, "ir.attachment", "unlink", file.ids)
            vals = {"name": "x", "raw": "x", "res_model": "gov.evidence"}
            vals |= {"res_id": self.evidence.id, "res_field": "file"}
            self.forbid(login, "ir.attachment", "create", [vals])
        self.assertTrue(self.intact(self.evidence))

    def test_files_of_every_model_are_read_with_its_records_only(self):
        """An attachment of any record of ours is not read by those who don't see it."""
        for model in self.own_models():
            record = model.sudo().search([], limit=1)
            if not record or model._transient:
                continue
            file = self.env["ir.attachment"].create(
                {"name": "x", "raw": b"x", "res_model": model._name}
            )
            self.env.cr.execute(
                "UPDATE ir_attachment SET res_id = %s WHERE id = %s",
                (record.id, file.id),
            )
            self.env.invalidate_all()
            for login in (*ROLES, *OUTSIDERS):
                user = self.users[login]
                sees = record.with_user(user).has_access("read")
                with self.subTest(f"{login} {model._name}"):
                    self.assertLessEqual(file.with_user(user).has_access("read"), sees)

    def test_private_methods_are_not_called_by_name(self):
        for model in self.own_models():
            names = [
                name
                for name in dir(type(model))
                if name.startswith("_") and not name.startswith("__")
            ]
            for name in ("_guarded_write", "_guarded_create", "_transition", "_decide"):
                if name not in names:
                    continue
                with self.subTest(f"{model._name}.{name}"):
                    with self.assertRaises(AccessError):
                        self.call("manager", model._name, name, [1])

    def test_the_log_is_only_added_to(self):
        rows = self.line.log_ids.read()
        self.line.with_user(self.users["coordinator"]).action_accept()
        kept = self.line.log_ids.sorted("id")[: len(rows)].read()
        self.assertEqual(sorted(r["id"] for r in rows), [r["id"] for r in kept])
        for before in rows:
            after = next(row for row in kept if row["id"] == before["id"])
            self.assertEqual(before, after)

import base64
import inspect
from datetime import date

from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import GROUPS, GovCase

FILE = base64.b64encode(b"%PDF-1.4 bien ban ra mat")
# Every method of the addon's models that a client may call by name. A new one
# belongs here once someone has looked at what it checks.
PUBLIC_METHODS = {
    "gov.annex.import": {"action_back", "action_confirm", "action_read"},
    "gov.assignment": {
        "action_follow",
        "action_open_wizard",
        "action_report",
        "action_start",
    },
    "gov.pledge.poster": {"action_print"},
    "gov.assignment.action": {"action_confirm"},
    "gov.assignment.correction": {"action_confirm"},
    "gov.obstacle": {"action_decide", "action_withdraw"},
    "gov.obstacle.decision": {"action_confirm"},
    "gov.person.month": {"action_download", "action_make"},
    "gov.progress.entry": {"action_copy_last", "action_save"},
    "gov.assignment.result": {"action_submit"},
    "gov.assignment.sheet": {"action_download", "action_import"},
    "gov.directive": {
        "action_copy",
        "action_issue",
        "action_mark_seen",
        "action_open_assignments",
        "action_open_unseen",
        "action_withdraw",
    },
    "gov.extension.action": {"action_confirm"},
    "gov.extension.request": {"action_open_dialog", "action_withdraw"},
    "gov.period.profile": {"action_generate_periods", "action_new_version"},
    "gov.delegation": {"action_revoke"},
    "gov.handover": {"action_confirm"},
    "gov.transfer": {
        "action_all_to",
        "action_execute",
        "action_list",
        "action_open_lines",
    },
    "gov.transfer.line": {"action_open_record"},
    "gov.report": {
        "action_download",
        "action_generate",
        "action_refresh",
        "action_stop",
    },
    "gov.table.import": {
        "action_download_template",
        "action_import",
        "action_open_result",
    },
}
# Mixins of the assignment: what each of them adds.
QUALITY_METHODS = {"action_accept", "action_correct"}
WORK_METHODS = {
    "action_enter_progress",
    "action_raise_obstacle",
    "action_record_progress",
}
PUBLIC_METHODS["gov.assignment.transition"] = PUBLIC_METHODS["gov.assignment"]
PUBLIC_METHODS["gov.assignment.quality"] = QUALITY_METHODS
TIME_METHODS = {"action_ask_extension", "action_receive"}
CHASE_METHODS = {"action_copy_reminder"}
PUBLIC_METHODS["gov.assignment"] = PUBLIC_METHODS["gov.assignment"].union(
    QUALITY_METHODS, TIME_METHODS, CHASE_METHODS
)
PUBLIC_METHODS["gov.assignment.work"] = WORK_METHODS
PUBLIC_METHODS["gov.assignment"] |= WORK_METHODS
PUBLIC_METHODS["gov.directive.issue"] = {"action_issue", "action_withdraw"}
# Register of reform models: what is decided goes through one dialog.
PUBLIC_METHODS |= {
    "gov.decided.mixin": {"action_decide"},
    "gov.initiative": {"action_decide", "action_review"},
    "gov.reform.decision": {"action_confirm"},
    "gov.reform.model": {"action_decide", "action_open_rollouts", "action_propose"},
    "gov.reform.proposal": {
        "action_decide",
        "action_start_replication",
        "action_submit",
    },
    "gov.reform.rating": {"action_decide"},
    "gov.stage.template": {"action_new_version", "action_open_models"},
}
# Links to records of the office, and the work file for the archive.
PUBLIC_METHODS["gov.assignment"] |= {"action_add_link", "report_result"}
PUBLIC_METHODS["gov.assignment.result"] |= {"action_pick_evidence"}
PUBLIC_METHODS["gov.directive"] |= {"action_export_work_file"}
PUBLIC_METHODS["gov.evidence.pick"] = {"action_confirm"}
PUBLIC_METHODS["gov.link"] = {"action_open_owner", "action_remove"}
PUBLIC_METHODS["gov.linkable.mixin"] = {"action_gov_assign", "action_gov_open_links"}
# Coordination, and parts given inside a unit.
PUBLIC_METHODS["gov.assignment"] |= {
    "action_ask_coordination",
    "action_give_part",
    "action_open_coordination",
    "action_open_parts",
}
PUBLIC_METHODS["gov.directive"] |= {"action_open_coordination"}
PUBLIC_METHODS |= {
    "gov.coordination": {"action_open_step"},
    "gov.coordination.ask": {"action_confirm"},
    "gov.step.action": {"action_confirm"},
    "gov.subassignment": {
        "action_accept",
        "action_give_further",
        "action_open_step",
        "action_start",
    },
    "gov.subassignment.give": {"action_confirm"},
    "gov.task": {"action_open_coordination"},
}
# Roll-outs of reform models.
PUBLIC_METHODS |= {
    "gov.result.entry": {"action_save"},
    "gov.rollout": {
        "action_begin",
        "action_close",
        "action_enter_results",
        "action_open_history",
        "action_stop",
    },
    "gov.rollout.end": {"action_confirm"},
    "hr.department": {"action_gov_open_rollouts", "action_gov_open_units_below"},
    "gov.rollout.mark": {"action_confirm"},
    "gov.rollout.step": {"action_open_mark"},
}
# Launch, waves and replication.
PUBLIC_METHODS["gov.rollout"] |= {
    "action_correct_launch",
    "action_launch",
    "action_open_replicas",
    "action_replicate",
    "action_undo_launch",
}
PUBLIC_METHODS |= {
    "gov.replication": {
        "action_list",
        "action_refresh",
        "action_replicate",
        "action_stop",
    },
    "gov.rollout.launch": {"action_confirm"},
    "gov.rollout.wave": {"action_add_units", "action_open_rollouts"},
}
# Condition reviews and budgets.
PUBLIC_METHODS["gov.rollout"] |= {
    "action_open_budget",
    "action_open_conditions",
    "action_take_conditions",
}
PUBLIC_METHODS |= {
    "gov.condition.decision": {"action_confirm"},
    "gov.condition.raise": {"action_confirm"},
    "gov.rollout.condition": {
        "action_decide",
        "action_handle",
        "action_met",
        "action_raise",
        "action_uncheck",
        "action_unmet",
        "action_withdraw",
    },
}
# Posted items, and roll-outs by which a task is fulfilled.
PUBLIC_METHODS["gov.assignment"] |= {
    "action_create_rollout",
    "action_link_rollout",
    "action_open_rollouts",
}
PUBLIC_METHODS["gov.rollout"] |= {"action_open_assignments"}
PUBLIC_METHODS |= {
    "gov.posting.renewal": {"action_confirm"},
    "gov.rollout.posting": {"action_new_version"},
}
# Media items, supervision, and proposals that follow from them.
PUBLIC_METHODS |= {
    "gov.assignment.proposal": {
        "action_open_source",
        "action_open_step",
        "action_take_up",
    },
    "gov.media.item": {"action_open_proposals", "action_withdraw"},
    "gov.proposal.open": {"action_confirm"},
    "gov.proposal.take.up": {"action_confirm"},
    "gov.supervision": {"action_open_recommendations"},
    "gov.supervision.recommendation": {
        "action_close",
        "action_open_step",
        "action_propose",
    },
}
PUBLIC_METHODS["gov.rollout"] |= {
    "action_open_media_items",
    "action_open_supervisions",
}
# Pledge codes.
PUBLIC_METHODS["gov.pledge.code"] = {
    "action_activate",
    "action_new_version",
    "action_open_campaigns",
    "action_open_targets",
    "action_reopen",
}
# Signing: each opens a dialog, and what the dialog does asks again.
PUBLIC_METHODS["gov.pledge"] = {
    "action_digital",
    "action_name_signer",
    "action_paper",
    "action_sign",
}
PUBLIC_METHODS |= {
    "gov.pledge.digital": {"action_confirm"},
    "gov.pledge.paper": {"action_confirm"},
    "gov.pledge.sign": {"action_sign"},
    "gov.pledge.signer": {"action_confirm"},
    # Core's own, with its own checks: extended to remember how the identity was asked.
    "res.users.identitycheck": {"run_check"},
}
PUBLIC_METHODS["gov.pledge.campaign"] = {
    "action_close",
    "action_open",
    "action_open_pledges",
    "action_open_progress",
    "action_refresh",
}
PUBLIC_METHODS["gov.pledge.progress"] = {"action_open_pledges"}
PUBLIC_METHODS["gov.pledge"] |= {"action_open_mark"}
PUBLIC_METHODS["gov.pledge.mark"] = {"action_confirm"}
# Reviews of signed pledges, and cases.
PUBLIC_METHODS["gov.pledge"] |= {"action_self_review", "action_supervisor_review"}
PUBLIC_METHODS |= {
    "gov.pledge.case": {"action_conclude"},
    "gov.pledge.case.conclude": {"action_confirm"},
    "gov.pledge.review": {"action_correct", "action_return", "action_send"},
    "gov.pledge.review.entry": {"action_open_unreviewed", "action_save"},
    "gov.pledge.review.line": {"action_assess"},
    "gov.pledge.review.return": {"action_confirm"},
}
# Seals: one pledge by whoever reads it, the chain by three roles (test_pledge_seal.py).
PUBLIC_METHODS["gov.pledge"] |= {"action_verify"}
PUBLIC_METHODS["gov.pledge.seal.check"] = {
    "action_export",
    "action_script",
    "action_verify",
}
# Methods of the framework that the addon extends: they keep its own checks.
FRAMEWORK_METHODS = {
    "create",
    "write",
    "unlink",
    "copy_data",
    "default_get",
    "name_create",
    "name_search",
    "onchange",
    "init",
}
MARK = "action_open_mark"
# Reminders to sign, and numbers of pledges of roll-outs.
PUBLIC_METHODS["gov.pledge.remind"] = {"action_confirm"}
REMIND_METHODS = {
    "gov.pledge": {"action_remind"},
    "gov.pledge.campaign": {
        "action_open_no_account",
        "action_open_rollouts",
        "action_remind",
    },
    "gov.rollout": {"action_open_pledges"},
}
for _model, _names in REMIND_METHODS.items():
    PUBLIC_METHODS[_model] = PUBLIC_METHODS.get(_model, set()) | _names
CODE_STEPS = ("action_activate", "action_new_version", "action_reopen")


class AttackCase(GovCase):
    def as_user(self, record, login):
        return record.with_user(self.users[login])

    def dialog(self, line, login, event, **vals):
        values = {"event": event, "assignment_ids": line.ids, "reason": "x"}
        return self.as_user(self.env["gov.assignment.action"], login).create(
            values | vals
        )

    def other_company_manager(self, *companies):
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        companies = company.browse([company.id, *(c.id for c in companies)])
        user = new_test_user(
            self.env,
            "gov_elsewhere",
            groups=f"base.group_user,{GROUPS['manager']}",
            company_id=company.id,
            company_ids=[Command.set(companies.ids)],
        )
        return company, user


@tagged("post_install", "-at_install")
class TestSurface(AttackCase):
    def own_public_methods(self, model):
        found = set()
        for cls in type(model).mro():
            if not (getattr(cls, "__module__", "") or "").startswith(
                "odoo.addons.friendly_gov."
            ):
                continue
            found |= {
                name
                for name, member in vars(cls).items()
                if inspect.isfunction(member)
                and not name.startswith("_")
                and not getattr(member, "_api_private", False)
            }
        return found - FRAMEWORK_METHODS

    def test_public_methods_are_known(self):
        for model in self.env.values():
            with self.subTest(model._name):
                self.assertEqual(
                    self.own_public_methods(model),
                    PUBLIC_METHODS.get(model._name, set()),
                )

    def test_columns_that_the_system_computes_are_never_typed(self):
        """A stored copy of a parent's field decides what rules show."""
        for model in self.env.values():
            if not hasattr(model, "_guarded_fields") or model._abstract:
                continue
            for name, field in model._fields.items():
                if not (field.store and field.compute and field.readonly):
                    continue
                if field.inverse or name in models.MAGIC_COLUMNS:
                    continue
                with self.subTest(f"{model._name}.{name}"):
                    with self.assertRaises(AccessError):
                        model.sudo().create({name: False})
                    dated = field.type in ("date", "datetime")
                    value = "2023-04-14" if dated else 1
                    if field.type == "many2many":
                        value = [Command.set([1])]
                    forged = model.with_context(**{f"default_{name}": value})
                    self.assertNotIn(name, forged.default_get([name]))

    def test_nobody_widens_the_own_scope(self):
        for login, user in self.users.items():
            for name in ("gov_unit_ids", "gov_follow_unit_ids", "gov_employee_unit_id"):
                value = self.province.id
                if name.endswith("_ids"):
                    value = [Command.link(value)]
                with self.subTest(f"{login} {name}"), self.assertRaises(AccessError):
                    user.with_user(user).write({name: value})

    def test_no_role_by_default_and_no_rights_without_a_role(self):
        line = self._issued()
        requests = self.env["gov.extension.request"]
        extension = requests._ask(line, date(2100, 1, 1), "x")
        self._result(line).action_submit()
        rollout = self._rollout()
        # Coordinators without a unit keep lists of the office all the same.
        code = self.env.ref("friendly_gov.pledge_code_5_khong")
        for login in ("plain", "portal", "public", "no_scope"):
            for record, method, args in (
                (line, "action_receive", ()),
                (line, "action_start", ()),
                (line, "action_accept", ()),
                (line, "action_report", ()),
                (extension, "action_withdraw", ()),
                (line, "action_copy_reminder", ()),
                (line, "action_follow", (self.users[login].id,)),
                (line, "message_post", ()),
                (line.result_ids, "action_submit", ()),
                (line.directive_id, "action_copy", ()),
                (line.directive_id, "action_issue", ()),
                (line.directive_id, "action_withdraw", ()),
                (line.directive_id, "action_mark_seen", ()),
                (self.profile, "action_generate_periods", ()),
                (self.profile, "action_new_version", ()),
                (rollout, "action_begin", ()),
                (rollout, "action_close", ()),
                (rollout, "action_stop", ()),
                (rollout, "action_enter_results", ()),
                (rollout, "action_launch", ()),
                (rollout, "action_correct_launch", ()),
                (rollout, "action_undo_launch", ()),
                (rollout, "action_replicate", ()),
                (rollout, "action_open_replicas", ()),
                (rollout.step_ids[0].with_context(gov_event="done"), MARK, ()),
                *((code, name, ()) for name in CODE_STEPS if login != "no_scope"),
            ):
                with self.subTest(f"{login} {record._name}.{method}"):
                    with self.assertRaises(AccessError):
                        getattr(self.as_user(record, login), method)(*args)
        self.assertEqual(line.state, "submitted")


@tagged("post_install", "-at_install")
class TestRivalHoles(AttackCase):
    """Holes read in a comparable product; each must stay shut here."""

    def test_a_drag_in_a_kanban_closes_nothing(self):
        line = self._issued()
        for login in ("officer_a", "coordinator", "leader", "manager"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(line, login).web_save({"state": "done"}, {"state": {}})
        self.assertEqual(line.state, "received")

    def test_start_return_and_hold_are_checked_on_the_server(self):
        line = self._issued()
        with self.assertRaises(AccessError):
            self.as_user(line, "officer_b").action_start()
        paper = {"document_symbol": "1/UBND", "document_date": date(2023, 5, 1)}
        with self.assertRaises(AccessError):
            self.dialog(line, "officer_a", "hold", **paper).action_confirm()
        self.dialog(line, "coordinator", "hold", **paper).action_confirm()
        self.assertEqual(line.log_ids[0].reason, "x")
        # something leads out of "on hold"
        self.dialog(line, "coordinator", "resume").action_confirm()
        self.assertEqual(line.state, "received")
        self._result(line).action_submit()
        with self.assertRaises(AccessError):
            self.dialog(line, "officer_a", "return").action_confirm()
        self.dialog(line, "coordinator", "return", reason="Thiếu").action_confirm()
        self.assertEqual(line.return_reason, "Thiếu")

    def test_a_result_is_locked_through_itself_too(self):
        line = self._issued()
        result = self._result(line)
        with self.assertRaises(AccessError):
            result.write({"submitted_by_id": self.users["staff_a"].id})
        result.action_submit()
        self.as_user(line, "coordinator").action_accept()
        for login in ("officer_a", "coordinator", "manager"):
            record = self.as_user(result, login)
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    record.write({"summary": "Khác"})
                with self.assertRaises(AccessError):
                    record.unlink()
                with self.assertRaises(AccessError):
                    self.as_user(line, login).write(
                        {"result_ids": [Command.update(result.id, {"summary": "x"})]}
                    )

    def test_a_coordinating_unit_deletes_and_changes_nothing(self):
        line = self._issued(coordinating_unit_ids=[Command.set(self.other.ids)])
        other = self.as_user(line, "officer_b")
        other.check_access("read")
        for record in (other, other.task_id, other.directive_id):
            with self.subTest(record._name):
                with self.assertRaises(AccessError):
                    record.unlink()
                with self.assertRaises(AccessError):
                    record.write({"message_follower_ids": []})
        with self.assertRaises(AccessError):
            other.action_start()
        with self.assertRaises(AccessError):
            self._result(line, user="officer_b")

    def test_a_leader_sees_without_being_an_administrator(self):
        line = self._issued(self.commune | self.other)
        leader = self.users["leader"]
        self.assertEqual(line.with_user(leader).search([("id", "in", line.ids)]), line)
        self.assertFalse(leader.has_group("base.group_system"))

    def test_what_rival_reports_cannot_say_is_in_the_log(self):
        line = self._issued()
        due = date(2023, 7, 15)
        self.dialog(line, "leader", "extend", date_due=due).action_confirm()
        self._result(line).action_submit()
        self.as_user(line, "coordinator").action_accept()
        self.assertEqual(line.extension_count, 1)
        self.assertTrue(line.date_done)
        self.assertEqual(
            line.log_ids.sorted("id").mapped("event"),
            ["issue", "extend", "submit", "accept"],
        )

    def test_names_in_a_notice_are_text(self):
        evil = "<img src=x onerror=alert(1)>"
        line = self._issued(directive=self._directive(symbol=evil, issuer_name=evil))
        messages = self.env["mail.message"].search(
            [("model", "=", "gov.directive"), ("res_id", "=", line.directive_id.id)]
            + [("message_type", "=", "user_notification")]
        )
        self.assertTrue(messages)
        for message in messages:
            self.assertNotIn("<img", message.body)
            self.assertIn("&lt;img", message.body)


@tagged("post_install", "-at_install")
class TestJudges(AttackCase):
    """Who does the work, in person or as a unit, doesn't decide about it."""

    def test_the_author_of_a_report_does_not_decide_on_it(self):
        # A superior has the units below in scope and may report for them.
        line = self._issued(
            directive=self._directive(confirming_unit_id=self.province.id)
        )
        boss = self._user("boss", ["coordinator"], self.province)
        self.users["boss"] = boss
        self._result(line, user="boss").action_submit()
        with self.assertRaises(AccessError):
            line.with_user(boss).action_accept()
        with self.assertRaises(AccessError):
            self.dialog(line, "boss", "return").action_confirm()
        self.assertEqual(line.state, "submitted")
        self.as_user(line, "leader").action_accept()
        self.assertEqual(line.state, "done")

    def test_no_body_takes_the_own_late_line_out_of_the_count(self):
        line = self._issued(self.home)
        paper = {"document_symbol": "1/UBND", "document_date": date(2023, 5, 1)}
        for event in ("hold", "withdraw", "unstated", "extend"):
            vals = paper | {"date_due": date(2030, 1, 1)}
            with self.subTest(event), self.assertRaises(AccessError):
                self.dialog(line, "coordinator", event, **vals).action_confirm()
        self.assertFalse(self.as_user(line, "coordinator").can_assign)
        self.assertEqual(line.state, "received")
        # the body that assigned it may
        self.dialog(line, "leader", "withdraw").action_confirm()
        self.assertEqual(line.state, "withdrawn")

    def test_the_whole_directive_may_be_withdrawn_with_the_own_line(self):
        lines = self._issued(self.home | self.commune)
        self.as_user(lines.directive_id, "coordinator").action_withdraw()
        self.assertEqual(set(lines.mapped("state")), {"withdrawn"})
        self.assertEqual(lines.log_ids[:1].user_id, self.users["coordinator"])

    def test_the_person_in_charge_belongs_to_the_unit(self):
        line = self._issued()
        # Naming the judge as owner would bar the judge.
        for login in ("coordinator", "officer_b", "leader", "plain", "portal"):
            dialog = self.dialog(
                line, "officer_a", "assign_owner", owner_id=self.users[login].id
            )
            with self.subTest(login), self.assertRaises(UserError):
                dialog.action_confirm()
        self.assertFalse(line.owner_id)
        self.dialog(
            line, "officer_a", "assign_owner", owner_id=self.users["staff_a"].id
        ).action_confirm()
        self.assertEqual(line.owner_id, self.users["staff_a"])

    def test_followers_are_people_of_the_bodies(self):
        line = self._issued()
        for login in ("officer_b", "plain", "portal"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_user(line, "coordinator").action_follow(self.users[login].id)
        with self.assertRaises(AccessError):
            self.as_user(line, "officer_a").action_follow(self.users["officer_a"].id)
        self.as_user(line, "coordinator").action_follow(self.users["clerk"].id)
        self.assertEqual(line.follower_id, self.users["clerk"])
        self.as_user(line, "coordinator").action_follow(False)
        self.assertFalse(line.follower_id)

    def test_a_manager_of_another_company_names_no_follower(self):
        line = self._issued()
        _company, manager = self.other_company_manager()
        with self.assertRaises(AccessError):
            line.with_user(manager).action_follow(self.users["clerk"].id)

    def test_a_receipt_is_given_by_the_recipient_itself(self):
        units = self.province | self.commune
        directive = self._directive(
            recipient_ids=[Command.create({"unit_id": unit.id}) for unit in units]
        )
        self._task(directive, self.commune)
        directive.action_issue()
        # The superior has every commune in scope, and has seen it for none.
        self.as_user(directive, "leader").action_mark_seen()
        seen = directive.recipient_ids.filtered("seen_at")
        self.assertEqual(seen.unit_id, self.province)


@tagged("post_install", "-at_install")
class TestForgery(AttackCase):
    """Records put where they don't belong, or changed behind their owner."""

    def test_children_stay_with_their_directive(self):
        own = self._directive(symbol="9/SNV", assigning_unit_id=self.home.id)
        foreign = self._directive(
            symbol="10/STC",
            assigning_unit_id=self.finance.id,
            monitoring_unit_id=self.finance.id,
            confirming_unit_id=self.finance.id,
            extending_unit_id=self.finance.id,
        )
        task = self._task(own, self.commune)
        relation = self.env["gov.directive.relation"].create(
            {"directive_id": own.id, "related_symbol": "01-KH/BCĐDVK"}
        )
        recipient = self.env["gov.directive.recipient"].create(
            {"directive_id": own.id, "unit_id": self.commune.id}
        )
        for record in (task, relation, recipient):
            for login in ("clerk", "coordinator", "manager"):
                with self.subTest(f"{record._name} {login}"):
                    with self.assertRaises(AccessError):
                        self.as_user(record, login).write({"directive_id": foreign.id})
            # The web client may send back what it was given.
            self.as_user(record, "clerk").write({"directive_id": own.id})
        theirs = self._task(foreign, self.commune)
        with self.assertRaises(AccessError):
            self.as_user(own, "clerk").write({"task_ids": [Command.link(theirs.id)]})

    def test_a_recipient_is_not_exchanged_after_the_issue(self):
        directive = self._directive(
            recipient_ids=[Command.create({"unit_id": self.commune.id})]
        )
        self._task(directive, self.commune)
        recipient = directive.recipient_ids
        recipient.unit_id = self.finance
        recipient.unit_id = self.commune
        directive.action_issue()
        self.as_user(directive, "officer_a").action_mark_seen()
        for login in ("clerk", "coordinator", "manager"):
            with self.subTest(login), self.assertRaises(UserError):
                self.as_user(recipient, login).unit_id = self.other

    def test_visibility_and_identity_are_not_typed(self):
        directive = self._issued().directive_id
        for vals in (
            {"visible_unit_ids": [Command.set(self.other.ids)]},
            {"name": "Công văn khác"},
            {"symbol_key": "x"},
            {"symbol_year": 1999},
            {"issuer_key": "x"},
        ):
            with self.subTest(str(vals)), self.assertRaises(AccessError):
                self.as_user(directive, "coordinator").write(vals)

    def test_the_other_document_of_a_relation_must_be_readable(self):
        secret = self._directive(
            symbol="11/STC",
            subject="Kín",
            issuer_id=self.finance.id,
            assigning_unit_id=self.finance.id,
            monitoring_unit_id=self.finance.id,
            confirming_unit_id=self.finance.id,
            extending_unit_id=self.finance.id,
        )
        own = self._directive(symbol="12/SNV")
        model = self.as_user(self.env["gov.directive.relation"], "clerk")
        with self.assertRaises(AccessError):
            secret.with_env(model.env).check_access("read")
        typed = {
            "related_symbol": "x",
            "related_date": date(2023, 1, 1),
            "related_issuer": "x",
            "related_subject": "x",
        }
        for extra in ({}, typed):
            vals = {"directive_id": own.id, "related_directive_id": secret.id}
            with self.assertRaises(AccessError):
                model.create(vals | extra)
        line = model.create({"directive_id": own.id, "related_symbol": "x"})
        with self.assertRaises(AccessError):
            line.write({"related_directive_id": secret.id})
        spec = {"related_symbol": {}, "related_subject": {}}
        spec_of = {"fields": spec}
        with self.assertRaises(AccessError):
            model.onchange(
                {"related_directive_id": secret.id, "directive_id": own.id},
                ["related_directive_id"],
                spec,
            )
        lines = [Command.create({"related_directive_id": secret.id})]
        with self.assertRaises(AccessError):
            self.as_user(own, "clerk").onchange(
                {"relation_ids": lines}, ["relation_ids"], {"relation_ids": spec_of}
            )

    def test_rules_in_use_are_kept_whoever_uses_them(self):
        company, manager = self.other_company_manager()
        shared = self.env["gov.period.profile"].create(
            {"name": "x", "code": "shared", "date_from": date(2020, 1, 1)}
        )
        shared.cutoff_day = 15
        self.env["gov.period"].create(
            {"kind": "year", "year": 2023, "profile_id": shared.id}
        )
        # The other province sees no period of this one.
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            shared.with_user(manager).cutoff_day = 20
        unused = shared.copy({"version": 2})
        self._directive(symbol="13/UBND", profile_id=unused.id)
        with self.assertRaises(UserError):
            unused.done_date_rule = "acceptance"

    def test_the_seal_covers_what_is_submitted(self):
        line = self._issued()
        result = self._result(line)
        evidence = result.evidence_ids.create(
            {"result_id": result.id, "name": "a.pdf", "file": FILE}
        )
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "gov.evidence"), ("res_field", "=", "file")]
            + [("res_id", "=", evidence.id)]
        )
        # A draft's file may be changed behind the record; the seal follows.
        self.as_user(attachment, "officer_a").write({"raw": b"khac"})
        result.action_submit()
        self.assertTrue(self.intact(evidence))
        self.assertEqual(evidence.size, 4)

    def test_evidence_is_not_slipped_under_another_result(self):
        mine, foreign = self._issued(self.commune | self.other)
        own = self._result(mine)
        other = self._result(foreign, user="officer_b")
        model = self.as_user(self.env["gov.evidence"], "officer_a")
        for vals in (
            {"result_id": other.id},
            {"result_id": other.id, "assignment_id": mine.id},
        ):
            with self.assertRaises(AccessError):
                model.create({"name": "a.pdf", "file": FILE} | vals)
        evidence = model.create({"name": "a", "file": FILE, "result_id": own.id})
        with self.assertRaises(AccessError):
            evidence.write({"result_id": other.id})
        with self.assertRaises(AccessError):
            own.write({"assignment_id": foreign.id})
        theirs = self.as_user(self.env["gov.evidence"], "officer_b").create(
            {"name": "b", "file": FILE, "result_id": other.id}
        )
        with self.assertRaises(AccessError):
            own.write({"evidence_ids": [Command.link(theirs.id)]})

    def make_report(self, login="officer_a"):
        period = self.env["gov.period"].create(
            {"kind": "quarter", "year": 2023, "index": 2, "profile_id": self.profile.id}
        )
        report = self.as_user(self.env["gov.report"], login).create(
            {
                "period_id": period.id,
                "unit_id": self.commune.id,
                "date_as_of": date(2023, 6, 14),
                "coverage": "below",
            }
        )
        report.action_generate()
        return report

    def test_a_filed_workbook_is_not_replaced_through_its_attachment(self):
        report = self.make_report()
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "gov.report"), ("res_field", "=", "file")]
            + [("res_id", "=", report.id)]
        )
        self.assertTrue(attachment)
        before = attachment.raw
        for user in (self.users["officer_a"], self.users["manager"], self.env.user):
            file = attachment.with_user(user)
            for vals in ({"raw": b"x"}, {"public": True}, {"res_id": 0}):
                with self.subTest(f"{user.login} {vals}"):
                    with self.assertRaises(AccessError):
                        file.write(vals)
            with self.assertRaises(AccessError):
                file.unlink()
            with self.assertRaises(AccessError):
                file.create(
                    {"name": "x", "raw": b"x", "res_model": "gov.report"}
                    | {"res_id": report.id, "res_field": "file"}
                )
        with self.assertRaises(AccessError):
            report.sudo().write({"file": FILE})
        self.assertEqual(attachment.raw, before)

    def test_a_filed_report_keeps_its_parameters(self):
        report = self.make_report()
        for vals in (
            {"unit_id": self.other.id},
            {"place": "Nơi khác"},
            {"signer_position": "Chủ tịch"},
        ):
            with self.subTest(str(vals)), self.assertRaises(UserError):
                report.write(vals)
        with self.assertRaises(UserError):
            report.unlink()

    def test_a_report_is_made_on_units_in_scope_only(self):
        report = self.as_user(self.env["gov.report"], "officer_a")
        period = self.env["gov.period"].create(
            {"kind": "year", "year": 2023, "profile_id": self.profile.id}
        )
        vals = {"period_id": period.id, "date_as_of": date(2023, 6, 14)}
        with self.assertRaises(AccessError):
            report.create(vals | {"unit_id": self.other.id})
        draft = report.create(vals | {"unit_id": self.commune.id})
        draft.write({"unit_id": self.other.id})
        with self.assertRaises(AccessError):
            draft.action_generate()

    def test_the_name_of_a_file_is_no_path(self):
        self.commune.gov_code = "../x?a=b#c/d"
        report = self.make_report()
        self.assertNotRegex(report.file_name, r"[/?#]")


@tagged("post_install", "-at_install")
class TestLeaks(AttackCase):
    """Ways around the record rules to what other units wrote."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._issued(cls.other)
        cls.draft = cls._result(cls.line, user="officer_b", summary="Con số kín 4711")
        cls.evidence = cls.draft.evidence_ids.create(
            {"result_id": cls.draft.id, "name": "kin.pdf", "file": FILE}
        )
        cls.file = cls.env["ir.attachment"].search(
            [("res_model", "=", "gov.evidence"), ("res_id", "=", cls.evidence.id)]
            + [("res_field", "=", "file")]
        )

    def setUp(self):
        super().setUp()
        # A request of its own: the cache has no user, and what the superuser of
        # setUpClass just wrote would be read from it without any rule.
        self.env.invalidate_all()

    def test_a_draft_is_not_found_by_its_words(self):
        """The bodies see the line; its drafts neither show nor answer searches."""
        line = self.as_user(self.line, "coordinator")
        self.assertFalse(line.result_ids)
        for domain in (
            [("result_ids.summary", "ilike", "4711")],
            [("result_ids", "any", [("summary", "ilike", "4711")])],
            [("result_ids.evidence_ids.name", "ilike", "kin")],
        ):
            with self.subTest(str(domain)):
                self.assertFalse(line.search([("id", "=", line.id), *domain]))

    def test_other_units_find_nothing_by_any_path(self):
        for login in ("officer_a", "staff_a"):
            env = self.as_user(self.env["gov.assignment"], login).env
            for model, domain in (
                ("gov.assignment", [("id", "=", self.line.id)]),
                ("gov.assignment", [("search_text", "ilike", "mo hinh")]),
                ("gov.assignment", [("status", "in", ["todo_late"])]),
                ("gov.assignment.result", []),
                ("gov.evidence", []),
                ("gov.assignment.log", []),
                ("gov.directive", [("task_ids.text", "ilike", "mô hình")]),
                ("gov.task", [("assignment_ids.state", "=", "received")]),
                ("hr.department", [("id", "in", [])]),
                ("ir.attachment", [("res_model", "=", "gov.evidence")]),
                (
                    "ir.attachment",
                    [("res_field", "=", "file"), ("id", "=", self.file.id)],
                ),
            ):
                with self.subTest(f"{login} {model} {domain}"):
                    self.assertFalse(env[model].search(domain))
            groups = env["gov.assignment"].formatted_read_group(
                [], ["status"], ["__count"]
            )
            self.assertEqual(groups, [])

    def test_units_of_one_document_do_not_learn_each_other_s_state(self):
        lines = self._issued(
            self.commune | self.other, directive=self._directive(symbol="18/UBND")
        )
        mine, theirs = lines.sorted(lambda line: line.unit_id != self.commune)
        self._result(theirs, user="officer_b").action_submit()
        directive = self.as_user(lines.directive_id, "officer_a")
        self.assertEqual(directive.assignment_ids, mine)
        self.assertEqual(directive.assignment_count, 1)
        for record in (directive, directive.task_ids):
            for domain in (
                [("assignment_ids.state", "=", "submitted")],
                [("assignment_ids.unit_id", "=", self.other.id)],
                [("assignment_ids.result_ids.summary", "ilike", "mô hình")],
                [("assignment_ids.log_ids.event", "=", "submit")],
            ):
                with self.subTest(f"{record} {domain}"):
                    found = record.search([("id", "in", record.ids), *domain])
                    self.assertFalse(found)

    def test_a_foreign_file_is_not_read_by_id(self):
        for login in ("officer_a", "coordinator", "plain", "portal", "public"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(self.file, login).read(["raw"])
            with self.subTest(login), self.assertRaises(AccessError):
                self.as_user(self.evidence, login).read(["file"])

    def test_a_dialog_with_foreign_lines_tells_nothing(self):
        model = self.as_user(self.env["gov.assignment.action"], "officer_a")
        for command in (Command.set(self.line.ids), Command.link(self.line.id)):
            vals = {"event": "withdraw", "assignment_ids": [command]}
            with self.assertRaises(AccessError):
                model.create(vals)
            with self.assertRaises(AccessError):
                model.onchange(
                    vals,
                    ["assignment_ids"],
                    {
                        "assignment_ids": {"fields": {"name": {}}},
                        "unit_ids": {"fields": {"display_name": {}}},
                    },
                )

    def test_onchange_with_a_foreign_parent_tells_nothing(self):
        """Related fields are read as superuser, for unsaved records too."""
        for login, model, parent, spec in (
            (
                "officer_a",
                "gov.assignment.result",
                {"assignment_id": self.line.id},
                {"assignment_id": {"fields": {"display_name": {}}}},
            ),
            (
                "officer_a",
                "gov.evidence",
                {"result_id": self.draft.id},
                {
                    "result_id": {"fields": {"display_name": {}}},
                    "assignment_id": {"fields": {"display_name": {}, "name": {}}},
                },
            ),
        ):
            records = self.as_user(self.env[model], login)
            with self.subTest(model), self.assertRaises(AccessError):
                records.onchange(parent, list(parent), spec)
        for login, model in (
            ("officer_a", "gov.assignment.result"),
            ("officer_a", "gov.evidence"),
        ):
            forged = self.as_user(self.env[model], login).with_context(
                default_assignment_id=self.line.id, default_result_id=self.draft.id
            )
            spec = {"assignment_id": {"fields": {"display_name": {}}}}
            spec["result_id"] = spec["assignment_id"]
            spec = {name: spec[name] for name in spec if name in forged._fields}
            with self.subTest(model), self.assertRaises(AccessError):
                forged.onchange({}, [], spec)
        with self.assertRaises(AccessError):
            self.as_user(self.env["gov.assignment"], "officer_a").onchange(
                {"task_id": self.line.task_id.id}, ["task_id"], {"name": {}}
            )

    def test_talk_on_a_line_stays_with_those_who_see_it(self):
        message = self.as_user(self.line, "officer_b").message_post(
            body="<b onclick='x()'>Kín</b>"
        )
        self.assertNotIn("<b", message.body)
        for login in ("officer_a", "staff_a", "plain", "portal"):
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    self.as_user(message, login).read(["body"])
                with self.assertRaises(AccessError):
                    self.as_user(self.line, login).message_post(body="x")
                partner = self.users[login].partner_id
                self.as_user(self.line, login).message_subscribe(partner.ids)
                self.assertNotIn(partner, self.line.message_partner_ids)

    def test_a_coordinating_unit_reads_no_draft(self):
        line = self._issued(
            self.commune,
            directive=self._directive(symbol="14/UBND"),
            coordinating_unit_ids=[Command.set(self.finance.ids)],
        )
        user = self._user("finance", ["officer"], self.finance)
        result = self._result(line)
        self.assertTrue(line.with_user(user).has_access("read"))
        self.assertFalse(result.with_user(user).has_access("read"))
        self.assertFalse(line.with_user(user).result_ids)

    def test_a_line_of_text_with_markup_stays_text(self):
        for term in ("%", "'; DROP TABLE gov_task; --", "\\", "a/" * 50):
            with self.subTest(term):
                self.env["hr.department"].name_search(term)
                self.env["gov.assignment"].search([("search_text", "ilike", term)])
                self.env["gov.assignment"].search([("status", "in", [term])])


@tagged("post_install", "-at_install")
class TestScope(AttackCase):
    """The scope follows the person, at once, and ends with the post."""

    def setUp(self):
        super().setUp()
        self.user = self._user("moved", ["officer"], None)
        self.employee = self.env["hr.employee"].create(
            {
                "name": "M",
                "user_id": self.user.id,
                "department_id": self.commune.id,
                "date_version": date(2020, 1, 1),
            }
        )
        self.line = self._issued()

    def sees(self):
        return self.line.with_user(self.user).has_access("read")

    def test_a_new_version_of_the_employee_moves_the_scope(self):
        self.assertTrue(self.sees())
        self.employee.create_version(
            {"date_version": date(2021, 1, 1), "department_id": self.other.id}
        )
        self.assertEqual(self.employee.department_id, self.other)
        self.assertEqual(self.user.gov_unit_ids, self.other)
        self.assertFalse(self.sees())

    def test_leaving_ends_the_scope(self):
        self.employee.action_archive()
        self.assertFalse(self.user.gov_unit_ids)
        self.assertFalse(self.sees())
        self.employee.action_unarchive()
        self.assertTrue(self.sees())
        self.employee.unlink()
        self.assertFalse(self.sees())

    def test_units_added_by_hand_stay(self):
        self.user.gov_unit_ids += self.finance
        self.employee.action_archive()
        self.assertEqual(self.user.gov_unit_ids, self.finance)

    def test_whoever_moves_on_keeps_no_issued_document(self):
        """Having registered a document is no lasting right to read it."""
        clerk = self._user("registrar", ["clerk"], self.home)
        directive = self._directive(symbol="19/UBND").with_user(clerk)
        self.env.cr.execute(
            "UPDATE gov_directive SET create_uid = %s WHERE id = %s",
            (clerk.id, directive.id),
        )
        self.env.invalidate_all()
        recipient = directive.recipient_ids.create(
            {"directive_id": directive.id, "unit_id": self.commune.id}
        )
        task = self._task(directive, self.commune).with_user(clerk)
        clerk.gov_unit_ids = self.finance
        for record in (directive, task, recipient):
            with self.subTest(f"draft {record}"):
                self.assertTrue(record.has_access("read"))
        directive.sudo().action_issue()
        for record in (directive, task, recipient):
            with self.subTest(f"issued {record}"):
                self.assertFalse(record.has_access("read"))
                self.assertFalse(record.search([("id", "in", record.ids)]))

    def test_the_company_on_the_screen_changes_nothing(self):
        company, _manager = self.other_company_manager()
        elsewhere = self.employee.with_company(company).with_context(
            allowed_company_ids=company.ids
        )
        elsewhere.write({"department_id": self.other.id})
        self.assertEqual(self.user.gov_unit_ids, self.other)
        judge = self.user.with_context(allowed_company_ids=company.ids)
        self.assertIn(self.other, judge._gov_own_units())

    def test_a_unit_that_was_closed_opens_nothing(self):
        self.assertTrue(self.sees())
        self.commune.active = False
        self.assertFalse(self.sees())
        with self.assertRaises(AccessError):
            self.line.with_user(self.user).action_start()

    def test_history_outlives_units_and_people(self):
        line = self._issued(
            self.commune,
            directive=self._directive(symbol="15/UBND"),
            coordinating_unit_ids=[Command.set(self.finance.ids)],
        )
        self.dialog(
            line, "officer_a", "assign_owner", owner_id=self.users["staff_a"].id
        ).action_confirm()
        self.env.flush_all()
        for unit in (self.finance, self.province, self.commune, self.home):
            unit.child_ids.parent_id = False
            with self.subTest(unit.name), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError):
                    with self.env.cr.savepoint():
                        unit.sudo().unlink()
        for login in ("staff_a", "officer_a"):
            with self.subTest(login), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError):
                    with self.env.cr.savepoint():
                        self.users[login].sudo().unlink()


@tagged("post_install", "-at_install")
class TestTwoCompanies(AttackCase):
    def setUp(self):
        super().setUp()
        self.company, self.manager = self.other_company_manager(self.env.company)
        self.foreign = self.env["hr.department"].create(
            {
                "name": "Xã của tỉnh khác",
                "gov_code": "K-A",
                "gov_kind": "people_committee",
                "gov_level": "commune",
                "company_id": self.company.id,
            }
        )

    def env_of(self, *companies):
        ids = [company.id for company in companies]
        user_env = self.env(user=self.manager)
        return user_env(context=dict(user_env.context, allowed_company_ids=ids))

    def test_a_group_is_resolved_in_the_company_of_the_directive(self):
        group = self.env["gov.unit.group"].create(
            {"name": "x", "code": "test_xa", "unit_kinds": "people_committee"}
        )
        # a body without a tree: the whole company answers
        alone = self._unit("S", "Cơ quan độc lập", "department")
        alone.parent_id = False
        directive = self._directive(
            symbol="16/UBND",
            assigning_unit_id=alone.id,
            recipient_group_ids=[Command.set(group.ids)],
        )
        task = self._task(directive, self.env["hr.department"], lead_group_id=group.id)
        env = self.env_of(self.company, self.env.company)
        directive.with_env(env).action_issue()
        self.assertNotIn(self.foreign, task.assignment_ids.unit_id)
        self.assertIn(self.commune, task.assignment_ids.unit_id)
        self.assertNotIn(self.foreign, directive.recipient_ids.unit_id)
        self.assertIn(self.commune, directive.recipient_ids.unit_id)

    def test_a_file_names_units_of_the_company_on_the_screen_only(self):
        rows = (
            "symbol,date_issued,issuer_name,subject,assigning_code,monitoring_code\r\n"
            "17/UBND,14/04/2023,X,Y,K-A,K-A\r\n"
        )
        env = self.env_of(self.env.company, self.company)
        dialog = env["gov.table.import"].create(
            {
                "kind": "directive",
                "file": base64.b64encode(rows.encode()),
                "file_name": "directive.csv",
            }
        )
        with self.assertRaises(UserError):
            dialog.action_import()
        self.assertFalse(self.env["gov.directive"].search([("symbol", "=", "17/UBND")]))

    def test_a_ranking_group_of_the_other_company_is_unknown(self):
        self.env["gov.unit.group"].create(
            {
                "name": "x",
                "code": "rank_elsewhere",
                "purpose": "ranking",
                "company_id": self.company.id,
            }
        )
        rows = "code,name,ranking_group\r\nZ-1,Xã Z,rank_elsewhere\r\n"
        env = self.env_of(self.env.company, self.company)
        with self.assertRaises(UserError):
            env["gov.importer.unit"]._import_file(rows.encode(), "unit.csv")

    def test_a_report_counts_one_company(self):
        line = self._issued()
        period = self.env["gov.period"].create(
            {"kind": "year", "year": 2023, "profile_id": self.profile.id}
        )
        env = self.env_of(self.env.company, self.company)
        with self.assertRaises(UserError):
            env["gov.report"].create(
                {"period_id": period.id, "unit_id": self.foreign.id}
            )
        self.assertTrue(line.with_env(env).has_access("read"))
        only = self.env_of(self.company)
        self.assertFalse(line.with_env(only).has_access("read"))
        with self.assertRaises(AccessError):
            line.with_env(only).action_start()


@tagged("post_install", "-at_install")
class TestOverHttp(AttackCase, HttpCase):
    """The same through the doors that a browser or a script has."""

    def setUp(self):
        super().setUp()
        self.line = self._issued()
        result = self._result(self.line)
        self.evidence = result.evidence_ids.create(
            {"result_id": result.id, "name": "a.pdf", "file": FILE}
        )
        result.action_submit()
        self.file = self.env["ir.attachment"].search(
            [("res_model", "=", "gov.evidence"), ("res_id", "=", self.evidence.id)]
            + [("res_field", "=", "file")]
        )

    def test_evidence_is_downloaded_by_those_who_see_the_line(self):
        paths = (
            f"/web/content/gov.evidence/{self.evidence.id}/file",
            f"/web/content/{self.file.id}",
            f"/web/image/gov.evidence/{self.evidence.id}/file",
        )
        content = base64.b64decode(FILE)
        self.authenticate("gov_officer_a", "gov_officer_a")
        for path in paths[:2]:
            self.assertEqual(self.url_open(path).content, content)
        for login in (None, "portal_x", "plain", "gov_officer_b"):
            self.authenticate(login, login)
            for path in paths:
                with self.subTest(f"{login} {path}"):
                    answer = self.url_open(path, allow_redirects=False)
                    self.assertNotIn(content, answer.content)

    @mute_logger("odoo.http")
    def test_calls_by_name_are_refused(self):
        self.authenticate("gov_officer_a", "gov_officer_a")
        unlock = {"context": {"gov_unlock": True}}
        for model, method, args, kwargs in (
            ("gov.assignment", "write", [self.line.ids, {"state": "done"}], unlock),
            ("gov.assignment", "_transition", [self.line.ids, "accept"], {}),
            ("gov.assignment", "_guarded_write", [self.line.ids, {"state": "x"}], {}),
            ("gov.assignment", "_decide", [self.line.ids, "accept"], {}),
            ("gov.assignment", "action_accept", [self.line.ids], {}),
            ("gov.assignment.log", "create", [[{}]], unlock),
            ("gov.importer.event", "_replay", [[], {}, []], {}),
            ("gov.directive", "action_issue", [self.line.directive_id.ids], {}),
        ):
            answer = self.make_jsonrpc_request_raw(model, method, args, kwargs)
            with self.subTest(f"{model}.{method}"):
                self.assertIn("error", answer)
                self.assertNotIn("result", answer)
        self.line.invalidate_recordset()
        self.assertEqual(self.line.state, "submitted")

    def make_jsonrpc_request_raw(self, model, method, args, kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            json={"jsonrpc": "2.0", "id": 1, "method": "call", "params": params},
        )
        return answer.json()

    def test_the_key_of_a_script_opens_no_more_than_its_owner(self):
        for login, ids in (("officer_a", self.line.ids), ("officer_b", [])):
            user = self.users[login]
            keys = self.env["res.users.apikeys"].with_user(user).sudo()
            key = keys._generate("rpc", "test", False)
            headers = {"Authorization": f"Bearer {key}"}
            answer = self.url_open(
                "/json/2/gov.assignment/search",
                json={"domain": [["id", "=", self.line.id]]},
                headers=headers,
            )
            with self.subTest(login):
                self.assertEqual(answer.json(), ids)

"""Records of the e-office beside directives and assignments."""

import base64
import importlib.util
from datetime import date
from pathlib import Path

from lxml import etree
from psycopg2 import IntegrityError

from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import GovCase

FILE = base64.b64encode(b"%PDF-1.4 to trinh")


class LinkCase(GovCase):
    """Bank accounts stand in for documents: partners are read by everybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kinds = cls.env["ir.model"]
        for name in ("res.partner", "res.partner.bank", "hr.department"):
            kinds._get(name).gov_linkable = True
        cls.paper = cls.env["res.partner"].create({"name": "Tờ trình 12/TTr-SNV"})
        cls.hidden = cls.env["res.partner"].create({"name": "Tờ trình kín"})
        cls.env["ir.rule"].create(
            {
                "name": "Kín",
                "model_id": kinds._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {cls.hidden.id})]",
                "groups": [Command.link(cls.env.ref("base.group_user").id)],
            }
        )
        cls.line = cls._issued()
        cls.directive = cls.line.directive_id

    def link(self, owner, login, record=None, **vals):
        name = "directive_id" if owner._name == "gov.directive" else "assignment_id"
        record = self.paper if record is None else record
        values = {name: owner.id, "res_model": record._name, "res_id": record.id}
        model = self.env["gov.link"].with_user(self.users[login])
        return model.create(values | vals)


@tagged("post_install", "-at_install")
class TestLink(LinkCase):
    def test_whoever_may_edit_or_act_links(self):
        for owner, allowed in (
            (self.directive, ("clerk", "coordinator", "manager")),
            (
                self.line,
                ("staff_a", "officer_a", "coordinator", "manager"),
            ),
        ):
            for login in self.users:
                with self.subTest(f"{owner._name} {login}"):
                    if login in allowed:
                        link = self.link(owner, login)
                        self.assertEqual(link.record_ref, self.paper)
                        link.sudo().unlink()
                    else:
                        with self.assertRaises(AccessError):
                            self.link(owner, login)

    def test_the_target_is_read_by_the_person_who_links_it(self):
        for login in ("clerk", "coordinator", "manager"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.link(self.directive, login, self.hidden)
        gone = self.env["res.partner"].browse(2**30)
        with self.assertRaises(AccessError):
            self.link(self.directive, "clerk", gone)

    def test_names_are_told_to_those_who_may_read_the_record_only(self):
        link = self.env["gov.link"].create(
            {
                "directive_id": self.directive.id,
                "record_ref": f"res.partner,{self.hidden.id}",
                "label": "Hồ sơ trình",
            }
        )
        self.assertEqual(link.record_name, "Tờ trình kín")
        spec = {
            "record_ref": {"fields": {"display_name": {}}},
            "record_name": {},
            "label": {},
        }
        export = self.env.ref("base.group_allow_export")
        for login in ("coordinator", "officer_a", "leader", "manager"):
            self.users[login].group_ids += export
            self.env.invalidate_all()
            seen = link.with_user(self.users[login])
            with self.subTest(login):
                self.assertFalse(seen.record_ref)
                self.assertNotIn("kín", seen.record_name)
                self.assertNotIn("kín", str(seen.web_read(spec)))
                self.assertNotIn("kín", str(seen.export_data(["record_ref"])))
                self.assertNotIn("kín", seen.display_name)
                self.assertEqual(seen.label, "Hồ sơ trình")
                # nor by way of a computation under sudo
                self.assertNotIn("kín", seen.sudo().record_name)

    def test_only_kinds_that_are_allowed(self):
        self.env["ir.model"]._get("res.partner").gov_linkable = False
        with self.assertRaises(ValidationError):
            self.link(self.directive, "clerk")
        user = self.users["clerk"]
        for record in (
            user,
            self.env["ir.config_parameter"].search([], limit=1),
            self.env.ref("base.group_user"),
            self.directive,
            self.env["mail.message"].search([], limit=1),
        ):
            with self.subTest(record._name):
                with self.assertRaises(ValidationError):
                    self.link(self.directive, "clerk", record)
                with self.assertRaises(ValidationError):
                    self.env["ir.model"]._get(record._name).gov_linkable = True

    def test_only_administrators_say_which_kinds(self):
        kind = self.env["ir.model"]._get("res.currency")
        for login in self.users:
            with self.subTest(login), self.assertRaises(AccessError):
                kind.with_user(self.users[login]).gov_linkable = True

    def test_a_link_keeps_its_ends(self):
        link = self.link(self.line, "officer_a")
        for login in ("officer_a", "manager"):
            for vals in (
                {"res_id": self.hidden.id},
                {"res_model": "res.users"},
                {"record_ref": f"res.partner,{self.hidden.id}"},
                {"assignment_id": False, "directive_id": self.directive.id},
            ):
                with self.subTest(f"{login} {vals}"), self.assertRaises(AccessError):
                    link.with_user(self.users[login]).write(vals)
        link.with_user(self.users["officer_a"]).label = "Tờ trình"
        self.assertEqual(link.label, "Tờ trình")

    def test_only_who_linked_a_record_to_a_line_removes_it(self):
        link = self.link(self.line, "officer_a")
        for login in ("staff_a", "coordinator"):
            self.assertFalse(link.with_user(self.users[login]).can_remove)
            with self.subTest(login), self.assertRaises(AccessError):
                link.with_user(self.users[login]).action_remove()
        link.with_user(self.users["officer_a"]).action_remove()
        self.assertFalse(link.exists())

    def test_one_owner_and_once(self):
        self.link(self.line, "officer_a")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.link(self.line, "officer_a")
        target = {"res_model": "res.partner", "res_id": self.paper.id}
        both = {"directive_id": self.directive.id, "assignment_id": self.line.id}
        for owner in ({}, both):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                with self.env.cr.savepoint():
                    self.env["gov.link"].create(target | owner)

    def test_a_foreign_line_or_directive_is_not_reached(self):
        theirs = self._issued(self.other, directive=self._directive(symbol="2/UBND"))
        with self.assertRaises(AccessError):
            self.link(theirs, "officer_a")
        link = self.link(theirs, "officer_b")
        model = self.env["gov.link"].with_user(self.users["officer_a"])
        self.assertFalse(model.search([("id", "=", link.id)]))
        for vals in (
            {"assignment_id": theirs.id},
            {"directive_id": theirs.directive_id.id},
        ):
            spec = {name: {"fields": {"display_name": {}}} for name in vals}
            with self.subTest(str(vals)), self.assertRaises(AccessError):
                model.onchange(vals, list(vals), spec)

    def test_the_line_shows_those_of_its_document_too(self):
        of_document = self.link(self.directive, "clerk")
        of_line = self.link(self.line, "officer_a", self.commune)
        line = self.line.with_user(self.users["officer_a"])
        self.assertEqual(line.shown_link_ids, of_document | of_line)
        self.assertTrue(line.can_link)
        for login in ("leader", "clerk"):
            self.assertFalse(self.line.with_user(self.users[login]).can_link)
        action = line.action_add_link()
        form = Form(line.env["gov.link"].with_context(**action["context"]))
        form.record_ref = f"res.partner,{self.env.user.partner_id.id}"
        self.assertEqual(form.save().assignment_id, line)

    def test_a_draft_is_not_shown_by_its_links(self):
        draft = self._directive(symbol="3/UBND")
        link = self.link(draft, "clerk")
        for login, sees in (("officer_a", False), ("coordinator", True)):
            with self.subTest(login):
                seen = link.with_user(self.users[login]).has_access("read")
                self.assertEqual(seen, sees)

    def test_links_follow_the_company(self):
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        stranger = new_test_user(
            self.env,
            "gov_link_stranger",
            groups="base.group_user,friendly_gov.group_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        link = self.link(self.line, "officer_a")
        self.assertEqual(link.company_id, self.env.company)
        self.assertFalse(link.with_user(stranger).has_access("read"))

    def test_migration_of_the_one_record_of_before(self):
        path = Path(__file__).parents[1] / "migrations/19.0.1.1.0/post-links.py"
        spec = importlib.util.spec_from_file_location("post_links", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        cr = self.env.cr
        self.env.flush_all()
        cr.execute("ALTER TABLE gov_directive ADD res_model varchar, ADD res_id int")
        cr.execute(
            "UPDATE gov_directive SET res_model = 'res.currency', res_id = 1 "
            "WHERE id = %s",
            (self.directive.id,),
        )
        module.migrate(cr, "19.0.1.0.0")
        cr.execute("ALTER TABLE gov_directive DROP res_model, DROP res_id")
        module.migrate(cr, "19.0.1.0.0")
        self.env.invalidate_all()
        link = self.directive.link_ids
        self.assertEqual((link.res_model, link.res_id), ("res.currency", 1))
        self.assertEqual(link.company_id, self.directive.company_id)
        self.assertTrue(self.env["ir.model"]._get("res.currency").gov_linkable)


@tagged("post_install", "-at_install")
class TestLinkable(LinkCase):
    """A document model of the office that adopts the mixin."""

    @classmethod
    def setUpClass(cls):
        # As in Odoo's own tests: for tests of models only.
        from odoo.orm.model_classes import add_to_registry

        super().setUpClass()

        class Document(models.Model):
            _name = "res.partner"
            _inherit = ["res.partner", "gov.linkable.mixin"]
            _module = "friendly_gov"

        cls.addClassCleanup(cls.registry._setup_models__, cls.env.cr, ["res.partner"])
        bases = cls.registry["res.partner"]._base_classes__
        cls.addClassCleanup(cls._restore, cls.registry["res.partner"], bases)
        add_to_registry(cls.registry, Document)
        cls.registry._setup_models__(cls.env.cr, ["res.partner"])
        cls.env["ir.model"]._get("res.partner").gov_linkable = False

    @staticmethod
    def _restore(model, bases):
        model._base_classes__ = bases

    def test_adopting_is_permission_enough(self):
        self.assertEqual(self.link(self.line, "officer_a").record_ref, self.paper)

    def test_count_of_what_the_user_may_see(self):
        theirs = self._issued(self.other, directive=self._directive(symbol="2/UBND"))
        self.link(self.directive, "clerk")
        self.link(self.line, "officer_a")
        self.link(theirs, "officer_b")
        for login, count in (
            ("coordinator", 3),
            ("officer_a", 2),
            # of the document of the others it sees nothing
            ("officer_b", 1),
            ("no_scope", 0),
            ("plain", 0),
        ):
            self.env.invalidate_all()
            with self.subTest(login):
                paper = self.paper.with_user(self.users[login])
                self.assertEqual(paper.gov_link_count, count)

    def test_the_button_opens_what_is_linked(self):
        link = self.link(self.line, "officer_a")
        paper = self.paper.with_user(self.users["officer_a"])
        action = paper.action_gov_open_links()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("gov.assignment", self.line.id)
        )
        link |= self.link(self.directive, "clerk")
        action = paper.action_gov_open_links()
        found = paper.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, link)

    def test_a_directive_is_made_from_the_document(self):
        clerk = self.paper.with_user(self.users["clerk"])
        action = clerk.action_gov_assign()
        model = clerk.env["gov.directive"].with_context(**action["context"])
        form = Form(model)
        self.assertEqual(form.subject, "Tờ trình 12/TTr-SNV")
        form.symbol = "520/UBND-NVK"
        form.date_issued = date(2023, 5, 4)
        form.issuer_id = self.province
        directive = form.save()
        self.assertEqual(directive.state, "draft")
        self.assertEqual(directive.link_ids.record_ref, self.paper)
        self.assertEqual(clerk.gov_link_count, 1)

    def test_no_directive_is_made_without_the_right(self):
        for login in ("staff_a", "officer_a", "leader", "plain"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.paper.with_user(self.users[login]).action_gov_assign()
        hidden = self.hidden.with_user(self.users["clerk"])
        for name in ("action_gov_assign", "action_gov_open_links"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(hidden, name)()

    def test_the_form_gets_its_buttons(self):
        names = {
            "clerk": {"action_gov_open_links", "action_gov_assign"},
            "officer_a": {"action_gov_open_links"},
            "leader": {"action_gov_open_links"},
            "plain": set(),
        }
        for login, wanted in names.items():
            partner = self.env["res.partner"].with_user(self.users[login])
            arch = etree.fromstring(partner.get_view(view_type="form")["arch"])
            found = {b for b in arch.xpath("//button/@name") if "gov_" in b}
            with self.subTest(login):
                self.assertEqual(found, wanted)


@tagged("post_install", "-at_install")
class TestTakenEvidence(LinkCase):
    """Files that are in the office already: one file on disk, frozen with each line."""

    def setUp(self):
        super().setUp()
        self.file = self.env["ir.attachment"].create(
            {
                "name": "to_trinh.pdf",
                "raw": base64.b64decode(FILE),
                "res_model": "res.partner",
                "res_id": self.paper.id,
            }
        )
        self.result = self._result(self.line, document_symbol=False)

    def pick(self, login="officer_a", result=None, **vals):
        model = self.env["gov.evidence.pick"].with_user(self.users[login])
        values = {"result_id": (result or self.result).id}
        return model.create(values | vals)

    def stored_as(self, evidence):
        return self.env["ir.attachment"].search(
            [("res_model", "=", "gov.evidence"), ("res_field", "=", "file")]
            + [("res_id", "=", evidence.id)]
        )

    def test_a_file_of_a_linked_record_becomes_evidence(self):
        link = self.link(self.directive, "clerk")
        dialog = self.pick(attachment_ids=[Command.set(self.file.ids)])
        self.assertEqual(dialog.found_attachment_ids, self.file)
        dialog.action_confirm()
        evidence = self.result.evidence_ids
        self.assertEqual(evidence.link_id, link)
        # sha256sum of the 17 bytes above
        self.assertEqual(evidence.size, 17)
        self.assertTrue(self.intact(evidence))
        self.assertEqual(self.stored_as(evidence).store_fname, self.file.store_fname)
        self.result.action_submit()
        # The e-office goes on with its file, the evidence stays what it was.
        self.file.raw = b"ban moi"
        self.assertTrue(self.intact(evidence))
        self.assertEqual(evidence.sudo()._get_content(), base64.b64decode(FILE))
        self.file.unlink()
        self.assertTrue(self.intact(evidence))
        for user in (self.users["officer_a"], self.users["manager"], self.env.user):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    evidence.with_user(user).write({"name": "x"})
                with self.assertRaises(AccessError):
                    self.stored_as(evidence).with_user(user).raw = b"x"
        with self.assertRaises(UserError):
            link.unlink()

    def test_whoever_accepts_reads_it_without_the_record(self):
        self.link(self.directive, "clerk")
        self.pick(attachment_ids=[Command.set(self.file.ids)]).action_confirm()
        self.result.action_submit()
        self.paper.active = False
        rule = self.env["ir.rule"].search([("name", "=", "Kín")])
        rule.domain_force = f"[('id', '!=', {self.paper.id})]"
        judge = self.users["coordinator"]
        self.assertFalse(self.paper.with_user(judge).has_access("read"))
        evidence = self.result.evidence_ids.with_user(judge)
        self.assertEqual(evidence.with_context(bin_size=False).file, FILE)

    def test_files_of_other_records_are_refused(self):
        with self.assertRaises(AccessError):
            self.pick(attachment_ids=[Command.set(self.file.ids)]).action_confirm()
        self.link(self.directive, "clerk")
        foreign = self.file.copy({"res_id": self.hidden.id})
        with self.assertRaises(AccessError):
            self.pick(attachment_ids=[Command.set(foreign.ids)]).action_confirm()
        address = self.file.copy({"type": "url", "url": "http://127.0.0.1/x"})
        with self.assertRaises(AccessError):
            self.pick(attachment_ids=[Command.set(address.ids)]).action_confirm()
        self.assertFalse(self.result.evidence_ids)

    def test_one_file_for_several_lines_of_a_unit(self):
        self.result.evidence_ids.create(
            {"result_id": self.result.id, "name": "a.pdf", "file": FILE}
        )
        self.result.action_submit()
        first = self.result.evidence_ids
        line = self._issued(directive=self._directive(symbol="2/UBND"))
        second = self._result(line, document_symbol=False)
        dialog = self.pick(result=second, evidence_ids=[Command.set(first.ids)])
        self.assertIn(first, dialog.found_evidence_ids)
        dialog.action_confirm()
        shared = second.evidence_ids
        self.assertEqual(shared.shared_from_id, first)
        self.assertEqual(shared.sha256, first.sha256)
        self.assertEqual(
            self.stored_as(shared).store_fname, self.stored_as(first).store_fname
        )

    def test_evidence_of_another_unit_is_not_taken(self):
        line = self._issued(self.other, directive=self._directive(symbol="2/UBND"))
        theirs = self._result(line, user="officer_b", document_symbol=False)
        evidence = theirs.evidence_ids.create(
            {"result_id": theirs.id, "name": "b.pdf", "file": FILE}
        )
        theirs.action_submit()
        with self.assertRaises(AccessError):
            self.pick(evidence_ids=[Command.set(evidence.ids)])
        boss = self._user("boss", ["officer"], self.province)
        self.users["boss"] = boss
        dialog = self.pick("boss", evidence_ids=[Command.set(evidence.ids)])
        with self.assertRaises(AccessError):
            dialog.action_confirm()

    def test_a_submitted_result_takes_nothing_more(self):
        self.link(self.directive, "clerk")
        self.result.document_symbol = "1/BC"
        self.result.action_submit()
        with self.assertRaises(AccessError):
            self.result.action_pick_evidence()
        dialog = self.pick(attachment_ids=[Command.set(self.file.ids)])
        with self.assertRaises(AccessError):
            dialog.action_confirm()

    def test_provenance_is_not_typed(self):
        link = self.link(self.directive, "clerk")
        evidence = self.env["gov.evidence"].with_user(self.users["officer_a"])
        for vals in ({"link_id": link.id}, {"shared_from_id": 1}):
            with self.subTest(str(vals)), self.assertRaises(AccessError):
                evidence.create(
                    {"result_id": self.result.id, "name": "x", "file": FILE} | vals
                )

    def test_a_foreign_result_is_not_told_by_the_dialog(self):
        model = self.env["gov.evidence.pick"].with_user(self.users["officer_b"])
        spec = {"result_id": {"fields": {"display_name": {}}}}
        with self.assertRaises(AccessError):
            model.onchange({"result_id": self.result.id}, ["result_id"], spec)

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GovCase

# What a crafted call may try to set, per model.
FORGED = {"gov_unlock": True, "gov_unlock_": object()}


@tagged("post_install", "-at_install")
class TestGuard(GovCase):
    """Every way to change a state other than its transition is refused."""

    def guarded_models(self):
        for model in self.env.values():
            if getattr(model, "_guarded_fields", None) and not model._abstract:
                yield model

    def test_guarded_fields_are_not_copied(self):
        for model in self.guarded_models():
            for name in model._guarded_fields:
                field = model._fields[name]
                with self.subTest(f"{model._name}.{name}"):
                    self.assertFalse(field.copy and field.store and not field.compute)

    def test_write_of_a_state_is_refused_for_every_role_and_under_sudo(self):
        line = self._issued()
        records = line | line.browse()
        self._result(line).action_submit()
        for record in (records, line.result_ids, line.directive_id, line.task_id):
            for login, user in self.users.items():
                with self.subTest(f"{record._name} {login}"):
                    with self.assertRaises(AccessError):
                        record.with_user(user).write({"state": "done"})
            with self.assertRaises(AccessError):
                record.sudo().write({"state": "done"})
            with self.assertRaises(AccessError):
                record.with_context(**FORGED).sudo().write({"state": "done"})
        self.assertEqual(line.state, "submitted")

    def test_deadline_and_dates_are_guarded_too(self):
        line = self._issued()
        for name in line._guarded_fields:
            value = line._fields[name].convert_to_write(line[name], line)
            with self.subTest(name), self.assertRaises(AccessError):
                line.sudo().write({name: value})

    def test_lines_and_history_are_not_created_by_hand(self):
        line = self._issued()
        with self.assertRaises(AccessError):
            line.sudo().create({"task_id": line.task_id.id, "unit_id": self.other.id})
        with self.assertRaises(AccessError):
            line.log_ids.sudo().create(
                {"assignment_id": line.id, "event": "accept", "state": "done"}
            )
        with self.assertRaises(AccessError):
            line.task_id.sudo().write(
                {"assignment_ids": [Command.create({"unit_id": self.other.id})]}
            )

    def test_create_with_a_state_is_refused(self):
        with self.assertRaises(AccessError):
            self._directive(state="issued")
        with self.assertRaises(AccessError):
            self._directive(is_demo=True)
        line = self._issued()
        with self.assertRaises(AccessError):
            self._result(line, state="accepted")

    def test_default_in_the_context_or_by_the_user_is_ignored(self):
        forged = self.env["gov.directive"].with_context(
            default_state="issued", default_is_demo=True
        )
        self.env["ir.default"].set("gov.directive", "state", "issued")
        values = forged.default_get(["state", "is_demo"])
        self.assertEqual(values.get("state"), "draft")
        self.assertFalse(values.get("is_demo"))
        directive = self._directive().with_env(forged.env)
        self.assertEqual(directive.state, "draft")
        self.assertEqual(
            forged.create(
                {
                    "symbol": "6174/UBND-KSTTHC",
                    "date_issued": date(2020, 10, 5),
                    "issuer_name": "UBND thành phố Hải Phòng",
                    "subject": "x",
                    "assigning_unit_id": self.province.id,
                    "monitoring_unit_id": self.home.id,
                }
            ).state,
            "draft",
        )

    def test_import_by_load_is_refused(self):
        line = self._issued()
        for fields, row in (
            (["id", "state"], ["__test__.line", "done"]),
            ([".id", "state"], [str(line.id), "Done"]),
        ):
            result = line.with_user(self.users["manager"]).load(fields, [row])
            self.assertFalse(result["ids"])
            self.assertTrue(result["messages"])
        self.assertEqual(line.state, "received")

    def test_web_save_and_kanban_drag_are_refused(self):
        line = self._issued()
        with self.assertRaises(AccessError):
            line.with_user(self.users["manager"]).web_save({"state": "done"}, {})

    def test_history_is_read_only_even_under_sudo(self):
        log = self._issued().log_ids
        with self.assertRaises(AccessError):
            log.sudo().write({"recorded_at": "2020-01-01 00:00:00"})
        with self.assertRaises(AccessError):
            log._guarded_write({"state": "done"})
        with self.assertRaises(AccessError):
            log.sudo().unlink()

    def test_issued_lines_are_never_deleted(self):
        line = self._issued()
        with self.assertRaises(AccessError):
            line.sudo().unlink()

    def test_the_clock_of_the_log_is_given_for_illustrations_only(self):
        line = self._issued()
        with self.assertRaises(AccessError):
            line.sudo()._transition("start", recorded_at="2020-01-01 00:00:00")

    def test_secret_documents_are_refused_at_the_door(self):
        for level in ("confidential", "secret", "top_secret"):
            with self.assertRaises(UserError):
                self._directive(symbol=f"7/{level}", secrecy=level)

    def test_same_document_is_registered_once(self):
        from psycopg2 import IntegrityError

        from odoo.tools import mute_logger

        self._directive()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            # other spelling, same document
            self._directive(symbol="0515/ubnd-nvk", date_issued=date(2023, 4, 15))

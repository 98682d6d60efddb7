"""What a unit can't solve: raised to the level above, decided there, comes back."""

from contextlib import contextmanager
from datetime import date, timedelta

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, Form, freeze_time, get_db_name, tagged
from odoo.tools import mute_logger

from .test_condition import PNG, ConditionCase

PAPER = ("515/UBND-NVK", date(2023, 4, 14))


@tagged("post_install", "-at_install")
class TestRaise(ConditionCase):
    def last(self, condition):
        return self.env["gov.history"].search(
            [("res_model", "=", condition._name), ("res_id", "=", condition.id)],
            limit=1,
        )

    def to_decide(self, login):
        conditions = self.by(self.env["gov.rollout.condition"], login)
        return conditions.search([("can_decide", "=", True)])

    def notices(self):
        return self.env["mail.message"].search(
            [("model", "=", "gov.rollout"), ("res_id", "=", self.rollout.id)]
            + [("message_type", "=", "user_notification")]
        )

    def decide(self, login, condition=None, outcome="agreed", **vals):
        dialogs = self.env["gov.condition.decision"].with_user(self.users[login])
        values = {
            "condition_ids": [Command.set((condition or self.scanner).ids)],
            "outcome": outcome,
            "text": "Cấp từ dự phòng",
        }
        dialogs.create(values | vals).action_confirm()

    def test_the_dialog_asks_the_steering_body(self):
        self.by(self.scanner).action_unmet()
        action = self.by(self.scanner).action_raise()
        dialogs = self.by(self.env["gov.condition.raise"])
        with Form(dialogs.with_context(**action["context"])) as form:
            self.assertEqual(form.unit_id, self.home)
            form.proposal = "Cấp 02 máy quét"
            form.document_symbol, form.document_date = PAPER
        form.record.action_confirm()
        self.assertEqual(self.scanner.raise_state, "raised")
        self.assertEqual(self.scanner.raised_unit_id, self.home)
        self.assertEqual(self.scanner.raised_by_id, self.users["officer_a"])
        row = self.last(self.scanner)
        self.assertEqual(
            (row.event, row.reason, row.document_symbol, row.document_date),
            ("raise", "Cấp 02 máy quét", *PAPER),
        )
        self.assertEqual(row.user_id, self.users["officer_a"])
        told = self.notices().partner_ids
        self.assertEqual(told, self.users["coordinator"].partner_id)

    def test_who_raises(self):
        self.scanner.action_unmet()
        for login in ("staff_a", "officer_b", "coordinator", "leader", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(self.scanner, login)._raise_up(self.home, "x")
            with self.subTest(f"button {login}"), self.assertRaises(AccessError):
                self.by(self.scanner, login).action_raise()
        self.assertEqual(self.scanner.raise_state, "none")

    def test_what_is_raised_and_to_whom(self):
        officer = self.by(self.scanner)
        with self.assertRaisesRegex(UserError, "not met"):
            officer._raise_up(self.home, "x")
        officer.action_unmet()
        part = self._unit("T-A-P", "Phòng của xã A", "division", parent=self.commune)
        for unit in (self.commune, part, self.home.browse()):
            with self.subTest(unit.name), self.assertRaises(UserError):
                officer._raise_up(unit, "x")
        tomorrow = self.env.company._gov_today() + timedelta(days=1)
        for text, document in (
            (" ", (None, None)),
            ("x" * 2001, (None, None)),
            ("x", (None, PAPER[1])),
            ("x", ("1/TTr", tomorrow)),
        ):
            with self.subTest(text[:2]), self.assertRaises(UserError):
                officer._raise_up(self.home, text, document)
        draft = self._rollout(self.other, begin=False)
        condition = self.scanner.create({"rollout_id": draft.id, "name": "x"})
        condition.action_unmet()
        with self.assertRaises(UserError):
            self.by(condition, "officer_b")._raise_up(self.home, "x")
        officer._raise_up(self.home, "x" * 2000)
        with self.assertRaisesRegex(UserError, "already"):
            officer._raise_up(self.province, "x")

    def test_what_was_raised_stays_as_it_was_sent(self):
        photo = self.photo(self.scanner)
        self.raised()
        officer = self.by(self.scanner)
        for vals in (
            {"name": "Máy in"},
            {"area": "people"},
            {"finding": "Khác"},
            {"cost": 5},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                officer.write(vals)
            with self.subTest(f"one2many {vals}"), self.assertRaises(UserError):
                command = [Command.update(self.scanner.id, vals)]
                self.by(self.rollout).write({"condition_ids": command})
        officer.write({"remedy": "Mượn máy", "date_due": date(2023, 6, 1)})
        for act in (
            officer.action_met,
            officer.action_uncheck,
            officer.unlink,
            lambda: self.by(photo).write({"file": PNG}),
            lambda: self.by(photo).write({"kind": "after"}),
            self.by(photo).unlink,
            lambda: self.photo(self.scanner),
        ):
            with self.assertRaises(UserError):
                act()
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", photo._name), ("res_id", "=", photo.id)]
            + [("res_field", "=", "file")]
        )
        with self.assertRaises(AccessError):
            attachment.write({"raw": b"x"})
        self.photo(self.scanner, kind="after")

    def test_the_body_asked_decides_and_nobody_else(self):
        self.raised()
        for login in ("staff_a", "officer_a", "officer_b", "clerk", "no_scope"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(self.scanner, login)._decide("agreed", "x")
            with self.subTest(f"dialog {login}"), self.assertRaises(AccessError):
                self.decide(login)
            self.assertFalse(self.to_decide(login))
        for login in ("coordinator", "leader", "manager"):
            with self.subTest(login):
                self.assertEqual(self.to_decide(login), self.scanner)
        due = date(2024, 6, 17)
        self.decide(
            "coordinator",
            date_due=due,
            document_symbol=PAPER[0],
            document_date=PAPER[1],
        )
        scanner = self.scanner
        self.assertEqual((scanner.raise_state, scanner.outcome), ("decided", "agreed"))
        self.assertEqual(
            (scanner.decision, scanner.decision_due), ("Cấp từ dự phòng", due)
        )
        self.assertEqual(scanner.decided_by_id, self.users["coordinator"])
        self.assertEqual(scanner.state, "unmet", "agreed is not yet met")
        self.assertFalse(scanner.handled)
        row = self.last(scanner)
        self.assertEqual((row.event, row.document_symbol), ("agree", PAPER[0]))
        self.assertEqual(
            self.notices()[0].partner_ids, self.users["officer_a"].partner_id
        )
        self.assertFalse(self.to_decide("leader"))
        with self.assertRaises(UserError):
            self.decide("leader", outcome="refused")

    def test_nobody_decides_for_the_own_unit(self):
        """Neither a leader of the unit nor somebody of one of its parts."""
        part = self._unit("T-A-P", "Phòng của xã A", "division", parent=self.commune)
        for tag, own in (("unit", self.commune), ("part", part)):
            for role in ("coordinator", "leader", "manager"):
                user = self._user(f"{tag}_{role}", [role], own | self.home)
                self.users[user.login] = user
        self.raised()
        for login in [name for name in self.users if name.startswith("gov_")]:
            with self.subTest(login):
                with self.assertRaises(AccessError):
                    self.by(self.scanner, login)._decide("agreed", "x")
                with self.assertRaises(AccessError):
                    self.by(self.scanner, login)._pass_on(self.province, "x")
                self.assertFalse(self.to_decide(login))

    def test_nobody_decides_on_what_they_raised_or_have_in_charge(self):
        boss = self._user("boss", ["coordinator"], self.province)
        self.users["boss"] = boss
        self.raised(login="boss")
        self.raised(self.wifi)
        self.wifi.sudo().responsible_id = boss
        for condition in (self.scanner, self.wifi):
            with self.assertRaises(AccessError):
                self.decide("boss", condition)
        self.assertFalse(self.to_decide("boss"))
        self.assertEqual(self.to_decide("leader"), self.scanner | self.wifi)
        self.decide("leader", self.scanner | self.wifi)
        self.assertEqual(self.all.mapped("raise_state"), ["decided", "decided", "none"])

    def test_list_and_check_agree(self):
        self.raised()
        self.raised(self.wifi, unit=self.finance)
        for login in self.users:
            if not self.by(self.scanner, login).has_access("read"):
                continue
            for condition in self.by(self.scanner | self.wifi, login):
                with self.subTest(f"{login} {condition.name}"):
                    allowed = True
                    try:
                        condition._check_decider()
                    except AccessError:
                        allowed = False
                    self.assertEqual(condition.can_decide, allowed)
                    found = condition.search([("can_decide", "=", True)])
                    self.assertEqual(condition in found, allowed)
        self.assertTrue(self.by(self.wifi, "leader").can_decide)
        self.assertFalse(self.by(self.wifi, "coordinator").can_decide)

    def test_it_is_passed_on_to_a_higher_body(self):
        self.raised()
        part = self.division
        for unit in (self.commune, self.home, part, self.home.browse()):
            with self.subTest(unit.name), self.assertRaises(UserError):
                self.by(self.scanner, "coordinator")._pass_on(unit, "Vượt thẩm quyền")
        self.decide(
            "coordinator",
            outcome="pass_on",
            unit_id=self.province.id,
            text="Vượt thẩm quyền",
        )
        self.assertEqual(self.scanner.raise_state, "raised")
        self.assertEqual(self.scanner.raised_unit_id, self.province)
        self.assertEqual(self.last(self.scanner).event, "pass_on")
        self.assertEqual(self.last(self.scanner).reason, "Vượt thẩm quyền")
        self.assertFalse(self.to_decide("coordinator"))
        with self.assertRaises(AccessError):
            self.decide("coordinator")
        self.assertIn(self.users["leader"].partner_id, self.notices()[0].partner_ids)
        self.decide("leader", outcome="refused", text="Chưa có nguồn")
        self.assertEqual(self.scanner.outcome, "refused")

    def test_whoever_is_asked_sees_the_roll_out(self):
        officer = self._user("finance", ["coordinator"], self.finance)
        self.users["finance"] = officer
        photo = self.photo(self.scanner)
        records = (self.rollout, self.scanner, photo)
        for record in records:
            self.assertFalse(self.by(record, "finance").has_access("read"))
        self.raised(unit=self.finance)
        for record in records:
            with self.subTest(record._name):
                self.assertTrue(self.by(record, "finance").has_access("read"))
                self.assertFalse(self.by(record, "finance").has_access("write"))
        self.by(self.scanner, "finance")._pass_on(self.province, "Vượt thẩm quyền")
        self.assertTrue(self.by(self.scanner, "finance").has_access("read"))

    def test_dealt_with_when_met_or_said_so(self):
        self.raised(self.scanner)
        self.raised(self.wifi)
        self.decide("coordinator", self.scanner)
        self.decide("coordinator", self.wifi, outcome="refused", text="Không")
        self.by(self.scanner, "staff_a").action_met()
        self.assertTrue(self.scanner.handled)
        for login in ("staff_a", "coordinator", "officer_b", "leader"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(self.wifi, login).action_handle()
        self.by(self.wifi).action_handle()
        self.assertTrue(self.wifi.handled)
        self.assertEqual(self.wifi.state, "unmet")
        self.assertEqual(self.last(self.wifi).event, "handle")
        with self.assertRaises(UserError):
            self.by(self.money).action_handle()
        self.by(self.scanner).action_unmet()
        self.assertFalse(self.scanner.handled, "it is not met any more")

    def test_photos_stay_when_all_is_done(self):
        self.raised()
        after = self.photo(self.scanner, kind="after")
        self.decide("coordinator")
        self.by(self.scanner).action_met()
        with self.assertRaises(UserError):
            self.by(after).unlink()
        with self.assertRaises(UserError):
            self.photo(self.scanner, kind="after")
        with self.assertRaises(UserError):
            self.by(self.scanner).unlink()
        with self.assertRaises(UserError):
            self.by(self.scanner).name = "Khác"

    def test_taken_back_while_nobody_decided(self):
        self.raised()
        for login in ("staff_a", "officer_b", "coordinator", "leader"):
            with self.subTest(login), self.assertRaises(AccessError):
                self.by(self.scanner, login).action_withdraw()
        self.by(self.scanner).action_withdraw()
        self.assertEqual(self.scanner.raise_state, "none")
        self.assertEqual(self.last(self.scanner).event, "withdraw")
        self.assertFalse(self.to_decide("leader"))
        with self.assertRaises(UserError):
            self.by(self.scanner).action_withdraw()
        self.by(self.scanner)._raise_up(self.province, "Lần hai")
        self.assertEqual(self.scanner.proposal, "Lần hai")
        self.decide("leader")
        with self.assertRaises(UserError):
            self.by(self.scanner).action_withdraw()

    def test_asked_again_after_a_refusal(self):
        self.raised()
        self.decide("coordinator", outcome="refused", text="Hết nguồn")
        self.by(self.scanner).action_handle()
        self.by(self.scanner)._raise_up(self.province, "Xin tỉnh")
        scanner = self.scanner
        self.assertEqual((scanner.raise_state, scanner.handled), ("raised", False))
        self.assertFalse(scanner.outcome or scanner.decision or scanner.decided_at)
        history = self.env["gov.history"].search([("res_id", "=", scanner.id)])
        self.assertIn("Hết nguồn", history.mapped("reason"))

    def test_an_ended_roll_out_waits_for_nobody(self):
        self.raised()
        self.rollout._guarded_write({"state": "stopped"})
        self.assertFalse(self.to_decide("leader"))
        for act in (
            lambda: self.decide("leader"),
            self.by(self.scanner).action_withdraw,
        ):
            with self.assertRaises(UserError):
                act()

    def test_days_waiting(self):
        with freeze_time("2100-06-01 02:00:00"):
            self.raised()
        with freeze_time("2100-06-11 02:00:00"):
            self.scanner.invalidate_recordset()
            self.assertEqual(self.scanner.days_waiting, 10)
            self.decide("coordinator")
        with freeze_time("2100-08-01 02:00:00"):
            self.scanner.invalidate_recordset()
            self.assertEqual(self.scanner.days_waiting, 10)

    def test_no_notice_of_an_illustration(self):
        self.rollout._guarded_write({"is_demo": True})
        self.raised()
        self.decide("coordinator")
        self.assertFalse(self.notices())

    def test_dialogs_are_their_maker_s(self):
        self.raised()
        dialog = self.by(self.env["gov.condition.decision"], "coordinator").create(
            {"condition_ids": [Command.set(self.scanner.ids)], "text": "x"}
        )
        with self.assertRaises(AccessError):
            self.by(dialog, "leader").read(["text"])


@tagged("post_install", "-at_install")
class TestTwoDeciders(BaseCase):
    """Two people on one proposal, in two real transactions."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            self.addCleanup(self.remove)
            company = {"company_id": env.company.id}
            units = env["hr.department"].create(
                [{"name": f"Cơ quan thử {n}"} | company for n in range(2)]
            )
            model = env["gov.reform.model"].create(
                {"code": "RACE", "name": "x", "lead_unit_id": units[0].id}
            )
            rollout = env["gov.rollout"].create(
                {
                    "reform_model_id": model.id,
                    "unit_id": units[1].id,
                    "steering_unit_id": units[0].id,
                }
            )
            rollout.action_begin()
            condition = env["gov.rollout.condition"].create(
                {"rollout_id": rollout.id, "name": "Máy quét"}
            )
            condition.action_unmet()
            condition._raise_up(units[0], "x")
            self.units, self.model, self.rollout = units.ids, model.id, rollout.id
            self.condition = condition.id

    @contextmanager
    def transaction(self):
        with db_connect(get_db_name()).cursor() as cr:
            # A test that waits for a lock fails instead of hanging.
            cr.execute("SET LOCAL lock_timeout = '5s'")
            yield api.Environment(cr, SUPERUSER_ID, {})
            cr.commit()  # pylint: disable=invalid-commit

    def remove(self):
        with self.transaction() as env:
            for table, ids in (
                ("gov_rollout", [self.rollout]),
                ("gov_history", []),
                ("gov_reform_model", [self.model]),
                ("hr_department", self.units),
            ):
                if ids:
                    env.cr.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [ids])
            env.cr.execute(
                "DELETE FROM gov_history WHERE res_model = 'gov.reform.model' "
                "AND res_id = %s",
                [self.model],
            )
            env.cr.execute(
                "DELETE FROM mail_message WHERE model = 'gov.rollout' AND res_id = %s",
                [self.rollout],
            )

    def test_agreed_and_refused_at_once(self):
        with self.transaction() as slow, self.transaction() as env:
            stale = slow["gov.rollout.condition"].browse(self.condition)
            # The snapshot of this transaction begins with its first statement.
            slow.cr.execute("SELECT 1")
            env["gov.rollout.condition"].browse(self.condition)._decide("agreed", "x")
            env.flush_all()
            with self.assertRaisesRegex(UserError, "right now"):
                stale._decide("refused", "y")
            env.cr.commit()
            slow.invalidate_all()
            with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
                stale._decide("refused", "y")
            slow.cr.rollback()
            slow.invalidate_all()
            with self.assertRaisesRegex(UserError, "no proposal waits"):
                stale._decide("refused", "y")
        with self.transaction() as env:
            condition = env["gov.rollout.condition"].browse(self.condition)
            self.assertEqual(condition.outcome, "agreed")

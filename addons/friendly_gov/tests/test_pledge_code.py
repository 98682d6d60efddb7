from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import GROUPS
from .pledge_code_common import SCAN, CodeCase
from .pledge_common import FOUR_ASKS


@tagged("post_install", "-at_install")
class TestPledgeCodeLife(CodeCase):
    def test_a_complete_draft_comes_into_force(self):
        self.assert_missing(self.draft, "The scan of the issuing document.")
        self._scan(self.draft)
        self.assertFalse(self.draft.missing)
        self.as_user(self.draft).action_activate()
        self.assertEqual(self.draft.state, "active")
        self.assertEqual(self.draft.date_from, self.today)
        self.assertFalse(self.draft.missing)
        self.assertTrue(self.draft.is_in_force)

    def test_all_that_is_missing_is_said_at_once(self):
        group = self.draft.group_ids
        group.statement_ids[0].unlink()
        group.statement_ids[0].name = "  "
        tomorrow = self.today + timedelta(days=1)
        self.draft.write(
            {
                "document_symbol": " ",
                "document_date": tomorrow,
                "date_from": tomorrow,
                "group_ids": [Command.create({"name": "Lời hứa khác"})],
            }
        )
        day = tomorrow.strftime("%m/%d/%Y")
        self.assert_missing(
            self.draft,
            "“4 xin” has an empty statement.",
            "“4 xin” announces 4 statements and has 2.",
            "“Lời hứa khác” has no statement.",
            "The number of the issuing document.",
            "The issuing document is dated in the future.",
            "The scan of the issuing document.",
            f"It is valid from {day} only: bring it into force from that day on.",
        )

    def test_one_statement_too_many_is_missing_as_well(self):
        self._scan(self.draft)
        self.draft.group_ids.statement_ids = [Command.create({"name": "xin hẹn"})]
        self.assert_missing(self.draft, "“4 xin” announces 4 statements and has 5.")

    def test_a_code_without_groups_stays_a_draft(self):
        empty = self._pledge_code(active=False, group_ids=[], document_date=False)
        self._scan(empty)
        self.assert_missing(
            empty,
            "There is no statement.",
            "The date of the issuing document.",
        )

    def test_only_coordinators_bring_into_force(self):
        self._scan(self.draft)
        for login in ("staff_a", "officer_a", "clerk", "leader", "plain", "portal"):
            for method in ("action_activate", "action_new_version", "action_reopen"):
                self.forbid(login, self.draft._name, method, self.draft.ids)
        self.assertEqual(self.draft.state, "draft")

    def test_the_private_way_of_shipped_data_is_closed_to_clients(self):
        for login in ("coordinator", "manager"):
            for method in ("_activate_shipped", "_activate"):
                self.forbid(login, self.draft._name, method, self.draft.ids)

    def test_a_state_is_never_written(self):
        for login in ("coordinator", "manager"):
            for vals in ({"state": "active"}, {"version": 9}, {"previous_id": 1}):
                self.forbid(login, self.draft._name, "write", self.draft.ids, vals)
                self.forbid(login, self.draft._name, "create", vals | {"name": "x"})
        self.assertEqual(self.draft.state, "draft")

    def test_back_to_draft_only_while_no_campaign_uses_it(self):
        campaign = self._campaign(state="draft")
        with self.assertRaisesRegex(UserError, "Ký cam kết năm 2026"):
            self.as_user(self.code).action_reopen()
        self.assertEqual(self.code.state, "active")
        campaign.unlink()
        self.as_user(self.code).action_reopen()
        self.assertEqual(self.code.state, "draft")
        self.as_user(self.code.group_ids.statement_ids[0]).name = "xin chào!"
        # opened again it is the office's own, and wants the scan as any other
        self.assert_missing(self.code, "The scan of the issuing document.")

    def test_steps_begin_where_they_may(self):
        with self.assertRaisesRegex(UserError, "Being written"):
            self.as_user(self.draft).action_reopen()
        with self.assertRaisesRegex(UserError, "In force"):
            self.as_user(self.code).action_activate()
        with self.assertRaisesRegex(UserError, "being written"):
            self.as_user(self.draft).action_new_version()

    def test_a_code_is_usable_in_force_on_the_day_only(self):
        self.code._guarded_write(
            {"date_from": date(2018, 12, 27), "date_to": date(2022, 10, 31)}
        )
        for day in ("2018-12-27", date(2021, 11, 1), "2022-10-31"):
            self.code._check_usable(day)
        for code, day in (
            (self.code, "2018-12-26"),
            (self.code, "2022-11-01"),
            (self.code, None),
            (self.draft, None),
        ):
            with self.subTest(f"{code.name} {day}"), self.assertRaises(UserError):
                code._check_usable(day)
        self.code.date_to = self.today
        self.code._check_usable()
        usable = self.env["gov.pledge.code"].search([("is_in_force", "=", True)])
        self.assertIn(self.code, usable)
        self.assertNotIn(self.draft, usable)
        self.code.date_to = self.today - timedelta(days=1)
        self.assertFalse(self.code.is_in_force)
        others = self.env["gov.pledge.code"].search([("is_in_force", "!=", True)])
        self.assertLessEqual(self.code | self.draft, others)


@tagged("post_install", "-at_install")
class TestPledgeCodeVersions(CodeCase):
    def next_version(self, code, login="coordinator"):
        action = self.as_user(code, login).action_new_version()
        return self.env["gov.pledge.code"].browse(action["res_id"])

    def in_force(self, code, **vals):
        code.write({"document_symbol": "2/QĐ", "document_date": "2026-01-05"} | vals)
        self._scan(code)
        self.as_user(code).action_activate()

    def test_the_next_version_copies_the_words_not_the_papers(self):
        new = self.next_version(self.code)
        self.assertEqual((new.version, new.previous_id), (2, self.code))
        self.assertEqual(new.display_name, "4 xin (2)")
        self.assertEqual(new._get_text(), [("4 xin", list(FOUR_ASKS))])
        self.assertEqual(new.group_ids.expected_count, 4)
        self.assertEqual((new.state, new.document_symbol), ("draft", False))
        # a second click goes on with it
        self.assertEqual(self.next_version(self.code), new)

    def test_the_next_version_ends_the_one_before(self):
        self.code._guarded_write({"date_from": date(2021, 11, 1)})
        campaign = self._campaign()
        new = self.next_version(self.code)
        new.group_ids.statement_ids[0].name = "xin được chào"
        self.in_force(new, date_from=date(2026, 2, 1))
        self.assertEqual((new.state, self.code.state), ("active", "superseded"))
        self.assertEqual(self.code.date_to, date(2026, 1, 31))
        # who began with the version before goes on with its words
        self.assertEqual(campaign.code_id, self.code)
        self.assertEqual(self.code._get_text(), [("4 xin", list(FOUR_ASKS))])
        for code, day in ((self.code, "2026-01-31"), (new, "2026-01-31")):
            with self.assertRaises(UserError):
                code._check_usable(day)
        new._check_usable("2026-02-01")

    def test_two_versions_on_one_day_end_no_earlier_than_they_began(self):
        self.code._guarded_write({"date_from": self.today})
        new = self.next_version(self.code)
        self.in_force(new)
        self.assertEqual(self.code.state, "superseded")
        self.assertEqual(self.code.date_to, self.today)

    def test_an_earlier_end_stays(self):
        self.code._guarded_write({"date_to": date(2022, 10, 31)})
        new = self.next_version(self.code)
        self.in_force(new)
        self.assertEqual(self.code.date_to, date(2022, 10, 31))

    def test_a_version_by_mistake_gives_the_one_before_back(self):
        new = self.next_version(self.code)
        self.in_force(new)
        self.as_user(new).action_reopen()
        self.assertEqual((new.state, self.code.state), ("draft", "active"))
        self.assertFalse(self.code.date_to)

    def test_an_older_draft_never_ends_a_newer_version(self):
        second = self.next_version(self.code)
        third = second.copy()
        third._guarded_write({"version": 3, "previous_id": self.code.id})
        self.in_force(third)
        with self.assertRaisesRegex(UserError, r"4 xin \(3\).* newer"):
            self.in_force(second)
        self.assertEqual((second.state, third.state), ("draft", "active"))
        # whichever version it was made from, one of them is in force
        self.as_user(third).action_reopen()
        self.in_force(second)
        self.as_user(third).action_activate()
        self.assertEqual(second.state, "superseded")

    def test_what_all_share_goes_on_for_the_others(self):
        shipped = self.env.ref("friendly_gov.pledge_code_5_khong")
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        user = new_test_user(
            self.env,
            "gov_elsewhere",
            groups=f"base.group_user,{GROUPS['coordinator']}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.users["elsewhere"] = user
        for method in ("action_reopen", "unlink"):
            self.refuse("elsewhere", shipped._name, method, shipped.ids)
        new = self.next_version(shipped, "elsewhere")
        self.assertEqual((new.company_id, new.version), (company, 2))
        new.write({"document_symbol": "1/QĐ", "document_date": "2026-01-05"})
        self._scan(new)
        new.with_user(user).action_activate()
        self.assertEqual((new.state, shipped.state), ("active", "active"))

    def test_scans_of_what_all_share_are_the_administrators(self):
        frame = self.env.ref("friendly_gov.pledge_code_6_biet_5_khong_3_the_hien")
        company = self.env["res.company"].create({"name": "Tỉnh khác"})
        company.flush_recordset()
        vals = {"code_id": frame.id, "name": "a.pdf", "file": SCAN}
        self.forbid("coordinator", "gov.pledge.file", "create", vals)
        file = self._scan(frame)
        self.forbid("coordinator", file._name, "write", file.ids, {"name": "x"})
        self.forbid("coordinator", file._name, "unlink", file.ids)
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", file._name), ("res_id", "=", file.id)]
            + [("res_field", "=", "file")]
        )
        self.forbid(
            "coordinator", "ir.attachment", "write", attachment.ids, {"raw": ""}
        )
        self.forbid("coordinator", frame._name, "write", frame.ids, {"name": "x"})

from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import SurveyCase

OPERATIONS = ("read", "write", "create", "unlink")
NOTHING = dict.fromkeys(OPERATIONS, "")

# What each person may do with which campaign, see _make_campaigns. The letters:
#   h led by the coordinator's unit, draft     H the same, open, asks commune A
#   f led by another department, draft         F the same, open, asks commune B
#   P as F, asks the staff of the whole province
CAMPAIGNS = {
    "staff_a": NOTHING | {"read": "HP"},
    "officer_a": NOTHING | {"read": "HP"},
    "officer_b": NOTHING | {"read": "FP"},
    "clerk": NOTHING | {"read": "hHP"},
    "coordinator": {"read": "hHP", "write": "hH", "create": "hH", "unlink": "hH"},
    "leader": NOTHING | {"read": "hHfFP"},
    "leader_b": NOTHING | {"read": "FP"},
    "manager": dict.fromkeys(OPERATIONS, "hHfFP"),
    "no_scope": NOTHING,
    "survey_user": NOTHING,
    "survey_manager": NOTHING,
    "plain": NOTHING,
    "portal": NOTHING,
    "public": NOTHING,
}

# o made by the coordinator, x by somebody else, s a survey of another type
QUESTIONNAIRES = {
    "staff_a": NOTHING | {"read": "ox"},
    "officer_a": NOTHING | {"read": "ox"},
    "clerk": NOTHING | {"read": "ox"},
    "coordinator": {"read": "ox", "write": "o", "create": "o", "unlink": "o"},
    "leader": NOTHING | {"read": "ox"},
    "manager": dict.fromkeys(OPERATIONS, "ox"),
    "no_scope": NOTHING | {"read": "ox"},
    "survey_user": dict.fromkeys(OPERATIONS, "oxs"),
    "survey_manager": dict.fromkeys(OPERATIONS, "oxs"),
    "plain": NOTHING,
    "portal": NOTHING,
    "public": NOTHING,
}


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestSurveyAccess(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["leader_b"] = cls._user("leader_b", ["leader"], None)
        cls.users["leader_b"].gov_follow_unit_ids = [Command.set(cls.other.ids)]
        lead = {"unit_id": cls.finance.id}
        asked = lead | {"unit_ids": [Command.set(cls.other.ids)]}
        everywhere = lead | {"unit_ids": [Command.set(cls.province.ids)]}
        later = {"date_open": date(2023, 7, 1), "date_close": date(2023, 7, 31)}
        cls.campaigns = {
            "h": cls._campaign(**later),
            "H": cls._campaign(),
            "f": cls._campaign(**asked, **later),
            "F": cls._campaign(**asked),
            "P": cls._campaign(**everywhere, audience="staff"),
        }
        for letter in "HFP":
            cls.campaigns[letter].action_open()

    def _allowed(self, login, operation, records):
        user = self.users[login]
        return "".join(
            letter
            for letter, record in records.items()
            if record.with_user(user).has_access(operation)
        )

    def _assert_matrix(self, matrix, records):
        for login, row in matrix.items():
            for operation, expected in row.items():
                with self.subTest(login=login, operation=operation):
                    found = self._allowed(login, operation, records)
                    self.assertEqual(found, expected)

    def test_campaigns(self):
        self._assert_matrix(CAMPAIGNS, self.campaigns)

    def test_searches_agree_with_the_matrix(self):
        everything = self.env["gov.survey.campaign"].union(*self.campaigns.values())
        for login, row in CAMPAIGNS.items():
            expected = {self.campaigns[letter].id for letter in row["read"]}
            model = self.env["gov.survey.campaign"].with_user(self.users[login])
            with self.subTest(login=login):
                if not model.has_access("read"):
                    with self.assertRaises(AccessError):
                        model.search([])
                    continue
                found = model.search([("id", "in", everything.ids)])
                self.assertEqual(set(found.ids), expected)

    def test_questionnaires_and_their_parts(self):
        stock = self.env["survey.survey"].create(
            {
                "title": "Trò chơi",
                "question_and_page_ids": [
                    Command.create(
                        {
                            "title": "Một",
                            "question_type": "matrix",
                            "suggested_answer_ids": [Command.create({"value": "Có"})],
                            "matrix_row_ids": [Command.create({"value": "Hàng"})],
                        }
                    )
                ],
            }
        )
        # Made by somebody who has lost the rights of the Survey app since.
        self.env.cr.execute(
            "UPDATE survey_survey SET create_uid = %s WHERE id = %s",
            [self.users["coordinator"].id, stock.id],
        )
        stock.invalidate_recordset()
        surveys = {
            "o": self._questionnaire(user=self.users["coordinator"]).sudo(),
            "x": self._questionnaire(),
            "s": stock,
        }
        parts = {
            "survey": surveys,
            "question": {k: s.question_ids[-1] for k, s in surveys.items()},
            "choice": {
                k: s.question_ids[-1].suggested_answer_ids for k, s in surveys.items()
            },
            "row": {k: s.question_ids[-1].matrix_row_ids for k, s in surveys.items()},
        }
        for name, records in parts.items():
            with self.subTest(part=name):
                self._assert_matrix(QUESTIONNAIRES, records)

    def test_answers_are_read_by_nobody(self):
        answer = self.env["survey.user_input"].create(
            {"survey_id": self.questionnaire.id}
        )
        line = self.env["survey.user_input.line"].create(
            {
                "user_input_id": answer.id,
                "question_id": self.questionnaire.question_ids[0].id,
                "skipped": True,
                "answer_type": False,
            }
        )
        for login in self.users:
            for operation in OPERATIONS:
                with self.subTest(login=login, operation=operation):
                    allowed = self._allowed(login, operation, {"a": answer, "l": line})
                    self.assertEqual(allowed, "")
        # the Survey app keeps its own
        stock = self.env["survey.survey"].create({"title": "Trò chơi"})
        own = self.env["survey.user_input"].create({"survey_id": stock.id})
        self.assertTrue(own.with_user(self.users["survey_user"]).has_access("read"))
        found = own.with_user(self.users["survey_manager"]).search(
            [("id", "in", (own | answer).ids)]
        )
        self.assertEqual(found, own)

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models.unlink")
    def test_operations_do_what_the_matrix_says(self):
        coordinator = self.users["coordinator"]
        own = self.campaigns["h"].with_user(coordinator)
        own.name = "Đợt mới"
        values = {"name": "Đợt", "unit_id": self.home.id}
        own.create(values).unlink()
        with self.assertRaises(AccessError):
            own.create(values | {"unit_id": self.finance.id})
        with self.assertRaises(AccessError):
            self.campaigns["f"].with_user(coordinator).name = "Đợt khác"
        with self.assertRaises(AccessError):
            self.campaigns["f"].with_user(coordinator).unlink()

    def test_nobody_hands_a_campaign_out_of_the_own_scope(self):
        own = self.campaigns["h"].with_user(self.users["coordinator"])
        own.unit_id = self.division
        with self.assertRaises(AccessError):
            own.unit_id = self.finance

    def test_buttons_check_role_and_scope(self):
        for action, letters in (("action_open", "hf"), ("action_close", "HP")):
            for login, row in CAMPAIGNS.items():
                for letter in set(letters) - set(row["write"]):
                    with self.subTest(login=login, letter=letter):
                        self._assert_refused(login, letter, action)
        coordinator, manager = self.users["coordinator"], self.users["manager"]
        self.campaigns["h"].with_user(coordinator).action_open()
        self.campaigns["f"].with_user(manager).action_open()
        states = [self.campaigns[letter].state for letter in "hfHP"]
        self.assertEqual(states, ["open"] * 4)

    def _assert_refused(self, login, letter, action):
        campaign = self.campaigns[letter].with_user(self.users[login])
        with self.assertRaises(AccessError) as refused:
            getattr(campaign, action)()
        if letter in CAMPAIGNS[login]["read"]:
            # told by us in words, before any record rule
            self.assertIn("only coordinators of", str(refused.exception))

    def test_a_transferred_person_loses_the_old_unit(self):
        officer = self.users["officer_a"]
        campaign = self.campaigns["H"].with_user(officer)
        self.assertTrue(campaign.has_access("read"))
        officer.gov_unit_ids = [Command.set(self.other.ids)]
        campaign.invalidate_recordset()
        self.assertFalse(campaign.has_access("read"))

    def test_companies_are_apart(self):
        company = self.env["res.company"].create({"name": "Tỉnh Y"})
        manager = self.users["manager"]
        manager.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self.assertFalse(
            self.campaigns["P"]
            .with_user(manager)
            .with_context(allowed_company_ids=company.ids)
            .has_access("read")
        )

    def test_menus(self):
        menu = self.env.ref("friendly_gov_survey.gov_survey_campaign_menu")
        lists = self.env.ref("friendly_gov_survey.survey_survey_menu")
        for login, seen in (
            ("staff_a", {menu}),
            ("leader", {menu}),
            ("coordinator", {menu, lists}),
            ("plain", set()),
            ("survey_user", set()),
        ):
            visible = self.env["ir.ui.menu"].with_user(self.users[login])
            ids = visible._visible_menu_ids()
            found = {m for m in (menu, lists) if m.id in ids}
            with self.subTest(login=login):
                self.assertEqual(found, seen)

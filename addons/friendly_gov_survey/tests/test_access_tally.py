from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common_tally import TallyCase

OPERATIONS = ("read", "write", "create", "unlink")

# Who reads answers of which campaign, their lines and judgements. Nobody writes,
# creates or deletes them. H led by the coordinator's unit, F by another department.
READERS = {
    "staff_a": "",
    "officer_a": "",
    "clerk": "",
    "leader": "",
    "coordinator": "H",
    "coordinator_top": "HF",
    "coordinator_a": "",
    "manager": "HF",
    "no_scope": "",
    "survey_user": "",
    "survey_manager": "",
    "plain": "",
    "portal": "",
    "public": "",
}


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestTallyAccess(TallyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login, unit in (("top", cls.province), ("a", cls.commune)):
            cls.users[f"coordinator_{login}"] = cls._user(
                f"coordinator_{login}", ["coordinator"], unit
            )
        campaigns = {
            "H": cls._open(cls.commune),
            "F": cls._open(cls.other, unit_id=cls.finance.id),
        }
        cls.answers = {
            letter: cls._answer(campaign.line_ids, {"a1": 5}, words="Tốt")
            for letter, campaign in campaigns.items()
        }
        for answer in cls.answers.values():
            answer._gov_judge("excluded", "Thử")

    def _letters(self, login, operation, records):
        user = self.users[login]
        return "".join(
            letter
            for letter, record in records.items()
            if record.with_user(user).has_access(operation)
        )

    def test_matrix(self):
        parts = {
            "answer": self.answers,
            "line": {k: a.user_input_line_ids[0] for k, a in self.answers.items()},
            "log": {k: a.gov_validity_ids for k, a in self.answers.items()},
        }
        for part, records in parts.items():
            for login, readable in READERS.items():
                for operation in OPERATIONS:
                    expected = readable if operation == "read" else ""
                    with self.subTest(part=part, login=login, operation=operation):
                        found = self._letters(login, operation, records)
                        self.assertEqual(found, expected)

    def test_searches_agree(self):
        everything = self.env["survey.user_input"].union(*self.answers.values())
        for login, letters in READERS.items():
            expected = self.env["survey.user_input"].union(
                *(self.answers[letter] for letter in letters)
            )
            model = self.env["survey.user_input"].with_user(self.users[login])
            with self.subTest(login=login):
                if not model.has_access("read"):
                    continue
                found = model.search([("id", "in", everything.ids)])
                self.assertEqual(set(found.ids), set(expected.ids))

    def test_figures_are_read_by_managers_only(self):
        self.env["gov.survey.tally"]._compact(limit=2)
        for model in ("gov.survey.delta", "gov.survey.tally", "gov.survey.return"):
            record = self.env[model].search([], limit=1)
            self.assertTrue(record)
            for login in READERS:
                for operation in OPERATIONS:
                    expected = login == "manager" and operation == "read"
                    with self.subTest(model=model, login=login, operation=operation):
                        own = record.with_user(self.users[login])
                        self.assertEqual(own.has_access(operation), expected)

    @mute_logger("odoo.models.unlink")
    def test_figures_are_written_by_the_system_only(self):
        self.env["gov.survey.tally"]._compact(limit=2)
        for model in ("gov.survey.delta", "gov.survey.tally", "gov.survey.return"):
            records = self.env[model]
            record = records.search([], limit=1)
            vals = record.copy_data()[0]
            for sudo in (records.sudo(), records.with_user(self.users["manager"])):
                with self.subTest(model=model, su=sudo.env.su):
                    with self.assertRaises(AccessError):
                        sudo.create(vals)
                    with self.assertRaises(AccessError):
                        record.with_env(sudo.env).unlink()
            with self.assertRaises(AccessError):
                record.with_user(self.users["manager"]).write(vals)

    def test_a_load_is_refused(self):
        answer = self.answers["H"].with_user(self.users["manager"])
        result = answer.load([".id", "gov_state"], [[str(answer.id), "Valid"]])
        self.assertFalse(result["ids"])
        self.assertEqual(answer.gov_state, "excluded")

    def test_dialogs_are_ones_own(self):
        dialogs = self.env["gov.survey.judge"]
        dialog = dialogs.with_user(self.users["coordinator"]).create(
            {"user_input_ids": self.answers["H"].ids, "reason": "Sai"}
        )
        for login in READERS:
            expected = login == "coordinator"
            with self.subTest(login=login):
                own = dialog.with_user(self.users[login])
                self.assertEqual(own.has_access("read"), expected)

    def test_companies_are_apart(self):
        company = self.env["res.company"].create({"name": "Tỉnh Y"})
        manager = self.users["manager"]
        manager.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        env = self.env(user=manager, context={"allowed_company_ids": company.ids})
        for record in (
            self.answers["F"],
            self.answers["F"].user_input_line_ids,
            self.answers["F"].gov_validity_ids,
        ):
            self.assertFalse(record.with_env(env).has_access("read"))

    def test_menu(self):
        menu = self.env.ref("friendly_gov_survey.survey_user_input_menu")
        for login in ("staff_a", "leader", "coordinator", "manager", "survey_user"):
            visible = self.env["ir.ui.menu"].with_user(self.users[login])
            with self.subTest(login=login):
                self.assertEqual(
                    menu.id in visible._visible_menu_ids(),
                    login in ("coordinator", "manager"),
                )

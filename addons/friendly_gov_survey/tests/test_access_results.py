from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .test_survey_sheet import SheetCase

OPERATIONS = ("read", "write", "create", "unlink")
OUTSIDERS = ("no_scope", "plain", "portal", "public", "survey_user", "survey_manager")
# Model: role: operations granted on what concerns commune A (r, w, c, u). Everybody
# else, and everybody on what concerns commune B, is granted nothing; but the
# coordinator (whose unit leads the campaign), the leader of the whole and the manager.
POLICY = {
    "gov.survey.publication": {
        "staff_a": "r",
        "officer_a": "rwc",
        "clerk": "r",
        "coordinator": "rwc",
        "leader": "r",
        "manager": "rwc",
    },
    "gov.survey.batch": {
        "staff_a": "r",
        "officer_a": "r",
        "clerk": "r",
        "coordinator": "r",
        "leader": "r",
        "manager": "r",
    },
    # One that was let through.
    "gov.survey.comment": {
        "staff_a": "r",
        "officer_a": "r",
        "clerk": "r",
        "coordinator": "r",
        "leader": "r",
        "manager": "r",
    },
    "survey.user_input": {"coordinator": "r", "manager": "r"},
    "survey.user_input.line": {"coordinator": "r", "manager": "r"},
}
WHOLE = ("clerk", "coordinator", "leader", "manager")


@tagged("post_install", "-at_install")
@freeze_time("2023-05-10 03:00:00")
class TestAccessResults(SheetCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.inside, cls.outside = (
            cls._records(line) for line in (cls.line_a, cls.line_b)
        )

    @classmethod
    def _records(cls, line):
        answer = cls._answer(line, {"a1": 5}, words="Tốt")
        comment = cls.env["gov.survey.comment"].search(
            [("user_input_id", "=", answer.id)]
        )
        comment._moderate("shown")
        batches = cls.env["gov.survey.batch"]
        batches._note(line, "typed", 1)
        campaign = cls._campaign(
            survey_id=cls.rated.id,
            unit_ids=[Command.set(line.unit_id.ids)],
            use_qr=False,
            use_kiosk=False,
            use_invitation=True,
            use_paper=False,
        )
        campaign.action_open()
        campaign.action_close()
        return {
            "gov.survey.publication": cls.env["gov.survey.publication"].create(
                {"line_id": campaign.line_ids.id}
            ),
            "gov.survey.batch": batches.search([("line_id", "=", line.id)], limit=1),
            "gov.survey.comment": comment,
            "survey.user_input": answer,
            "survey.user_input.line": answer.user_input_line_ids[0],
        }

    def granted(self, record, login, operation):
        return record.with_user(self.users[login]).has_access(operation)

    def test_matrix(self):
        for model, roles in POLICY.items():
            for login in self.users:
                for place, record in (
                    ("in", self.inside[model]),
                    ("out", self.outside[model]),
                ):
                    allowed = roles.get(login, "")
                    if place == "out" and login not in WHOLE:
                        allowed = ""
                    if login == "officer_b":
                        mine = POLICY[model].get("officer_a", "")
                        allowed = mine if place == "out" else ""
                    for operation in OPERATIONS:
                        with self.subTest(f"{model} {login} {place} {operation}"):
                            got = self.granted(record, login, operation)
                            self.assertEqual(got, operation[0] in allowed)

    def test_outsiders_have_no_access_line(self):
        models = (*POLICY, "gov.survey.result", "gov.survey.statement")
        for model in models:
            for login in OUTSIDERS[1:4]:
                for operation in OPERATIONS:
                    with self.subTest(f"{model} {login} {operation}"):
                        found = self.env[model].with_user(self.users[login])
                        self.assertFalse(found.has_access(operation))

    def test_people_of_the_survey_app_see_no_answers(self):
        for login in ("survey_user", "survey_manager"):
            for model in ("survey.user_input", "survey.user_input.line"):
                with self.subTest(f"{login} {model}"):
                    self.assertFalse(self.granted(self.inside[model], login, "read"))
                    seen = self.env[model].with_user(self.users[login])
                    ids = [self.inside[model].id, self.outside[model].id]
                    self.assertFalse(seen.search([("id", "in", ids)]))

    def test_the_answer_behind_a_comment_is_told_to_coordinators_only(self):
        comment = self.inside["gov.survey.comment"]
        seen = comment.with_user(self.users["officer_a"])
        with self.assertRaises(AccessError):
            seen.read(["user_input_id"])
        with self.assertRaises(AccessError):
            seen.search([("user_input_id", "!=", False)])

    def test_answers_are_never_changed(self):
        answer = self.inside["survey.user_input"]
        line = self.inside["survey.user_input.line"]
        for record in (answer, line):
            vals = {"gov_state": "excluded"} if record == answer else {"skipped": True}
            with self.subTest(record._name):
                with self.assertRaises(AccessError):
                    record.sudo().write(vals)
                with self.assertRaises(AccessError):
                    record.sudo().unlink()

    def test_a_dialog_on_what_is_out_of_reach(self):
        dialogs = self.env["gov.survey.publication.reason"]
        theirs = self.outside["gov.survey.publication"]
        with self.assertRaises(AccessError):
            dialogs.with_user(self.users["officer_a"]).create(
                {"publication_id": theirs.id, "event": "withdraw", "reason": "x"}
            )
        files = self.env["gov.survey.paper.import"].with_user(self.users["officer_a"])
        with self.assertRaises(UserError):
            files.create({"line_id": self.line_b.id}).action_download_template()

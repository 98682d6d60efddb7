from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..report.queries.survey_results import result_rows
from .common_tally import TallyCase


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestJudge(TallyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["coordinator_top"] = cls._user(
            "coordinator_top", ["coordinator"], cls.province
        )
        cls.users["coordinator_division"] = cls._user(
            "coordinator_division", ["coordinator"], cls.division
        )
        cls.campaign = cls._open(smallest_cell=1)
        cls.line = cls._line(cls.campaign, cls.commune)
        cls.answers = cls._answer(
            cls.line, {"a1": 5}, {"a1": 1}, words="Cán bộ tốt", field=cls.land
        )
        cls.suspect = cls._answer(cls.line, {"a1": 4}, state="suspect", rule="fast")

    def _row(self):
        return result_rows(self.env, [("id", "=", self.line.id)])[0]

    def _counts(self):
        row = self._row()
        names = ("forms", "suspect", "excluded", "index")
        return tuple(row[name] for name in names)

    def _judge(self, answers, state, login="coordinator", reason="Gửi lặp"):
        return answers.with_user(self.users[login])._gov_judge(state, reason)

    def test_exclude_and_take_back(self):
        self.assertEqual(self._counts(), (2, 1, 0, 0.5))
        self._judge(self.answers[1], "excluded")
        self.assertEqual(self._counts(), (1, 1, 1, 1))
        self._judge(self.suspect, "valid")
        self.assertEqual(self._counts(), (2, 0, 1, 1))
        self._judge(self.answers[1], "valid")
        self.assertEqual(self._counts(), (3, 0, 0, 2 / 3))
        log = self.answers[1].gov_validity_ids
        self.assertEqual(
            [(entry.state_from, entry.state, entry.reason) for entry in log],
            [("excluded", "valid", "Gửi lặp"), ("valid", "excluded", "Gửi lặp")],
        )
        self.assertEqual(log.user_id, self.users["coordinator"])
        self.assertEqual(self.suspect.gov_rule, "fast")

    def test_once_is_enough(self):
        for _time in range(2):
            self._judge(self.answers, "excluded")
        self.assertEqual(self._counts(), (0, 1, 2, None))
        self.assertEqual(len(self.answers.gov_validity_ids), 2)

    def test_a_reason_is_wanted(self):
        for reason in ("", "  ", None, False):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                self._judge(self.answers, "excluded", reason=reason)
        with self.assertRaises(ValueError):
            self._judge(self.answers, "suspect")

    def test_words_of_excluded_answers_are_hidden(self):
        comments = self.env["gov.survey.comment"].search(
            [("user_input_id", "in", self.answers.ids)]
        )
        comments._guarded_write({"state": "shown"})
        self._judge(self.answers[0], "excluded")
        states = {one.user_input_id: one.state for one in comments}
        self.assertEqual(states, {self.answers[0]: "hidden", self.answers[1]: "shown"})
        self._judge(self.answers[0], "valid")
        states = {one.user_input_id: one.state for one in comments}
        self.assertEqual(states, {self.answers[0]: "waiting", self.answers[1]: "shown"})

    def test_who_judges(self):
        for login in self.users:
            allowed = login in ("coordinator", "coordinator_top", "manager")
            with self.subTest(login=login):
                if allowed:
                    self._judge(self.answers, "excluded", login)
                    self._judge(self.answers, "valid", login)
                    continue
                with self.assertRaises(AccessError):
                    self._judge(self.answers, "excluded", login)
        self.assertEqual(self._counts(), (2, 1, 0, 0.5))

    def test_nobody_judges_about_the_own_unit(self):
        own = self._answer(self._line(self.campaign, self.home), {"a1": 1})
        below = self._answer(self._line(self.campaign, self.division), {"a1": 1})
        with self.assertRaisesRegex(AccessError, "your own unit"):
            self._judge(own, "excluded")
        self.assertFalse(own.with_user(self.users["coordinator"]).gov_can_judge)
        # the division is not the agency that the coordinator speaks for ...
        self._judge(below, "excluded")
        # ... but a manager who works in the division doesn't judge the department
        manager = self.users["manager"]
        manager.gov_unit_ids = self.division
        for answer in (own, below):
            with self.assertRaisesRegex(AccessError, "your own unit"):
                self._judge(answer, "valid", "manager")
        self._judge(own, "excluded", "coordinator_top")
        # one answer that is not allowed stops all of them
        with self.assertRaises(AccessError):
            self._judge(own | self.answers, "excluded")
        self.assertEqual(set(self.answers.mapped("gov_state")), {"valid"})

    def test_the_log_stays(self):
        self._judge(self.answers[0], "excluded")
        entry = self.answers[0].gov_validity_ids
        for record in (entry, entry.with_user(self.users["manager"]), entry.sudo()):
            with self.assertRaises(AccessError):
                record.reason = "Khác"
            with self.assertRaises(AccessError):
                record.unlink()
            with self.assertRaises(AccessError):
                record.create({"user_input_id": self.answers[1].id})

    def test_dialog(self):
        user = self.users["coordinator"]
        chosen = (self.answers | self.suspect).with_user(user)
        action = chosen.action_gov_judge()
        dialog = Form(
            self.env["gov.survey.judge"]
            .with_user(user)
            .with_context(**action["context"])
        )
        self.assertEqual((dialog.count, dialog.refused), (3, ""))
        dialog.reason = "Ba phiếu trong một phút"
        dialog.save().action_confirm()
        self.assertEqual(self._counts(), (0, 0, 3, None))

    def test_dialog_says_why_not(self):
        own = self._answer(self._line(self.campaign, self.home), {"a1": 1})
        user = self.users["coordinator"]
        dialog = (
            self.env["gov.survey.judge"]
            .with_user(user)
            .create({"user_input_ids": own.ids, "reason": "Sai"})
        )
        self.assertIn("your own unit", dialog.refused)
        with self.assertRaisesRegex(UserError, "your own unit"):
            dialog.action_confirm()
        # of several, the others are judged
        dialog.user_input_ids |= self.answers
        self.assertEqual(dialog.count, 2)
        dialog.action_confirm()
        self.assertEqual(own.gov_state, "valid")
        self.assertEqual(self._counts(), (0, 1, 2, None))

    def test_dialog_with_answers_of_others(self):
        other = self._open(self.party, unit_id=self.finance.id)
        foreign = self._answer(other.line_ids, {"a1": 1})
        dialogs = self.env["gov.survey.judge"].with_user(self.users["coordinator"])
        vals = {"user_input_ids": foreign.ids, "reason": "Sai"}
        with self.assertRaises(AccessError):
            dialogs.create(vals)
        # as if the answers had been in reach when the dialog was opened
        dialog = dialogs.sudo().create(vals).sudo(False)
        with self.assertRaises(UserError):
            dialog.action_confirm()
        self.assertEqual(dialog.count, 0)
        self.assertEqual(foreign.gov_state, "valid")

    def test_many_in_a_batch(self):
        many = self._answer(self.line, *[{"a1": 5, "b1": 4}] * 60)
        user = self.users["coordinator"]
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(40):
            many.with_user(user)._gov_judge("excluded", "Máy gửi")
            self.env.flush_all()
        self.assertEqual(self._row()["excluded"], 60)

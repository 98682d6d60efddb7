import unicodedata
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models import survey_user_input_line_store as line_store
from ..report.queries.survey_results import result_rows
from .common_tally import TallyCase

ALL = {"a1": 5, "a2": 4, "b1": 3, "b2": 0, "sex": 2}


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestStore(TallyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls._open(cls.commune, smallest_cell=1)
        cls.line = cls.campaign.line_ids

    def _forms(self, count, **item):
        return [
            {"form": self._form(ALL, words="Tốt"), "nonce": f"s{number}"} | item
            for number in range(count)
        ]

    def test_what_is_stored(self):
        words = unicodedata.normalize("NFD", "Cán bộ nhiệt tình")
        answer = self._answer(
            self.line, ALL, words=words, field=self.land, channel="kiosk"
        )
        self.assertEqual(
            answer.read(
                [
                    "survey_id",
                    "state",
                    "gov_channel",
                    "gov_state",
                    "test_entry",
                    "email",
                ],
                load="",
            ),
            [
                {
                    "id": answer.id,
                    "survey_id": self.rated.id,
                    "state": "done",
                    "gov_channel": "kiosk",
                    "gov_state": "valid",
                    "test_entry": False,
                    "email": False,
                }
            ],
        )
        self.assertEqual(answer.gov_field_id, self.land)
        self.assertFalse(answer.partner_id | answer.message_partner_ids)
        self.assertFalse(answer.message_ids)
        lines = answer.user_input_line_ids
        self.assertEqual(lines.survey_id, self.rated)
        self.assertEqual(
            [(line.question_sequence, line.gov_answer) for line in lines],
            [
                (1, "Mức 5"),
                (2, "Mức 4"),
                (4, "Mức 3"),
                (4, "Mức 0"),
                (6, "Mức 2"),
                (7, "Cán bộ nhiệt tình"),
            ],
        )
        self.assertTrue(unicodedata.is_normalized("NFC", lines[-1].value_text_box))
        comment = self.env["gov.survey.comment"].search(
            [("user_input_id", "=", answer.id)]
        )
        self.assertEqual(
            (comment.text, comment.state), ("Cán bộ nhiệt tình", "waiting")
        )

    def test_few_statements_for_one_answer(self):
        env = self.env(user=self.users["public"])
        (form,) = self._forms(1)
        self._warm(env, form)
        # header, lines, comment, delta; line, campaign, company and questions are read
        with self.assertQueryCount(8):
            env["survey.user_input"]._gov_store(self.line.with_env(env), [form], "qr")
            env.flush_all()

    def _warm(self, env, form):
        """Caches as in a worker that has run for a while, and a new request."""
        model = env["survey.user_input"]
        model._gov_store(self.line.with_env(env), [form | {"nonce": "warm"}], "qr")
        env.flush_all()
        env.invalidate_all()
        # Of the request, not of the answer.
        self.assertTrue(env.user.partner_id.name)

    def test_a_batch_costs_no_more_statements(self):
        forms = self._forms(50)
        env = self.env(user=self.users["officer_a"])
        self._warm(env, forms[0])
        line = self.line.with_env(env)
        # two more than for one: rows are inserted by the hundred
        with self.assertQueryCount(10):
            env["survey.user_input"]._gov_store(line, forms, "paper")
            env.flush_all()

    def test_lines_are_those_that_create_makes(self):
        stored = self.env["survey.user_input.line"]
        self.assertTrue(stored._gov_is_plain())
        question = self.questions["a1"]
        self.assertFalse(question.user_input_line_ids)
        inserted = self._answer(self.line, ALL, words="Tốt")
        self.assertEqual(len(question.user_input_line_ids), 1)
        with patch.object(type(stored), "_gov_is_plain", lambda self: False):
            created = self._answer(self.line, ALL, words="Tốt")
        self.assertEqual(self._rows(inserted), self._rows(created))
        self.assertEqual(len(self._rows(created)), 6)

    def _rows(self, answer):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM survey_user_input_line WHERE user_input_id = %s ORDER BY id",
            [answer.id],
        )
        own = ("id", "user_input_id")
        return [
            {name: value for name, value in row.items() if name not in own}
            for row in self.env.cr.dictfetchall()
        ]

    def test_other_addons_hear_of_lines(self):
        stored = self.env["survey.user_input.line"]
        heard = []

        def create(self, vals_list):
            heard.extend(vals_list)
            return create.origin(self, vals_list)

        create.origin = type(stored).create
        # As automation rules do it.
        with patch.object(type(stored), "create", create):
            self.assertFalse(stored._gov_is_plain())
            self._answer(self.line, ALL)
        self.assertEqual(len(heard), 5)
        self.assertTrue(stored._gov_is_plain())
        for known in ("KNOWN_COLUMNS", "KNOWN_FOLLOWERS", "KNOWN_CHECKS"):
            self.env.registry.clear_cache()
            with self.subTest(known), patch.object(line_store, known, set()):
                self.assertFalse(stored._gov_is_plain())
        self.env.registry.clear_cache()

    @mute_logger("odoo.sql_db")
    def test_a_nonce_is_taken_once(self):
        first, second = self._forms(1), self._forms(1)
        model = self.env["survey.user_input"]
        model._gov_store(self.line, first, "qr")
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            model._gov_store(self.line, second, "qr")
        self.assertEqual(self._forms_counted(), 1)

    def _forms_counted(self, key="forms"):
        domain = [("id", "=", self.line.id)]
        return result_rows(self.env, domain)[0][key]

    def test_trials_are_in_no_figure(self):
        trial = self._answer(self.line, ALL, words="Thử", test=True)
        self.assertEqual(self._forms_counted(), 0)
        self.assertFalse(
            self.env["gov.survey.comment"].search([("line_id", "=", self.line.id)])
        )
        with self.assertRaises(AccessError):
            trial.with_user(self.users["coordinator"])._gov_judge("excluded", "Thử")

    def test_suspect_answers_wait_outside_the_index(self):
        self._answer(self.line, ALL)
        self._answer(self.line, {"a1": 1}, state="suspect", rule="fast")
        self.assertEqual(self._forms_counted(), 1)
        self.assertEqual(self._forms_counted("suspect"), 1)
        self.assertEqual(self._forms_counted("level_1"), 0)

    def test_answers_stay_as_given(self):
        answer = self._answer(self.line, ALL, words="Tốt")
        for vals in ({"gov_state": "excluded"}, {"state": "new"}, {"email": "a@b.vn"}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                answer.sudo().write(vals)
        line = answer.user_input_line_ids[0]
        with self.assertRaises(AccessError):
            line.sudo().suggested_answer_id = self.choices["a1", "1"]
        with self.assertRaises(AccessError):
            line.sudo().unlink()
        with self.assertRaises(AccessError):
            answer.sudo().unlink()
        more = {
            "user_input_id": answer.id,
            "question_id": line.question_id.id,
            "answer_type": "suggestion",
            "suggested_answer_id": self.choices["a1", "1"].id,
        }
        with self.assertRaises(AccessError):
            self.env["survey.user_input.line"].sudo().create(more)
        with self.assertRaises(AccessError):
            self.env["survey.user_input"].sudo().create(
                {"survey_id": self.rated.id, "gov_line_id": self.line.id}
            )

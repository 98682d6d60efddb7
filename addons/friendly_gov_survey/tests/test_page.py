import json
from datetime import timedelta

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..tools import nonce as nonces
from .page_common import PageCase, choice

TABLES = (
    "survey_user_input",
    "survey_user_input_line",
    "gov_survey_comment",
    "gov_survey_delta",
    "gov_survey_invitation",
    "gov_survey_salt",
    "gov_survey_trace",
)
# A page of ours as a whole, with style and script.
LARGEST = 50_000


@tagged("post_install", "-at_install")
class TestPage(PageCase):
    def _written(self):
        self.env.flush_all()
        counts = {}
        for table in TABLES:
            self.env.cr.execute(f'SELECT count(*), max(id) FROM "{table}"')
            counts[table] = self.env.cr.fetchone()
        return counts

    def _assert_again(self, answer, before, status=422):
        self.assertEqual(answer.status_code, status, answer.text[:500])
        self.assertIn("<main>", answer.text)
        self.assertEqual(self._written(), before)

    def test_an_answer_is_stored_once(self):
        page = self._get()
        self.assertEqual(page.status_code, 200)
        self._assert_in("Công chức có lịch sự không?", page)
        self._assert_in("Xã A", page)
        self._assert_in("Quầy số 1", page)
        nonce = self._nonce()
        for _time in range(3):
            thanks = self._post(self._form(), nonce=nonce)
            self.assertEqual(thanks.status_code, 200)
            self.assertNotIn("<form", thanks.text)
        answer = self._answers()
        self.assertEqual(len(answer), 1)
        self.assertEqual(answer.gov_line_id, self.line)
        self.assertEqual(answer.gov_point_id, self.point)
        self.assertEqual((answer.gov_channel, answer.gov_state), ("qr", "valid"))
        self.assertEqual(answer.access_token, nonces.digest(nonce))
        self.assertEqual(len(answer.user_input_line_ids), 4)
        # The same answers from another page are another person's.
        self._post(self._form())
        self.assertEqual(len(self._answers()), 2)

    def test_reading_writes_nothing(self):
        self.campaign.copy()
        kiosk = self._point(channel="kiosk", name="Kiosk")
        before = self._written()
        with self.assertNoLogs("odoo.http", "WARNING"):
            for path in (None, f"/gs/{kiosk.token}", "/gs/none", "/gs/i/none") * 3:
                self._get(path)
        self.assertEqual(self._written(), before)

    def test_headers_and_no_cookie(self):
        pages = [
            self._get(),
            self._get("/gs/none"),
            self._post(self._form()),
            self._post({}),
        ]
        self.assertEqual([p.status_code for p in pages], [200, 404, 200, 422])
        for page in pages:
            headers = page.headers
            self.assertNotIn("Set-Cookie", headers)
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertIn("noindex", headers["X-Robots-Tag"])
            policy = headers["Content-Security-Policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn("unsafe", policy)
            # Our own style and script, and nothing beside them.
            for tag in ("style", "script"):
                for part in page.text.split(f"<{tag}>")[1:]:
                    text = part.split(f"</{tag}>")[0]
                    self.assertIn(self._source(text), policy)
            self.assertNotIn(" style=", page.text)
            self.assertNotIn(" onclick=", page.text)

    def test_input_is_kept_and_the_faults_are_named(self):
        before = self._written()
        form = self._form()
        del form[f"q{self.attitude.id}"]
        form[f"q{self.comment.id}"] = '<b>"Phòng chờ"</b>\nhơi chật'
        page = self._post(form)
        self._assert_again(page, before)
        self._assert_in(f'href="#q{self.attitude.id}"', page)
        self._assert_in(f'id="q{self.attitude.id}_error"', page)
        column = self.matrix.suggested_answer_ids[1]
        self.assertEqual(page.text.count(f'value="{column.id}" checked'), 2)
        self.assertEqual(page.text.count(" checked"), 2)
        text = "&lt;b&gt;&#34;Phòng chờ&#34;&lt;/b&gt;\nhơi chật</textarea>"
        self._assert_in(text, page)
        # ... and the page that came back can be sent.
        self.assertEqual(self._post(self._form()).status_code, 200)
        self.assertEqual(self._answers().gov_state, "valid")

    def test_an_empty_form_is_not_sent(self):
        self.env.cr.execute(
            "UPDATE survey_question SET constr_mandatory = FALSE WHERE id = %s",
            [self.attitude.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        before = self._written()
        page = self._post({})
        self._assert_again(page, before)
        self._assert_in("Nothing is answered yet", page)

    def test_conditions(self):
        page = self._get().text
        self.assertIn(f'data-when="{self.bad.id}"', page)
        self.assertIn("Answer only if you chose: Không hài lòng", page)
        why, slow = f"q{self.why.id}", self.why.suggested_answer_ids[1]
        unhappy = self._form(**{f"q{self.attitude.id}": self.bad.id})
        before = self._written()
        self._assert_again(self._post(unhappy), before)
        self._post(unhappy | {why: slow.id})
        answer = self._answers()
        self.assertIn(slow, answer.user_input_line_ids.suggested_answer_id)
        # What nobody asked for is not counted: without JavaScript it stands there.
        self._post(self._form(**{why: slow.id}))
        second = self._answers() - answer
        self.assertEqual(second.gov_state, "valid")
        self.assertNotIn(slow, second.user_input_line_ids.suggested_answer_id)

    def test_a_nonce_is_of_one_page_and_of_some_hours(self):
        other = self._point(name="Quầy số 2")
        foreign = self._nonce(f"/gs/{other.token}")
        old = self._nonce(age=nonces.LIFE + 60)
        before = self._written()
        for nonce in (foreign, old, "x", "a.b.c", foreign[:-1], " "):
            page = self._post(self._form(), nonce=nonce)
            self._assert_again(page, before)
            self._assert_in("open for too long", page)
            self._assert_in(f'value="{self.good.id}" checked', page)
            self._assert_in("Phòng chờ hơi chật</textarea>", page)
        self.assertEqual(self._post(self._form()).status_code, 200)

    def test_after_the_end_nothing_is_taken(self):
        nonce, sent = self._nonce(), self._nonce()
        self._post(self._form(), nonce=sent)
        self.campaign.action_close()
        before = self._written()
        page = self._post(self._form(), nonce=nonce)
        self._assert_again(page, before, 410)
        self.assertNotIn("<form", page.text)
        self._assert_in("Xã A", page)
        self.assertEqual(self._get().status_code, 410)
        # Whoever had sent it before is told so.
        self.assertEqual(self._post(self._form(), nonce=sent).status_code, 200)
        self.assertEqual(self._written(), before)

    def test_before_the_beginning(self):
        self.campaign.action_close()
        today = self.env.company._gov_today()
        self._open(self.survey, date_open=today + timedelta(days=7))
        page = self._get(f"/gs/{self.point.token}?lang=en_US")
        self.assertEqual(page.status_code, 410)
        self._assert_in("begins on", page)

    def test_points_that_are_gone(self):
        path, nonce = f"/gs/{self.point.token}", self._nonce()
        before = self._written()
        self.point.active = False
        self._assert_again(self._get(path), before, 404)
        self._assert_again(self._post(self._form(), path, nonce), before, 404)
        for path in ("/gs/%00", "/gs/é", "/gs/" + "x" * 999, "/gs/1' OR '1'='1"):
            self._assert_again(self._get(path), before, 404)

    @mute_logger("odoo.http")
    def test_fuzzed_forms_write_nothing(self):
        foreign = self.questionnaire.question_ids[0]
        attitude, row = f"q{self.attitude.id}", self.matrix.matrix_row_ids[0]
        comment = f"q{self.comment.id}"
        forms = {
            "missing": {attitude: ""},
            "foreign choice": {attitude: foreign.suggested_answer_ids[0].id},
            "foreign question": {f"q{foreign.id}": "1"},
            "no number": {attitude: "abc"},
            "two of one": {attitude: [self.good.id, self.fair.id]},
            "row as question": {f"q{row.id}": self.good.id},
            "unknown row": {f"q{self.matrix.id}_0": self.good.id},
            "long": {comment: "x" * 2001},
            "many": {comment: ["x"] * 501},
            "huge id": {attitude: "9" * 40},
            "odd names": {"q": "1", "q1_2_3": "1", "q-1": "1"},
        }
        before = self._written()
        for name, values in forms.items():
            with self.subTest(name):
                self._assert_again(self._post(self._form(**values)), before)
        path = f"/gs/{self.point.token}"
        with self.subTest("too large"):
            page = self._post(self._form(**{comment: "x" * 300_000}))
            self._assert_again(page, before, 413)
        for name, params in (
            (
                "json",
                {
                    "data": json.dumps(self._form()),
                    "headers": {"Content-Type": "application/json"},
                },
            ),
            ("file", {"data": {}, "files": {attitude: ("a.txt", b"x")}}),
            ("bytes", {"data": b"\xff\xfe=%ff&nonce=%00"}),
            ("other words of Python", {"data": {"self": "1", "token": "x", "kw": "1"}}),
        ):
            with self.subTest(name):
                answer = self.url_open(path, **params)
                self.assertGreaterEqual(answer.status_code, 400)
                self.assertIn("<main>", answer.text)
                self.assertEqual(self._written(), before)

    def test_a_nul_is_left_out(self):
        page = self._post(self._form(**{f"q{self.comment.id}": "a\x00b"}))
        self.assertEqual(page.status_code, 200)
        comments = self.env["gov.survey.comment"]
        self.assertEqual(comments.search([("line_id", "=", self.line.id)]).text, "ab")

    def test_who_is_logged_in_is_not_named(self):
        self.authenticate("gov_manager", "gov_manager")
        self.assertEqual(self._post(self._form()).status_code, 200)
        answer = self._answers()
        public = self.env.ref("base.public_user")
        self.assertEqual(answer.create_uid, public)
        self.assertEqual(answer.user_input_line_ids.create_uid, public)
        self.assertFalse(answer.partner_id or answer.email or answer.nickname)
        self.assertFalse(answer.message_ids)

    @mute_logger("odoo.http")
    def test_a_fault_of_ours_is_told_in_plain_words(self):
        nonce, before = self._nonce(), self._written()

        def fail(*_args, **_params):
            raise RuntimeError("x")

        self.patch(type(self.env["gov.survey.trace"]), "_add", fail)
        page = self._post(self._form(), nonce=nonce)
        self._assert_again(page, before, 500)
        self.assertNotIn("RuntimeError", page.text)
        self._assert_in('<div lang="vi">', page)

    def test_languages(self):
        langs = [
            self.env["res.lang"]._activate_lang(code).id for code in ("vi_VN", "fr_FR")
        ]
        survey = self.survey.copy({"lang_ids": langs})
        survey.with_context(lang="fr_FR").title = "Enquête"
        self.campaign.action_close()
        self.campaign = self._open(survey)
        page = self._get()
        self.assertIn('<html lang="vi-VN">', page.text)
        path = f"/gs/{self.point.token}"
        self._assert_in(f'href="{path}?lang=fr_FR"', page)
        self._assert_in(survey.title, page)
        page = self._get(f"{path}?lang=fr_FR")
        self.assertIn('<html lang="fr-FR">', page.text)
        self._assert_in("Enquête", page)
        attitude = survey.question_ids[0]
        good = attitude.suggested_answer_ids[0]
        self._post({f"q{attitude.id}": good.id, "lang": "fr_FR"})
        self.assertEqual(self._answers().lang_id.code, "fr_FR")
        # An unknown one is no fault.
        page = self._get(f"{path}?lang=../x")
        self.assertIn('<html lang="vi-VN">', page.text)

    def test_names_of_units_may_change(self):
        self._get()
        self.commune.name = "Xã A <mới>"
        self._assert_in("Xã A &lt;mới&gt;", self._get())

    def test_the_page_is_small(self):
        self.assertLess(len(self._get().content), LARGEST)
        survey = self._questionnaire(
            question_and_page_ids=[
                (
                    0,
                    0,
                    {
                        "title": "Thiết bị phục vụ người dân, tổ chức tại cơ quan giải "
                        "quyết thủ tục hành chính có đầy đủ, hiện đại không?",
                        "question_type": "simple_choice",
                        "constr_mandatory": True,
                        "gov_role": "rating",
                        "suggested_answer_ids": [
                            choice(f"Không hài lòng mức {n}", gov_level=str(n))
                            for n in range(1, 6)
                        ],
                    },
                )
                for _number in range(22)
            ],
        )
        self.campaign.action_close()
        self.campaign = self._open(survey)
        page = self._get()
        self.assertEqual(page.text.count("<legend"), 22)
        self.assertLess(len(page.content), LARGEST)

    def test_statements(self):
        """At most 15 an answer; one more than here is Odoo's, for its caches."""
        path = f"/gs/{self.point.token}"
        self._post(self._form())
        first, second = (
            self._form() | {"nonce": self._nonce(path)} for _number in range(2)
        )
        self.env.flush_all()
        for name, most, data in (
            ("GET", 6, None),
            ("POST", 14, first),
            ("sent again", 6, first),
            ("another", 14, second),
        ):
            with self.subTest(name):
                before = self.env.cr.sql_log_count
                self.assertEqual(self.url_open(path, data=data).status_code, 200)
                self.assertLessEqual(self.env.cr.sql_log_count - before, most)

import time
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import config

from ..models import gov_survey_page_submit
from ..models import gov_survey_trace as limits
from .page_common import NONCE, PageCase

PROXY = {"X-Forwarded-Host": "x", "X-Forwarded-Proto": "http"}


@tagged("post_install", "-at_install")
class TestPageLimits(PageCase):
    """Answers that wait for a coordinator, and those that are refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # As behind the proxy of an office, which tells the address of the client.
        patcher = patch.dict(config.options, {"proxy_mode": True})
        patcher.start()
        cls.addClassCleanup(patcher.stop)

    def _send(self, address="113.160.0.1", agent="phone", path=None, **values):
        headers = PROXY | {"X-Forwarded-For": address, "User-Agent": agent}
        return self._post(self._form(**values), path, headers=headers)

    def _limit(self, **values):
        for name, value in values.items():
            self.patch(limits, name, value)

    def _rules(self):
        return [answer.gov_rule for answer in self._answers().sorted("id")]

    def test_one_device(self):
        self._limit(SOFT_DEVICE=2, HARD_DEVICE=3)
        for _time in range(3):
            self.assertEqual(self._send().status_code, 200)
        self.assertEqual(self._rules(), [False, False, "device"])
        self.assertEqual(
            self._answers().sorted("id").mapped("gov_state"),
            ["valid", "valid", "suspect"],
        )
        page = self._send()
        self.assertEqual(page.status_code, 429)
        self._assert_in("paper form", page)
        self.assertEqual(len(self._answers()), 3)
        # Another phone, another place, another campaign are not meant.
        self._send(agent="other phone")
        self._send(address="113.160.0.2")
        self.assertEqual(self._rules()[3:], [False, False])
        self.campaign.action_close()
        self.campaign = self._open(self.survey)
        self._send()
        self.assertEqual(self._rules(), [False])

    def test_one_network_whatever_the_browser_says_it_is(self):
        self._limit(SOFT_NETWORK=2, HARD_NETWORK=3)
        for number in range(4):
            # one subscriber has all addresses that begin like this
            page = self._send(f"2402:800:6000:1::{number}", f"phone {number}")
        self.assertEqual(page.status_code, 429)
        self.assertEqual(self._rules(), [False, False, "network"])
        self._send("2402:800:6000:2::1")
        self.assertEqual(self._rules()[3:], [False])

    def test_nobody_is_refused_for_an_address_of_the_house(self):
        """Behind a proxy that tells nothing everybody comes from there."""
        self._limit(SOFT_DEVICE=1, HARD_DEVICE=2, SOFT_NETWORK=1, HARD_NETWORK=2)
        for _time in range(4):
            self.assertEqual(self._send("10.0.0.7").status_code, 200)
        self.assertEqual(self._rules(), [False, "device", "device", "device"])
        self.assertEqual(self._send("10.0.0.7", "other phone").status_code, 200)
        self.assertEqual(self._rules()[4:], [False])

    def test_limits_are_of_a_day_and_its_traces_go_with_the_salt(self):
        self._limit(SOFT_DEVICE=1, HARD_DEVICE=2)
        self._send()
        self._send()
        self.assertEqual(self._send().status_code, 429)
        old = self._rows("gov.survey.trace").mapped("digest")
        self.assertEqual(len(old), 4)
        self.assertEqual(len(set(old)), 2)
        self.env.flush_all()
        for table in ("gov_survey_salt", "gov_survey_trace"):
            self.env.cr.execute(f"UPDATE {table} SET day = day - 1")
        self.env.invalidate_all()
        self.assertEqual(self._send().status_code, 200)
        self.assertEqual(self._rules()[2:], [False])
        salt = self.env["gov.survey.salt"].search([])
        self.assertEqual(salt.day, self.env.company._gov_today())
        traces = self._rows("gov.survey.trace")
        self.assertEqual(set(traces.mapped("day")), {salt.day})
        # The same phone leaves another trace: yesterday's can't be found again.
        self.assertFalse(set(old) & set(traces.mapped("digest")))

    def test_the_job_removes_what_is_old(self):
        self._send()
        salts = self.env["gov.survey.salt"]
        salts._gc_old()
        self.assertEqual(len(salts.search([])), 1)
        self.assertEqual(len(self._rows("gov.survey.trace")), 2)
        self.env.cr.execute("UPDATE gov_survey_salt SET day = day - 3")
        self.env.cr.execute("UPDATE gov_survey_trace SET day = day - 3")
        self.env.invalidate_all()
        salts._gc_old()
        self.assertFalse(salts.search([]))
        self.assertFalse(self._rows("gov.survey.trace"))

    def test_nothing_of_the_sender_is_kept(self):
        self._send("113.160.7.9", "Mozilla of somebody")
        self.env.flush_all()
        for table in (
            "survey_user_input",
            "survey_user_input_line",
            "gov_survey_trace",
            "gov_survey_delta",
            "gov_survey_comment",
        ):
            self.env.cr.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            text = "".join(row[0] for row in self.env.cr.fetchall())
            for word in ("113.160", "Mozilla", "somebody"):
                self.assertNotIn(word, text, table)
        # Times of rows would tell which answer a trace belongs to.
        self.assertFalse(any(self._rows("gov.survey.trace").mapped("moment")))

    def test_programs(self):
        self._send(more="http://x")
        self._send(agent="other", more="")
        self.assertEqual(self._rules(), ["honeypot", False])

    def test_faster_than_anybody_reads(self):
        for age, values in (
            (0, {}),
            (1, {}),
            # 4 answers at half a second each
            (2, {}),
            (0, {"more": "x"}),
        ):
            now = time.time()
            with self._at(now - age):
                nonce = NONCE.search(self._get().text)[1]
            with self._at(now):
                self._post(self._form(**values), nonce=nonce)
        self.assertEqual(self._rules(), ["fast", False, False, "honeypot"])

    def test_a_kiosk_is_nobodys_device(self):
        self._limit(SOFT_DEVICE=1, HARD_DEVICE=1)
        kiosk = self._point(channel="kiosk", name="Kiosk")
        other = self._point(channel="kiosk", name="Kiosk 2")
        path, elsewhere = f"/gs/{kiosk.token}", f"/gs/{other.token}"
        page = self._send(path=path)
        self.assertEqual(page.status_code, 200)
        self._assert_in(f'data-url="{path}"', page)
        self.assertEqual(self._send(path=path).status_code, 200)
        self._send(path=elsewhere)
        self.env.cr.execute(
            "UPDATE gov_survey_trace SET moment = moment - interval '3 seconds'"
        )
        self._send(path=path)
        self.assertEqual(self._rules(), [False, "interval", False, False])
        self.assertEqual(set(self._answers().mapped("gov_channel")), {"kiosk"})

    def test_trials_count_nowhere(self):
        trial = f"/gs/{self.point.token}?t={self.point._get_test_token()}"
        page = self._get(trial)
        self._assert_in("counts nowhere", page)
        self.assertNotIn("data-seen=", page.text)
        self.assertEqual(self._send(path=trial).status_code, 200)
        answer = self._answers()
        self.assertTrue(answer.test_entry)
        self.assertFalse(self._rows("gov.survey.delta"))
        self.assertFalse(
            self.env["gov.survey.comment"].search([("line_id", "=", self.line.id)])
        )
        # A page opened as a trial is not sent as an answer, nor the other way round.
        nonce = self._nonce(trial)
        path = f"/gs/{self.point.token}"
        for where, opened in ((path, nonce), (trial, self._nonce(path))):
            page = self.url_open(where, data=self._form(nonce=opened))
            self.assertEqual(page.status_code, 422)
        self.assertEqual(self._get(f"{path}?t=x").status_code, 404)
        self.assertEqual(len(self._answers()), 1)

    def test_pages_opened_are_counted_by_a_post(self):
        self._limit(PAGES_OPENED=2)
        path, nonce = f"/gs/{self.point.token}/seen", self._nonce()
        self.assertEqual(self.url_open(path).status_code, 405)
        for sent in (nonce, nonce, nonce, "x", ""):
            answer = self.url_open(path, data={"nonce": sent})
            self.assertEqual((answer.status_code, answer.text), (204, ""))
        answer = self.url_open("/gs/none/seen", data={"nonce": nonce})
        self.assertEqual(answer.status_code, 204)
        rows = self._rows("gov.survey.delta")
        self.assertEqual(rows.mapped("kind"), ["opened", "opened"])
        self.assertEqual(rows.line_id, self.line)
        # It takes nothing from what the same phone may send.
        self._limit(SOFT_DEVICE=1)
        self._send("127.0.0.1")
        self.assertEqual(self._rules(), [False])

    def test_a_page_that_was_open_over_the_end_of_the_campaign(self):
        nonce = self._nonce()
        later = self.env.company._gov_today() + timedelta(days=31)
        company = type(self.env.company)
        with patch.object(company, "_gov_today", lambda self: later):
            page = self.url_open(
                f"/gs/{self.point.token}", data=self._form(nonce=nonce)
            )
        self.assertEqual(page.status_code, 410)
        self.assertFalse(self._answers())

    def test_every_rule_has_a_name(self):
        names = {name for name, _label in limits.RULES}
        source = open(gov_survey_page_submit.__file__).read()
        for name in names:
            self.assertIn(f'"{name}"', source)

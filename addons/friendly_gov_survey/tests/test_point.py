from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import SurveyCase


@tagged("post_install", "-at_install")
@freeze_time("2023-04-10 03:00:00")
class TestPoint(SurveyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.point = cls._point()

    @classmethod
    def _point(cls, **vals):
        values = {"name": "Quầy số 1", "unit_id": cls.commune.id}
        return cls.env["gov.survey.point"].create(values | vals)

    def _open(self, **vals):
        campaign = self._campaign(**vals)
        campaign.action_open()
        return campaign

    # -- which campaign ----------------------------------------------------------

    def test_the_open_campaign_decides(self):
        day = date(2023, 4, 10)
        self.assertFalse(self.point._get_line(day))
        campaign = self._open()
        line = self.point._get_line(day)
        self.assertEqual(line.campaign_id, campaign)
        self.assertEqual(line.unit_id, self.commune)
        self.point.invalidate_recordset()
        self.assertEqual(self.point.campaign_now_id, campaign)
        # first and last day belong to it, the days around do not
        for found, at in (
            (False, date(2023, 3, 31)),
            (True, date(2023, 4, 1)),
            (True, date(2023, 6, 30)),
            (False, date(2023, 7, 1)),
        ):
            with self.subTest(day=at):
                self.assertEqual(bool(self.point._get_line(at)), found)

    def test_people_and_channel_have_to_fit(self):
        self._open(use_kiosk=False)
        day = date(2023, 4, 10)
        self.assertTrue(self.point._get_line(day))
        self.assertFalse(self._point(channel="kiosk")._get_line(day))
        self.assertFalse(self._point(audience="staff")._get_line(day))
        self.assertFalse(self._point(unit_id=self.other.id)._get_line(day))

    def test_a_point_for_one_campaign_asks_nothing_else(self):
        later = self._campaign(date_open=date(2023, 7, 1), date_close=date(2023, 9, 30))
        bound = self._point(campaign_id=later.id)
        self._open()
        later.action_open()
        self.assertFalse(bound._get_line(date(2023, 4, 10)))
        self.assertEqual(bound._get_line(date(2023, 7, 1)).campaign_id, later)

    def test_a_campaign_that_asks_about_other_units_is_refused(self):
        campaign = self._campaign(unit_ids=[Command.set(self.other.ids)])
        with self.assertRaises(ValidationError):
            self.point.campaign_id = campaign

    def test_idle_points_are_found(self):
        kiosk = self._point(channel="kiosk")
        self._open(use_kiosk=False)
        points = self.point | kiosk
        found = points.search(
            [("id", "in", points.ids), ("campaign_now_id", "=", False)]
        )
        self.assertEqual(found, kiosk)

    def test_many_points_cost_as_many_statements_as_one(self):
        self._open()
        points = self.point.create(
            [{"name": f"Quầy {i}", "unit_id": self.commune.id} for i in range(30)]
        )
        for number in (1, 30):
            self.env.flush_all()
            self.env.invalidate_all()
            some = points[:number]
            # points, lines, campaigns
            with self.subTest(number=number), self.assertQueryCount(3):
                lines = some._get_lines(date(2023, 4, 10))
                self.assertEqual(len(lines), number)

    # -- addresses ---------------------------------------------------------------

    def test_the_address_can_be_typed(self):
        self.assertRegex(self.point.token, r"^[a-hjkmnp-tv-z2-9]{16}$")
        self.assertEqual(
            self.point._get_url(), f"{self.point.get_base_url()}/gs/{self.point.token}"
        )
        self.assertEqual(self.point.url, self.point._get_url())
        copy = self.point.copy()
        self.assertNotEqual(copy.token, self.point.token)

    def test_a_new_code_ends_the_old_one(self):
        old, trial = self.point.token, self.point._get_test_token()
        with freeze_time("2023-05-02 03:00:00"):
            self.point.action_renew()
        self.assertNotEqual(self.point.token, old)
        self.assertEqual(self.point.token_date, date(2023, 5, 2))
        self.assertFalse(self.point.search([("token", "=", old)]))
        self.assertFalse(self.point._check_test_token(trial))

    def test_trials_are_signed_and_end(self):
        trial = self.point._get_test_token()
        self.assertTrue(self.point._check_test_token(trial))
        self.assertIn(f"?t={trial[:4]}", self.point.action_test()["url"])
        until, _dot, signature = trial.partition(".")
        later = f"{int(until, 16) + 1:x}"
        for wrong in (
            None,
            "",
            ".",
            until,
            f"{until}.",
            f".{signature}",
            f"{later}.{signature}",
            f"{until}.{signature[:-1]}",
            f"{until}.{signature}ố",
            f"ố.{signature}",
        ):
            with self.subTest(text=wrong):
                self.assertFalse(self.point._check_test_token(wrong))
        self.assertFalse(self._point()._check_test_token(trial))
        with freeze_time("2023-04-10 04:59:59"):
            self.assertTrue(self.point._check_test_token(trial))
        with freeze_time("2023-04-10 05:00:01"):
            self.assertFalse(self.point._check_test_token(trial))

    @mute_logger("odoo.sql_db")
    def test_a_kiosk_opens_its_page(self):
        kiosk = self._point(channel="kiosk")
        self.assertEqual(kiosk.action_kiosk()["url"], kiosk.url)
        with self.assertRaises(UserError):
            self.point.action_kiosk()
        for seconds in (14, 601):
            with self.subTest(seconds=seconds), self.assertRaises(IntegrityError):
                self._violate(kiosk, seconds)

    def _violate(self, kiosk, seconds):
        with self.env.cr.savepoint():
            kiosk.kiosk_seconds = seconds
            kiosk.flush_recordset()

    # -- used --------------------------------------------------------------------

    def test_a_used_point_stays(self):
        line = self._open().line_ids
        unused = self._point()
        unused.unit_id = self.other
        unused.unlink()
        delta, returned = self._point(), self._point()
        self.env["survey.user_input"]._guarded_create(
            [
                {
                    "survey_id": self.questionnaire.id,
                    "gov_line_id": line.id,
                    "gov_point_id": self.point.id,
                }
            ]
        )
        row = {"line_id": line.id, "campaign_id": line.campaign_id.id, "kind": "valid"}
        self.env["gov.survey.delta"]._guarded_create(
            [row | {"point_id": delta.id, "day": date(2023, 4, 10), "sign": 1}]
        )
        # answers are purged after a time, figures never
        self.env["gov.survey.return"]._guarded_create(
            [row | {"dimension": "point", "value": str(returned.id), "count": 1}]
        )
        for used in (self.point, delta, returned):
            with self.subTest(point=used):
                with self.assertRaises(UserError):
                    used.unlink()
                for values in (
                    {"unit_id": self.other.id},
                    {"channel": "kiosk"},
                    {"audience": "staff"},
                ):
                    with self.assertRaises(UserError):
                        used.write(values)
                used.name = "Quầy số 9"
                used.action_archive()
                self.assertFalse(used.active)

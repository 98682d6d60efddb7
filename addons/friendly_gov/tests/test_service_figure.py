"""Service figures of months: what is counted, by whom, for whom."""

from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import mute_logger

from .result_common import ResultCase

GOOD = {
    "carried": 10,
    "received": 120,
    "on_time": 118,
    "late": 2,
    "online_full": 60,
    "online_partial": 30,
    "postal": 12,
    "feedback_received": 4,
    "feedback_on_time": 4,
}


class ServiceCase(ResultCase):
    @classmethod
    def _figure(cls, unit=None, index=6, login=None, **counts):
        figures = cls.env["gov.service.figure"]
        if login:
            figures = figures.with_user(cls.users[login])
        return figures.create(
            {
                "unit_id": (unit or cls.commune).id,
                "period_id": cls._period(index).id,
                **GOOD,
                **counts,
            }
        )


@tagged("post_install", "-at_install")
class TestServiceFigure(ServiceCase):
    def test_rates_are_of_what_was_settled_and_received(self):
        figure = self._figure()
        # 118 of 120 settled; 90 of 120 received
        self.assertEqual(figure.on_time_rate, 98.3)
        self.assertEqual(figure.online_rate, 75)
        empty = self._figure(index=7, **dict.fromkeys(GOOD, 0))
        self.assertEqual((empty.on_time_rate, empty.online_rate), (0, 0))

    def test_parts_never_exceed_the_whole(self):
        for number, counts in enumerate(
            (
                {"on_time": 129},  # 129 + 2 of 10 + 120
                {"late": 13},
                {"online_full": 91},
                {"postal": 131},
                {"feedback_on_time": 5},
                {"dialogue": -1},
                {"channel_hotline": 100_000_000},
            )
        ):
            with self.subTest(counts), mute_logger("odoo.sql_db"):
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    self._figure(index=number + 1, **counts)
                    self.env.flush_all()
        self._figure(on_time=128, late=2, online_full=90, postal=130)
        # no definition binds these to the dossiers of the month
        self._figure(index=7, transferred=500, channel_hotline=900, dialogue=3)

    def test_the_screen_says_what_is_missing(self):
        figure = self._figure()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as caught:
            with self.env.cr.savepoint():
                figure.late = 50
                figure.flush_recordset()
        message = figure._sql_error_to_message(caught.exception)
        self.assertEqual(message, figure._get_sum_messages()["settled"])

    def test_one_row_a_month_whichever_rules_made_it(self):
        self._figure()
        profile = self.profile.copy({"code": "KHAC", "cutoff_day": 31})
        other = self.env["gov.period"]._generate(profile, 2024)
        june = other.filtered(lambda p: p.kind == "month" and p.index == 6)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self._figure().copy({"period_id": june.id})

    def test_no_quarter_and_no_month_to_come(self):
        figures = self.env["gov.service.figure"]
        later = self.env["gov.period"]._generate(self.profile, 2099)
        for period in (
            self._period(2, "quarter"),
            later.filtered(lambda p: p.kind == "month")[0],
        ):
            with self.subTest(period.name), self.assertRaises(ValidationError):
                figures.create({"unit_id": self.commune.id, "period_id": period.id})

    def test_who_enters_for_whom(self):
        """Officers for their own units; who steers a roll-out there; managers."""
        for login, unit, allowed in (
            ("officer_a", self.commune, True),
            ("officer_a", self.other, False),
            ("officer_b", self.commune, False),
            ("staff_a", self.commune, False),
            ("coordinator", self.commune, True),
            ("coordinator", self.finance, False),
            ("leader", self.commune, False),
            ("clerk", self.commune, False),
            ("no_scope", self.commune, False),
            ("manager", self.finance, True),
        ):
            with self.subTest(f"{login} {unit.name}"), self.env.cr.savepoint() as undo:
                if allowed:
                    figure = self._figure(unit, login=login)
                    figure.late = 1
                else:
                    with self.assertRaises(AccessError):
                        self._figure(unit, login=login)
                undo.rollback()
                self.env.invalidate_all()

    def test_what_is_said_beforehand_is_what_the_rules_do(self):
        units = self.commune | self.other | self.finance | self.home | self.party
        figures = self.env["gov.service.figure"]
        for login in ("officer_a", "officer_b", "coordinator", "manager", "no_scope"):
            mine = figures.with_user(self.users[login])
            domain = mine._get_entry_units() & Domain("id", "in", units.ids)
            said = self.env["hr.department"].with_user(self.users[login]).search(domain)
            for unit in units:
                new = figures.create(
                    {"unit_id": unit.id, "period_id": self._period(6).id}
                )
                with self.subTest(f"{login} {unit.name}"):
                    granted = new.with_user(self.users[login]).has_access("write")
                    self.assertEqual(unit in said, granted)
                new.unlink()

    def test_a_row_stays_with_its_unit(self):
        figure = self._figure(login="officer_a")
        with self.assertRaises(AccessError):
            figure.unit_id = self.other
        with self.assertRaises(AccessError):
            figure.sudo().is_demo = True

    def test_who_reads_what_stood_before(self):
        """The history of a unit's figures is no more open than the figures."""
        figure = self._figure(login="officer_a")
        figure.late = 1
        self.env.flush_all()
        domain = [("res_model", "=", figure._name), ("res_id", "=", figure.id)]
        history = self.env["gov.history"]
        self.assertEqual(len(history.search(domain)), 2)
        for login in ("officer_b", "clerk", "staff_a", "leader"):
            with self.subTest(login):
                rows = history.with_user(self.users[login]).search(domain)
                self.assertFalse(rows)

    def test_what_a_past_report_may_count_is_not_deleted(self):
        figure = self._figure(login="officer_a")
        figure.unlink()
        figure = self._figure(login="officer_a")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE gov_service_figure SET create_date = '2024-07-01' WHERE id = %s",
            (figure.id,),
        )
        figure.invalidate_recordset()
        with self.assertRaises(UserError):
            figure.unlink()

    def test_the_last_month_is_proposed(self):
        today = self.env.company._gov_today()
        for year in (today.year - 1, today.year):
            self.env["gov.period"]._generate(self.profile, year)
        period = self.env["gov.service.figure"]._default_period_id()
        self.assertEqual(period.kind, "month")
        self.assertLess(period.date_to, today)
        self.assertLess(today - period.date_to, timedelta(days=32))

import doctest
from datetime import date, timedelta

from odoo.tests import BaseCase

from odoo.addons.friendly_gov.tools import periods as periods_module
from odoo.addons.friendly_gov.tools.periods import PeriodError, period_bounds


class TestPeriods(BaseCase):
    def check(self, args, first, last):
        self.assertEqual(period_bounds(*args), (date(*first), date(*last)), args)

    def test_doctests(self):
        result = doctest.testmod(periods_module)
        self.assertGreater(result.attempted, 1)
        self.assertEqual(result.failed, 0)

    def test_decree_09_2019(self):
        self.check(("month", 2026, 11), (2026, 10, 15), (2026, 11, 14))
        self.check(("month", 2026, 1), (2025, 12, 15), (2026, 1, 14))
        self.check(("month", 2026, 12), (2026, 11, 15), (2026, 12, 14))
        self.check(("quarter", 2026, 4), (2026, 9, 15), (2026, 12, 14))
        self.check(("quarter", 2026, 3), (2026, 6, 15), (2026, 9, 14))
        self.check(("quarter", 2027, 1), (2026, 12, 15), (2027, 3, 14))
        self.check(("half", 2027, 1), (2026, 12, 15), (2027, 6, 14))
        self.check(("half", 2027, 2), (2027, 6, 15), (2027, 12, 14))
        self.check(("nine_months", 2026, 1), (2025, 12, 15), (2026, 9, 14))
        self.check(("year", 2026, 1), (2025, 12, 15), (2026, 12, 14))

    def test_index_defaults_to_one(self):
        self.assertEqual(period_bounds("year", 2026), period_bounds("year", 2026, 1))

    def test_calendar_profile(self):
        self.check(("month", 2024, 2, 31), (2024, 2, 1), (2024, 2, 29))
        self.check(("quarter", 2023, 2, 31), (2023, 4, 1), (2023, 6, 30))
        self.check(("month", 2026, 12, 31), (2026, 12, 1), (2026, 12, 31))
        self.check(("year", 2026, 1, 31), (2026, 1, 1), (2026, 12, 31))

    def test_other_cutoffs(self):
        self.check(("month", 2026, 3, 28), (2026, 3, 1), (2026, 3, 28))
        self.check(("month", 2024, 3, 28), (2024, 2, 29), (2024, 3, 28))
        self.check(("month", 2026, 1, 1), (2025, 12, 2), (2026, 1, 1))

    def test_week(self):
        self.check(("week", 2026, 1), (2025, 12, 29), (2026, 1, 4))
        self.check(("week", 2026, 53), (2026, 12, 28), (2027, 1, 3))
        with self.assertRaises(PeriodError):
            period_bounds("week", 2025, 53)

    def test_periods_join(self):
        for cutoff in (*range(1, 29), 31):
            for kind, count in (("month", 12), ("quarter", 4), ("half", 2)):
                spans = [
                    period_bounds(kind, year, index, cutoff)
                    for year in (2023, 2024)
                    for index in range(1, count + 1)
                ]
                for (_first, last), (following, _last) in zip(
                    spans, spans[1:], strict=False
                ):
                    self.assertEqual(last + timedelta(days=1), following)
                self.assertEqual(spans[0][0], period_bounds("year", 2023, 1, cutoff)[0])
                self.assertEqual(
                    spans[-1][1], period_bounds("year", 2024, 1, cutoff)[1]
                )

    def test_errors(self):
        for args, code in (
            (("decade", 2026), "kind"),
            (("month", 2026, 0), "index"),
            (("month", 2026, 13), "index"),
            (("quarter", 2026, 5), "index"),
            (("nine_months", 2026, 2), "index"),
            (("week", 2026, 0), "index"),
            (("month", 0, 1), "year"),
            (("month", 2026, 1, 0), "cutoff"),
            (("month", 2026, 1, 29), "cutoff"),
            (("month", 2026, 1, 32), "cutoff"),
        ):
            with self.subTest(args), self.assertRaises(PeriodError) as caught:
                period_bounds(*args)
            self.assertEqual(caught.exception.code, code)

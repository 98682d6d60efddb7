import doctest
import unittest
from datetime import date

from ..tools import workdays
from ..tools.workdays import (
    CalendarError,
    Entry,
    add_working_days,
    is_working_day,
)


def off(first, last=None, **kwargs):
    return Entry(first, last or first, works=False, **kwargs)


def made_up(day, **kwargs):
    return Entry(day, day, works=True, **kwargs)


# July 2023: Saturday 1st, Monday 3rd
FRIDAY, SATURDAY = date(2023, 7, 7), date(2023, 7, 8)
MONDAY, TUESDAY = date(2023, 7, 10), date(2023, 7, 11)


class TestWorkdays(unittest.TestCase):
    def test_doctests(self):
        result = doctest.testmod(workdays)
        self.assertEqual((result.failed, result.attempted > 0), (0, True))

    def test_monday_to_friday(self):
        week = [is_working_day(date(2023, 7, day)) for day in range(3, 10)]
        self.assertEqual(week, [True] * 5 + [False] * 2)

    def test_a_saturday_made_up_for_a_monday(self):
        swap = [off(MONDAY), made_up(SATURDAY)]
        self.assertTrue(is_working_day(SATURDAY, swap))
        self.assertFalse(is_working_day(MONDAY, swap))
        self.assertEqual(add_working_days(FRIDAY, 1, swap), SATURDAY)
        self.assertEqual(add_working_days(FRIDAY, 2, swap), TUESDAY)
        self.assertEqual(add_working_days(TUESDAY, -2, swap), FRIDAY)

    def test_days_of_every_year(self):
        new_year = [off(date(2026, 1, 1), yearly=True)]
        for year in (2020, 2026, 2027):
            self.assertFalse(is_working_day(date(year, 1, 1), new_year))
        # Thursday and Friday
        self.assertTrue(is_working_day(date(2025, 1, 2), new_year))
        self.assertTrue(is_working_day(date(2027, 12, 31), new_year))

    def test_days_over_the_turn_of_the_year(self):
        turn = [off(date(2025, 12, 30), date(2026, 1, 2), yearly=True)]
        days = ((2030, 12, 30), (2030, 12, 31), (2031, 1, 1), (2031, 1, 2))
        for day in days:
            self.assertFalse(is_working_day(date(*day), turn))
        self.assertTrue(is_working_day(date(2031, 1, 3), turn))

    def test_a_range_has_both_ends(self):
        tet = [off(date(2023, 7, 4), date(2023, 7, 6))]
        worked = [is_working_day(date(2023, 7, day), tet) for day in range(3, 8)]
        self.assertEqual(worked, [True, False, False, False, True])

    def test_the_narrowest_decides(self):
        every, this = off(MONDAY, yearly=True), made_up(MONDAY)
        self.assertTrue(is_working_day(MONDAY, [every, this]))
        self.assertTrue(is_working_day(MONDAY, [this, every]))
        own = off(MONDAY, own=True)
        self.assertFalse(is_working_day(MONDAY, [this, own]))
        self.assertFalse(is_working_day(MONDAY, [own, this]))

    def test_nothing_added_is_the_day_itself(self):
        self.assertEqual(add_working_days(SATURDAY, 0), SATURDAY)

    def test_many_days_skip_every_weekend(self):
        # 20 working days are four weeks
        self.assertEqual(add_working_days(MONDAY, 20), date(2023, 8, 7))

    def test_a_calendar_without_working_days_ends(self):
        never = [off(date(2020, 1, 1), date(2030, 1, 1))]
        with self.assertRaises(CalendarError):
            add_working_days(MONDAY, 1, never)

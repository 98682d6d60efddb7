import doctest
from datetime import date, timedelta

from odoo.tests import BaseCase

from odoo.addons.friendly_gov.tools import duration as duration_module
from odoo.addons.friendly_gov.tools import recurrence as recurrence_module
from odoo.addons.friendly_gov.tools.duration import Duration, end_of, parse_duration
from odoo.addons.friendly_gov.tools.recurrence import Cycle, cycle_of, parse_key

FOUND = [
    ("trong 5 ngày kể từ ngày nhận", (5, "day", "received")),
    ("Trong vòng 05 ngày kể từ ngày nhận được văn bản này", (5, "day", "received")),
    ("trong 03 ngày kể từ khi nhận được Công văn này", (3, "day", "received")),
    ("trong vòng 10 ngày làm việc", (10, "working_day", None)),
    ("10 ngày làm việc", (10, "working_day", None)),
    ("trong 15 ngày làm việc.", (15, "working_day", None)),
    ("trong thời hạn 07 ngày làm việc kể từ ngày ký", (7, "working_day", "issued")),
    ("chậm nhất 20 ngày kể từ ngày ban hành Kế hoạch này", (20, "day", "issued")),
    ("05 (năm) ngày kể từ ngày văn bản ban hành", (5, "day", "issued")),
    ("trong vòng 2 tuần", (2, "week", None)),
    ("trong 6 tháng kể từ ngày ký", (6, "month", "issued")),
    ("hoàn thành trong 30 ngày", (30, "day", None)),
]
NOT_FOUND = [
    "",
    "15 ngày",
    "6 tháng",
    "6 tháng đầu năm 2024",
    "trong 6 tháng đầu năm 2024",
    "quý II/2023",
    "trước ngày 15/11/2020",
    "trong 15 ngày kể từ ngày có kết luận thanh tra",
    "trong 5 ngày kể từ ngày nhận đủ hồ sơ hợp lệ",
    "trong vòng 10 ngày làm việc sau khi Hội nghị kết thúc",
    "trong 0 ngày làm việc",
    "trong 999 ngày",
    "trong vòng 5 ngày và báo cáo trước 30/6/2023",
    "x" * 5000,
    "trong 5 ngày " * 500,
]


def weekdays(day, count):
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


class TestDuration(BaseCase):
    def test_found(self):
        for text, wanted in FOUND:
            with self.subTest(text):
                self.assertEqual(parse_duration(text), Duration(*wanted))

    def test_not_found(self):
        for text in NOT_FOUND:
            with self.subTest(text[:60]):
                self.assertIsNone(parse_duration(text))

    def test_ends(self):
        # Friday 14/4/2023; Sunday the 30th is a weekend
        start = date(2023, 4, 14)
        for count, unit, wanted in (
            (5, "day", date(2023, 4, 19)),
            (1, "working_day", date(2023, 4, 17)),
            (10, "working_day", date(2023, 4, 28)),
            (2, "week", date(2023, 4, 28)),
            (1, "month", date(2023, 5, 14)),
            (9, "month", date(2024, 1, 14)),
        ):
            with self.subTest(f"{count} {unit}"):
                duration = Duration(count, unit, None)
                self.assertEqual(end_of(duration, start, weekdays), wanted)

    def test_cycles(self):
        for kind, day, key, first, last in (
            ("month", date(2024, 2, 29), "2024-02", "2024-02-01", "2024-02-29"),
            ("quarter", date(2026, 12, 31), "2026-Q4", "2026-10-01", "2026-12-31"),
            ("half", date(2026, 7, 1), "2026-H2", "2026-07-01", "2026-12-31"),
            ("year", date(2026, 7, 1), "2026", "2026-01-01", "2026-12-31"),
        ):
            cycle = cycle_of(kind, day)
            with self.subTest(key):
                self.assertEqual(cycle.key, key)
                self.assertEqual((str(cycle.first), str(cycle.last)), (first, last))
                self.assertEqual(parse_key(key), cycle)
        year_end = Cycle("month", 2026, 12)
        self.assertEqual(year_end.following(), Cycle("month", 2027, 1))
        self.assertEqual(year_end.due(5, True), date(2027, 1, 5))
        self.assertEqual(Cycle("month", 2026, 2).due(31), date(2026, 2, 28))
        for key in (None, "", "x", "2026-13", "2026-Q5", "2026-H3", "2026-Q"):
            with self.subTest(key):
                self.assertIsNone(parse_key(key))

    def test_keys_sort_by_time(self):
        for kind in ("month", "quarter", "half", "year"):
            cycle, keys = cycle_of(kind, date(2025, 1, 1)), []
            for _n in range(30):
                keys.append(cycle.key)
                cycle = cycle.following()
            self.assertEqual(keys, sorted(keys))

    def test_examples(self):
        for module in (duration_module, recurrence_module):
            self.assertEqual(doctest.testmod(module).failed, 0)

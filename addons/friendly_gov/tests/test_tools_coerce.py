import doctest
from datetime import date, datetime

from odoo.tests import BaseCase

from odoo.addons.friendly_gov.tools import coerce as coerce_module
from odoo.addons.friendly_gov.tools.tabular import (
    TableError,
    coerce_date,
    coerce_float,
    coerce_int,
    coerce_text,
)

LETTER = date(2020, 10, 5)


class TestCoerce(BaseCase):
    def refuse(self, function, code, *values):
        for value in values:
            with self.subTest(repr(value)), self.assertRaises(TableError) as caught:
                function(value)
            self.assertEqual(caught.exception.code, code)
            self.assertLessEqual(len(caught.exception.params["value"]), 50)

    def test_doctests(self):
        result = doctest.testmod(coerce_module)
        self.assertGreater(result.attempted, 3)
        self.assertEqual(result.failed, 0)

    def test_dates(self):
        for value in (
            LETTER,
            datetime(2020, 10, 5, 16, 9),
            "05/10/2020",
            "5/10/2020",
            " 05-10-2020\u00a0",
            "05.10.2020",
            "05/10/2020 16:09",
            "2020-10-05",
            "2020-10-05T16:09:00",
        ):
            with self.subTest(value):
                self.assertEqual(coerce_date(value), LETTER)
        self.assertIsInstance(coerce_date(datetime(2020, 10, 5)), date)
        self.assertNotIsInstance(coerce_date(datetime(2020, 10, 5)), datetime)
        self.assertIsNone(coerce_date(None))
        self.assertIsNone(coerce_date("  "))

    def test_bad_dates(self):
        self.refuse(
            coerce_date,
            "bad_date",
            "32/13/2020",
            "10/25/2020",
            "05/10/20",
            "05/10-2020",
            "2020-13-01",
            "quý II/2023",
            44109,
            2020.0,
            True,
            date(202, 1, 1),
            "01/01/0202",
            "x" * 1000,
        )

    def test_floats(self):
        for value, number in (
            ("1.234,5", 1234.5),
            ("1.234.567", 1234567.0),
            ("1.234", 1234.0),
            ("1,234", 1.234),
            ("0.125", 0.125),
            ("97.5", 97.5),
            ("97,5", 97.5),
            ("12 345,6", 12345.6),
            ("12\u00a0345", 12345.0),
            ("1,234,567.8", 1234567.8),
            ("-3,5", -3.5),
            (7, 7.0),
            (7.25, 7.25),
        ):
            with self.subTest(value):
                self.assertEqual(coerce_float(value), number)
        self.assertIsNone(coerce_float(""))

    def test_bad_floats(self):
        self.refuse(
            coerce_float,
            "bad_float",
            "1.23.456",
            "1,2,3",
            "85%",
            "nan",
            "inf",
            "1e5",
            "٣",
            "9" * 400,
            float("inf"),
            float("nan"),
            10**400,
            True,
            LETTER,
        )

    def test_ints(self):
        for value, number in (
            (34, 34),
            (34.0, 34),
            ("34", 34),
            ("1.234", 1234),
            ("34.0", 34),
            ("34,0", 34),
            (10**17 + 1, 10**17 + 1),
        ):
            with self.subTest(value):
                self.assertEqual(coerce_int(value), number)
                self.assertIsInstance(coerce_int(value), int)
        self.assertIsNone(coerce_int(" "))

    def test_bad_ints(self):
        self.refuse(
            coerce_int, "bad_int", 1.5, "1,5", "1,234", "x", True, 1e300, "9" * 20
        )

    def test_text(self):
        for value, text in (
            (None, ""),
            ("007", "007"),
            ("2023.0", "2023.0"),
            (2023.0, "2023"),
            (2023, "2023"),
            (97.5, "97.5"),
            (True, "TRUE"),
            (LETTER, "05/10/2020"),
            (datetime(2020, 10, 5), "05/10/2020"),
            (datetime(2020, 10, 5, 16, 9), "05/10/2020 16:09"),
            (" a\u202eb\x00 ", "ab"),
        ):
            with self.subTest(repr(value)):
                self.assertEqual(coerce_text(value), text)

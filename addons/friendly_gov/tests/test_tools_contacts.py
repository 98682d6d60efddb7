import doctest
import unittest

from ..tools import contacts
from ..tools.contacts import hide_contacts


class TestContacts(unittest.TestCase):
    def test_doctests(self):
        result = doctest.testmod(contacts)
        self.assertEqual((result.failed, result.attempted > 0), (0, True))

    def test_numbers_of_people_are_masked(self):
        for number in (
            "0912345678",
            "0912 345 678",
            "0912.345.678",
            "091-234-5678",
            "+84912345678",
            "+84 912 345 678",
            "024 3825 1234",
        ):
            with self.subTest(number):
                self.assertEqual(hide_contacts(f"gọi {number}, gấp"), "gọi […], gấp")

    def test_numbers_of_documents_dates_and_sums_stay(self):
        for text in (
            "Công văn 515/UBND-NVK ngày 14/04/2023",
            "Quyết định 09/2019/NĐ-CP",
            "trước 01/07/2025 và 30/06/2026",
            "kinh phí 1.250.000.000 đồng",
            "170 xã, 3.400 nhiệm vụ",
        ):
            with self.subTest(text):
                self.assertEqual(hide_contacts(text), text)

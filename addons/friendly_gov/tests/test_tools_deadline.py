import doctest
import time
from datetime import date

from odoo.tests import BaseCase

from odoo.addons.friendly_gov.tools import deadline as deadline_module
from odoo.addons.friendly_gov.tools.deadline import (
    UNRECOGNISED,
    Deadline,
    parse_deadline,
)

# Date of the Hai Phong letter 6174/UBND-KSTTHC.
LETTER = date(2020, 10, 5)

DATED = [
    ("30/6/2023", (2023, 6, 30), "day"),
    ("30/06/2023", (2023, 6, 30), "day"),
    ("30-6-2023", (2023, 6, 30), "day"),
    ("30.6.2023.", (2023, 6, 30), "day"),
    ("2023-06-30", (2023, 6, 30), "day"),
    ("ngày 30/6/2023", (2023, 6, 30), "day"),
    ("Ngày 30 tháng 6 năm 2023", (2023, 6, 30), "day"),
    ("ngày 30 tháng 6/2023", (2023, 6, 30), "day"),
    ("ngày 30/11", (2020, 11, 30), "day"),
    ("trước ngày 15/11/2020", (2020, 11, 14), "day"),
    ("Trước 15/11/2020", (2020, 11, 14), "day"),
    ("báo cáo UBND thành phố trước ngày 01/12/2020", (2020, 11, 30), "day"),
    ("trước ngày 01 tháng 3 năm 2024", (2024, 2, 29), "day"),
    ("chậm nhất ngày 20/12/2020", (2020, 12, 20), "day"),
    ("chậm nhất trước ngày 20/12/2020", (2020, 12, 19), "day"),
    ("đến hết ngày 20/12/2020", (2020, 12, 20), "day"),
    ("phấn đấu trong ngày 20/12/2020", (2020, 12, 20), "day"),
    ("trước 17 giờ 00 ngày 15/11/2020", (2020, 11, 15), "day"),
    ("trước 17h00, thứ Sáu, ngày 15/11/2020", (2020, 11, 15), "day"),
    ("từ ngày 01/10/2020 đến ngày 15/11/2020", (2020, 11, 15), "day"),
    ("01/10 - 15/11/2020", (2020, 11, 15), "day"),
    ("tháng 12/2020", (2020, 12, 31), "month"),
    ("trong tháng 11/2020", (2020, 11, 30), "month"),
    ("hoàn thành trong tháng 12/2020", (2020, 12, 31), "month"),
    ("tháng 02 năm 2024", (2024, 2, 29), "month"),
    ("12/2020", (2020, 12, 31), "month"),
    ("T12/2020", (2020, 12, 31), "month"),
    ("tháng 12", (2020, 12, 31), "month"),
    ("tháng 11, 12/2020", (2020, 12, 31), "month"),
    ("trước tháng 12/2020", (2020, 11, 30), "month"),
    ("hạ tuần tháng 11/2020", (2020, 11, 30), "month"),
    ("trung tuần tháng 11/2020", (2020, 11, 20), "month"),
    ("từ tháng 11 năm 2021 đến tháng 10 năm 2022", (2022, 10, 31), "month"),
    ("tháng 11/2021 – tháng 10/2022", (2022, 10, 31), "month"),
    ("quý II/2023", (2023, 6, 30), "quarter"),
    ("trong quý II năm 2023", (2023, 6, 30), "quarter"),
    ("đúng tiến độ trong quý II năm 2023", (2023, 6, 30), "quarter"),
    ("quý IV năm 2020", (2020, 12, 31), "quarter"),
    ("quý 4/2020", (2020, 12, 31), "quarter"),
    ("Quý III - 2021", (2021, 9, 30), "quarter"),
    ("quý I/2021", (2021, 3, 31), "quarter"),
    ("quý IV", (2020, 12, 31), "quarter"),
    ("Q4/2020", (2020, 12, 31), "quarter"),
    ("IV/2020", (2020, 12, 31), "quarter"),
    ("quý III, quý IV năm 2020", (2020, 12, 31), "quarter"),
    ("quý I - III/2021", (2021, 9, 30), "quarter"),
    ("từ quý I/2021 đến quý III/2021", (2021, 9, 30), "quarter"),
    ("trước quý II/2023", (2023, 3, 31), "quarter"),
    ("6 tháng đầu năm 2024", (2024, 6, 30), "quarter"),
    ("06 tháng đầu năm 2024", (2024, 6, 30), "quarter"),
    ("sáu tháng đầu năm 2024", (2024, 6, 30), "quarter"),
    ("trong 6 tháng đầu năm 2024", (2024, 6, 30), "quarter"),
    ("6 tháng cuối năm 2024", (2024, 12, 31), "quarter"),
    ("9 tháng năm 2024", (2024, 9, 30), "quarter"),
    ("trước 6 tháng cuối năm 2024", (2024, 6, 30), "quarter"),
    ("năm 2020", (2020, 12, 31), "year"),
    ("2020", (2020, 12, 31), "year"),
    ("trong năm 2020", (2020, 12, 31), "year"),
    ("cuối năm 2020", (2020, 12, 31), "year"),
    ("cuối năm", (2020, 12, 31), "year"),
    ("đến năm 2025", (2025, 12, 31), "year"),
    ("giai đoạn 2021 - 2026", (2026, 12, 31), "year"),
    ("giai đoạn 2021–2026", (2026, 12, 31), "year"),
    ("giai đoạn 2021 đến 2026", (2026, 12, 31), "year"),
    ("từ năm 2021 đến năm 2025", (2025, 12, 31), "year"),
    ("trước năm 2025", (2024, 12, 31), "year"),
]
EVENTS = [
    "trước, trong và sau Hội nghị tổng kết 10 năm thực hiện Nghị quyết số 30c/NQ-CP",
    "sau khi có văn bản của Bộ Nội vụ",
    "sau khi ban hành Quyết định số 272/QĐ-UBND ngày 07/02/2020",
    "trong vòng 05 ngày kể từ ngày ký",
    "trong 15 ngày làm việc",
    "tại kỳ họp giữa năm 2024",
    "hoàn thành ngay sau Hội nghị",
]
UNKNOWN = [
    "32/13/2020",
    "31/6/2023",
    "29/2/2023",
    "tháng 13/2020",
    "tháng 0/2020",
    "30/6/23",
    "15/6 và 15/12/2020 và 15/6/2021",
    "sau ngày 15/11/2020",
    "từ ngày 15/11/2020",
    "từ 01-7-2023",
    "từ tháng 12/2020 trở đi",
    "đầu tháng 12/2020",
    "giữa năm 2020",
    "năm học 2023 - 2024",
    "năm 2020 và các năm tiếp theo",
    "trước ngày 20 hằng tháng",
    "quý IV hằng năm",
    "sớm nhất có thể",
    "quy trình",
    "Kế hoạch số 33/KH-UBND ngày 07/02/2020",
    "quý V/2020",
]


class TestDeadline(BaseCase):
    def test_doctests(self):
        result = doctest.testmod(deadline_module)
        self.assertGreater(result.attempted, 3)
        self.assertEqual(result.failed, 0)

    def test_dated(self):
        for text, due, precision in DATED:
            with self.subTest(text):
                expected = Deadline(date(*due), precision, True)
                self.assertEqual(parse_deadline(text, LETTER), expected)
                self.assertEqual(parse_deadline(text.upper(), LETTER), expected)

    def test_events(self):
        for text in EVENTS:
            with self.subTest(text):
                self.assertEqual(
                    parse_deadline(text, LETTER), Deadline(None, "event", True)
                )

    def test_regulation(self):
        for text in (
            "theo quy định",
            "Theo đúng quy định.",
            "tổng hợp, báo cáo Ủy ban nhân dân tỉnh theo quy định./.",
            "theo thời hạn quy định",
        ):
            with self.subTest(text):
                self.assertEqual(
                    parse_deadline(text, LETTER), Deadline(None, "regulation", True)
                )

    def test_no_deadline(self):
        for text in (None, "", " - ", "Thường xuyên", "hằng năm", "định kỳ", "Không"):
            with self.subTest(text):
                self.assertEqual(
                    parse_deadline(text, LETTER), Deadline(None, "none", True)
                )

    def test_unrecognised(self):
        for text in UNKNOWN:
            with self.subTest(text):
                self.assertEqual(parse_deadline(text, LETTER), UNRECOGNISED)

    def test_year_of_the_letter(self):
        self.assertEqual(
            parse_deadline("quý II", date(2023, 4, 14)).date_due, date(2023, 6, 30)
        )
        # The coming one, if this year's is over.
        self.assertEqual(
            parse_deadline("quý I", date(2020, 12, 20)).date_due, date(2021, 3, 31)
        )
        self.assertEqual(
            parse_deadline("trước ngày 05/10", LETTER).date_due, date(2021, 10, 4)
        )
        self.assertEqual(parse_deadline("quý IV", None), UNRECOGNISED)
        self.assertEqual(
            parse_deadline("quý IV/2020", None).date_due, date(2020, 12, 31)
        )

    def test_date_wins_over_regulation(self):
        self.assertEqual(
            parse_deadline("quý II/2023, theo quy định", LETTER).precision, "quarter"
        )

    def test_hostile_length_is_cheap(self):
        start = time.process_time()
        for text in (
            "1 " * 140,
            "1-" * 149,
            "truoc " * 49,
            "tu 1 den " * 33,
            "9" * 299,
        ):
            parse_deadline(text, LETTER)
        self.assertTrue(parse_deadline("x " * 100 + "30/6/2023", LETTER).recognised)
        for count in (200, 100_000):
            text = "x " * count + "30/6/2023"
            self.assertEqual(parse_deadline(text, LETTER), UNRECOGNISED)
        self.assertLess(time.process_time() - start, 2)

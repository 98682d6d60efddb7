import doctest
import unicodedata

from odoo.tests import BaseCase

from odoo.addons.friendly_gov.tools import symbol as symbol_module
from odoo.addons.friendly_gov.tools.symbol import (
    DECREE_30_CODES,
    TYPE_CODES,
    parse_symbol,
    symbol_key,
)

# Symbols of real documents: (text, number, suffix, year, type, organ, drafting).
REAL = [
    ("515/UBND-NVK", 515, "", None, None, "UBND", "NVK"),
    ("01-KH/BCĐDVK", 1, "", None, "KH", "BCĐDVK", None),
    ("01-HD/BCĐDVK", 1, "", None, "HD", "BCĐDVK", None),
    ("6174/UBND-KSTTHC", 6174, "", None, None, "UBND", "KSTTHC"),
    ("3324/QĐ-UBND", 3324, "", None, "QĐ", "UBND", None),
    ("2371/SNV-CCHC&PC", 2371, "", None, None, "SNV", "CCHC&PC"),
    ("33/KH-UBND", 33, "", None, "KH", "UBND", None),
    ("272/QĐ-UBND", 272, "", None, "QĐ", "UBND", None),
    ("339/TB-VPCP", 339, "", None, "TB", "VPCP", None),
    ("3485/BTTTT-THH", 3485, "", None, None, "BTTTT", "THH"),
    ("2120/QĐ-UBND-HC", 2120, "", None, "QĐ", "UBND", "HC"),
    ("54/2025/QĐ-UBND", 54, "", 2025, "QĐ", "UBND", None),
    ("07/2021/TT-BNV", 7, "", 2021, "TT", "BNV", None),
    ("09/2019/NĐ-CP", 9, "", 2019, "NĐ", "CP", None),
    ("202/2025/QH15", 202, "", 2025, "QH", "QH15", None),
    ("60-NQ/TW", 60, "", None, "NQ", "TW", None),
    ("237/NQ-UBTVQH16", 237, "", None, "NQ", "UBTVQH16", None),
    ("161-CTr/BCSĐUBND-BDVTU", 161, "", None, "CTr", "BCSĐUBND", "BDVTU"),
    ("01-TTr/ĐU", 1, "", None, "TTr", "ĐU", None),
    ("12-QyĐ/TU", 12, "", None, "QyĐ", "TU", None),
    ("145/BC-UBND.NC", 145, "", None, "BC", "UBND", "NC"),
    ("30c/NQ-CP", 30, "c", None, "NQ", "CP", None),
    ("1400-CV/VPTU", 1400, "", None, "CV", "VPTU", None),
    ("33/CT-TTg", 33, "", None, "CT", "TTg", None),
    ("1847/QĐ-TTg", 1847, "", None, "QĐ", "TTg", None),
    ("581/BNV-CCHC", 581, "", None, None, "BNV", "CCHC"),
    ("5354/UBND-NC", 5354, "", None, None, "UBND", "NC"),
    ("01/2018/TT-VPCP", 1, "", 2018, "TT", "VPCP", None),
]


class TestSymbol(BaseCase):
    def test_doctests(self):
        result = doctest.testmod(symbol_module)
        self.assertGreater(result.attempted, 4)
        self.assertEqual(result.failed, 0)

    def test_real_symbols(self):
        for text, *parts in REAL:
            with self.subTest(text):
                symbol = parse_symbol(text)
                self.assertEqual(list(symbol[:6]), parts)
                self.assertEqual(symbol.normalised, text)
                self.assertTrue(symbol.valid)

    def test_decree_30_codes(self):
        # 27 of the 29 types have a code; BTTh is a second spelling; 3 copies.
        self.assertEqual(len(DECREE_30_CODES), 27 + 1 + 3)
        self.assertEqual(len(set(TYPE_CODES)), len(TYPE_CODES))
        for code in TYPE_CODES:
            with self.subTest(code):
                self.assertEqual(parse_symbol(f"5/{code}-UBND").type_code, code)
                self.assertEqual(parse_symbol(f"5-{code}/TU").type_code, code)

    def test_type_spelling(self):
        self.assertEqual(parse_symbol("5/qđ-ubnd").type_code, "QĐ")
        self.assertEqual(parse_symbol("5/QD-UBND").type_code, "QĐ")
        self.assertEqual(parse_symbol("5/TTR-UBND").type_code, "TTr")
        self.assertEqual(parse_symbol("5/HD-UBND").type_code, "HD")
        self.assertEqual(parse_symbol("5/HĐ-UBND").type_code, "HĐ")
        self.assertEqual(parse_symbol("5/DA-UBND").type_code, "DA")
        self.assertEqual(parse_symbol("5-XYZ/TU").type_code, "XYZ")

    def test_typing_habits(self):
        for text in (
            "Số: 515/UBND-NVK",
            "số 515 / UBND - NVK",
            "515/UBND–NVK",
            " 515/UBND-NVK. ",
            "515/UBND-\u202eNVK\x00",
        ):
            with self.subTest(text):
                self.assertEqual(parse_symbol(text).normalised, "515/UBND-NVK")
                self.assertTrue(parse_symbol(text).valid)

    def test_decomposed_and_eth(self):
        decomposed = unicodedata.normalize("NFD", "12/TƯ-BTG")
        self.assertNotEqual(decomposed, "12/TƯ-BTG")
        self.assertEqual(parse_symbol(decomposed).organ, "TƯ")
        self.assertEqual(parse_symbol("272/Q\u00d0-UBND").type_code, "QĐ")
        self.assertEqual(symbol_key("272/Q\u00d0-UBND"), symbol_key("272/QĐ-UBND"))

    def test_odd_text_never_raises(self):
        for text in (
            None,
            "",
            "   ",
            "/",
            "abc",
            "KH 33",
            "33",
            "12/",
            "/UBND",
            "1//A",
        ):
            with self.subTest(text):
                self.assertFalse(parse_symbol(text).valid)
        for text in ("9" * 5000, "1/" + "A-" * 5000 + "B", "١٢/QĐ-UBND", "1/A_B"):
            with self.subTest(text[:20]):
                self.assertFalse(parse_symbol(text).valid)

    def test_invalid_keeps_number_and_text(self):
        # The attachment of a real letter writes the slash as a dash.
        symbol = parse_symbol("6174-UBND-KSTTHC")
        self.assertFalse(symbol.valid)
        self.assertEqual(symbol.number, 6174)
        self.assertEqual(symbol.normalised, "6174-UBND-KSTTHC")
        self.assertIsNone(symbol.type_code)

    def test_key(self):
        self.assertEqual(symbol_key("01-KH/BCĐDVK"), "1-KH/BCĐDVK")
        self.assertEqual(symbol_key(" 001 - kh / bcđdvk "), "1-KH/BCĐDVK")
        self.assertEqual(symbol_key("30c/NQ-CP"), "30C/NQ-CP")
        self.assertEqual(symbol_key("0/QĐ"), "0/QĐ")
        self.assertEqual(symbol_key("0100/QĐ-UBND"), "100/QĐ-UBND")
        self.assertNotEqual(symbol_key("5/HD-UBND"), symbol_key("5/HĐ-UBND"))
        self.assertEqual(symbol_key(None), "")

    def test_keys_of_real_symbols_differ(self):
        keys = {symbol_key(text) for text, *_parts in REAL}
        self.assertEqual(len(keys), len(REAL))

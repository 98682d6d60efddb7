import doctest
import sys
import unicodedata

from odoo.tests import BaseCase

from odoo.addons.friendly_gov.tools import fold as fold_module
from odoo.addons.friendly_gov.tools.fold import fold, nfc, plain_dashes


class TestFold(BaseCase):
    def test_doctests(self):
        result = doctest.testmod(fold_module)
        self.assertGreater(result.attempted, 4)
        self.assertEqual(result.failed, 0)

    def test_tone_placement(self):
        self.assertEqual(fold("Hoà Bình"), "hoa binh")
        self.assertEqual(fold("Hòa Bình"), "hoa binh")
        self.assertEqual(fold(unicodedata.normalize("NFD", "Hòa Bình")), "hoa binh")

    def test_every_vietnamese_letter(self):
        marked = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
        plain = "a" * 17 + "d" + "e" * 11 + "i" * 5 + "o" * 17 + "u" * 11 + "y" * 5
        self.assertEqual(fold(marked), plain)
        self.assertEqual(fold(marked.upper()), plain)

    def test_headers(self):
        self.assertEqual(fold("  Số,\nký hiệu (*) "), "so ky hieu")
        self.assertEqual(
            fold("Mã cơ quan theo dõi, tổng hợp"), "ma co quan theo doi tong hop"
        )
        self.assertEqual(fold("admin_code"), "admin code")

    def test_mistyped_d(self):
        # Icelandic eth and African D look like the Vietnamese letter.
        self.assertEqual(fold("\u00d0\u1ed3ng Nai"), "dong nai")
        self.assertEqual(fold("\u0189\u1ed3ng Nai"), "dong nai")

    def test_keep(self):
        self.assertEqual(fold("Quý II/2023.", keep="/"), "quy ii/2023")

    def test_none_and_empty(self):
        self.assertEqual(fold(None), "")
        self.assertEqual(fold(" ./. "), "")
        self.assertEqual(nfc(None), "")

    def test_idempotent_on_every_character(self):
        # A letter on each side: what a character does may depend on neighbours.
        # The planes between hold ideographs and nothing.
        codes = [*range(0x20000), *range(0xE0000, sys.maxunicode + 1, 64)]
        everything = [f"A{chr(code)}B" for code in codes]
        for start in range(0, len(everything), 4096):
            block = " ".join(everything[start : start + 4096])
            key, clean = fold(block), nfc(block)
            self.assertEqual(fold(key), key, f"block {start // 4096}")
            self.assertEqual(nfc(clean), clean, f"block {start // 4096}")
            self.assertEqual(fold(clean), key, f"block {start // 4096}")

    def test_nfc_composes_and_strips(self):
        self.assertEqual(nfc(unicodedata.normalize("NFD", "Sở Nội vụ")), "Sở Nội vụ")
        self.assertEqual(nfc("a\x00b\x07c\x7fd\x9be"), "abcde")
        self.assertEqual(nfc("x\u202efdp.exe\u202c\u2066\u2069\u200f"), "xfdp.exe")
        self.assertEqual(nfc("\ufeffma\u200bso\u00ad"), "maso")
        self.assertEqual(nfc("a\r\nb\rc\td\u2028e"), "a\nb\nc\td\ne")
        self.assertEqual(nfc("a\ud800b"), "ab")

    def test_nfc_composes_across_stripped_character(self):
        self.assertEqual(nfc("a\u202e\u0301"), "á")

    def test_nfc_keeps_emoji_sequences(self):
        family = "👨\u200d👩\u200d👧"
        self.assertEqual(nfc(family), family)

    def test_plain_dashes(self):
        self.assertEqual(plain_dashes("2021\u20132026 \u2014 \u2212"), "2021-2026 - -")

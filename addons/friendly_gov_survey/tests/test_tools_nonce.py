import hashlib

from odoo.tests import BaseCase

from ..tools import nonce

NOW = 1_700_000_000


def sign(text):
    return hashlib.sha256(f"key {text}".encode()).hexdigest()


class TestNonce(BaseCase):
    def test_a_nonce_tells_its_age(self):
        made = nonce.make(sign, NOW)
        for later in (0, 1, 59, nonce.LIFE):
            self.assertEqual(nonce.read_age(sign, made, NOW + later), later)
        self.assertIsNone(nonce.read_age(sign, made, NOW + nonce.LIFE + 1))
        self.assertIsNone(nonce.read_age(sign, made, NOW - 1))

    def test_no_two_are_the_same(self):
        made = {nonce.make(sign, NOW) for _time in range(1000)}
        self.assertEqual(len(made), 1000)
        self.assertEqual(len({nonce.digest(text) for text in made}), 1000)

    def test_nothing_of_it_can_be_changed(self):
        made = nonce.make(sign, NOW)
        for at, letter in enumerate(made):
            other = made[:at] + ("0" if letter != "0" else "1") + made[at + 1 :]
            self.assertIsNone(nonce.read_age(sign, other, NOW), other)
        for other in (None, "", ".", "..", "a.b", "é.é.é", f"{made}x", made * 9):
            self.assertIsNone(nonce.read_age(sign, other, NOW), other)
        body, _dot, signature = made.rpartition(".")
        random, _dot, moment = body.rpartition(".")
        later = f"{random}.{int(moment, 16) + 9:x}.{signature}"
        self.assertIsNone(nonce.read_age(sign, later, NOW + 9))

    def test_another_key_signs_nothing_of_ours(self):
        made = nonce.make(lambda text: sign(f"other {text}"), NOW)
        self.assertIsNone(nonce.read_age(sign, made, NOW))

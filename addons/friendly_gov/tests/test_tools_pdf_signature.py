from datetime import datetime

from odoo.tests import BaseCase, tagged

from ..tools import pdf_signature
from .pdf_common import END, PDF, Signer


@tagged("post_install", "-at_install")
class TestPdfSignature(BaseCase):
    """Signed here, with a certificate that signs itself; then tampered with."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signer = Signer()
        cls.signed = cls.signer.pdf()

    def refused(self, data, code):
        with self.assertRaises(pdf_signature.PdfSignatureError) as caught:
            pdf_signature.read(data)
        self.assertEqual(caught.exception.code, code)

    def test_rsa(self):
        (found,) = pdf_signature.read(self.signed)
        self.assertEqual(found.name, "Nguyễn Văn Thử")
        self.assertEqual(found.issuer, "Nguyễn Văn Thử")
        self.assertEqual(found.serial, "1234")
        self.assertEqual(found.signed_at, datetime(2024, 6, 17, 1, 30))
        self.assertEqual(found.digest, "sha256")
        self.assertTrue(found.in_validity)
        self.assertTrue(found.covers_all)

    def test_ecdsa_and_other_digests(self):
        signer = Signer("ec", "Trần Thị Thử")
        (found,) = pdf_signature.read(signer.pdf(sub_filter=b"ETSI.CAdES.detached"))
        self.assertEqual(found.name, "Trần Thị Thử")
        (found,) = pdf_signature.read(self.signer.pdf(digest="sha512"))
        self.assertEqual(found.digest, "sha512")

    def test_two_signatures(self):
        agency = Signer("ec", "UBND xã A")
        both = pdf_signature.read(agency.pdf(body=self.signed))
        self.assertEqual([s.name for s in both], ["Nguyễn Văn Thử", "UBND xã A"])
        self.assertEqual([s.covers_all for s in both], [False, True])
        # The first one altered, the second one over what was altered.
        altered = self.signed.replace(b"/MediaBox [0 0 595", b"/MediaBox [0 0 599")
        self.refused(agency.pdf(body=altered), "altered")

    def test_altered(self):
        for before, after in ((b"0 0 595", b"0 0 599"), (b"%%EOF", b"%%EOG")):
            self.assertIn(before, self.signed)
            self.refused(self.signed.replace(before, after), "altered")

    def test_another_key_signed(self):
        """The container of one, the certificate of another."""
        other = Signer()
        genuine, self.signer.der = self.signer.der, other.der
        try:
            self.refused(self.signer.pdf(), "altered")
        finally:
            self.signer.der = genuine

    def test_added_afterwards(self):
        self.refused(self.signed + b"6 0 obj\n<<>>\nendobj\n%%EOF\n", "not_whole")
        self.refused(self.signed + b"\n", "not_whole")

    def test_hole_holds_the_container_only(self):
        start = self.signed.index(b"/Contents <") + len(b"/Contents <")
        end = self.signed.index(b">", start)
        content = b"(hidden)".ljust(end - start)
        self.refused(self.signed[:start] + content + self.signed[end:], "malformed")
        # A range that leaves more out than the container.
        offset = b"[%010d " % 0
        self.refused(self.signed.replace(offset, b"[%010d " % 9), "malformed")

    def test_weak(self):
        self.refused(self.signer.pdf(digest="sha1"), "weak")
        self.refused(Signer(bits=1024).pdf(), "weak")

    def test_not_signed_or_not_a_pdf(self):
        self.refused(PDF + END, "unsigned")
        self.refused(b"", "not_pdf")
        self.refused(b"\x89PNG\r\n\x1a\n", "not_pdf")
        self.refused(PDF + b"trailer << /Encrypt 9 0 R >>", "encrypted")
        self.refused(b"%PDF-" + bytes(pdf_signature.MAX_BYTES), "too_big")
        self.refused(self.signer.pdf(sub_filter=b"adbe.pkcs7.sha1"), "unknown_kind")

    def test_malformed_never_breaks(self):
        """Each is refused by its own word, whatever byte is broken."""
        start = self.signed.index(b"/Contents <") + len(b"/Contents <")
        for offset in range(0, 2600, 37):
            place = start + offset
            digit = b"0" if self.signed[place : place + 1] != b"0" else b"f"
            broken = self.signed[:place] + digit + self.signed[place + 1 :]
            try:
                pdf_signature.read(broken)
            except pdf_signature.PdfSignatureError as error:
                self.assertTrue(error.code)

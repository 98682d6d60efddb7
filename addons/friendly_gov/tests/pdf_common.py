"""PDFs signed on the spot, with a certificate that signs itself."""

from datetime import datetime, timedelta, timezone

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

HOLE = 16384
SIGNED_AT = datetime(2024, 6, 17, 1, 30, tzinfo=timezone.utc)
ALGORITHMS = {"sha256": hashes.SHA256, "sha512": hashes.SHA512, "sha1": hashes.SHA1}

PDF = b"""%PDF-1.7
1 0 obj
<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [4 0 R] >> >>
endobj
2 0 obj
<< /Type /Pages /Kids [3 0 R] /Count 1 >>
endobj
3 0 obj
<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>
endobj
4 0 obj
<< /Type /Annot /Subtype /Widget /FT /Sig /T (S) /Rect [0 0 0 0] /V 5 0 R >>
endobj
"""
END = b"trailer << /Root 1 0 R /Size 6 >>\n%%EOF\n"


class Signer:
    """A key and its certificate, and what it signs."""

    def __init__(self, kind="rsa", name="Nguyễn Văn Thử", bits=2048):
        if kind == "rsa":
            self.key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
        else:
            self.key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        built = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self.key.public_key())
            .serial_number(4660)
            .not_valid_before(SIGNED_AT - timedelta(days=30))
            .not_valid_after(SIGNED_AT + timedelta(days=3000))
            .sign(self.key, hashes.SHA256())
        )
        self.der = built.public_bytes(serialization.Encoding.DER)

    def pdf(self, body=PDF, digest="sha256", sub_filter=b"adbe.pkcs7.detached"):
        """``body`` with a signature dictionary over the whole file."""
        head = body + b"5 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /"
        head += sub_filter + b" /M (D:20240617083000+07'00') /ByteRange "
        blank = b"[%010d %010d %010d %010d] /Contents "
        start = len(head) + len(blank % (0, 0, 0, 0))
        tail = b" >>\nendobj\n" + END
        after = start + HOLE + 2
        head += blank % (0, start, after, len(tail))
        covered = hashes.Hash(ALGORITHMS[digest]())
        covered.update(head + tail)
        container = self.container(covered.finalize(), digest).hex().encode()
        return head + b"<" + container.ljust(HOLE, b"0") + b">" + tail

    def container(self, digest_value, digest):
        certificate = asn1_x509.Certificate.load(self.der)
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
                cms.CMSAttribute(
                    {
                        "type": "signing_time",
                        "values": [cms.Time({"utc_time": core.UTCTime(SIGNED_AT)})],
                    }
                ),
                cms.CMSAttribute({"type": "message_digest", "values": [digest_value]}),
            ]
        )
        algorithm = ALGORITHMS[digest]()
        if isinstance(self.key, rsa.RSAPrivateKey):
            kind = f"{digest}_rsa"
            value = self.key.sign(attributes.dump(), padding.PKCS1v15(), algorithm)
        else:
            kind = f"{digest}_ecdsa"
            value = self.key.sign(attributes.dump(), ec.ECDSA(algorithm))
        info = {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {
                            "issuer": certificate.issuer,
                            "serial_number": certificate.serial_number,
                        }
                    )
                }
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": digest}),
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": kind}),
            "signature": value,
        }
        signed = {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": digest})],
            "encap_content_info": {"content_type": "data", "content": None},
            "certificates": [certificate],
            "signer_infos": [cms.SignerInfo(info)],
        }
        content = {"content_type": "signed_data", "content": cms.SignedData(signed)}
        return cms.ContentInfo(content).dump()

"""Digital signatures in a PDF: was the file altered, and which certificate signed it.

A signature is a CMS container (RFC 5652) in the hole of a ``/ByteRange`` (ISO 32000-1,
12.8.1). The bytes are searched, the document isn't parsed: what counts is that the
certificate's key signed every byte outside the hole, wherever the dictionary hangs, and
an uploaded file gets no parser to attack.

Whether the certificate is trusted (its chain, its revocation, who really holds it) is
not looked at here.
"""

import hashlib
import re
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from .fold import nfc

MAX_BYTES = 20 * 1024 * 1024
# A person, the agency, and some more; each costs a pass over the file.
MAX_SIGNATURES = 20
# Bytes of one container, with its certificates and time stamp.
MAX_CONTAINER = 512 * 1024
MIN_RSA_BITS = 2048

DIGESTS = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
SUB_FILTERS = (b"adbe.pkcs7.detached", b"ETSI.CAdES.detached")

_RANGE = re.compile(
    rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]"
)
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_SUB_FILTER = re.compile(rb"/SubFilter\s*/([A-Za-z0-9.#_]+)")
_MOMENT = re.compile(rb"/M\s*\(D:(\d{14})(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?")
_DICTIONARY = 8192


class PdfSignatureError(ValueError):
    """``code`` says what is wrong with the file; the words are the screen's.

    Codes: not_pdf, too_big, encrypted, unsigned, malformed, altered, not_whole, weak,
    unknown_kind, no_certificate.
    """

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Signature(NamedTuple):
    """One valid signature: texts, moments as naive UTC, or None."""

    name: str
    issuer: str
    serial: str
    signed_at: datetime | None
    digest: str
    # The moment of the signature lies in the validity that the certificate states.
    in_validity: bool
    # False where a later signature covers what was added.
    covers_all: bool


def read(data):
    """Signatures of a PDF, in the order in which they were made.

    :param bytes data: the whole file
    :rtype: list[Signature]
    :raises PdfSignatureError: nothing is signed, or a signature doesn't hold
    """
    _check_file(data)
    ranges = sorted({_get_range(match, data) for match in _RANGE.finditer(data)})
    if not ranges:
        raise PdfSignatureError("unsigned")
    if len(ranges) > MAX_SIGNATURES:
        raise PdfSignatureError("malformed")
    ranges.sort(key=lambda found: found[2])
    if ranges[-1][2] != len(data):
        raise PdfSignatureError("not_whole")
    return [_verify(data, *found) for found in ranges]


def _check_file(data):
    if len(data) > MAX_BYTES:
        raise PdfSignatureError("too_big")
    if not data[:1024].lstrip().startswith(b"%PDF-"):
        raise PdfSignatureError("not_pdf")
    if _ENCRYPT.search(data):
        raise PdfSignatureError("encrypted")


def _get_range(match, data):
    """(start of the hole, its end, end of what is covered); the hole is a hex text."""
    first, hole, after, rest = (int(number) for number in match.groups())
    end = after + rest
    if first != 0 or not 0 < hole < after <= end <= len(data):
        raise PdfSignatureError("malformed")
    # Bytes outside both parts are signed by nobody: only the container may be there.
    if data[hole : hole + 1] != b"<" or data[after - 1 : after] != b">":
        raise PdfSignatureError("malformed")
    if after - hole > 2 * MAX_CONTAINER:
        raise PdfSignatureError("malformed")
    if not match.end() <= hole and not match.start() >= after:
        raise PdfSignatureError("malformed")
    return hole, after, end


def _verify(data, hole, after, end):
    around = data[max(0, hole - _DICTIONARY) : hole]
    around = around[around.rfind(b" obj") + 1 :]
    tail = data[after : min(end, after + _DICTIONARY)]
    around += b" " + tail[: tail.find(b"endobj") if b"endobj" in tail else None]
    kind = _SUB_FILTER.search(around)
    if not kind or kind.group(1) not in SUB_FILTERS:
        raise PdfSignatureError("unknown_kind")
    try:
        container = bytes.fromhex(data[hole + 1 : after - 1].decode("ascii"))
        signed, info = _load(container)
        certificate = _get_certificate(signed, info)
        _check_digest(info, data, hole, after, end)
        _check_signature(info, certificate)
        signed_at = _get_moment(info, around)
        return _describe(info, certificate, signed_at, covers_all=end == len(data))
    except PdfSignatureError:
        raise
    # Both libraries raise a family of their own for what isn't what it claims to be.
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        raise PdfSignatureError("malformed") from error
    except UnsupportedAlgorithm as error:
        raise PdfSignatureError("weak") from error


def _load(container):
    content = cms.ContentInfo.load(container)
    if content["content_type"].native != "signed_data":
        raise PdfSignatureError("malformed")
    signed = content["content"]
    if len(signed["signer_infos"]) != 1:
        raise PdfSignatureError("malformed")
    if signed["encap_content_info"]["content_type"].native != "data":
        raise PdfSignatureError("unknown_kind")
    return signed, signed["signer_infos"][0]


def _get_certificate(signed, info):
    """The certificate inside the container that the signer names."""
    sid = info["sid"]
    for choice in signed["certificates"]:
        if choice.name != "certificate":
            continue
        found = choice.chosen
        if sid.name == "issuer_and_serial_number":
            known = sid.chosen
            same = (
                found.issuer.dump() == known["issuer"].dump()
                and found.serial_number == known["serial_number"].native
            )
        else:
            same = found.key_identifier == sid.chosen.native
        if same:
            return found
    raise PdfSignatureError("no_certificate")


def _check_digest(info, data, hole, after, end):
    name = info["digest_algorithm"]["algorithm"].native
    if name not in DIGESTS:
        raise PdfSignatureError("weak")
    digest = hashlib.new(name)
    digest.update(memoryview(data)[:hole])
    digest.update(memoryview(data)[after:end])
    if _get_attribute(info, "message_digest") != digest.digest():
        raise PdfSignatureError("altered")
    if _get_attribute(info, "content_type") != "data":
        raise PdfSignatureError("malformed")


def _get_attribute(info, name):
    found = [
        attribute["values"]
        for attribute in info["signed_attrs"] or ()
        if attribute["type"].native == name
    ]
    if len(found) != 1 or len(found[0]) != 1:
        return None
    return found[0][0].native


def _check_signature(info, certificate):
    algorithm = info["signature_algorithm"]
    digest = info["digest_algorithm"]["algorithm"].native
    kind = algorithm.signature_algo
    # A bare "rsa" or "ecdsa" takes the digest of the signer.
    named = algorithm["algorithm"].native
    if named not in ("rsassa_pkcs1v15", "ecdsa"):
        digest = algorithm.hash_algo
    if digest not in DIGESTS:
        raise PdfSignatureError("weak")
    algo = DIGESTS[digest]()
    # As a SET OF, the way it was signed (RFC 5652, 5.4).
    payload = info["signed_attrs"].untag().dump()
    value = info["signature"].native
    key = x509.load_der_x509_certificate(certificate.dump()).public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey) and kind.startswith("rsassa"):
            if key.key_size < MIN_RSA_BITS:
                raise PdfSignatureError("weak")
            key.verify(value, payload, _get_padding(algorithm, kind, algo), algo)
        elif isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
            key.verify(value, payload, ec.ECDSA(algo))
        else:
            raise PdfSignatureError("unknown_kind")
    except InvalidSignature as error:
        raise PdfSignatureError("altered") from error


def _get_padding(algorithm, kind, algo):
    if kind == "rsassa_pkcs1v15":
        return padding.PKCS1v15()
    length = algorithm["parameters"]["salt_length"].native
    return padding.PSS(mgf=padding.MGF1(algo), salt_length=length)


def _get_moment(info, around):
    """When it was signed, by the clock of who signed; naive UTC or None."""
    moment = _get_attribute(info, "signing_time")
    if moment is not None:
        return moment.astimezone(timezone.utc).replace(tzinfo=None)
    found = _MOMENT.search(around)
    if not found:
        return None
    digits, _zulu, sign, hours, minutes = found.groups()
    moment = datetime.strptime(digits.decode(), "%Y%m%d%H%M%S")
    shift = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return moment + shift if sign == b"-" else moment - shift


def _describe(info, certificate, signed_at, covers_all):
    validity = certificate["tbs_certificate"]["validity"]
    start, end = (
        validity[name].native.astimezone(timezone.utc).replace(tzinfo=None)
        for name in ("not_before", "not_after")
    )
    return Signature(
        name=_get_common_name(certificate.subject),
        issuer=_get_common_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        signed_at=signed_at,
        digest=info["digest_algorithm"]["algorithm"].native,
        in_validity=signed_at is None or start <= signed_at <= end,
        covers_all=covers_all,
    )


def _get_common_name(name):
    found = name.native.get("common_name")
    found = found[0] if isinstance(found, list) else found
    return nfc(found or name.human_friendly)

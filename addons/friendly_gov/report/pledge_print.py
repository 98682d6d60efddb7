"""Texts of the printed pledges: what the templates in ``pledge_*.xml`` show.

An official form is Vietnamese whoever prints it, so texts are worked out in that
language where it is installed; the templates themselves hold hardly any words.
"""

import hashlib
import json
import unicodedata
from base64 import b64decode
from datetime import date, datetime

from odoo import fields

LANGUAGE = "vi_VN"
DOTS = "………………"


def in_form_language(records):
    """``records`` with texts in the language of the form, where it is installed."""
    installed = dict(records.env["res.lang"].get_installed())
    return records.with_context(lang=LANGUAGE) if LANGUAGE in installed else records


def file_name(text):
    """``text`` as the name of a file on any system: plain letters, no separators."""
    text = text.replace("\u0111", "d").replace("\u0110", "D")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    kept = "".join(char if char.isalnum() or char in "-." else " " for char in plain)
    return " ".join(kept.split())[:80].strip(" .") or "pledge"


def short_day(day):
    """``day``, a date or its ISO form, as it is written in tables."""
    day = date.fromisoformat(day) if isinstance(day, str) and day else day
    return day.strftime("%d/%m/%Y") if day else ""


def place_and_date(env, place, day=None):
    """The line of Decree 30/2020 under the motto; dots where it is left to the pen."""
    day = date.fromisoformat(day) if isinstance(day, str) and day else day
    # Annex I of the decree: a zero before days below 10 and the first two months.
    month = "……"
    if day:
        month = f"{day.month:02}" if day.month < 3 else day.month
    return env._(
        "%(place)s, date %(day)s month %(month)s year %(year)s",
        place=place or DOTS,
        day=f"{day.day:02}" if day else "……",
        month=month,
        year=day.year if day else "………",
    )


def get_basis(env, code):
    """The document that a code was issued by.

    :param dict code: document, date (ISO) and issuer, as in the signed content
    """
    if not code["document"]:
        return ""
    text = env._("Under No. %(symbol)s", symbol=code["document"])
    if code["date"]:
        text = env._("%(text)s dated %(day)s", text=text, day=short_day(code["date"]))
    if code["issuer"]:
        text = env._("%(text)s of %(issuer)s", text=text, issuer=code["issuer"])
    return text


class PledgePage:
    """The texts of one printed pledge.

    What was signed is printed from ``signed_content``, never from the code of today.
    """

    def __init__(self, pledge, text, images):
        """
        :param pledge: read as the user, in the language of the form
        :param list text: words of its code, for what was not signed yet
        :param dict images: base64 of drawn signatures by SHA-256, those alone that
            the user may read
        """
        self.pledge, self.env = pledge, pledge.env
        signed = pledge.signed_content
        self.is_signed = bool(signed)
        self.content = (
            json.loads(signed) if signed else pledge._get_signed_content(text=text)
        )
        self.signature = next(
            (
                images[file["sha256"]]
                for file in self.content["files"]
                if file["sha256"] in images
            ),
            None,
        )
        self.is_demo = pledge.is_demo

    @property
    def issuer(self):
        return self.content["unit"]["name"]

    @property
    def superior(self):
        # Not in what was signed: units are moved.
        if self.is_signed:
            return ""
        # sudo: the name of the unit above stands on every letter.
        return self.pledge.sudo().unit_id.parent_id.name or ""

    @property
    def place_date(self):
        content = self.content
        return place_and_date(self.env, content["place"], content["date_signed"])

    @property
    def title(self):
        return self.env._("PLEDGE")

    @property
    def subject(self):
        return self.content["code"]["name"]

    @property
    def basis(self):
        return get_basis(self.env, self.content["code"])

    @property
    def who(self):
        """Lines that tell who pledges."""
        signer = self.content["signer"]
        unit = self.content["unit"]["name"]
        if self.content["level"] == "unit":
            return [self.env._("Unit that pledges: %(unit)s", unit=unit)]
        return [
            self.env._("Who pledges: %(name)s", name=signer["name"] or DOTS),
            self.env._("Position: %(position)s", position=signer["position"] or DOTS),
            self.env._("Unit: %(unit)s", unit=unit),
        ]

    @property
    def period(self):
        first, last = map(short_day, self.content["period"])
        if not (first or last):
            return ""
        return self.env._(
            "Pledged from %(first)s to %(last)s.", first=first or "…", last=last or "…"
        )

    @property
    def capacity(self):
        """Lines above the position of who signs for somebody else."""
        authority = self.content["authority"]
        kinds = {
            "kt": self.env._("KT. head of the unit"),
            "tuq": self.env._("TUQ. head of the unit"),
        }
        return kinds.get(authority["kind"], "")

    @property
    def authority(self):
        authority = self.content["authority"]
        if not authority["symbol"]:
            return ""
        return self.env._(
            "(by authority No. %(symbol)s of %(day)s)",
            symbol=authority["symbol"],
            day=short_day(authority["date"]) or "…",
        )

    @property
    def position(self):
        position = self.content["signer"]["position"]
        if self.content["level"] == "unit":
            return position or self.env._("Head of the unit")
        return position or self.env._("Who pledges")

    @property
    def name(self):
        return self.content["signer"]["name"] or DOTS

    @property
    def under_signature(self):
        """What stands in place of a drawing: where the signature is to be found."""
        if self.signature or not self.is_signed:
            return ""
        return {
            "screen": self.env._("(signed on the screen)"),
            "digital": self.env._("(digital signature in the PDF that is kept)"),
            "paper": self.env._("(signed on paper, the scan is kept)"),
            "stated": self.env._("(as the source tells)"),
        }.get(self.content["method"], "")

    @property
    def foot(self):
        """How it was signed, and what that proves; nothing for an empty form."""
        if not self.is_signed:
            return []
        return [*self._get_signing(), *self._get_seal()]

    def _get_signing(self):
        content, pledge = self.content, self.pledge
        methods = dict(pledge._fields["method"]._description_selection(self.env))
        lines = [
            self.env._(
                "How it was signed: %(method)s; recorded at %(moment)s.",
                method=methods.get(content["method"], content["method"]),
                moment=self._moment(content["signed_at"]),
            )
        ]
        if content["identity"]["method"]:
            lines.append(
                self.env._(
                    "Identity asked for: %(method)s, at %(moment)s.",
                    method=pledge.identity_method_name or content["identity"]["method"],
                    moment=self._moment(content["identity"]["at"]),
                )
            )
        if content["recorded_by"]:
            lines.append(
                self.env._("Entered by: %(login)s.", login=content["recorded_by"])
            )
        if pledge.state == "retired":
            lines.append(
                self.env._(
                    "No longer counted from %(day)s.",
                    day=short_day(pledge.date_retired),
                )
            )
        return lines

    def _get_seal(self):
        pledge = self.pledge
        if pledge.seal_state == "sealed":
            seal = self.env._(
                "Seal No. %(number)s: %(digest)s",
                number=pledge.seal_number,
                digest=pledge.seal_digest,
            )
        else:
            seal = self.env._("Seal: being sealed.")
        proof = self.env._(
            "The seal shows that what was signed was not altered afterwards. It and a "
            "drawn signature are not a digital signature in the sense of the law; nor "
            "is this print."
        )
        return [seal, proof]

    def _moment(self, text):
        """``text``, UTC with its Z, on the clock of the office."""
        if not text:
            return "…"
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
        # sudo: the time zone of the office only.
        zone = self.pledge.sudo().company_id.gov_tz
        local = fields.Datetime.context_timestamp(
            self.pledge.with_context(tz=zone), moment
        )
        return local.strftime("%H:%M:%S %d/%m/%Y")


def get_pages(pledges):
    """A :class:`PledgePage` of each of ``pledges``, in their order."""
    pledges = in_form_language(pledges)
    # sudo: the words of a code are what the pledge shows anyway.
    texts = {code: code._get_text() for code in pledges.sudo().code_id}
    images = _get_images(pledges)
    return [
        PledgePage(pledge, texts[pledge.sudo().code_id], images) for pledge in pledges
    ]


def _get_images(pledges):
    """Drawn signatures that the user may read, as they are: by their own digest."""
    files = pledges.env["gov.pledge.file"].search(
        [("pledge_id", "in", pledges.ids), ("kind", "=", "signature")]
    )
    images = {}
    for file in files.with_context(bin_size=False):
        if file.file:
            image = file.file.decode()
            images[hashlib.sha256(b64decode(image)).hexdigest()] = image
    return images

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import pledge_seal

# What ``signed_content`` is written by: a reader years later asks for it first.
FORMAT = 1


class GovPledge(models.Model):
    """Signing: the one way to the state "signed".

    Who may sign is asked by the callers, each for its own way; what is checked here
    holds for all of them. Only the own rows are locked and written, so that people who
    sign at once never wait for each other.
    """

    _inherit = "gov.pledge"

    def _sign(
        self,
        method,
        date_signed,
        signed_at=None,
        *,
        identity=(None, None),
        files=(),
        shared_files=None,
        signer=None,
        place=None,
        recorded_by=None,
        reason=None,
        recorded_at=None,
    ):
        """State that the pledges were signed, and keep what was signed.

        :param str method: screen, digital, paper; stated for illustrations
        :param date date_signed: the day on the paper, or today
        :param datetime signed_at: when it was recorded, naive UTC; now unless given
        :param tuple identity: how the identity was asked for, and when (naive UTC)
        :param list files: dicts of name, kind, file (base64), stored for each pledge
        :param shared_files: ``gov.pledge.file`` stored before, one for many pledges
        :param dict signer: signer_name, signer_position, authority and its document,
            where the paper names who signed
        :param recorded_by: who entered what others signed
        :param datetime recorded_at: for illustrations, which play in the past
        """
        self._lock()
        self._check_sign(method, date_signed)
        signed_at = (signed_at or fields.Datetime.now()).replace(microsecond=0)
        identity_method, identity_at = identity
        facts = {
            "date_signed": date_signed,
            "signed_at": signed_at,
            "method": method,
            "identity_method": identity_method or False,
            "identity_at": identity_at and identity_at.replace(microsecond=0),
            "recorded_by_id": recorded_by.id if recorded_by else False,
            "place": (place or "").strip() or False,
        }
        # sudo: the callers checked who signs or enters; nobody has write access.
        pledges = self.sudo()
        facts = pledges._normalise_text(facts | (signer or {}))
        proofs = pledges._store_sign_files(files).grouped("pledge_id")
        shared = (shared_files or pledges.file_ids.browse()).sudo()
        texts = {code: code._get_text() for code in pledges.code_id}
        for pledge in pledges:
            content = pledge._get_signed_content(
                facts,
                files=proofs.get(pledge, shared.browse()) | shared,
                text=texts[pledge.code_id],
            )
            pledge._guarded_write({"signed_content": pledge_seal.canonical(content)})
        pledges._history_write(
            facts | {"state": "signed", "excuse_reason": False, "excuse_note": False},
            "sign",
            reason=reason,
            recorded_at=recorded_at,
        )
        self.invalidate_recordset(["file_ids"])

    def _check_sign(self, method, date_signed):
        """Raise unless these can be signed now, that way and on that day."""
        self._check_state("to_sign", "excused")
        if date_signed and date_signed > self.env.company._gov_today():
            raise UserError(self.env._("A pledge is not signed in the future."))
        if method == "stated" and not all(self.mapped("is_demo")):
            raise AccessError(
                self.env._("Only illustrations are stated without a signature.")
            )

    def _store_sign_files(self, files):
        """One copy of each of ``files`` for each pledge."""
        return self.env["gov.pledge.file"]._guarded_create(
            [
                {**file, "pledge_id": pledge.id, "is_proof": True}
                for pledge in self
                for file in files
            ]
        )

    def _get_signed_content(self, facts=None, *, files=None, text=None):
        """What is signed, word for word, as strings, numbers, lists and dicts.

        :param dict facts: values that the pledge is about to get, instead of its own
        :param files: proofs that belong to it; those of the pledge unless given
        :param list text: the words, as ``gov.pledge.code._get_text`` gives them
        """
        self.ensure_one()
        # sudo: names of the unit, the campaign and the people stand on the pledge.
        pledge = self.sudo()
        known = pledge._get_sign_facts() | (facts or {})
        code, campaign = pledge.code_id, pledge.campaign_id
        files = pledge.file_ids if files is None else files
        text = code._get_text() if text is None else text
        recorded_by = pledge.env["res.users"].browse(known["recorded_by_id"] or ())
        return {
            "format": FORMAT,
            "pledge": pledge.id,
            "company": pledge.company_id.name,
            "campaign": {"id": campaign.id, "name": campaign.name},
            "level": pledge.level,
            "unit": {
                "id": pledge.unit_id.id,
                "code": pledge.unit_id.gov_code or "",
                "name": pledge.unit_id.name,
            },
            "signer": {
                "name": known["signer_name"] or "",
                "position": known["signer_position"] or "",
                "user": pledge.user_id.login or "",
                # Names are changed and given twice: what the seal is compared with.
                "user_id": pledge.user_id.id or 0,
                "employee_id": pledge.employee_id.id or 0,
            },
            "authority": {
                "kind": known["authority"],
                "symbol": known["authority_symbol"] or "",
                "date": _day(known["authority_date"]),
            },
            "code": {
                "name": code.name,
                "version": code.version,
                "document": code.document_symbol or "",
                "date": _day(code.document_date),
                "issuer": code.document_issuer or "",
            },
            "opening": code.opening or "",
            "groups": [
                {"name": name, "statements": list(statements)}
                for name, statements in text
            ],
            "closing": code.closing or "",
            "period": [_day(campaign.date_from), _day(campaign.date_to)],
            "place": known["place"] or "",
            "date_signed": _day(known["date_signed"]),
            "signed_at": _moment(known["signed_at"]),
            "method": known["method"] or "",
            "identity": {
                "method": known["identity_method"] or "",
                "at": _moment(known["identity_at"]),
            },
            "recorded_by": recorded_by.login or "",
            "recorded_by_id": recorded_by.id or 0,
            "files": [
                {"kind": file.kind, "name": file.name, "sha256": file.sha256}
                for file in files.sorted("id")
            ],
        }

    def _get_sign_facts(self):
        self.ensure_one()
        names = (
            "date_signed",
            "signed_at",
            "method",
            "identity_method",
            "identity_at",
            "place",
            "signer_name",
            "signer_position",
            "authority",
            "authority_symbol",
            "authority_date",
        )
        facts = {name: self[name] for name in names}
        return facts | {"recorded_by_id": self.recorded_by_id.id}


def _day(day):
    return day.isoformat() if day else ""


def _moment(moment):
    """UTC with its Z: a file read elsewhere names no time zone."""
    return f"{moment.isoformat()}Z" if moment else ""

import json
from datetime import date

from odoo import api, fields, models

READERS = "friendly_gov.group_officer,friendly_gov.group_leader"


class GovPledge(models.Model):
    """The pledge as a document that can be read, and its history."""

    _inherit = "gov.pledge"

    document_html = fields.Html(
        string="Text", compute="_compute_document_html", sanitize=False
    )
    # The rules of gov.history keep rows of pledges to managers, since their reasons
    # tell of people; here they are read for who keeps this one pledge.
    history_html = fields.Html(
        string="History",
        compute="_compute_history_html",
        sanitize=False,
        groups=READERS,
    )
    identity_method_name = fields.Char(
        string="Identity asked for", compute="_compute_identity_method_name"
    )
    can_name = fields.Boolean(compute="_compute_can_enter")
    can_upload = fields.Boolean(compute="_compute_can_enter")
    sign_hint = fields.Char(compute="_compute_can_enter")

    @api.depends("identity_method")
    @api.depends_context("lang")
    def _compute_identity_method_name(self):
        names = {
            "password": self.env._("Password"),
            "webauthn": self.env._("Passkey"),
            "other": self.env._("Another way"),
        }
        for pledge in self:
            method = pledge.identity_method
            pledge.identity_method_name = names.get(method, method)

    @api.depends("state", "unit_id", "user_id", "level", "campaign_id.state")
    @api.depends_context("uid", "lang")
    def _compute_can_enter(self):
        may_name, may_upload = self._filtered_may_name(), self._filtered_may_upload()
        for pledge in self:
            open_ = (
                pledge.state in ("to_sign", "excused")
                and pledge.campaign_id.state == "open"
            )
            pledge.can_name = open_ and pledge in may_name
            pledge.can_upload = open_ and pledge in may_upload
            pledge.sign_hint = pledge._get_sign_hint()

    def _get_sign_hint(self):
        """Why there is no button to sign, where somebody might look for one."""
        self.ensure_one()
        if self.state not in ("to_sign", "excused"):
            return False
        if self.campaign_id.state != "open":
            return self.env._("The campaign is not open: nothing is signed in it.")
        if self.user_id == self.env.user:
            return False
        if self.waiting == "paper":
            return self.env._(
                "%(person)s has no account here: the pledge is signed on paper, and "
                "the scan is entered by an officer.",
                person=self.signer_name or self.unit_id.name,
            )
        if self.user_id:
            return self.env._(
                "Signed by %(person)s, by nobody else.", person=self.user_id.name
            )
        return self.env._("To be named first: who signs for the unit.")

    @api.depends("state", "signed_content", "code_id", "signer_name", "authority")
    @api.depends_context("uid", "lang")
    def _compute_document_html(self):
        for pledge in self:
            pledge.document_html = self.env["ir.qweb"]._render(
                "friendly_gov.pledge_document", pledge._get_document_values()
            )

    def _get_document_values(self):
        """What is shown: what was signed, or what would be signed now."""
        self.ensure_one()
        signed = self.signed_content
        content = json.loads(signed) if signed else self._get_signed_content()
        capacity = {"kt": "KT.", "tuq": "TUQ."}.get(content["authority"]["kind"])
        code = content["code"]
        issued = (code["document"], _written(code["date"]), code["issuer"])
        signed_on = (content["place"], _written(content["date_signed"]))
        # Through the rules: colleagues see that it was signed, not the signature.
        drawn = self.file_ids.search(
            [("pledge_id", "=", self._origin.id), ("kind", "=", "signature")], limit=1
        )
        return {
            "content": content,
            "issued": ", ".join(filter(None, issued)),
            "signed_on": ", ".join(filter(None, signed_on)),
            "signer": " ".join(filter(None, (capacity, content["signer"]["position"]))),
            "signature": drawn.id,
        }

    @api.depends("state")
    @api.depends_context("uid", "lang")
    def _compute_history_html(self):
        for pledge in self:
            pledge.history_html = self.env["ir.qweb"]._render(
                "friendly_gov.pledge_history", {"rows": pledge._get_history_rows()}
            )

    def _get_history_rows(self):
        """Rows of the history for who keeps the pledge or leads the unit."""
        self.ensure_one()
        if not (self._origin and self._is_history_reader()):
            return []
        # sudo: checked above, and one pledge only.
        rows = self.env["gov.history"].sudo()
        found = rows.search(
            [("res_model", "=", self._name), ("res_id", "=", self._origin.id)],
            order="id",
        )
        zone = self.company_id.gov_tz
        return [
            {
                "moment": fields.Datetime.context_timestamp(
                    self.with_context(tz=zone), row.recorded_at
                ).strftime("%d/%m/%Y %H:%M"),
                "event": row.event_name,
                "user": row.user_id.name,
                "reason": row.reason,
                "document": row.document_symbol,
                "day": row.document_date and row.document_date.strftime("%d/%m/%Y"),
            }
            for row in found
        ]

    def _is_history_reader(self):
        """Officers of the unit and of the organiser, leaders who may read it."""
        if self._filtered_keeper():
            return True
        leads = self.env.user.has_group("friendly_gov.group_leader")
        return leads and self.has_access("read")


def _written(day):
    """ISO day of the content, as offices write it."""
    return date.fromisoformat(day).strftime("%d/%m/%Y") if day else ""

import base64
import io
import random
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.friendly_gov.report.xlsx.writer import Book
from odoo.addons.friendly_gov.tools.fold import nfc

from ..models.gov_survey_invitation import digest
from ..tools.sample import systematic

# Links made at once: more than the largest sample of one unit.
MAX_LINKS = 5000


class GovSurveyInvite(models.TransientModel):
    """Dialog that makes links and hands out their list once.

    Only digests are kept afterwards: the list is with whoever downloads it, and is
    gone with the dialog.
    """

    _name = "gov.survey.invite"
    _description = "Making of survey invitations"
    _inherit = ["gov.guarded.mixin"]
    _transient_max_hours = 0.5

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        default=lambda self: self.env["gov.survey.day"]._default_line_id(),
    )
    kind = fields.Selection(
        selection=[
            ("dossier", "One for each dossier of a list"),
            ("number", "A number of links without names"),
        ],
        required=True,
        default="dossier",
    )
    dossiers = fields.Text(
        string="Codes of dossiers",
        help="One code a row, as in the register of dossiers. No names, no telephone "
        "numbers.",
    )
    count = fields.Integer(
        string="How many",
        help="Of a list: as many are drawn at equal distances from a random start; "
        "0 takes all.",
    )
    field_id = fields.Many2one(
        comodel_name="gov.survey.field",
        string="Field of work",
        help="Counts for all these links, where the citizen is not asked.",
    )
    # Not an attachment: it is removed with this row.
    file = fields.Binary(attachment=False, readonly=True)
    file_name = fields.Char(readonly=True)
    made_count = fields.Integer(string="Links made", readonly=True)
    known_count = fields.Integer(string="Invited before", readonly=True)

    def action_make(self):
        """Make the links; the dialog then offers their list."""
        self.ensure_one()
        line = self.line_id
        self._check_actor(line)
        if self.made_count:
            raise UserError(self.env._("The links of this dialog were made already."))
        if not line.campaign_id.use_invitation or line.state != "open":
            raise UserError(
                self.env._(
                    "%(campaign)s takes no answers by invitation.",
                    campaign=line.campaign_id.name,
                )
            )
        references = self._get_references()
        tokens = [(ref, secrets.token_urlsafe(16)) for ref in references]
        # sudo: whoever invites for this unit was checked; nobody writes invitations.
        self.env["gov.survey.invitation"].sudo()._guarded_create(
            [
                {
                    "line_id": line.id,
                    "field_id": self.field_id.id,
                    "reference": reference,
                    "token_hash": digest(token),
                    "day_made": line.company_id._gov_today(),
                }
                for reference, token in tokens
            ]
        )
        self.write(
            {
                "file": base64.b64encode(self._make_list(tokens)),
                "file_name": self.env._("invitations") + ".xlsx",
                "made_count": len(tokens),
                # The codes are not needed any more.
                "dossiers": False,
            }
        )
        return self._reopen()

    def action_done(self):
        """Forget the list."""
        self.ensure_one()
        self.unlink()
        return {"type": "ir.actions.act_window_close"}

    @api.model
    def _check_actor(self, line):
        """Raise unless the user is an officer of the unit or of the lead unit."""
        line.check_access("read")
        user = self.env.user
        if self.env.su or user.has_group("friendly_gov.group_manager"):
            return
        units = user._gov_scope_units()
        if not user.has_group("friendly_gov.group_officer") or not (
            (line.unit_id | line.lead_unit_id) & units
        ):
            raise AccessError(
                self.env._(
                    "%(unit)s: only its officers, and those of the lead unit, invite.",
                    unit=line.unit_id.name,
                )
            )

    def _get_references(self):
        """Codes of the dossiers to invite, or as many times False as links wanted."""
        if self.kind == "number":
            found = [False] * max(0, self.count)
        else:
            rows = (nfc(row).strip() for row in (self.dossiers or "").splitlines())
            wanted = list(dict.fromkeys(row for row in rows if row))
            known = self._get_known(wanted)
            self.known_count = len(known)
            found = [row for row in wanted if row not in known]
            if self.count > 0:
                found = systematic(found, self.count, random.random())
        if not found:
            raise UserError(
                self.env._("There is nobody to invite: enter a number or new dossiers.")
            )
        if len(found) > MAX_LINKS:
            raise UserError(
                self.env._("At most %(limit)s links at once.", limit=MAX_LINKS)
            )
        return found

    def _get_known(self, references):
        """Those of ``references`` that have an invitation of this unit already."""
        # sudo: the actor was checked; a dossier is not invited twice.
        groups = (
            self.env["gov.survey.invitation"]
            .sudo()
            ._read_group(
                [("line_id", "=", self.line_id.id), ("reference", "in", references)],
                ["reference"],
            )
        )
        return {reference for (reference,) in groups}

    def _make_list(self, tokens):
        base = self.get_base_url()
        target = io.BytesIO()
        with Book(target) as book:
            head = book.format(bold=True, bg_color="#D9E2F3", border=1)
            cell = book.format(font_size=11, border=1, num_format="@")
            sheet = book.add_sheet(self.env._("Invitations"), [8, 30, 70])
            titles = [
                self.env._("No."),
                self.env._("Dossier"),
                self.env._("Link, for one answer"),
            ]
            sheet.write_row(titles, [head] * 3)
            for number, (reference, token) in enumerate(tokens, start=1):
                row = [number, reference or None, f"{base}/gs/i/{token}"]
                sheet.write_row(row, [cell] * 3)
        return target.getvalue()

    def _reopen(self):
        return {
            "name": self.env._("Invite to a survey"),
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

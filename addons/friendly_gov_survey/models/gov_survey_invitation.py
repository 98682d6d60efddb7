import hashlib

from odoo import api, fields, models
from odoo.tools import SQL


def digest(token):
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class GovSurveyInvitation(models.Model):
    """A link for one dossier that can be used once.

    Nothing leads from here to the answer: the token is kept as a digest only, the table
    has no times of writing of its own, and whether a link was used is shown to nobody.
    A day would be enough to find the answer where one person answered on it.
    """

    _name = "gov.survey.invitation"
    _description = "Survey invitation"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "id desc"
    _rec_name = "reference"
    _log_access = False

    _guarded_fields = frozenset(
        {"line_id", "token_hash", "is_used", "field_id", "reference", "day_made"}
    )
    _guarded_create_only = True
    _guarded_unlink = True
    _search_key_fields = ("reference",)

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        readonly=True,
        copy=False,
        ondelete="cascade",
        index=True,
    )
    unit_id = fields.Many2one(related="line_id.unit_id", store=True, precompute=True)
    lead_unit_id = fields.Many2one(
        related="line_id.lead_unit_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
    )
    field_id = fields.Many2one(
        comodel_name="gov.survey.field",
        string="Field of work",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    reference = fields.Char(string="Dossier", readonly=True, copy=False)
    day_made = fields.Date(string="Made on", required=True, readonly=True, copy=False)
    token_hash = fields.Char(
        required=True, readonly=True, copy=False, groups=fields.NO_ACCESS
    )
    is_used = fields.Boolean(readonly=True, copy=False, groups=fields.NO_ACCESS)

    _token_unique = models.UniqueIndex("(token_hash)", "The token is in use.")

    @api.model
    def _find(self, token):
        """The invitation behind a link, used or not; none for an unknown token.

        For the page, which shows the form of whoever holds the token: read as
        superuser, since the holder has no account.
        """
        # sudo: found by the digest of a token of 128 bits that the caller holds.
        return self.sudo().search([("token_hash", "=", digest(token))], limit=1)

    def _get_line(self, day):
        """The ``gov.survey.unit`` that an answer on ``day`` belongs to, or none."""
        self.ensure_one()
        line = self.line_id._get_current()
        campaign = line.campaign_id
        takes = campaign.use_invitation and campaign._takes_answers(day)
        return line if takes else line.browse()

    @api.model
    def _use(self, token):
        """Use up the link, in the transaction of the answer.

        Two answers to one link: the second waits for the first, is then refused by the
        database (another transaction changed the row) and, tried again by the server,
        finds the link used. If the first failed, the second goes through.

        :return: the ``gov.survey.unit`` that the answer belongs to, as superuser; none
            for a link that is unknown, used, or whose campaign takes no answers today
        """
        invitation = self._find(token)
        none = invitation.line_id.browse()
        line = invitation and invitation._get_line(invitation.company_id._gov_today())
        if not line:
            return none
        self.env.cr.execute(
            SQL(
                """
                UPDATE gov_survey_invitation SET is_used = TRUE
                 WHERE id = %s AND is_used IS NOT TRUE
                """,
                invitation.id,
            )
        )
        won = self.env.cr.rowcount
        invitation.invalidate_recordset(["is_used"], flush=False)
        return line if won else none

    @api.model
    def _forget_references(self):
        """Take the codes of dossiers off where the answers were deleted as well."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE gov_survey_invitation invitation
               SET reference = NULL, search_key = NULL
              FROM gov_survey_unit line
              JOIN gov_survey_campaign campaign ON campaign.id = line.campaign_id
             WHERE line.id = invitation.line_id
               AND campaign.purged_on IS NOT NULL
               AND invitation.reference IS NOT NULL
            """
        )
        self.invalidate_model(["reference", "search_key"], flush=False)

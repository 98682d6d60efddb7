from odoo import fields, models


class GovSurveyInvitation(models.Model):
    """A link for one dossier that can be used once.

    Nothing leads from here to the answer: the token is kept as a digest only, the use
    as a day without a time, and the table has no times of writing of its own.
    """

    _name = "gov.survey.invitation"
    _description = "Survey invitation"
    _inherit = ["gov.guarded.mixin"]
    _order = "id desc"
    _rec_name = "reference"
    _log_access = False

    _guarded_fields = frozenset({"line_id", "token_hash", "used_on", "field_id"})
    _guarded_create_only = True
    _guarded_unlink = True

    line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        required=True,
        readonly=True,
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
        comodel_name="gov.survey.field", string="Field of work", readonly=True
    )
    reference = fields.Char(string="Dossier", readonly=True)
    token_hash = fields.Char(required=True, readonly=True, copy=False)
    used_on = fields.Date(readonly=True, copy=False)

    _token_unique = models.UniqueIndex("(token_hash)", "The token is in use.")

from odoo import fields, models

STATES = [("valid", "Valid"), ("suspect", "Suspect"), ("excluded", "Excluded")]


class GovSurveyValidity(models.Model):
    """Each time an answer was judged: append-only."""

    _name = "gov.survey.validity"
    _description = "Validity of an answer"
    _inherit = ["gov.guarded.mixin"]
    _order = "id desc"
    _rec_name = "state"

    _guarded_create_only = True
    _guarded_unlink = True

    user_input_id = fields.Many2one(
        comodel_name="survey.user_input",
        string="Answer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    lead_unit_id = fields.Many2one(
        related="user_input_id.gov_line_id.lead_unit_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="user_input_id.gov_line_id.company_id",
        store=True,
        precompute=True,
        index=True,
    )
    state_from = fields.Selection(selection=STATES, required=True, readonly=True)
    state = fields.Selection(selection=STATES, required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="By", required=True, readonly=True
    )
    day = fields.Date(required=True, readonly=True)

    def write(self, vals):
        # Under sudo() too: what was judged, and why, stays.
        self._refuse_guarded(dict.fromkeys(self._fields))
        return super().write(vals)

    def _get_guarded(self, names):
        return list(names)

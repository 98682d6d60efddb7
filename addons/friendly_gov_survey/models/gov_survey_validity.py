from odoo import fields, models

STATES = [("valid", "Valid"), ("suspect", "Suspect"), ("excluded", "Excluded")]


class GovSurveyValidity(models.Model):
    """Each time an answer was judged: append-only.

    It outlives the answer, which is deleted after the retention time: how many were
    excluded, by whom and why, stays known.
    """

    _name = "gov.survey.validity"
    _description = "Validity of an answer"
    _inherit = ["gov.guarded.mixin"]
    _order = "id desc"
    _rec_name = "state"

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
    user_input_id = fields.Many2one(
        comodel_name="survey.user_input",
        string="Answer",
        readonly=True,
        ondelete="set null",
        index=True,
    )
    lead_unit_id = fields.Many2one(
        related="line_id.lead_unit_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
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

from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.friendly_gov.models.gov_guarded_mixin import is_unlocked

from .gov_survey_point import CHANNELS
from .gov_survey_trace import RULES
from .gov_survey_validity import STATES


class SurveyUserInput(models.Model):
    """An answer of a campaign: who gave it is not known, where is."""

    _name = "survey.user_input"
    _inherit = ["gov.guarded.mixin", "survey.user_input"]

    _guarded_fields = frozenset(
        {
            "gov_line_id",
            "gov_point_id",
            "gov_channel",
            "gov_field_id",
            "gov_day",
            "gov_state",
            "gov_rule",
        }
    )

    gov_line_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Unit in the campaign",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
    )
    gov_point_id = fields.Many2one(
        comodel_name="gov.survey.point",
        string="Survey point",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    gov_channel = fields.Selection(
        selection=CHANNELS, string="Answered by", readonly=True, copy=False
    )
    gov_field_id = fields.Many2one(
        comodel_name="gov.survey.field",
        string="Field of work",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    gov_day = fields.Date(string="Recorded on", readonly=True, copy=False)
    gov_state = fields.Selection(
        selection=STATES, string="Validity", readonly=True, copy=False
    )
    gov_rule = fields.Selection(
        selection=RULES, string="Rule that makes it suspect", copy=False
    )

    def write(self, vals):
        self._gov_check_untouched()
        return super().write(vals)

    def unlink(self):
        self._gov_check_untouched()
        return super().unlink()

    def _gov_check_untouched(self):
        """Raise for answers of a campaign: they are judged, never changed."""
        # sudo: whether it belongs to a campaign, nothing else.
        if not is_unlocked(self.env) and self.sudo().gov_line_id:
            raise AccessError(
                self.env._("Answers of a campaign stay as they were given.")
            )

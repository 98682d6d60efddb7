from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.index import sample_size


class GovSurveyUnit(models.Model):
    """One unit asked about in one campaign: sample, returns and results hang on it.

    Made when the campaign opens, for each unit that exists on the first day, or before
    so that sizes can be entered. How many dossiers there are is entered by the lead
    unit, not by the unit itself: from it follows what the unit is measured against.
    """

    _name = "gov.survey.unit"
    _description = "Unit in a survey campaign"
    _inherit = ["gov.history.mixin"]
    _order = "campaign_id desc, id"
    _rec_names_search = ["unit_id", "campaign_id"]
    _check_company_auto = True

    _guarded_fields = frozenset({"campaign_id", "unit_id", "transferred_to_id"})
    _guarded_create_only = True
    _guarded_unlink = True
    _history_fields = ("population", "target")

    campaign_id = fields.Many2one(
        comodel_name="gov.survey.campaign",
        required=True,
        readonly=True,
        copy=False,
        ondelete="cascade",
        index=True,
    )
    unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        readonly=True,
        copy=False,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="campaign_id.company_id", store=True, precompute=True, index=True
    )
    lead_unit_id = fields.Many2one(
        related="campaign_id.unit_id",
        string="Lead unit",
        store=True,
        precompute=True,
        index=True,
    )
    state = fields.Selection(
        related="campaign_id.state", store=True, precompute=True, string="Campaign is"
    )
    is_demo = fields.Boolean(related="campaign_id.is_demo")
    population = fields.Integer(
        string="Dossiers (N)",
        help="Dossiers solved in the period, or people served: what the sample is "
        "taken from.",
    )
    target = fields.Integer(
        string="Forms wanted (n)",
        compute="_compute_target",
        store=True,
        readonly=False,
        precompute=True,
        help="Follows from the dossiers and the margin e: n = N / (1 + N × e²), "
        "rounded up. It can be raised or lowered by hand.",
    )
    transferred_to_id = fields.Many2one(
        comodel_name="gov.survey.unit",
        string="Goes on as",
        readonly=True,
        copy=False,
        ondelete="restrict",
        index="btree_not_null",
        help="After a reorganisation answers are taken for this unit.",
    )

    _unit_unique = models.UniqueIndex(
        "(campaign_id, unit_id)", "The unit is in this campaign already."
    )
    _counts_check = models.Constraint(
        "CHECK (population >= 0 AND target >= 0)", "Counts are not below 0."
    )

    @api.depends("unit_id", "campaign_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.unit_id.name} – {line.campaign_id.name}"

    @api.depends("population", "campaign_id.error")
    def _compute_target(self):
        for line in self:
            # What cannot be stored is refused by the constraint, with words.
            line.target = sample_size(max(line.population, 0), line.campaign_id.error)

    def write(self, vals):
        if not self._is_unlocked():
            self._check_not_closed()
        return super().write(vals)

    def _check_not_closed(self):
        """Raise once the campaign is closed: what it was measured by stays."""
        # sudo: the state of the campaign, of whose units the user changes something.
        closed = self.sudo().campaign_id.filtered(lambda c: c.state == "closed")
        if closed:
            raise UserError(
                self.env._(
                    "%(campaign)s is closed: sizes, quotas and samples stay as they "
                    "are.",
                    campaign=closed[0].name,
                )
            )

    def _get_current(self):
        """The line that answers for this one are taken for, after reorganisations."""
        self.ensure_one()
        line = self
        while line.transferred_to_id:
            line = line.transferred_to_id
        return line

    @api.model
    def _get_entry_domain(self, day):
        """Domain of the lines of open campaigns that take answers on ``day``."""
        return (
            Domain("state", "=", "open")
            & Domain("transferred_to_id", "=", False)
            & Domain("campaign_id.date_open", "<=", day)
            & Domain("campaign_id.date_close", ">=", day)
        )

    @api.model
    def _get_own_domain(self):
        """Domain of the lines of the units that the user works for."""
        # sudo: the user's own units.
        units = self.env.user.sudo().gov_scope_unit_ids
        return Domain("unit_id", "child_of", units.ids)

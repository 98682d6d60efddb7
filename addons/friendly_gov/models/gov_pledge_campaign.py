from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GovPledgeCampaign(models.Model):
    """One round of signing: which code, who signs, until when, for which period.

    Counts are read from the pledges and never stored here: two hundred people sign
    at once, and none of them waits for the row of the campaign.
    """

    _name = "gov.pledge.campaign"
    _description = "Pledge campaign"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin", "mail.thread"]
    _order = "date_due desc, id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    _guarded_fields = frozenset({"state", "is_demo", "date_opened", "date_closed"})
    _search_key_fields = ("name", "document_symbol")

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    is_demo = fields.Boolean(string="Illustration", readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("open", "Taking signatures"),
            ("closed", "Signing closed"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    code_id = fields.Many2one(
        comodel_name="gov.pledge.code",
        string="Pledge code",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    organizer_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Organised by",
        required=True,
        # sudo: their own units, which no rule of departments hides on purpose.
        default=lambda self: self.env.user.sudo().gov_unit_ids[:1],
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    reform_model_id = fields.Many2one(
        comodel_name="gov.reform.model",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        help="Roll-outs of this model take their numbers of pledges from here.",
    )
    directive_id = fields.Many2one(
        comodel_name="gov.directive",
        string="Directive in the system",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    document_symbol = fields.Char(string="Plan or document No.")
    document_date = fields.Date(string="Date of the document")
    scope_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_pledge_campaign_unit_rel",
        column1="campaign_id",
        column2="unit_id",
        string="Units, with all below",
        check_company=True,
    )
    excluded_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_pledge_campaign_excluded_rel",
        column1="campaign_id",
        column2="unit_id",
        string="Except, with all below",
        check_company=True,
    )
    signs_units = fields.Boolean(string="Units sign", default=True)
    signs_people = fields.Boolean(string="Persons sign", default=True)
    date_from = fields.Date(string="Pledged from")
    date_to = fields.Date(string="Pledged until")
    date_due = fields.Date(string="To be signed by")
    newcomer_days = fields.Integer(
        string="Days for newcomers",
        default=10,
        required=True,
        help="Who joins later signs within so many days, at least. No rule is known "
        "for it: set what your office decides.",
    )
    ceremony_date = fields.Date(string="Ceremony on")
    ceremony_place = fields.Char(string="Place of the ceremony")
    note = fields.Text()
    date_opened = fields.Date(readonly=True, copy=False)
    date_closed = fields.Date(readonly=True, copy=False)
    pledge_ids = fields.One2many("gov.pledge", "campaign_id", string="Pledges")
    file_ids = fields.One2many("gov.pledge.file", "campaign_id", string="Files")

    _dates_check = models.Constraint(
        "CHECK (date_to >= date_from)", "The pledge ends before it begins."
    )

    _newcomer_check = models.Constraint(
        "CHECK (newcomer_days >= 0)", "A number of days is never negative."
    )

    @api.constrains("signs_units", "signs_people")
    def _check_signers(self):
        for campaign in self:
            if not (campaign.signs_units or campaign.signs_people):
                raise ValidationError(self.env._("Say who signs: units or persons."))

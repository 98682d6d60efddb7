from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.fold import fold
from ..tools.symbol import parse_symbol, symbol_key
from .gov_directive_issue import BODIES

# What was sent out stays as it was sent: only drafts are edited.
FROZEN_WHEN_ISSUED = frozenset(
    {
        "symbol",
        "type_id",
        "date_issued",
        "issuer_id",
        "issuer_name",
        "subject",
        "company_id",
        "assigning_unit_id",
        "monitoring_unit_id",
        "extending_unit_id",
        "confirming_unit_id",
        "profile_id",
    }
)


class GovDirective(models.Model):
    _name = "gov.directive"
    _description = "Directive"
    _inherit = [
        "gov.guarded.mixin",
        "gov.search.mixin",
        "gov.directive.issue",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_issued desc, id desc"
    _mail_post_access = "read"
    _check_company_auto = True

    _guarded_fields = frozenset(
        {"state", "is_demo", "date_registered", "visible_unit_ids"}
    )
    _search_key_fields = ("symbol", "subject", "issuer_name")

    name = fields.Char(compute="_compute_name", store=True, string="Document")
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("issued", "Issued"),
            ("withdrawn", "Withdrawn"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    is_demo = fields.Boolean(
        string="Illustration",
        readonly=True,
        copy=False,
        help="Data from public documents that shows the product; never mixed with "
        "the office's own figures.",
    )
    # identity of the document
    symbol = fields.Char(required=True, tracking=True, copy=False)
    symbol_key = fields.Char(
        compute="_compute_symbol_parts",
        store=True,
        precompute=True,
        export_string_translation=False,
    )
    symbol_year = fields.Integer(
        compute="_compute_symbol_parts",
        store=True,
        precompute=True,
        export_string_translation=False,
    )
    symbol_warning = fields.Char(compute="_compute_symbol_warning")
    type_id = fields.Many2one(comodel_name="gov.document.type", index="btree_not_null")
    date_issued = fields.Date(required=True, tracking=True)
    issuer_id = fields.Many2one(
        comodel_name="hr.department",
        string="Issuing unit",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    issuer_name = fields.Char(
        string="Issuing body",
        compute="_compute_issuer_name",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        help="Written out when the body is not a unit of this system.",
    )
    issuer_key = fields.Char(
        compute="_compute_issuer_key",
        store=True,
        precompute=True,
        export_string_translation=False,
    )
    signer_position = fields.Char(help="Position only, not the person.")
    signing_authority = fields.Selection(
        selection=[
            ("tm", "On behalf of the collective (TM.)"),
            ("kt", "For the head (KT.)"),
            ("tl", "By order (TL.)"),
            ("tuq", "By authorisation (TUQ.)"),
            ("q", "Acting (Q.)"),
        ]
    )
    subject = fields.Text(required=True, tracking=True)
    urgency = fields.Selection(
        selection=[
            ("normal", "Normal"),
            ("urgent", "Urgent"),
            ("very_urgent", "Very urgent"),
            ("immediate", "Immediate"),
        ],
        default="normal",
        required=True,
    )
    secrecy = fields.Selection(
        selection=[
            ("none", "Not secret"),
            ("confidential", "Confidential"),
            ("secret", "Secret"),
            ("top_secret", "Top secret"),
        ],
        default="none",
        required=True,
        help="Secret documents may not be entered in a networked system (Law "
        "117/2025/QH15): anything but Not secret is refused.",
    )
    date_from = fields.Date(string="Valid from")
    date_to = fields.Date(string="Valid to")
    date_received = fields.Date()
    date_registered = fields.Datetime(readonly=True, copy=False)
    source_note = fields.Text(
        help="What the source does not give, or what still has to be compared."
    )
    # the four bodies
    assigning_unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
    )
    monitoring_unit_id = fields.Many2one(
        comodel_name="hr.department",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
    )
    extending_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Decides extensions",
        compute="_compute_deciding_bodies",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        check_company=True,
    )
    confirming_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Confirms completion",
        compute="_compute_deciding_bodies",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        check_company=True,
    )
    profile_id = fields.Many2one(
        comodel_name="gov.period.profile",
        string="Rules",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_profile_id(),
    )
    # contents
    task_ids = fields.One2many("gov.task", "directive_id", string="Tasks")
    assignment_ids = fields.One2many(
        "gov.assignment", "directive_id", string="Assignments"
    )
    relation_ids = fields.One2many(
        "gov.directive.relation", "directive_id", string="Related documents"
    )
    recipient_ids = fields.One2many(
        "gov.directive.recipient", "directive_id", string="Recipients"
    )
    recipient_group_ids = fields.Many2many(
        comodel_name="gov.unit.group",
        relation="gov_directive_recipient_group_rel",
        string="Recipient groups",
        domain=[("purpose", "=", "recipient")],
        help="Read at the date of the document when it is issued.",
    )
    expected_task_count = fields.Integer(
        string="Tasks expected", help="Number of tasks counted in the whole text."
    )
    visible_unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_directive_visible_unit_rel",
        string="Units that see it",
        readonly=True,
        copy=False,
    )
    link_ids = fields.One2many("gov.link", "directive_id", string="Linked records")

    _symbol_uniq = models.UniqueIndex(
        "(company_id, issuer_key, symbol_key, symbol_year)",
        "A document with this issuing body, number and symbol and year is already "
        "registered.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The document ends before it takes effect.",
    )
    _expected_check = models.Constraint(
        "CHECK (expected_task_count >= 0)", "The number of tasks is not negative."
    )

    @api.model
    def _default_profile_id(self):
        # Rules made for next year wait for their day.
        domain = [
            ("company_id", "in", [self.env.company.id, False]),
            ("date_from", "<=", self.env.company._gov_today()),
        ]
        return self.env["gov.period.profile"].search(domain, limit=1)

    @api.depends("symbol", "type_id.name", "date_issued")
    def _compute_name(self):
        for directive in self:
            parts = (directive.type_id.name, directive.symbol)
            directive.name = " ".join(part for part in parts if part)

    @api.depends("symbol", "date_issued")
    def _compute_symbol_parts(self):
        for directive in self:
            directive.symbol_key = symbol_key(directive.symbol or "")
            year = parse_symbol(directive.symbol or "").year
            directive.symbol_year = year or directive.date_issued.year

    @api.depends("symbol")
    def _compute_symbol_warning(self):
        for directive in self:
            symbol = directive.symbol or ""
            directive.symbol_warning = (
                self.env._(
                    "This number and symbol has an unusual form; check it against the "
                    "document. It can be saved as it is."
                )
                if symbol and not parse_symbol(symbol).valid
                else False
            )

    @api.depends("issuer_id")
    def _compute_issuer_name(self):
        for directive in self:
            if directive.issuer_id:
                directive.issuer_name = directive.issuer_id.name
            elif not directive.issuer_name:
                directive.issuer_name = False

    @api.depends("issuer_name")
    def _compute_issuer_key(self):
        for directive in self:
            directive.issuer_key = fold(directive.issuer_name or "")

    @api.depends("assigning_unit_id", "monitoring_unit_id")
    def _compute_deciding_bodies(self):
        # Usual case: who assigned extends, who monitors confirms. Both are data.
        for directive in self:
            if not directive.extending_unit_id:
                directive.extending_unit_id = directive.assigning_unit_id
            if not directive.confirming_unit_id:
                directive.confirming_unit_id = directive.monitoring_unit_id

    @api.onchange("issuer_id")
    def _onchange_issuer_id(self):
        """Usual case: the body that issues also assigns; one's own unit follows up."""
        if not self.assigning_unit_id:
            self.assigning_unit_id = self.issuer_id
        if not self.monitoring_unit_id:
            # sudo: the user's own scope.
            self.monitoring_unit_id = self.env.user.sudo().gov_unit_ids[:1]

    @api.constrains("secrecy", "subject", "symbol")
    def _check_secrecy(self):
        for directive in self:
            if directive.secrecy != "none":
                raise ValidationError(
                    self.env._(
                        "%(symbol)s: secret documents are not entered in this system. "
                        "Nothing was saved.",
                        symbol=directive.symbol,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        directives = super().create(vals_list)
        directives._update_visible_units()
        return directives

    def write(self, vals):
        frozen = sorted(FROZEN_WHEN_ISSUED & vals.keys())
        if frozen and not self._is_unlocked():
            issued = self.filtered(lambda directive: directive.state != "draft")
            if issued:
                labels = self.fields_get(frozen, ["string"])
                raise UserError(
                    self.env._(
                        "%(document)s has been issued: %(fields)s can no longer be "
                        "changed.",
                        document=issued[0].display_name,
                        fields=", ".join(labels[name]["string"] for name in frozen),
                    )
                )
        res = super().write(vals)
        if not {*BODIES, "issuer_id"}.isdisjoint(vals):
            self._update_visible_units()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        for directive in self:
            if directive.state != "draft":
                raise UserError(
                    self.env._(
                        "%(document)s has been issued: withdraw it instead of "
                        "deleting it.",
                        document=directive.display_name,
                    )
                )

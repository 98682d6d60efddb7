from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.weblink import is_safe_link

# Nothing was published about these models before; an older date is a typing error.
EARLIEST = date(2000, 1, 1)
# What is in no figure, as long as the item is no quoted criticism.
CORRECTABLE = frozenset({"title", "link", "note"})


class GovMediaItem(models.Model):
    """Something published about units: praise, plain news, or a quoted criticism.

    Entered once; a mistake is taken back with its reason and entered anew. So what
    was known on a past day can be told from ``recorded_at`` and ``withdrawn_at``, and
    no unit can make what was written about it disappear.
    """

    _name = "gov.media.item"
    _description = "Media item"
    _inherit = ["gov.media.desk", "gov.search.mixin"]
    _order = "date desc, id desc"
    _rec_name = "title"
    _check_company_auto = True

    _guarded_fields = frozenset(
        {
            "state",
            "is_demo",
            "recorded_at",
            "recorded_by_id",
            "withdrawn_at",
            "withdrawn_by_id",
            "withdraw_reason",
        }
    )
    _search_key_fields = ("title", "quote")

    title = fields.Char(required=True)
    outlet_id = fields.Many2one(
        comodel_name="gov.media.outlet",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    kind = fields.Selection(
        selection=[
            ("news", "News item"),
            ("article", "Article"),
            ("column", "Column or series"),
            ("broadcast", "Radio or television"),
            ("social", "Social network"),
            ("other", "Other"),
        ],
        required=True,
        default="news",
    )
    date = fields.Date(
        string="Published on", required=True, default=lambda self: self._today()
    )
    link = fields.Char(help="Begins with http:// or https://.")
    clipping = fields.Binary(attachment=True, copy=False)
    clipping_name = fields.Char(string="Name of the clipping", copy=False)
    unit_ids = fields.Many2many(
        comodel_name="hr.department",
        relation="gov_media_item_unit_rel",
        string="About the units",
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    producer_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Produced by",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        compute="_compute_producer_unit_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The unit of this system that made it, e.g. the provincial broadcaster.",
    )
    reform_model_id = fields.Many2one(
        comodel_name="gov.reform.model",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        compute="_compute_reform_model_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    rollout_id = fields.Many2one(
        comodel_name="gov.rollout",
        string="Roll-out",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    tone = fields.Selection(
        selection=[
            ("neutral", "News"),
            ("exemplary", "Exemplary"),
            ("critical", "Quoted criticism"),
        ],
        required=True,
        default="neutral",
    )
    quote = fields.Text(string="Quotation", help="Word for word, as the source has it.")
    document_symbol = fields.Char(string="Source document, number and symbol")
    document_date = fields.Date(string="Date of the source document")
    proposed_action = fields.Text(help="What should be done, if you can already say.")
    proposed_due = fields.Date(string="Proposed deadline")
    competent_unit_id = fields.Many2one(
        comodel_name="hr.department",
        string="Body that decides",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        compute="_compute_competent_unit_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Steers or stands above the units: it sees what is written about them, "
        "and alone may assign a task.",
    )
    note = fields.Text()
    state = fields.Selection(
        selection=[("recorded", "On record"), ("withdrawn", "Taken back")],
        default="recorded",
        required=True,
        readonly=True,
        copy=False,
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    is_demo = fields.Boolean(string="Illustration", readonly=True, copy=False)
    recorded_at = fields.Datetime(
        default=fields.Datetime.now, required=True, readonly=True, copy=False
    )
    recorded_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Entered by",
        default=lambda self: self.env.uid,
        required=True,
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    withdrawn_at = fields.Datetime(string="Taken back at", readonly=True, copy=False)
    withdrawn_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken back by",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    withdraw_reason = fields.Text(
        string="Why it was taken back", readonly=True, copy=False
    )
    proposal_ids = fields.One2many(
        "gov.assignment.proposal", "media_item_id", string="Proposals to assign"
    )
    is_about_mine = fields.Boolean(
        compute="_compute_is_about_mine", search="_search_is_about_mine"
    )
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")

    _quote_check = models.Constraint(
        "CHECK (tone <> 'critical' OR (COALESCE(trim(quote), '') <> '' "
        "AND competent_unit_id IS NOT NULL))",
        "A criticism is entered as a quotation, with the body that decides on it.",
    )
    _link_check = models.Constraint(
        "CHECK (link ~* '^https?://')", "A link begins with http:// or https://."
    )
    _date_idx = models.Index("(date DESC, id DESC)")

    @api.model
    def _today(self):
        return self.env.company._gov_today()

    @api.depends("outlet_id")
    def _compute_producer_unit_id(self):
        for item in self:
            item.producer_unit_id = item.outlet_id.unit_id

    @api.depends("rollout_id")
    def _compute_reform_model_id(self):
        for item in self:
            model = item.rollout_id.reform_model_id
            item.reform_model_id = model or item.reform_model_id

    @api.depends("unit_ids", "rollout_id")
    def _compute_competent_unit_id(self):
        proposals = self.env["gov.assignment.proposal"]
        for item in self:
            bodies = proposals._get_competent_units(item.unit_ids, item.rollout_id)
            if item.competent_unit_id._origin not in bodies:
                item.competent_unit_id = bodies[:1]

    @api.onchange("rollout_id")
    def _onchange_rollout_id(self):
        if self.rollout_id and not self.unit_ids:
            self.unit_ids = self.rollout_id.unit_id

    @api.depends_context("uid")
    @api.depends("unit_ids")
    def _compute_is_about_mine(self):
        scope = self.env.user._gov_scope_units()
        for item in self:
            item.is_about_mine = bool(item.unit_ids & scope)

    @api.model
    def _search_is_about_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        # sudo: the user's own scope.
        units = self.env.user.sudo().gov_scope_unit_ids
        return [("unit_ids", "child_of", units.ids)]

    @api.depends_context("uid")
    @api.depends("state", "tone", "unit_ids", "competent_unit_id", "producer_unit_id")
    def _compute_can_withdraw(self):
        for item in self:
            item.can_withdraw = item._can_step("withdraw")

    @api.constrains("date")
    def _check_date(self):
        for item in self:
            if not EARLIEST <= item.date <= self._today():
                raise ValidationError(
                    self.env._(
                        "“%(title)s”: %(date)s is in the future, or before %(first)s.",
                        title=item.title,
                        date=item.date.strftime("%d/%m/%Y"),
                        first=EARLIEST.strftime("%d/%m/%Y"),
                    )
                )

    @api.constrains("tone", "is_demo", "link", "document_symbol", "document_date")
    def _check_critical(self):
        for item in self.filtered(lambda item: item.tone == "critical"):
            if item.is_demo:
                raise ValidationError(
                    self.env._("An illustration never criticises a unit.")
                )
            paper = item.document_symbol and item.document_date
            if not (item.link or paper):
                raise ValidationError(
                    self.env._(
                        "“%(title)s”: a quoted criticism names its source: a link, or "
                        "the number and date of a document.",
                        title=item.title,
                    )
                )

    @api.constrains("rollout_id", "unit_ids")
    def _check_rollout_unit(self):
        for item in self:
            unit = item.rollout_id.unit_id
            if unit and unit not in item.unit_ids:
                raise ValidationError(
                    self.env._(
                        "“%(title)s” belongs to a roll-out of %(unit)s: name this unit "
                        "too.",
                        title=item.title,
                        unit=unit.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        # The file is stored under the key of the guard: nobody adds one later.
        names = ("clipping", "clipping_name")
        files = [{n: vals[n] for n in names if vals.get(n)} for vals in vals_list]
        rest = [{n: v for n, v in vals.items() if n not in names} for vals in vals_list]
        items = super().create([self._check_link(vals) for vals in rest])
        for item, file in zip(items, files, strict=True):
            if file:
                item._guarded_write(file)
            item._check_can_enter()
        items._open_proposals()
        return items

    def write(self, vals):
        if not self._is_unlocked():
            self._check_can_correct(vals)
        return super().write(self._check_link(vals))

    @api.model
    def _check_link(self, vals):
        """``vals`` with a link that is safe to show; asked before it is stored.

        :raises ValidationError: a script, a file, or no address at all
        """
        link = vals.get("link")
        if not link:
            return vals
        link = link.strip() if isinstance(link, str) else ""
        if not is_safe_link(link):
            raise ValidationError(
                self.env._(
                    "This is no address of a web page. Copy it from the browser: it "
                    "begins with http:// or https://."
                )
            )
        return vals | {"link": link}

    def _check_can_correct(self, vals):
        fixed = self.filtered(
            lambda item: item.tone == "critical" or item.state != "recorded"
        )
        if fixed or not CORRECTABLE.issuperset(vals):
            raise UserError(
                self.env._(
                    "What was entered about units stays. Take it back with the reason, "
                    "then enter it anew."
                )
            )

    def action_withdraw(self):
        """Open the dialog that asks for the reason."""
        return self.env["gov.step.action"]._open("withdraw", self)

    def action_open_proposals(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "friendly_gov.gov_assignment_proposal_action"
        )
        return action | {"domain": [("media_item_id", "=", self.id)], "context": {}}

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..report.queries import pledge_reviews
from ..tools.tabular import TableError, coerce_float

MAX_VALUE = 10**13
MAX_NOTE = 2000


class GovPledgeReviewLine(models.Model):
    """One statement of a review, word for word as it was signed.

    The levels of assessment are the product's own: no source prescribes any.
    """

    _name = "gov.pledge.review.line"
    _description = "Reviewed statement of a pledge"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "review_id, sequence, id"

    _guarded_parent = "review_id"
    _guarded_create_only = True
    _guarded_unlink = True
    _guarded_fields = frozenset(
        {"sequence", "group_name", "name", "statement_id", "uom", "direction"}
    )
    _search_key_fields = ("name", "note")

    review_id = fields.Many2one(
        comodel_name="gov.pledge.review",
        required=True,
        ondelete="cascade",
        index=True,
    )
    sequence = fields.Integer(string="No.", readonly=True, copy=False)
    group_name = fields.Char(string="Group", readonly=True, copy=False)
    name = fields.Char(string="Statement", required=True, readonly=True, copy=False)
    statement_id = fields.Many2one(
        comodel_name="gov.pledge.statement",
        string="Statement of the code",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    uom = fields.Char(string="Unit of measure", readonly=True, copy=False)
    direction = fields.Selection(
        selection=[("up", "Higher is better"), ("down", "Lower is better")],
        readonly=True,
        copy=False,
    )
    assessment = fields.Selection(
        selection=[
            ("well", "Kept well"),
            ("kept", "Kept"),
            ("partly", "Partly kept"),
            ("not", "Not kept"),
        ],
        help="These four levels are the product's own: no document prescribes them.",
    )
    note = fields.Char(help="What shows it; no names of citizens.")
    # Text, so that a field left empty isn't taken for zero.
    value_text = fields.Char(string="Figure")
    value = fields.Float(
        digits=(16, 2),
        aggregator="avg",
        compute="_compute_value",
        store=True,
        precompute=True,
    )
    has_value = fields.Boolean(compute="_compute_value", store=True, precompute=True)

    # Copies for record rules, groups and figures.
    company_id = fields.Many2one(
        related="review_id.company_id", store=True, precompute=True, index=True
    )
    pledge_id = fields.Many2one(
        related="review_id.pledge_id", store=True, precompute=True, index=True
    )
    campaign_id = fields.Many2one(
        related="review_id.campaign_id", store=True, precompute=True, index=True
    )
    organizer_unit_id = fields.Many2one(
        related="review_id.organizer_unit_id",
        string="Organised by",
        store=True,
        precompute=True,
        index=True,
    )
    level = fields.Selection(related="review_id.level", store=True, precompute=True)
    unit_id = fields.Many2one(
        related="review_id.unit_id", store=True, precompute=True, index=True
    )
    user_id = fields.Many2one(
        related="review_id.user_id",
        string="Who signed",
        store=True,
        precompute=True,
        index=True,
    )
    author_id = fields.Many2one(
        related="review_id.author_id",
        string="Reviewed by",
        store=True,
        precompute=True,
        index=True,
    )
    period_id = fields.Many2one(
        related="review_id.period_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        related="review_id.kind", string="Whose review", store=True, precompute=True
    )
    state = fields.Selection(
        related="review_id.state", store=True, precompute=True, index=True
    )
    can_edit = fields.Boolean(compute="_compute_can_edit", compute_sudo=False)
    other_assessment = fields.Selection(
        selection=lambda self: self._fields["assessment"]._description_selection(
            self.env
        ),
        string="The other side",
        compute="_compute_other_assessment",
        compute_sudo=False,
        help="Beside a self-review that of the superior, and the other way round.",
    )
    target = fields.Float(
        string="Target of the period", digits=(16, 2), compute="_compute_outcome"
    )
    has_target = fields.Boolean(compute="_compute_outcome")
    outcome = fields.Selection(
        selection=[
            ("met", "Target of the period reached"),
            ("not_met", "Target of the period not reached"),
            ("running", "Milestone: the period is not over"),
            ("no_target", "Milestone: not compared, the period has no target"),
        ],
        string="Against the target",
        compute="_compute_outcome",
    )

    _order_uniq = models.UniqueIndex(
        "(review_id, sequence)", "This statement stands in the review already."
    )

    @api.depends("value_text")
    def _compute_value(self):
        for line in self:
            value = line._read_value()
            line.value = value or 0.0
            line.has_value = value is not None

    def _read_value(self):
        """Number typed in, as it is written in Vietnam; ``None`` if it is none."""
        try:
            return coerce_float(self.value_text or None)
        except TableError:
            return None

    @api.constrains("value_text", "note")
    def _check_value(self):
        for line in self:
            if len(line.note or "") > MAX_NOTE:
                raise ValidationError(self.env._("At most 2,000 characters."))
            if not line.value_text:
                continue
            if not line.uom:
                raise ValidationError(
                    self.env._("“%(name)s” is not measured.", name=line.name)
                )
            value = line._read_value()
            if value is None or not 0 <= value < MAX_VALUE:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is no number, negative or too large.",
                        value=line.value_text,
                    )
                )

    @api.depends("review_id.state")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        for line in self:
            line.can_edit = line.review_id.can_edit

    @api.depends("review_id", "sequence")
    @api.depends_context("uid")
    def _compute_other_assessment(self):
        """What the other side says, if the reader may read it."""
        reviews = self.review_id
        found = self.search(
            [
                ("pledge_id", "in", reviews.pledge_id.ids),
                ("period_id", "in", reviews.period_id.ids),
                ("state", "=", "sent"),
            ]
        )
        known = {
            (line.pledge_id, line.period_id, line.kind, line.sequence): line
            for line in found
        }
        for line in self:
            review = line.review_id
            kind = "supervisor" if review.kind == "self" else "self"
            key = (review.pledge_id, review.period_id, kind, line.sequence)
            line.other_assessment = key in known and known[key].assessment

    @api.depends("value_text", "review_id.period_id", "statement_id")
    def _compute_outcome(self):
        """Ask the one definition that reports use."""
        lines = self._origin
        lines.flush_recordset()
        rows = {}
        if lines.ids:
            query = pledge_reviews.lines_sql(
                self.env, only=SQL("line.id = ANY(%s)", list(lines.ids)), states=()
            )
            for row in self.env.execute_query_dict(query):
                rows[row["id"]] = row
        for line in self:
            row = rows.get(line._origin.id, {})
            line.target = row.get("target") or 0.0
            line.has_target = row.get("target") is not None
            line.outcome = row.get("outcome")

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    def _check_open(self):
        # sudo: what was sent refuses, whoever asks.
        if not self._is_unlocked() and any(
            review.state != "draft" for review in self.sudo().review_id
        ):
            raise UserError(self.env._("This review was sent: it stays as it is."))

    def action_assess(self):
        """Choose the level that the button names; again takes it back."""
        chosen = self.env.context.get("gov_assessment")
        if chosen not in dict(self._fields["assessment"].selection):
            raise UserError(self.env._("There is no such level."))
        for line in self:
            line.assessment = False if line.assessment == chosen else chosen
        return True

    def _take_over(self, lines):
        """Copy what was filled in for the same statements."""
        before = {line.sequence: line for line in lines}
        for line in self:
            old = before.get(line.sequence)
            if old:
                line.write(
                    {
                        "assessment": old.assessment,
                        "note": old.note,
                        "value_text": old.value_text,
                    }
                )

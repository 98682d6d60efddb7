from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class GovPledgeReview(models.Model):
    """How a signed pledge was kept in one period: by the person, or by the superior.

    A draft is its author's. Sent it stays as it is, its lines too; it is corrected by
    a new one, and the old one is kept. Colleagues never read it.
    """

    _name = "gov.pledge.review"
    _description = "Review of a pledge"
    _inherit = ["gov.pledge.part.mixin"]
    _order = "date_to desc, unit_id, signer_name, kind, id desc"
    _rec_name = "name"

    _guarded_fields = frozenset(
        {
            "state",
            "author_id",
            "date_sent",
            "sent_at",
            "return_reason",
            "previous_id",
        }
    )
    _history_fields = (
        "pledge_id",
        "campaign_id",
        "unit_id",
        "level",
        "period_id",
        "kind",
        "state",
        "date_sent",
    )
    _search_key_fields = ("name",)

    name = fields.Char(compute="_compute_name", store=True, precompute=True)
    period_id = fields.Many2one(
        comodel_name="gov.period",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    date_to = fields.Date(
        related="period_id.date_to",
        string="End of period",
        store=True,
        precompute=True,
    )
    kind = fields.Selection(
        selection=[
            ("self", "Self-review"),
            ("supervisor", "Supervisor's review"),
        ],
        string="Whose review",
        required=True,
        default="self",
    )
    state = fields.Selection(
        selection=[
            ("draft", "Being written"),
            ("sent", "Handed in"),
            ("returned", "Sent back"),
            ("replaced", "Replaced by a newer one"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    author_id = fields.Many2one(
        comodel_name="res.users",
        string="Reviewed by",
        default=lambda self: self.env.user,
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    note = fields.Text(string="Remarks on the whole")
    date_sent = fields.Date(string="Sent on", readonly=True, copy=False)
    sent_at = fields.Datetime(string="Handed in at", readonly=True, copy=False)
    return_reason = fields.Text(string="Sent back because", readonly=True, copy=False)
    previous_id = fields.Many2one(
        comodel_name="gov.pledge.review",
        string="Corrects",
        ondelete="restrict",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    line_ids = fields.One2many(
        "gov.pledge.review.line", "review_id", string="Statements"
    )
    waiting_text = fields.Char(string="Still missing", compute="_compute_waiting_text")

    _draft_uniq = models.UniqueIndex(
        "(pledge_id, period_id, kind, author_id) WHERE state = 'draft'",
        "You are writing a review of this pledge for this period already.",
    )
    _sent_uniq = models.UniqueIndex(
        "(pledge_id, period_id, kind) WHERE state = 'sent'",
        "A review was sent for this period already: correct that one.",
    )

    @api.depends("signer_name", "level", "unit_id", "period_id")
    def _compute_name(self):
        for review in self:
            # sudo: names of the unit and the period stand on the review.
            record = review.sudo()
            who = (
                record.signer_name if record.level == "person" else record.unit_id.name
            )
            review.name = f"{who or ''} – {record.period_id.name or ''}"

    @api.depends("line_ids.assessment", "line_ids.value_text", "state")
    def _compute_waiting_text(self):
        for review in self:
            review.waiting_text = (
                "; ".join(review._get_missing()) if review.state == "draft" else False
            )

    def _get_missing(self):
        """What has to be filled in before the review is sent, in words."""
        self.ensure_one()
        lines = self.line_ids
        blank = lines.filtered(lambda line: not line.assessment)
        unmeasured = lines.filtered(lambda line: line.uom and not line.has_value)
        missing = []
        if blank:
            missing.append(
                self.env._(
                    "no assessment yet: statement %(numbers)s",
                    numbers=", ".join(str(line.sequence) for line in blank),
                )
            )
        if unmeasured:
            missing.append(
                self.env._(
                    "no figure yet: statement %(numbers)s",
                    numbers=", ".join(str(line.sequence) for line in unmeasured),
                )
            )
        return missing

    @api.model_create_multi
    def create(self, vals_list):
        reviews = super().create(vals_list)
        reviews._check_author()
        reviews._check_reviewable()
        reviews._make_lines()
        return reviews

    def write(self, vals):
        self._check_draft()
        res = super().write(vals)
        if "period_id" in vals:
            self._check_reviewable()
        return res

    def _refuse_other_parent(self, vals):
        res = super()._refuse_other_parent(vals)
        # Another kind would be somebody else's review.
        if "kind" in vals and any(review.kind != vals["kind"] for review in self):
            raise UserError(
                self.env._("A self-review doesn't become a supervisor's, nor back.")
            )
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_draft()

    def _check_draft(self):
        # sudo: what was sent refuses, whoever asks.
        if self._is_unlocked():
            return
        sent = self.sudo().filtered(lambda review: review.state != "draft")
        if sent:
            raise UserError(
                self.env._(
                    "%(name)s was sent: it stays as it is. Correct it by a new one.",
                    name=sent[0].display_name,
                )
            )

    def _check_reviewable(self):
        """A signed pledge, a period in which it held and that has begun."""
        today = self.env.company._gov_today()
        for review in self:
            # sudo: dates of the pledge; who may review was checked by the caller.
            pledge, period = review.sudo().pledge_id, review.sudo().period_id
            if pledge.state != "signed":
                raise ValidationError(
                    self.env._(
                        "%(pledge)s is not signed: only signed pledges are reviewed.",
                        pledge=pledge.display_name,
                    )
                )
            if not pledge._holds_in(period) or period.date_from > today:
                raise ValidationError(
                    self.env._(
                        "%(pledge)s did not hold in %(period)s: choose a period "
                        "that has begun and in which it was signed and valid.",
                        pledge=pledge.display_name,
                        period=period.name,
                    )
                )

    def _make_lines(self):
        """One line a statement, as it was signed."""
        # sudo: lines are made by the system; who may review was checked before.
        lines = self.env["gov.pledge.review.line"].sudo()
        vals_list = []
        for review in self.sudo():
            for line in review.pledge_id._get_review_statements():
                vals_list.append(line | {"review_id": review.id})
        lines._guarded_create(vals_list)

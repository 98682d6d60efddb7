from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class GovPledgeTarget(models.Model):
    """What a measured statement is to reach in one period.

    Set by each company for itself, on shared codes too, and in force or not: only the
    words of a code are fixed. What a review was compared with stays.
    """

    _name = "gov.pledge.target"
    _description = "Target of a pledge statement"
    _inherit = ["gov.history.mixin"]
    _order = "code_id, date_to desc, statement_id, id"
    _rec_name = "period_id"
    _check_company_auto = True

    _guarded_parent = "statement_id"
    _history_fields = ("statement_id", "period_id", "target")

    statement_id = fields.Many2one(
        comodel_name="gov.pledge.statement",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
        domain=lambda self: self._get_statement_domain(),
    )
    code_id = fields.Many2one(
        related="statement_id.code_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    uom = fields.Char(related="statement_id.uom")
    direction = fields.Selection(related="statement_id.direction")
    period_id = fields.Many2one(
        comodel_name="gov.period",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    date_to = fields.Date(related="period_id.date_to", store=True, precompute=True)
    target = fields.Float(required=True, digits=(16, 2))

    _period_uniq = models.UniqueIndex(
        "(statement_id, period_id, company_id)",
        "This statement has a target for this period already.",
    )
    _target_check = models.Constraint(
        "CHECK (target >= 0)", "A target is never negative."
    )

    @api.constrains("statement_id")
    def _check_measured(self):
        for target in self:
            if not target.uom:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” has no unit of measure: it has no target.",
                        name=target.statement_id.name,
                    )
                )

    @api.model
    def _get_statement_domain(self):
        """Statements that are measured; of one code when its button was clicked."""
        code = self.env.context.get("gov_pledge_code")
        measured = [("uom", "!=", False)]
        return measured + ([("code_id", "=", code)] if code else [])

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets._check_not_used()
        return targets

    def write(self, vals):
        self._check_not_used()
        res = super().write(vals)
        # Nor moved to a period that was compared already.
        self._check_not_used()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_not_used()

    def _check_not_used(self):
        # sudo: a review that the user doesn't see was compared with it as well.
        for target in self.sudo():
            if target._is_used():
                raise UserError(
                    self.env._(
                        "A review of %(period)s was sent already: the target of "
                        "“%(name)s” stays.",
                        period=target.period_id.name,
                        name=target.statement_id.name,
                    )
                )

    def _is_used(self):
        """True once a review of the period was sent; reviews extend it."""
        return False

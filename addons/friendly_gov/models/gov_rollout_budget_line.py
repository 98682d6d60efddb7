from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Ten trillion dong; a float keeps every dong of it.
MAX_AMOUNT = 10**13
AMOUNTS = ("amount_estimated", "amount_allotted", "amount_spent", "amount_settled")


def _amount(string, **kwargs):
    # Not Monetary: the amounts are dong, whatever currency the company has.
    return fields.Float(string=string, digits=(16, 0), aggregator="sum", **kwargs)


class GovRolloutBudgetLine(models.Model):
    """Money for one content of a roll-out from one source in one year, in dong."""

    _name = "gov.rollout.budget.line"
    _description = "Budget line of a roll-out"
    _inherit = ["gov.rollout.child.mixin", "gov.search.mixin"]
    _order = "year desc, rollout_id, source_id, id"

    _history_fields = ("year", "source_id", *AMOUNTS)
    _search_key_fields = ("name", "document_symbol")

    reform_model_id = fields.Many2one(
        related="rollout_id.reform_model_id", store=True, precompute=True, index=True
    )
    is_open = fields.Boolean(related="rollout_id.is_open")
    year = fields.Integer(
        required=True,
        default=lambda self: self.env.company._gov_today().year,
        aggregator=None,
    )
    source_id = fields.Many2one(
        comodel_name="gov.budget.source",
        string="Source of funds",
        required=True,
        ondelete="restrict",
        index=True,
    )
    name = fields.Char(string="Content", required=True)
    amount_estimated = _amount("Estimate (VND)")
    amount_allotted = _amount("Allotted (VND)")
    amount_spent = _amount("Spent (VND)")
    amount_settled = _amount("Settled (VND)")
    document_symbol = fields.Char(
        string="Allotment, decision No.", help="Decision that allots the money."
    )
    document_date = fields.Date(string="Dated")
    note = fields.Text()
    # Said, never refused: money is moved between lines, papers come later.
    is_overspent = fields.Boolean(
        string="Spent more than allotted", compute="_compute_warning", store=True
    )
    is_oversettled = fields.Boolean(
        string="Settled more than spent", compute="_compute_warning", store=True
    )
    warning = fields.Char(compute="_compute_warning_text")

    _amounts_check = models.Constraint(
        "CHECK ("
        + " AND ".join(
            f"COALESCE({name}, 0) BETWEEN 0 AND {MAX_AMOUNT - 1}" for name in AMOUNTS
        )
        + ")",
        "An amount is not negative, and less than 10^13 dong.",
    )
    _year_check = models.Constraint(
        "CHECK (year BETWEEN 2000 AND 2100)", "Enter the budget year in four digits."
    )
    _document_check = models.Constraint(
        "CHECK (document_symbol IS NOT NULL OR document_date IS NULL)",
        "A document has a number.",
    )

    @api.depends("amount_allotted", "amount_spent", "amount_settled")
    def _compute_warning(self):
        for line in self:
            line.is_overspent = line.amount_spent > line.amount_allotted
            line.is_oversettled = line.amount_settled > line.amount_spent

    @api.depends("is_overspent", "is_oversettled")
    def _compute_warning_text(self):
        for line in self:
            words = []
            if line.is_overspent:
                words.append(self.env._("spent more than allotted"))
            if line.is_oversettled:
                words.append(self.env._("settled more than spent"))
            line.warning = "; ".join(words)

    @api.constrains("document_date")
    def _check_document_date(self):
        for line in self:
            day = line.document_date
            if day and day > line.company_id._gov_today():
                raise ValidationError(
                    self.env._("A document is not dated in the future.")
                )

    @api.constrains("source_id")
    def _check_source_company(self):
        for line in self:
            # sudo: whose list the source stands in, not what it says.
            company = line.sudo().source_id.company_id
            if company and company != line.company_id:
                raise ValidationError(
                    self.env._("This source belongs to the list of another office.")
                )

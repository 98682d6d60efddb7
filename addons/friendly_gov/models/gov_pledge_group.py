from odoo import api, fields, models


class GovPledgeGroup(models.Model):
    """A group of statements such as "5 không", with the number it announces."""

    _name = "gov.pledge.group"
    _description = "Group of a pledge code"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "code_id, sequence, id"

    _guarded_parent = "code_id"
    _search_key_fields = ("name",)

    code_id = fields.Many2one(
        comodel_name="gov.pledge.code",
        string="Pledge code",
        required=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        related="code_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    expected_count = fields.Integer(
        string="Statements announced",
        help="The number in the name of the group; zero: none is announced.",
    )
    statement_ids = fields.One2many(
        "gov.pledge.statement", "group_id", string="Statements", copy=True
    )

    _expected_check = models.Constraint(
        "CHECK (expected_count >= 0)", "A number of statements is never negative."
    )

    # Record rules don't cascade: groups are changed as the code they belong to.

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        groups.code_id._check_may_share()
        groups.code_id._check_draft()
        return groups

    def write(self, vals):
        self.code_id._check_may_share()
        self.code_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fixed(self):
        self.code_id._check_may_share()
        self.code_id._check_draft()

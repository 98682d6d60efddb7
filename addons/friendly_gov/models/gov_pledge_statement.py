from odoo import api, fields, models
from odoo.exceptions import UserError


class GovPledgeStatement(models.Model):
    """One sentence that is pledged; with a unit of measure, one that is measured."""

    _name = "gov.pledge.statement"
    _description = "Statement of a pledge code"
    _inherit = ["gov.guarded.mixin", "gov.search.mixin"]
    _order = "code_id, group_sequence, group_id, sequence, id"

    _guarded_parent = "group_id"
    _search_key_fields = ("name",)

    group_id = fields.Many2one(
        comodel_name="gov.pledge.group",
        required=True,
        ondelete="cascade",
        index=True,
    )
    code_id = fields.Many2one(
        related="group_id.code_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="group_id.company_id", store=True, precompute=True, index=True
    )
    group_sequence = fields.Integer(
        related="group_id.sequence",
        string="Order of the group",
        store=True,
        precompute=True,
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Statement", required=True)
    uom = fields.Char(
        string="Unit of measure", help="Only for what is measured, such as %."
    )
    direction = fields.Selection(
        selection=[("up", "Higher is better"), ("down", "Lower is better")],
        string="Which way is better",
        default="up",
    )
    target_ids = fields.One2many(
        "gov.pledge.target", "statement_id", string="Targets", copy=False
    )

    # Record rules don't cascade: statements are changed as the code they belong to.

    @api.model_create_multi
    def create(self, vals_list):
        statements = super().create(vals_list)
        statements.code_id._check_may_share()
        statements.code_id._check_draft()
        return statements

    def write(self, vals):
        if not self._is_unlocked():
            # What only methods set is a matter of rights, whatever the state.
            self._refuse_guarded(vals)
        self.code_id._check_may_share()
        self.code_id._check_draft()
        measured = any(
            name in vals and any(record[name] != vals[name] for record in self)
            for name in ("uom", "direction")
        )
        if measured:
            self._check_no_targets()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fixed(self):
        self.code_id._check_may_share()
        self.code_id._check_draft()
        self._check_no_targets()

    def _check_no_targets(self):
        # sudo: a target of another company hangs on a shared statement too.
        if not self._is_unlocked() and self.sudo().target_ids:
            raise UserError(
                self.env._(
                    "“%(name)s” has targets: what it is measured by stays. Delete "
                    "the targets first.",
                    name=self.sudo().target_ids.statement_id[0].name,
                )
            )

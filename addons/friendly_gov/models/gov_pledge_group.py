import re

from odoo import api, fields, models
from odoo.fields import Command

from ..tools.statements import split_statements


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
    statement_count = fields.Integer(
        string="Statements entered", compute="_compute_statement_count"
    )
    paste = fields.Text(
        string="Paste statements",
        compute="_compute_paste",
        inverse="_inverse_paste",
        help="One statement a line; numbers and dashes at the beginning are dropped.",
    )

    _expected_check = models.Constraint(
        "CHECK (expected_count >= 0)", "A number of statements is never negative."
    )

    @api.depends("statement_ids")
    def _compute_statement_count(self):
        for group in self:
            group.statement_count = len(group.statement_ids)

    def _compute_paste(self):
        self.paste = False

    def _inverse_paste(self):
        """For calls from outside; on the screen the lines appear at once."""
        for group in self:
            pasted = group._get_pasted()
            group.statement_ids = [Command.create(vals) for vals in pasted]

    @api.onchange("paste")
    def _onchange_paste(self):
        pasted = self._get_pasted()
        self.statement_ids = [Command.create(vals) for vals in pasted]
        self.paste = False

    @api.onchange("name")
    def _onchange_name(self):
        announced = re.match(r"\s*(\d{1,2})\s", self.name or "")
        if announced and not self.expected_count:
            self.expected_count = int(announced[1])

    # Record rules don't cascade: groups are changed as the code they belong to.

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        groups.code_id._check_may_share()
        groups.code_id._check_draft()
        return groups

    def write(self, vals):
        if not self._is_unlocked():
            # What only methods set is a matter of rights, whatever the state.
            self._refuse_guarded(vals)
        self.code_id._check_may_share()
        self.code_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fixed(self):
        self.code_id._check_may_share()
        self.code_id._check_draft()
        self.statement_ids._check_no_targets()

    def _get_pasted(self):
        """Values of the statements in ``paste``, after those that stand already."""
        last = max(self.statement_ids.mapped("sequence"), default=0)
        return [
            {"name": text, "sequence": last + number}
            for number, text in enumerate(split_statements(self.paste), 1)
        ]
